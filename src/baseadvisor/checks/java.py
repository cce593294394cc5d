"""JAVA_HOME and the PATH entries that hang on it."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from baseadvisor.analysis import Analysis, StageFacts
from baseadvisor.checks.hit import Hit
from baseadvisor.checks.provided import SYSTEM_MANAGERS, brings_programs, is_opaque
from baseadvisor.dockerfile.expansion import ExpansionError, Value, expand
from baseadvisor.dockerfile.model import Instruction, Pair
from baseadvisor.fixes.edit import Edit
from baseadvisor.image.numbers import number

if TYPE_CHECKING:
    from baseadvisor.catalog.java import JavaHome

JAVA_WORD = re.compile(
    r"java|jdk|jre|jvm|graal|sdkman|corretto|zulu|temurin|adopt|liberica|semeru|sapmachine|dragonwell|mandrel|asdf|mise"
    r"|coursier|nix|conda|brew|maven|gradle|android|\bant\b|scala|sbt|kotlin|clojure|lein|groovy|tomcat|jenkins|hadoop"
    r"|spark|kafka|cassandra|elastic|logstash|libreoffice|bazel",
    re.IGNORECASE,
)
"""Words that hint at a Java from somewhere: too many rather than too few."""

_FETCHERS = frozenset(("curl", "wget", "tar", "unzip", "7z", "aria2c", "cp", "mv", "ln", "git", "rsync", "rpm", "dpkg"))
_RUNNERS = frozenset(("sh", "bash", "python", "python3", "perl", "ruby", "make", "ansible-playbook", "chef-client"))
_WRAPPERS = frozenset(("gradlew", "mvnw", "sbt", "configure", "npm", "yarn", "lein"))
"""Scripts of a project that build it, and put nothing where the system's Java is."""


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
        if text is None or not text.startswith("/") or "$" in text or "`" in text:
            continue
        path = text.rstrip("/") or "/"
        if path == "/usr":
            continue  # There are bin/java and lib below it, too.
        homes, origins = java_homes(setting.stage)
        if not homes or not all(home.confidence == "high" for home in homes):
            continue
        if any(home.matches(path) or _is_jre_of(home, path) for home in homes):
            continue
        userland = setting.stage.userland
        if userland is not None and userland.package_family != "apt" and _is_link_of_rpm(homes, path):
            continue
        if any(_made_by_hand(stage, path) for stage in _descendants(analysis, setting.stage)):
            continue
        shown = dict.fromkeys(home.path.replace("{arch}", "amd64") for home in homes[:2])
        values = {"value": path, "homes": " or ".join(shown), "origin": ", ".join(dict.fromkeys(origins))}
        yield Hit(setting.pair.value_start, setting.pair.value_end, values)


def _descendants(analysis: Analysis, stage: StageFacts) -> list[StageFacts]:
    """The stage and those that build on it."""
    return [other for other in analysis.stages if stage in other.chain]


def _is_jre_of(home: "JavaHome", path: str) -> bool:
    """Whether it is the `jre` folder that a JDK up to 8 has inside."""
    if not path.endswith("/jre") or not home.matches(path.removesuffix("/jre")):
        return False
    major = _FOLDER_MAJOR.search(path.removesuffix("/jre"))
    return major is None or number(major[1]) < 9


_FOLDER_MAJOR = re.compile(r"(?:java|jdk|jre|zulu|temurin|corretto|msopenjdk|openjdk)-?(?:1\.)?(\d+)[^/]*$")
_RPM_LINK = re.compile(r"/usr/lib(?:64)?/jvm/(?:java|jre)(?:-(?:1\.)?(\d+)(?:\.0)?)?(?:-openjdk)?(?:/jre)?")


def _is_link_of_rpm(homes: "Sequence[JavaHome]", path: str) -> bool:
    """Whether it is one of the links that RPM packages make, more of them in some releases than in others."""
    match = _RPM_LINK.fullmatch(path)
    if match is None:
        return False
    majors = {found[1] for home in homes if (found := _FOLDER_MAJOR.search(home.path))}
    return match[1] is None or match[1] in majors


