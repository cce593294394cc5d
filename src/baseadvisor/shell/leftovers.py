"""What package managers leave behind in a layer: the index and the cache that nothing removes again."""

import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from baseadvisor.shell.managers import FALSE_WORDS, Manager
from baseadvisor.shell.model import Command, Script
from baseadvisor.shell.packages import PackageAction

_END = 1 << 62
_ALL_OF_IT = re.compile(r"\*\*?|\.\*|\.\.\?\*|\.\[[!^]\.\]\*|\*\.(?:gem|deb|rpm|apk|crate|conda|tar\.bz2|zip|whl)")
"""What matches all files of a folder, or all packages in it."""
_BRACED = re.compile(r"\$\{(\w+)\}")
_HOMES = ("$HOME/", "${HOME}/", "/root/")


class Leftover(NamedTuple):
    """Something that stays in the layer.

    `kind` is "index" (package lists, repository metadata) or "cache" (downloaded packages); `action` is what left it
    there, `paths` are the folders it may be in. Where `action.table.image_cleans_cache`, the distribution's official
    images delete downloaded packages by themselves.
    """

    kind: str
    family: str
    action: PackageAction
    paths: tuple[str, ...]


def leftovers(
    scripts: Sequence[Script],
    actions: Iterable[PackageAction],
    *,
    environment: Mapping[str, str] | None = None,
    mounts: Sequence[str] = (),
    at_root: bool = False,
) -> tuple[Leftover, ...]:
    """What the scripts of one RUN leave behind, in the order in which it was put there.

    `environment` gives the variables in force and their literal values; `mounts` are the targets of the RUN's cache and
    tmpfs mounts: what is written there is not in the layer. `at_root`: as far as is known, they run in /.
    """
    variables = dict(environment or {})
    for script in scripts:
        for assignment in script.assigned:
            if assignment.kind == "export" and assignment.word is not None and assignment.word.value is not None:
                variables[assignment.name] = assignment.word.value
    order = _Order(scripts)
    events: list[tuple[int, int, PackageAction | Command]] = []
    for action in actions:
        at = order.of(action.command)
        if at is not None:
            events.append((at, len(events), action))
    places: dict[int, str] = {}
    for script in scripts:
        place = ""
        for command in script.commands:
            if command.name == "cd" and len(command.words) == 2:
                place = _joined(place, command.words[1].value)
            elif command.name in ("rm", "find"):
                places[command.start] = place
                at = order.of(command)
                if at is not None:
                    events.append((at, len(events), command))
    events.sort(key=lambda event: event[:2])
    present: dict[tuple[str, str], Leftover] = {}
    for _, _, event in events:
        if isinstance(event, PackageAction):
            for kind in cleaned(event):
                present.pop((event.family, kind), None)
            for left in _left(event, variables, mounts):
                present.setdefault((left.family, left.kind), left)
        else:
            removed = [_joined(places[event.start], path) for path in removed_paths(event)]
            if at_root:
                removed = [f"/{path}" if path.startswith("var/") else path for path in removed]
            if removed:
                for key, left in list(present.items()):
                    if any(covers(path, folder) for path in removed for folder in left.paths):
                        del present[key]
    return tuple(present.values())


class _Order:
    """When commands run, as far as the order in the text differs from it: functions run where they are called."""

    def __init__(self, scripts: Sequence[Script]) -> None:
        functions = {name for script in scripts for name in script.functions}
        self._calls: dict[str, int] = {}
        if functions:
            for script in scripts:
                for command in script.commands:
                    if command.name in functions and command.in_function != command.name:
                        at = _END if "trap" in command.within else command.start
                        self._calls[command.name] = max(at, self._calls.get(command.name, 0))

    def of(self, command: Command) -> int | None:
        """Where in the sequence the command runs; None where its function is never called."""
        if "trap" in command.within:
            return _END
        if command.in_function is not None:
            return self._calls.get(command.in_function)
        return command.start


