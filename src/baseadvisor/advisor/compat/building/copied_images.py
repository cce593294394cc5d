"""Programs copied out of images that are no stages of the file: `COPY --from=node:24 /usr/local/bin /usr/local/bin`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from baseadvisor.advisor.compat.building.made import NOT_COMPILED
from baseadvisor.advisor.copies import sources_of
from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.static import stage_named
from baseadvisor.catalog.userlands import Userland
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.image.reference import InvalidReference, Reference

# Where official images of a language have what is compiled and linked against the libc of their distribution: the
# program itself, and whole folders that hold it. Source: the Dockerfiles of these images.
_LOCAL = r"/usr/local(?:/bin|/lib)?/?(?:\.|\*)?"
_RUNTIMES = {
    "node": re.compile(rf"{_LOCAL}|/usr/local/bin/node"),
    "python": re.compile(rf"{_LOCAL}|/usr/local/bin/python[\d.]*|/usr/local/lib/(?:python3\.\d+|libpython.*)/?"),
    "ruby": re.compile(rf"{_LOCAL}|/usr/local/bin/ruby"),
    "php": re.compile(rf"{_LOCAL}|/usr/local/bin/php"),
    "perl": re.compile(rf"{_LOCAL}|/usr/local/bin/perl"),
    "rust": re.compile(r"/usr/local/(?:cargo|rustup)(?:/.*)?"),
    **dict.fromkeys(
        ("eclipse-temurin", "amazoncorretto", "openjdk", "ibm-semeru-runtimes", "sapmachine"),
        re.compile(r"\$\{?JAVA_HOME\}?/?|/opt/java(?:/openjdk)?(?:/bin)?/?|/usr/(?:lib/jvm|java)(?:/.*)?"),
    ),
}
_TOMCAT = re.compile(r"\$\{?CATALINA_HOME\}?/?|/usr/local/tomcat(?:/native-jni-lib)?/?")
"""The official image of Tomcat has its native library below it (docker-library/tomcat: TOMCAT_NATIVE_LIBDIR)."""
_LIBRARY = re.compile(r"\.so(?:\.[\d.]+)?$|/lib64/?$|/lib/(?:x86_64|aarch64)-linux-gnu")


class _Copied(NamedTuple):
    """The image that a COPY names, its userland, and what is taken from it."""

    image: Reference
    userland: Userland
    paths: tuple[str, ...]


def reasons(move: Move) -> Iterator[Reason]:
    """What other images bring that is linked against a libc which the new image does not have."""
    there, before = move.after.userland, move.before.userland
    if there is None:
        return
    for instruction in move.needs.instructions:
        found = _copied(move, instruction)
        if found is None or found.userland.libc == there.libc:
            continue
        if before is not None and before.libc != found.userland.libc:
            continue  # it does not run as it is, or need not
        severity = _severity(found)
        if severity is None:
            continue
        has = f"{move.place} has {there.libc}" if there.libc else f"{move.after.reference} has no libc"
        perhaps = "" if severity == "breaks" else "perhaps "
        yield Reason(
            "binary",
            "breaks" if severity == "breaks" else "check",
            "medium",
            f"COPY --from={found.image.familiar}",
            f"what is compiled there is {perhaps}linked against {found.userland.libc}; {has}",
            move.line(instruction.start),
        )


def _copied(move: Move, instruction: Instruction) -> _Copied | None:
    from baseadvisor import catalog

    flag = instruction.flag("from") if instruction.keyword == "COPY" else None
    if flag is None or not flag.value or stage_named(move.needs.analysis, flag.value) is not None:
        return None
    try:
        image = Reference.parse(flag.value)
    except InvalidReference:
        return None
    userland = catalog.userland_of(image)
    if userland is None or userland.libc not in ("glibc", "musl"):
        return None
    paths = tuple(path for path in sources_of(instruction) if not NOT_COMPILED.search(path))
    return _Copied(image, userland, paths)


def _severity(found: _Copied) -> str | None:
    """`breaks` for a language that is copied whole, `check` for libraries, None for what may be a script or static."""
    name = base_name(found.image)
    runtime = _RUNTIMES.get(name)
    if runtime is not None and any(runtime.fullmatch(path) for path in found.paths):
        return "breaks"
    if name == "tomcat" and any(_TOMCAT.fullmatch(path) for path in found.paths):
        return "check"
    return "check" if any(_LIBRARY.search(path) for path in found.paths) else None