def java_homes(stage: StageFacts) -> "tuple[list[JavaHome], list[str]]":
    """The folders in which Java is for certain, and what puts it there; none where a package may bring another one."""
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
                if action.action != "install" or action.family != userland.package_family:
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
                    elif package.kind != "name" or (
                        JAVA_WORD.search(package.name) and package.name not in _NO_JAVA_OF_THEIR_OWN
                    ):
                        # A list in a variable, a package file, or a tool that depends on a Java of its own choice.
                        return [], []
    return homes, origins


_NO_JAVA_OF_THEIR_OWN = frozenset(("ca-certificates-java", "java-cacerts", "java-common", "fonts-dejavu"))


def _made_by_hand(stage: StageFacts, path: str) -> bool:
    """Whether the file may put a Java, or that very folder, there in another way than by a package."""
    if stage.reference is None or stage.userland is None:
        return True
    for facts in stage.chain:
        for instruction in facts.instructions:
            if instruction.keyword in ("COPY", "ADD", "VOLUME") and (
                JAVA_WORD.search(instruction.arguments)
                or any(_is_above(word.text, path) for word in instruction.words[-1:])
                or (
                    instruction.keyword != "VOLUME"
                    and brings_programs(instruction, facts.before(instruction).environment)
                )
            ):
                return True
        for run in facts.runs:
            text = run.script.source.text
            if path in text or run.script.unparsed is not None or "alternatives" in text:
                return True
            for command in run.commands:
                if not command.words:
                    continue
                unseen = "/" in command.words[0].text[:2] and command.name not in _WRAPPERS
                if command.name is None or command.name in _RUNNERS or unseen:
                    return True
                if command.name in _FETCHERS and any(JAVA_WORD.search(word.text) for word in command.arguments):
                    return True
    return False


def _is_above(folder: str, path: str) -> bool:
    """Whether a folder holds a path, or may do so where there is a variable in it."""
    known, variable, _ = folder.strip("\"'").partition("$")
    if variable:
        return path.startswith(known)
    plain = known.rstrip("/")
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
            if instruction.keyword == "VOLUME" and JAVA_WORD.search(instruction.arguments):
                return True
            if instruction.keyword in ("COPY", "ADD", "ONBUILD"):
                if JAVA_WORD.search(instruction.arguments) or instruction.flag("from") is not None:
                    return True
                if brings_programs(instruction, facts.before(instruction).environment) or "$" in instruction.arguments:
                    return True
        for run in facts.runs:
            if is_opaque(run) or JAVA_WORD.search(run.script.source.text):
                return True
            for action in run.actions:
                if any(package.kind != "name" for package in action.packages if action.family in SYSTEM_MANAGERS):
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
            value = pair.value or ""
            if pair.key != "PATH" or "PATH" not in value:
                continue
            if (only and not re.search(only, value)) or (never and re.search(never, value)):
                continue
            as_written = analysis.text[pair.value_start : pair.value_end] == value
            joins: list[int] = []
            shown = ""
            for match in _PATH_ENTRY.finditer(value):
                before, after = value[: match.start()][-1:], value[match.end() : match.end() + 1]
                if before and (before.isalnum() or before in "/}_"):
                    joins.append(match.start())
                    shown = shown or value[max(0, match.start() - 12) : match.end()]
                if after in ("/", "$") and after:
                    joins.append(match.end())
                    shown = shown or value[match.start() : match.end() + 12]
            if joins:
                at = pair.value_start
                edits = [Edit(at + join, at + join, ":") for join in joins] if as_written else []
                yield Hit(at, pair.value_end, {"value": value.strip("\"'"), "joined": shown.strip("\"'")}, edits)


def path_repeats(analysis: Analysis) -> Iterator[Hit]:
    """A PATH that names a Java's folder twice: the same entry again, or a JDK's `bin` beside its `jre/bin`.

    Placeholders: {entry}, {other}.
    """
    for setting in settings(analysis, "PATH"):
        if not JAVA_WORD.search(setting.pair.value or ""):
            continue
        entries = _entries(setting.value)
        seen: set[str] = set()
        for entry in entries:
            plain = entry.rstrip("/")
            if plain in seen and JAVA_WORD.search(plain):
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
            value = pair.value or ""
            uses = list(_HOME_IN_PATH.finditer(value)) if pair.key == "PATH" else []
            if not uses or analysis.scopes.before(instruction).get("JAVA_HOME") is not None:
                continue
            beside = next((other for other in instruction.pairs if other.key == "JAVA_HOME"), None)
            known = _base_sets_java_home(analysis.stage_of(instruction))
            if known is True or (known is None and beside is None):
                continue
            why = "nothing sets it before"
            edits: list[Edit] = []
            if beside is not None:
                why = "the same ENV sets it, which counts from the next instruction on"
                plain = beside.value or ""
                if _PLAIN_PATH.fullmatch(plain) and analysis.text[pair.value_start : pair.value_end] == value:
                    at = pair.value_start
                    edits = [Edit(at + use.start(), at + use.end(), plain) for use in uses]
            sure = None if known is False else "medium"
            yield Hit(pair.value_start, pair.value_end, {"value": value, "why": why}, edits, sure)


