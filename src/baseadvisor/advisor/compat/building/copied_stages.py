"""What is copied from one stage to another: compiled programs, a language's libraries, and where these are sought."""

import re
from collections.abc import Iterator
from functools import lru_cache

from baseadvisor.advisor import tools
from baseadvisor.advisor.compat.building import mounted_wheels
from baseadvisor.advisor.compat.building.downloads import downloads, libc_of
from baseadvisor.advisor.compat.building.library_files import glibc_of
from baseadvisor.advisor.compat.building.made import NOT_COMPILED, Holding, holding, of_the_system
from baseadvisor.advisor.compat.building.unpacking import archives, only_unpacks
from baseadvisor.advisor.compat.language.jumps import in_release, newest_alone
from baseadvisor.advisor.copies import target_of
from baseadvisor.advisor.entrypoints import path_of
from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.static import stage_named
from baseadvisor.analysis import Analysis, StageFacts
from baseadvisor.catalog.userlands import Userland
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.image.numbers import numbers


def reasons(move: Move) -> Iterator[Reason]:
    """What is linked against a libc that is not there, or against a newer one, and what another version looks for."""
    there = move.after.userland
    if there is None:
        return
    yield from _versions_apart(move)
    yield from _other_prefix(move)
    yield from _copied_here(move, there)
    yield from mounted_wheels.reasons(move, there)
    if not move.run_only:
        yield from _copied_from_here(move, there)


def standing(move: Move) -> Iterator[Reason]:
    """A program that Rust links against glibc, as it does by itself, and that is put where musl is."""
    there = move.after.userland
    if there is None or there.libc != "musl" or {"gcompat", "libc6-compat"} & move.needs.installed():
        return
    if "glibc" in move.name_after or move.needs.matches(_BRINGS_GLIBC):
        return
    for instruction in move.needs.instructions:
        stage = _source(move, instruction)
        if stage is None or stage.reference is None or base_name(stage.reference) != "rust":
            continue
        theirs = stage.userland
        if theirs is None or theirs.libc != "glibc" or _builds_for_another(move.needs.analysis, stage):
            continue
        if holding(move.needs.analysis, stage, instruction) == "compiled":
            why = f"it is linked against glibc, {move.place} has musl: build for a target with musl, or run it on glibc"
            line = move.line(instruction.start)
            yield Reason("binary", "breaks", "medium", f"COPY --from={stage.name or stage.index}", why, line)
            return


# sgerrand's packages (alpine-pkg-glibc), packages whose names are not seen, and glibc's loader by its path.
_BRINGS_GLIBC = re.compile(r"glibc|\*\.apk\b|\bld-linux|/lib64\b")
_FOR_MUSL = re.compile(r"musl|crt-static|zigbuild")
_TARGET = re.compile(r"(?:--target|\bCARGO_BUILD_TARGET|\btarget\s+add)(?:=|[\s\\]+)([^\s;&|]+)")
_FOR_GLIBC = re.compile(r"-linux-gnu\w*[\"']?")


@lru_cache(maxsize=64)
def _builds_for_another(analysis: Analysis, stage: StageFacts) -> bool:
    """Whether Rust may build for another target than Linux with glibc: musl, no system at all, one that is not seen."""
    texts = [analysis.text[each.start : each.end] for one in stage.chain for each in one.instructions]
    targets = (found for text in texts for found in _TARGET.findall(text))
    return any(map(_FOR_MUSL.search, texts)) or not all(map(_FOR_GLIBC.search, targets))


_HOLDS_LIBRARIES = re.compile(
    r"node_modules|\bstandalone\b|(?:site|dist)-packages|/lib/python|v?env\b|/usr/local(?:/lib)?(?:/|\s|$)|\bbundle\b|/gems\b"
    r"|php/extensions|/root/\.local"
)
"""Folders that hold a language's libraries, by their names."""
_TIED_TO_VERSION = {"node": "native modules", "python": "installed packages", "ruby": "gems", "php": "extensions"}


