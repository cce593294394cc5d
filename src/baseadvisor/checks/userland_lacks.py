"""What a userland's own packages would have to bring first: time zones, certificates, GNU's options, adduser."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from baseadvisor.analysis import Analysis, StageFacts
from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.provided import provided, surely_runs
from baseadvisor.checks.userland import image_name, known_userland
from baseadvisor.fixes.edit import Edit

if TYPE_CHECKING:
    from baseadvisor.shell.model import Word


def _official(stage: StageFacts) -> str | None:
    if stage.reference is None:
        return None
    from baseadvisor.catalog import official_name

    return official_name(stage.reference)


def time_zone_missing(analysis: Analysis, *, images: Sequence[str], effective: Sequence[str]) -> Iterator[Hit]:
    """A time zone is set where the image holds no time zones. Placeholders: {value}, {image}, {package}.

    `images` are official images of which it is known; `effective` are values that need no table.
    """
    for instruction in analysis.instructions("ENV"):
        stage = analysis.stage_of(instruction)
        if instruction.parent is not None or not _lacks_zones(analysis, stage, images):
            continue
        for pair in instruction.pairs:
            value = (pair.value or "").strip("\"'")
            if pair.key == "TZ" and "/" in value and "$" not in value and value not in effective:
                yield hit(pair, value=f"TZ={value}", image=image_name(stage), package="tzdata")
    for command in analysis.commands("ln", "cp"):
        stage = analysis.run_of(command).stage
        if not surely_runs(command) or not _lacks_zones(analysis, stage, images):
            continue
        source = next((word for word in command.operands if word.prefix.startswith("/usr/share/zoneinfo/")), None)
        if source is not None:
            yield hit(source, value=source.text, image=image_name(stage), package="tzdata")


def _lacks_zones(analysis: Analysis, stage: StageFacts, images: Sequence[str]) -> bool:
    userland = known_userland(stage)
    if userland is None or userland.tzdata is not False or _official(stage) not in images:
        return False
    for other in analysis.stages:
        if stage in other.chain:
            given = provided(other)
            if given.opaque or "zoneinfo" in _copied(other) or _may_bring_zones(given.packages):
                return False
    return True


def _may_bring_zones(packages: frozenset[str]) -> bool:
    """tzdata itself, and the many packages that depend on it."""
    return any(name not in _NO_ZONES and not name.startswith("lib") for name in packages)


_NO_ZONES = frozenset(
    ("curl", "wget", "ca-certificates", "bash", "git", "openssl", "jq", "make", "gcc", "g++", "musl-dev", "su-exec")
) | frozenset(("tini", "dumb-init", "unzip", "zip", "tar", "gzip", "xz", "nginx", "shadow", "coreutils", "build-base"))


def _copied(stage: StageFacts) -> str:
    return " ".join(
        instruction.arguments
        for facts in stage.chain
        for instruction in facts.instructions
        if instruction.keyword in ("COPY", "ADD")
    )


def certificates_missing(analysis: Analysis, *, images: Sequence[str], harmless: Sequence[str]) -> Iterator[Hit]:
    """https is fetched where no certificates are installed. Placeholders: {command}, {image}.

    `images` are the distributions' own images; `harmless` are packages that do not bring certificates along when what
    is merely recommended is left out.
    """
    for command in analysis.commands("curl", "wget"):
        run = analysis.run_of(command)
        stage = run.stage
        userland = known_userland(stage)
        if userland is None or userland.ca_certificates is not False or userland.package_family != "apt":
            continue
        if _official(stage) not in images or not surely_runs(command) or command.handled or run.instruction.parent:
            continue
        if command.has_flag("-k", "--insecure", "--no-check-certificate", "--cacert", "--ca-certificate"):
            continue
        address = next((word for word in command.arguments if word.prefix.startswith("https://")), None)
        given = provided(stage, command.start)
        if address is None or given.opaque or given.packages - set(harmless) or command.name not in given.packages:
            continue
        if _recommends(stage, command.start) or "cert" in _copied(stage) or run.mounts:
            continue
        yield hit(address, command=command.name or "", image=image_name(stage))


def _recommends(stage: StageFacts, before: int) -> bool:
    """Whether an install before the offset takes along what is recommended, as curl recommends ca-certificates."""
    for facts in stage.chain:
        for run in facts.runs:
            for action in run.actions:
                mine = action.command.start < before and action.action == "install" and action.family == "apt"
                if mine and not action.skips_recommended:
                    return True
            if "recommends" in run.script.source.text.replace("--no-install-recommends", "").lower():
                return True
    return False


def busybox_option(
    analysis: Analysis, *, options: Mapping[str, Sequence[str]], packages: Mapping[str, str]
) -> Iterator[Hit]:
    """An option of GNU's that BusyBox's command of the same name does not take.

    `options` gives them by command, `packages` the package that brings GNU's. Placeholders: {command}, {option},
    {image}, {package}.
    """
    for command in analysis.commands(*options):
        run = analysis.run_of(command)
        stage = run.stage
        userland = known_userland(stage)
        if userland is None or userland.accounts != "busybox" or userland.utilities != "busybox":
            continue
        if run.instruction.parent or not surely_runs(command) or command.handled or "find" in " ".join(command.within):
            continue
        name = command.name or ""
        package = packages.get(name, name)
        word, option = _option(command.arguments, options[name])
        if word is None or _official(stage) not in _PLAIN_BUSYBOX:
            continue
        given = provided(stage, command.start)
        if given.opaque or package in given.packages or name in given.packages or "build-base" in given.packages:
            continue
        if "/" in command.words[0].text:
            continue
        yield hit(word, command=name, option=option, image=image_name(stage), package=package)


_PLAIN_BUSYBOX = frozenset(("alpine", "busybox"))


def _option(arguments: "Sequence[Word]", options: Sequence[str]) -> "tuple[Word | None, str]":
    """The first word that has one of these options, by itself or among other letters, and which."""
    for word in arguments:
        text = word.prefix
        if text == "--":
            break
        for option in options:
            if text == option or (option.startswith("--") and text.startswith(option + "=")):
                return word, option
            clustered = len(option) == 2 and len(text) > 2 and text[0] == "-" and text[1:].isalpha()
            if clustered and option[1] in text[1:]:
                return word, option
    return None, ""


def adduser_missing(
    analysis: Analysis,
    *,
    commands: Sequence[str],
    images: Sequence[str],
    slim_images: Sequence[str],
    harmless: Sequence[str],
) -> Iterator[Hit]:
    """adduser, Debian's Perl script, is called where the image no longer holds it.

    `images` are official images that add nothing which brings it, `slim_images` those whose slim flavour does not;
    `harmless` are packages that do not depend on it. Placeholders: {command}, {image}.
    """
    told: set[int] = set()
    for command in analysis.commands(*commands):
        run = analysis.run_of(command)
        stage = run.stage
        userland = known_userland(stage)
        if userland is None or userland.adduser is not False:
            continue
        name = _official(stage)
        if name not in images and not (name in slim_images and userland.id == "debian-slim"):
            continue
        if not surely_runs(command) or command.handled or run.instruction.parent:
            continue
        given = provided(stage, command.start)
        if given.opaque or given.packages - set(harmless) or not command.words or "/" in command.words[0].text:
            continue
        if stage.index not in told:
            told.add(stage.index)
            yield hit(command.words[0], command=command.name or "", image=image_name(stage))


def reconfigure_asks(analysis: Analysis) -> Iterator[Hit]:
    """dpkg-reconfigure without a frontend that needs nobody. Placeholders: {packages}."""
    for command in analysis.commands("dpkg-reconfigure"):
        run = analysis.run_of(command)
        value = command.flag_value("-f", "--frontend")
        chosen = value if isinstance(value, str) else value.value if value is not None else None
        if chosen is not None or any(word.prefix.startswith("-f") for word in command.arguments):
            continue
        if "DEBIAN_FRONTEND" in analysis.text or "debconf/frontend" in analysis.text or command.position > 0:
            continue
        if _official(run.stage) is None:
            continue  # Another image may set DEBIAN_FRONTEND itself.
        names = [word.text for word in command.operands]
        at = command.words[0].end
        edits = (Edit(at, at, " -f noninteractive"),) if run.instruction.exec_form is None else ()
        yield hit(command.words[0], edits=edits, packages=" ".join(names) or run.instruction.keyword)
