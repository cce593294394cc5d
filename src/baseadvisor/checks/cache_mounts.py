"""Cache mounts: whether what a package manager keeps really lands in them."""

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.package_manager import is_configured
from baseadvisor.checks.words import place_of
from baseadvisor.dockerfile.model import Flag
from baseadvisor.fixes.edit import Edit

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis, RunFacts
    from baseadvisor.shell.packages import PackageAction

_HOME = re.compile(r"(?:/root|/home/[^/]+)/(.+)")
_ROOT = ("root", "0")


class _Mount(NamedTuple):
    flag: Flag
    fields: dict[str, str]
    target: str


def _cache_mounts(run: "RunFacts") -> list[_Mount]:
    flags = [flag for flag in run.instruction.flags if flag.name == "mount" and flag.value is not None]
    found = []
    for flag, fields in zip(flags, run.mounts, strict=True):
        target = fields.get("target") or fields.get("dst") or fields.get("destination") or ""
        if fields.get("type", "bind").lower() == "cache" and target:
            found.append(_Mount(flag, fields, target.rstrip("/") or "/"))
    return found


def _folders(run: "RunFacts", action: "PackageAction") -> tuple[str, ...]:
    """Where the manager keeps its cache and its index in this RUN."""
    from baseadvisor.shell.leftovers import cache_paths

    return (*action.table.index_paths, *cache_paths(action, run.environment))


def _holds(mount: _Mount, folders: Sequence[str]) -> bool:
    """Whether a mount is one of the folders, or in or above it."""
    from baseadvisor.shell.leftovers import covers

    return any(covers(mount.target, folder) or covers(folder, mount.target) for folder in folders)


def _keeps(action: "PackageAction") -> bool:
    table = action.table
    return action.action in table.caching or action.action in table.refreshing


def not_locked(analysis: "Analysis", *, managers: Sequence[str], sharing: Sequence[str]) -> Iterator[Hit]:
    """A cache mount on a manager's folder has none of these ways of `sharing`. Placeholders: {manager}, {target}."""
    done: set[int] = set()
    for action in analysis.actions(*managers):
        run = analysis.run_of(action.command)
        for mount in _cache_mounts(run):
            way = mount.fields.get("sharing", "").lower()
            if mount.flag.start in done or way in sharing or not _keeps(action):
                continue
            if _holds(mount, action.table.index_paths) or _holds(mount, action.table.cache_paths):
                done.add(mount.flag.start)
                edits = () if way else (Edit(mount.flag.end, mount.flag.end, f",sharing={sharing[0]}"),)
                yield hit(place_of(mount.flag), edits=edits, manager=action.manager, target=mount.target)


def unexpanded(analysis: "Analysis") -> Iterator[Hit]:
    """A cache mount's target begins with a tilde, which no shell sees. Placeholder: {target}."""
    for run in analysis.runs:
        for mount in _cache_mounts(run):
            if mount.target.startswith("~"):
                yield hit(place_of(mount.flag), target=mount.target)


def unused(analysis: "Analysis", *, managers: Sequence[str]) -> Iterator[Hit]:
    """A manager is told not to cache, beside a cache mount on its cache's folder.

    Placeholders: {manager}, {target}, {reason}.
    """
    done: set[int] = set()
    for action in analysis.actions(*managers):
        table = action.table
        reason = next((flag for flag in sorted(table.no_cache) if flag in action.flags), None)
        run = analysis.run_of(action.command)
        flagged = reason is not None
        if reason is None:
            off = (name for name in sorted(table.no_cache_variables) if run.environment.get(name))
            reason = next(off, None)
        if reason is None or not _keeps(action):
            continue
        others = {other.family for other in run.actions if other.family != action.family and _keeps(other)}
        alike = [other for other in run.actions if other.family == action.family and _keeps(other)]
        busy = flagged and any(not other.keeps_nothing for other in alike)
        for mount in _cache_mounts(run):
            own = _holds(mount, _folders(run, action)) and mount.target.count("/") > 2
            if own and not busy and not others and mount.flag.start not in done:
                done.add(mount.flag.start)
                yield hit(place_of(mount.flag), manager=action.manager, target=mount.target, reason=reason)


