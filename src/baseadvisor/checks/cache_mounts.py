"""Cache mounts: where one would serve, and whether what a package manager keeps really lands in them."""

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from baseadvisor.checks.ecosystem_ruby import is_official_ruby
from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.package_manager import is_configured
from baseadvisor.checks.words import names_root, place_of
from baseadvisor.dockerfile.model import Flag
from baseadvisor.fixes.edit import Edit

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis, RunFacts
    from baseadvisor.shell.packages import PackageAction

_HOME = re.compile(r"(?:/root|/home/[^/]+)/(.+)")
_YARN_2 = re.compile(r"corepack|\.yarnrc\.yml|\.yarn\b|yarn set version|yarn@(?:berry|stable|[2-9])")
"""Signs of a Yarn after 1, whose cache is in another folder."""
_DOWNLOADS = {"cargo": ("CARGO_HOME", "/registry"), "go": ("GOMODCACHE", "")}
"""The variable that says where downloads are, and the folder below: these managers keep other things beside them."""
_WITH_CONDA = ("continuumio/", "condaforge/")
"""Whose images have conda in /opt/conda (their Dockerfiles)."""
_GEMS_ELSEWHERE = re.compile(r"BUNDLE_(?:PATH|DEPLOYMENT)\b|\bbundler? config\b.{0,200}\b(?:path|deployment)\b")
"""What has Bundler put gems, and the archives they come in, below the project."""
_SIGNS = {"yarn": _YARN_2, "bundle": _GEMS_ELSEWHERE}
"""What in a file says of a manager that its cache is not in the usual folder."""


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


def missing(analysis: "Analysis", *, managers: Sequence[str]) -> Iterator[Hit]:
    """A package manager downloads what a cache mount would keep between builds; one finding for each RUN and manager.

    Not where the RUN empties the cache, or the folder is not known. Placeholders: {manager}, {path}.
    """
    from baseadvisor.shell.leftovers import covers

    done: set[tuple[int, str]] = set()
    unusual = {name for name, signs in _SIGNS.items() if name in managers and signs.search(analysis.text)}
    for action in analysis.actions(*managers):
        run = analysis.run_of(action.command)
        key = (run.instruction.start, action.plain_manager)
        if action.action != "install" or key in done or run.stage.is_windows or run.instruction.parent is not None:
            continue
        path = _place_to_mount(run, action, usual=action.manager not in unusual)
        mounts = run.mounted("cache", "tmpfs")
        if path is None or any(covers(mount, folder) for mount in mounts for folder in (*_folders(run, action), path)):
            continue
        done.add(key)
        if not _empties(run, action):
            yield hit(action.subcommand_word or action.command, manager=action.manager, path=path)


def _place_to_mount(run: "RunFacts", action: "PackageAction", *, usual: bool) -> str | None:
    """The folder in which the manager keeps its downloads here; None where that is not known.

    `usual`: no sign in the file speaks against the usual folder.
    """
    from baseadvisor.shell.leftovers import cache_paths

    table = action.table
    if any(name in run.state.environment.variables and name not in run.environment for name in table.cache_variables):
        return None
    moved = [path for path in cache_paths(action, run.environment) if path not in table.cache_paths]
    if action.manager in _DOWNLOADS:
        name, below = _DOWNLOADS[action.manager]
        moved = [f"{run.environment[name].rstrip('/')}{below}"] if run.environment.get(name) else []
    if moved:
        return moved[0] if moved[0].startswith(("/", "~/")) else None
    if action.manager == "yarn":
        if not usual:
            return "~/.yarn/berry/cache"
        is_root = run.state.user is None or names_root(run.state.user.arguments)
        return "/usr/local/share/.cache/yarn" if is_root else "~/.cache/yarn"
    if action.manager == "bundle" and (
        not is_official_ruby(run.stage) or action.has("--path", "--deployment") or not usual
    ):
        return None
    if action.manager == "conda":
        known = run.stage.reference is not None and run.stage.reference.familiar_name.startswith(_WITH_CONDA)
        return "/opt/conda/pkgs" if known else None
    return next(iter(table.cache_paths), None)


def _empties(run: "RunFacts", action: "PackageAction") -> bool:
    """Whether the manager is told in the same RUN to remove what it keeps."""
    from baseadvisor.shell.leftovers import cleaned

    return any(
        each.plain_manager == action.plain_manager and "cache" in cleaned(each) and each.start > action.start
        for each in run.actions
    )


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
        if not names_root(user) and "$" not in user and "HOME" not in run.environment:
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
