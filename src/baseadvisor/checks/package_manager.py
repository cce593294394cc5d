"""How package managers are used. What a manager's flags mean is in `baseadvisor.shell.managers`, and nowhere else."""

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from baseadvisor.analysis import Analysis, RunFacts
from baseadvisor.checks.hit import Hit, Placed, hit
from baseadvisor.fixes.edit import Edit

if TYPE_CHECKING:
    from baseadvisor.shell.leftovers import Leftover
    from baseadvisor.shell.packages import Package, PackageAction

_SHOWN = 5
"""How many names a message lists before it only counts."""
_WORKED_OUT = re.compile(r"""["']?(?:\$\w+|\$\{[^{}]*\}|\$\(.*\)|`.*`)["']?""", re.DOTALL)
"""A word that is nothing but what the build will put there."""
_GO_VERSION = re.compile(r"1\.(\d+)(?![\d])")
_RECOMMEND_CERTIFICATES = ("curl", "wget", "git")
"""https://packages.debian.org/trixie/libcurl4t64, …/wget, …/git: recommended, not needed"""
_LOCKING = ("yum", "dnf", "dnf5")


def unpinned(
    analysis: Analysis,
    *,
    managers: Sequence[str],
    moving: Sequence[str],
    exempt_flags: Sequence[str],
    actions: Sequence[str] = ("install",),
) -> Iterator[Hit]:
    """An install of packages whose version is left open, or is one of the `moving` ones such as `latest`.

    `exempt_flags` are flags with which the versions stand elsewhere; `actions` may name "run" as well, for what is
    fetched to be run at once. Not where a list is worked out by the script, nor what yum's versionlock holds, nor
    where Go is older than versions in its commands (1.16). Placeholders: {manager}, {subcommand}, {packages}.
    """
    for action in analysis.actions(*managers):
        if action.action not in actions or action.has(*exempt_flags):
            continue
        loose = [package for package in action.packages if _is_loose(package, action.family, moving)]
        if loose and action.family == "dnf":
            locks = _version_locks(analysis, action)
            loose = [package for package in loose if not any(_is_locked(package.name, lock) for lock in locks)]
        if loose:
            known = any(package.kind != "variable" for package in loose)
            if action.family == "go" and knows_no_versions(analysis.run_of(action.command)):
                continue
            values = {**_names(action), "packages": _listed([package.text for package in loose])}
            yield Hit(loose[0].start, loose[0].end, values, confidence=None if known else "low")


def _is_loose(package: "Package", family: str, moving: Sequence[str]) -> bool:
    if package.kind == "vcs":
        # A branch, tag or commit: pip's `….git@v1`, npm's `….git#v1` (in pip a fragment is but a note).
        address, _, fragment = package.text.partition("#")
        pinned = "@" in address.rpartition("/")[2] or (fragment and family != "pip")
        return package.version is None and not pinned
    if package.kind not in ("name", "variable") or package.removed:
        return False
    if package.kind == "variable" and _WORKED_OUT.fullmatch(package.text):
        return False
    if family == "dnf" and "(" in package.name:
        return False  # a capability, `perl(Getopt::Long)`, whatever package has it
    return package.version is None or package.version in moving


def knows_no_versions(run: RunFacts) -> bool:
    """Whether the stage stands on an official image of a Go that takes `package@version` in no GOPATH."""
    reference = run.stage.reference
    if reference is None or reference.official != "golang" or reference.tag is None:
        return False
    version = _GO_VERSION.match(reference.tag)
    return version is not None and int(version[1]) < 16 and run.environment.get("GO111MODULE") != "on"


def _version_locks(analysis: Analysis, action: "PackageAction") -> list[str]:
    """What `yum versionlock` has been told to hold before."""
    chain = analysis.run_of(action.command).stage.chain
    return [
        word.value
        for command in analysis.commands(*_LOCKING)
        if command.start < action.start and analysis.run_of(command).stage in chain
        if any(word.value == "versionlock" for word in command.operands)
        for word in command.operands
        if word.value is not None and word.value not in ("versionlock", "add")
    ]


def _is_locked(name: str, lock: str) -> bool:
    """Whether a pattern of a package with its version (`zulu17-*-17.0.5-*`) is one of the package `name`."""
    return any(
        fnmatchcase(f"{name}-", lock[:at]) and (lock[at] in "*?[" or lock[at].isdigit()) for at in range(1, len(lock))
    )


