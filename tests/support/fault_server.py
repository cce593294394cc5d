"""A registry that misbehaves as told: answers are scripted by path, and every request is kept."""

from __future__ import annotations

import contextlib
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.support.oci import Blob, Image, sha256


@dataclass
class Answer:
    """``drip`` sends a byte at a time with that pause; ``cut`` closes after that many bytes of the body."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: float = 0.0
    cut: int | None = None


@dataclass
class Seen:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""


Script = Callable[[Seen], Answer | None]


class FaultServer:
    """``answers`` by path (with or without query); a list is used up in turn, its last one staying."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Sequence[Answer] | Script] = {}
        self.seen: list[Seen] = []
        self.host = ""
        self.url = ""

    def paths(self, method: str | None = None) -> list[str]:
        return [seen.path for seen in self.seen if method in (None, seen.method)]

    def put_manifest(self, repository: str, tag: str, manifest: Blob) -> None:
        headers = {"Content-Type": manifest.media_type, "Docker-Content-Digest": manifest.digest}
        for name in (tag, manifest.digest):
            self.answers[f"/v2/{repository}/manifests/{name}"] = Answer(200, manifest.body, headers)

    def put_image(self, repository: str, tag: str, image: Image) -> None:
        self.put_manifest(repository, tag, image.manifest)
        for blob in image.blobs:
            self.put_blob(repository, blob)

    def put_blob(self, repository: str, blob: Blob) -> None:
        self.answers[f"/v2/{repository}/blobs/{blob.digest}"] = _ranged(blob.body)

    def answer(self, seen: Seen) -> Answer:
        self.seen.append(seen)
        found = self.answers.get(seen.path)
        if found is None:
            found = self.answers.get(seen.path.partition("?")[0])
        if callable(found):
            found = found(seen)
        if isinstance(found, Sequence):
            before = sum(1 for other in self.seen[:-1] if other.path == seen.path)
            found = found[min(before, len(found) - 1)]
        return found or Answer(404, b'{"errors":[{"code":"NOT_FOUND","message":"nothing here"}]}')


def _ranged(body: bytes) -> Script:
    def script(seen: Seen) -> Answer:
        wanted = seen.headers.get("range", "")
        if not wanted.startswith("bytes="):
            return Answer(200, body)
        first, _, last = wanted.removeprefix("bytes=").partition("-")
        start, end = int(first), int(last) + 1 if last else len(body)
        part = body[start:end]
        return Answer(206, part, {"Content-Range": f"bytes {start}-{start + len(part) - 1}/{len(body)}"})

    return script


def manifest_answer(body: bytes, media_type: str, digest: str | None = None) -> Answer:
    return Answer(200, body, {"Content-Type": media_type, "Docker-Content-Digest": digest or sha256(body)})


@contextlib.contextmanager
def serve(*, certificate: tuple[Path, Path] | None = None) -> Iterator[FaultServer]:
    """Run one on the loopback; ``certificate`` (chain and key files) makes it speak TLS."""
    faults = FaultServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = faults.answer(Seen(self.command, self.path, headers, body))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if not any(name.lower() in ("content-length", "transfer-encoding") for name in answer.headers):
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if self.command == "HEAD":
                return
            with contextlib.suppress(OSError):
                self._send(answer)

        def _send(self, answer: Answer) -> None:
            if answer.drip:
                for byte in answer.body:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(answer.drip)
            elif answer.cut is not None:
                self.wfile.write(answer.body[: answer.cut])
                self.close_connection = True
            else:
                self.wfile.write(answer.body)

        do_GET = do_HEAD = do_POST = do_CONNECT = _any  # noqa: N815

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    scheme = "http"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    faults.host = f"127.0.0.1:{server.server_port}"
    faults.url = f"{scheme}://{faults.host}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield faults
    finally:
        server.shutdown()
        server.server_close()
