"""Getting models: from a hub that misbehaves, from folders, under kills and on full disks."""

import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import socket
import subprocess
import threading
import time

import pytest

import hub as hubs
from conftest import BINARY, Studio, environment, musicgen, wait_for
from hub import CFM_BYTES, Hub, checkpoint, model_files, noise, plain, resources
from test_storage import on_small_disk

FULL = "ASLP-lab/DiffRhythm-1_2-full/cfm_model.pt"
VAE = "ASLP-lab/DiffRhythm-vae/vae_model.pt"
TOKENIZER = "FacebookAI/xlm-roberta-base/sentencepiece.bpe.model"
CONFIG = "OpenMuQ/MuQ-MuLan-large/config.json"


@pytest.fixture
def hub():
    serving = Hub(model_files())
    yield serving
    serving.close()


@pytest.fixture
def settings(home, hub):
    return {"HF_ENDPOINT": hub.url,
            "MUSICGEN_RESOURCES": str(resources(home / "resources", hub.files, hub.url))}


def pull(home, settings, name="DiffRhythm", **more):
    return musicgen(home, "models", "pull", name, "--yes", **(settings | more))


def model(home, settings, name="DiffRhythm-1.2-full"):
    listed = json.loads(musicgen(home, "models", "--json", **settings).stdout)
    return next(one for one in listed if one["name"] == name)


def digest(data):
    return hashlib.sha256(data).hexdigest()


def installed_bytes(home, part, name):
    return (home / "models" / part / name).read_bytes()


def refused(done, *words):
    assert done.returncode == 5, (done.returncode, done.stderr)
    for word in words:
        assert word in done.stderr, done.stderr


# ---- the ordinary way

def test_a_model_is_downloaded_over_several_connections_and_installed(home, hub, settings):
    before = model(home, settings)
    assert not before["installed"]
    assert before["install_hint"] == "musicgen models pull DiffRhythm-1.2-full"
    assert "CC-BY-NC" in before["license"] and before["bytes"] > CFM_BYTES
    done = pull(home, settings)
    assert done.returncode == 0, done.stderr
    assert "CC-BY-NC-4.0" in done.stderr and "DiffRhythm-1.2-full is installed" in done.stdout
    assert model(home, settings)["installed"]
    assert installed_bytes(home, "diffrhythm-1.2-full", "cfm_model.pt") == hub.files[FULL]
    assert installed_bytes(home, "xlm-roberta-base", "config.json") == b'{"text": {}}'
    ranges = [entry[3] for entry in hub.requests() if entry[0] == "store" and FULL in entry[2]]
    assert len(ranges) == 3 and all(ranges)        # 20 MB in pieces of 8
    assert hub.sent[FULL] == CFM_BYTES             # each byte once
    manifest = json.loads(installed_bytes(home, "diffrhythm-1.2-full", "part.json"))
    assert manifest["source"] == "ASLP-lab/DiffRhythm-1_2-full" and manifest["revision"] == "0" * 40
    assert manifest["files"][0]["sha256"] == digest(hub.files[FULL])
    assert not [p for p in (home / "models/.downloads").iterdir() if p.is_dir()]


def test_shared_parts_are_stored_once_and_stay_while_they_are_needed(home, hub, settings):
    assert pull(home, settings, "DiffRhythm-1.2-full").returncode == 0
    sent = dict(hub.sent)
    assert pull(home, settings, "DIFFRHYTHM-1.2-BASE").returncode == 0
    assert hub.sent[VAE] == sent[VAE]
    assert musicgen(home, "models", "remove", "DiffRhythm-1.2-full", **settings).returncode == 0
    assert not (home / "models/diffrhythm-1.2-full").exists()
    assert model(home, settings, "DiffRhythm-1.2-base")["installed"]
    assert musicgen(home, "models", "remove", "DiffRhythm", **settings).returncode == 0  # the base
    assert not (home / "models/diffrhythm-vae").exists()
    again = musicgen(home, "models", "remove", "DiffRhythm", **settings)
    assert again.returncode == 3 and "not installed" in again.stderr


def test_licences_are_shown_and_nothing_is_fetched_before_they_are_accepted(home, hub, settings):
    done = musicgen(home, "models", "pull", "DiffRhythm", **settings)
    assert done.returncode == 2
    assert "CC-BY-NC" in done.stderr and "commercial" in done.stderr and "--yes" in done.stderr
    assert hub.log == []


