"""What callers may hand over as a Dockerfile, and what they get back where it is none."""

import os

from baseadvisor.dockerfile.model import Dockerfile, Problem
from baseadvisor.dockerfile.parser import parse_text
from baseadvisor.dockerfile.scope import BuildOptions, Scopes
from baseadvisor.dockerfile.stages import build_stages
from baseadvisor.dockerfile.validation import validate

Source = str | bytes | os.PathLike[str]
"""A Dockerfile's text, its bytes, or a path (a `pathlib.Path` or any other `os.PathLike`) to read."""


class DockerfileSyntaxError(ValueError):
    """BuildKit's parser rejects the file. `filename` may be None, `line` is 1-based, `reason` is one line."""

    def __init__(self, filename: str | None, line: int, reason: str) -> None:
        super().__init__(f"{filename or 'Dockerfile'}:{line}: {reason}")
        self.filename = filename
        self.line = line
        self.reason = reason


def read_source(source: Source, filename: str | None = None) -> tuple[str, bool, str | None]:
    """Text, whether it began with a byte order mark, and the file's name. Raises OSError for a path."""
    if isinstance(source, os.PathLike):
        filename = filename if filename is not None else os.fspath(source)
        with open(source, "rb") as file:
            source = file.read()
    if isinstance(source, bytes):
        bom = source.startswith(b"\xef\xbb\xbf")
        return (source[3:] if bom else source).decode("utf-8", "surrogateescape"), bom, filename
    bom = source.startswith("\ufeff")
    return source[1:] if bom else source, bom, filename


def parse(
    source: Source,
    *,
    filename: str | None = None,
    recover: bool = False,
    options: BuildOptions | None = None,
) -> Dockerfile:
    """Parse a Dockerfile exactly as BuildKit does.

    `source` is the text, the bytes, or a path. What BuildKit's reading of instructions refuses later (an unknown flag,
    a missing argument …) is in `Dockerfile.problems`, at its place. What its parser refuses outright raises
    `DockerfileSyntaxError`; with `recover=True` that too becomes a problem, costs its instruction alone, and the rest
    is there. `options` are the build's arguments, used when names in FROM are resolved.

    Raises:
        DockerfileSyntaxError: the parser rejects the file, and `recover` is not set.
        OSError: a path can't be read.
    """
    text, bom, filename = read_source(source, filename)
    dockerfile = parse_text(text, bom=bom, filename=filename)
    if not recover:
        rejected: Problem | None = min(dockerfile.problems, key=lambda problem: problem.start, default=None)
        if rejected is not None:
            raise DockerfileSyntaxError(filename, dockerfile.position(rejected.start).line, rejected.message)
    options = options or BuildOptions()
    scopes = Scopes(dockerfile, options)
    build_stages(dockerfile, scopes.globals)
    validate(dockerfile, lambda instruction: scopes.before(instruction).lookup)
    return dockerfile
