"""What the package managers are told to do: the actions in a script.

The managers' own words are all in `managers`; this module reads commands by that table.
"""

import re
from collections.abc import Iterable, Mapping

from baseadvisor.shell.managers import FALSE_WORDS, Manager, manager
from baseadvisor.shell.model import Command, Script, Word
from baseadvisor.shell.words import Expansion

# A character no package name has; it stands for an expansion while a package is taken apart.
_HOLE = "\ue000"
_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_VCS = re.compile(
    r"(?:git|hg|svn|bzr)\+|git://|git@|ssh://|(?:github|gitlab|bitbucket|gist):|https?://[^#]*\.git(?:[#@]|$)"
)
# PEP 508's `name @ url`
_REFERENCE = re.compile(r"\w\s*(?:\[[^\]]*\])?\s*@\s*(?:((?:git|hg|svn|bzr)\+)|https?://|file:)")
_PYTHON = re.compile(r"(?:python|pypy)[23]?(?:\.\d+)?")
_VERSION = re.compile(r"[\d^~<>=*v\ue000]")
_SETTING = re.compile(r"([^=\s]+)\s*=?\s*(.*)", re.DOTALL)
# With these alone, without a subcommand, a manager says something of itself and does nothing.
_ASKED_OF_ITSELF = frozenset(("-v", "-V", "-h"))
# `${VERSION:+==$VERSION}`: a version where there is one.
_OPTIONAL_VERSION = re.compile(r"\$\{\w+:?\+.*[=~<>@:]", re.DOTALL)


class Package:
    """One thing that a package manager is told to act on.

    `kind` is "name", "group" (yum's @group, apk's .virtual, apt's task^), "file" (a package file), "url", "vcs",
    "requirements" (a file that lists packages), "variable" (unknown until the build) or "path" (a folder). `version` is
    as written, without `operator` ("=", "==", ">=", "@", "/" for apt's release, "-" in yum's name-version); `qualifier`
    is apt's `:arch`, apk's `@repository`, pip's `[extra]`, conda's channel. `removed`: the word asks for the opposite
    (apt's trailing `-`, apk's leading `!`).
    """

    __slots__ = ("end", "kind", "name", "operator", "qualifier", "removed", "start", "text", "version", "word")

    def __init__(self, text: str, word: Word, kind: str, name: str) -> None:
        self.text = text
        self.word = word
        self.start = word.start
        self.end = word.end
        self.kind = kind
        self.name = name
        self.version: str | None = None
        self.operator: str | None = None
        self.qualifier: str | None = None
        self.removed = False

    def __repr__(self) -> str:
        return f"Package({self.name!r}, {self.operator or ''}{self.version or ''}, {self.kind})"


class PackageAction:
    """One thing a package manager does.

    `action` is "install", "refresh" (of the index), "upgrade", "dist-upgrade", "remove", "autoremove", "clean",
    "download", "build-dep", "run" (fetch and run), "search" or "other". `subcommand` is as written. `flags` are
    canonical spellings (see `managers`); `values` gives the values of flags that take one, `settings` those of apt's
    `-o` and dnf's `--setopt`, names in lower case. `arguments` are the values of the words after the subcommand.
    `virtual` is the set that apk's `--virtual` names.
    """

    __slots__ = (
        "action",
        "arguments",
        "command",
        "end",
        "family",
        "flags",
        "manager",
        "packages",
        "settings",
        "start",
        "subcommand",
        "subcommand_word",
        "table",
        "values",
        "virtual",
    )

    def __init__(self, command: Command, table: Manager, action: str, subcommand: str) -> None:
        self.command = command
        self.table = table
        self.manager = table.name
        self.family = table.family
        self.action = action
        self.subcommand = subcommand
        self.subcommand_word: Word | None = None
        self.packages: tuple[Package, ...] = ()
        self.arguments: tuple[str | None, ...] = ()
        self.flags: frozenset[str] = frozenset()
        self.values: dict[str, tuple[str, ...]] = {}
        self.settings: dict[str, str] = {}
        self.virtual: str | None = None
        self.start = command.start
        self.end = command.end

    def __repr__(self) -> str:
        return f"PackageAction({self.manager} {self.action} {self.packages}, {sorted(self.flags)})"

    @property
    def plain_manager(self) -> str:
        """The manager's name without the Python version that pip's may carry: "pip" for "pip3.12"."""
        return self.manager.rstrip("0123456789.") if self.manager.startswith("pip") else self.manager

    def has(self, *flags: str) -> bool:
        """Whether it has one of these flags, in whichever spelling it is asked for."""
        return any(self.table.spelled(flag) in self.flags for flag in flags)

    @property
    def answers(self) -> bool:
        """It does not stop for an answer: it never asks in this action, or a flag answers."""
        return self.action not in self.table.asks or bool(self.table.yes & self.flags)

    @property
    def skips_recommended(self) -> bool:
        """A flag leaves out what is merely recommended."""
        return bool(self.table.no_recommends & self.flags)

    @property
    def keeps_nothing(self) -> bool:
        """A flag keeps it from leaving cache or index behind."""
        return bool(self.table.no_cache & self.flags)

    @property
    def fetches_index(self) -> bool:
        """It is told to fetch an index anew: that is what it does, or a flag says that it does so first.

        Whether the release has that flag, as apt has `--update` from 2.7 on only, is not known here.
        """
        return self.action == "refresh" or bool(self.table.refresh_flags & self.flags)

    @property
    def leaves_index(self) -> bool:
        """It leaves an index in the layer, which stays until something removes it.

        What needs one and is not told to fetch it (`apk add`) may leave one, too; what fetches one may leave none
        (`apk --no-cache update`).
        """
        if self.keeps_nothing:
            return False
        if bool(self.table.refresh_flags & self.flags):
            return True
        return self.action in self.table.refreshing

    @property
    def caches(self) -> bool:
        """It downloads packages into a cache, which stays until something removes it."""
        return self.action in self.table.caching and not self.keeps_nothing


