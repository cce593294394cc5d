"""Java: where it is, whose it is, and what a JRE leaves out."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.language.jumps import java_of
from baseadvisor.advisor.compat.origin.dead import archive_to_leave
from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.flavour import JAVA_IMAGES, flavour_of
from baseadvisor.advisor.jdk import need_of_jdk, started_of_jdk
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.catalog.java import JavaHome
from baseadvisor.catalog.userlands import Userland
from baseadvisor.checks.dead_hosts import DEAD_INSTALLERS

_BUILD = frozenset({"mvn", "mvnw", "gradle", "gradlew", "ant", "sbt"})
_PATH = re.compile(r"(?<![\w$}])/(?:usr/lib/jvm|usr/java|opt/(?:java|jdk|openjdk)|docker-java-home)[\w./*-]*")


WHOLE = "JDK -> JRE"
"""What is said where a JRE takes the place of a whole JDK."""


def homes(image: Image) -> tuple[JavaHome, ...]:
    """The folders JAVA_HOME may name in an image; empty where none is known."""
    from baseadvisor.catalog import java_home_of_image

    return java_home_of_image(image.parsed) if image.parsed is not None else ()


def reasons(move: Move) -> Iterator[Reason]:
    """What becomes of JAVA_HOME, of paths into Java, and of the JDK's programs."""
    if move.after.userland is None:
        return
    after, before = homes(move.after), homes(move.before)
    installs = [one for one in move.needs.languages if one.name == "java"] if not move.run_only else []
    brings = bool(after) and not before and bool(installs)
    if after and (before or brings or move.run_only):
        yield from _home(move, after)
        yield from _paths(move, after)
    elif installs and move.changes_release and not after:
        yield from _package_home(move)
    if brings:
        action = installs[0].action
        names = ", ".join(
            package.name
            for package in action.packages
            if "jdk" in package.name or "jre" in package.name or "java" in package.name
        )
        yield Reason(
            "java",
            "note",
            "high",
            f"install of {names or 'Java'}",
            f"{move.after.reference} brings Java: leave the package out{archive_to_leave(move)}",
            move.line(action.start),
        )
    if brings and installs[0].builds and _is_jre(move.after):
        yield Reason(
            "java",
            "check",
            "high",
            "a whole JDK",
            f"{move.after.reference} is a JRE: what compiles on top of this image needs the JDK",
            move.line(installs[0].action.start),
        )
    yield from _javafx(move)
    if _is_jre(move.after):
        yield from _jre(move)
    if before and after:
        yield from _vendor(move)


_OF_INSTALLER = re.compile(r"(?:JAVA|JRE|JDK)_HOME[= ][\"']?(?P<path>/usr/lib/jvm/java-\d+-oracle)\b")


def standing(move: Move) -> Iterator[Reason]:
    """JAVA_HOME in the folder of an installer of Oracle's Java that makes nothing any more: of a move from nowhere."""
    if not any(re.fullmatch(DEAD_INSTALLERS, name) for name in move.needs.installed()):
        return
    for text, start in move.needs.words():
        match = _OF_INSTALLER.search(text) if not text.upper().startswith("RUN") else None
        if match is not None:
            why = "nothing makes that folder any more: what takes the installer's place has its Java elsewhere"
            yield Reason("java", "breaks", "high", f"JAVA_HOME={match['path']}", why, move.line(start + match.start()))
            return


def leaves_java_8(move: Move) -> bool:
    """Whether an installer of Oracle's Java 8, or an older one, is dead, and the image there brings no Java 8."""
    named = (name for name in move.needs.installed() if re.fullmatch(DEAD_INSTALLERS, name))
    return any(re.search(r"java[678]\b", name) for name in named) and java_of(move.name_after, move.after) != 8


# The first release whose openjfx is 11. Where to look: packages.debian.org/openjfx, packages.ubuntu.com/openjfx.
_JAVAFX_11 = {"debian": (10,), "ubuntu": (18, 10)}


def _javafx(move: Move) -> Iterator[Reason]:
    """JavaFX by the release's package, beside an image's Java 8."""
    if move.run_only or java_of(move.name_after, move.after) != 8 or not move.reaches(_JAVAFX_11):
        return
    for package in move.packages():
        if re.fullmatch(r"openjfx|libopenjfx-(?:java|jni)", package.name):
            why = (
                f"that of {move.place} is JavaFX 11, which Java 8 does not load: take a build of Java 8 that "
                "brings JavaFX (Azul Zulu FX, Liberica Full)"
            )
            yield Reason("java", "breaks", "medium", f"package {package.name}", why, move.line(package.start))
            return


