"""Songs by DiffRhythm, from the request to the file in the library, with small random weights."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import time
import wave

import numpy
import pytest

import small_diffrhythm
from conftest import BINARY, Studio, environment, musicgen, wait_for

BASE = "DiffRhythm-1.2-base"
LYRICS = "[verse]\nMoonlight spills through broken blinds\nYour shadow dances\n\n[chorus]\nNeon ghosts\n"
SONG = {"model": "diffrhythm", "duration": 95, "format": "wav", "lyrics": LYRICS, "seed": 7,
        "parameters": {"steps": 3}}


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    return small_diffrhythm.make(tmp_path_factory.mktemp("weights"))


@pytest.fixture
def installed(home, weights):
    done = musicgen(home, "models", "import", str(weights))
    assert done.returncode == 0 and f"{BASE} is installed" in done.stdout, done.stdout + done.stderr
    return home


@pytest.fixture
def singing(installed):
    running = Studio(installed).start()
    yield running
    running.stop()


@pytest.fixture
def hearing(home, tmp_path_factory):
    weights = small_diffrhythm.make(tmp_path_factory.mktemp("weights"), hears=True)
    done = musicgen(home, "models", "import", str(weights))
    assert done.returncode == 0, done.stdout + done.stderr
    running = Studio(home).start()
    yield running
    running.stop()


def tones(path, seconds, *hertz):
    """A stereo WAV of sines, one after the other for a second each."""
    time_s = numpy.arange(int(seconds * 44100)) / 44100
    pitch = numpy.array(hertz)[time_s.astype(int) % len(hertz)]
    sound = (0.3 * 32767 * numpy.sin(2 * numpy.pi * pitch * time_s)).astype("<i2")
    with wave.open(str(path), "wb") as out:
        out.setparams((2, 2, 44100, len(sound), "NONE", ""))
        out.writeframes(numpy.repeat(sound, 2).tobytes())
    return path


def uploaded(studio, path):
    answer = studio.ask("POST", f"/api/uploads?filename={path.name}", path.read_bytes(),
                        {"Content-Type": "audio/wav"})
    assert answer.status == 201, answer.body
    return answer.json["id"]


def sound_of(studio, track):
    return chunks_of(studio.home / track["file_url"].lstrip("/"))[b"data"]


def asked(studio, **more):
    return studio.post("/api/generate", {"prompt": "Tender piano ballad"} | SONG | more)


def begun(studio, **more):
    answer = asked(studio, **more)
    assert answer.status == 200, answer.body
    return answer.json["job_id"]


def track_of(studio, job_id, seconds=120):
    job = studio.finished(job_id, seconds)
    assert job["status"] == "completed", job["error"]
    return studio.get(f"/api/tracks/{job['result']['track_id']}").json


def neural_workers(studio):
    found = []
    for pid in studio.workers():
        try:
            words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if words[0].endswith(b"musicgen-neural"):
            found.append(pid)
    return found


def refused(answer, status, code, *words, field=None):
    assert answer.status == status, answer.body
    assert answer.json["code"] == code
    for word in words:
        assert word in answer.body.decode(), answer.body
    if field:
        assert answer.json["field"] == field


def chunks_of(path):
    """The parts of a WAV file by their names."""
    data, at, found = path.read_bytes(), 12, {}
    while at < len(data):
        name, size = data[at:at + 4], int.from_bytes(data[at + 4:at + 8], "little")
        found[name] = data[at + 8:at + 8 + size]
        at += 8 + size + size % 2
    return found


def samples_in(path):
    """(frames, channels, bytes a frame) of a WAV file."""
    chunks = chunks_of(path)
    width = int.from_bytes(chunks[b"fmt "][12:14], "little")
    return len(chunks[b"data"]) // width, int.from_bytes(chunks[b"fmt "][2:4], "little"), width


# ---- the way of a song

def test_a_song_with_lyrics_is_in_the_library_with_its_recipe(singing):
    track = track_of(singing, begun(singing))
    assert track["model_used"] == BASE and track["seed"] == 7
    assert track["title"] == "Moonlight spills through broken blinds"
    assert track["duration"] == 95 and track["bpm"] is None
    assert [section["name"] for section in track["sections"]] == ["verse", "chorus"]
    assert abs(track["loudness_lufs"] + 14) < 0.5 and track["peak_dbtp"] <= -1
    frames, channels, _ = samples_in(singing.home / track["file_url"].lstrip("/"))
    assert (frames, channels) == (95 * 44100, 2)
    brief = track["brief"]
    assert brief["parameters"]["steps"] == 3 and "[00:" in brief["lyrics"]
    # The same seed gives the same song, another one does not; the worker still has the model.
    file = (singing.home / track["file_url"].lstrip("/")).read_bytes()
    again = track_of(singing, begun(singing, title=track["title"]))
    assert (singing.home / again["file_url"].lstrip("/")).read_bytes() == file
    other = track_of(singing, begun(singing, seed=8))
    assert (singing.home / other["file_url"].lstrip("/")).read_bytes() != file


def test_a_song_is_made_once_though_its_worker_is_killed_in_the_middle(singing):
    job_id = begun(singing, parameters={"steps": 12})
    wait_for(lambda: "step" in singing.job(job_id)["stage"], 60)
    killed = neural_workers(singing)
    assert len(killed) == 1
    os.kill(killed[0], signal.SIGKILL)
    track = track_of(singing, job_id)
    assert singing.job(job_id)["attempts"] == 2
    assert singing.get("/api/tracks").json["total"] == 1
    wav = [file for file in (singing.home / "output").iterdir() if file.suffix == ".wav"]
    assert [file.name for file in wav] == [pathlib.Path(track["file_url"]).name]


def test_a_cancelled_song_stops_within_a_step_and_leaves_nothing(singing):
    job_id = begun(singing, parameters={"steps": 200})
    wait_for(lambda: "step" in singing.job(job_id)["stage"], 60)
    assert singing.post(f"/api/jobs/{job_id}/cancel").status == 200
    # The worker is free at once and takes the next song, though the first had minutes to go.
    after = begun(singing, parameters={"steps": 2})
    wait_for(lambda: singing.job(after)["status"] == "processing", 10)
    track_of(singing, after)
    assert singing.job(job_id)["status"] == "cancelled"
    assert singing.get("/api/tracks").json["total"] == 1


def test_an_instrumental_of_the_longer_model_has_its_length_to_the_sample(home, tmp_path_factory):
    weights = small_diffrhythm.make(tmp_path_factory.mktemp("full"), "full")
    assert musicgen(home, "models", "import", str(weights)).returncode == 0
    done = musicgen(home, "generate", "Calm strings", "--model", "DiffRhythm", "--duration", "96.5",
                    "--steps", "2", "--cfg-strength", "0", "--format", "wav", "--json", timeout=200)
    assert done.returncode == 0, done.stderr
    track = json.loads(done.stdout)
    assert track["model_used"] == "DiffRhythm-1.2-full" and track["title"] == "Calm strings"
    assert samples_in(pathlib.Path(track["file"]))[0] == round(96.5 * 44100)


# ---- with another song

def test_a_song_follows_a_reference_as_far_as_it_is_told(hearing):
    low = uploaded(hearing, tones(hearing.home / "low.wav", 12, 110, 165))
    high = uploaded(hearing, tones(hearing.home / "high.wav", 30, 2000, 3000, 2500))
    quick = {"steps": 2}

    def sung(**more):
        return track_of(hearing, begun(hearing, title="Song", **more))

    listed = {one["name"]: one for one in hearing.get("/api/models").json["items"]}
    assert "reference" in listed[BASE]["abilities"]
    alone = sung(parameters=quick)
    both = sung(parameters=quick, reference_track_id=low)
    assert both["brief"]["reference_track_id"] == low
    assert both["brief"]["parameters"]["reference_strength"] == 0.5
    songs = [sound_of(hearing, alone), sound_of(hearing, both)]
    # The reference alone: other words change nothing, another song does.
    strict = quick | {"reference_strength": 1}
    for prompt, reference in (("Tender", low), ("Loud", low), ("Loud", high)):
        songs.append(sound_of(hearing, sung(prompt=prompt, parameters=strict,
                                            reference_track_id=reference)))
    assert songs[2] == songs[3] and len(set(songs)) == 4
    # Without any of it, it is the words' song again.
    none = sung(parameters=quick | {"reference_strength": 0}, reference_track_id=high)
    assert sound_of(hearing, none) == songs[0]

    short = uploaded(hearing, tones(hearing.home / "short.wav", 9.5, 440))
    refused(asked(hearing, reference_track_id=short), 400, "invalid_parameter", "10 s",
            field="/reference_track_id")
    refused(asked(hearing, reference_track_id="0190"), 404, "track_not_found",
            field="/reference_track_id")
    refused(asked(hearing, reference_track_id=low, parameters={"reference_strength": 2}), 400,
            "invalid_parameter", field="/parameters/reference_strength")

    done = musicgen(hearing.home, "generate", "Tender", "--model", "DiffRhythm", "--steps", "2",
                    "--reference", "low.wav", "--reference-strength", "1", "--json")
    assert done.returncode == 0, done.stderr
    reference = json.loads(done.stdout)["brief"]["reference_track_id"]
    assert hearing.get(f"/api/tracks/{reference}").json["title"] == "low"


def test_a_style_model_without_ears_follows_no_reference(singing):
    listed = {one["name"]: one for one in singing.get("/api/models").json["items"]}
    assert "reference" not in listed[BASE]["abilities"]
    low = tones(singing.home / "low.wav", 12, 110)
    refused(asked(singing, reference_track_id=uploaded(singing, low)), 400, "invalid_parameter",
            "reference", field="/reference_track_id")
    done = musicgen(singing.home, "generate", "x", "--model", "DiffRhythm", "--reference", "low.wav")
    assert done.returncode == 2 and singing.get("/api/tracks").json["total"] == 1


def waves_of(studio, track):
    """The left channel of a track's WAV, from -1 to 1."""
    path = studio.home / track["file_url"].lstrip("/")
    done = subprocess.run(["ffmpeg", "-v", "error", "-i", path, "-af", "pan=mono|c0=c0", "-f",
                           "f32le", "-"], capture_output=True, check=True)
    return numpy.frombuffer(done.stdout, "<f4")


