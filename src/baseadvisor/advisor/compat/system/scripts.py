"""Scripts of the build context that RUN, CMD or ENTRYPOINT starts: what they ask of the base image is not seen."""

import re
from collections.abc import Iterator

from baseadvisor.advisor import tools
from baseadvisor.advisor.compat.archive.managers import listed
from baseadvisor.advisor.compat.system import launchers, untried
from baseadvisor.advisor.copies import sources_of, target_of
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.shell.model import Command

_SHELLS = frozenset({"sh", "bash", "ash", "dash", "source", "."})
_SCRIPT = re.compile(r"[\w./${}-]*\.(?:sh|bash)|[\w./${}-]*\b(?:install|setup|provision|bootstrap)(?:[_-][\w-]+)?")


def reasons(move: Move) -> Iterator[Reason]:
    """Scripts that are copied and run, on another release, distribution or flavour."""
    here, there = move.before.userland, move.after.userland
    if here is None or there is None or not (move.changes_release or here.id != there.id):
        return
    found: dict[str, int] = {}
    own_line = False
    for command in move.commands():
        script = _started(command)
        if script is not None and _is_copied(move, script, command.start):
            found.setdefault(script, command.start)
            own_line = own_line or command.name not in _SHELLS
    yield from _at_start(move)
    if not found:
        return
    unseen = ["its packages"]
    if move.changes_release:
        unseen.append("its sources of packages for the old release")
    if here.id != there.id:
        unseen.append(f"the tools that {move.after.reference} lacks")
    if own_line and there.bash is False and tools.has(move.before, "bash") and "bash" not in move.needs.installed():
        unseen.append("bash, in case a first line asks for it")
    several = len(found) > 1
    yield Reason(
        "scripts",
        "check",
        "medium" if move.changes_release else "low",
        f"script{'s' * several} {listed(list(found))} in RUN",
        f"what {'they install and use' if several else 'it installs and uses'} is not seen here: {', '.join(unseen)}",
        move.line(next(iter(found.values()))),
    )


def _at_start(move: Move) -> Iterator[Reason]:
    """A script of the build context that CMD or ENTRYPOINT starts, and that is on another release then."""
    if not move.changes_release or move.run_only:
        return
    own = frozenset(untried.written(move))
    for instruction, command in move.started():
        script = _started(command) or next((word.text for word in command.words[:1] if word.text.endswith(".sh")), None)
        kind = "script"
        if script is None and launchers.is_copied(move, command.words[0].text if command.words else ""):
            script, kind = command.words[0].text, "program"
        if script is None or instruction.keyword == "HEALTHCHECK" or script.rpartition("/")[2] in own:
            continue
        if _is_copied(move, script, instruction.start):
            why = f"what it calls is not seen here: programs, services and paths as {move.place} has them, to be tried"
            what = f"{kind} {script} in {instruction.keyword}"
            yield Reason("scripts", "check", "low", what, why, move.line(instruction.start))
            return
    if move.needs.managers():
        yield from _supervised(move)


_SUPERVISES = re.compile(r"supervisord?(?:[\w.-]*\.conf|\.d\b|/conf\.d\b)")


def _supervised(move: Move) -> Iterator[Reason]:
    """A configuration of supervisord's that is copied, which names the programs that it starts."""
    if not any((command.name or "").startswith("supervisord") for _, command in move.started()):
        return
    for instruction in move.needs.copying:
        words = _copies(instruction)
        if any(_SUPERVISES.search(word) for word in words) or words[-1:] in (("/etc",), ("/etc/supervisor",)):
            why = f"what it starts is not seen here: programs and paths as {move.place} has them, to be tried"
            yield Reason("scripts", "check", "low", "supervisord's configuration", why, move.line(instruction.start))
            return


def _started(command: Command) -> str | None:
    """The script that a command is or that it hands to a shell."""
    word = command.words[0] if command.words else None
    if command.name in _SHELLS:
        word = next(iter(command.operands), None)
    if word is None or command.condition or ("/" not in word.text and command.name not in _SHELLS):
        return None
    return word.text if _SCRIPT.fullmatch(word.text) else None


def _is_copied(move: Move, script: str, before: int) -> bool:
    """Whether a script comes out of the build context, by its own name or in a folder where nothing else brings it."""
    name = script.rpartition("/")[2]
    by_folder = False
    for instruction in move.needs.copying:
        if instruction.start > before:
            break
        words = _copies(instruction)
        if any(word.rstrip("/").rpartition("/")[2] == name for word in words):
            return True
        by_folder = by_folder or any("." not in word.rpartition("/")[2].lstrip(".") for word in words[:-1])
    return by_folder and not any(
        name in text[: before - start] for text, start in move.needs.words() if _fetched(text) and start <= before
    )


def _copies(instruction: Instruction) -> tuple[str, ...]:
    """The sources and the destination of what is copied out of the build context."""
    if instruction.flag("from") is not None or instruction.heredocs:
        return ()
    words = (*sources_of(instruction), target_of(instruction))
    return () if any("://" in word for word in words) else words


def _fetched(text: str) -> bool:
    return text.upper().startswith("RUN") and re.search(r"\b(?:curl|wget|git|tar|unzip|echo|cat)\b", text) is not None