def test_a_prompt_takes_a_yes_and_a_no(home, hub, settings):
    for answer, code, fetched in (("n\n", 130, False), ("y\n", 0, True)):
        command = f"{shlex.quote(BINARY)} models pull DiffRhythm"
        done = subprocess.run(["script", "-qec", command, "/dev/null"], input=answer, text=True,
                              capture_output=True, timeout=60, cwd=home,
                              env=environment(home, **settings))
        assert done.returncode == code, done.stdout
        assert "[y/N]" in done.stdout and bool(hub.log) == fetched


def test_a_repository_without_an_optional_file_is_taken(home, hub, settings):
    del hub.files["ASLP-lab/DiffRhythm-1_2-full/config.json"]
    assert pull(home, settings).returncode == 0
    assert not (home / "models/diffrhythm-1.2-full/config.json").exists()


def test_models_go_where_MODEL_CACHE_DIR_says(home, hub, settings):
    assert pull(home, settings, MODEL_CACHE_DIR=str(home / "elsewhere")).returncode == 0
    assert (home / "elsewhere/diffrhythm-vae/vae_model.pt").exists()
    assert not (home / "models").exists()


def test_a_song_by_a_model_that_is_missing_is_refused_with_the_command_that_installs_it(home, settings):
    for name in ("DiffRhythm", "diffrhythm-1.2-full"):
        done = musicgen(home, "generate", "a song", "--model", name, **settings)
        assert done.returncode == 3 and "musicgen models pull DiffRhythm-1.2-full" in done.stderr
    done = musicgen(home, "models", "pull", "Suno", "--yes", **settings)
    assert done.returncode == 3 and "DiffRhythm-base" in done.stderr


# ---- a network that misbehaves

def test_cut_connections_are_opened_again_where_they_broke(home, hub, settings):
    cuts = iter(range(4))

    def cut(handler, data):
        if next(cuts, None) is None:
            return False
        hub.send(handler, FULL, data, only=3 << 20)
        return True
    hub.moods[FULL] = cut
    assert pull(home, settings).returncode == 0
    assert installed_bytes(home, "diffrhythm-1.2-full", "cfm_model.pt") == hub.files[FULL]
    assert hub.sent[FULL] == CFM_BYTES


def test_a_connection_that_is_always_cut_is_given_up_and_what_came_is_kept(home, hub, settings):
    def dead_after_a_while(handler, data):
        if hub.sent.get(FULL, 0) >= 6 << 20:
            handler.close_connection = True
            return True
        hub.send(handler, FULL, data, only=2 << 20)
        return True
    hub.moods[FULL] = dead_after_a_while
    refused(pull(home, settings), "can't be fetched", "try again")
    kept = hub.sent[FULL]
    assert not model(home, settings)["installed"]
    hub.moods.clear()
    assert pull(home, settings).returncode == 0
    assert hub.sent[FULL] == CFM_BYTES and kept > 0


def test_a_server_that_knows_no_ranges_is_read_from_the_start(home, hub, settings):
    def whole(handler, data):
        del handler.headers["Range"]
        hub.send(handler, FULL, data)
        return True
    hub.moods[FULL] = whole
    assert pull(home, settings).returncode == 0
    assert installed_bytes(home, "diffrhythm-1.2-full", "cfm_model.pt") == hub.files[FULL]


def test_wrong_bytes_are_thrown_away_and_fetched_anew(home, hub, settings):
    good = hub.files[VAE]

    def wrong(handler, data):
        hub.send(handler, VAE, data[:-1] + bytes([data[-1] ^ 1]))
        return True
    hub.moods[VAE] = wrong
    refused(pull(home, settings), "vae_model.pt", "other bytes")
    assert not (home / "models/diffrhythm-vae").exists()
    assert not list((home / "models/.downloads").rglob("vae_model.pt*"))
    hub.moods.clear()
    assert pull(home, settings).returncode == 0
    assert installed_bytes(home, "diffrhythm-vae", "vae_model.pt") == good