def moving_version(analysis: Analysis, *, managers: Sequence[str], versions: Sequence[str]) -> Iterator[Hit]:
    """An install names one of `versions`, which are whatever they point at today.

    Placeholders: {manager}, {subcommand}, {packages}.
    """
    for action in analysis.actions(*managers):
        moving = [package for package in action.packages if package.version in versions]
        if moving and action.action in ("install", "run"):
            names = _listed([package.text for package in moving])
            yield Hit(moving[0].start, moving[0].end, {**_names(action), "packages": names})


def _names(action: "PackageAction") -> dict[str, str]:
    return {"manager": action.manager, "subcommand": action.subcommand or action.action}


def _of(action: "PackageAction", at: "Placed | None" = None, edits: Sequence[Edit] = (), **values: str) -> Hit:
    """A hit on what an action does, at its subcommand where nothing else is named."""
    place = at or action.subcommand_word or action.command
    return Hit(place.start, place.end, {**_names(action), **values}, edits)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    return shown if len(names) <= _SHOWN else f"{shown} and {len(names) - _SHOWN} more"


def _insertion(action: "PackageAction", flag: str) -> tuple[Edit, ...]:
    """Put a flag behind the subcommand."""
    word = action.subcommand_word
    return (Edit(word.end, word.end, f" {flag}"),) if word is not None else ()


def asks(
    analysis: Analysis,
    *,
    managers: Sequence[str],
    actions: Sequence[str],
    flag: str,
    setting: str,
    subcommands: Sequence[str] = (),
) -> Iterator[Hit]:
    """A manager that stops for an answer nobody can give.

    `setting` is an expression for the configuration that answers for it, where the file writes it before. With
    `subcommands`, only these ask. Placeholders: {manager}, {subcommand}, {flag}, {stops} ("may stop" of microdnf, which
    does so or not by version and distribution).
    """
    for action in analysis.actions(*managers):
        if subcommands and action.subcommand not in subcommands:
            continue
        if action.action not in actions or action.answers or _answered_by_pipe(action):
            continue
        if action.manager == "microdnf" and microdnf_assumes_yes(analysis.run_of(action.command)):
            continue
        if action.action == "remove" and not action.packages:
            continue
        if action.action == "install" and not action.packages and not _may_mend(analysis, action):
            continue
        if is_configured(analysis, action, setting):
            continue
        stops = "may stop" if action.manager == "microdnf" else "stops"
        yield _of(action, edits=_insertion(action, flag), flag=flag, stops=stops)


def microdnf_assumes_yes(run: RunFacts) -> bool:
    """Whether the microdnf there never asks: that of Enterprise Linux 8; later ones do, as dnf does.

    https://github.com/rpm-software-management/microdnf/pull/94 and https://github.com/rpm-software-management/microdnf/pull/97
    """
    userland = run.stage.userland
    return userland is not None and userland.release is not None and userland.release.partition(".")[0] == "8"


def _may_mend(analysis: Analysis, action: "PackageAction") -> bool:
    """Whether `install -f` without a package may find something to do: only what dpkg left half done asks for it."""
    return any(command.start < action.start for command in analysis.commands("dpkg"))


def is_configured(analysis: Analysis, action: "PackageAction", setting: str) -> bool:
    """Whether the stage writes something that the expression `setting` matches into a file before the action runs."""
    if not setting:
        return False
    chain = {stage.stage for stage in analysis.run_of(action.command).stage.chain}
    for found in re.finditer(setting, analysis.text[: action.start], re.IGNORECASE):
        for instruction in analysis.dockerfile.instructions:
            if instruction.start <= found.start() < instruction.end and instruction.stage in chain:
                inner = instruction.trigger or instruction
                if inner.keyword != "RUN" or _is_written(analysis.facts(inner), found.start()):
                    return True
    return False


def _is_written(run: RunFacts, at: int) -> bool:
    """Whether what stands at an offset of the script goes anywhere: `echo x` alone writes nothing but to the log."""
    for command in run.commands:
        if command.start <= at < command.end and command.name in ("echo", "printf"):
            redirects = [each for each in run.script.redirects if each.operator in (">", ">>", ">|", "&>", "&>>")]
            own = any(each.command is command or (each.command is None and each.start > at) for each in redirects)
            return own or (command.pipeline is not None and len(command.pipeline.stages) > command.position + 1)
    return True


