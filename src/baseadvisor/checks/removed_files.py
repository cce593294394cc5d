"""Files that one layer brings and a later one removes: the image keeps them all the same."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from posixpath import basename, dirname, join, normpath
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.network import url_of
from baseadvisor.checks.provided import surely_runs
from baseadvisor.checks.words import sources_and_destination, value_of

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis, RunFacts, StageFacts
    from baseadvisor.dockerfile.model import Instruction
    from baseadvisor.shell.model import Command, Word

_ARCHIVE = re.compile(r"\.(?:tar(?:\.\w+)?|tgz|tbz2?|txz)\Z")
_REMOTE = ("http://", "https://")
_PLAIN_IMAGES = ("debian", "ubuntu", "alpine", "fedora", "centos")
_ELSEWHERE = ("-P", "--directory-prefix", "--output-dir", "-i", "--input-file", "-c", "-J", "--content-disposition")
"""What puts a download elsewhere, or gives it another name, than its address says."""
_TARGETS = {"curl": ("-o", "--output"), "wget": ("-O", "--output-document")}


def file_removed_later(analysis: "Analysis") -> Iterator[Hit]:
    """A RUN of the image that is shipped removes a file that an earlier COPY, ADD or download brought.

    By its exact path, or by a pattern in its own folder. Placeholders: {path}, {line} of what brought it.
    """
    brought: dict[str, int] = {}
    for stage in analysis.final.chain:
        for instruction in stage.instructions:
            if instruction.keyword in ("COPY", "ADD"):
                for path in _copied(analysis, stage, instruction):
                    brought[path] = instruction.line
            elif instruction.keyword == "RUN":
                run = analysis.facts(instruction)
                removals = list(_removals(run))
                for word, pattern in removals:
                    found = [path for path in brought if _is_removed(path, pattern)]
                    if found:
                        yield hit(word, path=found[0], line=str(brought[found[0]]))
                    for path in found:
                        del brought[path]
                patterns = [pattern for _, pattern in removals]
                for path in _downloads(run):
                    if not any(_is_removed(path, pattern) for pattern in patterns):
                        brought[path] = instruction.line


def _is_removed(path: str, pattern: str) -> bool:
    return path == pattern or (dirname(path) == dirname(pattern) and fnmatchcase(path, pattern))


def _folder(run: "RunFacts") -> str | None:
    """The working folder of a RUN that stays there; None where it goes elsewhere or it is not known."""
    if any(command.name in ("cd", "pushd", "chroot") for command in run.commands):
        return None
    workdir = run.state.workdir
    return workdir.text if workdir is not None else "/" if _starts_at_the_root(run.stage) else None


def _starts_at_the_root(stage: "StageFacts") -> bool:
    return stage.reference is not None and stage.reference.official in _PLAIN_IMAGES


def _absolute(path: str | None, folder: str | None) -> str | None:
    if not path or "$" in path or path.startswith(("-", "~")):
        return None
    if path.startswith("/"):
        return normpath(path)
    return normpath(join(folder, path)) if folder is not None else None


def _removals(run: "RunFacts") -> "Iterator[tuple[Word, str]]":
    """What the RUN removes in every build."""
    folder = _folder(run)
    for command in run.commands:
        if command.name == "rm" and surely_runs(command):
            for word in command.operands:
                path = _absolute(run.script.resolve(word, run.environment), folder)
                if path is not None and not _is_mounted(run, path):
                    yield word, path


def _is_mounted(run: "RunFacts", path: str) -> bool:
    mounts = run.mounted("cache", "tmpfs", "bind", "secret")
    return any(path == mount or path.startswith(f"{mount}/") for mount in mounts)


def _downloads(run: "RunFacts") -> Iterator[str]:
    """The files that curl and wget leave in the RUN's layer."""
    folder = _folder(run)
    for command in run.commands:
        if command.name in _TARGETS and surely_runs(command) and not any(r.operator == ">" for r in command.redirects):
            path = _absolute(_downloaded(run, command), folder)
            if path is not None and not path.startswith("/dev/") and not _is_mounted(run, path):
                yield path


def _downloaded(run: "RunFacts", command: "Command") -> str | None:
    """The file that a download goes to, as it is written."""
    target = command.flag_value(*_TARGETS[command.name or ""])
    if target is not None:
        text = target if isinstance(target, str) else run.script.resolve(target, run.environment)
        return None if text == "-" else text
    if command.name == "curl" and not command.has_flag("-O", "--remote-name"):
        return None
    if command.has_flag(*_ELSEWHERE):
        return None
    for word in command.arguments:
        if url_of(word) is not None:
            url = run.script.resolve(word, run.environment)
            return basename(url) if url is not None and not set("?#&") & set(url) else None
    return None


def _copied(analysis: "Analysis", stage: "StageFacts", instruction: "Instruction") -> Iterator[str]:
    """The paths that a COPY or ADD surely makes."""
    sources, destination = sources_and_destination(instruction)
    workdir = stage.before(instruction).workdir
    if destination is None or len(sources) != 1 or instruction.heredocs:
        return
    source = value_of(analysis, instruction, sources[0][0]).text
    target = value_of(analysis, instruction, destination[0]).text
    path = _absolute(target, workdir.text if workdir is not None else None)
    if source is None or target is None or path is None or any(char in source for char in "*?["):
        return
    is_unpacked = _ARCHIVE.search(source) is not None and not source.startswith(_REMOTE)
    if instruction.keyword == "ADD" and (is_unpacked or source.endswith(".git")):
        return
    name = basename(source.rstrip("/"))
    if not target.endswith("/") and normpath(target) not in (".", "/"):
        yield path
    if name not in ("", ".", ".."):
        yield join(path, name)
