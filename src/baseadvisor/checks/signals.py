"""STOPSIGNAL: which signal asks the image's program to stop."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.starting import first_process, last_of
from baseadvisor.checks.words import arguments_of, keyword_of, value_of
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.fixes.edit import Edit

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis

# signal(7), the numbers of x86 and ARM
_NUMBERS = {
    "1": "SIGHUP", "2": "SIGINT", "3": "SIGQUIT", "6": "SIGABRT", "9": "SIGKILL", "10": "SIGUSR1", "12": "SIGUSR2",
    "13": "SIGPIPE", "14": "SIGALRM", "15": "SIGTERM", "18": "SIGCONT", "19": "SIGSTOP", "28": "SIGWINCH",
    "37": "SIGRTMIN+3",
}  # fmt: skip


def canonical(text: str) -> str:
    """The name of a signal as signal(7) has it: "SIGTERM" for "15", "term" and "TERM"."""
    name = text.strip("\"'").upper()
    if name in _NUMBERS:
        return _NUMBERS[name]
    return name if name.startswith("SIG") or name.isdigit() else f"SIG{name}"


def _given(analysis: "Analysis", instruction: Instruction) -> str | None:
    value = value_of(analysis, instruction, instruction.arguments).text if instruction.words else None
    return canonical(value) if value else None


def ungraceful(analysis: "Analysis", *, signals: Sequence[str]) -> Iterator[Hit]:
    """STOPSIGNAL is one of `signals`, which a program cannot act on. Placeholder: {signal}."""
    for instruction in analysis.instructions("STOPSIGNAL"):
        signal = _given(analysis, instruction)
        if signal in signals and not analysis.stage_of(instruction).is_windows:
            place = arguments_of(instruction)
            yield hit(place, edits=(Edit(place.start, place.end, "SIGTERM"),), signal=signal or "")


def not_canonical(analysis: "Analysis") -> Iterator[Hit]:
    """STOPSIGNAL does not name its signal as signal(7) does. Placeholders: {signal}, {name}."""
    for instruction in analysis.instructions("STOPSIGNAL"):
        signal = _given(analysis, instruction)
        if signal is None or "$" in instruction.arguments or analysis.stage_of(instruction).is_windows:
            continue
        if signal != instruction.arguments and not signal.isdigit():
            place = arguments_of(instruction)
            yield hit(place, edits=(Edit(place.start, place.end, signal),), signal=instruction.arguments, name=signal)


def wants_signal(
    analysis: "Analysis",
    *,
    programs: Sequence[str],
    paths: Sequence[str],
    hint: str,
    signal: str,
    set_by: Sequence[str],
) -> Iterator[Hit]:
    """Process 1 is one of `programs`, which stops well by `signal` alone, and STOPSIGNAL is another.

    One of `paths` is such a program where the file speaks of `hint`. Without a STOPSIGNAL only official images that are
    none of `set_by` are judged: others may have set it. Placeholders: {program}, {signal}, {given}.
    """
    if not any(name in analysis.text for name in (*programs, *paths)):
        return
    final = analysis.final
    if final.stage is None or final.is_windows:
        return
    program = first_process(final)
    if program is None:
        return
    if program.rpartition("/")[2] not in programs and not (program in paths and hint in analysis.text):
        return
    given = last_of(final, "STOPSIGNAL")
    values: Mapping[str, str] = {"program": program, "signal": signal}
    if given is not None:
        found = _given(analysis, given)
        if found is not None and found != signal:
            place = arguments_of(given)
            yield Hit(place.start, place.end, {**values, "given": found}, (Edit(place.start, place.end, signal),))
        return
    reference = final.reference
    if reference is None or reference.official is None or reference.official in set_by:
        return
    start = last_of(final, "ENTRYPOINT") or last_of(final, "CMD")
    if start is not None and start.parent is None:
        at = start.comments[0].start if start.comments else start.start
        place = keyword_of(start)
        edits = (Edit(at, at, f"STOPSIGNAL {signal}\n"),)
        yield Hit(place.start, place.end, {**values, "given": "SIGTERM, the default"}, edits)
