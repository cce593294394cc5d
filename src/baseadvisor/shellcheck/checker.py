"""Which programs have been checked already, so that each is checked once."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from baseadvisor.shellcheck.program import Comment, ShellCheckError, check

if TYPE_CHECKING:
    from baseadvisor.cache.answers import Answers

BATCH = 200
"""Scripts to a process: enough that its start does not count, few enough that its answer stays small."""


WORTH_REMEMBERING = 2000
"""In characters: below, ShellCheck itself takes some 5 to 20 ms, which is what opening a cache takes."""


class Checker:
    """Answers for scripts, by their text. `failure` is set once ShellCheck could not be run; then it stays silent."""

    __slots__ = ("_answers", "_known", "_program", "failure")

    def __init__(self, program: str, answers: "Answers | None" = None) -> None:
        """`program` is ShellCheck's path; `answers` is where what it said is kept from run to run."""
        self._program = program
        self._answers = answers
        self._known: dict[str, tuple[Comment, ...] | None] = {}
        self.failure: str | None = None

    def prepare(self, texts: Iterable[str]) -> None:
        """Check all that is not known yet, in as few processes as may be. What was known before is forgotten."""
        wanted = dict.fromkeys(texts)
        self._known = {text: self._known[text] for text in wanted if text in self._known}
        self._find_out([text for text in wanted if text not in self._known])

    def __call__(self, text: str) -> tuple[Comment, ...]:
        """ShellCheck's comments on a program text; () where it could not finish."""
        if text not in self._known:
            self._find_out([text])
        return self._known.get(text) or ()

    def _find_out(self, texts: Sequence[str]) -> None:
        if self._answers is None or self.failure is not None or sum(map(len, texts)) < WORTH_REMEMBERING:
            self._check(texts)
            return
        from baseadvisor.shellcheck.memory import Memory, ready_meanwhile

        memory = Memory(self._answers, self._program)
        self._known.update(memory.recall(texts))
        missing = [text for text in texts if text not in self._known]
        if missing:
            with ready_meanwhile(self._answers):
                self._check(missing)
            memory.remember({text: found for text in missing if (found := self._known.get(text)) is not None})

    def _check(self, texts: Sequence[str]) -> None:
        for at in range(0, len(texts), BATCH):
            some = texts[at : at + BATCH]
            if self.failure is not None:
                return
            try:
                self._known.update(zip(some, check(self._program, some), strict=True))
            except ShellCheckError as error:
                self.failure = str(error)
