"""What was there once and is no longer: archives of old releases, hosts, packages that became empty."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from baseadvisor.checks.dead_hosts import DEAD_HOSTS
from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.provided import is_opaque
from baseadvisor.checks.userland import distribution_name, image_name, known_userland
from baseadvisor.checks.userland_host import named_hosts

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis, RunFacts, StageFacts
    from baseadvisor.catalog.userlands import Userland
    from baseadvisor.shell.model import Command

_SOURCES = re.compile(
    r"/etc/apt|sources\.list|/etc/yum|yum\.repos\.d|\.repo\b|archive|old-releases|vault|snapshot|mirror|proxy|--installroot",
    re.IGNORECASE,
)
"""What may give the package manager other sources than the image's own."""
_WIDE = ("/", "/etc", "/etc/")


def archive_gone(
    analysis: "Analysis", *, actions: Sequence[str], releases: Mapping[str, Sequence[str]], moved: Mapping[str, str]
) -> Iterator[Hit]:
    """The packages of the base image's release are no longer where the image looks for them; once for each stage.

    `releases` are those of each distribution that have been moved away, `moved` where to. Only on official images, and
    not where anything before may have changed the sources. Placeholders: {image}, {release}, {moved}, {manager},
    {subcommand}.
    """
    told: set[int] = set()
    for action in analysis.actions():
        run = analysis.run_of(action.command)
        stage, userland = run.stage, known_userland(run.stage)
        if userland is None or action.action not in actions or action.family != userland.package_family:
            continue
        if stage.index in told or _release(userland) not in releases.get(userland.distribution or "", ()):
            continue
        if not _is_official(stage) or run.instruction.parent is not None or _may_have_sources(stage, action.start):
            continue
        told.add(stage.index)
        yield hit(
            action.subcommand_word or action.command,
            image=image_name(stage),
            release=f"{distribution_name(userland)} {_release(userland)}",
            moved=moved[userland.distribution or ""],
            manager=action.manager,
            subcommand=action.subcommand or action.action,
        )


def _release(userland: "Userland") -> str:
    """The release as it is counted: 24.04 of Ubuntu, the number before the point of others."""
    release = userland.release or ""
    return release if userland.distribution == "ubuntu" else release.partition(".")[0]


def _is_official(stage: "StageFacts") -> bool:
    from baseadvisor.catalog import official_name

    return stage.reference is not None and official_name(stage.reference) is not None


def _may_have_sources(stage: "StageFacts", before: int) -> bool:
    """Whether something in the chain, up to the offset, may have given the image other sources."""
    for facts in stage.chain:
        for instruction in facts.instructions:
            if instruction.start >= before:
                break
            if instruction.keyword in ("COPY", "ADD"):
                if _SOURCES.search(instruction.arguments) or instruction.arguments.split()[-1:][0] in _WIDE:
                    return True
            elif instruction.keyword != "FROM" and _SOURCES.search(instruction.arguments):
                return True
        if any(run.mounts or is_opaque(run, before) for run in facts.runs if run.instruction.start < before):
            return True
    return False


def gone_hosts(analysis: "Analysis", *, hosts: Mapping[str, str]) -> Iterator[Hit]:
    """Something is fetched from a host that is gone. Placeholders: {host}, {reason}.

    `hosts` are further ones than those that are known, each with what to know of it. Where a RUN tries one thing after
    another it may still succeed: there it is an information.
    """
    gone = {**DEAD_HOSTS, **hosts}
    for place, host in named_hosts(analysis, gone):
        values = {"host": host, "reason": gone[host]}
        runs = (run for run in analysis.runs if run.instruction.start <= place.start < run.instruction.end)
        if any(_tries_others(run, place.start) for run in runs):
            values["severity"] = "info"
        yield Hit(place.start, place.end, values)


def _tries_others(run: "RunFacts", at: int) -> bool:
    """Whether the RUN goes on where what is named at the offset fails.

    A name in no command is one of a loop's, or a variable's: it may be tried wherever the RUN tries anything.
    """
    naming = [command for command in run.commands if command.words and command.start <= at < command.end]
    if naming:
        return any(map(_has_alternative, naming))
    return any(command.in_loop or command.handled for command in run.commands)


def _has_alternative(command: "Command") -> bool:
    """Whether something else is tried instead: by `||` in its own list or around it, or as a loop ends with success."""
    if command.handled or any(operator == "||" for operator, _ in command.list.items):
        return True
    return command.in_loop and any(other.name == "break" for other in command.list.commands)


def empty_package(analysis: "Analysis", *, packages: Sequence[str], since: Mapping[str, str]) -> Iterator[Hit]:
    """A package is installed that is empty in the base image's release, `since` one of each distribution.

    Placeholders: {package}, {image}.
    """
    for action in analysis.actions():
        if action.action != "install" or action.family != "apt":
            continue
        stage = analysis.run_of(action.command).stage
        userland = known_userland(stage)
        first = since.get(userland.distribution or "") if userland is not None else None
        if userland is None or userland.release is None or first is None or not _is_from(userland.release, first):
            continue
        for package in action.packages:
            if package.kind == "name" and package.name in packages:
                yield hit(package, package=package.name, image=image_name(stage))


def _is_from(release: str, first: str) -> bool:
    numbers = [part.split(".") for part in (release, first)]
    if not all(each.isdigit() for part in numbers for each in part):
        return False
    return [*map(int, numbers[0])] >= [*map(int, numbers[1])]
