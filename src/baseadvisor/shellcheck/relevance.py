"""What ShellCheck says that does not hold in a build.

ShellCheck sees a script alone. A RUN has more around it: which shell reads it, which program gets the words, and that
the image was built with it. Comments that are known to be beside the point there are left out; the reason of each is
beside its code.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from baseadvisor.analysis import RunFacts

if TYPE_CHECKING:
    from baseadvisor.shell.model import Command

_READ_DOLLARS = frozenset(
    (
        *("awk", "bash", "dash", "envsubst", "gawk", "jq", "mawk", "node", "nawk", "perl", "php", "psql", "python"),
        *("python2", "python3", "Rscript", "ruby", "runuser", "sed", "sh", "ssh", "su", "yq", "zsh"),
    )
)
"""Programs for which a `$` in their arguments has a meaning of its own: they read scripts, or patterns."""
_WRITERS = frozenset(("echo", "printf"))
_TAKE_LISTS = frozenset(
    (
        *("apt-mark", "docker-php-ext-configure", "docker-php-ext-enable", "docker-php-ext-install", "dpkg", "emerge"),
        *("install-php-extensions", "pecl", "rpm", "sdkmanager", "xbps-install"),
    )
)
"""Programs, beside the package managers, that are given a list of names."""
_NAMES_A_LIST = re.compile(
    r"(?:^|[_a-z])(?:args?|dependencies|deps|exclude[ds]*|exts?|extensions|flags?|list|modules|opts?|options?|"
    r"packages|pkgs|plugins)$",
    re.IGNORECASE,
)
_ASSIGNMENT = re.compile(r"[ \t]*[A-Za-z_]\w*=")
_FOR = re.compile(r"for\s")
_GROUP_ENDS = re.compile(r"(?:[})]|done|fi|esac)\s*\Z")
_EXTRAS = re.compile(r"[^\[\s]*\[[\w.,-]+\]\S*")
_MANY = re.compile(r"[\s*?\[{]")
_WHOLE = re.compile(r"\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\})|\$\(.*\)|`.*`", re.DOTALL)

_OPTIONAL = re.compile(
    r"\$\(\s*(?:test|\[)\s.*&&\s*(?:echo|printf)\s+(\"[^\"\s$]*\"|'[^'\s]*'|[\w./=+-]+)\s*\)", re.DOTALL
)
"""`$(test … && echo --flag)`: an argument, or none at all, which in quotes would be an empty one."""
WHERE_SHELLS_DIFFER = range(3000, 4000)
"""ShellCheck's codes for what the shell in the first line does not have."""
_ONLY_DASH_LACKS = frozenset((3003, 3010, 3014, 3020, 3037, 3040, 3043, 3045, 3046, 3057, 3060))
"""What bash and BusyBox both have, and `local`, which all have: where an unknown image has no dash it is no fault, and
where it has one, the build would have shown it."""


def holds(text: str, run: RunFacts, shell: str, code: int, start: int, end: int) -> bool:
    """Whether a comment, on offsets of the Dockerfile, is to the point.

    `text` is the Dockerfile's, `shell` what ShellCheck read the script as.
    """
    if code in WHERE_SHELLS_DIFFER:
        return shell != "sh" or code not in _ONLY_DASH_LACKS
    beside_the_point = _BESIDE_THE_POINT.get(code)
    return beside_the_point is None or not beside_the_point(text, run, start, end)


def _at(run: RunFacts, place: int) -> "list[Command]":
    """The commands that a place is in, outermost first."""
    return [command for command in run.commands if command.start <= place < command.end]


def _meant_for_another_reader(text: str, run: RunFacts, start: int, end: int) -> bool:
    """Single quotes keep a `$` for the file it is written into, or for the program that is given it."""
    for command in _at(run, start):
        if command.name in _READ_DOLLARS:
            return True
        if command.name in _WRITERS and _goes_elsewhere(text, run, command):
            return True
    return False