_HOME_IN_PATH = re.compile(r"\$(?:JAVA_HOME\b|\{JAVA_HOME\})")
_PLAIN_PATH = re.compile(r"/[A-Za-z0-9_./+-]*[A-Za-z0-9_+-]")


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


_DETECTION = re.compile(
    r"(?:dirname|readlink|realpath)\b[^|;&\n]{0,80}\b(?:which|command\s+-v|type\s+-p)\s+javac?\b(?:[^;&\n)\"']*[)\"'])*"
)


def home_by_script(analysis: Analysis) -> Iterator[Hit]:
    """A script that works out JAVA_HOME, where one line would say it, on every architecture.

    Placeholders: {home}, {origin}.
    """
    for run in analysis.runs:
        source = run.script.source
        match = _DETECTION.search(source.text)
        if match is None:
            continue
        homes, origins = java_homes(run.stage)
        home = next((home.path for home in homes if not home.arch_dependent and "*" not in home.path), None)
        if home is not None:
            values = {"home": home, "origin": ", ".join(dict.fromkeys(origins))}
            yield Hit(source.offset(match.start()), source.end_offset(match.end()), values)


def home_of_another_stage(analysis: Analysis) -> Iterator[Hit]:
    """A shell uses `$JAVA_HOME` in a stage that has none, while another stage sets it. Placeholders: {stage}."""
    setters = [setting.stage for setting in settings(analysis, "JAVA_HOME")]
    if not setters:
        return
    for instruction in analysis.instructions("RUN", "CMD", "ENTRYPOINT"):
        stage = analysis.stage_of(instruction)
        if instruction.parent is not None or (instruction.exec_form is not None and instruction.keyword != "RUN"):
            continue
        if stage in setters or any(setter in stage.chain for setter in setters):
            continue
        if analysis.scopes.before(instruction).get("JAVA_HOME") is not None or _base_sets_java_home(stage) is not False:
            continue
        script = analysis.facts(instruction).script
        if any(assignment.name == "JAVA_HOME" for assignment in script.assigned):
            continue
        if any(command.name in ("source", ".") for command in script.commands):
            continue
        word = next(
            (word for command in script.commands for word in command.words if "JAVA_HOME" in word.expansions), None
        )
        if word is not None and not re.search(r"JAVA_HOME:[-=?+]", word.text):
            other = setters[0]
            yield Hit(word.start, word.end, {"stage": other.name or f"number {other.index}"})


def home_without_compiler(analysis: Analysis, *, commands: Sequence[str]) -> Iterator[Hit]:
    """JAVA_HOME names the runtime inside a JDK, where a build tool looks for the compiler.

    `commands` are the tools that take JAVA_HOME for a JDK. Placeholders: {value}, {tool}.
    """
    for setting in settings(analysis, "JAVA_HOME"):
        text = (setting.value.text or "").rstrip("/")
        if re.search(r"(?:jdk|java-[^/]*)/jre$", text) is None:
            continue
        for run in setting.stage.runs:
            if run.instruction.start < setting.instruction.start:
                continue
            tool = next(
                (
                    command
                    for command in run.commands
                    if command.name in commands and any(word.text in _COMPILING for word in command.arguments)
                ),
                None,
            )
            if tool is not None and not any(one.name == "JAVA_HOME" for one in run.script.assigned):
                yield Hit(setting.pair.value_start, setting.pair.value_end, {"value": text, "tool": tool.words[0].text})
                break


_COMPILING = frozenset(
    ("package", "install", "verify", "compile", "test", "deploy", "build", "assemble", "bootJar", "jar", "war", "dist")
)
"""Goals and tasks that need the compiler."""
