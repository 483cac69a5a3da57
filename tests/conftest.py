"""What the whole-program tests share: the real binary, a data directory, a running studio."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest

BINARY = os.path.abspath(os.environ.get("MUSICGEN", "build/release/bin/musicgen"))


def environment(home, **more):
    keep = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "TMPDIR", "LD_LIBRARY_PATH")}
    return keep | {"MUSICGEN_HOME": str(home), "HOME": str(home)} | more


def musicgen(home, *words, timeout=120, **more):
    """Runs the program to its end; the result has returncode, stdout and stderr."""
    return subprocess.run([BINARY, *words], env=environment(home, **more), cwd=home, text=True,
                          capture_output=True, timeout=timeout, stdin=subprocess.DEVNULL)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)


class Studio:
    """A running `musicgen serve` with its own data directory."""

    def __init__(self, home, **more):
        self.home = pathlib.Path(home)
        self.more = more
        self.port = free_port()
        self.process = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        self.log = open(self.home / "studio.log", "ab")
        self.process = subprocess.Popen(
            [BINARY, "serve", "--port", str(self.port)], cwd=self.home,
            env=environment(self.home, **self.more), stdout=self.log, stderr=self.log,
            stdin=subprocess.DEVNULL)
        wait_for(lambda: self.ready() or self.process.poll() is not None, 30)
        assert self.process.poll() is None, (self.home / "studio.log").read_text()
        return self

    def ready(self):
        try:
            return self.get("/health").status == 200
        except OSError:
            return False

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.log.close()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=30)
        self.log.close()

    def workers(self):
        """Process numbers of the server's workers."""
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        pids = []
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/children"):
            pids += [int(pid) for pid in task.read_text().split()]
        return pids

    def ask(self, method, path, body=None, headers=None):
        headers = dict(headers or {})
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        request = urllib.request.Request(self.url + path, data=body, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())

    def get(self, path, **headers):
        return self.ask("GET", path, headers=headers)

    def post(self, path, body=None, headers=None):
        return self.ask("POST", path, body if body is not None else {}, headers)

    def generate(self, prompt="short piano piece", **more):
        answer = self.post("/api/generate", {"prompt": prompt, "duration": 5} | more)
        assert answer.status == 200, answer.body
        return answer.json["job_id"]

    def job(self, job_id):
        return self.get(f"/api/jobs/{job_id}").json

    def finished(self, job_id, seconds=120):
        wait_for(lambda: self.job(job_id)["status"] in ("completed", "failed", "cancelled"), seconds)
        return self.job(job_id)


def wait_for(condition, seconds, pause=0.05):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(pause)
    raise AssertionError(f"not within {seconds} s")


@pytest.fixture
def home(tmp_path):
    return tmp_path


@pytest.fixture
def studio(home):
    running = Studio(home).start()
    yield running
    running.stop()