def _versions_apart(move: Move) -> Iterator[Reason]:
    """What one stage installs for a version of a language, and another one takes: both have to have that version."""
    what = _TIED_TO_VERSION.get(move.name_before)
    old = next((one.name for one in move.before.support if one.role == "runtime"), None)
    new = next((one.name for one in move.after.support if one.role == "runtime"), None)
    if what is None or old is None or old == new:
        return
    taken = [
        (copy, source)
        for copy, source in _between_versions(move)
        if copy.keyword == "RUN" or not NOT_COMPILED.search(copy.arguments)
    ]
    place = next((each for each in taken if _HOLDS_LIBRARIES.search(each[0].arguments)), next(iter(taken), None))
    if place is not None:
        copy, source = place
        yield Reason(
            "version",
            "check",
            "high",
            f"{copy.keyword} {'--mount=' if copy.keyword == 'RUN' else '--'}from={source.name or source.index}",
            f"{what} are made for one version ({old}): move both stages together",
            move.line(copy.start),
        )


def _between_versions(move: Move) -> Iterator[tuple[Instruction, StageFacts]]:
    """What a stage that moves copies from one on the same language that does not, or the other way round."""
    for stage in move.needs.analysis.stages:
        for instruction in stage.instructions:
            source = _source(move, instruction) or mounted_wheels.source(move.needs.analysis, instruction)
            if source is None or (source in move.needs.stages) == (stage in move.needs.stages):
                continue
            other = stage if source in move.needs.stages else source
            if other.reference is not None and base_name(other.reference) == move.name_before:
                yield instruction, source


_LIBRARIES = re.compile(r"/usr/local/lib/python3\.\d+(?:/.*)?")


def _other_prefix(move: Move) -> Iterator[Reason]:
    """Python's libraries that are where the official image has them, for a Python that looks in another folder."""
    path = path_of(move.name_after)
    if path is None or "python" not in path or path.startswith("/usr/local/"):
        return
    if any("PYTHONPATH" in each.arguments for each in move.needs.instructions if each.keyword == "ENV"):
        return
    found = False
    for instruction in move.needs.instructions:
        if instruction.keyword != "COPY" or not instruction.flag("from"):
            continue
        target = target_of(instruction)
        if _LIBRARIES.fullmatch(target):
            found = True
            yield Reason(
                "binary",
                "breaks",
                "high",
                f"COPY to {target}",
                f"{path} does not look there: copy a virtual environment, or set PYTHONPATH",
                move.line(instruction.start),
            )
    if move.run_only and not found and move.name_before == "python" and _is_same_python(move):
        yield from _installed_elsewhere(move, path)


def _installed_elsewhere(move: Move, path: str) -> Iterator[Reason]:
    """What pip installs in the build, below /usr/local."""
    for action in move.needs.actions():
        if action.family == "pip" and action.action == "install" and not action.has(*_ELSEWHERE):
            if "/" in action.command.words[0].text:
                return  # a virtual environment's own
            yield Reason(
                "binary",
                "check",
                "high",
                f"{action.manager} install in the build",
                f"{path} does not look in /usr/local/lib: install with --target, and set PYTHONPATH to that folder",
                move.line(action.start),
            )
            return


_ELSEWHERE = ("--target", "-t", "--prefix", "--root", "--user")


def _is_same_python(move: Move) -> bool:
    """Whether the version stays, so that nothing else is said of what is installed for it."""
    before = next((numbers(one.name) for one in move.before.support if one.product == "python"), None)
    there = dict(newest_alone(move.name_after)).get("python") or (in_release(move.after, "python") or (None,))[0]
    return before is not None and before == there


