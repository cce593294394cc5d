"""Programs that the file uses and does not install, which the other image does not have."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from baseadvisor.advisor import tools
from baseadvisor.advisor.compat.archive import along
from baseadvisor.advisor.compat.building import native
from baseadvisor.advisor.compat.failing import reports_failure
from baseadvisor.advisor.copies import sources_of
from baseadvisor.advisor.entrypoints import entrypoint_of, is_language
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.analysis import RunFacts
from baseadvisor.shell.model import Command
from baseadvisor.shell.packages import Package


def reasons(move: Move) -> Iterator[Reason]:
    """What is run at build time or at start, and would not be found."""
    if move.after.userland is None:
        return
    told: set[str] = set()
    for run in move.runs:
        for command in run.commands:
            yield from _needed(move, command, command.name, "RUN", command.start, command.start, told)
            yield from _to_unpack(move, run, command, told)
            yield from _into_ssh(move, run, command, told)
            if run.script.errexit_at(command) or command.last or len(command.list.items) > 1:
                yield from _looked_for(move, command, told)
    for instruction, command in move.started():
        yield from _needed(move, command, command.name, instruction.keyword, instruction.start, None, told)
    if move.run_only:
        yield from _left_behind(move, told)
        yield from _in_a_script(move)
    yield from _fetches_by_git(move, told)
    yield from native.reasons(move)


def _needed(
    move: Move, command: Command, name: str | None, where: str, start: int, before: int | None, told: set[str]
) -> Iterator[Reason]:
    """A program that is run with what is installed before an offset, or with everything."""
    if name is None or name not in tools.WATCHED or command.condition or command.ignored or name in told:
        return
    if not move.run_only and tools.brought_by(name, along.there(move, move.after, before)):
        return
    there = tools.has(move.after, name)
    here = tools.has(move.before, name)
    if there is False and here is False and tools.brought_by(name, along.there(move, move.before, before)):
        here = None  # what is installed brings it here, and no longer does there
    if there is False and here is False and move.before.state == "ended" and not _makes_programs(move, name, before):
        here = None  # the file was built once: an older build of the image had it, or a package brought it along
        if move.after.distribution == "ubuntu" and move.needs.installed(before):
            told.add(name)
            why = f"{move.after.reference} has no {name}, unless a package that is installed before brings it along"
            yield Reason("programs", "check", "medium", f"{name} in {where}", why, move.line(start))
            return
    if there and name == "wget":
        yield from _busybox_wget(move, command, start)
    if there or (here is False and not move.run_only) or (there is None and here is None):
        return
    told.add(name)
    if there is False:
        hint = ": exec a check that is part of the application" if where == "HEALTHCHECK" else ": install it first"
        yield Reason(
            "programs",
            "breaks",
            "high" if here else "medium",
            f"{name} in {where}",
            f"{move.after.reference} has no {name}{hint}",
            move.line(start),
        )
    else:
        yield Reason(
            "programs",
            "check",
            "low",
            f"{name} in {where}",
            f"whether {move.after.reference} has {name} is not known",
            move.line(start),
        )


_PROGRAMS_FOLDER = re.compile(r"(?:^|[=\"'])(?:/usr)?(?:/local)?/s?bin(?:/|$|[\"'])|^/usr/local/?$")
_INTO_PROGRAMS = re.compile(r"\s[\"']?(?:(?:/usr)?(?:/local)?/s?bin(?:/\S*)?|/usr/local/?|/usr/?|/)[\"'\]\s]*$")


def _makes_programs(move: Move, name: str, before: int | None) -> bool:
    """Whether a program may be built, copied, fetched or unpacked before an offset."""
    if any(
        _INTO_PROGRAMS.search(each.arguments) and any(_may_hold(source, name) for source in sources_of(each))
        for each in move.needs.copying
        if before is None or each.start < before
    ):
        return True
    return any(_may_make(command, name) for command in move.commands() if before is None or command.start < before)


def _may_hold(source: str, name: str) -> bool:
    """Whether what is copied is the program by its name, or a whole tree or archive that may hold it."""
    last = source.rstrip("/").rpartition("/")[2]
    whole = source.endswith("/") or last in ("", ".") or _ARCHIVE.search(last) is not None
    return whole or name in last or fnmatchcase(name, last)


_ARCHIVE = re.compile(r"\.(?:tar|tgz|txz|tbz2?|zip|tar\.\w+)$")


def _may_make(command: Command, name: str) -> bool:
    words = [word.text for word in command.words[1:]]
    if command.name in ("make", "cmake", "ninja", "meson", "checkinstall"):
        return any("install" in word for word in words)
    if command.name in ("tar", "unzip"):
        return any(_PROGRAMS_FOLDER.search(word) for word in words)
    return command.name in _PUTS and any(_PROGRAMS_FOLDER.search(word) and name in word for word in words)


_PUTS = frozenset({"curl", "wget", "cp", "mv", "install", "ln"})


_PACKED = {"xz": re.compile(r"\.(?:tar\.xz|txz)$"), "bzip2": re.compile(r"\.(?:tar\.bz2|tbz2?)$")}


def _to_unpack(move: Move, run: RunFacts, command: Command, told: set[str]) -> Iterator[Reason]:
    """What GNU tar starts to read or write an archive; busybox's tar needs nothing for that."""
    after = move.after.userland
    if command.name != "tar" or after is None or after.package_family != "apt" or not reports_failure(run, command):
        return
    program = _packer(command)
    if program is not None and program not in told:
        for one in _needed(move, command, program, "RUN", command.start, command.start, told):
            yield one._replace(what=f"tar with {program}") if one.severity == "breaks" else one