def test_wrong_bytes_of_a_small_file_are_found_by_its_git_id(home, hub, settings):
    hub.moods[CONFIG] = lambda handler, data: hub.send(handler, CONFIG, b"X" * len(data)) or True
    refused(pull(home, settings), "config.json", "other bytes")


def test_the_pinned_file_must_have_its_checksum(home, hub, settings):
    hub.files["style/vocal.npy"] = b"\x93NUMPY" + noise(2170, 99)
    refused(pull(home, settings), "vocal.npy", "other bytes")


@pytest.mark.parametrize("lie", ["total", "start", "more", "head"])
def test_lies_about_lengths_are_refused(home, hub, settings, lie):
    def answer(handler, data):
        first, last = hubs.range_of(handler, data)
        total = len(data) + (5 if lie == "total" else 0)
        start = first + (1 if lie == "start" else 0)
        body = data[first:last + 1] + (b"more" * 20 if lie == "more" else b"")
        handler.send_response(206)
        handler.send_header("Content-Range", f"bytes {start}-{last}/{total}")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
        return True

    def head(handler, data):
        handler.send_response(200)
        handler.send_header("X-Linked-Size", "99999999999999999999999")
        handler.send_header("X-Linked-Etag", digest(data))
        handler.end_headers()
        return True
    if lie == "head":
        hub.head_moods[VAE] = head
    else:
        hub.moods[VAE] = answer
    refused(pull(home, settings), "vae_model.pt")
    assert not (home / "models/diffrhythm-vae").exists()


def test_a_hub_without_checksums_or_with_strange_ones_is_refused(home, hub, settings):
    def strange(handler, data):
        handler.send_response(200)
        handler.send_header("ETag", '"../../../etc/passwd"')
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        return True
    hub.head_moods[VAE] = strange
    refused(pull(home, settings), "no checksum")


@pytest.mark.parametrize("status,word", [(401, "HF_TOKEN"), (403, "HF_TOKEN"), (404, "HF_ENDPOINT"),
                                         (410, "410")])
def test_refusals_of_the_hub_are_said_at_once_with_what_to_do(home, hub, settings, status, word):
    hub.head_moods[VAE] = lambda handler, _: plain(handler, status)
    refused(pull(home, settings), word)
    assert len([e for e in hub.log if "vae_model.pt" in e[2]]) == 1


def test_a_busy_hub_is_waited_for(home, hub, settings):
    moods = iter([lambda h, _: plain(h, 429, Retry_After="1"), lambda h, _: plain(h, 500),
                  lambda h, _: plain(h, 503)])
    hub.moods[VAE] = lambda handler, data: (next(moods, None) or (lambda *_: False))(handler, data)
    hub.head_moods[VAE] = lambda handler, data: False
    assert pull(home, settings).returncode == 0
    assert installed_bytes(home, "diffrhythm-vae", "vae_model.pt") == hub.files[VAE]


def test_the_token_goes_to_the_hub_and_nowhere_else(home, hub, settings):
    assert pull(home, settings, HF_TOKEN="hf_secret").returncode == 0
    assert {e[4] for e in hub.log if e[0] == "hub" and "resolve" in e[2]} == {"Bearer hf_secret"}
    assert any(e[0] == "store" for e in hub.log)
    assert all(e[4] is None for e in hub.log if e[0] == "store" or "/style/" in e[2])
    for kept in home.rglob("*"):
        if kept.is_file() and not kept.is_relative_to(home / "models"):
            assert b"hf_secret" not in kept.read_bytes(), kept


def test_a_metadata_redirect_to_another_host_gets_no_token(home, hub, settings):
    def moved(handler, data):
        if handler.server is hub.store:
            return False
        handler.send_response(301)
        handler.send_header("Location", f"http://127.0.0.1:{hub.store.server_port}{handler.path}")
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return True
    hub.head_moods[TOKENIZER] = moved
    assert pull(home, settings, HF_TOKEN="hf_secret").returncode == 0
    assert [e[4] for e in hub.log if e[0] == "store" and TOKENIZER.split("/")[-1] in e[2]
            and e[1] == "HEAD"] == [None]