def _copied_here(move: Move, there: Userland) -> Iterator[Reason]:
    """Programs copied from another stage into the one that moves."""
    for instruction in move.needs.instructions:
        stage = _source(move, instruction)
        if stage is None or stage in move.needs.stages:
            continue
        if only_unpacks(stage) and not of_the_system(instruction):
            yield from _unpacked(move, stage, instruction)
            continue
        theirs, held = stage.userland, holding(move.needs.analysis, stage, instruction)
        before = move.before.userland
        what = f"COPY --from={stage.name or stage.index}"
        line = move.line(instruction.start)
        if held == "compiled" and theirs is None and move.to_musl:
            why = f"what is compiled there is for the libc of an image that nobody knows; {move.place} has musl"
            yield Reason("binary", "check", "medium", what, why, line)
        if held is None or theirs is None or theirs.libc is None:
            continue
        if there.libc is None and before is not None and before.libc is None:
            continue  # it runs without one already
        if there.libc is None:
            why = f"a program built there needs {theirs.libc}; {move.after.reference} has no libc: link it statically"
            yield Reason("binary", "check", "medium" if held == "compiled" else "low", what, why, line)
        elif theirs.libc != there.libc and (before is None or before.libc == theirs.libc):
            if not _links_statically(move, *_named(stage), theirs, (stage,)):
                yield _other_libc(held, what, theirs, f"{move.place} has {there.libc}", line)
        elif held == "compiled" and _newer(theirs, there) and not (before is not None and _newer(theirs, before)):
            why = f"built on {theirs.distribution} {theirs.release}, whose glibc is newer than that of {move.place}"
            yield Reason("binary", "check", "medium", what, why, line)
        elif held == "compiled" and move.changes_release and _meets_newer_libraries(stage, theirs, there):
            why = f"linked against the libraries of {stage.base_image}: build it where those of {move.place} are"
            yield Reason("binary", "check", "low", what, why, line)


_SELF_CONTAINED = frozenset({"golang", "rust"})
"""Images whose compilers link little more than the libc."""


_STATIC = re.compile(r"(?<![\w.-])(?:-all-static|--(?:enable-)?(?:fully-)?static|-static)(?![\w-])")
"""Options by which a program is linked with all that it needs."""


def _meets_newer_libraries(stage: StageFacts, theirs: Userland, there: Userland) -> bool:
    """Whether a program may ask for libraries (OpenSSL's, say) under names that another release does not have."""
    if stage.reference is None or base_name(stage.reference) in _SELF_CONTAINED:
        return False
    if any(_STATIC.search(each.arguments) for each in stage.instructions if each.keyword in ("RUN", "ENV")):
        return False
    return theirs.distribution == there.distribution and (theirs.release is None or theirs.release != there.release)


def _other_libc(held: Holding, what: str, theirs: Userland, has: str, line: int) -> Reason:
    """That what is compiled for one libc meets another."""
    if held == "compiled":
        return Reason(
            "binary", "breaks", "medium", what, f"what is compiled there is linked against {theirs.libc}; {has}", line
        )
    why = f"libraries with compiled parts, where there are such, are linked against {theirs.libc}; {has}"
    return Reason("binary", "check", "medium", what, why, line)


def _unpacked(move: Move, stage: StageFacts, instruction: Instruction) -> Iterator[Reason]:
    """What another stage only downloads: its own libc says nothing about it."""
    if not move.to_musl:
        return
    kinds = {libc_of(one.url) for one in downloads(move.needs.analysis, stage.instructions)}
    kinds |= {libc_of(name) for each in stage.instructions for name in archives(each)}
    known = "glibc" in kinds
    if known or "?" in kinds:
        yield Reason(
            "binary",
            "breaks" if known else "check",
            "medium",
            f"COPY --from={stage.name or stage.index}",
            f"what is downloaded there is {'' if known else 'perhaps '}linked against glibc; {move.place} has musl",
            move.line(instruction.start),
        )


def _copied_from_here(move: Move, there: Userland) -> Iterator[Reason]:
    """Programs that another stage copies from the one that moves: the first of those that are compiled for sure."""
    found = [reason for reason in _taken(move, there) if reason is not None]
    sure = [one for one in found if one.severity == "breaks" or one.certainty != "low"]
    yield from (sure or found)[:1]


