"""Which userland an image has, and what that userland holds: its libc, shell, package manager, tools.

What is not known stays None; nothing is guessed. How a userland was found is said in ``basis``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from baseadvisor.catalog.images import ImageData, image_data, official_name
from baseadvisor.catalog.store import load
from baseadvisor.image.codenames import codename_of
from baseadvisor.image.numbers import numbers
from baseadvisor.image.reference import Reference
from baseadvisor.image.tag import Tag

# Words in a tag that say there is less in the image than the distribution named beside them.
_STRIPPED = frozenset({"distroless", "static", "scratch", "busybox", "rootfs"})
# Distributions that take Debian's codenames for releases of their own.
_NAMESAKES = ("raspbian", "devuan", "kali", "parrot")


class Userland(NamedTuple):
    """A distribution's files as an image has them.

    ``id`` is the family (``debian-slim``, ``alpine``, ``rhel-ubi-minimal``). ``package_manager`` is the command to
    type (``apt-get``, ``apk``, ``microdnf``), ``package_family`` whose package names it takes (``apt``, ``apk``,
    ``dnf``, ``zypper``, ``pacman`` …); None: there is none. ``libc`` is ``glibc``, ``musl``, ``uclibc`` or ``ucrt``;
    None where there is none (scratch, static) or it depends on the tag. ``shell`` is what ``/bin/sh`` is: ``dash``,
    ``bash``, ``busybox``, on Windows ``cmd``; None: there is no shell. ``bash``, ``adduser`` (Debian's Perl script),
    ``ca_certificates``, ``tzdata``: present, absent, or None where not known. ``accounts`` is ``shadow`` (useradd,
    groupadd), ``busybox`` (adduser, addgroup) or ``none`` (install something first), None where not known. ``user``
    is who runs by default (``root``, ``65532``). ``distroless``: no shell at ``/bin/sh`` and no package manager.
    ``minimum_kernel`` is the oldest Linux that the libc supports.

    ``distribution`` (``debian``), ``release`` (``12``, ``3.22``, ``24.04``) and ``codename`` (``bookworm``) are None
    where they are not known. ``basis`` is ``listed`` (the list of official tags), ``seen`` (looked at), ``tag`` (the
    tag names it) or ``rule`` (the image is known to be built so); ``evidence`` says it in words, with the source.
    """

    id: str
    os: str
    os_release_id: str | None
    package_manager: str | None
    package_family: str | None
    libc: str | None
    shell: str | None
    bash: bool | None
    accounts: str | None
    adduser: bool | None
    utilities: str | None
    ca_certificates: bool | None
    tzdata: bool | None
    minimum_kernel: str | None
    minimum_kernel_source: str | None
    cache_paths: tuple[str, ...]
    install: str | None
    user: str
    distroless: bool
    rolling: bool
    notes: tuple[str, ...]
    confidence: str
    verified: bool
    source: str
    distribution: str | None = None
    release: str | None = None
    codename: str | None = None
    basis: str | None = None
    evidence: str | None = None


class ImageUser(NamedTuple):
    """An account that an image brings along: ``node`` in ``node``. ``uid`` is None where not known.

    ``default``: containers run as it unless told otherwise, from the version ``since`` on (None: from the first).
    """

    name: str
    uid: int | None
    default: bool
    source: str
    since: str | None = None


def userland_ids() -> tuple[str, ...]:
    """The ids of all families that are known, in alphabetical order."""
    return tuple(load("userlands"))


def userland(family: str, distribution: str | None = None, release: str | None = None) -> Userland | None:
    """A family by its id, with what a release changes in it; None for an unknown id."""
    raw: dict[str, Any] | None = load("userlands").get(family)
    if raw is None:
        return None
    values = {key: value for key, value in raw.items() if key != "changes"}
    values["cache_paths"], values["notes"] = tuple(raw["cache_paths"]), tuple(raw["notes"])
    if release is not None:
        for change in raw["changes"]:
            values.update(_change(change, release))
    codename = codename_of(distribution, release) if distribution and release else None
    return Userland(id=family, distribution=distribution, release=release, codename=codename, **values)


def userland_of(reference: Reference | str, tag: str | None = None) -> Userland | None:
    """The userland of an image, or None where it is not known.

    ``tag`` stands in for the reference's own (``latest`` where neither is given). A reference with nothing but a
    digest is only known when every build of the image has the same userland. Raises InvalidReference for a text that
    is no reference.
    """
    if isinstance(reference, str):
        reference = Reference.parse(reference)
    return _userland_of(reference, tag or reference.effective_tag or "")


@lru_cache(maxsize=256)
def _userland_of(reference: Reference, tag: str) -> Userland | None:
    official = official_name(reference)
    name = official or reference.familiar_name
    data = image_data(name) if official else None
    parsed = Tag.parse(tag)
    # Of one architecture alone an image may have stood still while the others went on.
    rules = [*(_rules(reference.familiar_name) if reference.familiar_name != name else ()), *_rules(name)]
    found = (
        _by_rule(name, tag, parsed, rules, first=True)
        or (_listed(name, tag, parsed, data) if data else None)
        or _by_tag(official, name, parsed)
        or _by_rule(name, tag, parsed, rules, first=False)
    )
    adds_bash = found is not None and found.id == "alpine" and name in load("image_rules")["bash"]
    return found._replace(bash=True) if found is not None and adds_bash else found


def image_user(reference: Reference | str) -> ImageUser | None:
    """The account that an image brings along for running applications, None where none is known."""
    if isinstance(reference, str):
        reference = Reference.parse(reference)
    raw = load("users")["image"].get(official_name(reference) or reference.familiar_name)
    return ImageUser(raw["name"], raw.get("uid"), raw["default"], raw["source"], raw.get("since")) if raw else None


def userland_id(distribution: str, release: str | None, words: frozenset[str]) -> str | None:
    """The family that a distribution and the words beside it in a tag make; None where they do not settle it."""
    if distribution == "azurelinux" and "distroless" in words:
        return "azurelinux-distroless"
    if words & _STRIPPED:
        return None
    match distribution:
        case "debian":
            return "debian-slim" if "slim" in words else "debian"
        case "ubuntu":
            chiselled = {"chiseled", "chiselled"} & words
            return "ubuntu-chiselled" if chiselled else "ubuntu"
        case "ubi" | "rhel":
            kind = next((word for word in ("minimal", "micro", "init") if word in words), None)
            return f"rhel-ubi-{kind}" if kind else "rhel-ubi"
        case "rockylinux" | "almalinux":
            return f"{distribution}-minimal" if "minimal" in words else distribution
        case "oraclelinux":
            return "oraclelinux-slim" if "slim" in words else "oraclelinux"
        case "amazonlinux":
            return {"2": "amazonlinux-2", "2023": "amazonlinux-2023"}.get(release or "")
        case "centos":
            return {"5": "centos-6", "6": "centos-6", "7": "centos-7", "8": "centos-8"}.get(
                (release or "").split(".")[0]
            )
        case "alpine" | "fedora" | "photon" | "azurelinux" | "mariner" | "centos-stream" | "wolfi" | "alpaquita":
            return distribution
        case "windowsservercore" | "nanoserver":
            return "windows-servercore" if distribution == "windowsservercore" else "windows-nanoserver"
        case _:
            return None


def _listed(name: str, tag: str, parsed: Tag, data: ImageData) -> Userland | None:
    entry = data.entry(tag)
    if entry is not None:
        if entry.userland is None:
            return None
        found = userland(entry.userland, entry.distribution, entry.release)
        return found and found._replace(basis="listed", evidence=f"{name}:{tag} is in {data.source}")
    seen = data.seen.get(tag)
    if seen is None:
        return None
    looked = Tag.parse(seen)
    family = userland_id(looked.distribution or "", looked.release, frozenset(parsed.flavour + looked.flavour))
    distribution = "rhel" if looked.distribution == "ubi" else looked.distribution
    found = userland(family, distribution, looked.release) if family else None
    return found and found._replace(basis="seen", evidence=f"{name}:{tag} was seen on {seen}")


def _by_tag(official: str | None, name: str, tag: Tag) -> Userland | None:
    if any(word in name for word in _NAMESAKES):
        return None
    named, release = tag.distribution, tag.release
    if release is None and official is None:
        named, release = _release_by_words(tag) or (named, None)
    family = userland_id(named or "", release, frozenset(tag.flavour))
    if family is None:
        return None
    distribution = {"ubi": "rhel", "windowsservercore": "windows", "nanoserver": "windows"}.get(named or "", named)
    found = userland(family, distribution, release)
    if found is None:
        return None
    # Strangers may mean something else by a word; these say in public what their tags mean.
    known = official or name.startswith(("mcr.microsoft.com/", "nvidia/cuda", "bitnami/"))
    sure = found.confidence if known else "medium"
    return found._replace(basis="tag", confidence=sure, evidence=f"the tag {tag.text} of {name} names it")


def _release_by_words(tag: Tag) -> tuple[str, str] | None:
    """Distribution and release in a stranger's tag, however it joins them: `alpine-3.18`, `rocm6_ubuntu22.04_py3`."""
    match = _NAMED_RELEASE.search(tag.text)
    if match is None:
        return None
    found = next((name, number) for name, number in match.groupdict().items() if number is not None)
    return found if tag.distribution in (None, found[0]) else None


# Numbers that look like a release of the distribution before them, and hardly like the version of something else.
_NAMED_RELEASE = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"alpine[-_]?(?P<alpine>3\.\d\d)|ubuntu[-_]?(?P<ubuntu>\d\d\.(?:04|10))|debian[-_]?(?P<debian>[89]|1\d)"
    r"|centos[-_]?(?P<centos>[5-8])|fedora[-_]?(?P<fedora>[2-9]\d)"
    r"|rocky(?:linux)?[-_]?(?P<rockylinux>[89]|10)|alma(?:linux)?[-_]?(?P<almalinux>[89]|10)"
    r")(?![A-Za-z0-9])"
)


