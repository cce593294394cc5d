""".NET: what a program built for one version finds in another."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.jumps import Jump, dotted
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move


def jump(move: Move, change: Jump) -> Iterator[Reason]:
    """What a change of .NET's version touches."""
    place = _program(move)
    line = move.line(place) if place is not None else None
    if place is not None and move.name_after.endswith("/sdk") and not _runs(move):
        why = f"SDK {dotted(change.new)} builds for older targets, with a warning; what runs needs that older runtime"
        yield Reason("version", "check", "medium", change.title, f"{why}: change TargetFramework", line)
    elif place is not None:
        yield Reason(
            "version",
            "breaks",
            "high",
            change.title,
            "a framework-dependent program runs on its own major version: change TargetFramework and build again",
            line,
        )
    else:
        why = f"what is built on this image has to be built for {change.there}"
        yield Reason("version", "check", "medium", change.title, why)
    if change.crosses(8):
        yield from _port(move)


def _program(move: Move) -> int | None:
    """Where the file builds, copies or starts a program."""
    for command in move.commands():
        if command.name == "dotnet":
            return command.start
    for instruction in move.needs.instructions:
        if instruction.keyword in ("COPY", "ADD"):
            return instruction.start
    return next((each.start for each in move.needs.starts if each.keyword != "HEALTHCHECK"), None)


def _runs(move: Move) -> bool:
    """Whether a program that is built here is started here as well, tests included."""
    if any(each.keyword != "HEALTHCHECK" for each in move.needs.starts):
        return True
    words = (
        command.words[1].text for command in move.commands() if command.name == "dotnet" and len(command.words) > 1
    )
    return any(word in ("run", "test", "exec", "watch", "vstest") or word.endswith(".dll") for word in words)


def _port(move: Move) -> Iterator[Reason]:
    """Source: .NET 8, breaking changes of containers: ASPNETCORE_HTTP_PORTS is 8080, it was port 80."""
    if any(
        "ASPNETCORE_" in text and re.search(r"ASPNETCORE_(?:URLS|HTTP_PORTS)", text) for text, _ in move.needs.words()
    ):
        return
    place = next(
        (
            each
            for each in move.needs.instructions
            if each.keyword == "EXPOSE" and re.search(r"(?<!\d)80(?!\d)", each.arguments)
        ),
        None,
    )
    if place is None and not move.name_after.endswith("/aspnet"):
        return
    yield Reason(
        "version",
        "check",
        "high",
        "port 80" if place is None else f"EXPOSE {place.arguments.strip()}",
        "from .NET 8 on ASP.NET Core listens on 8080, no longer on 80: change the port, or set "
        "ASPNETCORE_HTTP_PORTS=80",
        move.line(place.start) if place is not None else None,
    )
