"""Python where the other image has none at all, neither its own nor the distribution's."""

import re
from collections.abc import Collection, Iterator

from baseadvisor.advisor import tools
from baseadvisor.advisor.compat.archive import along
from baseadvisor.advisor.compat.failing import reports_failure
from baseadvisor.advisor.compat.language.own_python import brings_a_python, of_other_python
from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move, has_reached, release_of
from baseadvisor.shell.model import Command

_CALLED = re.compile(r"(?:python|pip)[23]?")
_BRINGS = re.compile(r"(?:lib)?python.*|py[23]?-.+|pip|pipx|pypy.*|.*conda.*|mercurial")
# Images whose Dockerfiles install no Python: docker-library, nodejs/docker-node, adoptium/containers.
_WITHOUT = frozenset({"eclipse-temurin", "node", "ruby", "golang", "rust", "perl", "php", "openjdk"})
_MERCURIAL_ON_PYTHON_3 = {"debian": (11,), "ubuntu": (22, 4)}
"""The first releases whose mercurial, which buildpack-deps has, depends on python3 and no longer on Python 2."""


def has_python(image: Image, name: str) -> bool | None:
    """Whether an image has `python`, `python3`, `pip` or `pip3` from the start; None where that is not known."""
    if brings_a_python(image):
        return True
    if image.parsed is None or image.userland is None:
        return None
    title = base_name(image.parsed)
    if image.userland.package_family == "apk":
        return False if is_distribution(title) or title in _WITHOUT else None
    if image.userland.package_family != "apt":
        return None
    if tools.has(image, "hg"):
        return _beside_mercurial(image, name)
    if title in ("debian", "ubuntu") and release_of(image) >= (8,):
        return False
    if title in _WITHOUT and tools.has(image, "hg") is False:
        return False
    own = title.startswith("mcr.microsoft.com/dotnet/") and image.distribution == "ubuntu"
    return False if own else None


def _beside_mercurial(image: Image, name: str) -> bool | None:
    """Whether Python is there under a name with the mercurial of buildpack-deps."""
    first, release = _MERCURIAL_ON_PYTHON_3.get(image.distribution or ""), release_of(image)
    if name.startswith("pip"):
        return False
    if first is None or not release:
        return None
    if release < first:
        return True if name in ("python", "python2") else None
    return name == "python3"


def brings_python(packages: Collection[str]) -> bool:
    """Whether one of these packages is, or needs, a Python."""
    return any(_BRINGS.fullmatch(name) for name in packages)


def reasons(move: Move) -> Iterator[Reason]:
    """The first command that runs Python and does not find it."""
    if move.run_only:
        return
    for run in move.runs:
        for command in run.commands:
            name = command.name or ""
            if not _CALLED.fullmatch(name) or command.handled or command.conditional or command.in_function:
                continue
            none = _is_without(move.after)
            plain = name == "python" and has_python(move.after, name) is False
            if not (none or plain) or has_python(move.before, name) is False:
                continue
            if not reports_failure(run, command) or _is_brought(move, command):
                continue
            sure = has_python(move.before, name) is True
            lack = f"no Python at all: install it first{_marked(move)}" if none else "python3 alone, and no `python`"
            why = f"{move.after.reference} has {lack}"
            line = move.line(command.start)
            yield Reason("programs", "breaks", "high" if sure else "medium", f"{name} in RUN", why, line)
            return


# The first release that marks its Python as its own. Source: PEP 668; the release notes of each.
MANAGED = {"debian": (12,), "ubuntu": (23, 4), "alpine": (3, 19), "opensuse-leap": (16,)}


def _marked(move: Move) -> str:
    """What to add where pip installs something, and would have to do so into the distribution's Python."""
    installs = any(one.family == "pip" and one.action == "install" for one in move.actions())
    return ", and give pip a virtual environment (PEP 668)" if installs and has_reached(move.after, MANAGED) else ""


def _may_bring(command: Command) -> bool:
    """Whether a command runs what nothing here reads, and what may install anything."""
    folder, _, _ = command.words[0].text.rpartition("/") if command.words else ("", "", "")
    return command.name in _SCRIPTS or folder not in ("", "/bin", "/usr/bin", "/sbin", "/usr/sbin")


def _is_of_node(command: Command, text: str) -> bool:
    """Whether a shell runs what NodeSource's address gives, which adds a source of packages and no more."""
    return command.name in ("sh", "bash") and _NODESOURCE.search(text) is not None


_NODESOURCE = re.compile(r"nodesource\.com/setup_[^|;&]{0,80}\|\s*(?:sudo\s+)?(?:-E\s+)?(?:ba)?sh\b")
_SCRIPTS = frozenset({"sh", "bash", "make", "source", ".", "dpkg", "rpm", "nix-env", "asdf", "mise", "brew"})


def _is_without(image: Image) -> bool:
    return all(has_python(image, name) is False for name in ("python", "python3"))


def _is_brought(move: Move, command: Command) -> bool:
    """Whether something in the file brings a Python before a command, or names one by its path."""
    if "/" in command.words[0].text or of_other_python(move, command.start):
        return True
    if not move.before.reference or brings_python(along.there(move, move.after, command.start)):
        return True
    for run in move.runs:
        text = run.instruction.arguments
        if any(one.start < command.start and _may_bring(one) and not _is_of_node(one, text) for one in run.commands):
            return True
    return any(each.start < command.start and "--from" in each.arguments for each in move.needs.copying)
