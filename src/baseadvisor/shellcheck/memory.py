"""What ShellCheck said of a script in earlier runs."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from baseadvisor.cache.answers import Answers
from baseadvisor.shellcheck.program import EXCLUDED, Comment, Replacement

_FORM = 1
"""Changes with the form that answers are kept in."""


class Memory:
    """The answers of one ShellCheck program, known by its path, size and time: another version starts anew."""

    __slots__ = ("_answers", "_prefix")

    def __init__(self, answers: Answers, program: str) -> None:
        self._answers = answers
        stat = os.stat(program)
        about = (_FORM, os.path.realpath(program), stat.st_size, stat.st_mtime_ns, EXCLUDED)
        self._prefix = f"shellcheck {about!r}\n".encode("utf-8", "surrogatepass")

    def recall(self, texts: Sequence[str]) -> dict[str, tuple[Comment, ...]]:
        """What is known of some program texts."""
        if not self._answers.exist:
            return {}
        import json

        keys = {text: self._key(text) for text in texts}
        found = self._answers.get(list(keys.values()))
        try:
            return {text: _comments(json.loads(found[key])) for text, key in keys.items() if key in found}
        except (ValueError, TypeError):
            return {}  # kept by a version that wrote it otherwise

    def remember(self, comments: Mapping[str, tuple[Comment, ...]]) -> None:
        """Keep what was said of some program texts."""
        import json

        self._answers.keep({self._key(text): json.dumps(said).encode() for text, said in comments.items()})

    def _key(self, text: str) -> bytes:
        from hashlib import sha256

        return sha256(self._prefix + text.encode("utf-8", "surrogatepass")).digest()


def _comments(said: Sequence[Any]) -> tuple[Comment, ...]:
    return tuple(
        Comment(code, level, message, start, end, tuple(Replacement(*each) for each in replacements))
        for code, level, message, start, end, replacements in said
    )


@contextmanager
def ready_meanwhile(answers: Answers) -> Iterator[None]:
    """Open the answers in another thread while this one waits for ShellCheck, so that keeping them costs no time."""
    from threading import Thread

    opening = Thread(target=answers.open, daemon=True)
    opening.start()
    try:
        yield
    finally:
        opening.join()