def alike(a, b, start, end):
    """Normalised correlation of two sounds between two points in time."""
    a, b = (x[int(start * 44100):int(end * 44100)].astype("f8") for x in (a, b))
    return (a @ b) / numpy.sqrt((a @ a) * (b @ b))


def test_an_edit_makes_its_segments_anew_and_leaves_the_rest(singing):
    first = track_of(singing, begun(singing, parameters={"steps": 2}))
    wish = {"track_id": first["id"], "segments": [[25, 50], [80, None]]}
    job_id = begun(singing, edit=wish, seed=8, duration=None, parameters={"steps": 2})
    assert singing.job(job_id)["kind"] == "edit"
    track = track_of(singing, job_id)
    assert track["kind"] == "edit" and track["parent_id"] == first["id"] and track["duration"] == 95
    (start, end), (last, _) = track["brief"]["edit"]["segments"]
    assert 24.9 < start <= 25 and 49.9 < end <= 50 and 79.9 < last <= 80
    before, after = waves_of(singing, first), waves_of(singing, track)
    for kept in ((0, 24.8), (50.1, 79.8)):
        assert alike(before, after, *kept) > 0.99, kept
    for made in ((25.1, 49.9), (80.1, 94.9)):
        assert abs(alike(before, after, *made)) < 0.9, made

    def refused_edit(field, segments, **more):
        edit = {"track_id": first["id"], "segments": segments}
        refused(asked(singing, edit=edit, **more), 400, "invalid_parameter", field=field)

    refused_edit("/edit/segments", [])
    refused_edit("/edit/segments/1", [[0, 1], [50, 25]])
    refused_edit("/edit/segments/0", [[90, 120]])
    refused_edit("/edit/segments/0", [[5]])
    refused(asked(singing, edit={"track_id": "0190"}), 404, "track_not_found",
            field="/edit/track_id")
    refused(singing.post("/api/generate", {"prompt": "x", "model": "composer", "edit": wish}), 400,
            "invalid_parameter", field="/edit")