def test_circles_and_strange_protocols_are_refused(home, hub, settings):
    def to(location):
        def mood(handler, _):
            handler.send_response(302)
            handler.send_header("Location", location)
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return True
        return mood
    hub.head_moods[VAE] = to(f"/{VAE.replace('/vae_model', '/resolve/main/vae_model')}")
    refused(pull(home, settings), "circles")
    hub.head_moods[VAE] = to("file:///etc/passwd")
    refused(pull(home, settings), "vae_model.pt")


def test_settings_that_would_leak_or_make_no_sense_are_refused(home, hub, settings):
    done = pull(home, settings, HF_ENDPOINT="http://hub.example", HF_TOKEN="hf_secret")
    assert done.returncode == 2 and "https" in done.stderr and "hf_secret" not in done.stderr
    for wrong in ("ftp://hub.example", "nonsense nonsense", "https://user:pw@hub.example"):
        assert pull(home, settings, HF_ENDPOINT=wrong).returncode == 2, wrong


def test_no_network_is_said(home, settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        refused(pull(home, settings, HF_ENDPOINT=f"http://127.0.0.1:{closed.getsockname()[1]}"),
                "can't be fetched", "network")


@pytest.mark.parametrize("field,value", [
    ("name", "../evil.pt"), ("name", ".hidden"), ("name", "a/b"), ("name", ""), ("name", "x\0y"),
    ("sha256", "zz"), ("bytes", -1), ("bytes", 1e300)])
def test_a_hostile_catalogue_is_refused(home, hub, settings, field, value):
    def change(catalogue):
        catalogue["parts"][4]["files"][0][field] = value
    resources(home / "resources", hub.files, hub.url, change)
    refused(pull(home, settings), "catalogue")
    assert not list(home.rglob("evil*"))


def test_https_is_spoken_with_known_certificates_only_and_never_left(home):
    certificate = [str(home / "cert.pem"), str(home / "key.pem")]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-days", "2", "-subj", "/CN=hub", "-addext",
                    "subjectAltName=IP:127.0.0.1", "-out", certificate[0], "-keyout",
                    certificate[1]], check=True, capture_output=True)
    files = model_files(cfm_bytes=1000)
    for small in (VAE, "OpenMuQ/MuQ-MuLan-large/pytorch_model.bin"):
        files[small] = files[small][:2000]
    encrypted = Hub(files, certificate=certificate)
    settings = {"HF_ENDPOINT": encrypted.url, "HF_TOKEN": "hf_secret",
                "MUSICGEN_RESOURCES": str(resources(home / "resources", files, encrypted.url))}
    try:
        refused(pull(home, settings), "certificate")
        assert encrypted.log == []
        settings["SSL_CERT_FILE"] = certificate[0]
        encrypted.large = 1500      # the encoder of sound would come from an open address
        refused(pull(home, settings), "not encrypted")
        assert all(entry[0] == "hub" for entry in encrypted.log)
        encrypted.large = 1 << 20
        done = pull(home, settings)
        assert done.returncode == 0, done.stderr
    finally:
        encrypted.close()


# ---- stops, kills, two at once

def slow(hub, key, pause=0.02):
    def mood(handler, data):
        hub.send(handler, key, data, pause=pause)
        return True
    hub.moods[key] = mood


def start_pull(home, settings, name="DiffRhythm"):
    return subprocess.Popen([BINARY, "models", "pull", name, "--yes"], cwd=home, text=True,
                            env=environment(home, **settings), stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)


def test_after_kill_9_a_download_goes_on_where_it_was(home, hub, settings):
    slow(hub, FULL)
    running = start_pull(home, settings)
    wait_for(lambda: hub.sent.get(FULL, 0) > 12 << 20, 60)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert not (home / "models/diffrhythm-1.2-full").exists()
    hub.moods.clear()
    time.sleep(0.3)                                 # what was under way has arrived or broken
    before = hub.sent[FULL]
    assert pull(home, settings).returncode == 0
    assert installed_bytes(home, "diffrhythm-1.2-full", "cfm_model.pt") == hub.files[FULL]
    again = hub.sent[FULL] - before
    assert again < CFM_BYTES - (12 << 20) + (6 << 20)   # at most 1 MB and a buffer a connection


