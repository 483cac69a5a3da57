"""Hours of a track, from the command line."""

import json
import math
import pathlib
import random
import signal
import struct
import subprocess
import time
import wave

import pytest

from conftest import BINARY, environment, musicgen, wait_for

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


def test_a_track_of_the_library_is_analysed_by_its_id(home):
    done = musicgen(home, "generate", "Lo-fi hip hop", "--duration", "8", "--json")
    track = json.loads(done.stdout)["id"]
    done = musicgen(home, "loop", "analyze", track, "--json")
    assert done.returncode == 0, done.stderr
    assert abs(json.loads(done.stdout)["duration"] - 8) < 0.01
    unknown = musicgen(home, "loop", "analyze", "f" + track[1:])
    assert unknown.returncode == 3 and "track" in unknown.stderr


def test_the_verdict_is_said_in_words(home, song):
    done = musicgen(home, "loop", "analyze", str(song))
    assert done.returncode == 0, done.stderr
    assert "loop" in done.stdout.splitlines()[0]


def test_a_loop_that_is_marked_in_the_file_is_taken(home, song):
    marks = ["-metadata", "LOOPSTART=88200", "-metadata", "LOOPLENGTH=264600"]
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(song), "-c:a", "flac", *marks,
                    str(home / "marked.flac")], check=True)
    done = musicgen(home, "loop", "analyze", "marked.flac")
    assert "marked in the file: 0:02.000 to 0:08.000" in done.stdout.splitlines()[0]
    best = json.loads(musicgen(home, "loop", "analyze", "marked.flac", "--json").stdout)["candidates"][0]
    assert best["marked"] and (best["start_frame"], best["end_frame"]) == (88200, 352800)
    done = musicgen(home, "loop", "create", "marked.flac", "--duration", "30s", "--out", "long.wav",
                    "--json")
    assert done.returncode == 0, done.stderr
    loop = json.loads(done.stdout)["loop"]
    assert (loop["start_frame"], loop["end_frame"]) == (88200, 352800)


@pytest.mark.parametrize("name", ["song.mp3", "song.flac", "song.wav", "song.ogg", "song.m4a"])
def test_a_loop_is_marked_in_a_copy(home, song, name):
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(song), str(home / name)], check=True)
    done = musicgen(home, "loop", "mark", name, "--start", "2", "--end", "6")
    assert done.returncode == 0, done.stderr
    marked = home / ("song-marked" + pathlib.Path(name).suffix)
    assert done.stdout.strip() == str(marked)
    assert frames(marked) == frames(home / name)
    best = json.loads(musicgen(home, "loop", "analyze", str(marked), "--json").stdout)["candidates"][0]
    assert best["marked"] and (best["start_frame"], best["end_frame"]) == (2 * RATE, 6 * RATE)


def test_a_marked_copy_may_have_any_extension_and_a_folder_of_its_own(home, song):
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(song), "-f", "ogg", "-c:a", "libvorbis",
                    str(home / "song.oga")], check=True)
    done = musicgen(home, "loop", "mark", "song.oga", "--start", "2", "--end", "5,5",
                    "--out", "games/town/song.oga")
    assert done.returncode == 0, done.stderr
    assert "0:02.000 to 0:05.500" in done.stderr
    assert (home / "games/town/song.oga").exists()


def test_what_cannot_be_marked_is_refused(home, song):
    for words, hint in ((["--out", "song.flac"], "extension"), (["--out", str(song)], "another name"),
                        (["--start", "8", "--end", "4"], "loop"), (["--start", "2"], "end"),
                        (["--start", "2", "--end", "500"], "only")):
        done = musicgen(home, "loop", "mark", str(song), *words)
        assert done.returncode == 2 and hint in done.stderr, (words, done.stderr)
    (home / "text.mp3").write_text("This is no music at all.\n" * 400)
    assert musicgen(home, "loop", "mark", "text.mp3").returncode != 0
    assert [path.name for path in home.iterdir()] == ["text.mp3"]


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
    first = (home / "song-loop.mp3").read_bytes()
    again = musicgen(home, "loop", "create", str(song), "--duration", "10", "--fade", "0")
    assert pathlib.Path(again.stdout.strip()) == home / "song-loop-2.mp3"
    assert (home / "song-loop.mp3").read_bytes() == first


def test_a_long_name_makes_a_loop_with_a_shorter_one(home, song):
    name = "L" * 248 + ".mp3"
    (home / name).write_bytes(song.read_bytes())
    done = musicgen(home, "loop", "create", name, "--duration", "10")
    assert done.returncode == 0 and pathlib.Path(done.stdout.strip()).is_file(), done.stderr
    assert (home / name).read_bytes() == song.read_bytes()


