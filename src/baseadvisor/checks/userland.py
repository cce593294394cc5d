"""What a userland has and has not: its package manager, its shells, its account tools, its locales."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING

from baseadvisor.analysis import Analysis, RunFacts, StageFacts
from baseadvisor.checks.hit import Hit, Placed, hit
from baseadvisor.checks.provided import brings_programs, is_opaque, provided, surely_runs
from baseadvisor.checks.words import place_of
from baseadvisor.dockerfile.model import Instruction

if TYPE_CHECKING:
    from baseadvisor.catalog.userlands import Userland
    from baseadvisor.shell.packages import PackageAction

_HIGH = "high"


def known_userland(stage: StageFacts) -> "Userland | None":
    """The stage's userland where there is no doubt about it."""
    userland = stage.userland
    return userland if userland is not None and userland.confidence == _HIGH and not stage.is_windows else None


def image_name(stage: StageFacts) -> str:
    """The base image for a message."""
    return stage.reference.familiar if stage.reference is not None else "the base image"


def distribution_name(userland: "Userland") -> str:
    """The distribution's name as people write it."""
    names = {
        "alpine": "Alpine",
        "debian": "Debian",
        "ubuntu": "Ubuntu",
        "centos": "CentOS",
        "fedora": "Fedora",
        "rhel": "Red Hat UBI",
        "amazonlinux": "Amazon Linux",
        "rockylinux": "Rocky Linux",
        "almalinux": "AlmaLinux",
        "oraclelinux": "Oracle Linux",
    }
    return names.get(userland.distribution or "", userland.distribution or userland.id)


def foreign_manager(analysis: Analysis, *, managers: Sequence[str]) -> Iterator[Hit]:
    """A package manager of another distribution than the one the stage stands on.

    Silent where the manager may have been installed or copied in, and where the script tries several. Placeholders:
    {manager}, {image}, {distribution}, {instead}.
    """
    told: set[tuple[int, str]] = set()
    for action in analysis.actions(*managers):
        run = analysis.run_of(action.command)
        userland = known_userland(run.stage)
        if userland is None or userland.os != "linux" or (id(run), action.family) in told:
            continue
        if action.family == userland.package_family or action.manager == userland.package_manager:
            continue
        if userland.package_family is None and (not userland.distroless or userland.id.startswith(_MIXED)):
            continue
        if {action.family, userland.package_family} <= _RPM:
            continue
        if not surely_runs(action.command) or action.command.handled or _is_brought(run.stage, action):
            continue
        told.add((id(run), action.family))
        instead = userland.package_manager
        word = action.command.words[0]
        yield hit(
            word,
            manager=word.value or action.manager,
            image=image_name(run.stage),
            distribution=distribution_name(userland),
            instead=f"its package manager is {instead}" if instead else "it has no package manager",
        )


_MIXED = "chainguard"
"""A publisher of whose images without a package manager some do bring a shell."""

_RPM = frozenset(("dnf", "tdnf"))


def _is_brought(stage: StageFacts, action: "PackageAction") -> bool:
    """Whether the manager itself may have been put into the stage before it is used."""
    given = provided(stage, action.command.start)
    if given.opaque or any("from" in mount for run in stage.runs for mount in run.mounts):
        return True
    names = {action.manager, action.manager.removesuffix("-get"), action.family}
    if any(any(name in package for name in names) for package in given.packages):
        return True
    for facts in stage.chain:
        for instruction in facts.instructions:
            if instruction.keyword in ("COPY", "ADD") and any(
                _is_program(word.text, names) for word in instruction.words
            ):
                return True
            if instruction.keyword == "RUN" and facts is stage and instruction.start >= action.command.start:
                break
        for run in facts.runs:
            for command in run.commands:
                if command.name in _PLACERS and command.start < action.command.start:
                    words = " ".join(word.text for word in command.arguments).replace("/", " ").split()
                    if any(word.startswith(name) for word in words for name in names):
                        return True
    return False