def test_a_half_done_file_of_another_version_is_not_continued(home, hub, settings):
    slow(hub, FULL)
    running = start_pull(home, settings)
    wait_for(lambda: hub.sent.get(FULL, 0) > 8 << 20, 60)
    running.send_signal(signal.SIGKILL)
    running.wait()
    hub.moods.clear()
    hub.files[FULL] = checkpoint(CFM_BYTES, 77)
    assert pull(home, settings).returncode == 0
    assert installed_bytes(home, "diffrhythm-1.2-full", "cfm_model.pt") == hub.files[FULL]


def test_a_damaged_journal_harms_nothing(home, hub, settings):
    slow(hub, FULL)
    running = start_pull(home, settings)
    wait_for(lambda: hub.sent.get(FULL, 0) > 8 << 20, 60)
    running.send_signal(signal.SIGKILL)
    running.wait()
    hub.moods.clear()
    journal = home / "models/.downloads/diffrhythm-1.2-full/cfm_model.pt.journal"
    journal.write_bytes(journal.read_bytes() + b"9999 5\n0 99999999999999999999\n\xff\n1 ")
    assert pull(home, settings).returncode == 0
    assert installed_bytes(home, "diffrhythm-1.2-full", "cfm_model.pt") == hub.files[FULL]


def test_a_download_that_is_stopped_says_so_and_goes_on_later(home, hub, settings):
    slow(hub, FULL)
    running = start_pull(home, settings)
    wait_for(lambda: hub.sent.get(FULL, 0) > 8 << 20, 60)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=20)
    assert running.returncode == 130 and "goes on from there" in err
    assert "downloading" in err
    assert "fetched" in musicgen(home, "models", **settings).stdout
    hub.moods.clear()
    before = hub.sent[FULL]
    assert pull(home, settings).returncode == 0
    assert hub.sent[FULL] - before < 14 << 20


def test_two_pulls_at_once_fetch_each_byte_once(home, hub, settings):
    slow(hub, VAE, 0.02)
    running = [start_pull(home, settings, name) for name in ("DiffRhythm-1.2-full",
                                                              "DiffRhythm-1.2-full",
                                                              "DiffRhythm-1.2-base")]
    for one in running:
        _, err = one.communicate(timeout=120)
        assert one.returncode == 0, err
    assert hub.sent[VAE] == len(hub.files[VAE]) and hub.sent[FULL] == CFM_BYTES


# ---- disks

def test_a_disk_without_room_is_said_before_anything_is_fetched(home, hub, settings):
    exports = " ".join(f"{name}={shlex.quote(value)}" for name, value in settings.items())
    done = on_small_disk(home, f"""
        {exports} {shlex.quote(BINARY)} models pull DiffRhythm --yes --json; echo "exit $?"
        ls -A models""", megabytes=20)
    assert "exit 4" in done.stdout and "storage_full" in done.stdout, done.stdout + done.stderr
    assert "MODEL_CACHE_DIR" in done.stdout and hub.requests() == []


def test_a_disk_that_fills_up_while_downloading_leaves_no_model(home, hub, settings):
    exports = " ".join(f"{name}={shlex.quote(value)}" for name, value in settings.items())
    slow(hub, FULL)
    half_done = "models/.downloads/diffrhythm-1.2-full/cfm_model.pt"
    done = on_small_disk(home, f"""
        export {exports}
        {shlex.quote(BINARY)} models pull DiffRhythm --yes --json >answer & pull=$!
        for i in $(seq 500); do [ -s {half_done} ] && break; sleep 0.01; done
        kill -STOP $pull; head -c 400m /dev/zero >filler 2>/dev/null; kill -CONT $pull
        wait $pull; echo "exit $?"; cat answer; ls models; rm filler
        {shlex.quote(BINARY)} models pull DiffRhythm --yes""", megabytes=40)
    assert "exit 4" in done.stdout and "storage_full" in done.stdout, done.stdout + done.stderr
    assert "diffrhythm-vae" not in done.stdout
    assert "DiffRhythm-1.2-full is installed" in done.stdout
    assert hub.sent[FULL] == CFM_BYTES


# ---- checking, importing

