"""Who may read and change files: modes and owners."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.words import keyword_of, place_of, sources_and_destination, value_of

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis
    from baseadvisor.dockerfile.model import Instruction

_OCTAL = re.compile(r"0?[0-7]{3,4}\Z")
_CLAUSE = re.compile(r"(?P<who>[ugoa]*)(?P<operator>[-+=])(?P<rights>[rwxXst]*)\Z")
_NOT_FILES = ("/dev/", "/proc/", "/sys/")


def others_may_write(mode: str) -> bool:
    """Whether a mode, octal or symbolic, lets everybody write; with the sticky bit, as for /tmp, that is meant.

    A symbolic mode without a who (`+w`) obeys the umask, which keeps others out.
    """
    if _OCTAL.match(mode):
        number = int(mode, 8)
        return bool(number & 0o002) and not number & 0o1000
    writes = False
    for clause in mode.split(","):
        match = _CLAUSE.match(clause)
        if match is None:
            return False
        if match["operator"] in "+=" and "t" in match["rights"]:
            return False
        if "w" in match["rights"] and not {"o", "a"}.isdisjoint(match["who"]):
            writes = match["operator"] != "-"
    return writes


def sets_user_id(mode: str) -> bool:
    """Whether a mode, octal or symbolic, gives a program the rights of its owner; `a+s` is what folders are given."""
    if _OCTAL.match(mode):
        return bool(int(mode, 8) & 0o4000)
    clauses = [_CLAUSE.match(clause) for clause in mode.split(",")]
    return all(clauses) and any(
        clause is not None
        and clause["operator"] in "+="
        and "s" in clause["rights"]
        and ("u" in clause["who"] or not clause["who"])
        for clause in clauses
    )


def set_user_id(analysis: "Analysis") -> Iterator[Hit]:
    """A program that runs with its owner's rights, whoever starts it, by chmod, COPY or ADD.

    Placeholders: {mode}, {path}.
    """
    for command in analysis.commands("chmod"):
        operands = command.operands
        if len(operands) > 1 and operands[0].value is not None and sets_user_id(operands[0].value):
            yield hit(operands[0], mode=operands[0].value, path=operands[1].text)
    for instruction in analysis.instructions("COPY", "ADD"):
        flag = instruction.flag("chmod") if instruction.flags else None
        if flag is not None and flag.value is not None:
            mode = value_of(analysis, instruction, flag.value).text
            destination = sources_and_destination(instruction)[1]
            if mode is not None and sets_user_id(mode):
                yield hit(place_of(flag), mode=mode, path=destination[0] if destination else "")


def world_writable(analysis: "Analysis") -> Iterator[Hit]:
    """Files or folders that everybody may write to, by chmod, mkdir, COPY … Placeholders: {mode}, {path}."""
    for command in analysis.commands("chmod"):
        operands = command.operands
        if len(operands) < 2:
            continue
        mode, paths = operands[0], operands[1:]
        text = mode.value
        if text is None or not others_may_write(text):
            continue
        if all((path.value or path.prefix).startswith(_NOT_FILES) for path in paths):
            continue
        yield hit(mode, mode=text, path=paths[0].text)
    for command in analysis.commands("mkdir", "install"):
        value = command.flag_value("-m", "--mode")
        text = value if isinstance(value, str) else value.value if value is not None else None
        if text is not None and others_may_write(text):
            yield hit(command, mode=text, path=command.arguments[-1].text)
    for instruction in analysis.instructions("COPY", "ADD"):
        flag = instruction.flag("chmod") if instruction.flags else None
        if flag is not None and flag.value is not None:
            mode_text = value_of(analysis, instruction, flag.value).text
            destination = sources_and_destination(instruction)[1]
            if mode_text is not None and others_may_write(mode_text):
                yield hit(place_of(flag), mode=mode_text, path=destination[0] if destination else "")


def readable_secret(analysis: "Analysis") -> Iterator[Hit]:
    """A secret or ssh mount whose mode lets everybody read it. Placeholders: {mode}, {type}."""
    if "mode=" not in analysis.text:
        return
    for instruction in analysis.instructions("RUN"):
        run = analysis.facts(instruction)
        flags = [flag for flag in instruction.flags if flag.name == "mount" and flag.value is not None]
        for flag, mount in zip(flags, run.mounts, strict=False):
            mode = mount.get("mode", "")
            if mount.get("type") in ("secret", "ssh") and _OCTAL.match(mode) and int(mode, 8) & 0o004:
                yield hit(place_of(flag), mode=mode, type=mount["type"])


def program_of_user(analysis: "Analysis", *, folders: Sequence[str], endings: Sequence[str]) -> Iterator[Hit]:
    """What the final image runs belongs to the user who runs it: COPY --chown of programs to another than root.

    Programs are what goes into one of `folders`, or whose name has one of `endings`; with a --chmod that lets nobody
    write it is no matter who owns them. Placeholders: {owner}, {path}.
    """
    final = analysis.final
    for instruction in analysis.instructions("COPY", "ADD"):
        if analysis.stage_of(instruction) not in final.chain or not instruction.flags:
            continue
        owner = _owner(analysis, instruction)
        if owner is None or owner.partition(":")[0] in ("root", "0", ""):
            continue
        mode = instruction.flag("chmod")
        if mode is not None and mode.value is not None and _OCTAL.match(mode.value) and not int(mode.value, 8) & 0o200:
            continue
        sources, destination = sources_and_destination(instruction)
        if destination is None:
            continue
        names = [destination[0], *(text for text, _ in sources)]
        found = next((name for name in names if name.endswith(tuple(endings))), None)
        if found is None and destination[0].startswith(tuple(folders)):
            found = destination[0]
        if found is not None:
            yield hit(keyword_of(instruction), owner=owner, path=found)


def _owner(analysis: "Analysis", instruction: "Instruction") -> str | None:
    flag = instruction.flag("chown")
    return value_of(analysis, instruction, flag.value).text if flag is not None and flag.value is not None else None
