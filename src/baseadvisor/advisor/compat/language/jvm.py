"""Java's versions: what a newer JVM refuses."""

import re
from collections.abc import Iterator

from baseadvisor.advisor import tools
from baseadvisor.advisor.compat.language.jumps import Jump, java_of, newest_alone, place_of_use
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.image.numbers import numbers

_BUILDS = frozenset({"gradle", "gradlew", "mvn", "mvnw", "ant", "sbt"})
# The release of Java, and what it changed. Sources: JEP 261 and 320, 403, 486.
_CHANGES = (
    (9, "9 closed the JDK's inside"),
    (11, "11 left out Java EE (JAXB, CORBA)"),
    (15, "15 left out the JavaScript engine Nashorn"),
    (17, "17 closed the JDK's inside for good (--illegal-access is gone)"),
    (24, "24 left out the security manager"),
)
# The first Gradle that runs on a version of Java. Source: Gradle's compatibility matrix.
_GRADLE = {8: "2.0", 11: "5.0", 17: "7.3", 21: "8.5", 22: "8.8", 23: "8.10", 24: "8.14", 25: "9.1"}


def image(move: Move) -> Iterator[Reason]:
    """What the change of Java's version between two images touches."""
    old, new = java_of(move.name_before, move.before), java_of(move.name_after, move.after)
    newest = dict(newest_alone(move.name_after)).get("java")
    if old is not None and new is None and newest is not None and (old,) < newest:
        yield from jump(move, Jump("java", (old,), newest, exact=False))
    elif old is not None and new is not None and old < new:
        yield from jump(move, Jump("java", (old,), (new,)))
    elif new is not None:
        yield from _brought(move, new)


def _brought(move: Move, new: int) -> Iterator[Reason]:
    """What the file installs by the package of its makers, in another version than the image brings."""
    installed = next((one for one in move.needs.languages if one.name == "java"), None)
    asked = numbers(installed.version)[:1] if installed is not None else ()
    if move.includes == "java" and installed is not None and () < asked < (new,):
        yield from jump(move, Jump("java", asked, (new,), installed.action.start))


def jump(move: Move, change: Jump) -> Iterator[Reason]:
    """What a newer Java touches: libraries and build tools, and options that stop it."""
    old, new = change.old[0], change.new[0]
    place = place_of_use(move, frozenset(), _BUILDS | {"java", "javac"})
    place = place if place is not None else change.start
    changes = [text for since, text in _CHANGES if old < since <= new]
    yield Reason(
        "version",
        "check",
        "high" if old < 9 <= new else "medium",
        change.title,
        "; ".join([f"libraries that read class files, and what builds with them, have to support {new}", *changes]),
        move.line(place) if place is not None else None,
    )
    yield from _gradle(move, new)
    yield from _options(move, old, new)
    if old < 9 <= new:
        yield from _android_tools(move, new)


# The archive that sdkmanager came in until 2020, and whose last, 26.1.1, rests on javax.xml.bind. Where to look:
# developer.android.com/studio/releases/sdk-tools; its successor is commandlinetools-linux-*.
_ANDROID_TOOLS = re.compile(r"\bsdk-tools-linux-(?:\d+|\$)")
_NEWER_ANDROID_TOOLS = re.compile(r"\bcommandlinetools-linux-|/cmdline-tools/")


def _android_tools(move: Move, new: int) -> Iterator[Reason]:
    """Android's old sdkmanager, which a Java without JAXB does not start."""
    if not move.needs.matches(_ANDROID_TOOLS) or move.needs.matches(_NEWER_ANDROID_TOOLS):
        return
    for command in move.commands():
        program = command.words[0].text.strip("\"'").rpartition("/")[2] if command.words else ""
        if program == "sdkmanager" and not command.handled and not command.ignored:
            why = (
                f"the sdkmanager of sdk-tools-linux needs JAXB, which Java {new} lacks: "
                "take commandlinetools-linux, or Java 8"
            )
            yield Reason("version", "breaks", "high", "sdkmanager in RUN", why, move.line(command.start))
            return


def gradlew(move: Move) -> Iterator[Reason]:
    """The script of Gradle 7.5 and later, which stops without xargs. Source: corretto/corretto-docker issue 228."""
    if tools.has(move.after, "xargs") is not False or tools.has(move.before, "xargs") is False:
        return
    for command in move.commands():
        if command.name != "gradlew" or command.handled or command.ignored or command.conditional:
            continue
        if not tools.brought_by("xargs", move.needs.installed(command.start)):
            why = (
                f"the script of Gradle 7.5 and later calls xargs, which {move.after.reference} lacks: install findutils"
            )
            yield Reason("programs", "breaks", "medium", "gradlew in RUN", why, move.line(command.start))
        return


_GRADLE_NAMED = re.compile(
    r"\bGRADLE_VERSION[= ][\"']?v?(?P<set>\d+\.\d+)|/gradle-(?P<fetched>\d+\.\d+)[\d.]*-(?:bin|all)\.zip"
)


def _gradle(move: Move, new: int) -> Iterator[Reason]:
    first = _GRADLE.get(new)
    for text, start in move.needs.words() if first is not None and not move.run_only else ():
        match = _GRADLE_NAMED.search(text)
        named = (match["set"] or match["fetched"]) if match is not None else None
        if match is not None and numbers(named) < numbers(first):
            why = f"only Gradle {first} and later run on Java {new}"
            yield Reason("version", "breaks", "high", f"Gradle {named}", why, move.line(start + match.start()))
    for command in move.commands():
        if command.name == "gradlew" and first is not None:
            why = f"only Gradle {first} and later run on Java {new}: gradle/wrapper/gradle-wrapper.properties names one"
            yield Reason("version", "check", "medium", "gradlew", why, move.line(command.start))
            return


def _options(move: Move, old: int, new: int) -> Iterator[Reason]:
    """Options that the JVM no longer knows stop it at once."""
    gone = (
        (r"-XX:\+UseConcMarkSweepGC", 15),
        (r"-XX:\+UseParNewGC", 11),
        (r"-XX:\+PrintGC(?:DateStamps|TimeStamps)\b", 9),
        (r"-XX:(?:Max)?PermSize=[^\s\"',]+", 17),
        (r"-XX:\+UseCGroupMemoryLimitForHeap", 11),
        (r"-d64\b", 10),
        (r"--add-modules(?:[= ]|\"\s*,\s*)[\"']?java\.(?:xml\.bind|xml\.ws|activation|corba|transaction|se\.ee)\b", 11),
        (r"-Djava\.ext\.dirs=", 9),
        (r"-XX:\+AggressiveOpts", 13),
    )
    for text, start in move.needs.words():
        for pattern, since in gone:
            match = re.search(pattern, text)
            if match and old < since <= new:
                yield Reason(
                    "version",
                    "breaks",
                    "high",
                    match[0],
                    f"the JVM no longer knows it from Java {since} on, and does not start",
                    move.line(start + match.start()),
                )