def _home(move: Move, after: tuple[JavaHome, ...]) -> Iterator[Reason]:
    right = after[0].path
    for instruction in move.needs.instructions:
        if instruction.keyword not in ("ENV", "ARG"):
            continue
        for pair in instruction.pairs:
            if pair.key not in ("JAVA_HOME", "JRE_HOME", "JDK_HOME") or pair.value is None:
                continue
            value = pair.value.strip("\"'").rstrip("/")
            if "$" in value or any(home.matches(value) for home in after):
                continue
            known = "" if "{" in right or "*" in right else f": it is {right} there"
            sets = ", and the image sets it itself" if after[0].env_set else ""
            yield Reason(
                "java",
                "breaks",
                "high" if after[0].confidence == "high" else "medium",
                f"{pair.key}={value}",
                f"Java moves{known}{sets}",
                move.line(pair.start),
            )


def _paths(move: Move, after: tuple[JavaHome, ...]) -> Iterator[Reason]:
    """Paths into the old Java, elsewhere than in JAVA_HOME."""
    told: set[int] = set()
    for text, start in move.needs.words():
        for match in _PATH.finditer(text):
            path = match[0].rstrip("/.")
            line = move.line(start + match.start())
            if line in told or any(home.matches(path) or _below(home, path) for home in after):
                continue
            told.add(line)
            keyword = next((each.keyword for each in move.needs.instructions if each.start == start), "")
            before = text[: match.start()].rstrip("\"'")
            if keyword in ("ENV", "ARG") and re.search(r"(JAVA|JRE|JDK)_HOME[ =]\s*$", before):
                continue
            yield Reason("java", "breaks", "high", f"the path {path}", f"Java is in {after[0].path} there", line)


def _below(home: JavaHome, path: str) -> bool:
    return path.startswith(home.path + "/") or (home.path.count("/") > 1 and path in home.path)


def _package_home(move: Move) -> Iterator[Reason]:
    """JAVA_HOME of the package where the distribution changes: its path has another name elsewhere."""
    from baseadvisor.catalog import java_home_of_package

    there = move.after.userland
    assert there is not None  # noqa: S101 - the caller looked
    packages = [package.name for action in move.actions() if action.action == "install" for package in action.packages]

    def homes_in(userland: Userland | None) -> list[JavaHome]:
        if userland is None or userland.package_family is None:
            return []
        family, distribution, release = userland.package_family, userland.distribution, userland.release
        found = (java_home_of_package(family, name, distribution=distribution, release=release) for name in packages)
        return [home for each in found for home in each]

    possible, once = homes_in(there), homes_in(move.before.userland)
    if not possible:
        return
    for instruction in move.needs.instructions:
        for pair in instruction.pairs if instruction.keyword == "ENV" else ():
            if pair.key == "JAVA_HOME" and pair.value is not None and "$" not in pair.value:
                value = pair.value.strip("\"'")
                if once and not any(home.matches(value) for home in once):
                    continue  # it is not the package's home here either
                if not any(home.matches(value) for home in possible):
                    yield Reason(
                        "java",
                        "breaks",
                        "medium",
                        f"JAVA_HOME={value}",
                        f"the package has it in {possible[0].path} there",
                        move.line(pair.start),
                    )


def _is_jre(image: Image) -> bool:
    if image.parsed is None:
        return False
    name = base_name(image.parsed)
    return flavour_of(name, image.tag).runtime == "jre" or "/distroless/java" in name or name.endswith("/jre")


def _jre(move: Move) -> Iterator[Reason]:
    """What a JRE leaves out of the JDK: the compiler, the headers, the programs that look into a running JVM."""
    before = move.before
    if before.parsed is not None and flavour_of(base_name(before.parsed), before.tag).runtime == "jre":
        return
    commands = [(command, command.start, "") for command in move.commands()]
    commands += [(command, each.start, f" in {each.keyword}") for each, command in move.started()]
    found = next(((f"{one.name}{where}", at) for one, at, where in commands if one.name in _BUILD), None)
    if found is None:
        found = started_of_jdk(move.needs) if move.run_only else need_of_jdk(move.needs)
    if found is not None:
        why = "it needs the JDK, which a JRE leaves out"
        yield Reason("java", "breaks", "high", found[0], why, move.line(found[1]))
    elif move.name_before in JAVA_IMAGES and not any(command.name == "java" for _, command in move.started()):
        why = "nothing shows that Java alone is run: what compiles, or looks into a running JVM, needs the JDK"
        at = next((each.start for each in move.needs.starts if each.keyword != "HEALTHCHECK"), None)
        yield Reason("java", "check", "medium", WHOLE, why, move.line(at) if at is not None else None)
    elif "jdk" in before.tag and move.includes is None:
        why = f"{move.after.reference} has no compiler, and no jcmd or jstack to look into a running JVM"
        yield Reason("java", "note", "low", WHOLE, why)


def _vendor(move: Move) -> Iterator[Reason]:
    if move.name_before in JAVA_IMAGES and move.name_after in JAVA_IMAGES and move.name_before != move.name_after:
        yield Reason(
            "java",
            "note",
            "high",
            f"{move.name_after} instead of {move.name_before}",
            "both are OpenJDK, built by others: options and class files stay; the truststore is the new image's own",
        )
