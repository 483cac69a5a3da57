#!/usr/bin/python3
"""Plays tracker modules past their loop and writes where it is, for bench_loop_points.

    render_modules.py FOLDER OUT [PASSES]

Every .xm, .mod, .it and .s3m file below FOLDER is played by libopenmpt (apt-get install libopenmpt0
python3-numpy ffmpeg) for PASSES times its loop, 2.5 if not said, and saved in OUT by turns as WAV,
Ogg Vorbis and MP3. OUT/list.txt gets a line "NAME FILE SECONDS START" for each whose loop, read
from the jump back in its order list and refined on the sound, really repeats: NCC over 0.98.
"""

import ctypes
import pathlib
import sys

import numpy as np

from listed_tracks import RATE, file_for, save

BLOCK = 64

mpt = ctypes.CDLL("libopenmpt.so.0")
mpt.openmpt_module_create_from_memory2.restype = ctypes.c_void_p
mpt.openmpt_module_get_duration_seconds.restype = ctypes.c_double
mpt.openmpt_module_read_float_stereo.restype = ctypes.c_size_t


def play(path, longest=220, passes=3.2):
    """The sound of a module, its row at each block and the length of its first pass; or None."""
    data = path.read_bytes()
    module = mpt.openmpt_module_create_from_memory2(
        data, ctypes.c_size_t(len(data)), *[None] * 7)
    if not module:
        return None
    module = ctypes.c_void_p(module)
    seconds = mpt.openmpt_module_get_duration_seconds(module)
    if not 10 < seconds < longest:
        return None
    mpt.openmpt_module_set_repeat_count(module, ctypes.c_int(-1))
    sound = np.zeros((2, int(seconds * passes * RATE) // BLOCK * BLOCK), np.float32)
    rows = []
    for at in range(0, sound.shape[1], BLOCK):
        here = [ctypes.c_void_p(sound.ctypes.data + (c * sound.shape[1] + at) * 4) for c in (0, 1)]
        if mpt.openmpt_module_read_float_stereo(
                module, ctypes.c_int(RATE), ctypes.c_size_t(BLOCK), *here) < BLOCK:
            return None
        rows.append((mpt.openmpt_module_get_current_order(module),
                     mpt.openmpt_module_get_current_row(module)))
    return sound, rows, seconds


def ncc(x, a, b, count):
    left = x[a:a + count].astype(float)
    right = x[b:b + count].astype(float)
    power = np.sqrt((left @ left) * (right @ right))
    return left @ right / power if power > 0 else 0.0


def loop_of(sound, rows, seconds):
    """First frame and length of the loop, or None where it does not repeat."""
    x = sound.sum(axis=0)
    changes = [0] + [i for i in range(1, len(rows)) if rows[i] != rows[i - 1]]
    # The length that the library tells misses the jump by up to a row.
    back = [i for i in changes[1:]
            if rows[i] < rows[i - 1] and abs(i * BLOCK - seconds * RATE) < 2 * RATE]
    jump = min(back or changes, key=lambda block: abs(block * BLOCK - seconds * RATE))
    best = (0.98, 0, 0)
    for start in (b for b in changes if b < jump and rows[b] == rows[jump]):
        period = (jump - start) * BLOCK
        if period < 8 * RATE:
            continue
        after = start * BLOCK + RATE // 2
        for shift in range(-2 * BLOCK, 2 * BLOCK + 1):
            agreement = ncc(x, after, after + period + shift, RATE)
            best = max(best, (agreement, start * BLOCK, period + shift))
    _, start, length = best
    middle = start + length // 3
    repeats = length > 0 and ncc(x, middle, middle + length, min(10 * RATE, length)) > 0.98
    return (start, length) if repeats else None


def main(folder, out, passes=2.5):
    out = pathlib.Path(out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    files = sorted(p for p in pathlib.Path(folder).rglob("*")
                   if p.suffix.lower() in (".xm", ".mod", ".it", ".s3m"))
    saved = 0
    with open(out / "list.txt", "w") as tracks:
        for path in files:
            played = play(path)
            loop = played and loop_of(*played)
            if not loop:
                print("left out:", path.name)
                continue
            start, length = loop
            name = path.stem.replace(" ", "_")
            file = file_for(out, f"{saved:02}_{name}", saved)
            save(played[0][:, :int(start + length * float(passes))], file)
            print(name, file, f"{length / RATE:.6f} {start / RATE:.6f}", file=tracks, flush=True)
            saved += 1


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:])
