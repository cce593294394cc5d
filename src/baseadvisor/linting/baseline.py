"""Findings that are accepted as they are, so that only new ones count.

A baseline is a JSON file to be committed: by file, by rule, how often there is which place. A place is known by the
text of the line that the finding starts on, whatever its white space; so findings may move within the file, and one
more of a kind is new. The text is there as a hash alone, for it may hold a secret, and in order, one entry a line, for
merges.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from baseadvisor.linting.finding import Finding

VERSION = 1
LARGEST = 64 * 1024 * 1024
"""In bytes."""

Places = Mapping[str, Mapping[str, int]]
"""By rule name and place, how many findings there are."""


class BaselineError(Exception):
    """A baseline that cannot be used. The message is one line for people: what, where, what to do."""


class Split(NamedTuple):
    """The findings that are `new`, how many are accepted, and how many that were accepted are `gone`."""

    new: Sequence["Finding"]
    accepted: int
    gone: int


class Baseline:
    """What is accepted, by file; in it, files are named from its own folder, with slashes."""

    __slots__ = ("_files", "_root", "path")

    def __init__(self, path: str, files: Mapping[str, Places] | None = None) -> None:
        self.path = path
        self._root = os.path.dirname(os.path.abspath(path))
        self._files = dict(files or {})

    def split(self, name: str, text: str, findings: Sequence["Finding"]) -> Split:
        """What is new among the findings on the file that reports call `name` and that has this `text`."""
        left = {rule: dict(places) for rule, places in self._files.get(self._key(name), {}).items()}
        total = sum(sum(places.values()) for places in left.values())
        if not left:
            return Split(findings, 0, 0)
        lines = text.split("\n")
        new = []
        for finding in findings:
            places, place = left.get(finding.name, {}), place_of(finding, lines)
            if places.get(place, 0):
                places[place] -= 1
            else:
                new.append(finding)
        accepted = len(findings) - len(new)
        return Split(new, accepted, total - accepted)

    def accept(self, name: str, text: str, findings: Iterable["Finding"]) -> None:
        """Accept these findings on a file, and no others on it."""
        lines = text.split("\n")
        found: dict[str, dict[str, int]] = {}
        for finding in findings:
            places = found.setdefault(finding.name, {})
            place = place_of(finding, lines)
            places[place] = places.get(place, 0) + 1
        self._files[self._key(name)] = found

    def as_text(self) -> str:
        """The file's content: without the files that have no findings, and those that are there no longer."""
        import json

        files = {key: places for key, places in self._files.items() if places and self._is_there(key)}
        return json.dumps({"version": VERSION, "files": files}, indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    def _is_there(self, key: str) -> bool:
        # Of a name that reports show escaped, nobody can tell here.
        return "\\" in key or os.path.exists(os.path.join(self._root, key))

    def _key(self, name: str) -> str:
        return os.path.relpath(os.path.abspath(name), self._root).replace(os.sep, "/")


def place_of(finding: "Finding", lines: Sequence[str]) -> str:
    """The hash (16 hexadecimal digits) of the line that a finding starts on, with single blanks between its words."""
    from hashlib import sha256

    number = finding.span.start.line
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    return sha256(" ".join(line.split()).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read_baseline(path: str) -> Baseline:
    """The baseline in the file at `path`. Raises BaselineError when it cannot be read or is none."""
    import json

    try:
        with open(path, "rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise BaselineError(f"{path}: no such baseline; --update-baseline makes it") from None
    except OSError as error:
        raise BaselineError(f"{path}: cannot be read: {error.strerror}") from None
    if len(content) > LARGEST:
        raise BaselineError(f"{path}: larger than {LARGEST // 1024 // 1024} MiB, which no baseline is")
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        where = path if line is None else f"{path}:{line}"
        raise BaselineError(f"{where}: the baseline is damaged (no valid JSON); restore it, or make it anew") from None
    if not isinstance(data, dict) or "version" not in data:
        raise BaselineError(f"{path}: is no baseline of baseadvisor")
    if data["version"] != VERSION:
        raise BaselineError(f"{path}: version {data['version']!r} of baselines; this baseadvisor reads {VERSION}")
    files: Any = data.get("files")
    if not _is_table(files) or not all(map(_is_places, files.values())):
        raise BaselineError(f"{path}: the baseline is damaged (`files` is not as it was written); make it anew")
    return Baseline(path, files)


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


def _is_places(value: Any) -> bool:
    return _is_table(value) and all(
        _is_table(places) and all(type(count) is int and count > 0 for count in places.values())
        for places in value.values()
    )
