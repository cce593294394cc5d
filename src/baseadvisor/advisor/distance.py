"""How far a move goes: what lies between two versions, two releases, and how little work that can be."""

import re

from baseadvisor.advisor.compat.building.toolchains import is_far
from baseadvisor.advisor.compat.language.jumps import jumps, of_ended_release
from baseadvisor.advisor.compat.system.services import APPLICATIONS
from baseadvisor.advisor.flavour import JAVA_IMAGES, flavour_of
from baseadvisor.advisor.listing import builds, is_distribution, is_whole, line_at_last, line_of
from baseadvisor.advisor.model import Effort, Image, SupportLine
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.needs import ADDS_ARCHIVE, SYSTEM_FAMILIES
from baseadvisor.catalog.support import Support, cycles
from baseadvisor.image.numbers import numbers
from baseadvisor.shell.model import Command

ALPINE_RELEASE = 3
"""So many of Alpine's half-yearly lines together are what a release is elsewhere."""
_MANY_PACKAGES = 10
_ENTERPRISE = frozenset({"rhel", "centos", "centos-stream", "almalinux", "rocky-linux", "oracle-linux"})
"""Products whose releases bear the numbers of Red Hat's: one lasts as long as two of others."""
_JAVA = "eclipse-temurin"
_LANGUAGES = frozenset({_JAVA, "python", "nodejs", "ruby", "php", "perl", "elixir", "erlang", "dotnet"})
"""Languages whose versions drop what programs use. Go keeps its promise of compatibility, Rust its editions."""
_PRODUCT_OF_LANGUAGE = {"python": "python", "node": "nodejs", "java": _JAVA, "nginx": "nginx"}


def newest_cycle(product: str, as_of: str) -> Support | None:
    """The newest release of a product that is out and supported on a day."""
    found = [one for one in cycles(product) if one.is_supported(as_of) and one.released and one.released <= as_of]
    return max(found, key=lambda one: numbers(one.cycle), default=None)


def is_newest(language: str, version: str, as_of: str) -> bool:
    """Whether a version is of the language's newest release, so that `latest` is the same."""
    newest = newest_cycle(_PRODUCT_OF_LANGUAGE.get(language, language), as_of)
    if newest is None:
        return False
    line = numbers(newest.cycle)
    return numbers(version)[: len(line)] >= line


def left_out(move: Move, as_of: str, platform: str) -> int | None:
    """How many versions that may be advised lie between the old and the new; None where one of them is not known."""
    names = (move.name_before, move.name_after)
    if names[0] == names[1] or JAVA_IMAGES.issuperset(names):
        listed = builds(move.name_after, as_of, platform)
        if listed:
            old = line_of(move.name_before, move.before.tag, move.before) or line_at_last(move.name_before, move.before)
            new = line_of(move.name_after, move.after.tag, move.after)
            return len({one.line for one in listed if old < one.line < new})
    way = _way(move, as_of)
    return len([one for one in _between(*way) if one.is_supported(as_of)]) if way is not None else None


def least_effort(move: Move, as_of: str, *, major: bool) -> Effort:
    """What a move takes at least, by its length alone, whatever is found in the file.

    Versions and releases that are passed over bring more than is looked at here; and where packages are installed or
    something is compiled, another release gives it other versions to work with. A language that is asked for by its
    version, and is there in another major one alone, is not moved by renaming a package; and installations that another
    manager makes anew are not either, nor old sources that a much newer compiler has to take, nor a build script across
    versions of Gradle.
    """
    changed = jumps(move)
    packages = move.needs.installed()
    archives = _archives_left_behind(move)
    if archives > 1:
        return "large"
    if (
        archives
        or any(one.named and one.is_major for one in changed)
        or any(_are_apart(one.old, one.new) for one in of_ended_release(move) if one.product in _LANGUAGES)
        or _installs_anew(move)
        or (major and move.name_after in APPLICATIONS and bool(move.runs))
        or is_far(move)
        or _meets_old_tools(move)
        or any(one.product == "gradle" and one.new[0] - one.old[0] > _NEXT for one in changed)
        or versions_between(move, as_of) >= 2
        or (releases_between(move) >= 3 and len(packages) > _MANY_PACKAGES)
    ):
        return "moderate"
    other = is_distribution(move.name_after) and not is_whole(move.name_before)
    far = major or move.kind == "port" or move.changes_libc or other or move.includes is not None
    return "small" if far or (changes_release(move) and (packages or move.needs.builds())) else "drop-in"


_CONFIGURES = frozenset({"ansible-playbook", "chef-solo", "chef-client", "salt-call"})
_WITHOUT_DISTUTILS = (3, 12)


def _meets_old_tools(move: Move) -> bool:
    """Whether a tool of one version, or one that sets up the whole system, is run where much is another version.

    Python 3.12 left out what many tools of old use; what is checked out by a tag stays as old as it is.
    """
    if move.run_only:
        return False
    commands = tuple(move.commands())
    if changes_release(move) and any(
        one.name in _CONFIGURES or (one.name == "puppet" and [word.value for word in one.operands[:1]] == ["apply"])
        for one in commands
    ):
        return True
    python = any(one.product == "python" and one.crosses(*_WITHOUT_DISTUTILS) for one in jumps(move))
    return python and any(_takes_tag(one) for one in commands)