def _answered_by_pipe(action: "PackageAction") -> bool:
    """`yes | apt-get install …`"""
    pipeline, position = action.command.pipeline, action.command.position
    if pipeline is None or position == 0:
        return False
    return any(command.name == "yes" for command in pipeline.commands)


def recommends(analysis: Analysis, *, managers: Sequence[str], flag: str, setting: str) -> Iterator[Hit]:
    """An install that takes along what is merely recommended.

    `setting` is an expression for the configuration that leaves it out, where the file writes it before. Placeholders:
    {manager}, {subcommand}, {flag}, {besides}: what is to be named then.
    """
    for action in analysis.actions(*managers):
        if action.action == "install" and action.packages and not action.skips_recommended:
            if is_configured(analysis, action, setting):
                continue
            edits, besides = _insertion(action, flag), ""
            fetcher = _brings_certificates(analysis, action)
            if fetcher is not None:
                edits = (*edits, Edit(fetcher.end, fetcher.end, " ca-certificates"))
                besides = "; with it, name ca-certificates"
            elif _compiles_c_alone(action):
                besides = "; with it, name libc6-dev, without which gcc compiles nothing"
            yield _of(action, edits=edits, flag=flag, besides=besides)


def _compiles_c_alone(action: "PackageAction") -> bool:
    """Whether gcc is installed, and the headers of the C library only as a recommendation of it."""
    names = {package.name for package in action.packages}
    return "gcc" in names and names.isdisjoint(("libc6-dev", "build-essential", "g++", "libc-dev"))


def _brings_certificates(analysis: Analysis, action: "PackageAction") -> "Package | None":
    """The package that brings ca-certificates along as a mere recommendation, where https is fetched later in the file.

    On Debian's and Ubuntu's own images, which have none; where they have been installed before, or are named, None.
    """
    run = analysis.run_of(action.command)
    userland = run.stage.userland
    if userland is None or userland.ca_certificates is not False or userland.package_family != "apt":
        return None
    fetcher = next((package for package in action.packages if package.name in _RECOMMEND_CERTIFICATES), None)
    if fetcher is None or "ca-certificates" in analysis.text[: action.command.end]:
        return None
    fetches = any(
        "https://" in word.text
        for other in analysis.runs
        if run.stage in other.stage.chain and other.instruction.start >= run.instruction.start
        for command in other.commands
        if command.start > action.start
        for word in command.arguments
    )
    return fetcher if fetches else None


def leaves(
    analysis: Analysis,
    *,
    managers: Sequence[str],
    kinds: Sequence[str],
    clean: str,
    actions: Sequence[str] = (),
) -> Iterator[Hit]:
    """A RUN of a stage that is shipped leaves a manager's index or cache in its layer.

    `kinds`: "index", "cache". `clean` is the command that removes it; in it, `{manager}` is the command used. With
    `actions`, only what these left there. An index that later RUNs install with has to be removed where they do.
    Placeholders: {manager}, {subcommand}, {kind}, {paths}, {clean}, {advice}.
    """
    if not any(True for _ in analysis.actions(*managers)):
        return
    shipped = analysis.final.chain
    relying = _relying_on_an_index(analysis)
    for run in analysis.runs:
        if run.stage not in shipped and run.stage.stage is not None:
            continue
        for left in run.leftovers:
            action = left.action
            if action.plain_manager not in managers or left.kind not in kinds:
                continue
            if (left.kind == "cache" and action.table.image_cleans_cache) or (actions and action.action not in actions):
                continue
            if keeps_no_cache(analysis, run, action):
                continue
            command = clean.replace("{manager}", action.command.words[0].text)
            needed = left.kind == "index" and any(_serves(run, action, later) for later in relying if later is not run)
            advice = "install in the same RUN, and remove it there" if needed else "remove it in the same RUN"
            yield _of(
                action,
                edits=() if needed else _appended(run, left, command),
                kind="package index" if left.kind == "index" else "package cache",
                paths=", ".join(path.removeprefix("*/") for path in left.paths),
                clean=command,
                advice=advice,
            )


_PIP_WITHOUT_CACHE = {"debian": 8, "ubuntu": 14}
"""The last releases whose own pip (1.x) keeps no wheels; --no-cache-dir came with pip 6 (of 2014)."""


