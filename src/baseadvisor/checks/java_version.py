"""Which Java a stage has: by its image's tag, by a package's name, by where it was downloaded from."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from baseadvisor.analysis import StageFacts
from baseadvisor.checks.provided import SYSTEM_MANAGERS
from baseadvisor.image.numbers import number

if TYPE_CHECKING:
    from baseadvisor.catalog.userlands import Userland

_PACKAGE_MAJOR = re.compile(
    r"(?:openjdk-?(\d+)(?:-.*)?|java-(?:1\.)?(\d+)(?:\.0)?-.*|temurin-(\d+)-.*|zulu-?(\d+).*|msopenjdk-(\d+))"
)
_JAVA_IMAGES = {
    "openjdk": r"(\d+)",
    "java": r"(?:openjdk-)?(\d+)",
    "eclipse-temurin": r"(\d+)",
    "amazoncorretto": r"(\d+)",
    "sapmachine": r"(\d+)",
    "azul-zulu": r"(\d+)",
    "azul/zulu-openjdk": r"(\d+)",
    "azul/zulu-openjdk-alpine": r"(\d+)",
    "azul/zulu-openjdk-debian": r"(\d+)",
    "maven": r".*-(?:jdk-?|openjdk-|eclipse-temurin-|amazoncorretto-|sapmachine-|ibmjava-)(\d+)",
    "gradle": r".*jdk-?(\d+)",
    "tomcat": r".*-(?:jdk-?|jre-?|openjdk-?)(\d+)",
    "jetty": r".*-(?:jdk|jre)(\d+)",
}
"""Official images, and vendors', whose tags tell Java's major version."""

_URL_MAJOR = re.compile(
    r"/(?:semeru|temurin|openjdk)(\d+)-(?:binaries|releases|upstream-binaries)/"
    r"|/OpenJDK(\d+)U-(?:jdk|jre)"
    r"|api\.(?:adoptium|adoptopenjdk)\.net/v3/(?:binary|installer)/(?:latest|version)/(?:jdk-?)?(\d+)"
    r"|/graalvm-ce-builds/releases/download/jdk-(\d+)"
    r"|/graalvm-(?:ce-java|community-jdk-|jdk-)(\d+)(?:\.[\d.]+)?[_-]"
    r"|/amazon-corretto-(\d+)[.-]"
    r"|/zulu[\d.-]+[\w.-]*?-(?:jdk|jre)(\d+)\."
    r"|download\.java\.net/java/(?:GA|early_access)/jdk(\d+)"
    r"|/bellsoft-(?:jdk|jre)(\d+)[.u+]"
    r"|/microsoft-jdk-(\d+)[.-]"
    r"|/sapmachine-(?:jdk|jre)-(\d+)[._]"
    r"|/(?:server-)?(?:jdk|jre)-(\d+)(?:u\d+)?(?:[.\d]*)[_-](?:linux|solaris|windows)"
)
"""Where vendors keep their builds, as their download pages have the addresses."""


def java_major(stage: StageFacts) -> int | None:
    """The major version of the only Java that the stage has, None where that is not known.

    A file that brings another one by hand (a copy, a download) leaves it open.
    """
    found = set(_majors(stage))
    if len(found) != 1 or _other_java(stage):
        return None
    return found.pop()


def _majors(stage: StageFacts) -> Iterator[int]:
    if stage.reference is not None:
        from baseadvisor.catalog import official_name

        pattern = _JAVA_IMAGES.get(official_name(stage.reference) or stage.reference.familiar_name)
        match = re.match(pattern + r"(?!\d)", stage.reference.effective_tag or "") if pattern else None
        if match is not None and number(match[1]) > 5:
            yield number(match[1])
    for facts in stage.chain:
        for run in facts.runs:
            for action in run.actions:
                if action.action == "install" and action.family in SYSTEM_MANAGERS:
                    for package in action.packages:
                        major = package_major(package.name, stage.userland)
                        if major is not None:
                            yield major


def package_major(name: str, userland: "Userland | None" = None) -> int | None:
    """Java's major version in a package's name; of `default-jdk`, the one that the userland's release stands for."""
    match = _PACKAGE_MAJOR.fullmatch(name)
    if match is not None:
        return number(next(group for group in match.groups() if group))
    if userland is None or not name.startswith("default-j"):
        return None
    from baseadvisor.catalog import default_java

    return default_java(name, userland.distribution, userland.release)