def _is_program(path: str, names: Collection[str]) -> bool:
    """Whether a path is that of one of these programs: `/sbin/apk`, `apk.static`, but not `/etc/apt`."""
    folder, _, name = path.strip("\"'[],").rstrip("/").rpartition("/")
    return name.partition(".")[0] in names and "etc" not in folder.split("/")


_PLACERS = frozenset(("curl", "wget", "cp", "mv", "ln", "install", "tar", "unzip", "chmod"))
"""Commands that may put a program in its place."""


def manager_not_in_base(analysis: Analysis, *, missing: Mapping[str, Sequence[str]]) -> Iterator[Hit]:
    """A manager that the userland's smaller images leave out, such as `dnf` where there is microdnf alone.

    `missing` gives, by family of userland, the managers that are not there. Placeholders: {manager}, {image},
    {instead}.
    """
    managers = {name for names in missing.values() for name in names}
    for action in analysis.actions(*managers):
        run = analysis.run_of(action.command)
        userland = known_userland(run.stage)
        if userland is None or action.manager not in missing.get(userland.id, ()):
            continue
        if not surely_runs(action.command) or action.command.handled or _is_brought(run.stage, action):
            continue
        yield hit(
            action.command.words[0],
            manager=action.manager,
            image=image_name(run.stage),
            instead=userland.package_manager or "",
        )


def _may_hold(stage: StageFacts, package: str, before: int, harmless: Sequence[str] | None) -> bool:
    """Whether `package` may be there at an offset: it was installed, or something may have brought it along.

    With `harmless` every package that is not among them may have brought it along as a dependency.
    """
    given = provided(stage, before)
    if given.opaque or package in given.packages:
        return True
    return harmless is not None and any(
        name not in harmless and name.partition("-")[0] not in harmless and not name.endswith(("-dev", "-doc"))
        for name in given.packages
    )


def bash_missing(analysis: Analysis, *, images: Sequence[str], harmless: Sequence[str]) -> Iterator[Hit]:
    """bash is called where the userland has none and nothing has installed it.

    `images` are the official images that are known to bring none in their Alpine or BusyBox flavour; `harmless` are
    packages that do not bring it along. Placeholders: {what}, {image}.
    """
    from baseadvisor.catalog import official_name

    lacking: dict[int, bool] = {}
    for stage in analysis.stages:
        userland = known_userland(stage)
        name = official_name(stage.reference) if stage.reference is not None else None
        lacking[stage.index] = userland is not None and userland.bash is False and name in images
    if not any(lacking.values()):
        return
    for instruction in analysis.instructions("SHELL", "CMD", "ENTRYPOINT", "HEALTHCHECK"):
        stage = analysis.stage_of(instruction)
        if instruction.parent is not None or not lacking[stage.index]:
            continue
        words = instruction.exec_form
        if words is not None and words and words[0] in _BASH:
            before = _first_use(stage, instruction) if instruction.keyword == "SHELL" else _END
            if before is not None and not _may_hold(stage, "bash", before, harmless):
                at = instruction.words[1 if instruction.keyword == "HEALTHCHECK" else 0]
                yield Hit(at.start, at.end, {"what": instruction.keyword, "image": image_name(stage)})
    for instruction in analysis.instructions("RUN", "CMD", "ENTRYPOINT"):
        stage = analysis.stage_of(instruction)
        if instruction.parent is not None or not lacking[stage.index]:
            continue
        if instruction.exec_form is not None and instruction.keyword != "RUN":
            continue
        run = analysis.facts(instruction)
        first = instruction.heredocs[0] if instruction.heredocs and len(instruction.words) == 1 else None
        if first is not None and _BASH_SCRIPT.match(first.content):
            if not _may_hold(stage, "bash", instruction.start, harmless):
                end = first.body_start + first.content.index("\n")
                yield Hit(first.body_start, end, {"what": instruction.keyword, "image": image_name(stage)})
            continue
        for command in run.commands:
            if command.name != "bash" or command.words[0].value not in _BASH or not surely_runs(command):
                continue
            before = command.start if instruction.keyword == "RUN" else _END
            if command.handled or _may_hold(stage, "bash", before, harmless):
                break
            yield hit(command.words[0], what=instruction.keyword, image=image_name(stage))
            break


