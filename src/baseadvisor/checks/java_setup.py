"""How Java is put into an image: which JAVA_HOME, which package, which download."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from baseadvisor.analysis import Analysis, StageFacts
from baseadvisor.checks.dead_hosts import DEAD_INSTALLERS, DEAD_INSTALLERS_ARCHIVE
from baseadvisor.checks.hit import Hit, Placed, hit
from baseadvisor.checks.java import JAVA_WORD, java_homes, settings
from baseadvisor.checks.java_version import package_major, unaware_version, url_major
from baseadvisor.checks.provided import SYSTEM_MANAGERS, provided, start_instructions, surely_runs
from baseadvisor.checks.userland import image_name, known_userland
from baseadvisor.checks.words import sources_and_destination, value_of
from baseadvisor.dockerfile.model import Node, Pair
from baseadvisor.fixes.edit import Edit
from baseadvisor.image.numbers import is_number, number

if TYPE_CHECKING:
    from baseadvisor.catalog.userlands import Userland


def home_names_a_file(analysis: Analysis, *, endings: Mapping[str, str]) -> Iterator[Hit]:
    """The variable for a tool's folder names its `bin`, or the program itself, instead of the folder above.

    `endings` gives for each variable what must not be at the end, as a regular expression. Not where a RUN makes that
    path a link to a folder. Placeholders: {variable}, {value}, {home}.
    """
    for variable, ending in endings.items():
        for setting in settings(analysis, variable):
            path = (setting.value.text or "").rstrip("/")
            home = re.sub(rf"{ending}$", "", path)
            if home != path and not _links_folder(analysis, path, ending):
                known = home not in ("", "/usr", "/usr/local")
                shown = home if known else "the folder that holds bin and lib"
                yield hit(_value(setting.pair), variable=variable, value=path, home=shown)


def _links_folder(analysis: Analysis, path: str, ending: str) -> bool:
    """Whether `ln` links the path to something that has not the program's name."""
    for command in analysis.commands("ln"):
        run = analysis.run_of(command)
        ends = [run.script.resolve(word, run.environment) or word.text for word in command.operands]
        if len(ends) == 2 and ends[1] == path and not re.search(rf"{ending}$", ends[0].strip("\"'")):
            return True
    return False


def _value(pair: Pair) -> Node:
    return Node(pair.value_start, pair.value_end)


def home_is_a_command(analysis: Analysis) -> Iterator[Hit]:
    """ENV JAVA_HOME holds a command substitution, which ENV does not run. Placeholders: {value}."""
    for instruction in analysis.instructions("ENV"):
        for pair in instruction.pairs:
            value = pair.value or ""
            if pair.key == "JAVA_HOME" and ("$(" in value or "`" in value) and analysis.dockerfile.escape != "`":
                yield hit(pair, value=value.strip("\"'"))


def home_in_profile(analysis: Analysis, *, files: Sequence[str]) -> Iterator[Hit]:
    """JAVA_HOME is written into a file that only a login shell reads. Placeholders: {file}."""
    pattern = re.compile(r"(?<![\w-])JAVA_HOME=")
    for run in analysis.runs:
        for redirect in run.script.redirects:
            target = redirect.target.value if redirect.target is not None else None
            if redirect.operator not in (">", ">>") or target is None or redirect.command is None:
                continue
            if not any(target.endswith(name) or name in target for name in files):
                continue
            text = " ".join(word.text for word in redirect.command.words)
            if pattern.search(text) and redirect.target is not None and redirect.target.start < redirect.target.end:
                yield hit(redirect.target, file=target)


def home_names_one_architecture(analysis: Analysis, *, architectures: Sequence[str]) -> Iterator[Hit]:
    """JAVA_HOME has one architecture in it, and the file is built for several.

    Placeholders: {value}, {architecture}.
    """
    if not _is_multi_platform(analysis):
        return
    for setting in settings(analysis, "JAVA_HOME"):
        raw = setting.pair.value or ""
        text = setting.value.text or ""
        found = next((one for one in architectures if re.search(rf"[-_]{one}(?:/|$)", text)), None)
        if found is None or "$" in raw or _single_platform(setting.stage):
            continue
        homes, _ = java_homes(setting.stage)
        if homes and any(home.matches(text) and home.arch_dependent for home in homes):
            yield hit(_value(setting.pair), value=text, architecture=found)


