"""JAVA_HOME and the PATH entries that hang on it."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from baseadvisor.analysis import Analysis, StageFacts
from baseadvisor.checks.hit import Hit
from baseadvisor.dockerfile.expansion import ExpansionError, Value, expand
from baseadvisor.dockerfile.model import Instruction, Pair

if TYPE_CHECKING:
    from baseadvisor.catalog.java import JavaHome

_JAVA_WORD = re.compile(
    r"java|jdk|jre|jvm|graal|sdkman|corretto|zulu|temurin|adopt|liberica|semeru|sapmachine|dragonwell|mandrel|asdf|mise"
    r"|coursier|nix|conda|brew|maven|gradle|android|\bant\b|scala|sbt|kotlin|clojure|lein|groovy|tomcat|jenkins|hadoop"
    r"|spark|kafka|cassandra|elastic|logstash|libreoffice|bazel",
    re.IGNORECASE,
)
"""Words that hint at a Java from somewhere: too many rather than too few."""

_FETCHERS = frozenset(("curl", "wget", "tar", "unzip", "7z", "aria2c", "cp", "mv", "ln", "git", "rsync", "rpm", "dpkg"))
_RUNNERS = frozenset(("sh", "bash", "python", "python3", "perl", "ruby", "make", "ansible-playbook", "chef-client"))


class Setting(NamedTuple):
    """An `ENV name=value` in a stage, with the value it comes to."""

    stage: StageFacts
    instruction: Instruction
    pair: Pair
    value: Value


def settings(analysis: Analysis, name: str) -> Iterator[Setting]:
    """Where stages set the variable `name` with ENV."""
    for instruction in analysis.instructions("ENV"):
        if instruction.parent is not None:
            continue
        for pair in instruction.pairs:
            if pair.key == name and pair.value:
                lookup = analysis.scopes.before(instruction).lookup
                try:
                    value = expand(pair.value, lookup, analysis.dockerfile.escape).value
                except ExpansionError:
                    continue
                yield Setting(analysis.stage_of(instruction), instruction, pair, value)


def home_elsewhere(analysis: Analysis) -> Iterator[Hit]:
    """JAVA_HOME names a folder where neither the base image nor an installed package puts Java.

    Silent where Java may come from anywhere else: a download, a copy, a base that is not known. Placeholders: {value},
    {homes}, {origin}.
    """
    for setting in settings(analysis, "JAVA_HOME"):
        text = setting.value.text
        if text is None or not text.startswith("/"):
            continue
        path = text.rstrip("/") or "/"
        homes, origins = _homes(setting.stage)
        if not homes or not all(home.confidence == "high" for home in homes):
            continue
        if any(home.matches(path) or _is_jre_of(home, path) for home in homes) or _made_by_hand(setting.stage, path):
            continue
        values = {
            "value": path,
            "homes": " or ".join(dict.fromkeys(home.path.replace("{arch}", "amd64") for home in homes[:2])),
            "origin": ", ".join(dict.fromkeys(origins)),
        }
        yield Hit(setting.pair.value_start, setting.pair.value_end, values)


def _is_jre_of(home: "JavaHome", path: str) -> bool:
    """Whether it is the `jre` folder that a JDK up to 8 has inside."""
    return path.endswith("/jre") and home.matches(path.removesuffix("/jre"))


def _homes(stage: StageFacts) -> "tuple[list[JavaHome], list[str]]":
    """The folders in which Java is for certain, and what puts it there."""
    from baseadvisor.catalog import java_home_of_image, java_home_of_package

    homes: list[JavaHome] = []
    origins: list[str] = []
    userland, reference = stage.userland, stage.reference
    if reference is not None:
        homes.extend(java_home_of_image(reference))
        if homes:
            origins.append(reference.familiar)
    if userland is None or userland.package_family is None:
        return homes, origins
    for facts in stage.chain:
        for run in facts.runs:
            for action in run.actions:
                if action.action != "install":
                    continue
                for package in action.packages:
                    found = java_home_of_package(
                        userland.package_family,
                        package.name,
                        distribution=userland.distribution,
                        release=userland.release,
                    )
                    if found:
                        homes.extend(found)
                        origins.append(package.name)
    return homes, origins


def _made_by_hand(stage: StageFacts, path: str) -> bool:
    """Whether the file may put a Java, or that very folder, there in another way than by a package."""
    if stage.reference is None or stage.userland is None:
        return True
    for facts in stage.chain:
        for instruction in facts.instructions:
            if instruction.keyword in ("COPY", "ADD", "VOLUME") and (
                _JAVA_WORD.search(instruction.arguments) or any(_is_above(w.text, path) for w in instruction.words[-1:])
            ):
                return True
        for run in facts.runs:
            if path in run.script.source.text or run.script.unparsed is not None:
                return True
            for command in run.commands:
                if command.name is None or not command.words:
                    continue
                text = run.script.source.text
                if command.name in _FETCHERS and any(_JAVA_WORD.search(word.text) for word in command.arguments):
                    return True
                if "update-alternatives" in text or command.name in _RUNNERS or "/" in command.words[0].text[:2]:
                    return True
    return False


def _is_above(folder: str, path: str) -> bool:
    """Whether a folder holds a path."""
    plain = folder.strip("\"'").rstrip("/")
    return path == plain or path.startswith(plain + "/")


def home_without_java(analysis: Analysis, *, images: Sequence[str]) -> Iterator[Hit]:
    """JAVA_HOME is set in a final stage that has no Java: its base has none, and nothing brings one.

    `images` are official images that are known to hold no Java. Placeholders: {value}, {image}.
    """
    shipped = analysis.final.chain
    for setting in settings(analysis, "JAVA_HOME"):
        stage = analysis.final
        if setting.stage not in shipped or stage.reference is None:
            continue
        from baseadvisor.catalog import official_name

        if official_name(stage.reference) in images and not _may_have_java(stage):
            values = {"value": setting.pair.value or "", "image": stage.reference.familiar}
            yield Hit(setting.pair.start, setting.pair.end, values)


def _may_have_java(stage: StageFacts) -> bool:
    for facts in stage.chain:
        for instruction in facts.instructions:
            if instruction.keyword in ("COPY", "ADD", "ONBUILD"):
                if _JAVA_WORD.search(instruction.arguments) or instruction.flag("from") is not None:
                    return True
                if instruction.words and instruction.words[-1].text.strip("\"'").rstrip("/") in ("", "/opt", "/usr"):
                    return True
        for run in facts.runs:
            if run.script.unparsed is not None or run.script.problems or _JAVA_WORD.search(run.script.source.text):
                return True
            for command in run.commands:
                word = command.words[0].text if command.words else ""
                if (
                    command.name is None
                    or command.name in _RUNNERS
                    or word.startswith(("./", "/tmp", "/opt", "/usr/l"))
                ):
                    return True
    return False


_PATH_ENTRY = re.compile(r"\$\{?PATH\}?")


def path_without_colon(analysis: Analysis, *, only: str, never: str) -> Iterator[Hit]:
    """A PATH in which two entries run into each other, because a colon is missing before or after `$PATH`.

    `only` and `never` are regular expressions that the value must, or must not, match ("" for none). Placeholders:
    {value}, {joined}.
    """
    for instruction in analysis.instructions("ENV"):
        for pair in instruction.pairs:
            value = (pair.value or "").strip("\"'")
            if pair.key != "PATH" or "PATH" not in value:
                continue
            if (only and not re.search(only, value)) or (never and re.search(never, value)):
                continue
            for match in _PATH_ENTRY.finditer(value):
                before, after = value[: match.start()][-1:], value[match.end() : match.end() + 1]
                braced = match[0].endswith("}")
                joined_before = bool(before) and (before.isalnum() or before in "/}_")
                joined_after = after in ("/", "$", ".") or (braced and after.isalnum())
                if joined_before or joined_after:
                    start = max(0, match.start() - 12) if joined_before else match.start()
                    end = match.end() if joined_before else match.end() + 12
                    yield Hit(
                        pair.value_start, pair.value_end, {"value": value, "joined": value[start:end].strip("\"'")}
                    )
                    break


def path_repeats(analysis: Analysis) -> Iterator[Hit]:
    """A PATH that names a Java's folder twice: the same entry again, or a JDK's `bin` beside its `jre/bin`.

    Placeholders: {entry}, {other}.
    """
    for setting in settings(analysis, "PATH"):
        if not _JAVA_WORD.search(setting.pair.value or ""):
            continue
        entries = _entries(setting.value)
        seen: set[str] = set()
        for entry in entries:
            plain = entry.rstrip("/")
            if plain in seen and _JAVA_WORD.search(plain):
                yield _path_hit(setting, plain, plain)
                break
            seen.add(plain)
        else:
            for plain in seen:
                if plain.endswith("/jre/bin") and plain.removesuffix("/jre/bin") + "/bin" in seen:
                    yield _path_hit(setting, plain, plain.removesuffix("/jre/bin") + "/bin")


def _path_hit(setting: Setting, entry: str, other: str) -> Hit:
    return Hit(setting.pair.value_start, setting.pair.value_end, {"entry": entry, "other": other})


def _entries(value: Value) -> list[str]:
    """The entries of a PATH that are wholly known."""
    text = "".join(part if isinstance(part, str) else "\0" for part in value.parts)
    return [entry for entry in text.split(":") if entry and "\0" not in entry]


def unset_in_path(analysis: Analysis) -> Iterator[Hit]:
    """PATH takes in `$JAVA_HOME` where that is not set yet, so that the entry comes to `/bin`.

    Within one ENV all values are expanded before any is set. Placeholders: {value}, {why}.
    """
    for instruction in analysis.instructions("ENV"):
        if instruction.parent is not None:
            continue
        for pair in instruction.pairs:
            if pair.key != "PATH" or "JAVA_HOME" not in (pair.value or ""):
                continue
            if not re.search(r"\$(?:JAVA_HOME\b|\{JAVA_HOME\})", pair.value or ""):
                continue
            stage = analysis.stage_of(instruction)
            if analysis.scopes.before(instruction).get("JAVA_HOME") is not None:
                continue
            together = any(other.key == "JAVA_HOME" for other in instruction.pairs)
            known = _base_sets_java_home(stage)
            if known is False or (known is None and together):
                why = (
                    "the same ENV sets it, which counts from the next instruction on"
                    if together
                    else "nothing sets it before"
                )
                yield Hit(
                    pair.value_start,
                    pair.value_end,
                    {"value": pair.value or "", "why": why},
                    confidence=None if known is False else "medium",
                )


def _base_sets_java_home(stage: StageFacts) -> bool | None:
    """Whether the base image itself sets JAVA_HOME; None where that is not known."""
    if stage.base_image == "scratch":
        return False
    if stage.reference is None:
        return None
    from baseadvisor.catalog import java_home_of_image, official_name

    homes = java_home_of_image(stage.reference)
    if homes:
        return True if any(home.env_set for home in homes) else None
    name = official_name(stage.reference)
    return False if name in ("debian", "ubuntu", "alpine", "centos", "fedora", "amazonlinux", "rockylinux") else None


_DETECTION = re.compile(r"(?:readlink|realpath|dirname)\b[^|;&]{0,60}\b(?:which|command\s+-v|type\s+-p)\s+javac?\b")


def home_by_script(analysis: Analysis) -> Iterator[Hit]:
    """A script that works out JAVA_HOME, where one line would say it. Placeholders: {line}."""
    for run in analysis.runs:
        match = _DETECTION.search(run.script.source.text)
        if match is not None:
            homes, _ = _homes(run.stage)
            path = next(
                (home.path for home in homes if not home.arch_dependent and "*" not in home.path), "/the/folder"
            )
            source = run.script.source
            yield Hit(source.offset(match.start()), source.end_offset(match.end()), {"line": f"ENV JAVA_HOME={path}"})
