"""What a stage has been given on top of its base image, up to a point: packages by name, and what cannot be told."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from baseadvisor.dockerfile.expansion import ExpansionError, expand
from baseadvisor.dockerfile.model import Instruction

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis, RunFacts, StageFacts
    from baseadvisor.dockerfile.scope import Environment
    from baseadvisor.shell.model import Command
    from baseadvisor.shell.packages import Package

_END = 1 << 62
SYSTEM_MANAGERS = frozenset(("apt", "apk", "dnf", "zypper", "pacman", "tdnf", "nix", "xbps", "portage", "swupd"))
"""Families of package managers that install the distribution's own packages."""

_SHELLS = frozenset(("sh", "bash", "ash", "dash", "zsh", "ksh"))
_INTERPRETERS = frozenset(("source", ".", "python", "python2", "python3", "perl", "ruby", "php", "tclsh"))
_BUILDERS = frozenset(("make", "cmake", "ninja", "meson", "task", "just", "buildah", "debootstrap", "mmdebstrap"))
_PROVISIONERS = frozenset(
    ("ansible-playbook", "ansible", "ansible-pull", "chef-client", "chef-solo", "puppet", "salt-call", "nix-env", "nix")
)
_OTHER_MANAGERS = frozenset(
    ("nix-shell", "brew", "conda", "mamba", "micromamba", "rpm", "dpkg", "alien", "snap", "flatpak")
)
_OPAQUE = _BUILDERS | _PROVISIONERS | _OTHER_MANAGERS
_SYSTEM_FOLDERS = ("/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/")
_WIDE = frozenset(
    ("", "/", ".", "./", "/bin", "/sbin", "/lib", "/lib64", "/opt", "/etc", "/usr", "/usr/bin", "/usr/sbin", "/usr/lib")
) | frozenset(("/usr/local", "/usr/local/bin", "/usr/local/sbin"))
"""Folders that hold programs, or hold folders that do."""
_FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,7}$")
_ARCHIVE = re.compile(r"\.(?:tar|tgz|txz|tbz2?|gz|xz|bz2|zst|zip|apk|deb|rpm)$", re.IGNORECASE)


class Provided(NamedTuple):
    """`packages` are the names that package managers of the system were told to install. `opaque`: something else may
    have put anything there (a script that is not in the file, a copied file system, a variable list of packages)."""

    packages: frozenset[str]
    opaque: bool


def provided(stage: "StageFacts", before: int = _END) -> Provided:
    """What the stage and those below it were given up to the offset `before` (of the stage's own instructions)."""
    packages: set[str] = set()
    opaque = False
    for facts in stage.chain:
        limit = before if facts is stage else _END
        for instruction in facts.instructions:
            if instruction.start >= limit:
                break
            if instruction.keyword in ("COPY", "ADD"):
                opaque = opaque or brings_programs(instruction, facts.before(instruction).environment)
        for run in facts.runs:
            if run.instruction.start >= limit:
                break
            opaque = opaque or is_opaque(run, limit)
            for action in run.actions:
                if action.family not in SYSTEM_MANAGERS or action.command.start >= limit:
                    continue
                if action.action not in ("install", "build-dep", "upgrade"):
                    continue
                for package in action.packages:
                    if package.kind == "name":
                        packages.add(package.name)
                    else:
                        opaque = True
    return Provided(frozenset(packages), opaque)


def brings_programs(instruction: Instruction, environment: "Environment") -> bool:
    """Whether a COPY or ADD may put programs where the system looks for them.

    `environment` are the variables it sees; one that is not known may stand for anything.
    """
    words = instruction.exec_form or [word.text for word in instruction.words]
    if len(words) < 2:
        return False
    destination = words[-1].strip("\"'")
    if "$" in destination:
        try:
            value = expand(destination, environment.lookup).value
        except ExpansionError:
            return True
        if value.text is None:
            return any(folder.startswith(value.prefix) for folder in _WIDE)
        destination = value.text
    if destination.rstrip("/") not in _WIDE and destination not in _WIDE:
        return False
    sources = [word.strip("\"'") for word in words[:-1]]
    if instruction.flag("from") is not None:
        # A program by its own name is that program and no other; anything wider may hold more.
        return any(_is_wide(source) for source in sources)
    heredocs = {heredoc.name for heredoc in instruction.heredocs}
    return any(
        _ARCHIVE.search(source) is not None or _FILE.search(source) is None
        for source in sources
        if source.lstrip("<-").strip("\"'") not in heredocs
    )


def _is_wide(source: str) -> bool:
    return source.endswith("/") or "*" in source or "$" in source or source in _WIDE or source.count("/") < 2


def is_opaque(run: "RunFacts", limit: int = _END) -> bool:
    """Whether a RUN does, before the offset `limit`, something that cannot be seen from the file."""
    script = run.script
    if script.unparsed is not None or script.problems:
        return True
    if run.mounted("bind") and any(command.name in _SHELLS for command in script.commands):
        return True
    commands = (command for command in script.commands if command.start < limit)
    return any(command.name in _OPAQUE or runs_script(command) for command in commands)


def runs_script(command: "Command") -> bool:
    """Whether it is a script or program of a file that is not the distribution's, or an interpreter that gets one."""
    if not command.words:
        return False
    name = command.name
    if name is None:
        return True
    word = command.words[0].text
    if "/" in word and not word.startswith(_SYSTEM_FOLDERS):
        return True
    if name in _SHELLS:
        reads_pipe = command.position > 0 and command.pipeline is not None and not command.has_flag("-c")
        return reads_pipe or any(
            not argument.prefix.startswith(("-", "+")) for argument in command.arguments if not command.has_flag("-c")
        )
    if name in _INTERPRETERS:
        return not command.has_flag("-m", "--version", "-V")
    return False


def shipped_packages(analysis: "Analysis") -> Iterator["Package"]:
    """What the distribution's package managers are told to install in the final stage and those below it."""
    shipped = analysis.final.chain
    for action in analysis.actions():
        if action.action != "install" or action.family not in SYSTEM_MANAGERS:
            continue
        if analysis.run_of(action.command).stage in shipped:
            yield from action.packages


def installs(stage: "StageFacts") -> Iterator[str]:
    """The names of all packages of the distribution that the stage and those below it install."""
    for facts in stage.chain:
        for run in facts.runs:
            for action in run.actions:
                if action.action == "install" and action.family in SYSTEM_MANAGERS:
                    yield from (package.name for package in action.packages if package.kind == "name")


def surely_runs(command: "Command") -> bool:
    """Whether the command runs in every build: in no branch, loop or function, and with nothing before it that may end
    the script, or that makes it an alternative."""
    if command.conditional or command.condition or command.in_function is not None or command.in_loop:
        return False
    return command.after != "||" and not any(
        wrapper.startswith(("chroot", "proot", "unshare", "fakechroot", "trap")) for wrapper in command.within
    )


def start_instructions(analysis: "Analysis") -> Iterator[Instruction]:
    """The ENTRYPOINT and CMD in force in the final stage, wherever in its chain they stand; ENTRYPOINT first."""
    final = analysis.final
    entrypoint: Instruction | None = None
    cmd: Instruction | None = None
    for facts in final.chain:
        for instruction in facts.instructions:
            if instruction.keyword == "ENTRYPOINT":
                entrypoint = instruction
                if cmd is not None and cmd.stage is not instruction.stage:
                    cmd = None
            elif instruction.keyword == "CMD":
                cmd = instruction
    if entrypoint is not None:
        yield entrypoint
    if cmd is not None:
        yield cmd