def test_damage_is_found_and_mended_by_the_next_pull(home, hub, settings):
    assert pull(home, settings).returncode == 0
    verify = ["models", "verify", "DiffRhythm"]
    assert musicgen(home, *verify, **settings).returncode == 0
    broken = home / "models/diffrhythm-vae/vae_model.pt"
    data = bytearray(broken.read_bytes())
    data[1000] ^= 1
    broken.write_bytes(data)
    done = musicgen(home, *verify, **settings)
    assert done.returncode == 1 and "vae_model.pt has other bytes" in done.stdout
    assert not model(home, settings)["installed"]
    assert pull(home, settings).returncode == 0
    assert musicgen(home, *verify, **settings).returncode == 0
    assert hub.sent[VAE] == 2 * len(data) and hub.sent[FULL] == CFM_BYTES


def test_a_file_that_is_cut_or_gone_makes_the_model_count_as_missing(home, hub, settings):
    assert pull(home, settings).returncode == 0
    (home / "models/diffrhythm-vae/vae_model.pt").write_bytes(b"PK\x03\x04")
    assert not model(home, settings)["installed"]
    assert pull(home, settings).returncode == 0
    (home / "models/xlm-roberta-base/part.json").write_text("{nonsense")
    assert not model(home, settings)["installed"]
    assert pull(home, settings).returncode == 0


def hub_cache(folder, files, revision="a" * 40):
    """As the hub's own client keeps files: blobs named by checksum, snapshots of links."""
    for key, data in files.items():
        org, name, file = key.rsplit("/", 2) if key.count("/") == 2 else ("", *key.split("/"))
        if not org:
            continue
        repo = folder / f"models--{org}--{name}"
        blob = repo / "blobs" / (digest(data) if len(data) >= 1 << 20 else hubs.blob_id(data))
        link = repo / "snapshots" / revision / file
        for path in (blob, link, repo / "refs/main"):
            path.parent.mkdir(parents=True, exist_ok=True)
        blob.write_bytes(data)
        link.symlink_to(os.path.relpath(blob, link.parent))
        (repo / "refs/main").write_text(revision)
    return folder


def test_the_hub_s_cache_is_imported_without_a_copy(home, hub, settings):
    cache = hub_cache(home / "cache", hub.files)
    done = musicgen(home, "models", "import", str(cache), **settings)
    assert done.returncode == 0, done.stderr
    assert "still lacks diffrhythm-negative-style" in done.stdout
    mine = home / "models/diffrhythm-1.2-full/cfm_model.pt"
    assert mine.stat().st_nlink == 2 and not mine.is_symlink()
    shutil.rmtree(cache)
    assert mine.read_bytes() == hub.files[FULL]
    assert pull(home, settings).returncode == 0     # fetches only what is missing
    assert set(hub.sent) == {"style/vocal.npy"}


def test_the_model_s_own_repository_with_its_downloads_is_imported_whole(home, hub, settings):
    hub_cache(home / "DiffRhythm/pretrained", hub.files)
    example = home / "DiffRhythm/infer/example"
    example.mkdir(parents=True)
    (example / "vocal.npy").write_bytes(hub.files["style/vocal.npy"])
    done = musicgen(home, "models", "import", "DiffRhythm", **settings)
    assert done.returncode == 0 and "DiffRhythm-1.2-full is installed" in done.stdout
    assert hub.log == []


def loose_files(folder, files):
    folder.mkdir()
    (folder / "cfm_model.pt").write_bytes(files[FULL])
    (folder / "vae_model.pt").write_bytes(files[VAE])
    (folder / "pytorch_model.bin").write_bytes(files["OpenMuQ/MuQ-MuLan-large/pytorch_model.bin"])
    (folder / "mulan_config.json").write_bytes(b"{}")
    (folder / "muq_config.json").write_bytes(b"{}")
    (folder / "text_config.json").write_bytes(b"{}")
    (folder / "sentencepiece.bpe.model").write_bytes(files[TOKENIZER])
    (folder / "negative_style.npy").write_bytes(b"\x93NUMPY of my own")
    return folder


def test_loose_files_are_imported_as_the_model_that_is_named(home, hub, settings):
    folder = loose_files(home / "loose", hub.files)
    done = musicgen(home, "models", "import", str(folder), "--as", "DiffRhythm-1.2-base", **settings)
    assert done.returncode == 0, done.stderr
    assert "DiffRhythm-1.2-base is installed" in done.stdout
    assert "vocal.npy is not the official one" in done.stderr
    assert installed_bytes(home, "diffrhythm-1.2-base", "cfm_model.pt") == hub.files[FULL]
    assert musicgen(home, "models", "verify", "DiffRhythm-1.2-base", **settings).returncode == 0