_END = 1 << 62
_BASH_SCRIPT = re.compile(r"#!\s*(?:/usr)?/bin/(?:env\s+)?bash\b.*\n")
_BASH = frozenset(("bash", "/bin/bash", "/usr/bin/bash"))


def _first_use(stage: StageFacts, shell: Instruction) -> int | None:
    """Where the shell that SHELL sets first runs something, None where it never does."""
    for instruction in stage.instructions:
        if instruction.start <= shell.start:
            continue
        if instruction.keyword == "SHELL":
            return None
        if instruction.keyword in ("RUN", "CMD", "ENTRYPOINT") and instruction.exec_form is None:
            return instruction.start if instruction.keyword == "RUN" else _END
    return None


def accounts_missing(
    analysis: Analysis, *, commands: Mapping[str, str], accounts: str, package: str, images: Sequence[str]
) -> Iterator[Hit]:
    """A command for accounts that the userland lacks until a package brings it.

    `commands` maps each command to what serves instead, `accounts` is the kind of userland as the catalog calls it,
    `images` are the official images for which it is known. Placeholders: {command}, {image}, {package}, {instead}.
    """
    from baseadvisor.catalog import official_name

    for command in analysis.commands(*commands):
        run = analysis.run_of(command)
        stage = run.stage
        userland = known_userland(stage)
        if userland is None or userland.accounts != accounts or stage.reference is None or run.instruction.parent:
            continue
        if official_name(stage.reference) not in images or not surely_runs(command) or command.handled:
            continue
        if not command.words or "/" in command.words[0].text or _may_hold(stage, package, command.start, None):
            continue
        name = command.name or ""
        yield hit(
            command.words[0], command=name, image=image_name(stage), package=package, instead=commands.get(name, "")
        )


def shell_missing(analysis: Analysis) -> Iterator[Hit]:
    """The shell form, or a RUN at all, on an image without a shell. Placeholders: {instruction}, {image}."""
    for instruction in analysis.instructions("RUN", "CMD", "ENTRYPOINT"):
        if instruction.exec_form is not None or instruction.parent is not None or not instruction.arguments:
            continue
        stage = analysis.stage_of(instruction)
        base = stage.base_image
        if base is None or stage.is_windows or analysis.facts(instruction).state.shell.instruction is not None:
            continue
        userland = None if base == "scratch" else known_userland(stage)
        if base != "scratch" and (userland is None or not userland.distroless or userland.shell is not None):
            continue
        if userland is not None and userland.id.startswith(_MIXED):
            continue
        if not instruction.arguments.strip("\"' ") or (instruction.heredocs and _has_interpreter(instruction)):
            continue
        if _shell_may_come(stage, instruction):
            continue
        at = instruction.words[0]
        yield Hit(
            instruction.keyword_start,
            at.end if instruction.keyword != "RUN" else instruction.keyword_end,
            {"instruction": instruction.keyword, "image": "scratch" if base == "scratch" else image_name(stage)},
        )


def _has_interpreter(instruction: Instruction) -> bool:
    return instruction.heredocs[0].content.startswith("#!")


