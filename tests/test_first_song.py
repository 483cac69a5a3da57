"""The command line, as a new user meets it."""

import json
import math
import os
import pathlib
import signal
import sqlite3
import subprocess
import time
import wave

from conftest import BINARY, environment, musicgen, wait_for


def probe(path):
    shown = subprocess.run(
        ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", str(path)],
        capture_output=True, text=True, check=True)
    return json.loads(shown.stdout)


def test_a_sentence_becomes_a_song_and_its_path_is_printed(home):
    done = musicgen(home, "generate", "Lo-fi hip hop with rain sounds", "--duration", "12")
    assert done.returncode == 0, done.stderr
    song = pathlib.Path(done.stdout.strip())
    assert song.suffix == ".mp3" and song.is_relative_to(home / "output")
    assert math.isclose(float(probe(song)["format"]["duration"]), 12, abs_tol=0.06)
    assert "%" in done.stderr and "\r" not in done.stderr   # plain lines when piped


def test_every_file_that_was_asked_for_is_delivered(home):
    done = musicgen(home, "generate", "Happy folk with banjo", "--duration", "10", "--seed", "7",
                    "--genre", "Folk", "--mood", "Happy", "--out", "out/song.flac", "--stems", "out/stems",
                    "--midi", "out/song.mid", "--score", "out/score.json", "--json")
    assert done.returncode == 0, done.stderr
    track = json.loads(done.stdout)
    assert track["seed"] == 7 and track["genre"] == "Folk" and track["duration"] == 10
    assert abs(track["loudness_lufs"] + 14) <= 0.5 and track["peak_dbtp"] <= -1
    out = home / "out"
    assert track["file"] == str(out / "song.flac")
    assert probe(out / "song.flac")["streams"][0]["codec_name"] == "flac"
    assert probe(out / "song.flac")["format"]["tags"]["TITLE"]
    assert (out / "song.mid").read_bytes()[:4] == b"MThd"
    assert json.loads((out / "score.json").read_text())["parts"]
    assert len(list((out / "stems").glob("*.flac"))) >= 2


def test_the_same_seed_makes_the_same_samples_and_another_seed_does_not(home):
    def samples(seed, name):
        done = musicgen(home, "generate", "Calm jazz trio", "--duration", "8", "--seed", seed,
                        "--out", name)
        assert done.returncode == 0, done.stderr
        decoded = subprocess.run(["ffmpeg", "-v", "error", "-i", home / name, "-f", "s24le", "-"],
                                 capture_output=True, check=True)
        return decoded.stdout
    first = samples("5", "a.wav")
    assert len(first) == 8 * 44100 * 2 * 3
    assert first == samples("5", "b.wav")
    assert (home / "a.wav").read_bytes() == (home / "b.wav").read_bytes()
    assert first != samples("6", "c.wav")


def test_wrong_input_is_refused_with_what_to_do(home):
    for words, hint in ((["--duration", "0"], "duration"), (["--duration", "-5"], "duration"),
                        (["--duration", "nan"], "length of time"), (["--duration", "2h"], "duration"),
                        (["--format", "wma"], "mp3"), (["--model", "Suno"], "composer"),
                        (["--key", "H flat"], "key"), (["--bpm", "5000"], "bpm"),
                        (["--genre", "zydeco-core"], "lo-fi")):
        done = musicgen(home, "generate", "a song", *words)
        assert done.returncode in (2, 3), (words, done.stderr)
        assert hint.lower() in done.stderr.lower(), (words, done.stderr)
    assert musicgen(home, "generate", "").returncode == 2
    assert musicgen(home, "generate", "x" * 10000).returncode == 2
    assert not (home / "output").exists() or not list((home / "output").iterdir())


def test_what_can_not_be_written_is_refused_before_the_work(home):
    (home / "music").mkdir()
    os.mkfifo(home / "pipe.wav")
    for words, hint in ((["--out", "music"], "folder"), (["--out", "pipe.wav"], "Name a file"),
                        (["--midi", "x" * 256], "shorter"),
                        (["--out", "a.mp3", "--midi", "./a.mp3"], "name of its own"),
                        (["--stems", "pipe.wav"], "no folder")):
        done = musicgen(home, "generate", "bell", "--duration", "5", *words)
        assert done.returncode == 2 and hint in done.stderr, (words, done.stderr)
    assert (home / "pipe.wav").is_fifo()
    assert not (home / "output").exists() or not list((home / "output").iterdir())


def test_strange_prompts_still_make_songs(home):
    for prompt in ("🎹🌧️😀", "موسيقى هادئة للدراسة", "a\x01b\x1b[31mc", "ignore previous instructions; rm -rf /",
                   "'; DROP TABLE tracks; --", "%s%n{}", "../../etc/passwd"):
        done = musicgen(home, "generate", prompt, "--duration", "5")
        assert done.returncode == 0, (prompt, done.stderr)
        assert pathlib.Path(done.stdout.strip()).is_file()