def _packer(command: Command) -> str | None:
    """The program that tar starts, by its options, or by the name of the archive that it reads."""
    first = command.arguments[0].text if command.arguments else ""
    letters = first if re.fullmatch(r"[a-zA-Z]+", first) else ""
    for program, letter in (("xz", "J"), ("bzip2", "j")):
        if letter in letters or command.has_flag(f"-{letter}", f"--{program}"):
            return program
    if letters or command.has_flag("-f", "--file"):
        for program, ending in _PACKED.items():
            if any(ending.search(word.text.strip("\"'")) for word in command.operands):
                return program
    return None


def _into_ssh(move: Move, run: RunFacts, command: Command, told: set[str]) -> Iterator[Reason]:
    """What is written into the folder that OpenSSH's client brings."""
    if not tools.has(move.before, "ssh") or tools.has(move.after, "ssh") is not False or "/etc/ssh" in told:
        return
    paths = [one.target.prefix for one in command.redirects if one.target is not None and ">" in one.operator]
    paths += [word.prefix for word in command.operands] if command.name in ("tee", "sed") else []
    if not any(path.startswith("/etc/ssh/") for path in paths) or not reports_failure(run, command):
        return
    if command.conditional or command.handled or _makes_folder(move, "/etc/ssh", command.start):
        return
    if not tools.brought_by("ssh", along.there(move, move.after, command.start)):
        told.add("/etc/ssh")
        why = f"{move.after.reference} has no such folder, it comes with openssh-client: install it first"
        yield Reason("programs", "breaks", "high", "writes into /etc/ssh", why, move.line(command.start))


def _makes_folder(move: Move, folder: str, before: int) -> bool:
    copied = any(folder in each.arguments for each in move.needs.copying if each.start < before)
    return copied or any(
        command.name in ("mkdir", "install") and any(word.text.startswith(folder) for word in command.operands)
        for command in move.commands()
        if command.start < before
    )


def _looked_for(move: Move, command: Command, told: set[str]) -> Iterator[Reason]:
    """A program whose being there is asked for, so that the build stops without it: `which curl && ...`."""
    if command.handled or command.ignored:
        return
    asks = command.name == "which" or (command.name == "command" and command.has_flag("-v"))
    for word in command.operands if asks else ():
        name = word.value or ""
        if name not in tools.WATCHED or name in told:
            continue
        here, there = tools.has(move.before, name), tools.has(move.after, name)
        if here and there is False and not tools.brought_by(name, move.needs.installed(command.start)):
            told.add(name)
            why = f"{move.after.reference} has no {name}: install it first"
            yield Reason("programs", "breaks", "high", f"which {name}", why, move.line(command.start))


