"""How Java programs are built in an image, and what of the building is shipped."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from baseadvisor.analysis import Analysis, RunFacts, StageFacts
from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.java_tools import may_hold_options, only_tells, works
from baseadvisor.checks.provided import start_instructions
from baseadvisor.checks.starting import programs
from baseadvisor.checks.words import names_root, sources_and_destination
from baseadvisor.dockerfile.model import Instruction, Stage
from baseadvisor.fixes.edit import Edit

if TYPE_CHECKING:
    from baseadvisor.image.reference import Reference
    from baseadvisor.shell.model import Command

_NEEDS_JDK = re.compile(
    r"\b(?:javac|jshell|jcmd|jmap|jstack|jlink|jdeps|javadoc|keytool|ant|sbt|mvn|gradle)\b|mvnw|gradlew"
)


def jdk_shipped(analysis: Analysis, *, images: Sequence[str]) -> Iterator[Hit]:
    """The stage that is shipped stands on a JDK and only starts a program.

    `images` are those with a JRE beside the JDK. Placeholders: {image}, {instead}.
    """
    final = analysis.final
    if final.stage is None or isinstance(final.stage.base, Stage) or final.reference is None:
        return
    from baseadvisor.catalog import official_name

    name = official_name(final.reference) or final.reference.familiar_name
    tag = final.reference.effective_tag or ""
    if name not in images or "jre" in tag:
        return
    if not _starts_java(analysis) or _uses_jdk(final):
        return
    instead = tag.replace("jdk", "jre") if "jdk" in tag else ""
    if not instead:
        version, dash, rest = tag.partition("-")
        instead = f"{version}-jre{dash}{rest}" if version[:1].isdigit() else ""
    shown = _of_successor(final.reference, instead) if instead else None
    if shown is None:
        return
    yield hit(final.stage.from_instruction.words[0], image=final.reference.familiar, instead=shown)


def _of_successor(reference: "Reference", tag: str) -> str | None:
    """The image with a tag that the catalog has; of one that was given up, its successor's for the same Java."""
    from baseadvisor.catalog import deprecation_of, official_name

    name = official_name(reference) or reference.familiar_name
    gone = deprecation_of(reference)
    if gone is None:
        return f"{name}:{tag}" if _exists(name, tag) else None
    major = re.match(r"\d+", tag)
    plain = f"{major[0]}-jre{'-alpine' if 'alpine' in tag else ''}" if major is not None else ""
    return next((f"{other}:{plain}" for other in gone.successors if plain and _exists(other, plain)), None)


def _exists(name: str, tag: str) -> bool:
    from baseadvisor.catalog import entry_of, sizes

    return entry_of(name, tag) is not None or bool(sizes(name, tag))


def _starts_java(analysis: Analysis) -> bool:
    """Whether what the image starts is `java` itself, with a program."""
    for instruction in start_instructions(analysis):
        commands = analysis.facts(instruction).commands
        if any(command.name == "java" and command.has_flag("-jar", "-cp", "-classpath") for command in commands):
            return True
    return False


def _uses_jdk(stage: StageFacts) -> bool:
    for facts in stage.chain:
        for instruction in facts.instructions:
            if instruction.keyword in ("RUN", "CMD", "ENTRYPOINT", "ONBUILD") and _NEEDS_JDK.search(
                instruction.arguments
            ):
                return True
        if any(command.name is None or "/" in command.words[0].text[:2] for command in _commands(facts)):
            return True
    return False


def _commands(stage: StageFacts) -> "Iterator[Command]":
    for run in stage.runs:
        yield from (command for command in run.commands if command.words)


def build_tool_shipped(analysis: Analysis, *, images: Sequence[str]) -> Iterator[Hit]:
    """The stage that is shipped stands on a build tool's image, and starts java or the tool. Placeholders: {image}."""
    final = analysis.final
    if final.stage is None or isinstance(final.stage.base, Stage) or final.reference is None:
        return
    from baseadvisor.catalog import official_name

    if official_name(final.reference) not in images:
        return
    names = {
        command.name for instruction in start_instructions(analysis) for command in analysis.facts(instruction).commands
    }
    if "java" in names:
        word = final.stage.from_instruction.words[0]
        yield hit(word, image=final.reference.familiar)


