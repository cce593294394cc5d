"""Programs of a language by their full path, where the other image has that language elsewhere."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.building.sure_to_compile import is_full
from baseadvisor.advisor.compat.language.java import homes
from baseadvisor.advisor.entrypoints import entrypoint_of, path_of
from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move

_PROGRAMS = {
    "java": re.compile(r"java|javac|jar|keytool|jlink"),
    "node": re.compile(r"node(?:js)?|npm|npx"),
    "python": re.compile(r"(?:python|pip)(?:\d(?:\.\d+)?)?"),
    "ruby": re.compile(r"ruby|gem|bundle|rake"),
    "php": re.compile(r"php"),
}
# Where the official images have them. Sources: docker-library's Dockerfiles of python, ruby and php, and docker-node's.
_OFFICIAL = dict.fromkeys(("node", "python", "ruby", "php"), "/usr/local/bin")
_OWN_JAVA = "/opt/java/"
"""Temurin's and Semeru's images unpack Java there, put it on PATH, and link to it from nowhere else."""
_PATH = re.compile(r"(?<![\w.$}-])(/(?:usr/)?(?:local/)?(?:openjdk-\d+/)?bin)/([a-z]+(?:\d(?:\.\d+)?)?)(?![\w./-])")
# What goes on where the path is not there.
_HARMLESS = frozenset({"ln", "rm", "echo", "printf", "test", "[", "[[", "which", "ls", "update-alternatives", "export"})


def reasons(move: Move) -> Iterator[Reason]:
    """Paths that lead nowhere there; each line once."""
    told: set[int] = set()
    for path, language, start in _named(move):
        there = _folder(move.after, language)
        folder, _, program = path.rpartition("/")
        line = move.line(start)
        if there is None or folder == there or line in told or not _is_left(move, language, path):
            continue
        if language == "python" and folder == "/usr/bin" and program == "python3" and is_full(move.after):
            continue  # Debian's own, which buildpack-deps brings
        told.add(line)
        yield Reason("version", "breaks", "high", f"the path {path}", f"{move.after.reference} has it in {there}", line)
    yield from _linked(move)


def _linked(move: Move) -> Iterator[Reason]:
    """A link that is made where the other image has the program itself."""
    for command in move.commands():
        target = command.operands[-1].text if command.operands else ""
        named = next(_of_text(target, command.start), None)
        if command.name != "ln" or named is None or command.has_flag("-f", "--force") or command.handled:
            continue
        path, language, start = named
        there = _folder(move.after, language) == path.rpartition("/")[0] and _folder(move.before, language) is None
        if path == target and there and not _removes(move, path):
            why = f"{move.after.reference} has it itself, and ln fails without -f: leave it out"
            yield Reason("version", "breaks", "high", f"ln to {path}", why, move.line(start))


def _removes(move: Move, path: str) -> bool:
    return any(
        command.name in ("rm", "mv") and any(word.text == path for word in command.operands)
        for command in move.commands()
    )


def _folder(image: Image, language: str) -> str | None:
    """Where an image that is there for a language has its programs; None for other images, or where it is not known."""
    if image.parsed is None:
        return None
    name = base_name(image.parsed)
    if language == "java":
        home = next((one.path for one in homes(image)), "")
        return f"{home}/bin" if home.startswith(_OWN_JAVA) else None
    own = path_of(name)
    if own is not None and _PROGRAMS[language].fullmatch(own.rpartition("/")[2]):
        return own.rpartition("/")[0]
    return _OFFICIAL[language] if name == language else None


def _named(move: Move) -> Iterator[tuple[str, str, int]]:
    """The paths that are run or handed on, with the language and the offset: a split leaves the building as it is."""
    for command in move.commands():
        if command.handled or command.ignored or command.condition or command.name in _HARMLESS:
            continue
        for word in command.words:
            yield from _of_text(word.text, word.start)
    if move.includes is not None and not move.run_only:
        for instruction in move.needs.instructions:
            for pair in instruction.pairs if instruction.keyword == "ENV" else ():
                if pair.value is not None and pair.key != "PATH":
                    yield from _of_text(pair.value, pair.start)
    for instruction, command in move.started():
        given = instruction.keyword == "CMD" and entrypoint_of(move.name_after) is not None
        if command.words and not given:  # what the image's own entrypoint makes of it is said of that
            yield from _of_text(command.words[0].text, instruction.start)


def _of_text(text: str, start: int) -> Iterator[tuple[str, str, int]]:
    match = _PATH.search(text)
    if match is not None:
        for language, programs in _PROGRAMS.items():
            if programs.fullmatch(match[2]):
                yield f"{match[1]}/{match[2]}", language, start


def _is_left(move: Move, language: str, path: str) -> bool:
    """Whether what has the path today stays behind: the old image's language, or a package that is left out."""
    before = _folder(move.before, language)
    if before is not None and before != path.rpartition("/")[0]:
        return False  # it is not there today either, or the file makes it
    if _makes(move, path):
        return False
    installed = any(one.name == language for one in move.needs.languages)
    return move.run_only or move.includes == language or not installed


def _makes(move: Move, path: str) -> bool:
    """Whether the file puts something there itself."""
    for instruction in move.needs.instructions:
        words = [word.text.strip("\"'[],") for word in instruction.words]
        if instruction.keyword in ("COPY", "ADD") and words and words[-1] in (path, f"{path.rpartition('/')[0]}/"):
            return True
    return any(
        command.name in ("ln", "cp", "mv", "install", "tee") and command.operands and command.operands[-1].text == path
        for command in move.commands()
    )
