"""What belongs to the host and its kernel, not to an image: modules, mounts, firewalls, clocks, boot loaders."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from baseadvisor.analysis import Analysis, RunFacts
from baseadvisor.checks.hit import Hit, Placed, hit
from baseadvisor.checks.provided import SYSTEM_MANAGERS, shipped_packages, start_instructions
from baseadvisor.checks.words import sources_and_destination
from baseadvisor.dockerfile.model import Node

if TYPE_CHECKING:
    from baseadvisor.shell.model import Command

_ELSEWHERE = ("chroot", "proot", "unshare", "fakechroot", "arch-chroot", "nsenter")
_BUILD_RELEASE = re.compile(r"\$\(\s*uname\s+-r\s*\)|`\s*uname\s+-r\s*`|\$\{?(?:KVER|KERNEL_VERSION)\b")


def host_command(analysis: Analysis, *, commands: Sequence[str], harmless: Sequence[str]) -> Iterator[Hit]:
    """A RUN runs a command that acts on the host's kernel or its devices.

    An entry of `commands` is a name, or a name and its first argument (`sysctl -w`). With an argument among `harmless`
    a command only reports. A RUN with `--security=insecure` may do what it likes. Placeholders: {command}.
    """
    wanted: dict[str, list[str]] = {}
    for entry in commands:
        name, _, argument = entry.partition(" ")
        wanted.setdefault(name, []).append(argument)
    for command in analysis.commands(*wanted):
        if not command.words or _is_privileged(analysis, command):
            continue
        texts = [word.value if word.value is not None else word.text for word in command.arguments]
        if any(text in harmless for text in texts):
            continue
        matching = next((entry for entry in wanted[command.name or ""] if not entry or entry in texts), None)
        if matching is not None:
            yield hit(command.words[0], command=f"{command.name} {matching}".strip())


def _is_privileged(analysis: Analysis, command: "Command") -> bool:
    """Whether the command runs in another root, in a function nobody may call, or with the host's rights."""
    if any(wrapper.startswith(_ELSEWHERE) for wrapper in command.within) or command.in_function is not None:
        return True
    if "trap" in command.within:
        return True
    flag = analysis.run_of(command).instruction.flag("security")
    return flag is not None and flag.value == "insecure"


def sets_name(analysis: Analysis) -> Iterator[Hit]:
    """The host name is set while the image is built. Placeholders: {command}."""
    for command in analysis.commands("hostname"):
        if _is_privileged(analysis, command) or command.conditional or len(command.arguments) != 1:
            continue
        word = command.arguments[0]
        if not word.prefix.startswith("-"):
            yield hit(command.words[0], command=f"hostname {word.text}")


def sets_clock(analysis: Analysis, *, commands: Sequence[str]) -> Iterator[Hit]:
    """The clock is set while the image is built. Placeholders: {command}."""
    for command in analysis.commands(*commands):
        if (
            command.words
            and not _is_privileged(analysis, command)
            and not command.has_flag("--version", "-q", "--show")
        ):
            yield hit(command.words[0], command=command.name or "")
    for command in analysis.commands("date"):
        if command.has_flag("-s", "--set") and not _is_privileged(analysis, command):
            yield hit(command.words[0], command="date -s")


def alone(analysis: Analysis, *, command: str) -> Iterator[Hit]:
    """A command that only changes its own process is the last one of its RUN. Placeholders: {command}."""
    for found in analysis.commands(command):
        run = analysis.run_of(found)
        later = [other for other in run.commands if other.start > found.start and other.name != command]
        if later or found.within or found.in_substitution or len(found.arguments) < 2:
            continue
        yield hit(found.words[0], command=f"{command} {found.arguments[0].text}")


def exported_in_run(analysis: Analysis, *, variables: Sequence[str]) -> Iterator[Hit]:
    """A RUN ends with the export of one of `variables`, which is gone with its shell. Placeholders: {name}."""
    for command in analysis.commands("export"):
        run = analysis.run_of(command)
        if command.within or command.in_function is not None or command.in_substitution or command.conditional:
            continue
        if any(other.start > command.start and other.name not in (*_QUIET, "export") for other in run.commands):
            continue
        names = [word.text.partition("=")[0] for word in command.arguments]
        found = next((name for name in names if name in variables), None)
        if found is not None:
            yield hit(command, name=found)


def writes(analysis: Analysis, *, paths: Sequence[str], within_run: bool) -> Iterator[Hit]:
    """A RUN, COPY or ADD writes to one of `paths`; `*` stands for anything.

    With `within_run` what is written counts for the rest of its RUN, so that only a write that nothing follows is
    told. Placeholders: {path}, {instruction}.
    """
    for run in analysis.runs:
        seen: set[str] = set()
        for path, at in _written(run):
            if within_run and any(other.start > at.end and other.name not in _QUIET for other in run.commands):
                continue
            if path not in seen and any(fnmatchcase(path, pattern) for pattern in paths):
                seen.add(path)
                yield Hit(at.start, at.end, {"path": path, "instruction": "RUN"})
    for instruction in analysis.instructions("COPY", "ADD"):
        _, destination = sources_and_destination(instruction)
        if destination is not None and any(fnmatchcase(destination[0].strip("\"'"), pattern) for pattern in paths):
            word = destination[1]
            yield Hit(word.start, word.end, {"path": destination[0].strip("\"'"), "instruction": instruction.keyword})


_QUIET = frozenset((None, "echo", "printf", "true", ":", "cat", "rm", "chmod", "chown", "exit"))