def _shell_may_come(stage: StageFacts, instruction: Instruction) -> bool:
    """Whether something was copied into the stage that may be, or may hold, a shell."""
    for facts in stage.chain:
        for other in facts.instructions:
            if facts is stage and instruction.keyword == "RUN" and other.start >= instruction.start:
                break
            if other.keyword == "ADD":
                return True
            if other.keyword == "COPY":
                words = other.exec_form or [word.text for word in other.words]
                destination = words[-1].strip("\"'") if words else ""
                sources = " ".join(words[:-1])
                if "$" in destination or destination.rstrip("/") in ("", ".", "/bin", "/usr", "/usr/bin"):
                    return True
                if any(word in sources + destination for word in ("busybox", "/sh", "bash", "rootfs")):
                    return True
            if other.keyword == "RUN" and other.exec_form is not None:
                return True
            if other.keyword == "RUN" and any(flag.name == "mount" for flag in other.flags):
                return True
    return any(flag.name == "mount" for flag in instruction.flags)


def musl_shim(analysis: Analysis, *, packages: Sequence[str], addresses: Sequence[str]) -> Iterator[Hit]:
    """A glibc, or what stands in for it, put on a musl userland: once for each stage. Placeholders: {what}, {image}."""
    for stage in analysis.stages:
        if stage.userland is None or stage.userland.libc != "musl":
            continue
        found = chain(
            _packages_in(stage, packages),
            _glibc_copied(stage),
            (each for run in stage.runs for each in _glibc_in(run, addresses)),
        )
        for place, what in islice(found, 1):
            yield hit(place, what=what, image=image_name(stage))


def _packages_in(stage: StageFacts, names: Sequence[str]) -> Iterator[tuple[Placed, str]]:
    """Where apk is told to install one of these packages."""
    for run in stage.runs:
        for action in run.actions:
            if action.family == "apk" and action.action == "install":
                yield from ((package, package.name) for package in action.packages if package.name in names)


def _glibc_copied(stage: StageFacts) -> Iterator[tuple[Placed, str]]:
    """Where a glibc is copied: from what is called after it, or by its folder or loader."""
    for instruction in stage.instructions:
        if instruction.keyword != "COPY" or instruction.parent is not None:
            continue
        flag = instruction.flag("from")
        if flag is not None and _GLIBC_NAME.search(flag.value or ""):
            yield place_of(flag), "a glibc"
        yield from ((word, "a glibc") for word in instruction.words if _GLIBC_FOLDER.search(word.text))


def _glibc_in(run: RunFacts, addresses: Sequence[str]) -> Iterator[tuple[Placed, str]]:
    """Where a RUN downloads a glibc, or gives musl the name of glibc's loader."""
    for command in run.commands:
        for word in command.arguments:
            text = run.script.resolve(word, run.environment) or word.text
            if any(address in text for address in addresses):
                yield word, "a glibc"
        last = command.arguments[-1] if command.name in ("ln", "cp") and command.arguments else None
        if last is not None and _GLIBC_LOADER.search(last.value or ""):
            yield last, f"the name of glibc's loader ({last.value})"


_GLIBC_NAME = re.compile(r"(?<![A-Za-z])glibc(?![A-Za-z])")
_GLIBC_FOLDER = re.compile(r"(?:^|/)(?:usr/)?glibc-compat(?:/|\"|$)|/ld-linux[\w.-]*\.so")
"""Where the glibc for Alpine is, and the loader of any."""
_GLIBC_LOADER = re.compile(r"^/lib(?:64)?/ld-linux[\w.-]*\.so\.\d+$")


def musl_locale(analysis: Analysis, *, variables: Sequence[str], effective: Sequence[str]) -> Iterator[Hit]:
    """A locale set on a musl userland, which knows little more than UTF-8.

    `effective` are the values that mean what they say there. Placeholders: {variable}, {value}, {image}.
    """
    for instruction in analysis.instructions("ENV"):
        if instruction.parent is not None:
            continue
        stage = analysis.stage_of(instruction)
        userland = known_userland(stage)
        if userland is None or userland.libc != "musl":
            continue
        if any("locale" in name for name in provided(stage).packages) or provided(stage).opaque:
            continue
        if "locale" in analysis.text.lower().replace("set_locale", "") and "musl-locale" in analysis.text:
            continue
        if any("glibc" in name for name in provided(stage).packages) or "glibc" in analysis.text:
            continue
        for pair in instruction.pairs:
            value = (pair.value or "").strip("\"'")
            if pair.key in variables and value and "$" not in value and value.lower() not in effective:
                yield hit(pair, variable=pair.key, value=value, image=image_name(stage))
                break


