#!/usr/bin/python3
"""Finds recordings that a game repeats wholly and in the beat, for bench_loop_points.

    whole_loops.py FOLDER OUT [PASSES]

FOLDER holds a folder for each game, of which at most 8 recordings are taken (apt-get install
python3-numpy ffmpeg). A recording of 12 to 600 seconds is kept if it does not fade in or out and
its end meets its beginning in the beat: two of its three strongest beats, with the strongest, fit
in a whole number of times, or it lasts a multiple of 16 beats of a whole tempo. OUT/list.txt gets a
line "NAME FILE SECONDS 0" for each. With PASSES, such as 2.5, each is saved in OUT as a game plays
it, that many times without a gap, by turns as WAV, Ogg Vorbis and MP3.
"""

import pathlib
import subprocess
import sys

import numpy as np

from listed_tracks import RATE, file_for, save

DOWN = 4  # the beats are looked for at a quarter of the rate
MOST = 8
KINDS = (".ogg", ".opus", ".flac", ".mp3", ".wav")


def decode(path, rate, channels):
    sound = subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-map", "0:a", "-f", "f32le",
                            "-ac", str(channels), "-ar", str(rate), "-"], capture_output=True).stdout
    return np.frombuffer(sound, np.float32).reshape(-1, channels)


def fades(x, rate):
    def level(part):
        return 10 * np.log10(np.mean(part**2) / np.mean(x**2) + 1e-12)

    return level(x[:rate]) < -16 or level(x[-rate // 2:]) < -14 or level(x[-rate // 10:]) < -20


def beats(x, rate, hop=128, window=512):
    """The strongest beats of a sound, as how often a second each comes, strongest first."""
    frames = np.lib.stride_tricks.sliding_window_view(x, window)[::hop] * np.hanning(window)
    spectrum = np.log1p(50 * np.abs(np.fft.rfft(frames, axis=1)))
    onsets = np.maximum(0, np.diff(spectrum, axis=0)).sum(axis=1)
    onsets -= onsets.mean()
    size = 1 << int(np.ceil(np.log2(len(onsets) * 16)))
    power = np.abs(np.fft.rfft(onsets * np.hanning(len(onsets)), size))
    often = np.arange(len(power)) * rate / (hop * size)
    range_ = np.flatnonzero((often > 0.9) & (often < 9))
    peaks = [i for i in range_ if power[i - 1] < power[i] >= power[i + 1]]
    found = []
    for i in sorted(peaks, key=lambda i: -power[i]):
        far = all(abs(often[i] - f) > 4 * rate / len(x) for f in found)
        if far and power[i] > 7.5 * np.median(power[range_]):
            found.append(often[i])
    return found[:3]


def closes_in_the_beat(x, rate):
    strongest = beats(x, rate)
    if len(strongest) < 2:
        return False
    seconds = len(x) / rate
    times = [f * seconds for f in strongest]
    off = [abs(t - round(t)) for t in times]
    if off[0] < 0.09 and min(off[1:]) < 0.09 and round(times[0]) % 8 == 0:
        return True
    bars = [seconds * tempo / 960 for tempo in range(60, 241)
            if any(abs(strongest[0] * 60 / tempo - part) < 0.004 * part for part in (1, 2, 3, 4, 6, 8))]
    return off[0] < 0.2 and any(abs(b - round(b)) < 0.002 for b in bars)


def main(folder, out, passes=None):
    out = pathlib.Path(out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    saved = 0
    with open(out / "list.txt", "w") as tracks:
        for game in sorted(p for p in pathlib.Path(folder).resolve().iterdir() if p.is_dir()):
            known = set()
            for path in sorted(p for p in game.rglob("*") if p.suffix.lower() in KINDS):
                x = decode(path, RATE // DOWN, 1)[:, 0].astype(float)
                seconds = len(x) * DOWN / RATE
                track = (path.stem, round(seconds, 1))
                if len(known) == MOST or track in known or not 12 < seconds < 600:
                    continue
                if fades(x, RATE // DOWN) or not closes_in_the_beat(x, RATE // DOWN):
                    continue
                known.add(track)
                name = f"{game.name}_{path.stem}".replace(" ", "_")
                if passes:
                    file = file_for(out, name, saved)
                    once = decode(path, RATE, 2)
                    save(np.resize(once, (int(float(passes) * len(once)), 2)).T, file)
                else:
                    file = out / f"{name}{path.suffix}"
                    file.unlink(missing_ok=True)
                    file.symlink_to(path)
                length = len(decode(path, RATE, 1)) / RATE
                print(name, file, f"{length:.6f} 0", file=tracks, flush=True)
                saved += 1


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:])
