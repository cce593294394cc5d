"""Packages that a build needs and the image does not: whether they go in the layer they came in."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.package_manager import fetches_index
from baseadvisor.checks.purpose import builds_in_only_stage, is_for_development, makes_native_images, starts

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis, RunFacts
    from baseadvisor.image.reference import Reference
    from baseadvisor.shell.packages import PackageAction


def removed_later(analysis: "Analysis", *, managers: Sequence[str]) -> Iterator[Hit]:
    """A RUN of a stage that is shipped removes what an earlier one installed.

    Placeholders: {manager}, {packages}, {line} of the first of them.
    """
    if not any(action.action == "remove" for action in analysis.actions(*managers)):
        return
    installed: dict[tuple[str, str], RunFacts] = {}
    for stage in analysis.final.chain:
        for run in stage.runs:
            for action in run.actions:
                if action.action == "remove" and action.manager in managers:
                    late = [
                        (package, installed[action.family, package.name])
                        for package in action.packages
                        if installed.get((action.family, package.name), run) is not run
                    ]
                    if late:
                        names = ", ".join(package.name for package, _ in late)
                        line = str(late[0][1].instruction.line)
                        yield hit(late[0][0], manager=action.manager, packages=names, line=line)
                    for package in action.packages:
                        installed.pop((action.family, package.name), None)
                elif action.action == "install":
                    names_here = [each.name for each in action.packages if each.kind in ("name", "group")]
                    for name in [*names_here, action.virtual or ""]:
                        installed.setdefault((action.family, name), run)


def set_left(analysis: "Analysis", *, managers: Sequence[str], names: Sequence[str]) -> Iterator[Hit]:
    """A named set of packages for building, by the patterns `names`, is installed in a stage that is shipped, for good.

    Placeholders: {manager}, {set}.
    """
    shipped = analysis.final.chain
    removed = [
        package for action in analysis.actions(*managers) if action.action == "remove" for package in action.packages
    ]
    for action in analysis.actions(*managers):
        name = action.virtual
        if action.action != "install" or name is None or analysis.run_of(action.command).stage not in shipped:
            continue
        if any(fnmatchcase(name, pattern) for pattern in names) and "$" not in name:
            gone = any(package.name == name or package.kind == "variable" for package in removed)
            if not gone:
                yield hit(action.subcommand_word or action.command, manager=action.manager, set=name)


def build_tools_left(analysis: "Analysis", *, managers: Sequence[str], packages: Sequence[str]) -> Iterator[Hit]:
    """A stage that is shipped, and that runs something, keeps packages (patterns) that only a build needs.

    What a file's only stage compiles something with is `build_tools_in_only_stage`'s.
    Placeholders: {manager}, {subcommand}, {packages}.
    """
    if not any(True for _ in analysis.actions(*managers)) or not starts(analysis) or is_for_development(analysis):
        return
    if builds_in_only_stage(analysis) or makes_native_images(analysis):
        return
    shipped = analysis.final.chain
    removing = {action.family for action in analysis.actions(*managers) if action.action in ("remove", "autoremove")}
    for action in analysis.actions(*managers):
        run = analysis.run_of(action.command)
        if action.action != "install" or run.stage not in shipped or run.instruction.parent is not None:
            continue
        if action.family in removing or action.virtual is not None or action.has("--installroot"):
            continue
        kept = [each for each in action.packages if any(fnmatchcase(each.name, name) for name in packages)]
        if kept:
            names = ", ".join(each.name for each in kept)
            values = {"manager": action.manager, "subcommand": action.subcommand or "install", "packages": names}
            yield Hit(kept[0].start, kept[0].end, values)


def index_missing(analysis: "Analysis", *, managers: Sequence[str], refreshers: Sequence[str]) -> Iterator[Hit]:
    """An install on an official image, whose index is empty, before anything has fetched one.

    `refreshers` are patterns for commands that may have done it. Placeholders: {manager}, {subcommand}.
    """
    from baseadvisor.catalog import is_official, official_name

    for action in analysis.actions(*managers):
        if action.action != "install" or not any(package.kind in ("name", "variable") for package in action.packages):
            continue
        run = analysis.run_of(action.command)
        reference = run.stage.reference
        name = official_name(reference) if reference is not None else None
        if name is None or not is_official(name) or run.instruction.parent is not None or action.values.get("--option"):
            continue
        userland = run.stage.userland
        if userland is None or userland.package_family != "apt" or run.mounted("cache", "tmpfs", "bind"):
            continue
        if not _may_have_index(run, action, refreshers) and not _is_there_already(reference, action):
            yield hit(action.subcommand_word or action.command, manager=action.manager, subcommand=action.subcommand)


_OF_BUILDPACK = frozenset(("ca-certificates", "curl", "git", "gnupg", "mercurial", "openssh-client", "procps", "wget"))
"""What buildpack-deps:scm has, on which most languages' images stand (docker-library/buildpack-deps)."""


def _is_there_already(reference: "Reference | None", action: "PackageAction") -> bool:
    """Whether nothing has to be fetched, for the image has all of it: apt-get says so, and goes on."""
    if reference is None or reference.official in ("debian", "ubuntu") or "slim" in (reference.tag or ""):
        return False
    return all(package.kind == "name" and package.text in _OF_BUILDPACK for package in action.packages)


def _may_have_index(run: "RunFacts", action: "PackageAction", refreshers: Sequence[str]) -> bool:
    for command in run.commands:
        if command.start < action.start and _may_refresh(
            command.name, command.words[0].text if command.words else "", refreshers
        ):
            return True
    if any(each.start <= action.start and fetches_index(run, each) for each in run.actions):
        return True
    for stage in run.stage.chain:
        for earlier in stage.runs:
            if earlier.instruction.start >= run.instruction.start:
                break
            if earlier.script.unparsed is not None or any(fetches_index(earlier, each) for each in earlier.actions):
                return True
            for command in earlier.commands:
                if command.words and _may_refresh(command.name, command.words[0].text, refreshers):
                    return True
        if any(each.keyword in ("COPY", "ADD") and "/var/lib/apt" in each.arguments for each in stage.instructions):
            return True
    return False


def _may_refresh(name: str | None, word: str, refreshers: Sequence[str]) -> bool:
    if name is None:
        return bool(word)
    return any(fnmatchcase(name, pattern) for pattern in refreshers)
