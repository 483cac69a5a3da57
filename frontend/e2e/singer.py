"""Writes a small DiffRhythm of random weights, which follows references, below the folder that is named."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "tests"))

import small_diffrhythm

small_diffrhythm.make(pathlib.Path(sys.argv[1]), "full", hears=True)
