"""Which lines of which files changed since a revision, as git knows it.

What counts is the difference between the files as they are now, untracked ones too, and the newest commit that they and
the revision have in common: what others changed at the revision meanwhile is not yours.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from baseadvisor.cli.errors import CommandError

if TYPE_CHECKING:
    from baseadvisor.dockerfile.model import Dockerfile
    from baseadvisor.linting.finding import Finding

Lines = tuple[int, int]
"""The first and the last of some lines, 1-based."""

_HUNK = re.compile(rb"@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")
_SECONDS = 60


class Changes(NamedTuple):
    """By real path, the lines that changed, in order; None for a file that is new as a whole."""

    files: Mapping[str, Sequence[Lines] | None]

    def has(self, path: str) -> bool:
        """Whether the file at `path` changed."""
        return os.path.realpath(path) in self.files

    def among(self, path: str, findings: Sequence["Finding"], dockerfile: "Dockerfile") -> Sequence["Finding"]:
        """The findings in instructions with a changed line; outside of instructions, those on changed lines."""
        ranges = self.files.get(os.path.realpath(path), ())
        if ranges is None:
            return findings
        bounds = {}
        for instruction in dockerfile.instructions:
            span = dockerfile.span(instruction.start, instruction.end)
            bounds[span.start.line] = span.end.line
        kept = []
        for finding in findings:
            first, last = finding.span.start.line, finding.span.end.line
            instruction_line = finding.instruction_line or first
            first, last = min(first, instruction_line), max(last, bounds.get(instruction_line, last))
            if any(start <= last and first <= end for start, end in ranges):
                kept.append(finding)
        return kept


def changes_since(revision: str, folder: str = ".") -> Changes:
    """What changed in the working tree around `folder` since `revision`. Raises CommandError."""
    if revision.startswith("-") or not revision.strip():
        raise CommandError(f"--changed-since {revision}: say a branch, a tag or a commit")
    top = os.fsdecode(_git(["rev-parse", "--show-toplevel"], folder, "this is no git repository").rstrip(b"\n"))
    commit = _git(
        ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"],
        top,
        "there is no such commit here; in CI, fetch it (a shallow clone has one commit alone)",
        revision,
    ).strip()
    base = _git(
        ["merge-base", os.fsdecode(commit), "HEAD"],
        top,
        "has no commit in common with what is checked out; in CI, fetch the whole history (fetch-depth: 0)",
        revision,
    ).strip()
    options = ["--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--src-prefix=a/"]
    diff = _git(
        ["-c", "core.quotePath=false", "diff", *options, "--dst-prefix=b/", "--no-relative", os.fsdecode(base), "--"],
        top,
        "git cannot say what changed",
        revision,
    )
    files: dict[str, Sequence[Lines] | None] = {_real(top, path): ranges for path, ranges in parse_diff(diff)}
    untracked = _git(["ls-files", "-z", "--others", "--exclude-standard"], top, "git cannot list new files", revision)
    files.update((_real(top, path), None) for path in untracked.split(b"\0") if path)
    return Changes(files)


def parse_diff(diff: bytes) -> Iterator[tuple[bytes, list[Lines]]]:
    """From a patch without context, each file with the lines that are new or next to what was taken away."""
    path: bytes | None = None
    ranges: list[Lines] = []
    old = new = 0
    for line in diff.split(b"\n"):
        if old > 0 and line.startswith(b"-"):
            old -= 1
            continue
        if new > 0 and line.startswith(b"+"):
            new -= 1
            continue
        if line.startswith(b"+++ "):
            if path is not None:
                yield path, ranges
            path, ranges = _path(line[4:]), []
        elif path is not None and (hunk := _HUNK.match(line)):
            old, new = _counts(line)
            start = int(hunk[1])
            ranges.append((start, start + new - 1) if new else (start, start + 1))
    if path is not None:
        yield path, ranges


def _counts(header: bytes) -> tuple[int, int]:
    """How many lines a hunk takes away and adds."""
    found = re.match(rb"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@", header)
    if found is None:
        return 0, 0
    return tuple(1 if group is None else int(group) for group in found.groups())  # type: ignore[return-value]


_ESCAPES = {b"a": 7, b"b": 8, b"t": 9, b"n": 10, b"v": 11, b"f": 12, b"r": 13, b'"': 34, b"\\": 92}


def _path(written: bytes) -> bytes | None:
    """The path in a `+++` line; None for a file that was removed."""
    written = written.rstrip(b"\t")
    if written == b"/dev/null":
        return None
    if written.startswith(b'"') and written.endswith(b'"'):
        written = re.sub(
            rb"\\([0-7]{3}|.)",
            lambda found: bytes([int(found[1], 8) if len(found[1]) == 3 else _ESCAPES.get(found[1], found[1][0])]),
            written[1:-1],
        )
    return written.removeprefix(b"b/")


def _real(top: str, path: bytes) -> str:
    return os.path.realpath(os.path.join(top, os.fsdecode(path)))


def _git(arguments: Sequence[str], folder: str, otherwise: str, revision: str = "") -> bytes:
    """What git prints. Raises CommandError, saying `otherwise`, where it fails."""
    import subprocess

    where = f"--changed-since{' ' + revision if revision else ''}"
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            env={**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
        )
    except FileNotFoundError:
        raise CommandError(f"{where}: needs git, which is not installed") from None
    except subprocess.TimeoutExpired:
        raise CommandError(f"{where}: git gave no answer within {_SECONDS} seconds") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        detail = f" ({said})" if "dubious ownership" in said else ""
        raise CommandError(f"{where}: {otherwise}{detail}")
    return done.stdout
