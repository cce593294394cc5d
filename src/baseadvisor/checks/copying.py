"""COPY and ADD: what is taken, and where it goes."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from posixpath import normpath
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.words import has_workdir, is_outside, keyword_of, sources_and_destination, value_of
from baseadvisor.dockerfile.expansion import Value
from baseadvisor.dockerfile.model import Flag, Instruction, Word
from baseadvisor.fixes.edit import Edit

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis
    from baseadvisor.shell.model import Command

_REMOTE = re.compile(r"(?:https?|git|ssh)://|git@|[\w.-]+@[\w.-]+:|github\.com/", re.IGNORECASE)
_ADD_ALONE = ("keep-git-dir", "checksum", "unpack")
"""Flags that COPY does not have."""
_MAYBE_ARCHIVE = re.compile(r"tar|tgz|zip|archive|rootfs|image|layer|url|repo|git|download|bundle", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_SHORT_EXTRACT = re.compile(r"-[A-Za-z]*x|[A-Za-z]*x[A-Za-z]*\Z")


def add_instead_of_copy(analysis: "Analysis", *, archives: Sequence[str]) -> Iterator[Hit]:
    """ADD takes files or folders, where COPY does the same. Placeholder: {source}.

    Not for what only ADD can do: a URL, a Git repository, an archive (its name ends in one of `archives`). A source
    that a build argument decides is judged, with low confidence, unless the argument's name speaks of such a thing.
    """
    for instruction in analysis.instructions("ADD"):
        sources, destination = sources_and_destination(instruction)
        if destination is None or any(flag.name in _ADD_ALONE for flag in instruction.flags):
            continue
        kinds = [_source_kind(value_of(analysis, instruction, text), archives) for text, _ in sources]
        plain = [text for (text, _), kind in zip(sources, kinds, strict=True) if kind in ("plain", "unsure")]
        plain += [f"<<{heredoc.name}" for heredoc in instruction.heredocs]
        if not plain:
            continue
        sure = all(kind == "plain" for kind in kinds)
        same = sure and not any(_may_match_archives(text) for text in plain)
        right = "copy" if instruction.written_keyword.islower() else "COPY"
        edits = (Edit(instruction.keyword_start, instruction.keyword_end, right),) if same else ()
        confidence = "low" if "unsure" in kinds and "plain" not in kinds else None
        yield hit(keyword_of(instruction), edits=edits, confidence=confidence, source=plain[0])


def _source_kind(value: Value, archives: Sequence[str]) -> str:
    """One of "plain", "archive", "remote", "unsure" (a variable decides), "unknown" (and its name speaks of more)."""
    if _REMOTE.match(value.prefix):
        return "remote"
    if value.suffix.endswith(tuple(archives)):
        return "archive"
    if value.text is not None:
        return "plain"
    return "unknown" if any(map(_MAYBE_ARCHIVE.search, value.names)) else "unsure"


def _may_match_archives(text: str) -> bool:
    """Whether ADD may unpack something there after all: by a wildcard, or an archive whose name does not say so."""
    name = text.rstrip("/").rpartition("/")[2]
    return any(char in name for char in "*?[") or "rootfs" in name or "layer" in name


def destination_not_folder(analysis: "Analysis", *, instructions: Sequence[str]) -> Iterator[Hit]:
    """Several files go to a destination that does not end in a slash. Placeholders: {destination}, {instruction}."""
    for instruction in analysis.instructions(*instructions):
        sources, destination = sources_and_destination(instruction)
        if destination is None or len(sources) + len(instruction.heredocs) < 2:
            continue
        text, word = destination
        value = value_of(analysis, instruction, text)
        if value.suffix.endswith(("/", "\\")) or value.text in (".", "..") or value.suffix.endswith(("/.", "/..")):
            continue
        if value.text is None and not value.suffix:
            continue
        at = word.end - 1 if word.text.endswith(('"', "'")) else word.end
        edits = (Edit(at, at, "/"),)
        yield hit(word, edits=edits, destination=text, instruction=instruction.keyword)


def relative_destination(analysis: "Analysis", *, instructions: Sequence[str]) -> Iterator[Hit]:
    """A relative destination, and no WORKDIR before it in the file. Placeholders: {destination}, {instruction}.

    On scratch it is seen from / for certain.
    """
    for instruction in analysis.instructions(*instructions):
        _, destination = sources_and_destination(instruction)
        if destination is None or destination[0].startswith("/") or is_outside(analysis, instruction):
            continue
        if has_workdir(analysis, instruction) or analysis.stage_of(instruction).base_image == "scratch":
            continue
        text, word = destination
        value = value_of(analysis, instruction, text)
        start = value.prefix
        if (value.text is None and not start) or start.startswith(("/", "\\")) or _DRIVE.match(start):
            continue
        yield hit(word, destination=text, instruction=instruction.keyword)


def side_by_side(analysis: "Analysis") -> Iterator[Hit]:
    """A COPY directly follows another with the same flags into the same folder. Placeholders: {destination}, {line}.

    {line} is that of the one before. With --link each layer stands for itself, which is what that flag is for.
    """
    for stage in analysis.stages:
        for before, after in pairwise(stage.instructions):
            if before.keyword != "COPY" or after.keyword != "COPY" or sorted(before.flags) != sorted(after.flags):
                continue
            if any(each.exec_form is not None or each.heredocs for each in (before, after)) or after.flag("link"):
                continue
            _, first = sources_and_destination(before)
            _, second = sources_and_destination(after)
            if first is None or second is None or first[0] != second[0]:
                continue
            if second[0].endswith("/") or second[0] == ".":
                yield hit(keyword_of(after), destination=second[0], line=str(before.line))


def whole_file_system(analysis: "Analysis") -> Iterator[Hit]:
    """All of a distribution's files are copied over another's. Placeholder: {from_}.

    Not from what is not known to have one: an image of a few files is made to be copied like that. Onto scratch
    nothing is laid over anything.
    """
    for instruction in analysis.instructions("COPY"):
        flag = instruction.flag("from") if instruction.flags else None
        if flag is None:
            continue
        sources, destination = sources_and_destination(instruction)
        if destination is None or not _is_root(analysis, instruction, destination[0]):
            continue
        if analysis.stage_of(instruction).base_image == "scratch" or not has_userland(analysis, instruction, flag):
            continue
        for text, word in sources:
            if _is_root(analysis, instruction, text):
                yield hit(word, from_=flag.value or "")
                break


def has_userland(analysis: "Analysis", instruction: Instruction, flag: Flag) -> bool:
    """Whether the stage or image that --from names is known to be some distribution's."""
    name = flag.value or ""
    stage = analysis.dockerfile.stage_named(name)
    if stage is not None:
        return analysis.stages[stage.index].userland is not None
    from baseadvisor.catalog import userland_of
    from baseadvisor.image.reference import InvalidReference, Reference

    try:
        return userland_of(Reference.parse(name)) is not None
    except InvalidReference:
        return False


