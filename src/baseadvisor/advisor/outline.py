"""How a file would look in two stages, in few lines."""

import json
import re
from collections.abc import Iterator, Sequence

from baseadvisor.advisor.entrypoints import command_after, entrypoint_of, is_language, path_of
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.dockerfile.model import Instruction

_BEFORE_FILES = frozenset({"ARG", "ENV", "WORKDIR"})
_AFTER_FILES = frozenset({"EXPOSE", "VOLUME", "STOPSIGNAL", "USER"})


def outline(move: Move, reasons: Sequence[Reason]) -> tuple[str, ...]:
    """The stage as it builds, and what of it goes along into the image that runs.

    What a reason says breaks is named in a comment instead. The first line is the FROM of the build.
    """
    stage = move.needs.stages[-1].stage
    if stage is None:
        return ()
    name = stage.written_name or "build"
    lines = [f"FROM {stage.base_reference.written} AS {name}"]
    before, after = move.before.userland, move.after.userland
    if before is not None and after is not None and after.libc is not None and before.libc != after.libc:
        lines.append(f"# on an image with {after.libc}, as the one below has it, where native code is built")
    lines += [
        f"# lines {stage.from_instruction.line + 1} and following, as far as they build",
        f"FROM {move.after.reference}",
    ]
    instructions = [each for one in move.needs.stages[-1].chain for each in one.instructions]
    lines += _kept(move, [each for each in instructions if each.keyword in _BEFORE_FILES], instructions, reasons)
    lines.append(f"COPY --from={name} ... # what was built, and what it needs")
    lines += _kept(move, [each for each in instructions if each.keyword in _AFTER_FILES], instructions, reasons)
    for instruction in move.needs.starts:
        if instruction.keyword in ("ENTRYPOINT", "CMD") and instruction.exec_form is not None:
            lines.append(_start(move, instruction, reasons))
    return tuple(lines)


def _kept(
    move: Move, chosen: Sequence[Instruction], instructions: Sequence[Instruction], reasons: Sequence[Reason]
) -> Iterator[str]:
    """Settings that go along, each line of them; an ARG only where one of the others takes it."""
    taken = " ".join(
        each.original for each in instructions if each.keyword in _BEFORE_FILES | _AFTER_FILES and each.keyword != "ARG"
    )
    last_user = next((each for each in reversed(instructions) if each.keyword == "USER"), None)
    for each in chosen:
        if each.keyword == "ARG" and not any(re.search(rf"\$\{{?{pair.key}\b", taken) for pair in each.pairs):
            continue
        if each.keyword == "USER" and (each is not last_user or _is_root(each)):
            continue
        broken = _broken(move, each, reasons)
        if broken is None:
            yield from (line.strip() for line in each.original.splitlines())
        else:
            yield f"# {broken.what}: {broken.why}"


def _is_root(instruction: Instruction) -> bool:
    """Whether a USER names root, which what only runs has no need of."""
    return instruction.arguments.strip().partition(":")[0] in ("root", "0")


def _start(move: Move, instruction: Instruction, reasons: Sequence[Reason]) -> str:
    """CMD or ENTRYPOINT as it has to be there."""
    own = entrypoint_of(move.name_after)
    alone = all(each.keyword != "ENTRYPOINT" for each in move.needs.starts)
    if own is not None and alone and instruction.exec_form is not None:
        left = command_after(own, tuple(instruction.exec_form))
        if left is not None:
            return f"CMD {json.dumps(list(left), ensure_ascii=False)}"
    path, words = path_of(move.name_after), list(instruction.exec_form or ())
    if own is not None and path is not None and words and instruction.keyword == "ENTRYPOINT":
        bare = words[0].rpartition("/")[0] in ("", "/usr/local/bin", "/usr/bin")
        if bare and is_language(own, words[0]):
            return f"ENTRYPOINT {json.dumps([path, *words[1:]], ensure_ascii=False)}"
    broken = _broken(move, instruction, reasons)
    return instruction.original if broken is None else f"# {broken.what}: {broken.why}"


def _broken(move: Move, instruction: Instruction, reasons: Sequence[Reason]) -> Reason | None:
    """What breaks on the lines of an instruction."""
    lines = range(move.line(instruction.start), move.line(instruction.end) + 1)
    return next((one for one in reasons if one.severity == "breaks" and one.line in lines), None)
