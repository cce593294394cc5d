"""Upper and lower case where it should be of one kind."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.words import keyword_of, value_of
from baseadvisor.dockerfile.model import Instruction, Stage, Word
from baseadvisor.fixes.edit import Edit

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis


def stage_name(analysis: "Analysis") -> Iterator[Hit]:
    """A stage's name is not all in lower case. Placeholders: {name}, {lower}."""
    for stage in analysis.dockerfile.stages:
        if stage.written_name is not None and stage.name != stage.written_name:
            word = stage.from_instruction.words[2]
            edits = (Edit(word.start, word.end, stage.name or ""), *_references(analysis, stage))
            yield hit(word, edits=edits, name=stage.written_name, lower=stage.name or "")


def _references(analysis: "Analysis", stage: Stage) -> Iterator[Edit]:
    """What writes the names that copies and mounts call a stage by in lower case too."""
    text = analysis.text
    for instruction in analysis.instructions("COPY", "RUN"):
        for flag in instruction.flags:
            if flag.value is None or flag.name not in ("from", "mount"):
                continue
            written = text[flag.start : flag.end]
            at = written.lower().find(f"from={stage.name}")
            end = at + len("from=") + len(stage.name or "")
            name = written[at + len("from=") : end]
            if at >= 0 and name != stage.name and written[end : end + 1] in ("", ",", '"', "'"):
                yield Edit(flag.start + at + len("from="), flag.start + end, stage.name or "")


def as_keyword(analysis: "Analysis") -> Iterator[Hit]:
    """FROM and AS differ in case; a mixed-case FROM is left to others. Placeholders: {from_}, {as_}, {right}."""
    for stage in analysis.dockerfile.stages:
        if stage.written_name is None:
            continue
        keyword, word = stage.from_instruction.written_keyword, stage.from_instruction.words[1]
        right = "as" if keyword.islower() else "AS" if keyword.isupper() else word.text
        if word.text != right:
            yield hit(word, edits=(Edit(word.start, word.end, right),), from_=keyword, as_=word.text, right=right)


def instructions(analysis: "Analysis") -> Iterator[Hit]:
    """An instruction's keyword is not in the case of most. Placeholders: {keyword}, {right}, {reason}.

    As BuildKit counts: the instructions of stages, those in mixed case not among them; upper case wins a draw.
    """
    counted: list[Instruction] = [each for stage in analysis.stages for each in stage.instructions]
    keywords = [instruction.written_keyword for instruction in counted]
    if all(map(str.isupper, keywords)):
        return
    in_lower, in_upper = sum(map(str.islower, keywords)), sum(map(str.isupper, keywords))
    lower = in_lower > in_upper
    reason = f"most instructions here are in {'lower' if lower else 'upper'} case"
    if in_lower == in_upper:
        reason = "upper case is usual"
    for instruction, keyword in zip(counted, keywords, strict=True):
        right = keyword.lower() if lower else keyword.upper()
        if keyword != right:
            edit = Edit(instruction.keyword_start, instruction.keyword_end, right)
            yield hit(keyword_of(instruction), edits=(edit,), keyword=keyword, right=right, reason=reason)


def exposed_protocol(analysis: "Analysis", *, protocols: Sequence[str]) -> Iterator[Hit]:
    """EXPOSE names one of `protocols` not in lower case. Placeholders: {port}, {right}."""
    for instruction in analysis.instructions("EXPOSE"):
        for word in instruction.words:
            protocol = word.text.rpartition("/")[2] if "/" in word.text else ""
            if protocol != protocol.lower() and protocol.lower() in protocols:
                yield _protocol_hit(word, protocol)
            elif "$" in protocol:
                value = value_of(analysis, instruction, word.text).suffix.rpartition("/")[2]
                if value != value.lower() and value.lower() in protocols:
                    yield hit(word, port=word.text, right=value.lower())


def _protocol_hit(word: Word, protocol: str) -> Hit:
    edit = Edit(word.end - len(protocol), word.end, protocol.lower())
    return hit(word, edits=(edit,), port=word.text, right=protocol.lower())
