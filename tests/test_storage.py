"""Disks that are full or closed, and ports that are taken: a clear answer, and nothing lost."""

import json
import os
import shlex
import subprocess
import wave

from conftest import BINARY, Studio, environment, free_port, musicgen


def on_small_disk(home, script, megabytes=6):
    """Runs a shell script whose $HOME is a tmpfs of a few MB, in a mount namespace of its own."""
    root = [] if os.geteuid() == 0 else ["-r"]
    disk = home / "disk"
    disk.mkdir()
    mount = f"""set -e
        mount -t tmpfs -o size={megabytes}m none {disk}
        trap 'cd /; umount -l {disk}' EXIT
        cd {disk}
        set +e
        {script}"""
    # In a chroot the root is no mount, so that its propagation can't be changed.
    namespace = ["unshare", *root, "-m", "--propagation", "unchanged"]
    return subprocess.run([*namespace, "sh", "-c", mount], env=environment(disk),
                          text=True, capture_output=True, timeout=120, stdin=subprocess.DEVNULL)


def test_a_song_that_does_not_fit_is_refused_with_the_size_that_it_needs(home):
    done = on_small_disk(home, f"{shlex.quote(BINARY)} generate 'a song' --json; echo $?; ls output scratch")
    answer, rest = done.stdout.rsplit("}\n", 1)
    assert json.loads(answer + "}")["code"] == "storage_full", done.stdout
    assert "MB" in answer
    assert rest.split() == ["4", "output:", "scratch:"]


def test_the_server_answers_507_and_keeps_what_it_has(home):
    port = free_port()
    done = on_small_disk(home, f"""
        {shlex.quote(BINARY)} serve --port {port} 2>log & studio=$!
        for i in $(seq 100); do curl -s localhost:{port}/health >health && break; sleep 0.1; done
        curl -s -w '%{{http_code}}' -H 'Content-Type: application/json' -d '{{"prompt": "x"}}' \\
            localhost:{port}/api/generate
        curl -s localhost:{port}/api/jobs
        kill $studio; wait $studio""")
    assert '"code":"storage_full"' in done.stdout and "507" in done.stdout, done.stdout + done.stderr
    assert '"total":0' in done.stdout


def test_a_disk_that_fills_while_a_song_is_made_leaves_nothing_half_written(home):
    # Enough room to begin with; then something else takes it all.
    done = on_small_disk(home, f"""
        {shlex.quote(BINARY)} generate 'ambient drone' --duration 120 --json >answer & song=$!
        for i in $(seq 500); do ls scratch/.pending*/* >/dev/null 2>&1 && break; sleep 0.01; done
        kill -STOP $song; head -c 400m /dev/zero >filler 2>/dev/null; kill -CONT $song
        wait $song; echo "exit $?"; rm filler; ls -A output scratch; cat answer""", megabytes=130)
    assert "exit 4" in done.stdout, done.stdout + done.stderr
    assert "storage_full" in done.stdout
    assert done.stdout.split("output:")[1].split("scratch:")[0].strip() == ""
    assert ".pending" not in done.stdout


def test_a_loop_that_does_not_fit_is_refused_with_the_size_that_it_needs(home):
    done = on_small_disk(home, f"""
        {shlex.quote(BINARY)} generate 'piano' --duration 5 --out song.mp3 >/dev/null 2>&1
        {shlex.quote(BINARY)} loop create song.mp3 --duration 10h --out night.mp3; echo "exit $?"
        {shlex.quote(BINARY)} loop create song.mp3 --duration 10h --out night.mp4 --video; echo "exit $?"
        id=$(basename output/*.mp3 .mp3)
        {shlex.quote(BINARY)} loop create $id --duration 10h --mode evolve; echo "exit $?"
        ls -A""", megabytes=100)
    assert done.stdout.count("exit 4") == 3, done.stdout + done.stderr
    assert done.stderr.count(" MB") >= 3 and "Free some space" in done.stderr, done.stderr
    assert "night" not in done.stdout and ".pending" not in done.stdout


def test_a_mark_that_does_not_fit_says_that_the_disk_is_full(home):
    song = home / "song.wav"
    with wave.open(str(song), "wb") as out:
        out.setparams((1, 2, 44100, 0, "NONE", ""))
        out.writeframes(bytes(200 * 4096 - 44))   # whole pages with its header
    # The copy fits to the last page, the mark behind it does not.
    done = on_small_disk(home, f"""
        cp {song} copy.wav; head -c 400m /dev/zero >filler 2>/dev/null; rm copy.wav
        {shlex.quote(BINARY)} loop mark {song} --start 1 --end 3 --out marked.wav; echo "exit $?"
        ls -A""", megabytes=4)
    assert "exit 4" in done.stdout and "disk is full" in done.stderr, done.stdout + done.stderr
    assert "marked" not in done.stdout and ".pending" not in done.stdout