def cleaned(action: PackageAction) -> frozenset[str]:
    """What a cleaning command removes: "index", "cache", both or none."""
    table = action.table
    given = action.flags | {argument for argument in action.arguments if argument is not None}
    for subcommand, words, gone in table.cleans:
        if subcommand.startswith("-") and action.action == "clean" and subcommand in given:
            return gone
        if subcommand == action.subcommand and words <= given:
            return gone
    return frozenset()


def _left(action: PackageAction, variables: Mapping[str, str], mounts: Sequence[str]) -> list[Leftover]:
    table = action.table
    found: list[Leftover] = []
    if action.leaves_index and table.index_paths and not _mounted(table.index_paths, mounts):
        found.append(Leftover("index", table.family, action, table.index_paths))
    if action.caches and not _disabled(table, action.command, variables):
        paths = cache_paths(action, variables)
        if paths and not _mounted(paths, mounts):
            found.append(Leftover("cache", table.family, action, paths))
    return found


def _disabled(table: Manager, command: Command, variables: Mapping[str, str]) -> bool:
    """Whether a variable keeps the manager from caching."""
    own = {each.name: each.word.value for each in command.assignments if each.word is not None}
    for name in table.no_cache_variables:
        value = own[name] if name in own else variables.get(name)
        if value and (table.no_cache_by_any_value or value.lower() not in FALSE_WORDS):
            return True
    return False


def cache_paths(action: PackageAction, variables: Mapping[str, str]) -> tuple[str, ...]:
    """Where a manager keeps what it downloads, flags and the environment's `variables` considered."""
    for flag in action.table.cache_flags:
        values = action.values.get(flag)
        if values:
            return (values[-1],)
    moved = tuple(variables[name] for name in sorted(action.table.cache_variables) if variables.get(name))
    return moved or action.table.cache_paths


def _mounted(folders: Iterable[str], mounts: Sequence[str]) -> bool:
    return any(covers(mount, folder) for mount in mounts for folder in folders)


def _joined(place: str, path: str | None) -> str:
    """A path as seen from a folder; the path alone where the folder is not known."""
    if path is None:
        return ""
    if not place or path[:1] in ("/", "~", "$", '"', "'", ""):
        return path
    return f"{place.rstrip('/')}/{path}"


def removed_paths(command: Command) -> tuple[str, ...]:
    """The paths that an `rm` or a `find … -delete` removes, as written, braces worked out."""
    if command.name == "rm":
        return tuple(
            value if value is not None else word.text for word in command.operands for value in word.alternatives
        )
    if command.name == "find":
        texts = [word.text for word in command.words]
        deletes = "-delete" in texts or any(
            text in ("-exec", "-execdir") and texts[at + 1 : at + 2] == ["rm"] for at, text in enumerate(texts)
        )
        if deletes:
            found = []
            for word in command.words[1:]:
                if word.text.startswith(("-", "(", "!", "\\")):
                    break
                if word.value is not None:
                    found.append(word.value)
            return tuple(found)
    return ()


def covers(path: str, folder: str) -> bool:
    """Whether removing `path` (globs allowed) removes what is in `folder`, a folder as the table of managers has it.

    True for the folder itself, for all that is in it (`/folder/*`), and for a folder above it; not for a relative
    path. A folder written `*/name` is one whose parent is not known, and `$NAME/folder` one below a variable's value.
    """
    wanted = _home(folder).rstrip("/").split("/")
    given = _BRACED.sub(r"$\1", _home(path.replace('"', "").replace("'", ""))).rstrip("/").split("/")
    while len(given) > 1 and _ALL_OF_IT.fullmatch(given[-1]):
        given.pop()
    if given == [""]:
        return path.startswith("/")
    if wanted[0] == "*":
        return given[-1] == wanted[-1]
    if len(given) > len(wanted) or (given[0] not in ("", "~") and given[0] != wanted[0]):
        return False
    return all(fnmatchcase(want, have) for want, have in zip(wanted, given, strict=False))


def _home(path: str) -> str:
    for home in _HOMES:
        if path.startswith(home):
            return "~/" + path[len(home) :]
    if path.startswith("/home/") and path.count("/") > 2:
        return "~/" + path.split("/", 3)[3]
    return path
