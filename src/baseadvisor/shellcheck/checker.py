"""Which programs have been checked already, so that each is checked once."""

from collections.abc import Iterable, Sequence

from baseadvisor.shellcheck.program import Comment, ShellCheckError, check

BATCH = 200
"""Scripts to a process: enough that its start does not count, few enough that its answer stays small."""


class Checker:
    """Answers for scripts, by their text. `failure` is set once ShellCheck could not be run; then it stays silent."""

    __slots__ = ("_known", "_program", "failure")

    def __init__(self, program: str) -> None:
        self._program = program
        self._known: dict[str, tuple[Comment, ...] | None] = {}
        self.failure: str | None = None

    def prepare(self, texts: Iterable[str]) -> None:
        """Check all that is not known yet, in as few processes as may be. What was known before is forgotten."""
        wanted = dict.fromkeys(texts)
        self._known = {text: self._known[text] for text in wanted if text in self._known}
        missing = [text for text in wanted if text not in self._known]
        for at in range(0, len(missing), BATCH):
            self._check(missing[at : at + BATCH])

    def __call__(self, text: str) -> tuple[Comment, ...]:
        """ShellCheck's comments on a program text; () where it could not finish."""
        if text not in self._known:
            self._check([text])
        return self._known.get(text) or ()

    def _check(self, texts: Sequence[str]) -> None:
        if self.failure is not None:
            return
        try:
            self._known.update(zip(texts, check(self._program, texts), strict=True))
        except ShellCheckError as error:
            self.failure = str(error)
