"""Comments that silence rules: hadolint's, BuildKit's, and our own.

- `# hadolint ignore=DL3008,SC2086  # why`, for the next instruction; `# hadolint stage ignore=…`, for the stage that
  begins below it (or the rest of the stage it stands in); `# hadolint global ignore=…`, for the file. Sources are
  hadolint's README and its behaviour at 2.15.1; we are wider in that other comments and blank lines may stand between,
  and that a comment between the lines of an instruction speaks of that instruction.
- `# check=skip=A,B;error=true` as a parser directive on top of the file, for the file, and right above an instruction,
  for that instruction: BuildKit, `frontend/dockerfile/linter/linter.go` (the latter since moby/buildkit#6334).
- `# baseadvisor ignore=name,CODE,alias  why`, also with `stage` or `global` (`global-ignore=`) before it.

Any of them takes any id: a rule's name, code or alias, or a category. Lines within a here-document are no comments.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from baseadvisor.dockerfile.model import Comment, Directive, Dockerfile, Instruction
from baseadvisor.linting.finding import Suppression

# Patterns rather than compiled expressions: most files have no such comment, and need not wait for the compilation.
_IGNORE = (
    r"(?s:(?P<tool>hadolint|baseadvisor)\s+(?:(?P<scope>global|stage)[\s-]+)?ignore\s*=\s*"
    r"(?P<ids>[\w:./-]+(?:\s*,\s*[\w:./-]+)*)\s*,?(?P<rest>.*)\Z)"
)
_CHECK = r"(?s:check\s*=\s*(?P<options>\S+)(?P<rest>.*)\Z)"
_ATTEMPT = r"baseadvisor\b[^=]*\bignore\b"
ALL_OF_BUILDKIT = "buildkit:all"
"""What `skip=all` means: every rule that is a check of BuildKit's too, and no other."""


class Id(NamedTuple):
    """A rule's id as a comment names it, with the offsets where it stands."""

    text: str
    start: int
    end: int


class Pragma(NamedTuple):
    """One comment that silences rules. Findings that start in `covers` (offsets, end exclusive) are meant."""

    form: str
    """Whose it is: "hadolint", "baseadvisor" or "check"."""
    ids: tuple[Id, ...]
    covers: tuple[int, int]
    comment: Comment | Directive
    suppression: Suppression


class Pragmas(NamedTuple):
    """What the comments of a file ask for. `malformed` are those that mean to silence something and name nothing."""

    ignores: tuple[Pragma, ...]
    malformed: tuple[Comment, ...] = ()
    error: bool = False
    """BuildKit's checks are errors (`# check=error=true`)."""
    experimental: tuple[str, ...] = ()
    """BuildKit's experimental checks that are asked for; "all" for every one."""


NONE = Pragmas(())


def read_pragmas(dockerfile: Dockerfile) -> Pragmas:
    """The pragmas of a file, in the order they stand in it."""
    ignores: list[Pragma] = []
    malformed: list[Comment] = []
    error = False
    experimental: tuple[str, ...] = ()
    directive_starts = set()
    for directive in dockerfile.directives:
        directive_starts.add(directive.start)
        if directive.name == "check":
            options = _check_options(directive.value.split(" ")[0])
            error = error or options.error
            experimental += options.experimental
            ignores += _skip(dockerfile, options, directive, (0, len(dockerfile.text) + 1), "")
    for comment in dockerfile.comments:
        text = comment.text
        if comment.start in directive_starts:
            continue
        if "ignore" in text:
            found = re.match(_IGNORE, text)
            if found is not None:
                ignores.append(_ignore(dockerfile, comment, found))
            elif re.match(_ATTEMPT, text):
                malformed.append(comment)
        elif text[:5].lower() == "check":
            check = re.match(_CHECK, text[:5].lower() + text[5:])
            instruction = None if check is None else _right_below(dockerfile, comment)
            if check is not None and instruction is not None:
                covers = (comment.start, instruction.end + 1)
                options = _check_options(check["options"])
                ignores += _skip(dockerfile, options, comment, covers, check["rest"])
    if not (ignores or malformed or error or experimental):
        return NONE
    return Pragmas(tuple(ignores), tuple(malformed), error, experimental)


