"""A hub of models on this machine that can do everything wrong that a network can."""

import hashlib
import http.server
import json
import os
import pathlib
import random
import re
import ssl
import threading
import time

RESOURCES = pathlib.Path(__file__).parent.parent / "backend"


def noise(count, seed):
    return random.Random(seed).randbytes(count)


def checkpoint(count, seed):
    """Begins as PyTorch's checkpoints do."""
    return b"PK\x03\x04" + noise(count - 4, seed)


def blob_id(data):
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


class Hub:
    """Serves `files` ({"org/name/file": bytes}) as the hub does: large files by a redirect to a
    store at another port. `moods` change the behaviour for a file: a function (handler, data) that
    answers in place of the store; it returns True once it has answered."""

    def __init__(self, files, large=1 << 20, certificate=None):
        self.files = files
        self.large = large
        self.moods = {}
        self.head_moods = {}
        self.log = []            # (server, method, path, range, authorization)
        self.sent = {}           # bytes of each file that went over the wire
        self.lock = threading.Lock()
        self.store = self.serve("store")
        self.front = self.serve("hub")
        self.scheme = "http"
        if certificate:      # the hub alone is encrypted; the store is not
            self.scheme = "https"
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.front.socket = context.wrap_socket(self.front.socket, server_side=True)

    def serve(self, name):
        hub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            server_name = name

            def log_message(self, *_):
                pass

            def do_HEAD(self):
                hub.answer(self, name)

            def do_GET(self):
                hub.answer(self, name)

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass

        server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return server

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.front.server_port}"

    def close(self):
        for server in (self.front, self.store):
            server.shutdown()
            server.server_close()

    def requests(self, method="GET"):
        return [entry for entry in self.log if entry[1] == method]

    def answer(self, handler, server):
        with self.lock:
            self.log.append((server, handler.command, handler.path, handler.headers.get("Range"),
                             handler.headers.get("Authorization")))
        key = handler.path.replace("/resolve/main", "").strip("/")
        data = self.files.get(key)
        if data is None:
            return plain(handler, 404)
        if handler.command == "HEAD" and key in self.head_moods:
            if self.head_moods[key](handler, data):
                return
        if server == "hub" and len(data) >= self.large:
            return self.redirect(handler, key, data)
        if handler.command == "GET" and key in self.moods and self.moods[key](handler, data):
            return
        self.send(handler, key, data, etag=blob_id(data))

    def redirect(self, handler, key, data):
        handler.send_response(302)
        handler.send_header("Location", f"http://127.0.0.1:{self.store.server_port}/{key}")
        handler.send_header("X-Linked-Size", str(len(data)))
        handler.send_header("X-Linked-Etag", f'"{hashlib.sha256(data).hexdigest()}"')
        handler.send_header("X-Repo-Commit", "0" * 40)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    def send(self, handler, key, data, etag="x", only=None, pause=0):
        """The file or the range asked for; `only`: cut the connection after so many bytes."""
        first, last = range_of(handler, data)
        part = data[first:last + 1]
        if handler.headers.get("Range"):
            handler.send_response(206)
            handler.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        else:
            handler.send_response(200)
        handler.send_header("ETag", f'"{etag}"')
        handler.send_header("Content-Length", str(len(part)))
        handler.end_headers()
        if handler.command == "HEAD":
            return
        step = 1 << 16
        end = len(part) if only is None else min(only, len(part))
        for at in range(0, end, step):
            piece = part[at:min(at + step, end)]
            handler.wfile.write(piece)
            with self.lock:
                self.sent[key] = self.sent.get(key, 0) + len(piece)
            if pause:
                time.sleep(pause)
        if only is not None:
            handler.close_connection = True


def range_of(handler, data):
    found = re.match(r"bytes=(\d+)-(\d+)", handler.headers.get("Range") or "")
    return (int(found[1]), int(found[2])) if found else (0, len(data) - 1)


def plain(handler, status, **headers):
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", "4")
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(b"oops")
    return True


CFM_BYTES = 20 << 20


def model_files(seed=1, cfm_bytes=CFM_BYTES):
    """Small files in the layout of the real repositories; two models share all but their first."""
    return {
        "ASLP-lab/DiffRhythm-1_2-full/cfm_model.pt": checkpoint(cfm_bytes, seed),
        "ASLP-lab/DiffRhythm-1_2-full/config.json": b'{"dim": 64}',
        "ASLP-lab/DiffRhythm-1_2/cfm_model.pt": checkpoint(2 << 20, seed + 1),
        "ASLP-lab/DiffRhythm-vae/vae_model.pt": checkpoint(3 << 20, seed + 2),
        "OpenMuQ/MuQ-MuLan-large/pytorch_model.bin": checkpoint(2 << 20, seed + 3),
        "OpenMuQ/MuQ-MuLan-large/config.json": b'{"mulan": {}}',
        "OpenMuQ/MuQ-large-msd-iter/config.json": b'{"muq": {}}',
        "FacebookAI/xlm-roberta-base/sentencepiece.bpe.model": noise(100000, seed + 4),
        "FacebookAI/xlm-roberta-base/config.json": b'{"text": {}}',
        "style/vocal.npy": b"\x93NUMPY" + noise(2170, seed + 5),
    }


def resources(folder, files, hub_url, change=None):
    """The program's data files, with a catalogue whose sizes and outside addresses are the test's."""
    folder.mkdir(exist_ok=True)
    built = pathlib.Path(os.environ.get("MUSICGEN", "build/release/bin/musicgen")).resolve()
    for name, target in (("composer", RESOURCES / "engines/composer/data"),
                         ("lyrics", built.parent.parent / "share/musicgen/lyrics"),
                         ("reference", RESOURCES / "api/reference")):
        if not (folder / name).exists():
            (folder / name).symlink_to(target.resolve())
    catalogue = json.loads((RESOURCES / "models/data/catalogue.json").read_text())
    for part in catalogue["parts"]:
        for file in part["files"]:
            data = files.get(f"{part.get('repo', 'style')}/{file['name']}")
            if data is not None:
                file["bytes"] = len(data)
            if "url" in file:
                file["url"] = f"{hub_url}/style/{file['name']}"
                file["sha256"] = hashlib.sha256(data).hexdigest()
    if change:
        change(catalogue)
    (folder / "models").mkdir(exist_ok=True)
    (folder / "models/catalogue.json").write_text(json.dumps(catalogue))
    return folder
