"""Python: what a newer version takes no longer."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.archive.gone import editions_held
from baseadvisor.advisor.compat.language import onbuild, python_2, python_tools, wheels
from baseadvisor.advisor.compat.language.jumps import Jump, also_used, place_of_use
from baseadvisor.advisor.compat.language.own_python import brings_a_python, brings_another
from baseadvisor.advisor.compat.language.own_tools import is_of_project, of_managers_alone
from baseadvisor.advisor.model import Certainty, Reason, Severity
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.release_versions import Version
from baseadvisor.image.numbers import dotted
from baseadvisor.shell.model import Command

PROGRAMS = frozenset({"python", "python3", "pip", "pip3", "gunicorn", "uwsgi", "flask", "celery", "django-admin"})


def jump(move: Move, change: Jump) -> Iterator[Reason]:
    """What a change of Python's version touches."""
    apart = _installed_apart(move, change)
    if apart is not None:
        folder = f"lib/python{dotted(change.old[:2])}/site-packages"
        why = f"what pip installed in {folder} is not found: build on the version that runs it"
        yield Reason("version", "breaks", "high", change.title, why, move.line(apart))
        return
    yield _from_2(move, change) if change.old[:1] < (3,) <= change.new[:1] else _from_3(move, change)
    yield from _by_name(move, change)
    yield from wheels.jump(move, change)
    yield from wheels.tagged(move, change)
    yield from _pipfile(move, change)
    yield from _refused_by_pip(move, change)
    yield from python_tools.reasons(move, change)


# Source: pip's news, 10.0 and 19.0. Python 3.7 and later never came with an older one.
_GONE_FROM_PIP = frozenset(
    {"--use-wheel", "--no-use-wheel", "--allow-external", "--allow-all-external", "--allow-unverified", "--use-mirrors"}
    | {"--process-dependency-links"}
)
_OLD_PIP = re.compile(r"\bpip\s*(?:==|<=?|~=)\s*\d")


def _refused_by_pip(move: Move, change: Jump) -> Iterator[Reason]:
    """Options that pip has no more."""
    if not change.old < (3, 7) <= change.new or any(_OLD_PIP.search(text) for text, _ in move.needs.words()):
        return
    for command in move.commands():
        option = next((word.prefix.partition("=")[0] for word in command.arguments if _is_gone(word.prefix)), None)
        if (command.name or "").startswith("pip") and option is not None and not (command.handled or command.ignored):
            why = "the pip there has no such option, and stops at it: leave it out"
            yield Reason("version", "breaks", "high", f"pip {option}", why, move.line(command.start))
            return


def _is_gone(option: str) -> bool:
    return option.partition("=")[0] in _GONE_FROM_PIP


def _pipfile(move: Move, change: Jump) -> Iterator[Reason]:
    """A Pipfile names the Python that it was made with, as a rule. Source: pipenv's documentation, "pipenv install"."""
    if change.old[:2] == change.new[:2]:
        return
    for command in move.commands():
        words = [word.value for word in command.operands]
        if command.name == "pipenv" and words[:1] == ["install"] and not command.ignored and not command.handled:
            if command.has_flag("--system") and not command.has_flag("--deploy"):
                continue  # it warns, and goes on
            why = f"it stops where the Pipfile asks for another python_version than {dotted(change.new[:2])}"
            yield Reason("version", "check", "medium", "pipenv install", why, move.line(command.start))
            return


def _from_2(move: Move, change: Jump) -> Reason:
    """Programs, and what is installed for them, that are for Python 2."""
    brought = place_of_use(move, frozenset({"pip"}), PROGRAMS) if change.start is None else None
    places = (_pins(move) if change.start is None else None, python_2.place_of_use(move), brought, change.start)
    line = next((move.line(at) for at in places if at is not None), None)
    own = _own_programs(move) if change.start is None else None
    if own is not None:
        severity, at = own
        why = "programs for Python 2 do not run on 3: what is copied has to be ported, where it is not for both"
        why += also_used(move, frozenset({"pip"}), PROGRAMS, at)
        return Reason("version", severity, "medium", change.title, why, move.line(at))
    sure = "high" if change.start is None else python_2.certainty(move) or "medium"
    if change.named and python_2.place_of_use(move) is None:
        why = (
            "what calls `python` in a build has to take Python 3: configure scripts, old versions of node-gyp, a "
            "setup.py written for 2"
            if sure == "low"
            else "what is written for Python 2 has to be ported; another name for the package is not enough"
        )
    else:
        why = "what is installed, and what runs on it, has to be for Python 3: what is written for 2 has to be ported"
        why += also_used(move, frozenset({"pip"}), PROGRAMS, next((at for at in places if at is not None), None))
    return Reason("version", "check", sure, change.title, why, line)


def _own_programs(move: Move) -> tuple[Severity, int] | None:
    """Programs that the file brings, where Python runs them, else where they are copied; None where it brings none.

    What is copied may be for both, and may be no Python at all where nothing shows that Python runs it.
    """
    copies = [each for each in move.needs.copying if not each.flag("from")]
    programs = [copy for copy in copies if not _NO_PROGRAM.fullmatch(copy.arguments)]
    if onbuild.built(move) is not None:
        return "breaks", onbuild.place(move)
    if not programs:
        return None
    for instruction, command in move.started():
        if command.name in _RUN_PROGRAMS:
            return "breaks", instruction.start
    for command in move.commands():
        if command.name in _RUN_PROGRAMS and command.start > programs[0].start and not _runs_a_tool(command):
            return "breaks", command.start
    return "check", programs[0].start