def of_another_user(analysis: "Analysis", *, managers: Sequence[str]) -> Iterator[Hit]:
    """A cache mount lies in the home of another user than the one that runs the manager.

    Placeholders: {manager}, {target}, {user}.
    """
    for action, run, user in _runs_by_user(analysis, managers):
        endings = [folder[2:] for folder in _folders(run, action) if folder.startswith("~/")]
        for mount in _cache_mounts(run):
            found = _HOME.fullmatch(mount.target)
            if found is None or found[1] not in endings or not mount.target.startswith("/root/"):
                continue
            yield hit(place_of(mount.flag), manager=action.manager, target=mount.target, user=user)


def not_writable(analysis: "Analysis", *, managers: Sequence[str]) -> Iterator[Hit]:
    """A cache mount belongs to root, and the manager runs as somebody else.

    Placeholders: {manager}, {target}, {user}.
    """
    done: set[int] = set()
    for action, run, user in _runs_by_user(analysis, managers):
        for mount in _cache_mounts(run):
            owned = {"uid", "gid", "mode"} & mount.fields.keys()
            if owned or mount.flag.start in done or mount.target.startswith("/root/"):
                continue
            if _holds(mount, _folders(run, action)):
                done.add(mount.flag.start)
                yield hit(place_of(mount.flag), manager=action.manager, target=mount.target, user=user)


def _runs_by_user(analysis: "Analysis", managers: Sequence[str]) -> Iterator[tuple["PackageAction", "RunFacts", str]]:
    """What managers do as a user other than root that the file names, HOME being that user's."""
    for action in analysis.actions(*managers):
        run = analysis.run_of(action.command)
        if run.state.user is None or action.command.within or not _keeps(action) or action.keeps_nothing:
            continue
        user = run.state.user.arguments.strip().partition(":")[0]
        if user not in _ROOT and "$" not in user and "HOME" not in run.environment:
            yield action, run, user


def emptied(analysis: "Analysis", *, managers: Sequence[str], setting: str) -> Iterator[Hit]:
    """A cache mount on apt's packages, which Debian's and Ubuntu's images delete after each install.

    `setting` is an expression for what stops them from it. Placeholders: {manager}, {target}.
    """
    from baseadvisor.shell.leftovers import covers

    done: set[int] = set()
    for action in analysis.actions(*managers):
        run = analysis.run_of(action.command)
        userland = run.stage.userland
        if action.action not in action.table.caching or userland is None or userland.package_family != "apt":
            continue
        for mount in _cache_mounts(run):
            if mount.flag.start in done or not any(covers(mount.target, path) for path in action.table.cache_paths):
                continue
            if is_configured(analysis, action, setting):
                continue
            done.add(mount.flag.start)
            yield hit(place_of(mount.flag), manager=action.manager, target=mount.target)


def shared_by_releases(analysis: "Analysis", *, managers: Sequence[str], paths: Sequence[str]) -> Iterator[Hit]:
    """Stages on different releases share one cache for what fits one release alone.

    `paths` are patterns for the targets. Placeholders: {manager}, {target}, {release}, {other}.
    """
    first: dict[str, str] = {}
    done: set[int] = set()
    for action in analysis.actions(*managers):
        run = analysis.run_of(action.command)
        userland = run.stage.userland
        if userland is None or userland.distribution is None or userland.release is None:
            continue
        release = f"{userland.distribution} {userland.release}"
        for mount in _cache_mounts(run):
            if not any(fnmatchcase(mount.target, path) for path in paths) or mount.flag.start in done:
                continue
            key = mount.fields.get("id") or mount.target
            other = first.setdefault(key, release)
            if other != release and "$" not in key:
                done.add(mount.flag.start)
                place = place_of(mount.flag)
                yield hit(place, manager=action.manager, target=mount.target, release=release, other=other)