_TAG = re.compile(r"(?:tags/)?[A-Za-z-]*v?\d+\.\d[\w.-]*")


def _takes_tag(command: Command) -> bool:
    """Whether git takes the sources of one version: `git clone -b v1.2`, `git checkout 1.2.3`."""
    if command.name != "git":
        return False
    words = [word.text.strip("\"'").removeprefix("--branch=") for word in command.arguments]
    return any(_TAG.fullmatch(word) for word in words) and ("clone" in words or "checkout" in words)


def _are_apart(old: tuple[int, ...], new: tuple[int, ...]) -> bool:
    """Whether more than one version lies between two, or a major one."""
    return old[:1] != new[:1] or any(late - early > _NEXT for early, late in zip(old[1:], new[1:], strict=False))


_NEXT = 1


def _installs_anew(move: Move) -> bool:
    """Whether the system's packages are installed by another manager there."""
    there = move.after.userland
    return there is not None and any(
        action.action == "install"
        and action.family in SYSTEM_FAMILIES
        and bool(action.packages)
        and action.family != there.package_family
        for action in move.actions()
    )


def _archives_left_behind(move: Move) -> int:
    """How many personal package archives of Ubuntu's, made for a release that is over, a move of releases leaves."""
    if move.before.state == "supported" or releases_between(move) == 0:
        return 0
    return sum(
        1
        for command in move.commands()
        if command.name in ADDS_ARCHIVE
        for word in command.arguments
        if word.value is not None and word.value.startswith("ppa:")
    )


def changes_release(move: Move) -> bool:
    """Whether the packages are another distribution's or release's, or may be, for all that is known."""
    before, after = move.before, move.after
    if before.distribution is None or before.distribution != after.distribution:
        return True
    if before.distribution == "alpine" and None not in (before.release, after.release):
        return releases_between(move) > 0
    return before.release != after.release


def alpine_releases(old: tuple[int, ...], new: tuple[int, ...]) -> int:
    """How many releases' worth of lines lie between two of Alpine's: 0 for 3.21 and 3.24, 5 for 3.6 and 3.24."""
    if len(old) < 2 or len(new) < 2 or old[0] != new[0]:
        return 0
    return max(new[1] - old[1] - 1, 0) // ALPINE_RELEASE


def _way(move: Move, as_of: str) -> tuple[str, str, str] | None:
    """The language or service that moves, with its old version and the new one; None where one is not known."""
    (product, old), (same, new) = _product(move.name_before, move.before), _product(move.name_after, move.after)
    if product is None or same not in (product, None):
        return None
    if same is None:
        newest = newest_cycle(product, as_of) if move.after.moving else None
        return (product, old, newest.cycle) if newest is not None else None
    return product, old, new


def versions_between(move: Move, as_of: str) -> int:
    """How many versions of the language, of those that are served for years, are passed over."""
    way = _way(move, as_of)
    return len(_between(*way)) if way is not None and way[0] in _LANGUAGES else 0


def releases_between(move: Move) -> int:
    """How many releases of the distribution are passed over; 0 where another one takes its place."""
    before, after = _distribution(move.before), _distribution(move.after)
    if before is None or after is None:
        return 0
    old, new = numbers(move.before.release), numbers(move.after.release)
    if _ENTERPRISE.issuperset((before.product, after.product)):
        return 2 * max(new[0] - old[0] - 1, 0) if old and new else 0
    if before.product != after.product or not old or not new:  # a branch in development passes over none
        return 0
    if before.product == "alpine-linux":
        return alpine_releases(old, new)
    return len(_between(before.product, move.before.release or "", move.after.release or ""))


def _between(product: str, old: str, new: str) -> list[Support]:
    return [one for one in _served(product) if numbers(old) < numbers(one.cycle) < numbers(new)]


def _served(product: str) -> list[Support]:
    """A product's releases; those with long-term support alone, where there are such."""
    found = [one for one in cycles(product) if numbers(one.cycle)]
    return [one for one in found if one.lts] or found


def _product(name: str, image: Image) -> tuple[str | None, str]:
    """The language or service that an image is there for, with its version; Java's is the same, whoever builds it."""
    line = line_of(name, image.tag, image) if name in JAVA_IMAGES else ()
    java = str(line[0]) if line else flavour_of(name, image.tag).java
    if java is not None:
        return _JAVA, java
    found = next((one for one in image.support if one.role == "runtime"), None)
    return (found.product, _version(found.name)) if found is not None else (None, "")


def _distribution(image: Image) -> SupportLine | None:
    return next((one for one in image.support if one.role == "distribution"), None)


def _version(name: str) -> str:
    """The version in a release's name: "3.9" of "Python 3.9"."""
    return ".".join(map(str, numbers(name)))