def _is_multi_platform(analysis: Analysis) -> bool:
    """Whether the file itself says that it is built for more than one platform."""
    return any(
        pair.key in ("TARGETARCH", "TARGETPLATFORM", "TARGETVARIANT")
        for instruction in analysis.instructions("ARG")
        for pair in instruction.pairs
    )


def _single_platform(stage: StageFacts) -> bool:
    platform = stage.chain[0].stage.platform if stage.chain[0].stage is not None else None
    return platform is not None


def path_of_another_java(analysis: Analysis) -> Iterator[Hit]:
    """PATH names another Java than JAVA_HOME, by its major version. Placeholders: {entry}, {home}."""
    for setting in settings(analysis, "PATH"):
        home = setting.stage.end.environment.literal("JAVA_HOME")
        wanted = _major_in(home or "")
        if wanted is None or home is None:
            continue
        for part in setting.value.parts:
            for entry in part.split(":") if isinstance(part, str) else ():
                major = _major_in(entry) if entry.endswith("/bin") and JAVA_WORD.search(entry) else None
                if major is not None and major != wanted and entry.startswith("/"):
                    yield hit(_value(setting.pair), entry=entry, home=home)
                    return


def _major_in(path: str) -> int | None:
    match = re.search(r"(?:java|jdk|jre|openjdk|zulu|temurin|corretto)-?(?:1\.)?(\d{1,2})(?!\d)", path)
    return number(match[1]) if match and number(match[1]) > 4 else None


def desktop_package(analysis: Analysis, *, needs: Sequence[str]) -> Iterator[Hit]:
    """Java with its desktop parts is installed where a headless one may do. Placeholders: {package}, {headless}.

    Words of `needs` anywhere in the file say that something is drawn on a screen.
    """
    text = analysis.text.lower()
    if any(word in text for word in needs):
        return
    for action in analysis.actions("apt-get", "apt", "aptitude", "yum", "dnf", "microdnf"):
        if action.action != "install":
            continue
        for package in action.packages:
            userland = analysis.run_of(action.command).stage.userland
            headless = _headless_of(package.name, userland)
            if package.kind != "name" or headless is None:
                continue
            exact = analysis.text[package.start : package.end] == package.name
            edits = (Edit(package.end, package.end, "-headless"),) if exact and package.version is None else ()
            yield hit(package, edits=edits, package=package.name, headless=headless)


def _headless_of(name: str, userland: "Userland | None") -> str | None:
    """The package without the desktop parts; None where there is none (the JDK had none before 8)."""
    match = re.fullmatch(r"openjdk-(\d+)-(jdk|jre)|java-(?:1\.)?(\d+)(?:\.0)?-openjdk|sapmachine-(\d+)-jre", name)
    if match is not None and match[3] == "7":
        # Enterprise Linux 6 has no such package.
        release = (userland.release or "").partition(".")[0] if userland is not None else ""
        return f"{name}-headless" if is_number(release) and number(release) >= 7 else None
    if match is not None:
        least = 17 if match[4] is not None else 8 if match[3] is not None or match[2] == "jdk" else 6
        return f"{name}-headless" if number(match[1] or match[3] or match[4]) >= least else None
    if name not in ("default-jdk", "default-jre"):
        return None
    if name == "default-jre":
        return "default-jre-headless"
    known = userland is not None and userland.release is not None and userland.package_family == "apt"
    old = ("6", "7", "8", "12.04", "14.04", "14.10", "15.04", "15.10")
    return "default-jdk-headless" if known and userland is not None and userland.release not in old else None


def moving_package(analysis: Analysis, *, packages: Sequence[str]) -> Iterator[Hit]:
    """A package that is another Java in each release of the distribution. Placeholders: {package}, {image}."""
    for action in analysis.actions():
        if action.action != "install" or action.family not in SYSTEM_MANAGERS:
            continue
        for package in action.packages:
            if package.kind == "name" and package.name in packages:
                yield hit(package, package=package.name, image=image_name(analysis.run_of(action.command).stage))


