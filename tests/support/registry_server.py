"""The real distribution registry (Debian's ``docker-registry``) on the loopback, with the authentication asked for."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.programs import program

_ACCESS = re.compile(r'"(?P<method>[A-Z]+) (?P<path>\S+) HTTP/[0-9.]+" (?P<status>\d{3}) ')


class Request(NamedTuple):
    """One line of the registry's access log."""

    method: str
    path: str
    status: int


class RegistryServer:
    """A running registry: ``host`` is ``127.0.0.1:<port>``, as in a reference."""

    def __init__(self, host: str, log: Path, root: Path) -> None:
        self.host = host
        self.root = root
        self._log = log

    def requests(self, since: int = 0) -> list[Request]:
        """The requests from the access log, those of tests' own pushes included; ``since`` leaves out the first."""
        found = _ACCESS.finditer(self._log.read_text(errors="replace"))
        return [Request(match["method"], match["path"], int(match["status"])) for match in found][since:]

    def count(self) -> int:
        """How many requests there have been, once the log has settled."""
        # A line is written after its answer was sent, so the log may lag a little behind what a client has seen.
        before, same = -1, 0
        for _ in range(500):
            now = len(self.requests())
            same = same + 1 if now == before else 0
            if same == 5:
                break
            before = now
            time.sleep(0.02)
        return before


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def serve(folder: Path, root: Path, *, auth: Mapping[str, Any] | None = None) -> Iterator[RegistryServer]:
    """Run a registry whose images lie in ``root``; ``folder`` takes its configuration and log."""
    folder.mkdir(parents=True, exist_ok=True)
    host = f"127.0.0.1:{free_port()}"
    config: dict[str, Any] = {
        "version": "0.1",
        "log": {"level": "error", "accesslog": {"disabled": False}},
        "storage": {"filesystem": {"rootdirectory": str(root)}, "delete": {"enabled": True}},
        "http": {"addr": host},
    }
    if auth is not None:
        config["auth"] = dict(auth)
    # JSON is YAML.
    (folder / "config.yml").write_text(json.dumps(config))
    log = folder / "access.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [program("docker-registry"), "serve", str(folder / "config.yml")], stdout=output, stderr=output
        )
    try:
        _await(host, process, log)
        yield RegistryServer(host, log, root)
    finally:
        process.terminate()
        process.wait(10)


def _await(host: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(500):
        if process.poll() is not None:
            break
        connection = http.client.HTTPConnection(host, timeout=2)
        try:
            connection.request("GET", "/v2/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.02)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError(f"docker-registry did not start:\n{log.read_text(errors='replace')[-2000:]}")
