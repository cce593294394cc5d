"""Where Java is in an image, and what JAVA_HOME says of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from baseadvisor.explanation.base import catalog_source
from baseadvisor.explanation.facts import source
from baseadvisor.explanation.model import Source, Statement, known, unknown
from baseadvisor.explanation.text import clip

if TYPE_CHECKING:
    from baseadvisor.analysis import RunFacts, StageFacts
    from baseadvisor.catalog import JavaHome

_MAJOR = re.compile(r"(?:openjdk|java|jdk|jre|temurin|corretto|zulu)-?(?:1\.)?(\d{1,2})(?!\d)")


class JavaFacts(NamedTuple):
    """Java as the file has it: brought by a `package` that `manager` installs on a `line`, or by the image (None).

    `homes` are the folders it is in, the likeliest first. `java_home` is what JAVA_HOME says at the end (None: it is
    not set in the file), `set_on` the line that sets it; `open` tells that its value is not known.
    """

    package: str | None
    manager: str | None
    line: int | None
    homes: tuple[JavaHome, ...]
    java_home: str | None
    set_on: int | None
    open: bool
    version: tuple[int, int | None] | None


def java_facts(final: StageFacts, runs: tuple[RunFacts, ...]) -> JavaFacts | None:
    """What there is of Java in the image; None where there is nothing of it."""
    from baseadvisor import catalog

    variable = final.end.environment.variables.get("JAVA_HOME")
    value = variable.value if variable is not None else None
    set_on = variable.instruction.line if variable is not None and variable.instruction is not None else None
    text = clip(value.text, 200) if value is not None and value.text is not None else None
    is_open = variable is not None and text is None
    distribution = final.userland.distribution if final.userland is not None else None
    release = final.userland.release if final.userland is not None else None
    for run in runs:
        for action in run.actions:
            if action.action != "install":
                continue
            for package in action.packages:
                homes = catalog.java_home_of_package(
                    action.family, package.name, distribution=distribution, release=release
                )
                if homes:
                    name = clip(package.name, 60)
                    line = run.instruction.line
                    return JavaFacts(name, action.manager, line, homes, text, set_on, is_open, _major(package.name))
    homes = catalog.java_home_of_image(final.reference) if final.reference is not None else ()
    if not homes and variable is None:
        return None
    version = _version_of_image(final) if homes else None
    return JavaFacts(None, None, None, homes, text, set_on, is_open, version)


def java_home_answer(java: JavaFacts, image: str) -> tuple[Statement, ...]:
    """Why JAVA_HOME is where it is."""
    said: list[Statement] = []
    if java.homes:
        home = java.homes[0]
        where = catalog_source(home.source, verified=home.verified, date=_java_date())
        path = home.path.replace("{arch}", "ARCH")
        if java.package is not None:
            at = Source(f"line {java.line}", line=java.line)
            text = (
                f"The package {java.package}, which {java.manager} installs on line {java.line}, puts Java into {path}"
            )
            if home.arch_dependent:
                text += " (ARCH is Debian's name of the processor's architecture, amd64 or arm64)"
            said.append(known(f"{text}. The distribution chose that folder when it built the package.", where, at))
        else:
            said.append(known(f"{image} comes with Java in {path}; whoever built the image chose that folder.", where))
    said.append(_setting(java, image))
    said.append(
        known(
            "To the container runtime JAVA_HOME is a variable like any other, handed on to the program; start scripts "
            "and build tools are what looks at it.",
            source("oci-config"),
        )
    )
    return tuple(said)


def _setting(java: JavaFacts, image: str) -> Statement:
    if java.open:
        at = Source(f"line {java.set_on}", line=java.set_on)
        return Statement(
            f"Line {java.set_on} sets JAVA_HOME to what is only known when the image is built.", (at,), "unknown"
        )
    if java.java_home is None:
        home = java.homes[0] if java.homes else None
        if home is not None and home.env_set:
            return known(
                f"{image} sets JAVA_HOME to it by itself.", catalog_source(home.source, verified=home.verified)
            )
        return unknown("JAVA_HOME is not set here: programs find java through PATH, or not at all.")
    at = Source(f"line {java.set_on}", line=java.set_on)
    match = next((home for home in java.homes if home.matches(java.java_home)), None)
    if match is not None:
        where = catalog_source(match.source, verified=match.verified, date=_java_date())
        return known(f"Line {java.set_on} says the same to programs that ask: JAVA_HOME={java.java_home}.", at, where)
    if java.homes:
        there = " or ".join(dict.fromkeys(home.path for home in java.homes[:3]))
        where = catalog_source(java.homes[0].source, verified=java.homes[0].verified, date=_java_date())
        return known(
            f"But line {java.set_on} says JAVA_HOME={java.java_home}, not where Java is known to be: {there}.",
            at,
            where,
        )
    return Statement(
        f"Line {java.set_on} sets JAVA_HOME={java.java_home}; what puts Java there cannot be told from the file.",
        (at,),
        "unknown",
    )


def _java_date() -> str:
    from baseadvisor import catalog

    return catalog.snapshot_date("java")


def _major(name: str) -> tuple[int, int | None] | None:
    match = _MAJOR.search(name)
    return (int(match[1]), None) if match else None


def _version_of_image(final: StageFacts) -> tuple[int, int | None] | None:
    from baseadvisor.image.tag import Tag

    reference = final.reference
    tag = Tag.parse(reference.effective_tag or "") if reference is not None else None
    if tag is None or not tag.numbers or tag.scheme not in ("java", "number"):
        return None
    numbers = tag.numbers
    if not 5 <= numbers[0] <= 99:
        return None
    if numbers[0] == 8:
        return 8, numbers[1] if len(numbers) > 1 else None
    return numbers[0], numbers[2] if len(numbers) > 2 else None