def test_a_folder_for_each_repository_is_imported(home, hub, settings):
    for key, data in hub.files.items():
        file = home / "comfy" / "/".join(key.split("/")[-2:])
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    done = musicgen(home, "models", "import", "comfy", **settings)
    assert done.returncode == 0 and "Imported diffrhythm-1.2-base" in done.stdout, done.stderr


def test_a_checkpoint_that_could_be_of_any_version_is_asked_about(home, hub, settings):
    (home / "one").mkdir()
    (home / "one/cfm_model.pt").write_bytes(hub.files[FULL])
    done = musicgen(home, "models", "import", "one", **settings)
    assert done.returncode == 3 and "--as" in done.stderr


@pytest.mark.parametrize("harm,word", [
    ("empty", "empty"), ("pointer", "Git LFS"), ("page", "checkpoint"), ("blob", "checksum"),
    ("json", "JSON")])
def test_broken_folders_are_refused_and_nothing_is_installed(home, hub, settings, harm, word):
    cache = hub_cache(home / "cache", {key: data for key, data in hub.files.items()
                                       if "DiffRhythm-1_2-full" in key})
    folder = next((cache / "models--ASLP-lab--DiffRhythm-1_2-full/snapshots").iterdir())
    target = (folder / ("config.json" if harm == "json" else "cfm_model.pt")).resolve()
    target.write_bytes({"empty": b"", "pointer": b"version https://git-lfs.github.com/spec/v1\n",
                        "page": b"<html>not found</html>", "json": b"{", "blob":
                        b"PK\x03\x04" + noise(1000, 3)}[harm])
    done = musicgen(home, "models", "import", str(cache), **settings)
    assert done.returncode == 4 and word in done.stderr, (done.returncode, done.stderr)
    assert not (home / "models/diffrhythm-1.2-full").exists()
    assert not [p for p in (home / "models").iterdir() if p.name.startswith(".pending")]


def test_links_to_nowhere_and_empty_folders_have_nothing_to_import(home, hub, settings):
    cache = hub_cache(home / "cache", {FULL: hub.files[FULL]})
    shutil.rmtree(cache / "models--ASLP-lab--DiffRhythm-1_2-full/blobs")
    for folder in (str(cache), str(home / "missing"), "/etc/hostname"):
        done = musicgen(home, "models", "import", folder, **settings)
        assert done.returncode == 3, (folder, done.stderr)


# ---- through the server

@pytest.fixture
def studio(home, settings):
    running = Studio(home, **settings).start()
    yield running
    running.stop()


def test_the_server_downloads_a_model_as_a_job(studio, hub):
    slow(hub, FULL, 0.02)
    answer = studio.post("/api/models/DiffRhythm/pull")
    assert answer.status == 202 and answer.json["status"] == "pending"
    again = studio.post("/api/models/diffrhythm-1.2-FULL/pull")
    assert again.json["job_id"] == answer.json["job_id"]
    stages = set()

    def downloading():
        job = studio.job(answer.json["job_id"])
        stages.add(job["stage"])
        return job["progress"] > 0 and job["stage"].startswith("downloading ")
    wait_for(downloading, 30)
    assert any(" of 26 MB" in stage for stage in stages), stages
    refusal = studio.ask("DELETE", "/api/models/DiffRhythm")
    assert refusal.status == 409 and refusal.json["code"] == "conflict"
    job = studio.finished(answer.json["job_id"])
    assert job["status"] == "completed", job
    assert job["kind"] == "pull" and job["result"]["model"] == "DiffRhythm-1.2-full"
    listed = {one["name"]: one for one in studio.get("/api/models").json["items"]}
    assert listed["DiffRhythm-1.2-full"]["installed"]
    assert studio.ask("DELETE", "/api/models/DiffRhythm").status == 204
    assert studio.ask("DELETE", "/api/models/DiffRhythm").status == 404