class _CheckOptions(NamedTuple):
    skip: tuple[str, ...]
    error: bool
    experimental: tuple[str, ...]


def _check_options(text: str) -> _CheckOptions:
    """`skip=A,B;error=true;experimental=C`; what is not understood is left out."""
    skip: tuple[str, ...] = ()
    experimental: tuple[str, ...] = ()
    error = False
    for part in text.split(";"):
        key, _, value = part.partition("=")
        names = tuple(name for name in (name.strip() for name in value.split(",")) if name)
        if key.strip() == "skip":
            skip = names
        elif key.strip() == "experimental":
            experimental = names
        elif key.strip() == "error":
            error = value.strip() in ("1", "t", "T", "TRUE", "true", "True")  # Go's strconv.ParseBool
    return _CheckOptions(skip, error, experimental)


def _skip(
    dockerfile: Dockerfile, options: _CheckOptions, comment: Comment | Directive, covers: tuple[int, int], rest: str
) -> Iterator[Pragma]:
    if not options.skip:
        return
    ids = tuple(_placed(dockerfile, comment, options.skip))
    ids = tuple(id_._replace(text=ALL_OF_BUILDKIT) if id_.text == "all" else id_ for id_ in ids)
    yield Pragma("check", ids, covers, comment, _suppression(dockerfile, comment, rest))


def _ignore(dockerfile: Dockerfile, comment: Comment, found: re.Match[str]) -> Pragma:
    names = [name.strip() for name in found["ids"].split(",")]
    scope = found["scope"]
    if scope == "global":
        covers = (0, len(dockerfile.text) + 1)
    else:
        first = _governed(dockerfile.instructions, comment)
        if first is None:
            covers = (comment.start, comment.start)
        elif scope == "stage":
            covers = (comment.start, _stage_end(dockerfile, first))
        else:
            covers = (min(comment.start, first.start), first.end + 1)
    return Pragma(
        found["tool"],
        tuple(_placed(dockerfile, comment, names)),
        covers,
        comment,
        _suppression(dockerfile, comment, found["rest"]),
    )


def _placed(dockerfile: Dockerfile, comment: Comment | Directive, names: Sequence[str]) -> Iterator[Id]:
    text = dockerfile.text[comment.start : comment.end]
    list_start = re.search(r"(?:ignore|skip)\s*=", text)
    at = comment.start + (0 if list_start is None else list_start.end())
    for name in names:
        at = dockerfile.text.index(name, at, comment.end)
        yield Id(name, at, at + len(name))
        at += len(name)


def _suppression(dockerfile: Dockerfile, comment: Comment | Directive, rest: str) -> Suppression:
    line = dockerfile.position(comment.start).line
    text = dockerfile.text[comment.start : comment.end].strip()
    return Suppression(line, text, rest.strip(" \t#:;/-"))


def _governed(instructions: Sequence[Instruction], comment: Comment) -> Instruction | None:
    """The instruction that a comment speaks of: the one it stands within, else the next; None after the last."""
    at = bisect_right(instructions, comment.start, key=lambda instruction: instruction.start)
    if at and comment.start < instructions[at - 1].end:
        return instructions[at - 1]
    return instructions[at] if at < len(instructions) else None


def _right_below(dockerfile: Dockerfile, comment: Comment) -> Instruction | None:
    """The next instruction when only comments stand between; BuildKit forgets comments at a blank line."""
    instruction = _governed(dockerfile.instructions, comment)
    if instruction is None or instruction.start < comment.start:
        return None
    between = dockerfile.text[comment.end : instruction.start].split("\n")[1:-1]
    return instruction if all(line.strip() for line in between) else None


def _stage_end(dockerfile: Dockerfile, first: Instruction) -> int:
    for stage in dockerfile.stages:
        start = stage.from_instruction.start
        if start > first.start:
            return start
    return len(dockerfile.text) + 1