def _goes_elsewhere(text: str, run: RunFacts, command: "Command") -> bool:
    """Whether what a command writes goes into a file, or to another command."""
    if any(redirect.operator in (">", ">>", ">|", "&>", "&>>") for redirect in command.redirects):
        return True
    pipeline = command.pipeline
    while pipeline is not None:
        if len(pipeline.stages) > 1 and command not in pipeline.stages[-1]:
            return True
        pipeline = pipeline.parent
    return any(
        redirect.command is None
        and redirect.operator in (">", ">>", ">|")
        and redirect.start >= command.end
        and _GROUP_ENDS.search(text, command.end, redirect.start) is not None
        for redirect in run.script.redirects
    )


def _meant_to_split(text: str, run: RunFacts, start: int, end: int) -> bool:
    """A list of packages or of flags is many words, which quotes would make one."""
    command = next((each for each in reversed(_at(run, start)) if each.words), None)
    if command is None:
        return False
    word = next((each for each in command.words if each.start <= start < each.end), None)
    if word is None or _WHOLE.fullmatch(word.text) is None:
        return False
    if _takes_lists(command) or _OPTIONAL.fullmatch(word.text):
        return True
    if not word.expansions or command.name in _WRITERS:
        return False
    name = word.expansions[0]
    return _NAMES_A_LIST.search(name) is not None or _is_assigned_many(run, name, start)


def _takes_lists(command: "Command") -> bool:
    from baseadvisor.shell.managers import manager

    return command.name is not None and (command.name in _TAKE_LISTS or manager(command.name) is not None)


def _is_assigned_many(run: RunFacts, name: str, before: int) -> bool:
    """Whether the variable was last given a literal of several words."""
    last = None
    for assignment in run.script.assigned:
        if assignment.name == name and assignment.start < before:
            last = assignment
    if last is None or last.word is None or last.word.value is None:
        return False
    return len(last.word.value.split()) > 1


def _is_an_empty_value(text: str, run: RunFacts, start: int, end: int) -> bool:
    """`A= B=1` gives A no value, as is meant where the next word is an assignment too."""
    return _ASSIGNMENT.match(text, end) is not None


def _is_a_list_of_one(text: str, run: RunFacts, start: int, end: int) -> bool:
    """A list with one literal in it, to which another may be added: no pattern, and no blanks in quotes."""
    for assignment in run.script.assigned:
        if assignment.kind == "for" and len(assignment.values) == 1 and assignment.values[0].start == start:
            value = assignment.values[0].value
            return value is not None and _MANY.search(value) is None
    return False


def _only_holds_a_place(text: str, run: RunFacts, start: int, end: int) -> bool:
    """`for i in 1 2 3` counts, and `read -r name _ shell` has to name what stands in between."""
    if _FOR.match(text, start) is not None:
        return True
    return any(assignment.kind == "read" and assignment.start == start for assignment in run.script.assigned)


def _is_a_template(text: str, run: RunFacts, start: int, end: int) -> bool:
    """`{{name}}` is filled in before anybody builds the file."""
    return any(pair in text[max(start - 1, 0) : start + 2] for pair in ("{{", "}}"))


def _names_extras(text: str, run: RunFacts, start: int, end: int) -> bool:
    """`requests[socks]` is a requirement with extras; no file has such a name."""
    for command in _at(run, start):
        word = next((each for each in command.words if each.start <= start < each.end), None)
        if word is not None and _takes_lists(command) and _EXTRAS.fullmatch(word.text):
            return True
    return False


_BESIDE_THE_POINT: dict[int, Callable[[str, RunFacts, int, int], bool]] = {
    1007: _is_an_empty_value,
    1083: _is_a_template,
    2016: _meant_for_another_reader,
    2034: _only_holds_a_place,
    2043: _is_a_list_of_one,
    2046: _meant_to_split,
    2086: _meant_to_split,
    2102: _names_extras,
}
