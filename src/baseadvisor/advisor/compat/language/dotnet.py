""".NET: what a program built for one version finds in another."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.language.jumps import Jump
from baseadvisor.advisor.copies import target_of
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.needs import COMMANDS_END
from baseadvisor.image.numbers import dotted
from baseadvisor.shell.model import Command


def jump(move: Move, change: Jump) -> Iterator[Reason]:
    """What a change of .NET's version touches. What runs on runtime-deps is self-contained: it brings its own .NET."""
    if move.name_after.endswith("/sdk"):
        yield _of_sdk(move, change)
    elif not move.name_after.endswith("/runtime-deps"):
        yield _of_runtime(move, change)
    if change.crosses(8):
        yield from _port(move)
        yield from _runtime_of_release(move)


_BUILDS = frozenset({"build", "publish", "restore", "test", "pack", "new", "add", "tool", "ef", "msbuild", "clean"})


def standing(move: Move) -> Iterator[Reason]:
    """A command of the SDK on an image that only runs: `dotnet build` on dotnet/runtime."""
    name, tag = move.name_after, move.after.tag
    runs_only = name.endswith(("dotnet/runtime", "dotnet/aspnet", "dotnet/runtime-deps")) or (
        name in ("microsoft/dotnet", "microsoft/aspnetcore") and ("runtime" in tag or name.endswith("aspnetcore"))
    )
    if not runs_only or any("dotnet-sdk" in text or "dotnet-install" in text for text, _ in move.needs.words()):
        return
    for command in move.commands():
        first = next(iter(command.operands), None)
        if command.name != "dotnet" or first is None or first.value not in _BUILDS:
            continue
        if not (command.handled or command.ignored or command.conditional):
            why = f"{move.after.reference} has the runtime alone: build on dotnet/sdk"
            yield Reason("native", "breaks", "high", f"dotnet {first.value}", why, move.line(command.start))
            return


_RUNS_ON_ITS_OWN = "a framework-dependent program runs on its own major version: change TargetFramework and build again"


# Source: .NET 8, breaking changes, "SDK uses a smaller RID graph" (NETSDK1083).
_OF_RELEASE = re.compile(
    r"(?:--runtime|-r|RuntimeIdentifier)[ =:]\s*[\"']?"
    r"(?P<rid>(?:ubuntu|debian|centos|rhel|alpine|fedora|opensuse|sles|ol|linuxmint|osx|win)\.?\d[\w.]*-\w+)"
)


def _runtime_of_release(move: Move) -> Iterator[Reason]:
    """A runtime identifier that names a release of a system: newer SDKs know the portable ones alone."""
    for text, start in move.needs.words():
        match = next((one for one in _OF_RELEASE.finditer(text) if _is_of_dotnet(text, one)), None)
        if match is not None:
            why = "the SDK knows portable identifiers alone from 8 on (NETSDK1083): linux-x64, linux-musl-x64"
            yield Reason("version", "breaks", "high", f"runtime {match['rid']}", why, move.line(start + match.start()))
            return


def _is_of_dotnet(text: str, match: re.Match[str]) -> bool:
    """Whether it is an option of dotnet, or a property of MSBuild, and no other program's `-r`."""
    before = COMMANDS_END.split(text[: match.start()])[-1]
    return match[0].startswith("Runtime") or re.search(r"\bdotnet\b", before) is not None


_ITS_FOLDER = re.compile(r"/usr/(?:share|lib|lib64)/dotnet(?:/.*)?")
"""Where the images have .NET itself: what is copied there is a part of it, and no program."""


def _ported(change: Jump) -> str:
    """What to add where ASP.NET Core changed more than its number. Source: its migration guide, 2.2 to 3.0."""
    if not change.crosses(3):
        return ""
    return (
        "; ASP.NET Core 3.0 has other references, hosting and routing (Microsoft.AspNetCore.App, UseMvc, UseSignalR): "
        "its programs have to be ported"
    )


def _of_runtime(move: Move, change: Jump) -> Reason:
    part = next((each for each in move.needs.copying if _ITS_FOLDER.fullmatch(target_of(each))), None)
    if part is not None:
        why = f"what is copied there has to be of {change.there} as well: move along what fetches it"
        return Reason("version", "breaks", "high", change.title, why, move.line(part.start))
    place = _program(move)
    if place is not None:
        return Reason("version", "breaks", "high", change.title, _RUNS_ON_ITS_OWN + _ported(change), move.line(place))
    return _built_for(change)


def _of_sdk(move: Move, change: Jump) -> Reason:
    """The SDK builds for older targets with a warning (NETSDK1138); what is run there needs the older runtime."""
    run = _run(move)
    if run is not None:
        return Reason("version", "breaks", "high", change.title, _RUNS_ON_ITS_OWN, move.line(run))
    place = _program(move)
    if place is None:
        return _built_for(change)
    why = f"SDK {dotted(change.new)} builds for older targets, with a warning; what runs needs that older runtime"
    return Reason(
        "version", "check", "medium", change.title, f"{why}: change TargetFramework{_ported(change)}", move.line(place)
    )


def _built_for(change: Jump) -> Reason:
    why = f"what is built on this image has to be built for {change.there}"
    return Reason("version", "check", "medium", change.title, why)


def _program(move: Move) -> int | None:
    """Where the file builds, copies or starts a program."""
    for command in move.commands():
        if command.name == "dotnet":
            return command.start
    copies = move.needs.copying
    if copies:
        return next((each for each in copies if each.flag("from") is not None), copies[0]).start
    return next((each.start for each in move.needs.starts if each.keyword != "HEALTHCHECK"), None)


def _run(move: Move) -> int | None:
    """Where a program that is built here is first run here as well, tests included; None where none is for sure."""
    for command in move.commands():
        if _runs(command):
            return command.start
    return next((each.start for each, command in move.started() if _runs(command)), None)


def _runs(command: Command) -> bool:
    first = command.words[1].text if command.name == "dotnet" and len(command.words) > 1 else ""
    return first in ("run", "test", "exec", "watch", "vstest", "ef") or first.endswith(".dll")


_PORTS = re.compile(r"ASPNETCORE_(?:URLS|HTTP_PORTS)|\b(?:DOTNET_)?URLS=|--(?:server\.)?urls\b")
"""What says by itself where to listen."""


def _port(move: Move) -> Iterator[Reason]:
    """Source: .NET 8, breaking changes of containers: ASPNETCORE_HTTP_PORTS is 8080, it was port 80."""
    if any(_PORTS.search(text) for text, _ in move.needs.words()):
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
