"""How a Java program is started, and what the image of its server holds."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from baseadvisor.analysis import Analysis, StageFacts
from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.java_tools import goals
from baseadvisor.checks.provided import start_instructions
from baseadvisor.checks.starting import commands_of, is_for_development, of_image
from baseadvisor.checks.words import sources_and_destination

if TYPE_CHECKING:
    from baseadvisor.shell.model import Command, Word

_BRING_SOURCES = ("git", "svn", "hg", "gradlew", "mvnw")


def started_by_build_tool(analysis: Analysis, *, runs: Mapping[str, Sequence[str]]) -> Iterator[Hit]:
    """The container starts its program through the tool that builds it.

    `runs` gives for each tool the goals or tasks, as regular expressions, that start the program. Silent in a stage
    whose name says that it is for development, and where no sources are in the image: they are mounted, and nothing can
    be built before. Placeholders: {command}, {goal}.
    """
    if is_for_development(analysis.final) or not _has_sources(analysis.final):
        return
    for instruction in start_instructions(analysis):
        for command in analysis.facts(instruction).commands:
            patterns = runs.get((command.name or "").removesuffix("w"), runs.get(command.name or "", ()))
            goal = next((goal for goal in goals(command) if any(re.fullmatch(one, goal) for one in patterns)), None)
            if goal is not None:
                yield hit(command.words[0], command=command.words[0].text, goal=goal)
                return


def _has_sources(stage: StageFacts) -> bool:
    """Whether something is copied into the image, cloned, or built there by the wrapper that sources bring along."""
    if any(True for _ in of_image(stage, "COPY", "ADD")):
        return True
    return any(command.name in _BRING_SOURCES for command in commands_of(stage))


def apps_moved(analysis: Analysis, *, since: Sequence[str], apps: Sequence[str]) -> Iterator[Hit]:
    """A file of Tomcat's own `apps` is looked for in webapps, where the image has had none since December 2019.

    `since` are regular expressions of the tags that are surely newer. Placeholders: {path}, {image}.
    """
    if "webapps.dist" in analysis.text:
        return
    inside = re.compile(rf"webapps/(?:{'|'.join(apps)})(?P<below>/|$)")
    for stage in analysis.stages:
        if not _has_empty_webapps(stage, since):
            continue
        for run in stage.runs:
            if _puts_apps(stage, run.instruction.start):
                break
            for command in run.commands:
                word = _looks_for(command, inside)
                if word is not None and not command.handled and not command.conditional and stage.reference is not None:
                    yield hit(word, path=word.value or word.text, image=stage.reference.familiar)
                elif command.name in _MAKERS and any("webapps" in word.text for word in command.arguments):
                    break


def _has_empty_webapps(stage: StageFacts, since: Sequence[str]) -> bool:
    from baseadvisor.catalog import official_name

    reference = stage.reference
    if reference is None or official_name(reference) != "tomcat":
        return False
    return any(re.fullmatch(pattern, reference.effective_tag or "") for pattern in since)


def _puts_apps(stage: StageFacts, before: int) -> bool:
    """Whether something of the file's own may be in webapps already."""
    for facts in stage.chain:
        for instruction in facts.instructions:
            if facts is stage and instruction.start >= before:
                break
            if instruction.keyword in ("COPY", "ADD"):
                _, destination = sources_and_destination(instruction)
                if destination is None or "webapps" in destination[0] or not destination[0].startswith("/"):
                    return True
            elif instruction.keyword == "RUN" and _MAKES_APPS.search(instruction.arguments):
                return True
    return False


_MAKERS = ("mkdir", "unzip", "jar", "git", "tar", "curl", "wget", "ln")
_MAKES_APPS = re.compile(rf"\b(?:{'|'.join(_MAKERS)})\b[^;&|\n]*webapps")


def _looks_for(command: "Command", inside: "re.Pattern[str]") -> "Word | None":
    """The word of a command that fails where there is no such file."""
    found = [word for word in command.operands if inside.search(word.value or word.text)]
    if not found:
        return None
    if command.name == "rm":
        return None if command.has_flag("-f", "--force") else found[0]
    if command.name == "sed":
        return found[-1] if command.has_flag("-i", "--in-place") else None
    if command.name in ("cp", "mv"):
        last = command.operands[-1]
        # A folder may be copied to where the app would be, but nothing can be put below what is not there.
        below = inside.search(last.value or last.text)
        return found[0] if found[0] is not last or (below is not None and below["below"] == "/") else None
    return None