def builds_without_cache(
    analysis: Analysis, *, commands: Sequence[str], folders: Sequence[str], tool: str, homes: Mapping[str, str]
) -> Iterator[Hit]:
    """A build tool downloads its dependencies in a RUN without a cache mount, after sources that change were copied.

    `folders` are the parts of a mount's target that say it is the tool's cache, the first its name in the home folder;
    `homes` is where official images keep it. Silent where the image starts the tool itself, as what it has fetched
    must be in the layers then. Placeholders: {command}, {folder}.
    """
    for run in analysis.runs:
        if any(any(part in target for part in folders) for target in run.mounted("cache", "bind")):
            continue
        command = next((c for c in run.commands if _is_tool(c, commands) and works(c)), None)
        if command is None or _resolved_before(run, commands) or command.has_flag("-o", "--offline"):
            continue
        if _has_own_cache(analysis, run.stage, run.instruction) or not _has_sources(run):
            continue
        if run.stage in analysis.final.chain and not programs(analysis, analysis.final).isdisjoint(commands):
            continue
        yield hit(command.words[0], command=command.words[0].text, folder=_cache_folder(run, folders[0], homes, tool))


def _is_tool(command: "Command", commands: Sequence[str]) -> bool:
    return bool(command.words) and command.words[0].text.rpartition("/")[2] in commands


def _cache_folder(run: RunFacts, name: str, homes: Mapping[str, str], tool: str) -> str:
    """Where the tool keeps what it downloads, by the user in force."""
    from baseadvisor.catalog import image_user, official_name

    reference, user = run.stage.reference, run.state.user
    known = homes.get((official_name(reference) or "") if reference is not None else "")
    if known is not None:
        return known
    if user is None:
        image = image_user(reference) if reference is not None else None
        is_root = reference is not None and official_name(reference) is not None and not (image and image.default)
    else:
        is_root = names_root(user.arguments)
    return f"/root/{name.strip('/')}" if is_root else f"{tool}'s folder for downloads"


def _has_own_cache(analysis: Analysis, stage: StageFacts, until: Instruction) -> bool:
    """Whether the file takes care of the downloads itself: another folder for them, or a copy of one from a stage."""
    if "GRADLE_USER_HOME" in analysis.text or "maven.repo.local" in analysis.text:
        return True
    for facts in stage.chain:
        for instruction in facts.instructions:
            if instruction is until:
                break
            if instruction.keyword in ("COPY", "ADD") and re.search(
                r"\.m2|\.gradle\b|repository", instruction.arguments
            ):
                return True
    return False


def _has_sources(run: RunFacts) -> bool:
    """Whether anything but the build's description was copied before, so that the RUN is run again and again."""
    if run.mounted("bind"):
        return True
    for facts in run.stage.chain:
        for instruction in facts.instructions:
            if instruction is run.instruction:
                break
            if instruction.keyword not in ("COPY", "ADD") or instruction.flag("from") is not None:
                continue
            for text, _ in sources_and_destination(instruction)[0]:
                name = text.strip("\"'").rstrip("/").rpartition("/")[2]
                if "://" not in text and not _DESCRIPTOR.fullmatch(name):
                    return True
    return False


_DESCRIPTOR = re.compile(r"pom\.xml|\.?mvnw?|mvnw\*|.*gradle.*|settings\.xml|.*\.properties|.*\.toml")
"""Files that say what is built of what."""


def _resolved_before(run: RunFacts, commands: Sequence[str]) -> bool:
    """Whether an earlier RUN of the stage, or one below it, has fetched the dependencies into a layer of their own."""
    for facts in run.stage.chain:
        for other in facts.runs:
            if other.instruction is run.instruction:
                return False
            if any(_is_tool(command, commands) and works(command) for command in other.commands):
                return True
    return False


