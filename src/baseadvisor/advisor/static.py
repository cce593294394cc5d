"""Whether what a stage runs is a program that needs no libc."""

import re
from typing import NamedTuple

from baseadvisor.advisor.needs import Needs
from baseadvisor.analysis import Analysis, StageFacts
from baseadvisor.shell.model import Command


class Static(NamedTuple):
    """A statically linked program: built in the stage itself (`here`) or copied from another; `why` says how known."""

    here: bool
    line: int
    why: str


def static_program(needs: Needs, name: str) -> Static | None:
    """The statically linked program that the stages build, or copy from the stage that builds it; None without one."""
    own = builds_static(needs.analysis, needs.stages[-1])
    if own is not None:
        return Static(True, own[0], own[1])
    if any(run.commands for run in needs.runs) and name not in ("alpine", "debian", "ubuntu", "busybox"):
        return None
    copies = [
        each
        for stage in needs.stages
        for each in stage.instructions
        if each.keyword == "COPY" and (flag := each.flag("from")) is not None and flag.value
    ]
    if not copies:
        return None
    found = None
    for copy in copies:
        stage = stage_named(needs.analysis, copy.flag("from").value or "")  # type: ignore[union-attr]
        built = builds_static(needs.analysis, stage) if stage is not None else None
        if built is None and not _is_data(copy.arguments):
            return None
        found = found or built
    return Static(False, found[0], found[1]) if found is not None else None


def builds_static(analysis: Analysis, stage: StageFacts) -> tuple[int, str] | None:
    """The line on which a stage builds a statically linked program, and how that is known."""
    for run in [run for each in stage.chain for run in each.runs]:
        for command in run.commands:
            line = analysis.dockerfile.position(command.start).line
            if command.name == "go" and len(command.words) > 1 and command.words[1].text in ("build", "install"):
                if run.environment.get("CGO_ENABLED") == "0" or _assigned(command, "CGO_ENABLED", run) == "0":
                    return line, "Go with CGO_ENABLED=0 links statically"
                if re.search(
                    r"-extldflags[ =]\S*-static|-linkmode[ =]external.*-static",
                    analysis.text[command.start : command.end],
                ):
                    return line, "Go is linked with -static"
            if command.name == "cargo" and re.search(r"-linux-musl", analysis.text[command.start : command.end]):
                return line, "Rust for a musl target links statically"
    return None


def _assigned(command: Command, name: str, run: object) -> str | None:
    for one in command.assignments:
        if one.name == name and one.word is not None:
            return one.word.value
    script = getattr(run, "script", None)
    for one in script.assigned if script is not None else ():
        if one.name == name and one.kind == "export" and one.start < command.start and one.word is not None:
            value: str | None = one.word.value
            return value
    for word in command.words:
        if word.value is not None and word.value.startswith(f"{name}="):
            return word.value.partition("=")[2]
    return None


def stage_named(analysis: Analysis, name: str) -> StageFacts | None:
    """The stage that `COPY --from=name` means, by name or number; None where it is an image."""
    stage = analysis.dockerfile.stage_named(name)
    return analysis.stages[stage.index] if stage is not None else None


_DATA = re.compile(
    r"ca-certificates|/etc/(ssl|passwd|group|pki)|zoneinfo|\.(jar|war|html|json|ya?ml|toml|conf|pem|crt)\b|/(static|public|templates|assets|dist|web|www)\b"
)


def _is_data(arguments: str) -> bool:
    """Whether what a COPY names is, by its name, no program."""
    return _DATA.search(arguments) is not None