def locale_not_generated(analysis: Analysis, *, variables: Sequence[str], images: Sequence[str]) -> Iterator[Hit]:
    """A locale that the base image has not got and nothing makes. Placeholders: {variable}, {value}, {image}.

    `images` are the official images that come with C, C.UTF-8 and POSIX alone.
    """
    from baseadvisor.catalog import official_name

    for instruction in analysis.instructions("ENV"):
        stage = analysis.stage_of(instruction)
        userland = known_userland(stage)
        if instruction.parent is not None or userland is None or stage.reference is None:
            continue
        if official_name(stage.reference) not in images or userland.package_family != "apt" or not stage.is_needed:
            continue
        over_all = stage.end.environment.literal("LC_ALL") or ""
        for pair in instruction.pairs:
            value = (pair.value or "").strip("\"'")
            if pair.key not in variables or "_" not in value or "$" in value:
                continue
            if pair.key != "LC_ALL" and over_all.startswith("C"):
                continue
            if not any(_makes_locales(other) for other in analysis.stages if stage in other.chain):
                yield hit(pair, variable=pair.key, value=value, image=image_name(stage))
                break


def _makes_locales(stage: StageFacts) -> bool:
    for facts in stage.chain:
        for instruction in facts.instructions:
            if instruction.keyword not in ("COPY", "ADD") or _into_programs(instruction):
                continue
            if brings_programs(instruction, facts.before(instruction).environment):
                return True
        for run in facts.runs:
            if is_opaque(run) or "locale" in run.script.source.text:
                return True
            packages = [package for action in run.actions for package in action.packages]
            if any(package.kind != "name" or package.name.startswith(_LOCALE_PACKAGES) for package in packages):
                return True
    return False


_LOCALE_PACKAGES = ("locale", "language-pack", "task-", "util-linux-loc")


def _into_programs(instruction: Instruction) -> bool:
    """Whether it copies into a folder of programs, where there are no locales."""
    words = instruction.exec_form or [word.text for word in instruction.words]
    return bool(words) and words[-1].strip("\"'").rstrip("/").endswith(("/bin", "/sbin"))


def foreign_package(
    analysis: Analysis, *, families: Sequence[str], least_seen: int, share: int, known_here: Sequence[str]
) -> Iterator[Hit]:
    """A package that has its name in another distribution only.

    Believed where the catalog is sure of the name here, at least `least_seen` public Dockerfiles install it there, and
    here at most one in `share` of that number does; `known_here` are names that are understood all the same, as another
    package provides them, or whose counterpart depends on a version. Placeholders: {package}, {manager}, {instead},
    {image}.
    """
    from baseadvisor.catalog import seen, translate

    for action in analysis.actions():
        if action.family not in families or action.action != "install":
            continue
        run = analysis.run_of(action.command)
        userland = known_userland(run.stage)
        if userland is None or userland.package_family != action.family or action.command.conditional:
            continue
        if action.command.handled or action.has("--skip-broken"):
            continue
        for package in action.packages:
            if package.kind != "name" or package.operator is not None or package.name in known_here:
                continue
            here = seen(package.name, action.family)
            for other in families:
                if other == action.family:
                    continue
                there = seen(package.name, other)
                if there < least_seen or here * share > there:
                    continue
                found = translate(package.name, other, action.family)
                if found.confidence != "high" or not found.names or package.name in found.names:
                    continue
                yield hit(
                    package,
                    package=package.name,
                    manager=action.manager,
                    instead=" ".join(found.names),
                    image=image_name(run.stage),
                )
                break
