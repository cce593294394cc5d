"""Which files a path on the command line stands for."""

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from baseadvisor.cli.errors import reason

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

STDIN = "-"
_VERSION_CONTROL = (".git", ".hg", ".svn")
_NOT_DOCKERFILES = (
    # What only names a Dockerfile: ignore files, templates of many engines, prose, backups and leftovers of editors.
    ".dockerignore .containerignore "
    ".j2 .jinja .jinja2 .tmpl .tpl .template .gotmpl .in .erb .mustache .hbs .ejs .mako .m4 .liquid "
    ".md .rst .adoc .html .json .yaml .yml .toml .py .sh .lock .sha256 .sig .license "
    ".bak .orig .rej .old .swp .swo .tmp ~"
)
_SKIPPED_ENDINGS = tuple(_NOT_DOCKERFILES.split())


class Found(NamedTuple):
    """A file to lint: `path` to open it ("-": standard input), `name` to show; `error` says why it cannot be used."""

    path: str
    name: str
    error: str | None = None


def is_dockerfile_name(name: str) -> bool:
    """Whether a file of this name in a folder is taken for a Dockerfile.

    `Dockerfile`, `Dockerfile.*`, `Dockerfile-*`, `Dockerfile_*`, `*.Dockerfile`, the same with `Containerfile`, and
    `dockerfile`, to which BuildKit falls back; not ignore files, templates, prose and backups.
    """
    if name == "dockerfile":
        return True
    ending = name.rpartition(".")[2]
    if ending in ("Dockerfile", "dockerfile", "Containerfile", "containerfile") and name != ending:
        return True
    for stem in ("Dockerfile", "Containerfile"):
        if name.startswith(stem):
            rest = name[len(stem) :]
            return not rest or (rest[0] in ".-_" and len(rest) > 1 and not rest.lower().endswith(_SKIPPED_ENDINGS))
    return False


def find(
    paths: Sequence[str], *, exclude: Sequence[tuple[str, Sequence[str]]] = (), gitignore: bool = True
) -> Iterator[Found]:
    """The files that `paths` stand for, in a settled order, each once.

    A file stands for itself whatever its name; a folder for the Dockerfiles in it and below, the files of a folder
    before its subfolders, both by name. Folders of version control and symbolic links to folders are not entered.
    `exclude` are pairs of a folder and patterns as in a .gitignore there; with `gitignore` the .gitignore files of the
    working tree are followed, from its top down. What cannot be read comes with its `error`.
    """
    excluded: _Level | None = None
    for root, patterns in exclude:
        if patterns:
            excluded = _Level(os.path.abspath(root), _spec(patterns), excluded)
    seen: set[str] | None = set() if _overlap(paths) else None
    for path in paths:
        for found in _stands_for(path, excluded, gitignore):
            if seen is not None and found.path != STDIN:
                key = os.path.normcase(os.path.abspath(found.path))
                if key in seen:
                    continue
                seen.add(key)
            yield found


def _overlap(paths: Sequence[str]) -> bool:
    """Whether one of the paths is another one, or in it; only then can a file be found twice."""
    keys = sorted(os.path.join(os.path.normcase(os.path.abspath(path)), "") for path in paths if path != STDIN)
    return any(below.startswith(above) for above, below in pairwise(keys))


def _stands_for(path: str, excluded: "_Level | None", gitignore: bool) -> Iterable[Found]:
    if path == STDIN:
        return (Found(path, path),)
    if os.path.isdir(path):
        return _walk(path, excluded, gitignore)
    if os.path.lexists(path):
        return (Found(path, path),)
    return (Found(path, path, "no such file or folder"),)


class _Level(NamedTuple):
    """The ignore patterns that stand in one folder, and those of the folders above it."""

    folder: str
    spec: "GitIgnoreSpec | None"
    above: "_Level | None"

    def ignores(self, path: str, is_folder: bool) -> bool:
        """Whether the absolute `path` is ignored: the pattern nearest to it decides, within a file the last one."""
        level: _Level | None = self
        while level is not None:
            if level.spec is not None:
                relative = os.path.relpath(path, level.folder).replace(os.sep, "/") + "/" * is_folder
                decision = None if relative.startswith("../") else level.spec.check_file(relative).include
                if decision is not None:
                    return decision
            level = level.above
        return False


def _walk(top: str, excluded: _Level | None, gitignore: bool) -> Iterator[Found]:
    absolute_top = os.path.abspath(top)
    ignored = _levels_above(absolute_top) if gitignore else None
    prefix = "" if os.path.normpath(top) == os.curdir else os.path.normpath(top)
    waiting = [(prefix, absolute_top, ignored)]
    while waiting:
        shown, folder, ignored = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield Found(folder, shown or top, f"cannot read the folder: {reason(error)}")
            continue
        if gitignore and any(entry.name == ".gitignore" for entry in entries):
            ignored = _level_in(folder, ignored)
        below = []
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_folder:
                if entry.name in _VERSION_CONTROL:
                    continue
            elif not is_dockerfile_name(entry.name) or not entry.is_file():
                continue
            if any(level is not None and level.ignores(entry.path, is_folder) for level in (ignored, excluded)):
                continue
            name = os.path.join(shown, entry.name)
            if is_folder:
                below.append((name, entry.path, ignored))
            else:
                yield Found(name, name)
        waiting.extend(reversed(below))


def _levels_above(folder: str) -> _Level | None:
    """The patterns of a working tree's folders above `folder`, with `.git/info/exclude`; None outside a tree."""
    above = []
    at = folder
    while not os.path.exists(os.path.join(at, ".git")):
        parent = os.path.dirname(at)
        if parent == at:
            return None
        above.append(parent)
        at = parent
    level = _level_from(os.path.join(at, ".git", "info", "exclude"), at, None)
    for each in reversed(above):
        level = _level_in(each, level)
    return level


def _level_in(folder: str, above: _Level | None) -> _Level | None:
    return _level_from(os.path.join(folder, ".gitignore"), folder, above)


def _level_from(file: str, folder: str, above: _Level | None) -> _Level | None:
    try:
        with open(file, encoding="utf-8", errors="surrogateescape") as lines:
            patterns = [line for line in lines.read().splitlines() if line.strip() and not line.startswith("#")]
    except OSError:
        return above
    return _Level(folder, _spec(patterns), above) if patterns else above


def _spec(patterns: Sequence[str]) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(patterns)
    except ValueError:
        return GitIgnoreSpec.from_lines([pattern for pattern in patterns if _is_pattern(pattern)])


def _is_pattern(pattern: str) -> bool:
    """Whether it can be read; git passes over a pattern that cannot."""
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([pattern])
    except ValueError:
        return False
    return True