def _taken(move: Move, there: Userland) -> Iterator[Reason | None]:
    moving = move.needs.stages[-1]
    before = move.before.userland
    for taker, instruction, _ in [one for stage in move.needs.stages for one in move.needs.analysis.transfers(stage)]:
        theirs = taker.userland
        if taker in move.needs.stages or theirs is None or instruction.keyword != "COPY":
            continue
        system = of_the_system(instruction)
        if only_unpacks(moving) and not system:
            continue
        held = holding(move.needs.analysis, moving, instruction)
        if held is None or (
            not system and _links_statically(move, move.name_after, move.after.tag, there, move.needs.stages)
        ):
            continue
        yield _elsewhere(move, there, theirs, before, held, instruction, taker)


def _is_portable(move: Move) -> bool:
    """Whether .NET's SDK publishes: with a host that is built for every glibc, unless it compiles ahead of time.

    Source: dotnet/runtime, docs/workflow (the portable builds).
    """
    if not move.name_after.endswith("dotnet/sdk"):
        return False
    return not any("PublishAot" in text or "gcc" in text or "clang" in text for text, _ in move.needs.words())


def _elsewhere(
    move: Move,
    there: Userland,
    theirs: Userland,
    before: Userland | None,
    held: Holding,
    instruction: Instruction,
    stage: StageFacts,
) -> Reason | None:
    """What becomes of something that is made here and run in another stage."""
    line = move.line(instruction.start)
    what = f"what {stage.name or f'stage {stage.index}'} copies from here"
    apart = None not in (theirs.libc, there.libc) and theirs.libc != there.libc
    if apart and (before is None or before.libc == theirs.libc):
        if held == "perhaps":
            why = (
                f"libraries with compiled parts, where there are such, are for {there.libc}; {stage.base_image} "
                f"has {theirs.libc}: move both"
            )
            return Reason("binary", "check", "medium", what, why, line)
        why = f"compiled on {there.libc}, it does not start on the {theirs.libc} of {stage.base_image}: move both"
        return Reason("binary", "breaks", "medium", what, why, line)
    if _newer(there, theirs) and not (before is not None and _newer(before, theirs)) and not _is_portable(move):
        compiled = "linked" if held == "compiled" else "where it is compiled, it is linked"
        why = (
            f"{compiled} against the glibc of {move.place}, it may not start on {stage.base_image}, which is older: "
            "move both together"
        )
        return Reason("binary", "check", "medium" if held == "compiled" else "low", what, why, line)
    return None


def _links_statically(move: Move, name: str, tag: str, userland: Userland, stages: tuple[StageFacts, ...]) -> bool:
    """Whether an image's compiler links statically by itself: Rust on musl, and Go where there is no C compiler.

    Sources: the Rust reference, "Linkage" (crt-static is the default of musl's targets); Go 1.20's release notes (cgo
    is off where no C compiler is found), and docker-library/golang, whose Alpine images have none.
    """
    if userland.libc != "musl":
        return False
    if name == "rust":
        return not any("-crt-static" in text or "prefer-dynamic" in text for text, _ in move.needs.words())
    version = numbers(tag.partition("-")[0])
    if name != "golang" or (version and version < (1, 20) and len(version) > 1):
        return False
    runs = [run for stage in stages for each in stage.chain for run in each.runs]
    packages = frozenset(one.name for run in runs for action in run.actions for one in action.packages)
    return not tools.brought_by("gcc", packages) and not any(run.environment.get("CGO_ENABLED") == "1" for run in runs)


def _named(stage: StageFacts) -> tuple[str, str]:
    """The image and the tag that a stage stands on."""
    return (base_name(stage.reference), stage.reference.tag or "") if stage.reference is not None else ("", "")


def _source(move: Move, instruction: Instruction) -> StageFacts | None:
    if instruction.keyword != "COPY":
        return None
    flag = instruction.flag("from")
    return stage_named(move.needs.analysis, flag.value) if flag is not None and flag.value else None


def _newer(one: Userland, other: Userland) -> bool:
    """Whether one has the newer glibc, where both are releases of the same distribution (or Debian and Ubuntu)."""
    if one.libc != "glibc" or other.libc != "glibc" or not one.release or not other.release:
        return False
    if one.distribution == other.distribution:
        return numbers(one.release) > numbers(other.release)
    first, second = glibc_of(one.distribution, one.release), glibc_of(other.distribution, other.release)
    return first > second > ()
