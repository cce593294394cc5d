"""Node.js images."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.image.numbers import number

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis, RunFacts, StageFacts
    from baseadvisor.shell.packages import PackageAction

_SET_UP = re.compile(r"(?:/setup_|/node_)(\d+)\.x")
"""How NodeSource's scripts and archives are called."""


def headers_not_cached(
    analysis: "Analysis", *, managers: Sequence[str], tools: Sequence[str], native: Sequence[str], oldest: int
) -> Iterator[Hit]:
    """A stage with compilers installs modules that may need them, and lets node-gyp fetch Node's headers each time.

    Such are what a project asks for, whatever that is, and the packages `native`. Not with a Node before `oldest`, nor
    where node-gyp is told which headers to take. One finding for each RUN. Placeholder: {command}.
    """
    if "nodedir" in analysis.text:
        return
    for stage in analysis.stages:
        if stage.is_windows or not _installs(stage.runs, tools) or _release(stage) < oldest:
            continue
        for run in stage.runs:
            if any("gyp" in target for target in run.mounted("cache")):
                continue
            actions = (each for each in run.actions if each.manager in managers and _may_compile(each, native))
            action = next(actions, None)
            if action is not None:
                word = action.subcommand_word or action.command
                yield hit(word, command=f"{action.manager} {action.subcommand}".strip())


def _may_compile(action: "PackageAction", native: Sequence[str]) -> bool:
    """Whether modules are installed of which some are, or may be, compiled."""
    if action.action != "install" or action.has("--ignore-scripts"):
        return False
    return not action.packages or any(package.name in native for package in action.packages)


def _release(stage: "StageFacts") -> float:
    """The release of Node, by the official image's tag or NodeSource's archive; infinite where nothing tells it."""
    found = [match[1] for run in stage.runs if (match := _SET_UP.search(run.instruction.arguments)) is not None]
    if not found and stage.reference is not None and stage.reference.official == "node":
        found = re.findall(r"\A\d+", stage.reference.tag or "")
    return number(found[0]) if found else float("inf")


def _installs(runs: "Sequence[RunFacts]", tools: Sequence[str]) -> bool:
    return any(
        package.name in tools
        for run in runs
        for action in run.actions
        if action.family in ("apt", "apk", "dnf") and action.action == "install"
        for package in action.packages
    )