def unsupported_java(analysis: Analysis, *, over: Mapping[str, str], others: Mapping[str, str]) -> Iterator[Hit]:
    """A package or a download of a Java that nobody maintains any more.

    `over` gives for each major version the month after which there were no more updates, `others` for packages whose
    name has no version. Placeholders: {package}, {version}, {since}.
    """
    for action in analysis.actions():
        if action.action != "install" or action.family not in SYSTEM_MANAGERS:
            continue
        userland = analysis.run_of(action.command).stage.userland
        for package in action.packages:
            major = package_major(package.name, userland) if package.kind == "name" else None
            if package.name in others:
                yield hit(package, package=package.name, version="it", since=others[package.name])
                break
            if major is not None and str(major) in over:
                yield hit(package, package=package.name, version=f"Java {major}", since=over[str(major)])
                break
    for word, address in _downloads(analysis):
        major = url_major(address)
        if major is not None and str(major) in over:
            yield hit(word, package=_file_in(address), version=f"Java {major}", since=over[str(major)])


def _downloads(analysis: Analysis) -> Iterator[tuple[Placed, str]]:
    """The addresses that ADD, curl and wget fetch from, with variables filled in, each with its place."""
    for instruction in analysis.instructions("ADD"):
        for text, source in sources_and_destination(instruction)[0]:
            address = value_of(analysis, instruction, text).text
            if address is not None and "://" in address:
                yield source, address
    for command in analysis.commands("curl", "wget", "aria2c"):
        run = analysis.run_of(command)
        for word in command.arguments:
            address = run.script.resolve(word, run.environment)
            if address is not None and "://" in address:
                yield word, address


def _file_in(address: str) -> str:
    return address.partition("?")[0].rstrip("/").rpartition("/")[2]


def unaware_of_containers(analysis: Analysis) -> Iterator[Hit]:
    """What is shipped stands on a Java 8 from before 8u191, or a Java 7 or 9, without a size for its heap.

    Placeholders: {image}, {version}.
    """
    base = analysis.final.chain[0]
    version = unaware_version(base)
    if version is not None and _limits_heap(analysis):
        return
    if version is not None and base.stage is not None and base.reference is not None:
        yield hit(base.stage.from_instruction.words[0], image=base.reference.familiar, version=version)


def _limits_heap(analysis: Analysis) -> bool:
    """Whether what the image starts, or a variable that reaches it, gives the JVM a size for its heap."""
    starts = list(start_instructions(analysis))
    started = " ".join(instruction.arguments for instruction in starts)
    is_java = any(command.name == "java" for each in starts for command in analysis.facts(each).commands)
    if _HEAP.search(started):
        return True
    return any(
        _HEAP.search(pair.value or "") and (not is_java or pair.key in _READ_BY_JVM or pair.key in started)
        for facts in analysis.final.chain
        for instruction in facts.instructions
        if instruction.keyword == "ENV"
        for pair in instruction.pairs
    )


_READ_BY_JVM = ("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS")
_HEAP = re.compile(r"-Xmx|-XX:(?:MaxHeapSize|MaxRAM|\+UseCGroupMemoryLimitForHeap)")


def manual_pages_missing(analysis: Analysis, *, releases: Sequence[str]) -> Iterator[Hit]:
    """A JRE is installed on a slim Debian of a release in which that fails for want of a folder.

    Placeholders: {package}, {image}.
    """
    for action in analysis.actions("apt-get", "apt"):
        if action.action != "install":
            continue
        run = analysis.run_of(action.command)
        userland = known_userland(run.stage)
        if userland is None or userland.id != "debian-slim" or userland.release not in releases:
            continue
        package = next((p for p in action.packages if re.fullmatch(_JRE, p.name)), None)
        if package is None or not surely_runs(action.command) or run.instruction.parent is not None:
            continue
        if "/man" in analysis.text or provided(run.stage, action.command.start).opaque:
            continue
        yield hit(package, package=package.name, image=image_name(run.stage))


