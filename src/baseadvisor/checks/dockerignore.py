"""What a .dockerignore keeps out of the build context, as BuildKit decides it.

Semantics: `github.com/moby/patternmatcher` (`patternmatcher.go`: MatchesOrParentMatches; `ignorefile/ignorefile.go`).
"""

import re
from posixpath import normpath


class IgnoreFile:
    """The patterns of a .dockerignore."""

    __slots__ = ("_exceptions", "_patterns")

    def __init__(self, text: str) -> None:
        """`text` is the file's content. A pattern that is no valid one matches nothing."""
        self._exceptions: list[str] = []
        """The patterns that begin with `!`, and take back what others exclude."""
        self._patterns: list[tuple[re.Pattern[str], int, bool]] = []
        for line in text.removeprefix("\ufeff").splitlines():
            if line.startswith("#"):
                continue
            pattern = line.strip()
            exception = pattern.startswith("!")
            if exception:
                pattern = pattern[1:].strip()
            if not pattern:
                continue
            pattern = _clean(pattern)
            try:
                compiled = re.compile(_expression(pattern), re.DOTALL)
            except re.error:  # BuildKit refuses the whole file, and says why
                continue
            if exception:
                self._exceptions.append(pattern)
            self._patterns.append((compiled, pattern.count("/") + 1, exception))

    def excludes(self, path: str) -> bool:
        """Whether the patterns leave out `path` (of the context, with slashes), or a folder it is in."""
        path = _clean(path)
        folders = path.split("/")[:-1]
        excluded = False
        for pattern, depth, exception in self._patterns:
            matches = pattern.fullmatch(path) is not None
            if not matches and depth <= len(folders):
                matches = pattern.fullmatch("/".join(folders[:depth])) is not None
            if matches:
                excluded = not exception
        return excluded

    def may_keep_part_of(self, path: str) -> bool:
        """Whether an exception may take back something below `path`, should that be a folder, or one of its matches."""
        if any(char in path for char in "*?["):
            return bool(self._exceptions)
        folders = _clean(path).split("/")
        return any(_may_match_below(pattern, folders) for pattern in self._exceptions)


def _may_match_below(pattern: str, folders: list[str]) -> bool:
    for at, part in enumerate(pattern.split("/")):
        if at == len(folders) or "**" in part or "[" in part:
            return True
        if re.fullmatch(_expression(part), folders[at], re.DOTALL) is None:
            return False
    return False


def _clean(path: str) -> str:
    """Go's `filepath.Clean`, without a leading slash."""
    return normpath(path).lstrip("/") or "/"


def _expression(pattern: str) -> str:
    """The regular expression that a pattern stands for."""
    parts: list[str] = []
    at, end = 0, len(pattern)
    while at < end:
        char = pattern[at]
        at += 1
        if char == "*":
            if pattern.startswith("*", at):
                at += 1
                if pattern.startswith("/", at):
                    at += 1
                parts.append(".*" if at == end else "(?:.*/)?")
            else:
                parts.append("[^/]*")
        elif char == "?":
            parts.append("[^/]")
        elif char == "\\" and at < end:
            parts.append(re.escape(pattern[at]))
            at += 1
        elif char == "[":
            if "]" not in pattern[at + 1 :]:
                raise re.error("a character class without its end")
            close = pattern.index("]", at + 1)
            parts.append(_class(pattern[at:close]))
            at = close + 1
        else:
            parts.append(re.escape(char))
    return "".join(parts)


def _class(inside: str) -> str:
    """A character class: `^` negates, `-` makes ranges, a backslash takes a meaning away."""
    negated = inside.startswith("^")
    body = inside[1:] if negated else inside
    return f"[{'^' if negated else ''}{body.replace('[', re.escape('['))}]"