def test_the_server_answers_507_to_a_loop_that_does_not_fit(home):
    port = free_port()
    done = on_small_disk(home, f"""
        {shlex.quote(BINARY)} generate 'piano' --duration 5 >/dev/null 2>&1
        id=$(basename output/*.mp3 .mp3)
        {shlex.quote(BINARY)} serve --port {port} 2>log & studio=$!
        for i in $(seq 100); do curl -s localhost:{port}/health >health && break; sleep 0.1; done
        for more in '"mode":"loop"' '"mode":"evolve"' '"video":true'; do
          curl -s -w '%{{http_code}}\n' -H 'Content-Type: application/json' \
              -d '{{"trackId":"'$id'","duration":"10h",'"$more"'}}' localhost:{port}/api/loop/jobs
        done
        kill $studio; wait $studio""", megabytes=100)
    assert done.stdout.count('"code":"storage_full"') == 3, done.stdout + done.stderr
    assert done.stdout.count("507") >= 3 and " MB" in done.stdout


def test_the_server_answers_507_to_an_export_that_does_not_fit(home):
    port = free_port()
    done = on_small_disk(home, f"""
        {shlex.quote(BINARY)} generate 'piano' --duration 60 >/dev/null 2>&1
        id=$(basename output/*.mp3 .mp3)
        {shlex.quote(BINARY)} serve --port {port} 2>log & studio=$!
        for i in $(seq 100); do curl -s localhost:{port}/health >health && break; sleep 0.1; done
        head -c 400m /dev/zero >filler 2>/dev/null; truncate -s -4M filler
        ask() {{ curl -s -w '%{{http_code}}\n' -H 'Content-Type: application/json' -d "$1" localhost:{port}$2; }}
        ask '{{"format":"wav"}}' /api/tracks/$id/exports
        ask '{{"track_ids":["'$id'"],"format":"flac"}}' /api/archives
        curl -s 'localhost:{port}/api/jobs?kind=export'; ls -A output
        kill $studio; wait $studio""", megabytes=100)
    assert done.stdout.count('"code":"storage_full"') == 2, done.stdout + done.stderr
    assert done.stdout.count("}507") == 2 and "needs" in done.stdout and " MB" in done.stdout
    assert '"total":0' in done.stdout and "-export" not in done.stdout


def test_a_disk_that_fills_while_a_loop_is_made_leaves_nothing_half_written(home):
    done = on_small_disk(home, f"""
        {shlex.quote(BINARY)} generate 'piano' --duration 5 --out song.mp3 >/dev/null 2>&1
        {shlex.quote(BINARY)} loop create song.mp3 --duration 20m --out long.wav & loop=$!
        for i in $(seq 3000); do ls .pending* >/dev/null 2>&1 && break; sleep 0.01; done
        kill -STOP $loop; head -c 400m /dev/zero >filler 2>/dev/null; kill -CONT $loop
        wait $loop; echo "exit $?"; rm filler; ls -A""", megabytes=260)
    assert "exit 4" in done.stdout, done.stdout + done.stderr
    assert "long.wav" not in done.stdout and ".pending" not in done.stdout


def test_a_data_directory_that_cannot_be_written_is_said(home):
    blocked = home / "file"
    blocked.write_text("in the way")
    done = musicgen(home, "generate", "a song", MUSICGEN_HOME=str(blocked / "inside"))
    assert done.returncode == 4
    assert "MUSICGEN_HOME" in done.stderr
    assert blocked.read_text() == "in the way"


def test_a_taken_port_is_said_with_what_to_do(studio):
    done = musicgen(studio.home, "serve", "--port", str(studio.port))
    assert done.returncode == 5
    assert "--port" in done.stderr
    assert studio.get("/health").status == 200


def test_nobody_else_is_let_in_without_a_key(home):
    done = musicgen(home, "serve", "--host", "0.0.0.0", "--port", "0")
    assert done.returncode == 2
    assert "API_KEYS" in done.stderr


def test_a_library_outlives_the_server(home):
    studio = Studio(home).start()
    job = studio.finished(studio.generate("quiet harp", title="Found again"))
    assert job["status"] == "completed", job
    studio.kill()
    studio.start()
    found = studio.get("/api/tracks?q=found").json["items"]
    assert [track["title"] for track in found] == ["Found again"]
    sound = studio.get(found[0]["file_url"], Range="bytes=0-99")
    assert sound.status == 206 and len(sound.body) == 100
    studio.stop()