def test_a_shorter_song_is_continued_from_the_command_line(installed):
    tones(installed / "tone.wav", 60, 440, 330, 550)
    done = musicgen(installed, "generate", "Calm strings", "--model", "DiffRhythm", "--edit",
                    "tone.wav", "--segments", "10-20", "--steps", "2", "--format", "wav", "--json")
    assert done.returncode == 0, done.stderr
    track = json.loads(done.stdout)
    assert track["duration"] == 95
    (start, end), (rest, last) = track["brief"]["edit"]["segments"]
    assert 9.9 < start <= 10 and 19.9 < end <= 20 and 59.9 < rest <= 60 and last > 95
    done = musicgen(installed, "generate", "x", "--model", "DiffRhythm", "--edit", track["id"],
                    "--segments", "soon")
    assert done.returncode == 2 and "25-50" in done.stderr


# ---- the command line

def test_the_command_line_sings_a_file_and_says_only_what_it_knows(installed):
    (installed / "words.txt").write_text(LYRICS)
    done = musicgen(installed, "generate", "Tender piano", "--model", "DiffRhythm", "--lyrics",
                    "words.txt", "--steps", "4", "--fast", "--out", "song.mp3")
    assert done.returncode == 0, done.stderr
    assert (installed / "song.mp3").stat().st_size > 100000
    done_without = musicgen(installed, "generate", "x", "--model", "DiffRhythm", "--score", "s.json")
    assert done_without.returncode == 2 and "no score" in done_without.stderr
    assert "1:35" in done.stderr and "bpm" not in done.stderr and ", ," not in done.stderr


def test_ctrl_c_cancels_a_song(installed):
    running = subprocess.Popen([BINARY, "generate", "x", "--model", "DiffRhythm", "--steps", "200"],
                               env=environment(installed), cwd=installed, text=True,
                               stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    wait_for(lambda: list((installed / "scratch").glob("*")), 60)
    time.sleep(1)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=30)
    assert running.returncode == 130 and "Nothing was kept" in said
    assert not list((installed / "output").iterdir())


