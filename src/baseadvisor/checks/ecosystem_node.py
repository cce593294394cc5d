"""Node.js images."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis, RunFacts


def headers_not_cached(analysis: "Analysis", *, managers: Sequence[str], tools: Sequence[str]) -> Iterator[Hit]:
    """A stage that installs compilers for native modules lets node-gyp fetch Node's headers anew in each build.

    Placeholder: {command}.
    """
    for stage in analysis.stages:
        if stage.is_windows or not _installs(stage.runs, tools):
            continue
        for run in stage.runs:
            if any("gyp" in target for target in run.mounted("cache")):
                continue
            for action in run.actions:
                if action.manager in managers and action.action == "install" and not action.has("--global"):
                    word = action.subcommand_word or action.command
                    yield hit(word, command=f"{action.manager} {action.subcommand}".strip())


def _installs(runs: "Sequence[RunFacts]", tools: Sequence[str]) -> bool:
    return any(
        package.name in tools
        for run in runs
        for action in run.actions
        if action.family in ("apt", "apk", "dnf") and action.action == "install"
        for package in action.packages
    )