def package_actions(script: Script, environment: "dict[str, str] | None" = None) -> tuple[PackageAction, ...]:
    """The package managers' actions in a script, in source order.

    With `environment` (variable name to literal value: the ARGs and ENVs whose values are known) and the script's own
    assignments, variables among the words are filled in where that is possible.
    """
    found: list[PackageAction] = []
    for command in script.commands:
        name = command.name
        if name is None or len(command.words) == 0:
            continue
        table = manager(name)
        first = 1
        if table is None:
            if name not in ("python", "pypy") and _PYTHON.fullmatch(name) is None:
                continue
            at = _python_module(command)
            if at is None:
                continue
            table = manager("pip")
            first = at
            if table is None:
                continue
        action = _action(script, command, table, first, environment)
        if action is not None:
            found.append(action)
    return tuple(found)


def _python_module(command: Command) -> int | None:
    """Where the words of pip begin in `python -m pip …`, or None where it is something else."""
    words = command.words
    for at in range(1, len(words) - 1):
        text = words[at].text
        if text == "-m" or (text.startswith("-") and text[1:].isalpha() and text.endswith("m")):
            return at + 2 if words[at + 1].value == "pip" else None
        if not text.startswith("-"):
            return None
    return None


class _Given:
    """The words of one command, sorted by what the manager takes them for."""

    __slots__ = ("flags", "operands", "packages", "settings", "times", "values")

    def __init__(self) -> None:
        self.flags: set[str] = set()
        self.times: dict[str, int] = {}
        self.values: dict[str, list[str]] = {}
        self.settings: dict[str, str] = {}
        self.operands: list[tuple[Word, str | None]] = []
        self.packages: list[tuple[str, Word, str | None]] = []


def _action(
    script: Script, command: Command, table: Manager, first: int, environment: "dict[str, str] | None"
) -> PackageAction | None:
    given = _sort(script, command.words[first:], table, environment)
    operands = given.operands
    if table.family == "npm" and operands and operands[0][1] in FALSE_WORDS | {"true"}:
        operands = operands[1:]  # the value of a flag before it (`--color false`), as npm reads what is yes or no
    name = table.default_action
    subcommand = ""
    used = 0
    if table.operations:
        for flags, action in table.operations:
            if flags <= given.flags:
                name = action
                break
    for size in (3, 2, 1):
        if not table.actions or len(operands) < size:
            continue
        spelled = " ".join(value or "" for _, value in operands[:size])
        if spelled in table.actions:
            name = table.actions[spelled]
            subcommand = spelled
            used = size
            break
    if used == 0:
        # apk takes the first word that is a subcommand for one, though it be a flag's value (apk -t add bash).
        for value in (value for flag in table.name_flags for value in given.values.get(flag, ())):
            if value in table.actions:
                name, subcommand = table.actions[value], value
                break
    if not subcommand and table.actions and operands and not table.any_operand:
        name = "other"
        subcommand = operands[0][1] or operands[0][0].text
        used = 1
    if name is None:
        if not given.flags and not operands:
            return None
        name = "other"
    if _is_idle(table, given, used):
        name = "search"
    action_made = PackageAction(command, table, name, subcommand)
    action_made.subcommand_word = operands[0][0] if used else None
    for flag, meaning in table.doubled.items():
        if given.times.get(flag, 0) > 1:
            given.flags.add(meaning)
    action_made.flags = frozenset(given.flags)
    action_made.arguments = tuple(value for _, value in operands[used:])
    action_made.values = {flag: tuple(values) for flag, values in given.values.items()}
    action_made.settings = given.settings
    for flag in table.name_flags:
        values = action_made.values.get(flag)
        if values:
            action_made.virtual = values[-1]
    if name in ("install", "upgrade", "dist-upgrade", "remove", "download", "build-dep", "run", "autoremove"):
        action_made.packages = tuple(_packages(table, action_made, given, operands[used:], script, environment))
    if name == "install" and not action_made.packages:
        for flag, meaning in table.bare.items():
            if flag in given.flags:
                action_made.action = meaning
                break
    return action_made


