"""What the file itself says of its base: a comment that tells why it is this version and no other."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.dockerfile.model import Comment, Instruction

_HOLDS = re.compile(
    r"\b(?:as soon as|until|(?:do not|don'?t|never|cannot|can'?t) (?:use|update|upgrade|bump|change|move)"
    r"|pinn?(?:ed|ing|s)?\b.{0,40}\b(?:because|due|until|since|as|for)|(?:stay|stick|stuck)(?:s|ing)? (?:on|at|with|to)"
    r"|incompatib\w+|regression|workaround|downgrad\w+|broken|breaks?"
    r"|(?:does not|doesn'?t) (?:work|support|run|build))\b",
    re.IGNORECASE,
)
_SHOWN = 90


def reasons(move: Move) -> Iterator[Reason]:
    """The comment right above the FROM, or above the ARG that it takes its version from."""
    for stage in move.needs.stages:
        instruction = stage.stage.from_instruction if stage.stage is not None else None
        for each in (*_arguments(move, instruction), instruction) if instruction is not None else ():
            remark = next((one for one in _above(move, each) if _HOLDS.search(one.text)), None)
            if remark is not None:
                why = f'"{_shortened(remark.text)}": see whether that still holds'
                yield Reason("version", "check", "medium", "what a comment says", why, move.line(remark.start))
                return


def _arguments(move: Move, instruction: Instruction) -> Iterator[Instruction]:
    """The ARGs before the first FROM whose value the reference takes."""
    named = set(re.findall(r"\$\{?(\w+)", instruction.words[0].text)) if instruction.words else set()
    for each in move.needs.analysis.dockerfile.instructions:
        if each.keyword == "FROM":
            return
        if each.keyword == "ARG" and any(pair.key in named for pair in each.pairs):
            yield each


def _above(move: Move, instruction: Instruction) -> Iterator[Comment]:
    """The comment lines that an instruction follows without a line between, the nearest first."""
    line = move.line(instruction.start)
    for comment in reversed(instruction.comments):
        line -= 1
        if move.line(comment.start) != line:
            return
        yield comment


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rsplit(' ', 1)[0]} …"