def copied_before_dependencies(
    analysis: Analysis, *, commands: Sequence[str], descriptors: Sequence[str]
) -> Iterator[Hit]:
    """The whole context is copied before the build tool fetches the dependencies, and nothing was fetched before.

    `descriptors` are the files that say what the dependencies are. Placeholders: {command}, {descriptor}.
    """
    for stage in analysis.stages:
        whole = None
        for instruction in stage.instructions:
            if instruction.keyword in ("COPY", "ADD") and instruction.flag("from") is None:
                sources, _ = sources_and_destination(instruction)
                names = [text.strip("\"'") for text, _ in sources]
                if any(name.rpartition("/")[2] in descriptors for name in names):
                    break
                if any(name in (".", "./", "/") for name in names):
                    whole = instruction
            if instruction.keyword == "RUN":
                run = analysis.facts(instruction)
                command = next((c for c in run.commands if _is_tool(c, commands) and works(c)), None)
                if command is None:
                    continue
                cached = run.mounts or _has_own_cache(analysis, stage, instruction)
                if whole is not None and not cached:
                    first = "build.gradle" if "gradle" in (command.name or "") else "pom.xml"
                    yield hit(whole, command=command.words[0].text, descriptor=first)
                break


def gradle_daemon(analysis: Analysis) -> Iterator[Hit]:
    """Gradle leaves its daemon running at the end of a RUN. Placeholders: {command}."""
    if "org.gradle.daemon" in analysis.text:
        return
    for command in analysis.commands("gradle", "gradlew"):
        if command.has_flag("--no-daemon") or may_hold_options(command) or not works(command):
            continue
        if command.in_loop or _shares_daemon(analysis.run_of(command), command):
            continue
        yield hit(command.words[0], edits=_with_flag(analysis, command, "--no-daemon"), command=command.words[0].text)


def _shares_daemon(run: RunFacts, command: "Command") -> bool:
    """Whether another call of Gradle in the RUN builds with the same daemon, or ends it."""
    others = [each for each in run.commands if each.name in ("gradle", "gradlew") and each is not command]
    return any(each.has_flag("--stop") or not (only_tells(each) or each.has_flag("--no-daemon")) for each in others)


def _with_flag(analysis: Analysis, command: "Command", flag: str) -> tuple[Edit, ...]:
    """Put a flag behind the command word; in the exec form that would be a word of its own, which is left to people."""
    if analysis.run_of(command).instruction.exec_form is not None or command.words[0].quoted:
        return ()
    at = command.words[0].end
    return (Edit(at, at, f" {flag}"),)


def maven_not_batch(analysis: Analysis) -> Iterator[Hit]:
    """Maven without its batch mode. Placeholders: {command}."""
    if "MAVEN_ARGS" in analysis.text or "MAVEN_CLI_OPTS" in analysis.text:
        return
    for command in analysis.commands("mvn", "mvnw"):
        if command.has_flag("-B", "--batch-mode", "-ntp", "--no-transfer-progress", "-q", "--quiet", "--version", "-v"):
            continue
        if not command.arguments or may_hold_options(command):
            continue
        yield hit(command.words[0], edits=_with_flag(analysis, command, "-B"), command=command.words[0].text)


def fat_jar(analysis: Analysis) -> Iterator[Hit]:
    """A Spring Boot program is shipped as one jar in one layer. Placeholders: {jar}."""
    if not re.search(r"spring|bootJar|boot\.jar", analysis.text, re.IGNORECASE):
        return
    if re.search(r"layertools|jarmode|extract|JarLauncher|dependency", analysis.text):
        return
    if not _starts_java(analysis):
        return
    for instruction in analysis.final.instructions:
        if instruction.keyword not in ("COPY", "ADD"):
            continue
        sources, _ = sources_and_destination(instruction)
        for text, word in sources:
            if text.strip("\"'").endswith(".jar") and "wrapper" not in text:
                yield hit(word, jar=text)
                return