def _is_idle(table: Manager, given: _Given, used: int) -> bool:
    """Whether flags keep it from doing anything: it only shows what it would do, or its version or help."""
    shows = (frozenset(("--version", "--help")) - table.valued) | table.idle
    return bool(shows & given.flags) or (used == 0 and not given.operands and bool(_ASKED_OF_ITSELF & given.flags))


def _sort(script: Script, words: Iterable[Word], table: Manager, environment: "dict[str, str] | None") -> _Given:
    given = _Given()
    pending = iter(words)
    for word in pending:
        value = word.value if word.value is not None else script.resolve(word, environment)
        text = value if value is not None else _raw(word)
        if not text.startswith("-") or text == "-":
            given.operands.append((word, value))
            continue
        if text == "--":
            given.operands.extend(
                (rest, rest.value if rest.value is not None else script.resolve(rest, environment)) for rest in pending
            )
            break
        flag, equals, attached = text.partition("=")
        if text in table.canonical or flag in table.canonical or text.startswith("--") or table.single_dash:
            canonical = table.spelled(text if text in table.canonical else flag)
            if canonical in table.valued and not equals:
                following = next(pending, None)
                _take(given, table, canonical, following, script, environment)
            elif equals and text not in table.canonical:
                _give(given, table, canonical, attached, word)
            else:
                _flag(given, canonical)
            continue
        letters = text[1:]
        for at, letter in enumerate(letters):
            canonical = table.spelled("-" + letter)
            if canonical in table.valued:
                rest = letters[at + 1 :].removeprefix("=")
                if rest:
                    _give(given, table, canonical, rest, word)
                else:
                    _take(given, table, canonical, next(pending, None), script, environment)
                break
            if letter == "=":
                # `-q=2` is a level
                count = letters[at + 1 :]
                if at and count.isdecimal():
                    flag = table.spelled("-" + letters[at - 1])
                    given.times[flag] = given.times.get(flag, 0) + min(int(count[:3]), 9) - 1
                break
            _flag(given, canonical)
    return given


def _flag(given: _Given, canonical: str) -> None:
    given.flags.add(canonical)
    given.times[canonical] = given.times.get(canonical, 0) + 1


def _take(
    given: _Given,
    table: Manager,
    canonical: str,
    word: Word | None,
    script: Script,
    environment: "dict[str, str] | None",
) -> None:
    """A flag whose value is the next word."""
    if word is None:
        _flag(given, canonical)
        return
    value = word.value if word.value is not None else script.resolve(word, environment)
    _give(given, table, canonical, value if value is not None else _raw(word), word)


def _give(given: _Given, table: Manager, canonical: str, value: str, word: Word) -> None:
    given.values.setdefault(canonical, []).append(value)
    _flag(given, canonical)
    if canonical in table.doubled and value.isdecimal():
        given.times[canonical] += min(int(value[:3]), 9) - 1
    kind = table.package_flags.get(canonical)
    if kind is not None:
        given.packages.append((kind, word, value))
    if canonical == table.setting_flag:
        found = _SETTING.match(value)
        if found is None:
            return
        name, content = found[1].lower(), found[2].strip("\"' ")
        given.settings[name] = content
        key = f"{name}={content.lower()}"
        state = f"{name}={'off' if content.lower() in FALSE_WORDS else 'on'}"
        implied = table.implied.get(key) or table.implied.get(state)
        if implied is not None:
            _flag(given, implied)


