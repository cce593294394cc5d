"""How a file would look in two stages, in few lines."""

import json
import re
from collections.abc import Iterator, Sequence

from baseadvisor.advisor.copies import sources_of, target_of
from baseadvisor.advisor.entrypoints import command_after, entrypoint_of, is_language, path_of
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.static import stage_named
from baseadvisor.analysis import StageFacts
from baseadvisor.dockerfile.model import Instruction

_BEFORE_FILES = frozenset({"ARG", "ENV", "WORKDIR"})
_SCRIPT = re.compile(r"\.(?:sh|bash|py|rb|pl|js|jar)$|entry-?point")
_DATA = re.compile(r"\.(?:json|ya?ml|toml|conf|cfg|ini|crt|pem|properties)$")
_OUTSIDE = re.compile(r"/(?:etc|root|home|var|opt|srv|usr/local/etc)/")
"""Where settings lie that are no part of the sources."""
_AFTER_FILES = frozenset({"EXPOSE", "VOLUME", "STOPSIGNAL", "USER"})


def outline(move: Move, reasons: Sequence[Reason]) -> tuple[str, ...]:
    """The stage as it builds, and what of it goes along into the image that runs.

    What a reason says breaks is named in a comment instead. The first line is the FROM of the build.
    """
    stage = move.needs.stages[-1].stage
    if stage is None:
        return ()
    name = stage.written_name or "build"
    chain = move.needs.stages[-1].chain
    first = chain[0].stage or stage
    lines = [f"FROM {first.base_reference.written} AS {name}"]
    before, after = move.before.userland, move.after.userland
    if before is not None and after is not None and after.libc is not None and before.libc != after.libc:
        lines.append(f"# on an image with {after.libc}, as the one below has it, where native code is built")
    lines += [
        f"# lines {first.from_instruction.line + 1} and following, as far as they build",
        f"FROM {move.after.reference}",
    ]
    instructions = [each for one in chain for each in one.instructions]
    lines += _kept(move, [each for each in instructions if each.keyword in _BEFORE_FILES], instructions, reasons)
    lines.append(f"COPY --from={name} ... # what was built, and what it needs")
    starts = tuple(_starts(chain))
    copied = [each for each in instructions if _from_elsewhere(move, each) or _brings(each, starts)]
    lines += _kept(move, copied, instructions, reasons)
    lines += _kept(move, [each for each in instructions if each.keyword in _AFTER_FILES], instructions, reasons)
    for each in starts:
        lines += [_start(move, each, reasons)] if each.exec_form is not None else _in_shell(move, each, reasons)
    return tuple(lines)


def _from_elsewhere(move: Move, instruction: Instruction) -> bool:
    """Whether an instruction copies from a stage, or an image, that the one which builds does not stand on."""
    flag = instruction.flag("from") if instruction.keyword == "COPY" else None
    if flag is None or not flag.value:
        return False
    return stage_named(move.needs.analysis, flag.value) not in move.needs.stages[-1].chain


def _brings(instruction: Instruction, starts: Sequence[Instruction]) -> bool:
    """Whether a COPY or ADD takes out of the build context a script that is started, by its own name, or settings."""
    if instruction.keyword not in ("COPY", "ADD") or instruction.flag("from") is not None:
        return False
    sources, target = sources_of(instruction), target_of(instruction)
    for start in starts:
        path = (start.exec_form or tuple(start.arguments.split()) or ("",))[0]
        name = path.rpartition("/")[2]
        if _SCRIPT.search(name) is None:
            continue  # what is built may be called like the folder of its sources
        if target == path or name in {source.rstrip("/").rpartition("/")[2] for source in sources}:
            return True
    return bool(sources) and _DATA.search(sources[0]) is not None and _OUTSIDE.match(f"{target}/") is not None


def _starts(chain: Sequence[StageFacts]) -> Iterator[Instruction]:
    """The ENTRYPOINT and the CMD that count: an ENTRYPOINT clears the CMD of the stages below it."""
    last: dict[str, Instruction] = {}
    for stage in chain:
        own = {each.keyword: each for each in stage.instructions if each.keyword in ("ENTRYPOINT", "CMD")}
        if "ENTRYPOINT" in own:
            last.pop("CMD", None)
        last.update(own)
    yield from sorted(last.values(), key=lambda one: one.start)


def _kept(
    move: Move, chosen: Sequence[Instruction], instructions: Sequence[Instruction], reasons: Sequence[Reason]
) -> Iterator[str]:
    """Settings that go along, each line of them; an ARG only where one of the others takes it."""
    taken = " ".join(
        each.original for each in instructions if each.keyword in _BEFORE_FILES | _AFTER_FILES and each.keyword != "ARG"
    )
    last_user = next((each for each in reversed(instructions) if each.keyword == "USER"), None)
    folders = [each for each in instructions if each.keyword == "WORKDIR"]
    absolute = [at for at, each in enumerate(folders) if each.arguments.lstrip("\"'").startswith(("/", "$"))]
    replaced = folders[: absolute[-1]] if absolute else []
    for each in chosen:
        if each in replaced:
            continue
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
    alone = all(each.keyword != "ENTRYPOINT" for each in _starts(move.needs.stages[-1].chain))
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


def _in_shell(move: Move, instruction: Instruction, reasons: Sequence[Reason]) -> Iterator[str]:
    """CMD or ENTRYPOINT in shell form as it is, where there is a shell to start it."""
    broken = _broken(move, instruction, reasons)
    there = move.after.userland
    if broken is not None:
        yield f"# {broken.what}: {broken.why}"
    elif there is None or there.shell is None:
        yield f"# {instruction.keyword} in shell form: write it as a JSON array"
    else:
        yield from (line.strip() for line in instruction.original.splitlines())


def _broken(move: Move, instruction: Instruction, reasons: Sequence[Reason]) -> Reason | None:
    """What breaks on the lines of an instruction."""
    lines = range(move.line(instruction.start), move.line(instruction.end) + 1)
    return next((one for one in reasons if one.severity == "breaks" and one.line in lines), None)