_NO_PROGRAM = re.compile(
    r"(?:--\S+\s+)*\S*(?:requirements[\w.-]*\.txt|\.(?:conf|cfg|ini|ya?ml|json|sh|toml|crt|pem|key))\s+\S+"
)
_RUN_PROGRAMS = (PROGRAMS - {"pip", "pip3", "python3"}) | {"python2", "python2.7"}


def _runs_a_tool(command: Command) -> bool:
    """Whether Python runs a module or a line that is given, and no file."""
    return command.has_flag("-m", "-c", "--version", "-V")


def _from_3(move: Move, change: Jump) -> Reason:
    programs = PROGRAMS | {f"python{dotted(change.old[:2])}"}
    place = place_of_use(move, frozenset({"pip"}), programs) if _lists(move) else _pins(move)
    place = place if place is not None else place_of_use(move, frozenset({"pip"}), programs)
    line = next((move.line(at) for at in (place, change.start) if at is not None), None)
    certainty: Certainty = "medium"
    if change.start is not None and place is None:
        certainty = "low"
    elif change.crosses(3, 12):
        certainty = "high"
    why = what_meets(move, change.there, packaged=change.start is not None, used=place is not None)
    why += also_used(move, frozenset({"pip"}), programs, place)
    why = "; ".join([why, *(text for version, text in LEFT_OUT if change.crosses(*version))])
    return Reason("version", "check", certainty, change.title, why, line)


def what_meets(move: Move, there: str, *, packaged: bool, used: bool) -> str:
    """What has to support the Python that is there: `packaged` by the distribution, `used` by what the file shows."""
    if packaged and not used:
        return f"scripts that call python3 meet {there}"
    if not (_lists(move) or _pins(move) is not None or onbuild.built(move) is not None):
        return (
            f"what pip installs, and what runs on it, has to support {there}; without a version it comes in its "
            "newest one, which the old Python may not have taken"
        )
    return f"the code has to support {there}, and pinned requirements need versions that do (and have wheels for it)"


LEFT_OUT: tuple[tuple[Version, str], ...] = (
    ((3, 12), "3.12 left out distutils, and new environments have no setuptools"),
    ((3, 13), "3.13 left out cgi, crypt, imghdr, pipes, telnetlib and more (PEP 594)"),
)
"""What Python's versions have no more. Source: their release notes."""


def _lists(move: Move) -> bool:
    """Whether the libraries of a project are installed, which are pinned as a rule."""
    return any(
        one.family == "pip" and one.action == "install" and is_of_project(one) and not of_managers_alone(one)
        for one in move.all_actions()
    )


def _installed_apart(move: Move, change: Jump) -> int | None:
    """Where a split, which goes on being built on the old version, installs into that version's own folder.

    An image that gets no fixes is not built on: what takes its place may have the version that runs.
    """
    settled = move.before.state == "supported" and move.before.deprecated is None
    if not move.run_only or not settled or change.start is not None:
        return None
    for action in move.needs.actions():
        if action.family == "pip" and action.action == "install" and not action.has("--target", "-t"):
            return action.start
    return None


def _pins(move: Move) -> int | None:
    """Where pip is first told a version."""
    for action in move.all_actions():
        pinned = any(package.operator in ("==", "===") for package in action.packages)
        if pinned and action.family == "pip" and action.action == "install":
            return action.start
    return None


_PROGRAM = re.compile(r"/usr/bin/(?P<name>python3\.\d+)\b")


_BRINGS_PROGRAMS = re.compile(r"\s[\"']?(?:/usr(?:/bin(?:/python[\d.]*)?)?/?|/)[\"'\]]*\s*$")


def by_path(move: Move) -> Iterator[Reason]:
    """A Python of the release's own by its path and version, where the other release is known to have others."""
    if move.run_only or not move.changes_release or brings_a_python(move.after):
        return
    if any(_BRINGS_PROGRAMS.search(each.arguments) for each in move.needs.copying):
        return
    for text, start in move.needs.words():
        match = _PROGRAM.search(text)
        if match is None:
            continue
        held = editions_held(match["name"], move.after)
        if held and match["name"].removeprefix("python") not in held and not brings_another(move, start):
            if any(name.startswith(match["name"]) for name in move.needs.installed()):
                return  # told with the package
            why = f"{move.place} has python{held[0]}"
            yield Reason("version", "breaks", "high", f"`{match[0]}` by name", why, move.line(start + match.start()))
            return


def _by_name(move: Move, change: Jump) -> Iterator[Reason]:
    """The old version in a path or a program's name; of the distribution's own Python, its folders alone."""
    folder = r"/usr/(?:local/)?lib/" if change.start is not None else ""
    pattern = re.compile(f"{folder}python{re.escape(dotted(change.old[:2]))}\\b")
    there = f"python{dotted(change.new[:2])}" if change.exact else "another one"
    for text, start in move.needs.words():
        match = pattern.search(text)
        if match:
            line = move.line(start + match.start())
            yield Reason("version", "breaks", "high", f"`{match[0]}` by name", f"it is {there} there", line)