def _is_root(analysis: "Analysis", instruction: Instruction, text: str) -> bool:
    value = value_of(analysis, instruction, text).text
    return value is not None and value.startswith("/") and normpath(value).strip("/") == ""


def ignored_source(analysis: "Analysis") -> Iterator[Hit]:
    """A file is copied that the .dockerignore keeps out of the context. Placeholders: {path}, {instruction}.

    Not where the .dockerignore may take back a part of it with `!`: what is left depends on the files there are.
    """
    copies = [each for each in analysis.instructions("COPY", "ADD") if each.parent is None and not each.flag("from")]
    text = analysis.dockerignore if copies else None
    if not text:
        return
    from baseadvisor.checks.dockerignore import IgnoreFile

    ignored = IgnoreFile(text)
    for instruction in copies:
        for written, word in sources_and_destination(instruction)[0]:
            path = value_of(analysis, instruction, written).text
            if not path or _REMOTE.match(path) or normpath(path).strip("/") in ("", "."):
                continue
            if ignored.excludes(path) and not ignored.may_keep_part_of(path):
                yield hit(word, path=written, instruction=instruction.keyword)


def unpacked_archive(analysis: "Analysis", *, archives: Sequence[str]) -> Iterator[Hit]:
    """An archive is copied, and a later RUN of the stage unpacks it. Placeholders: {archive}, {line} of that RUN."""
    extractions: list[tuple[Command, list[str]]] | None = None
    for instruction in analysis.instructions("COPY"):
        if instruction.parent is not None or (instruction.flags and instruction.flag("from")):
            continue
        copied = dict(_archives(instruction, archives))
        if not copied:
            continue
        if extractions is None:
            extractions = [
                (command, _file_names(command)) for command in analysis.commands("tar") if _extracts(command)
            ]
        for name, word in copied.items():
            for command, names in extractions:
                run = analysis.run_of(command).instruction
                if run.stage is instruction.stage and run.start > instruction.start and name in names:
                    yield hit(word, archive=name, line=str(run.line))
                    break


def _archives(instruction: Instruction, archives: Sequence[str]) -> Iterator[tuple[str, Word]]:
    """The names under which an instruction puts archives, with what says so."""
    sources, destination = sources_and_destination(instruction)
    if destination is None:
        return
    endings = tuple(archives)
    for text, word in (destination, *sources):
        name = _file_name(text)
        if name.endswith(endings):
            yield name, word
            if word is destination[1]:
                return


def _file_name(text: str) -> str:
    return re.split(r"[/\\]", text.strip("\"'"))[-1].strip("\"'")


def _file_names(command: "Command") -> list[str]:
    return [_file_name(word.text.partition("=")[2] or word.text) for word in command.arguments]


def _extracts(command: "Command") -> bool:
    for at, word in enumerate(command.arguments):
        if word.text in ("--extract", "--get"):
            return True
        if word.text.startswith("--"):
            continue
        if _SHORT_EXTRACT.match(word.text) and (at == 0 or word.text.startswith("-")):
            return True
    return False