def _by_rule(name: str, tag: str, parsed: Tag, rules: list[_Rule], *, first: bool) -> Userland | None:
    for rule, groups in rules:
        if rule.get("first", False) is not first:
            continue
        if "tag" in rule:
            match = re.fullmatch(rule["tag"], tag)
            if match is None:
                continue
            groups = {**groups, **match.groupdict()}
        elif first is False and not tag and not _is_whole(name):
            continue
        return _from_rule(rule, groups, parsed, name)
    return None


def _from_rule(rule: dict[str, Any], groups: dict[str, str | None], tag: Tag, name: str) -> Userland | None:
    family = rule["userland"].format(**groups)
    distribution = rule.get("distribution")
    distribution = distribution.format(**groups) if distribution else None
    release = rule.get("release")
    if release and "{" in release:
        release = None if None in groups.values() else release.format(**groups)
    words = frozenset(tag.flavour)
    if not rule.get("first", False) and words & _STRIPPED:
        return None
    if family == "debian" and "slim" in words:
        family = "debian-slim"
    elif family in ("rockylinux", "almalinux") and "minimal" in words:
        family += "-minimal"
    elif family == "oraclelinux" and "slim" in words:
        family = "oraclelinux-slim"
    found = userland(family, distribution, release)
    return found and found._replace(basis="rule", evidence=f"{name}: {rule['source']}")


