"""An installation without package lists, which passes only as long as the image has the packages already.

The images of Debian and Ubuntu come without lists (debuerreotype's and Ubuntu's builds empty /var/lib/apt/lists).
"""

import posixpath
import re
from collections.abc import Iterator

from baseadvisor.advisor import tools
from baseadvisor.advisor.compat.building.downloads import filled
from baseadvisor.advisor.copies import sources_of, target_of
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.catalog.apt_flags import has_update_flag
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.shell.leftovers import covers
from baseadvisor.shell.model import Word
from baseadvisor.shell.packages import PackageAction

# Packages that no image of Debian or Ubuntu has: those that are asked for most often, and headers.
_NEVER_THERE = re.compile(
    r".+-dev|build-essential|g\+\+|gcc|make|cmake|git|vim|nano|curl|wget|unzip|zip|software-properties-common|supervisor|nginx|"
    r"apache2|openssh-server|mysql-server|postgresql|redis-server|mongodb|nodejs|npm|python3?-pip|"
    r"ruby|maven|ant|openjdk-\d+-j(?:dk|re)(?:-headless)?|default-j(?:dk|re)(?:-headless)?|php\d?(?:-fpm|-cli)?|golang(?:-go)?|jq|"
    r"imagemagick|ffmpeg|subversion|mercurial"
)
# What reads no lists anew: a program that is not among these may.
_HARMLESS = frozenset(
    {"echo", "printf", "export", "set", "mkdir", "ln", "cp", "mv", "rm", "touch", "chmod", "chown", "sed", "cat", "tee"}
    | {"groupadd", "useradd", "adduser", "addgroup", "usermod", "cd", "true", "yes", "test", "curl", "wget", "apt-key"}
    | {"locale-gen", "update-locale", "debconf-set-selections", "dpkg-reconfigure", "tar", "apt-get", "apt", "grep"}
)


_APT = "/var/lib/apt"
"""What holds the folder of the lists."""
_SETTING = "apt::update"
"""What `--update` stands for, as `-o` may give it as well."""
_FILE = re.compile(
    r".+\.(?:(?:ba)?sh|py|rb|pl|php|[cm]?js|ts|json|ya?ml|toml|xml|ini|cfg|conf|cnf|properties|env|txt|md|html|css|sql"
    r"|jar|war|exe|dll|pem|crt|key|gpg|asc|list|sources|repo|service)"
)
"""A name that is a file's, and no folder's or archive's."""


def standing(move: Move) -> Iterator[Reason]:
    """The first installation by apt that fails as nothing before it fetches lists, or for how it is told to.

    The former on a distribution's own image, which has none.
    """
    there = move.after.userland
    if there is None or there.package_family != "apt":
        return
    yield from _refused(move)
    if not is_distribution(move.name_after):
        return
    brought = next((each.start for each in move.needs.instructions if _may_bring_lists(move, each)), None)
    for run in move.own_runs:
        if brought is not None and brought < run.instruction.start:
            return
        actions = {action.start: action for action in run.actions}
        if any(flag.name == "mount" for flag in run.instruction.flags):
            return
        for command in run.commands:
            if command.name not in _HARMLESS:
                return
            action = actions.get(command.start)
            if action is not None and (_fetches_lists(move, action) or action.action == "other"):
                return
            if action is None or action.action != "install" or command.conditional:
                continue
            absent = _absent(action)
            if absent is not None and not (command.handled or command.ignored):
                why = f"{move.place} comes without package lists: run apt-get update before it, in the same RUN"
                what = f"apt-get install {absent} without update"
                yield Reason("packages", "breaks", "high", what, why, move.line(action.start))
                return


def _has_update_flag(image: Image) -> bool:
    """Whether an image's apt has `--update`, as far as is known."""
    return has_update_flag(image.distribution, image.release) is not False


def _refused(move: Move) -> Iterator[Reason]:
    """The first command of apt with `--update` where apt has no such option."""
    if _has_update_flag(move.after):
        return
    for action in (action for run in move.own_runs for action in run.actions):
        command = action.command
        if _is_given_update(action) and not (command.handled or command.ignored or command.conditional):
            what = f"{action.manager} {action.subcommand} --update"
            why = f"apt of {move.place} has no such option: run apt-get update before it"
            yield Reason("packages", "breaks", "high", what, why, move.line(action.start))
            return


def _is_given_update(action: PackageAction) -> bool:
    """Whether apt is given `--update` itself, and not the setting that stands for it, which every release takes."""
    return action.family == "apt" and action.has("--update") and _SETTING not in action.settings


def _fetches_lists(move: Move, action: PackageAction) -> bool:
    """Whether an action fetches lists on the other side, or ends the build there for it."""
    return action.fetches_index and (
        action.action == "refresh" or _is_given_update(action) or _has_update_flag(move.after)
    )


def _may_bring_lists(move: Move, copy: Instruction) -> bool:
    """Whether a COPY or ADD may write to the folder of the lists: into it, or a tree to a folder above."""
    if copy.keyword not in ("COPY", "ADD") or copy.parent is not None:
        return False
    folder = move.needs.analysis.stage_of(copy).before(copy).workdir
    target = filled(move.needs.analysis, copy, Word(target_of(copy) or "/", copy.start, copy.end, 0))
    path = posixpath.normpath(posixpath.join("/" if folder is None else folder.text or "?", target))
    if f"{path}/".startswith(f"{_APT}/"):
        return True
    written = {heredoc.name for heredoc in copy.heredocs}
    return covers(path, _APT) and any(one not in written and not _FILE.fullmatch(one) for one in sources_of(copy))


def _absent(action: PackageAction) -> str | None:
    """The first package that no such image has."""
    names = (package.name for package in action.packages if package.kind == "name" and not package.removed)
    return next((name for name in names if _NEVER_THERE.fullmatch(name)), None)


def reasons(move: Move) -> Iterator[Reason]:
    """The first installation by apt before the first `apt-get update`, of what the image here has and the other not."""
    there = move.after.userland
    if there is None or there.package_family != "apt" or move.run_only:
        return
    if _has_update_flag(move.before):
        yield from _refused(move)
    for action in (action for run in move.own_runs for action in run.actions if action.family == "apt"):
        if _fetches_lists(move, action):
            return
        if action.action != "install":
            continue
        if action.command.handled or action.command.ignored:
            return
        names = [package.name for package in action.packages if package.kind == "name"]
        if not names or len(names) < len(action.packages) or not all(tools.has(move.before, name) for name in names):
            return  # it fails already
        lacking = [name for name in names if name in tools.WATCHED and tools.has(move.after, name) is False]
        if lacking:
            yield Reason(
                "packages",
                "breaks",
                "high",
                f"apt-get install {lacking[0]} without update",
                f"{move.before.reference} has it already; {move.after.reference} has neither it nor package lists: "
                "run apt-get update first",
                move.line(action.start),
            )
            return
