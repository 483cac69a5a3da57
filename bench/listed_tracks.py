"""What the scripts that make lists for bench_loop_points share: how a track is saved."""

import subprocess

import numpy as np

RATE = 44100
CODECS = {"wav": [], "ogg": ["-c:a", "libvorbis", "-q:a", "5"], "mp3": ["-b:a", "192k"]}


def file_for(folder, name, number):
    """Where a track goes: by turns WAV, Ogg Vorbis and MP3."""
    return folder / f"{name}.{list(CODECS)[number % len(CODECS)]}"


def save(sound, path):
    """Writes a sound of 2 rows, its peak at 0.9 of full scale."""
    scaled = sound.T * (0.9 / max(1e-9, np.abs(sound).max()))
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "f32le", "-ar", str(RATE), "-ac", "2",
                    "-i", "-", *CODECS[path.suffix[1:]], str(path)],
                   input=np.ascontiguousarray(scaled, np.float32).tobytes(), check=True)