@pytest.mark.parametrize("words, hint", [
    (["--duration", "0"], "24 hours"), (["--duration", "-5"], "24 hours"),
    (["--duration", "25h"], "24 hours"), (["--duration", "a while"], "length of time"),
    (["--fade", "-1"], "fade"), (["--video", "--format", "mp3"], "MP4"),
    (["--video"], "MP4"), (["--format", "wma"], "mp3"), (["--bitrate", "9999"], "bit rate"),
    (["--ending", "sudden"], "own"), (["--start", "8", "--end", "4"], "loop"),
    (["--start", "1e300", "--end", "4"], "--start"), (["--start", "9" * 300, "--end", "4"], "loop_start"),
    (["--start", "2", "--end", "9" * 300], "loop_end"), (["--end", "9" * 308 + "h"], "--end"),
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


def write_wav(path, seconds, sound=None, rate=RATE, channels=1):
    """`sound` gives the sample at a time, -1 to 1; without it there is silence."""
    with wave.open(str(path), "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        count = int(seconds * rate)
        if sound is None:
            out.writeframes(bytes(2 * channels * count))
        else:
            out.writeframes(b"".join(
                struct.pack("<h", int(30000 * sound(i / rate))) * channels for i in range(count)))
    return path


def beat(second):
    """A tone that is struck again every second."""
    return 0.6 * math.exp(-3 * (second % 1)) * math.sin(1382.3 * (second % 1))


def noise(_, chance=random.Random(1)):
    return chance.uniform(-0.5, 0.5)


def made(home, *words):
    done = musicgen(home, "loop", "create", *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_target_shorter_than_the_track_is_cut_and_faded(home, song):
    assert made(home, str(song), "--duration", "5s", "--out", "short.wav")["duration"] == 5
    assert frames(home / "short.wav") == 5 * RATE


def test_silence_is_said_to_have_no_loop(home):
    write_wav(home / "silent.wav", 5)
    for words in (["analyze", "silent.wav"], ["create", "silent.wav", "--duration", "1m"]):
        done = musicgen(home, "loop", *words)
        assert done.returncode == 2 and "silent" in done.stderr, (words, done.stderr)
    assert [path.name for path in home.iterdir()] == ["silent.wav"]


def test_a_file_too_short_for_a_search_is_said_to_be(home):
    write_wav(home / "click.wav", 0.2, beat)
    done = musicgen(home, "loop", "create", "click.wav", "--duration", "1m")
    assert done.returncode == 2 and "short" in done.stderr, done.stderr
    # By hand it can be looped all the same.
    made(home, "click.wav", "--duration", "20", "--start", "0", "--end", "0.2", "--out", "long.wav")
    assert frames(home / "long.wav") == 20 * RATE


def test_noise_is_looped_with_a_crossfade_and_a_warning(home):
    write_wav(home / "noise.wav", 20, noise)
    done = musicgen(home, "loop", "analyze", "noise.wav", "--json")
    analysis = json.loads(done.stdout)
    assert analysis["verdict"] == "none" and analysis["candidates"][0]["crossfade"] > 0
    done = musicgen(home, "loop", "create", "noise.wav", "--duration", "1m", "--out", "sea.flac")
    assert done.returncode == 0 and "No good loop" in done.stderr, done.stderr
    assert frames(home / "sea.flac") == 60 * RATE


@pytest.mark.parametrize("options", [
    "-ac 1", "-ac 8", "-ar 8000", "-ar 192000", "-c:a pcm_s24le", "-c:a pcm_f32le"])
def test_every_shape_of_sound_is_looped(home, options):
    write_wav(home / "beat.wav", 8, beat)
    subprocess.run(["ffmpeg", "-v", "error", "-i", home / "beat.wav", *options.split(),
                    home / "shape.wav"], check=True)
    answer = made(home, "shape.wav", "--duration", "2m", "--out", "long.mp3")
    assert answer["duration"] == 120
    probe = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of",
                            "csv=p=0", home / "long.mp3"], capture_output=True, text=True, check=True)
    assert abs(float(probe.stdout) - 120) < 0.06


def test_a_cut_file_is_looped_as_far_as_it_goes(home, song):
    whole = song.read_bytes()
    (home / "cut.mp3").write_bytes(whole[:len(whole) * 2 // 3])
    answer = made(home, "cut.mp3", "--duration", "1m", "--out", "long.flac")
    assert answer["loop"]["end"] < 9
    assert frames(home / "long.flac") == 60 * RATE


def test_a_damaged_file_is_looped_or_refused_but_never_breaks_the_program(home, song):
    chance = random.Random(2)
    for share in (0.001, 0.02, 0.3):
        broken = bytearray(song.read_bytes())
        for _ in range(int(len(broken) * share)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        (home / "broken.mp3").write_bytes(broken)
        done = musicgen(home, "loop", "create", "broken.mp3", "--duration", "1m", "--out", "out.flac")
        assert done.returncode in (0, 2), (share, done.returncode, done.stderr)
        if done.returncode == 0:
            assert frames(home / "out.flac") == 60 * RATE
        else:
            assert not (home / "out.flac").exists()


def start(home, *words):
    return subprocess.Popen([BINARY, "loop", "create", *words], env=environment(home), cwd=home,
                            text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def half_made(home):
    return list(home.glob(".pending*"))


# A second is promised; another one is for a machine that does other work as well.
CANCEL_SECONDS = 2


@pytest.fixture(scope="module")
def twenty_minutes(song):
    """Enough to be caught at any stage."""
    path = song.parent / "twenty-minutes.flac"
    subprocess.run(["ffmpeg", "-v", "error", "-stream_loop", "-1", "-i", song, "-t", "1200", path],
                   check=True)
    return path


@pytest.mark.parametrize("stage, words", [
    ("reading", []), ("looking for repeats", []),
    ("reading the track", ["--start", "1", "--end", "1100", "--format", "m4a"]),
    ("encoding", ["--start", "1", "--end", "1100", "--format", "m4a"]),
    ("writing", ["--start", "1", "--end", "20"]),
    ("drawing the cover", ["--start", "1", "--end", "1100", "--video"])])
def test_a_loop_is_cancelled_within_a_second_and_leaves_nothing(home, twenty_minutes, stage, words):
    out = "day.mp4" if "--video" in words else "day.wav"
    work = start(home, str(twenty_minutes), "--duration", "24h", "--out", out, *words)
    assert any(f"%  {stage}" in line for line in work.stderr), "the stage was not shown"
    before = time.monotonic()
    work.send_signal(signal.SIGINT)
    _, told = work.communicate(timeout=30)
    assert time.monotonic() - before < CANCEL_SECONDS
    assert work.returncode == 130 and "Nothing was kept" in told, (work.returncode, told)
    assert not list(home.iterdir())


def test_an_evolving_song_is_cancelled_within_a_second_and_leaves_nothing(home):
    done = musicgen(home, "generate", "lo-fi, 90 bpm", "--duration", "8", "--json")
    track = json.loads(done.stdout)["id"]
    files = sorted((home / "output").iterdir())
    work = start(home, track, "--mode", "evolve", "--duration", "10h")
    wait_for(lambda: half_made(home / "output"), 60)
    time.sleep(1)   # on into the music
    before = time.monotonic()
    work.send_signal(signal.SIGINT)
    _, told = work.communicate(timeout=30)
    assert time.monotonic() - before < CANCEL_SECONDS
    assert work.returncode == 130 and "Nothing was kept" in told, (work.returncode, told)
    assert sorted((home / "output").iterdir()) == files


def test_what_a_killed_program_left_goes_with_the_next_loop(home, song):
    words = ["--out", "music/day.wav"]
    folder = home / "music"
    work = start(home, str(song), "--duration", "24h", *words)
    wait_for(lambda: half_made(folder), 60)
    work.kill()
    work.communicate()
    assert half_made(folder) == list(folder.iterdir())
    assert made(home, str(song), "--duration", "10s", *words)["duration"] == 10
    assert [path.name for path in folder.iterdir()] == [pathlib.Path(words[-1]).name]


def test_what_a_living_program_works_on_stays(home, song):
    work = start(home, str(song), "--duration", "5h", "--out", "long.wav")
    wait_for(lambda: half_made(home), 60)
    made(home, str(song), "--duration", "10s", "--out", "short.wav")
    _, words = work.communicate(timeout=120)
    assert work.returncode == 0, words
    assert sorted(path.name for path in home.iterdir()) == ["long.wav", "short.wav"]


def test_a_track_that_is_deleted_in_the_middle_is_looped_all_the_same(home, song):
    source = home / "source.mp3"
    source.write_bytes(song.read_bytes())
    work = start(home, "source.mp3", "--duration", "5h", "--out", "long.wav")
    wait_for(lambda: half_made(home), 60)
    source.unlink()
    _, words = work.communicate(timeout=120)
    assert work.returncode == 0, words
    assert (home / "long.wav").stat().st_size > 5 * 3600 * RATE * 4


def streams(path):
    probe = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "stream=codec_name,duration",
                            "-of", "csv=p=0", path], capture_output=True, text=True, check=True)
    return dict(line.split(",") for line in probe.stdout.split())


def test_a_video_has_the_picture_and_all_the_sound(home, song):
    answer = made(home, str(song), "--duration", "5m", "--video", "--out", "night.mp4")
    assert answer["format"] == "mp4" and answer["duration"] == 300
    assert {name: round(float(length), 1) for name, length in streams(home / "night.mp4").items()} \
        == {"aac": 300, "h264": 300}
    assert frames(home / "night.mp4") == 300 * RATE


def red_picture(path):
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=red:s=640x480", "-frames:v",
                    "1", path], check=True)
    return path


def is_red(video):
    pixel = subprocess.run(["ffmpeg", "-v", "error", "-i", video, "-frames:v", "1", "-vf",
                            "crop=2:2", "-pix_fmt", "rgb24", "-f", "rawvideo", "-"],
                           capture_output=True, check=True).stdout
    return pixel[0] > 240 and max(pixel[1:3]) < 16


def test_a_video_takes_the_cover_that_it_is_given(home, song):
    red_picture(home / "cover.jpg")
    made(home, str(song), "--duration", "30", "--video", "cover.jpg", "--out", "night.mp4")
    assert is_red(home / "night.mp4")
    done = musicgen(home, "loop", "create", str(song), "--video", "none.jpg", "--out", "no.mp4")
    assert done.returncode == 3 and "none.jpg" in done.stderr
    assert not (home / "no.mp4").exists()


def test_a_video_of_a_track_has_its_own_cover(studio):
    track = studio.finished(studio.generate())["result"]["track_id"]
    words = (track, "--duration", "30", "--video", "--out", "night.mp4")
    made(studio.home, *words)
    assert not is_red(studio.home / "night.mp4")
    image = red_picture(studio.home / "cover.jpg").read_bytes()
    cover = studio.post(f"/api/tracks/{track}/cover", image, {"Content-Type": "image/jpeg"})
    assert cover.status == 200, cover.body
    made(studio.home, *words)
    assert is_red(studio.home / "night.mp4")


def test_a_song_evolves_from_the_command_line(home):
    done = musicgen(home, "generate", "lo-fi, 90 bpm", "--duration", "8", "--json")
    track = json.loads(done.stdout)["id"]
    words = ["loop", "create", track, "--mode", "evolve", "--duration", "75", "--seed", "3"]
    done = musicgen(home, *words, "--out", "evolved.flac", "--json")
    assert done.returncode == 0, done.stderr
    evolved = json.loads(done.stdout)
    assert evolved["parent_id"] == track and evolved["seed"] == 3 and evolved["bpm"] == 90
    assert frames(home / "evolved.flac") == 75 * RATE
    done = musicgen(home, *words, "--out", "again.flac")
    assert (home / "again.flac").read_bytes()[-100000:] \
        == (home / "evolved.flac").read_bytes()[-100000:]


def test_what_was_not_composed_here_does_not_evolve(home, song):
    done = musicgen(home, "loop", "create", str(song), "--mode", "evolve")
    assert done.returncode == 2 and "id" in done.stderr, done.stderr
    done = musicgen(home, "loop", "create", "0190aaaa-0000-7000-8000-000000000000", "--mode", "evolve")
    assert done.returncode == 3, done.stderr


def test_a_finished_loop_can_be_fetched_piece_by_piece(studio):
    track = studio.finished(studio.generate())["result"]["track_id"]
    answer = studio.post("/api/loop/jobs", {"trackId": track, "duration": "2m", "format": "opus"})
    url = studio.finished(answer.json["id"])["result"]["audio_url"]
    whole = studio.get(url)
    tag, size = whole.headers["ETag"], len(whole.body)
    first = studio.get(url, Range=f"bytes=0-{size // 2 - 1}")
    rest = studio.get(url, Range=f"bytes={size // 2}-", **{"If-Range": tag})
    assert (first.status, rest.status) == (206, 206)
    assert first.body + rest.body == whole.body
    assert studio.get(url, Range="bytes=0-9", **{"If-Range": '"other"'}).status == 200


def test_a_loop_job_is_cancelled_within_a_second(studio):
    track = studio.finished(studio.generate())["result"]["track_id"]
    long = studio.post("/api/loop/jobs", {"trackId": track, "duration": "20m", "format": "flac"})
    long = studio.finished(long.json["id"])["result"]["track_id"]
    day = {"duration": "24h", "format": "wav"}
    for stage, source, more in (("reading", long, day), ("encoding", long, day | {"format": "m4a"}),
                                ("writing", track, day), ("", track, day | {"mode": "evolve"})):
        job = studio.post("/api/loop/jobs", {"trackId": source} | more).json["id"]
        wait_for(lambda: studio.job(job)["progress"] > 0 and stage in studio.job(job)["stage"], 120)
        before = time.monotonic()
        assert studio.post(f"/api/jobs/{job}/cancel").status == 200
        wait_for(lambda: studio.job(job)["status"] == "cancelled"
                 and not list((studio.home / "output").glob(".pending*")), 30)
        assert time.monotonic() - before < CANCEL_SECONDS, stage
        assert not list((studio.home / "output").glob(f"*{job}*"))
