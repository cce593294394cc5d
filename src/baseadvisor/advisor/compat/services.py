"""Images that are a service: their data, their ports, what they start."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.alternatives import stateful
from baseadvisor.advisor.listing import line_of
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move


def reasons(move: Move) -> Iterator[Reason]:
    """What becomes of data and of what the image itself starts."""
    same = move.name_before == move.name_after
    found = stateful(move.name_before) if same else None
    if found is not None:
        old = line_of(move.name_before, move.before.tag, move.before)
        new = line_of(move.name_after, move.after.tag, move.after)
        if found.major and old and new and old != new:
            yield Reason("data", "breaks", "high", f"{move.name_before} {_dotted(old)} -> {_dotted(new)}", found.major)
        if found.libc and move.changes_libc:
            yield Reason("data", "check", "high", "existing data", found.libc)
        elif found.release and move.changes_release:
            yield Reason("data", "check", "medium", "existing data", found.release)
    if not same and move.after.userland is not None and "chainguard" in move.name_after:
        yield from _other_entrypoint(move)
    if not same and "distroless/" in move.name_after:
        yield from _distroless(move)
    if "onbuild" in move.before.tag and "onbuild" not in move.after.tag:
        yield Reason(
            "onbuild",
            "breaks",
            "high",
            "the image's own ONBUILD",
            "what it did when this file was built (copy, install, set the folder) has to be written here",
        )
    if same and move.name_before == "nginx" and "slim" in move.after.tag and "slim" not in move.before.tag:
        yield Reason(
            "modules",
            "check",
            "high",
            "nginx",
            "the slim build leaves out the dynamic modules (image filter, XSLT, GeoIP, njs) and the entrypoint's "
            "envsubst templates need gettext",
        )
    if same and move.name_before.endswith(("dotnet/aspnet", "dotnet/runtime")) and "alpine" in move.after.tag:
        yield Reason(
            "culture",
            "check",
            "medium",
            "globalisation",
            "Alpine's image has no ICU: culture data is invariant unless icu-libs is installed",
        )


def _other_entrypoint(move: Move) -> Iterator[Reason]:
    if move.name_after.endswith("/nginx"):
        yield Reason(
            "service",
            "breaks",
            "high",
            "nginx's port",
            "that image listens on 8080 and runs as 65532: adapt the configuration and what is published",
        )
        return
    yield from _distroless(move)


def _distroless(move: Move) -> Iterator[Reason]:
    """These images have an entrypoint of their own, the language itself."""
    programs = {
        "java": "java",
        "jre": "java",
        "nodejs": "node",
        "node": "node",
        "python3": "python3",
        "python": "python",
    }
    kind = next((value for key, value in programs.items() if re.search(rf"/{key}(\d|-|$)", move.name_after)), None)
    if kind is None:
        return
    entrypoint = next((each for each in move.needs.starts if each.keyword == "ENTRYPOINT"), None)
    if entrypoint is not None:
        first = entrypoint.exec_form[0] if entrypoint.exec_form else ""
        if kind == "node" and "distroless" in move.name_after and first in ("node", "nodejs", "npm", "yarn"):
            yield Reason(
                "service",
                "check" if first == "node" else "breaks",
                "medium",
                f"ENTRYPOINT starts {first}",
                "node is /nodejs/bin/node there, not in the PATH; npm and yarn are not there",
                move.line(entrypoint.start),
            )
        return
    for each in move.needs.starts:
        if each.keyword != "CMD" or not each.exec_form:
            continue
        first = each.exec_form[0].rpartition("/")[2]
        if first in (kind, "nodejs", "python", "python3", "java"):
            yield Reason(
                "service",
                "breaks",
                "high",
                f"CMD starts {each.exec_form[0]}",
                f"the entrypoint is {kind} already: leave that word out of CMD",
                move.line(each.start),
            )
        elif first in ("npm", "yarn", "npx", "gunicorn", "uwsgi", "flask", "pm2", "celery"):
            yield Reason(
                "service",
                "breaks",
                "high",
                f"CMD starts {each.exec_form[0]}",
                f"the entrypoint is {kind}, and {first} is not in the image: start the application with {kind} itself",
                move.line(each.start),
            )


def _dotted(line: tuple[int, ...]) -> str:
    return ".".join(map(str, line))