def test_the_server_lists_models_and_says_how_to_get_them(studio):
    listed = {one["name"]: one for one in studio.get("/api/models").json["items"]}
    full = listed["DiffRhythm-1.2-full"]
    assert not full["installed"] and not full["default"] and listed["composer"]["default"]
    assert set(full["abilities"]) == {"instrumental", "lyrics", "negative_prompt", "reference",
                                      "edit"}
    assert full["durations"] == {"min": 96, "max": 285} and "CC-BY-NC" in full["license"]
    for path in ("/api/models/Suno/pull", "/api/models/..%2f..%2fetc/pull"):
        unknown = studio.post(path)
        assert unknown.status == 404 and unknown.json["code"] == "model_not_found"
        assert "DiffRhythm-base" in unknown.json["detail"]
    song = studio.post("/api/generate", {"prompt": "x", "model": "DiffRhythm"})
    assert song.status == 404 and song.json["code"] == "model_not_found"
    assert song.json["hint"] == "musicgen models pull DiffRhythm-1.2-full"


def test_a_download_outlives_its_worker_and_can_be_cancelled(studio, hub):
    slow(hub, FULL, 0.1)
    job = studio.post("/api/models/DiffRhythm/pull").json["job_id"]
    wait_for(lambda: hub.sent.get(FULL, 0) > 4 << 20, 60)
    for worker in studio.workers():
        os.kill(worker, signal.SIGKILL)
    wait_for(lambda: studio.job(job)["attempts"] == 2, 60)
    wait_for(lambda: hub.sent.get(FULL, 0) > 6 << 20, 60)
    assert studio.post(f"/api/jobs/{job}/cancel").json["status"] == "cancelled"
    hub.moods.clear()
    # The worker lets go within a second or two; then nothing is fetched any more.
    wait_for(lambda: studio.ask("DELETE", "/api/models/DiffRhythm").status == 204, 20, pause=0.5)
    assert not (studio.home / "models/.downloads/diffrhythm-1.2-full").exists()


def test_the_server_checks_a_model_as_a_job_and_a_pull_mends_it(studio, hub):
    assert studio.post("/api/models/DiffRhythm/verify").status == 404
    studio.finished(studio.post("/api/models/DiffRhythm/pull").json["job_id"])

    def check():
        answer = studio.post("/api/models/DiffRhythm/verify")
        assert answer.status == 202, answer.body
        return studio.finished(answer.json["job_id"])
    job = check()
    assert job["kind"] == "verify" and job["status"] == "completed", job
    assert job["result"]["damages"] == [] and job["result"]["model"] == "DiffRhythm-1.2-full"

    broken = studio.home / "models/diffrhythm-vae/vae_model.pt"
    data = bytearray(broken.read_bytes())
    data[1000] ^= 1
    broken.write_bytes(data)
    found = check()["result"]["damages"]
    assert found == [{"part": "diffrhythm-vae", "file": "vae_model.pt", "problem": "has other bytes"}]
    listed = {one["name"]: one for one in studio.get("/api/models").json["items"]}
    assert not listed["DiffRhythm-1.2-full"]["installed"]
    lacking = [part["name"] for part in listed["DiffRhythm-1.2-full"]["parts"] if not part["installed"]]
    assert lacking == ["diffrhythm-vae"]
    studio.finished(studio.post("/api/models/DiffRhythm/pull").json["job_id"])
    assert check()["result"]["damages"] == []


def test_a_slow_download_tells_its_speed(studio, hub):
    slow(hub, FULL, 0.05)
    job = studio.post("/api/models/DiffRhythm/pull").json["job_id"]
    wait_for(lambda: re.fullmatch(r"downloading [\d.]+ of 26 MB, [\d.]+ [kM]B/s",
                                  studio.job(job)["stage"]), 30)
    hub.moods.clear()
    assert studio.finished(job)["status"] == "completed"


def test_a_download_that_fails_says_why_and_can_be_tried_again(studio, hub):
    hub.head_moods[VAE] = lambda handler, _: plain(handler, 403)
    job = studio.finished(studio.post("/api/models/DiffRhythm/pull").json["job_id"])
    assert job["status"] == "failed" and job["error"]["code"] == "download_failed"
    assert "HF_TOKEN" in job["error"]["hint"]
    hub.head_moods.clear()
    assert studio.post(f"/api/jobs/{job['id']}/retry").status == 200
    assert studio.finished(job["id"])["status"] == "completed"