# ---- what is refused

def test_requests_that_can_not_be_sung_are_refused_at_once(singing):
    refused(asked(singing, lyrics="[00:10.00]Привет"), 400, "invalid_lyrics", "Line 1",
            field="/lyrics")
    late = "[02:10.00]Too late\n[02:20.00]"
    refused(asked(singing, lyrics=late), 400, "invalid_lyrics", "Line 1", "95 s")
    refused(asked(singing, duration=180), 400, "invalid_parameter", "95", field="/duration")
    refused(asked(singing, parameters={"steps": 1}), 400, "invalid_parameter",
            field="/parameters/steps")
    refused(asked(singing, parameters={"warmth": 1}), 400, "invalid_parameter", "warmth")
    refused(asked(singing, lyrics="", instrumental=False), 400, "invalid_parameter",
            field="/lyrics")
    refused(asked(singing, stems=True), 400, "invalid_parameter", field="/stems")
    refused(asked(singing, prompt="calm strings " * 99), 400, "invalid_parameter", "takes 512",
            field="/prompt")
    refused(asked(singing, negative_prompt="é " * 300), 400, "invalid_parameter", "takes 512",
            field="/negative_prompt")
    assert singing.get("/api/jobs").json["items"] == []
    listed = {one["name"]: one for one in singing.get("/api/models").json["items"]}
    assert listed[BASE]["installed"] and "lyrics" in listed[BASE]["abilities"]
    assert listed[BASE]["durations"] == {"min": 95, "max": 95}
    assert listed[BASE]["parameters"]["steps"]["maximum"] == 200


def test_a_style_may_have_as_many_tokens_as_the_style_model_has_places(singing):
    def understood(words):
        return singing.post("/api/brief", {"model": "diffrhythm", "duration": 95, "prompt": words})

    # The small SentencePiece model makes two tokens of each " e", four of the rest.
    assert understood("éé" + " e" * 254).status == 200
    refused(understood("éé" + " e" * 255), 400, "invalid_parameter", "514 tokens", field="/prompt")


def test_a_failed_job_and_an_idle_model_leave_the_worker_alive(installed):
    singing = Studio(installed, MODEL_IDLE_TIMEOUT="1").start()
    try:
        survives_a_failed_job_and_idleness(singing)
    finally:
        singing.stop()


def survives_a_failed_job_and_idleness(singing):
    job = singing.finished(begun(singing, parameters={"steps": 2, "precision": "fp16",
                                                      "device": "cpu"}))
    assert job["status"] == "failed" and job["error"]["field"] == "/parameters/precision"
    before = neural_workers(singing)
    log = singing.home / "studio.log"
    for times in (1, 2):
        track_of(singing, begun(singing, parameters={"steps": 2}))
        wait_for(lambda: log.read_text().count("let the model go") == times, 20)
        assert log.read_text().count(f"loaded {BASE}") == times
    assert neural_workers(singing) == before


def test_the_models_the_system_and_the_doctor_know_what_songs_are_computed_on(singing):
    done = subprocess.run([pathlib.Path(BINARY).parent / "musicgen-neural", "devices", "--json"],
                          capture_output=True, check=True)
    facts = json.loads(done.stdout)
    usable = [one["name"] for one in facts["devices"] if one["usable"]]
    assert "cpu" in usable and facts["chosen"] in usable
    model = next(one for one in singing.get("/api/models").json["items"] if one["name"] == BASE)
    assert model["device"] == facts["chosen"]
    assert singing.get("/api/system").json["neural"] == {
        "libtorch": facts["libtorch"], "device": facts["chosen"]}
    doctor = json.loads(musicgen(singing.home, "doctor", "--json", PORT="0").stdout)
    said = next(one for one in doctor if one["name"] == "musicgen-neural")
    assert said["ok"] and facts["libtorch"] in said["detail"] and facts["chosen"] in said["detail"]


def test_without_the_model_the_answer_names_the_command_that_installs_it(studio):
    refused(asked(studio), 404, "model_not_found", "musicgen models pull DiffRhythm-1.2-full")


def test_without_its_program_the_engine_is_unavailable(installed):
    program = installed / "alone/bin/musicgen"
    program.parent.mkdir(parents=True)
    shutil.copy(BINARY, program)
    resources = pathlib.Path(BINARY).parent.parent / "share/musicgen"
    done = subprocess.run([program, "generate", "x", "--model", "DiffRhythm"], cwd=installed,
                          env=environment(installed, MUSICGEN_RESOURCES=str(resources)),
                          text=True, capture_output=True, timeout=60)
    assert done.returncode == 5 and "musicgen-neural" in done.stderr