_JRE = r"openjdk-\d+-(?:jre|jdk)(?:-headless)?|default-(?:jre|jdk)(?:-headless)?"


def interactive_alternatives(analysis: Analysis, *, commands: Sequence[str]) -> Iterator[Hit]:
    """`update-alternatives --config` waits for a choice. Placeholders: {command}, {name}."""
    for command in analysis.commands(*commands):
        word = command.flag("--config")
        if word is None or command.position > 0 or any(one.operator.startswith("<") for one in command.redirects):
            continue
        at = command.words.index(word) + 1
        name = command.words[at].text if at < len(command.words) else ""
        yield hit(word, command=command.name or "", name=name)


def in_text(analysis: Analysis, *, pattern: str, keywords: Sequence[str]) -> Iterator[Hit]:
    """A regular expression that RUN (or another of `keywords`) matches outside comments. Placeholders: {text}."""
    expression = re.compile(pattern)
    for instruction in analysis.instructions(*keywords):
        start = instruction.start
        text = analysis.text[start : instruction.end]
        for match in expression.finditer(text):
            line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()].lstrip()
            if not line.startswith("#"):
                yield Hit(start + match.start(), start + match.end(), {"text": match[0]})
                break


def installer_without_download(analysis: Analysis) -> Iterator[Hit]:
    """A package that only downloaded Java, from where there is none any more: once a file, where it is installed.

    Else where a RUN speaks of it, or of the archive that had it. Placeholders: {text}.
    """
    for action in analysis.actions("apt-get", "apt", "aptitude"):
        for package in action.packages if action.action == "install" else ():
            if re.fullmatch(DEAD_INSTALLERS, package.name):
                yield hit(package, text=package.name)
                return
    pattern = rf"{DEAD_INSTALLERS_ARCHIVE}|\b{DEAD_INSTALLERS}\b"
    yield from islice(in_text(analysis, pattern=pattern, keywords=("RUN",)), 1)


def package_not_in_release(
    analysis: Analysis, *, held: Mapping[str, Sequence[int]], told: Sequence[int]
) -> Iterator[Hit]:
    """A version of OpenJDK that the distribution's release does not have, and no other source of packages is added.

    `held` gives for each release (`debian 12`) the major versions it has, `told` are the versions the table speaks of.
    Placeholders: {package}, {release}, {versions}.
    """
    for action in analysis.actions("apt-get", "apt", "aptitude"):
        if action.action != "install":
            continue
        run = analysis.run_of(action.command)
        userland = known_userland(run.stage)
        if userland is None or userland.release is None:
            continue
        versions = held.get(f"{userland.distribution} {userland.release}")
        if versions is None or not surely_runs(action.command) or action.command.handled or run.instruction.parent:
            continue
        if _adds_sources(run.stage, action.command.start) or run.mounts:
            continue
        for package in action.packages:
            match = re.fullmatch(r"openjdk-(\d+)-(?:jdk|jre)(?:-headless)?", package.name)
            if match is None or package.kind != "name" or number(match[1]) not in told or number(match[1]) in versions:
                continue
            release = f"{(userland.distribution or '').capitalize()} {userland.release}"
            shown = ", ".join(map(str, versions))
            yield hit(package, package=package.name, release=release, versions=shown, image=image_name(run.stage))
            break


def _adds_sources(stage: StageFacts, before: int) -> bool:
    """Whether apt was given other sources than the image's own, or may have been by something that is not seen."""
    from baseadvisor.catalog import official_name

    if stage.reference is None or official_name(stage.reference) is None or provided(stage, before).opaque:
        return True
    for facts in stage.chain:
        for instruction in facts.instructions:
            if facts is stage and instruction.start >= before:
                break
            if instruction.keyword in ("RUN", "COPY", "ADD") and _SOURCES.search(instruction.arguments):
                return True
    return False


_SOURCES = re.compile(
    r"/etc/apt|add-apt-repository|apt-add-repository|ppa:|sources\.list|backports|\bdeb\b|extrepo|apt-key"
)