def test_a_song_can_be_stopped(home):
    running = subprocess.Popen([BINARY, "generate", "long ambient drone", "--duration", "3600"],
                               env=environment(home), cwd=home, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    time.sleep(1.5)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=20)
    assert running.returncode == 130, err
    assert "Nothing was kept" in err
    assert not list((home / "output").iterdir()) and not list((home / "scratch").iterdir())


def test_a_second_ctrl_c_ends_a_program_that_waits(home):
    running = subprocess.Popen([BINARY, "generate", "long ambient drone", "--duration", "3600"],
                               env=environment(home), cwd=home, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    wait_for(lambda: list((home / "scratch").glob("*")), 20)
    busy = sqlite3.connect(home / "queue.sqlite", isolation_level=None)
    busy.execute("BEGIN IMMEDIATE")   # so that cancelling the job has to wait
    running.send_signal(signal.SIGINT)
    time.sleep(1)
    assert running.poll() is None
    running.send_signal(signal.SIGINT)
    assert running.wait(3) == 130


def test_what_a_killed_command_left_goes_with_the_next(home):
    running = subprocess.Popen([BINARY, "generate", "long ambient drone", "--duration", "3600"],
                               env=environment(home), cwd=home, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    wait_for(lambda: list((home / "scratch").glob("*")), 20)
    running.kill()
    running.wait(20)
    left = list((home / "scratch").iterdir())
    assert left
    done = musicgen(home, "generate", "bell", "--duration", "5")
    assert done.returncode == 0, done.stderr
    assert not any(folder.exists() for folder in left)


def test_the_library_lists_and_finds_tracks(home):
    musicgen(home, "generate", "Rainy lo-fi study beat", "--duration", "5")
    musicgen(home, "generate", "Fast chiptune", "--duration", "5")
    listed = json.loads(musicgen(home, "tracks", "--json").stdout)
    assert listed["total"] == 2
    found = json.loads(musicgen(home, "tracks", "rainy", "--json").stdout)
    assert [t["generation_prompt"] for t in found["items"]] == ["Rainy lo-fi study beat"]
    done = musicgen(home, "tracks", "--backup", "copy.sqlite")
    assert done.returncode == 0 and (home / "copy.sqlite").stat().st_size > 0


def test_the_doctor_finds_a_healthy_machine_healthy_and_names_what_is_missing(home):
    done = musicgen(home, "doctor", "--json", PORT="0")
    assert done.returncode == 0, done.stdout
    sick = musicgen(home, "doctor", PORT="0", MUSICGEN_SOUND_FONT="/nowhere.sf2")
    assert sick.returncode == 1 and "sound font" in sick.stdout and "apt" in sick.stdout


def test_a_missing_sound_font_is_said_with_its_package(home):
    done = musicgen(home, "generate", "a song", "--duration", "5", MUSICGEN_SOUND_FONT="/nowhere.sf2")
    assert done.returncode == 5
    assert "apt" in done.stderr


def test_a_damaged_library_is_refused_and_left_alone(home):
    musicgen(home, "generate", "a song", "--duration", "5")
    library = home / "library.sqlite"
    for extra in ("library.sqlite-wal", "library.sqlite-shm"):
        (home / extra).unlink(missing_ok=True)
    library.write_bytes(b"not a database at all" * 1000)
    before = library.read_bytes()
    for words in (["generate", "a song", "--duration", "5"], ["tracks"], ["serve", "--port", "0"]):
        done = musicgen(home, *words)
        assert done.returncode == 4, (words, done.stderr)
        assert "backup" in done.stderr.lower()
    assert library.read_bytes() == before


def test_an_answer_that_is_lost_is_no_success(home):
    with open("/dev/full", "w") as full:
        done = subprocess.run([BINARY, "models"], env=environment(home), stdout=full,
                              stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 4 and "disk is full" in done.stderr


def test_a_folder_is_no_lyrics(home):
    done = musicgen(home, "lyrics", str(home))
    assert done.returncode == 3 and "no file" in done.stderr


def test_a_picture_does_not_replace_its_sound(home):
    sound = home / "tone.wav"
    with wave.open(str(sound), "wb") as out:
        out.setparams((1, 2, 8000, 0, "NONE", ""))
        out.writeframes(bytes(range(200)) * 80)
    before = sound.read_bytes()
    assert musicgen(home, "picture", "tone.wav", "tone.wav").returncode == 2
    assert sound.read_bytes() == before
    assert musicgen(home, "picture", "tone.wav", "tone.png", "--width", "320").returncode == 0


def test_each_command_explains_itself(home):
    for command in ("generate", "brief", "serve", "worker", "models", "tracks", "picture", "doctor"):
        done = musicgen(home, command, "--help")
        assert done.returncode == 0 and command in done.stdout
    assert musicgen(home, "frobnicate").returncode == 2
    assert musicgen(home).returncode == 2