def url_major(address: str) -> int | None:
    """Java's major version in the address of a vendor's build."""
    match = _URL_MAJOR.search(address)
    return number(next(group for group in match.groups() if group)) if match else None


_JAVA_ITSELF = re.compile(r"jdk|jre|/java\b|java-?\d|graal|sdkman|corretto|zulu|temurin|liberica|semeru", re.IGNORECASE)
_BRINGERS = ("curl", "wget", "tar", "unzip", "update-alternatives", "alternatives", "sdk")


def _other_java(stage: StageFacts) -> bool:
    for facts in stage.chain:
        for instruction in facts.instructions:
            if instruction.keyword in ("COPY", "ADD") and _JAVA_ITSELF.search(instruction.arguments):
                return True
        for run in facts.runs:
            for command in run.commands:
                if command.name in _BRINGERS and any(_JAVA_ITSELF.search(word.text) for word in command.arguments):
                    return True
    return False


_LATE_8 = 191
"""The update of Java 8 that brought container support; 7 and 9 never had it."""
_DEAD_TAGS = {
    "maven": r"3\.[0-5](?:\.\d+)?(?:-jdk-8)?(?:-(?:slim|alpine|onbuild).*)?",
    "tomcat": r"8\.0(?:\.\d+)?(?:-jre8)?(?:-(?:slim|alpine).*)?"
    r"|7\.0\.(?:[0-8]?\d|90)(?:-jre8)?(?:-(?:slim|alpine).*)?"
    r"|8\.5\.(?:[0-2]?\d|3[0-4])(?:-jre8)?(?:-(?:slim|alpine).*)?"
    r"|9\.0\.(?:\d|1[0-2])(?:-jre8)?(?:-(?:slim|alpine).*)?",
    "gradle": r"(?:[23]\.\d+|4\.\d)(?:\.\d+)?(?:-(?:jdk|jre)8)?(?:-(?:slim|alpine).*)?",
}
"""Tags on Java 7 or 8 that were built for the last time before 8u191 came in October 2018, each when its next version
took its place: Maven 3.6.0, Tomcat 7.0.91, 8.5.35 and 9.0.13, Gradle 4.10; Tomcat 8.0 ended in September 2018."""


def unaware_version(stage: StageFacts) -> str | None:
    """The version of a base image's Java that does not know of a container's limits; None where it may know of them."""
    reference = stage.reference
    if reference is None:
        return None
    from baseadvisor.catalog import official_name

    name, tag = official_name(reference), reference.effective_tag or ""
    if name in ("openjdk", "java"):
        match = re.match(r"(?:openjdk-)?(?:8u(\d+)|9(?!\d)|(7)(?!\d))", tag)
        if match is not None and match[1] is not None and number(match[1]) >= _LATE_8:
            return None
        # The image "java" was given up at 8u111, which its tags without an update stand for.
        version = match[0].removeprefix("openjdk-") if match is not None else "8u111" if name == "java" else None
        return f"Java {version}" if version is not None else None
    pattern = _JAVA_IMAGES.get(name or "")
    match = re.match(pattern + r"(?!\d)", tag) if name in _DEAD_TAGS and pattern else None
    if match is not None and match[1] in ("7", "9"):
        return f"Java {match[1]}"
    if name in _DEAD_TAGS and re.fullmatch(_DEAD_TAGS[name], tag):
        return "a Java from before 8u191"
    return None