def _packages(
    table: Manager,
    action: PackageAction,
    given: _Given,
    operands: "list[tuple[Word, str | None]]",
    script: Script,
    environment: "dict[str, str] | None",
) -> list[Package]:
    found: list[Package] = []
    groups = action.subcommand in table.group_actions or any(
        value == "pattern" for flag in table.group_flags for value in given.values.get(flag, ())
    )
    files = action.subcommand in table.file_actions
    skip_rest = action.action == "run"
    for word, value in operands:
        for text, known in _texts(word, value):
            if not text or text.startswith("-"):  # behind `--`: gem's options for building an extension
                continue
            if table.version_operand and known and found and _VERSION.match(text) and found[-1].version is None:
                found[-1].version = text
                found[-1].operator = " "
                found[-1].end = word.end
                continue
            if found and action.subcommand in table.single:
                continue
            if files:
                package = Package(text, word, "requirements", text)
            elif groups:
                package = Package(text, word, "group", text)
            else:
                package = _package(table, text, word, known)
            found.append(package)
        if skip_rest:
            break
    for kind, word, value in given.packages:
        if value is None:
            continue
        if kind == "path" and _VCS.match(value):
            kind = "vcs"
        elif kind == "path" and _URL.match(value):
            kind = "url"
        found.append(Package(value, word, kind, value) if kind != "name" else _package(table, value, word, True))
    for flag in table.version_flags:
        values = given.values.get(flag)
        if values:
            for package in found:
                if package.version is None and package.kind == "name":
                    package.version = values[-1]
                    package.operator = flag
    return found


def _texts(word: Word, value: str | None) -> list[tuple[str, bool]]:
    """The texts that a word gives, and whether each is known: braces make several, and so does an unquoted variable."""
    if word.braces:
        return [(each, True) if each is not None else (word.text, False) for each in word.alternatives]
    if value is None:
        return [(_raw(word), False)]
    if word.value is None and not word.quoted:
        return [(each, True) for each in value.split()]
    return [(value, True)]


def _raw(word: Word) -> str:
    """The word after quote removal, expansions as written."""
    return "".join(
        word.text[part.start : part.end] if isinstance(part, Expansion) else part.text for part in word.parts
    )


def _package(table: Manager, text: str, word: Word, known: bool) -> Package:
    """Take one package, as written, apart."""
    holes: list[str] = []
    masked = text
    if not known:
        pieces: list[str] = []
        for part in word.parts:
            if isinstance(part, Expansion):
                holes.append(word.text[part.start : part.end])
                pieces.append(_HOLE)
            else:
                pieces.append(part.text)
        masked = "".join(pieces)
        if masked.strip(_HOLE) == "":
            return Package(text, word, "variable", text)
    kind = _kind(table, masked)
    if kind != "name":
        named = _REFERENCE.search(text)
        return Package(text, word, kind, text[: named.start() + 1].strip() if named else text)
    found = table.pin.fullmatch(masked)
    if found is None:
        return Package(text, word, "variable" if holes else "name", text)
    groups: Mapping[str, str | None] = found.groupdict()
    filler = iter(holes)

    def filled(piece: str | None) -> str | None:
        if piece is None or _HOLE not in piece:
            return piece
        return re.sub(_HOLE, lambda _: next(filler, ""), piece)

    # In the order in which they stand, so that each hole gets its own text back.
    ordered = sorted((span, name) for name in groups if (span := found.span(name))[0] >= 0)
    values = {name: filled(found[name]) for _, name in ordered}
    name = values.get("name") or text
    unsure = _HOLE in (groups.get("name") or "")
    package = Package(text, word, "variable" if unsure else "name", name)
    package.version = values.get("version") or values.get("dashed")
    package.operator = values.get("operator") or ("-" if values.get("dashed") else None)
    package.qualifier = values.get("qualifier") or values.get("repository")
    package.removed = bool(values.get("removal"))
    if package.operator == "":
        package.operator = None
    if unsure and package.version is None:
        package.version = next((hole for hole in holes if _OPTIONAL_VERSION.match(hole)), None)
    if unsure and package.version is not None:
        package.kind = "name"
    return package


def _kind(table: Manager, text: str) -> str:
    """What sort of thing a package's text is, before it is taken apart."""
    if _VCS.match(text):
        return "vcs"
    if _URL.match(text):
        return "url"
    reference = _REFERENCE.search(text)
    if reference is not None:
        return "vcs" if reference[1] else "url"
    bare = text.partition("[")[0]  # pip: `.[extra]`
    if table.slash_is == "module":
        # The first element of a module's path has a dot, or it is the standard library or "all", "tool", "./…".
        if bare.endswith(".go"):
            return "file"
        return "path" if bare.startswith(".") or not {".", "@", _HOLE} & set(bare.partition("/")[0]) else "name"
    if bare.lower().endswith(table.path_suffixes or ("\0",)):
        return "file"
    if bare in (".", "..") or bare.startswith(("./", "../", "~/", "/")):
        return "path"
    if text.startswith(table.group_marks or ("\0",)) or (table.group_ending and text.endswith(table.group_ending)):
        return "group"
    if "/" in bare and not bare.startswith("@") and "@" not in bare:
        if table.slash_is == "path":
            return "path"
        if table.slash_is == "vcs" and bare.count("/") == 1:
            return "vcs"
    return "name"
