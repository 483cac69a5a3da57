"""Hours of a track, from the command line."""

import json
import pathlib
import subprocess

import pytest

from conftest import musicgen

RATE = 44100


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    home = tmp_path_factory.mktemp("song")
    done = musicgen(home, "generate", "Lo-fi hip hop", "--duration", "12", "--seed", "7",
                    "--out", "song.mp3")
    assert done.returncode == 0, done.stderr
    return home / "song.mp3"


def frames(path):
    """How many frames ffmpeg decodes."""
    decoded = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(path), "-ac", "1", "-f", "s16le", "-"],
        capture_output=True, check=True)
    assert not decoded.stderr, decoded.stderr
    return len(decoded.stdout) // 2


def test_a_track_is_analysed_to_the_frame(home, song):
    done = musicgen(home, "loop", "analyze", str(song), "--json")
    assert done.returncode == 0, done.stderr
    analysis = json.loads(done.stdout)
    assert abs(analysis["duration"] - 12) < 0.01 and analysis["sample_rate_hz"] == RATE
    assert analysis["verdict"] in ("seamless", "crossfade", "none")
    best = analysis["candidates"][0]
    assert 0 <= best["start_frame"] < best["end_frame"] <= 12 * RATE + 1
    scores = [candidate["score"] for candidate in analysis["candidates"]]
    assert scores == sorted(scores, reverse=True)


def test_the_verdict_is_said_in_words(home, song):
    done = musicgen(home, "loop", "analyze", str(song))
    assert done.returncode == 0, done.stderr
    assert "loop" in done.stdout.splitlines()[0]


@pytest.mark.parametrize("name, rate", [("long.mp3", RATE), ("long.flac", RATE), ("long.opus", 48000),
                                        ("long.wav", RATE), ("long.m4a", RATE), ("long.ogg", RATE)])
def test_five_minutes_are_five_minutes(home, song, name, rate):
    done = musicgen(home, "loop", "create", str(song), "--duration", "5m", "--out", name, "--json")
    assert done.returncode == 0, done.stderr
    assert "5:00" in done.stderr   # said before it starts
    made = json.loads(done.stdout)
    assert made["duration"] == 300 and made["bytes"] == (home / name).stat().st_size
    assert made["file"] == str(home / name)
    assert frames(home / name) == 300 * rate


def test_the_own_ending_comes_after_whole_loops(home, song):
    done = musicgen(home, "loop", "create", str(song), "--duration", "1m", "--ending", "own",
                    "--start", "2", "--end", "6", "--fade", "0", "--out", "own.flac", "--json")
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    bodies = (made["frames"] - 12 * RATE) / (4 * RATE)
    assert bodies == int(bodies) and abs(made["duration"] - 60) <= 2
    assert "as near to 1:00" in done.stderr
    assert frames(home / "own.flac") == made["frames"]


def test_the_file_gets_a_name_where_none_is_given(home, song):
    done = musicgen(home, "loop", "create", str(song), "--duration", "20", "--fade", "0")
    assert done.returncode == 0, done.stderr
    assert pathlib.Path(done.stdout.strip()) == home / "song-loop.mp3"
    assert (home / "song-loop.mp3").is_file()


@pytest.mark.parametrize("words, hint", [
    (["--duration", "0"], "24 hours"), (["--duration", "-5"], "24 hours"),
    (["--duration", "25h"], "24 hours"), (["--duration", "a while"], "length of time"),
    (["--fade", "-1"], "fade"), (["--format", "wma"], "mp3"), (["--bitrate", "9999"], "bit rate"),
    (["--ending", "sudden"], "own"), (["--start", "8", "--end", "4"], "loop"),
    (["--start", "2", "--end", "40"], "track"), (["--start", "2"], "end"), (["--end", "2"], "start")])
def test_wrong_input_is_refused_with_what_to_do(home, song, words, hint):
    done = musicgen(home, "loop", "create", str(song), "--out", "never.mp3", *words)
    assert done.returncode == 2, (words, done.stderr)
    assert hint in done.stderr, (words, done.stderr)
    assert not list(home.glob("*"))


def test_what_is_no_sound_is_refused(home):
    (home / "text.mp3").write_text("This is no music at all.\n" * 400)
    for words in (["analyze", "text.mp3"], ["create", "text.mp3", "--duration", "1m"]):
        done = musicgen(home, "loop", *words)
        assert done.returncode == 2, (words, done.stderr)
        assert done.stderr.startswith("musicgen: ")
    assert musicgen(home, "loop", "analyze", "missing.mp3").returncode == 3
    assert [path.name for path in home.iterdir()] == ["text.mp3"]


def test_a_track_is_never_replaced_by_its_own_loop(home, song):
    before = song.read_bytes()
    done = musicgen(home, "loop", "create", str(song), "--duration", "1m", "--out", str(song))
    assert done.returncode == 2 and "--out" in done.stderr
    assert song.read_bytes() == before


def test_the_studio_makes_loops_of_its_tracks(studio):
    track = studio.finished(studio.generate())["result"]["track_id"]
    answer = studio.post("/api/loop/jobs", {"trackId": track, "duration": "2m"})
    assert answer.status == 202, answer.body
    job = studio.finished(answer.json["id"])
    assert job["status"] == "completed", job
    made = studio.get(f"/api/loop/jobs/{job['id']}").json
    assert made["status"] == "COMPLETED" and made["duration"] == 120
    assert studio.get(made["resultUrl"]).status == 200
    assert studio.get(f"/api/tracks/{job['id']}/peaks").status == 200