def _written(run: RunFacts) -> Iterator[tuple[str, Placed]]:
    """The files that a RUN's commands write by name, each with its place."""
    for redirect in run.script.redirects:
        if redirect.operator in (">", ">>", ">|", "&>", "&>>") and redirect.target is not None:
            value = redirect.target.value
            if value is not None and redirect.target.end > redirect.target.start:
                yield value, redirect.target
    for command in run.commands:
        if any(wrapper.startswith(_ELSEWHERE) for wrapper in command.within):
            continue
        targets = []
        if command.name == "tee" or (command.name == "sed" and command.has_flag("-i", "--in-place")):
            targets = list(command.operands)
        elif command.name in ("cp", "mv", "install", "ln") and len(command.operands) > 1:
            targets = [command.operands[-1]]
        for word in targets:
            if word.value is not None:
                yield word.value, word


def installs(analysis: Analysis, *, packages: Sequence[str], unless: Sequence[str], final_only: bool) -> Iterator[Hit]:
    """A package that serves a machine, not a container, is installed.

    `packages` may hold `*`. A stage that also installs one of `unless` is left alone; with `final_only` only what is
    shipped counts. Placeholders: {package}, {image}.
    """
    for action in analysis.actions():
        if action.action != "install" or action.family not in SYSTEM_MANAGERS:
            continue
        run = analysis.run_of(action.command)
        if final_only and run.stage not in analysis.final.chain:
            continue
        found = next((p for p in action.packages if p.kind == "name" and _among(p.name, packages)), None)
        if found is None or any(wrapper.startswith(_ELSEWHERE) for wrapper in action.command.within):
            continue
        if unless and _stage_installs(run, unless):
            continue
        yield hit(found, package=found.name, image=str(run.stage.base_image or ""))


def _among(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _stage_installs(run: RunFacts, packages: Sequence[str]) -> bool:
    return any(
        _among(package.name, packages)
        for facts in run.stage.chain
        for other in facts.runs
        for action in other.actions
        if action.action == "install"
        for package in action.packages
    )


def headers_of_build_host(analysis: Analysis, *, packages: Sequence[str]) -> Iterator[Hit]:
    """A package whose name takes in `$(uname -r)`, the kernel of whatever machine builds. Placeholders: {package}."""
    for action in analysis.actions():
        if action.family not in SYSTEM_MANAGERS or action.action not in ("install", "download"):
            continue
        for package in action.packages:
            text = package.word.text
            if _BUILD_RELEASE.search(text) and "uname" in text and text.lstrip("\"'").startswith(tuple(packages)):
                yield hit(package, package=text.strip("\"'"))


def archive_mirrors(analysis: Analysis, *, hosts: Mapping[str, str]) -> Iterator[Hit]:
    """Packages come from an archive of releases that are no longer supported.

    `hosts` maps each archive's host to the distribution it belongs to. Placeholders: {host}, {distribution}.
    """
    for place, host in named_hosts(analysis, hosts):
        yield hit(place, host=host, distribution=hosts[host])


def named_hosts(analysis: Analysis, hosts: Iterable[str]) -> Iterator[tuple[Node, str]]:
    """Where instructions name one of these hosts (with a path, it may be), the first of them in each."""
    for instruction in analysis.instructions("RUN", "ENV", "ARG", "COPY", "ADD"):
        text = analysis.text[instruction.start : instruction.end]
        for host in hosts:
            at = text.find(host)
            if at < 0 or _in_comment(text, at) or text[at - 1 : at] not in "/.@\"'= |#!,+":
                continue
            if text[at + len(host) : at + len(host) + 1].isalnum() or re.match(r"\.[a-z]", text[at + len(host) :]):
                continue
            start = instruction.start + at
            yield Node(start, start + len(host)), host
            break


def _in_comment(text: str, at: int) -> bool:
    line = text[text.rfind("\n", 0, at) + 1 : at].lstrip()
    return line.startswith("#")


def release_upgrade(analysis: Analysis) -> Iterator[Hit]:
    """The release of the distribution is changed inside the image. Placeholders: {how}."""
    for command in analysis.commands("do-release-upgrade"):
        if command.words:
            yield hit(command.words[0], how="do-release-upgrade")
    for command in analysis.commands("sed"):
        texts = " ".join(word.value or word.text for word in command.arguments)
        if not command.has_flag("-i", "--in-place") or "/etc/apt/sources" not in texts:
            continue
        for word in command.arguments:
            match = _SUBSTITUTION.match(word.value or "")
            if match and _is_codename(match["old"]) and _is_codename(match["new"]) and match["old"] != match["new"]:
                yield hit(word, how=f"{match['old']} becomes {match['new']} in apt's sources")


_SUBSTITUTION = re.compile(r"s(?P<mark>[/|#,@:])(?P<old>[a-z]+)(?P=mark)(?P<new>[a-z]+)(?P=mark)")


def _is_codename(word: str) -> bool:
    from baseadvisor.image.codenames import release_of

    return release_of(word) is not None or word in ("sid", "unstable", "testing")


def ssh_server(
    analysis: Analysis, *, packages: Sequence[str], both: Sequence[str], purposes: Sequence[str]
) -> Iterator[Hit]:
    """The image that is shipped gets an SSH server beside its program. Placeholders: {package}.

    `both` are packages with client and server, which count where the file sets the server up. Silent where the image
    starts the server itself, and where one of `purposes`, regular expressions, says what it is for.
    """
    starts = list(start_instructions(analysis))
    commands = [command for instruction in starts for command in analysis.facts(instruction).commands]
    if (commands and commands[-1].name == "sshd") or re.search(
        "|".join(purposes), analysis.text, re.IGNORECASE | re.MULTILINE
    ):
        return
    wanted = {*packages, *(both if re.search(r"\bsshd\b|ssh-keygen\s+-A", analysis.text) else ())}
    first = next((package for package in shipped_packages(analysis) if package.name in wanted), None)
    if first is not None:
        yield hit(first, package=first.name)