def keeps_no_cache(analysis: Analysis, run: RunFacts, action: "PackageAction") -> bool:
    """Whether it is the pip of a release so old that pip had no cache, and no other one was brought."""
    userland = run.stage.userland
    if action.family != "pip" or userland is None or userland.release is None:
        return False
    major = userland.release.partition(".")[0]
    if not major.isdecimal() or int(major) > _PIP_WITHOUT_CACHE.get(userland.distribution or "", 0):
        return False
    before = [each for part in run.stage.chain for each in part.runs if each.instruction.start <= run.instruction.start]
    packages = {package.name for each in before for one in each.actions for package in one.packages}
    return bool(packages & {"python-pip", "python3-pip"}) and "pip" not in packages and "get-pip" not in analysis.text


def _appended(run: RunFacts, left: "Leftover", clean: str) -> tuple[Edit, ...]:
    """The cleaning command as one more step of the chain that the RUN is, where it plainly is one."""
    commands = run.commands
    if run.instruction.exec_form is not None or run.instruction.heredocs or not commands:
        return ()
    last = commands[-1]
    source = run.instruction.source
    if last.end != source.end_offset(len(source.text)) or not last.last:
        return ()
    plain = all(
        command.after in (None, "&&") and not command.within and not command.conditional and not command.in_substitution
        for command in commands
        if command.words
    )
    return (Edit(last.end, last.end, f" && {clean}"),) if plain and left.action.command.list is last.list else ()


def caches_by_default(analysis: Analysis, *, managers: Sequence[str], flag: str) -> Iterator[Hit]:
    """An install that writes an index into the layer although a flag keeps it from doing so.

    Placeholders: {manager}, {subcommand}, {flag}, {effect}.
    """
    for action in analysis.actions(*managers):
        if action.action != "install" or action.keeps_nothing:
            continue
        run = analysis.run_of(action.command)
        if _is_mounted(run, action):
            continue
        stays = any(left.kind == "index" and left.family == action.table.family for left in run.leftovers)
        effect = "it keeps the package index in the layer" if stays else "with it, there would be no index to remove"
        yield _of(action, edits=_insertion(action, flag), flag=flag, effect=effect)


def _is_mounted(run: RunFacts, action: "PackageAction") -> bool:
    from baseadvisor.shell.leftovers import covers

    mounts = run.mounted("cache", "tmpfs")
    return any(
        covers(mount, folder) for mount in mounts for folder in (*action.table.index_paths, *action.table.cache_paths)
    )


def takes_action(analysis: Analysis, *, managers: Sequence[str], actions: Sequence[str]) -> Iterator[Hit]:
    """A manager does one of `actions`. Placeholders: {manager}, {subcommand}."""
    for action in analysis.actions(*managers):
        if action.action in actions:
            yield _of(action)


def upgrades_all(analysis: Analysis, *, managers: Sequence[str]) -> Iterator[Hit]:
    """A manager upgrades every package that the base image has, in a stage that is shipped.

    Placeholders: {manager}, {subcommand}.
    """
    shipped = analysis.final.chain
    for action in analysis.actions(*managers):
        if action.action != "upgrade" or action.packages:
            continue
        stage = analysis.run_of(action.command).stage
        if stage in shipped or stage.stage is None:
            yield _of(action)


def lacks_flag(
    analysis: Analysis, *, managers: Sequence[str], actions: Sequence[str], flags: Sequence[str], beside: str = ""
) -> Iterator[Hit]:
    """A manager does one of `actions` to named packages without any of `flags`.

    With `beside`, only where that flag is given. Placeholders: {manager}, {subcommand}, {flag}, the first of `flags`.
    """
    for action in analysis.actions(*managers):
        if action.action not in actions or not action.packages or action.has(*flags):
            continue
        if beside and not action.has(beside):
            continue
        edits = _insertion(action, flags[0]) if not beside else ()
        yield _of(action, edits=edits, flag=flags[0])


def uses(analysis: Analysis, *, command: str, instead: str) -> Iterator[Hit]:
    """A command is used that another one does better in a script. Placeholders: {command}, {instead}, {subcommand}."""
    for action in analysis.actions(command):
        word = action.command.words[0]
        renamed = word.value == command and action.action not in ("search", "other")
        edits = (Edit(word.start, word.end, instead),) if renamed else ()
        yield hit(word, edits=edits, command=command, instead=instead, subcommand=action.subcommand)


