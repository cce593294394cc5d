"""What COPY and ADD take and where they put it, as paths: out of the JSON form, of quotes and of here-documents."""

from baseadvisor.checks.words import texts_of
from baseadvisor.dockerfile.model import Instruction


def target_of(instruction: Instruction) -> str:
    """The path that a COPY or ADD writes to, without strokes at its end: "" for the root, and where none is given."""
    return "".join(_paths(instruction)[-1:]).rstrip("/")


def is_into_folder(instruction: Instruction) -> bool:
    """Whether a COPY or ADD writes its target as a folder: with a stroke at its end, or for more than one source."""
    paths = _paths(instruction)
    return len(paths) > 2 or paths[-1:] in ((".",), ("..",)) or "".join(paths[-1:]).endswith("/")


def sources_of(instruction: Instruction) -> tuple[str, ...]:
    """The paths that a COPY or ADD takes; a here-document goes by its name, which its file has in a folder."""
    return _paths(instruction)[:-1]


def _paths(instruction: Instruction) -> tuple[str, ...]:
    heredocs = {heredoc.start: heredoc.name for heredoc in instruction.heredocs}
    bare = instruction.exec_form is None
    return tuple(
        heredocs.get(word.start, text.strip("\"'[], ") if bare else text) for text, word in texts_of(instruction)
    )