def _is_whole(name: str) -> bool:
    """Whether every build of an image has one and the same family: the images that are distributions."""
    return name in ("alpine", "debian", "ubuntu", "fedora", "archlinux", "scratch")


_Rule = tuple[dict[str, Any], dict[str, str | None]]


def _rules(name: str) -> list[_Rule]:
    """The rules for an image, each with what its pattern captured from the name."""
    table = load("image_rules")
    found: list[_Rule] = [(rule, {}) for rule in table["exact"].get(name, ())]
    for row in table["patterns"]:
        if name.startswith(row["prefix"]):
            match = re.fullmatch(row["pattern"], name)
            if match:
                found.extend((rule, match.groupdict()) for rule in row["rules"])
    return found


def _change(change: dict[str, Any], release: str) -> dict[str, Any]:
    number = _number(release)
    if number is None:
        # sid, edge, rawhide: newer than every number.
        applies = "from" in change
    else:
        applies = (
            number < (_number(change["before"]) or ())
            if "before" in change
            else number >= (_number(change["from"]) or ())
        )
    if not applies:
        return {}
    return {
        key: None if value == "unknown" else value for key, value in change.items() if key not in ("before", "from")
    }


def _number(release: str) -> tuple[int, ...] | None:
    if not re.fullmatch(r"\d+(\.\d+)*", release):
        return None
    return numbers(release)