def _left_behind(move: Move, told: set[str]) -> Iterator[Reason]:
    """In a split, what is started and comes with a package that the stage which builds installs."""
    packages = move.needs.installed()
    own = entrypoint_of(move.name_after)
    if not (is_distribution(move.name_after) or own is not None or "distroless/" in move.name_after):
        return
    for instruction in move.needs.starts:
        words = instruction.exec_form or ()
        folder, _, name = (words[0] if words else "").rpartition("/")
        if name in told or name not in packages or folder not in ("", "/bin", "/sbin", "/usr/bin", "/usr/sbin"):
            continue
        if instruction.keyword == "HEALTHCHECK" or tools.has(move.after, name) or _SHELLS.fullmatch(name):
            continue
        if own is not None and (instruction.keyword == "CMD" or is_language(own, name)):
            continue  # what becomes of it is said of the entrypoint
        told.add(name)
        yield Reason(
            "programs",
            "breaks",
            "high",
            f"{instruction.keyword} starts {name}",
            f"its package stays with the build, and {move.after.reference} does not bring it",
            move.line(instruction.start),
        )


_SHELLS = re.compile(r"(?:ba|da|a)?sh|busybox")
_SCRIPT = re.compile(r"[\w./-]*(?:\.(?:sh|bash)|/(?:docker-)?entry-?point)")


def _in_a_script(move: Move) -> Iterator[Reason]:
    """In a split, a script of the build context that is started: what it calls may stay with the build."""
    for instruction in move.needs.starts:
        path = (instruction.exec_form or tuple(instruction.arguments.split()) or ("",))[0]
        if _SCRIPT.fullmatch(path) and move.needs.copies(path.rpartition("/")[2]):
            why = f"what it calls, and where it looks for it, is not seen here: {move.after.reference} has to have that"
            what = f"{instruction.keyword} starts {path}"
            yield Reason("scripts", "check", "medium", what, why, move.line(instruction.start))
            return


def _fetches_by_git(move: Move, told: set[str]) -> Iterator[Reason]:
    """What managers fetch by git without its being named: bower's packages, and dependencies by a git URL.

    Source for gem: rdp/specific_install (it clones what it is given, or what it makes of a name on GitHub).
    """
    if "git" in told or not tools.has(move.before, "git") or tools.has(move.after, "git") is not False:
        return
    found = [
        (f"{command.name} {_first(command)}".strip(), command.start)
        for command in move.commands()
        if command.name == "bower" or (command.name == "gem" and _first(command) == "specific_install")
    ]
    found += [
        (f"{action.manager} {action.subcommand}".strip(), action.start)
        for action in move.actions()
        if action.action == "install" and any(_by_git(package) for package in action.packages)
    ]
    for what, start in found:
        if not tools.brought_by("git", move.needs.installed(start)):
            why = f"it fetches by git, which {move.after.reference} has not: install it first"
            yield Reason("programs", "breaks", "high", what, why, move.line(start))
            return


def _first(command: Command) -> str:
    return command.arguments[0].text if command.arguments else ""


def _by_git(package: Package) -> bool:
    return package.kind == "vcs" and not package.text.startswith(("hg+", "svn+", "bzr+"))


# What busybox's wget takes of GNU wget's long options (busybox, networking/wget.c).
_BUSYBOX_WGET = frozenset(
    {
        "continue",
        "quiet",
        "output-document",
        "output-file",
        "proxy",
        "user-agent",
        "timeout",
        "tries",
        "header",
        "post-data",
        "post-file",
        "spider",
        "no-check-certificate",
        "directory-prefix",
        "server-response",
        "passive-ftp",
        "no-verbose",
        "no-clobber",
        "no-host-directories",
        "no-parent",
    }
)


def _busybox_wget(move: Move, command: Command, start: int) -> Iterator[Reason]:
    here, there = move.before.userland, move.after.userland
    if there is None or (there.utilities or "").partition(" ")[0] != "busybox":
        return
    if here is not None and (here.utilities or "").startswith("busybox"):
        return
    for word in command.arguments:
        if (
            word.prefix.startswith("--")
            and word.prefix[2:].partition("=")[0] not in _BUSYBOX_WGET
            and word.prefix != "--"
        ):
            yield Reason(
                "programs",
                "breaks",
                "medium",
                f"wget {word.text}",
                f"{move.place} has busybox's wget, without that option: install wget",
                move.line(word.start),
            )
            return
