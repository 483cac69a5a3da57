"""Kill -9 of workers and of the server at any moment loses no job and leaves no half file."""

import os
import random
import signal
import sqlite3
import subprocess
import time

from conftest import Studio, wait_for

KILLS = 50


def tracks(studio):
    page = studio.get("/api/tracks?limit=200").json
    return page["items"]


def test_every_accepted_job_is_done_once_whatever_dies(home):
    chance = random.Random(20260101)
    studio = Studio(home, MAX_CONCURRENT_JOBS="2", RATE_LIMIT_PER_MINUTE="0").start()
    accepted = []
    kills = 0
    try:
        while kills < KILLS:
            if len(accepted) < 40:
                accepted.append(studio.generate(seed=len(accepted), format="wav", stems=kills % 7 == 0))
            time.sleep(chance.uniform(0, 0.4))
            if chance.random() < 0.25:
                studio.kill()
                studio.start()
                kills += 1
                continue
            workers = studio.workers()
            if workers:
                os.kill(chance.choice(workers), signal.SIGKILL)
                kills += 1

        # A job may lose its worker so often that it is given up: `retry` is what a person would do.
        def all_done():
            jobs = [studio.job(job_id) for job_id in accepted]
            for job in jobs:
                if job["status"] == "failed":
                    assert job["error"]["code"] == "worker_lost", job
                    assert studio.post(f"/api/jobs/{job['id']}/retry").status == 200
            return all(job["status"] == "completed" for job in jobs)

        wait_for(all_done, 600, pause=1)
        made = tracks(studio)
        by_job = [studio.job(job_id)["result"]["track_id"] for job_id in accepted]
        assert len(set(by_job)) == len(accepted)
        assert sorted(track["id"] for track in made) == sorted(by_job)
        for track in made:
            check = subprocess.run(
                ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0",
                 str(home / "output" / track["file_url"].split("/")[-1])],
                capture_output=True, text=True)
            assert check.returncode == 0 and abs(float(check.stdout) - 5) < 1e-4, track
    finally:
        studio.stop()

    # After the next start nothing half-made is left.
    studio.start()
    studio.stop()
    assert not [p for p in (home / "output").iterdir() if p.name.startswith(".")]
    assert not list((home / "scratch").iterdir())
    for name in ("library.sqlite", "queue.sqlite"):
        assert sqlite3.connect(home / name).execute("PRAGMA integrity_check").fetchone() == ("ok",)
