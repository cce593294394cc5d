"""Services and init systems: what a RUN starts is gone when it ends, and what nothing starts never runs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from baseadvisor.analysis import Analysis, RunFacts
from baseadvisor.checks.commands import serves_others
from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.provided import shipped_packages, start_instructions

if TYPE_CHECKING:
    from baseadvisor.shell.model import Command

_INIT = ("init", "systemd", "runit", "runsvdir", "openrc", "s6-svscan", "my_init", "supervisord", "dinit")
_STARTS = frozenset(("start", "restart"))
_STARTING = re.compile(r"(?<![a-z])(?:start|startup|launch)(?![a-z])")
_IDLE = frozenset(
    ("echo", "printf", "true", ":", "sleep", "rm", "apt-get", "yum", "dnf", "apk", "exit", "ls", "cat", "set", "fi")
)


def systemd_asked(analysis: Analysis, *, subcommands: Sequence[str], tools: Sequence[str]) -> Iterator[Hit]:
    """A RUN asks systemd for something that only a running systemd does. Placeholders: {command}."""
    if _has_own_systemctl(analysis):
        return
    for command in analysis.commands("systemctl"):
        operand = next((word.value for word in command.arguments if not word.prefix.startswith("-")), None)
        if operand in subcommands and not command.in_function and not command.has_flag("--root", "--user"):
            yield hit(command.words[0], command=f"systemctl {operand}")
    for command in analysis.commands(*tools):
        if command.words and len(command.arguments) > 0 and not command.has_flag("--version", "--help"):
            yield hit(command.words[0], command=command.name or "")


def _has_own_systemctl(analysis: Analysis) -> bool:
    """Whether the file brings a systemctl of its own, one that needs no systemd."""
    text = analysis.text
    return "systemctl.py" in text or "systemctl3.py" in text or "docker-systemctl" in text or "bin/systemctl" in text


def enabled_without_init(analysis: Analysis, *, commands: Mapping[str, Sequence[str]]) -> Iterator[Hit]:
    """A service is made to start with the system in an image that starts one program and no init.

    `commands` gives for each command the first arguments that enable a service (none: any). Silent where what the
    image starts is not known. Placeholders: {command}, {program}.
    """
    program = started_program(analysis)
    if program is None or _has_own_systemctl(analysis):
        return
    for command in analysis.commands(*commands):
        if analysis.run_of(command).stage not in analysis.final.chain or not command.words or command.in_function:
            continue
        operand = next((word.value for word in command.arguments if not word.prefix.startswith("-")), None)
        wanted = commands[command.name or ""]
        if not wanted or operand in wanted:
            shown = f"{command.name} {operand}" if wanted else str(command.name)
            yield hit(command.words[0], command=shown, program=program)


_SERVERS = frozenset(
    (
        "nginx",
        "httpd",
        "apache2",
        "apachectl",
        "apache2ctl",
        "lighttpd",
        "haproxy",
        "caddy",
        "traefik",
        "sshd",
        "mysqld",
    )
) | frozenset(("redis-server", "memcached", "mongod", "postgres", "php-fpm", "gunicorn", "uvicorn", "uwsgi", "celery"))
_RUNTIMES = frozenset(
    ("node", "npm", "yarn", "java", "ruby", "bundle", "rails", "php", "dotnet", "perl", "flask", "jupyter", "puma")
)


def started_program(analysis: Analysis) -> str | None:
    """The program that the image starts, by its name, where it is one that is known not to start others; else None."""
    starts = list(start_instructions(analysis))
    if not starts:
        return None
    texts = " ".join(instruction.arguments for instruction in starts)
    if any(name in texts for name in (*_INIT, ".sh", "entrypoint", "start", "run", "$", "boot", "/svc")):
        return None
    first = starts[0]
    facts = analysis.facts(first)
    if first.exec_form is not None:
        words = [word for word in first.exec_form if word]
        if not words or (words[0] in ("sh", "bash", "/bin/sh", "/bin/bash") and len(words) < 3):
            return None
        commands = facts.commands
        return _known_program(commands[-1].name if commands else None)
    commands = facts.commands
    named = [command.name for command in commands if command.name not in (None, "sh", "bash", "exec", "tini")]
    return _known_program(named[0] if named else None)


def _known_program(name: str | None) -> str | None:
    if name is None or not (name in _SERVERS or name in _RUNTIMES or name.startswith("python")):
        return None
    return name


def installed_without_init(analysis: Analysis, *, packages: Sequence[str]) -> Iterator[Hit]:
    """An init system is installed by name in an image that starts another program.

    Placeholders: {package}, {program}.
    """
    program = started_program(analysis)
    if program is None:
        return
    for package in shipped_packages(analysis):
        if package.kind == "name" and package.name in packages:
            yield hit(package, package=package.name, program=program)


def started_in_run(analysis: Analysis) -> Iterator[Hit]:
    """A service is started in a RUN that then ends, so that nothing uses it. Placeholders: {command}.

    `service` with nothing after it is `commands.without_effect`'s.
    """
    for run in analysis.runs:
        for command in run.commands:
            shown = service_start(command)
            if shown is None or _is_used(run, command) or command.in_function:
                continue
            if command.name == "service" and not serves_others(analysis, command):
                continue
            yield hit(command.words[0], command=shown)
            break


def service_start(command: "Command") -> str | None:
    """`service x start` and its like, as it is to be shown; None for any other command."""
    texts = [word.value or word.text for word in command.words]
    if command.name in ("service", "rc-service") and len(texts) > 2 and texts[2] in _STARTS:
        return " ".join(texts[:3])
    if texts and texts[0].startswith(("/etc/init.d/", "/etc/rc.d/")) and len(texts) > 1 and texts[1] in _STARTS:
        return " ".join(texts[:2])
    return None


def _is_used(run: RunFacts, start: "Command") -> bool:
    """Whether something follows in the same RUN that may use the service."""
    later = [command for command in run.commands if command.start > start.start]
    return any(
        (command.name not in _IDLE or bool(command.pipeline and len(command.pipeline.stages) > 1))
        for command in later
        if command.words and service_start(command) is None
    )


def several_started(analysis: Analysis) -> Iterator[Hit]:
    """CMD or ENTRYPOINT starts a service beside the program that it goes on with.

    Placeholders: {command}, {instruction}.
    """
    for instruction in start_instructions(analysis):
        commands = analysis.facts(instruction).commands
        for command in commands:
            shown = service_start(command) or _in_background(command) or _before_log(command, commands)
            if shown is not None and any(other.start > command.start for other in commands if other.words):
                yield hit(command.words[0], command=shown, instruction=instruction.keyword)
                break


def _before_log(command: "Command", commands: "Sequence[Command]") -> str | None:
    """A command that starts something, where the instruction then does nothing but follow a log."""
    last = commands[-1]
    if last.name != "tail" or not last.has_flag("-f", "-F", "--follow") or command.name is None or command is last:
        return None
    text = " ".join(word.text for word in command.words[:2])
    return text if _STARTING.search(text) is not None and not command.within else None


def _in_background(command: "Command") -> str | None:
    if command.background and command.words and not command.conditional and command.name not in ("sleep", "wait"):
        return f"{command.name} &" if command.name else None
    return None


def daemon_beside(analysis: Analysis, *, packages: Sequence[str], words: Sequence[str]) -> Iterator[Hit]:
    """A daemon is installed that serves a machine, while the image starts another program.

    `words` in CMD or ENTRYPOINT say that the image is made for the daemon itself. Placeholders: {package}, {program}.
    """
    program = started_program(analysis)
    if program is None or any(word in program for word in words):
        return
    text = " ".join(instruction.arguments for instruction in start_instructions(analysis))
    if any(word in text for word in words):
        return
    for package in shipped_packages(analysis):
        if package.kind == "name" and package.name in packages:
            yield hit(package, package=package.name, program=program)