def has_flag(analysis: Analysis, *, managers: Sequence[str], flags: Sequence[str]) -> Iterator[Hit]:
    """A manager is given a flag that it should not have. Placeholders: {manager}, {subcommand}, {flag}."""
    for action in analysis.actions(*managers):
        for flag in flags:
            if action.has(flag):
                yield _of(action, action.command.flag(flag), flag=flag)


def refresh_apart(analysis: Analysis, *, managers: Sequence[str]) -> Iterator[Hit]:
    """The index is refreshed in a RUN that installs nothing: a later RUN works with an index as old as the cache.

    Placeholders: {manager}, {subcommand}.
    """
    refreshes = [action for action in analysis.actions(*managers) if action.action == "refresh"]
    if not refreshes:
        return
    relying = _relying_on_an_index(analysis)
    for action in refreshes:
        run = analysis.run_of(action.command)
        if action.family in _families(run, *_NEED_AN_INDEX) or _is_mounted(run, action):
            continue
        if _outlives(run, action) and any(_serves(run, action, later) for later in relying):
            yield _of(action)


def earlier_index(analysis: Analysis, *, managers: Sequence[str]) -> Iterator[Hit]:
    """An install works with the index that an earlier RUN fetched for an install of its own.

    What a RUN fetched that installs nothing is `refresh_apart`'s. Placeholders: {manager}, {subcommand}, {line}.
    """
    told: set[int] = set()
    for action in analysis.actions(*managers):
        run = analysis.run_of(action.command)
        at = run.instruction.start
        if action.action != "install" or not action.packages or at in told or run.instruction.parent is not None:
            continue
        if any(fetches_index(run, each) for each in run.actions) or _is_mounted(run, action):
            continue
        before = _last_refresh(run, action.family)
        if before is not None and any(each.action == "install" for each in before.actions):
            told.add(at)
            yield _of(action, line=str(before.instruction.line))


def _last_refresh(run: RunFacts, family: str) -> RunFacts | None:
    """The last RUN before this one that fetched an index and left it there; None where a RUN between removed it."""
    for stage in reversed(run.stage.chain):
        for earlier in reversed(stage.runs):
            if earlier.instruction.start >= run.instruction.start:
                continue
            if "/var/lib/apt/lists" in earlier.script.source.text:
                return None
            if family in _refreshed(earlier):
                kept = any(left.kind == "index" and left.action.family == family for left in earlier.leftovers)
                return earlier if kept else None
    return None


_NEED_AN_INDEX = ("install", "upgrade", "dist-upgrade", "build-dep")


def _relying_on_an_index(analysis: Analysis) -> list[RunFacts]:
    """The RUNs that install with an index which they do not fetch themselves."""
    return [run for run in analysis.runs if _families(run, *_NEED_AN_INDEX) - _refreshed(run)]


def _families(run: RunFacts, *actions: str) -> set[str]:
    """The families of managers that do one of `actions` in a RUN."""
    return {action.family for action in run.actions if action.action in actions}


def _refreshed(run: RunFacts) -> set[str]:
    """The families of managers that fetch an index in a RUN, by a command for it or by a flag of an install."""
    return {action.family for action in run.actions if fetches_index(run, action)}


def fetches_index(run: RunFacts, action: "PackageAction") -> bool:
    """Whether an action of a RUN fetches an index anew; apt's flag for that counts but where its release has none."""
    if not action.fetches_index or action.action == "refresh" or action.family != "apt":
        return action.fetches_index
    from baseadvisor.catalog.apt_flags import has_update_flag

    userland = run.stage.userland
    return userland is None or has_update_flag(userland.distribution, userland.release) is not False


def _outlives(run: RunFacts, refresh: "PackageAction") -> bool:
    """Whether the index is still there at the end of the RUN."""
    return any(left.kind == "index" and left.action.family == refresh.family for left in run.leftovers)


def _serves(run: RunFacts, refresh: "PackageAction", later: RunFacts) -> bool:
    """Whether a RUN comes later, on top of the other, and installs without a refresh of its own."""
    if later.instruction.start < run.instruction.start:
        return False
    if refresh.family not in _families(later, *_NEED_AN_INDEX) - _refreshed(later):
        return False
    return run.stage in later.stage.chain
