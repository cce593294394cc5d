"""Compiled programs that are brought in: wheels, native modules, and what is copied from other stages."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.downloads import downloads, libc_of
from baseadvisor.advisor.compat.unpacking import archives, only_unpacks
from baseadvisor.advisor.entrypoints import path_of
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move, numbers
from baseadvisor.advisor.static import builds_static, stage_named
from baseadvisor.analysis import StageFacts
from baseadvisor.catalog.userlands import Userland
from baseadvisor.dockerfile.model import Instruction

_NO_MUSL_WHEEL = frozenset(
    {
        "tensorflow",
        "tensorflow-gpu",
        "tensorflow-cpu",
        "torch",
        "torchvision",
        "torchaudio",
        "jaxlib",
        "open3d",
        "mxnet",
        "paddlepaddle",
    }
)
_NATIVE_PIP = frozenset(
    {
        "numpy",
        "pandas",
        "scipy",
        "lxml",
        "cryptography",
        "psycopg2",
        "psycopg2-binary",
        "pillow",
        "grpcio",
        "matplotlib",
        "scikit-learn",
        "opencv-python",
        "opencv-python-headless",
        "mysqlclient",
        "uwsgi",
        "gevent",
        "cffi",
        "pyyaml",
    }
)
_GNU_ONLY_NPM = frozenset(
    {
        "puppeteer",
        "playwright",
        "electron",
        "cypress",
        "node-sass",
        "canvas",
        "sharp",
        "bcrypt",
        "sqlite3",
        "grpc",
        "oracledb",
    }
)
NOT_COMPILED = re.compile(
    r"\.(?:jar|war|ear|js|mjs|html|css|json|ya?ml|toml|xml|conf|properties|sh|py|rb|php|txt|md|crt|pem)(?:[\s\"'\]]|$)|/(?:static|public|templates|assets|html|www|htdocs)\b"
)


def reasons(move: Move) -> Iterator[Reason]:
    """What is linked against a libc that is not there, or against a newer one."""
    there = move.after.userland
    if there is None:
        return
    if move.to_musl:
        yield from _own_programs(move)
    if move.to_musl and not move.run_only:
        yield from _wheels(move)
        yield from _modules(move)
    if move.run_only and move.runs == () and move.needs.runs:
        yield from _built_elsewhere(move, there)
    yield from _versions_apart(move)
    yield from _other_prefix(move)
    yield from _copied_here(move, there)
    if not move.run_only:
        yield from _copied_from_here(move, there)


_TIED_TO_VERSION = {"node": "native modules", "python": "installed packages", "ruby": "gems", "php": "extensions"}


def _versions_apart(move: Move) -> Iterator[Reason]:
    """What one stage installs for a version of a language, and another one takes: both have to have that version."""
    what = _TIED_TO_VERSION.get(move.name_before)
    old = next((one.name for one in move.before.support if one.role == "runtime"), None)
    new = next((one.name for one in move.after.support if one.role == "runtime"), None)
    if what is None or old is None or old == new:
        return
    from baseadvisor.advisor.facts import base_name

    stages = move.needs.analysis.stages
    for stage in stages:
        for instruction in stage.instructions:
            source = _source(move, instruction)
            if source is None or (source in move.needs.stages) == (stage in move.needs.stages):
                continue
            other = stage if source in move.needs.stages else source
            if other.reference is not None and base_name(other.reference) == move.name_before:
                yield Reason(
                    "version",
                    "check",
                    "high",
                    f"COPY --from={source.name or source.index}",
                    f"{what} are made for one version ({old}): move both stages together",
                    move.line(instruction.start),
                )
                return


_LIBRARIES = re.compile(r"/usr/local/lib/python3\.\d+(?:/.*)?")


def _other_prefix(move: Move) -> Iterator[Reason]:
    """Python's libraries that are copied to where the official image has them, for a Python of another folder."""
    path = path_of(move.name_after)
    if path is None or "python" not in path or path.startswith("/usr/local/"):
        return
    if any("PYTHONPATH" in each.arguments for each in move.needs.instructions if each.keyword == "ENV"):
        return
    for instruction in move.needs.instructions:
        words = [word.text for word in instruction.words]
        if instruction.keyword == "COPY" and instruction.flag("from") and words and _LIBRARIES.fullmatch(words[-1]):
            yield Reason(
                "binary",
                "breaks",
                "high",
                f"COPY to {words[-1]}",
                f"{path} does not look there: copy a virtual environment, or set PYTHONPATH",
                move.line(instruction.start),
            )


def _built_elsewhere(move: Move, there: Userland) -> Iterator[Reason]:
    """In a split, what is built on one libc and run on another."""
    here = move.before.userland
    if here is None or here.libc is None or here.libc == there.libc:
        return
    if builds_static(move.needs.analysis, move.needs.stages[-1]) is not None or _is_java_or_data(move.needs.stages[-1]):
        return
    if there.libc is None:
        yield Reason("binary", "breaks", "medium", "what is built", f"it needs {here.libc}: link it statically")
    else:
        yield Reason(
            "binary",
            "check",
            "high",
            "what is built",
            f"native code built on {here.libc} does not run on {there.libc}: build on an image that has {there.libc}",
        )


def _own_programs(move: Move) -> Iterator[Reason]:
    """A program out of the build context, started by its path: nobody knows what it was linked against."""
    copied = [each for each in move.needs.instructions if each.keyword in ("COPY", "ADD") and each.flag("from") is None]
    for instruction in move.needs.starts:
        program = instruction.exec_form[0] if instruction.exec_form else ""
        if not program.startswith(("/", "./")) or NOT_COMPILED.search(program) or program.startswith(_SYSTEM):
            continue
        name = program.rpartition("/")[2]
        if any(name in copy.arguments or name in program.rpartition("/")[0] for copy in copied):
            yield Reason(
                "binary",
                "check",
                "medium",
                f"{instruction.keyword} starts {program}",
                f"it comes with the build context: if it is compiled, it has to be for musl ({move.place})",
                move.line(instruction.start),
            )


_SYSTEM = ("/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/")


def _wheels(move: Move) -> Iterator[Reason]:
    for action in move.all_actions():
        if action.family != "pip" or action.action != "install":
            continue
        line = move.line(action.start)
        if any(flag.startswith("--require-hashes") for flag in action.flags):
            yield Reason(
                "native",
                "check",
                "medium",
                "--require-hashes",
                "wheels for musl (musllinux) are other files: the requirements have to hold their hashes as well",
                line,
            )
        names = {package.name.lower().replace("_", "-") for package in action.packages if package.kind == "name"}
        for name in sorted(names & _NO_MUSL_WHEEL):
            yield Reason(
                "native",
                "breaks",
                "high",
                f"pip install {name}",
                "it has wheels for glibc alone (manylinux), and is not compiled in passing",
                line,
            )
        files = [package.text for package in action.packages if package.kind in ("requirements", "path")]
        if names & _NATIVE_PIP or files:
            what = ", ".join(sorted(names & _NATIVE_PIP) or files)
            yield Reason(
                "native",
                "check",
                "medium",
                f"pip install of {what}",
                "on musl a package without a musllinux wheel is compiled, which needs gcc, musl-dev and headers, "
                "and takes long",
                line,
            )


def _modules(move: Move) -> Iterator[Reason]:
    for action in move.actions():
        if action.action != "install" or action.family not in ("npm", "gem", "bundler"):
            continue
        line = move.line(action.start)
        names = {package.name.lower() for package in action.packages if package.kind == "name"}
        for name in sorted(names & _GNU_ONLY_NPM) if action.family == "npm" else ():
            yield Reason(
                "native",
                "check",
                "medium",
                f"{action.manager} {action.subcommand} {name}",
                "it has native parts, whose downloads are for glibc as a rule",
                line,
            )
        if not names:
            yield Reason(
                "native",
                "check",
                "low",
                f"{action.manager} {action.subcommand}",
                "modules with native code need a build for musl, or python3, make and g++ to compile one",
                line,
            )
            return


def _copied_here(move: Move, there: Userland) -> Iterator[Reason]:
    """Programs copied from another stage into the one that moves."""
    for instruction in move.needs.instructions:
        stage = _source(move, instruction)
        if stage is None or stage in move.needs.stages or NOT_COMPILED.search(instruction.arguments):
            continue
        if builds_static(move.needs.analysis, stage) is not None or _is_java_or_data(stage):
            continue
        if only_unpacks(stage) and not _of_the_system(instruction):
            yield from _unpacked(move, stage, instruction)
            continue
        theirs = stage.userland
        if theirs is None or theirs.libc is None:
            continue
        line = move.line(instruction.start)
        before = move.before.userland
        if there.libc is None:
            yield Reason(
                "binary",
                "check",
                "medium",
                f"COPY --from={stage.name or stage.index}",
                f"a program built there needs {theirs.libc}; {move.after.reference} has no libc: link it statically",
                line,
            )
        elif theirs.libc != there.libc and (before is None or before.libc == theirs.libc):
            yield Reason(
                "binary",
                "breaks",
                "medium",
                f"COPY --from={stage.name or stage.index}",
                f"what is compiled there is linked against {theirs.libc}; {move.place} has {there.libc}",
                line,
            )
        elif _newer(theirs, there) and not (before is not None and _newer(theirs, before)):
            yield Reason(
                "binary",
                "check",
                "medium",
                f"COPY --from={stage.name or stage.index}",
                f"built on {theirs.distribution} {theirs.release}, whose glibc is newer than that of {move.place}",
                line,
            )


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


def _of_the_system(instruction: Instruction) -> bool:
    """Whether a COPY takes what a distribution's packages install."""
    return any(_SYSTEM_PATH.match(word.text.strip("\"'[], ")) for word in instruction.words[:-1])


_SYSTEM_PATH = re.compile(r"/(?:usr/)?(?:s?bin|lib(?:64|exec)?)/")


def _copied_from_here(move: Move, there: Userland) -> Iterator[Reason]:
    """Programs that another stage copies from the one that moves."""
    moving = move.needs.stages[-1]
    for stage in move.needs.analysis.stages:
        if stage in move.needs.stages or stage.userland is None:
            continue
        for instruction in stage.instructions:
            if _source(move, instruction) not in move.needs.stages or NOT_COMPILED.search(instruction.arguments):
                continue
            if builds_static(move.needs.analysis, moving) is not None or _is_java_or_data(moving):
                continue
            if only_unpacks(moving) and not _of_the_system(instruction):
                continue
            if _is_static_rust(move, there) and not _of_the_system(instruction):
                continue
            theirs, before = stage.userland, move.before.userland
            line = move.line(instruction.start)
            name = stage.name or f"stage {stage.index}"
            if (
                theirs.libc is not None
                and there.libc is not None
                and theirs.libc != there.libc
                and (before is None or before.libc == theirs.libc)
            ):
                yield Reason(
                    "binary",
                    "breaks",
                    "medium",
                    f"what {name} copies from here",
                    f"compiled on {there.libc}, it does not start on the {theirs.libc} of {stage.base_image}: "
                    "move both",
                    line,
                )
                return
            if _newer(there, theirs) and not (before is not None and _newer(before, theirs)):
                yield Reason(
                    "binary",
                    "check",
                    "medium",
                    f"what {name} copies from here",
                    f"linked against the glibc of {move.place}, it may not start on {stage.base_image}, which is "
                    "older: move both together",
                    line,
                )
                return


def _is_static_rust(move: Move, there: Userland) -> bool:
    """Whether it is Rust on musl, which links statically by itself.

    Source: the Rust reference, "Linkage": crt-static is the default of musl's targets.
    """
    if move.name_after != "rust" or there.libc != "musl":
        return False
    return not any("-crt-static" in text or "prefer-dynamic" in text for text, _ in move.needs.words())


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
    first, second = _GLIBC_OF.get((one.distribution, one.release)), _GLIBC_OF.get((other.distribution, other.release))
    return first is not None and second is not None and first > second


# Source: the distributions' package lists (libc6).
_GLIBC_OF: dict[tuple[str | None, str | None], tuple[int, int]] = {
    ("debian", "9"): (2, 24),
    ("debian", "10"): (2, 28),
    ("debian", "11"): (2, 31),
    ("debian", "12"): (2, 36),
    ("debian", "13"): (2, 41),
    ("ubuntu", "16.04"): (2, 23),
    ("ubuntu", "18.04"): (2, 27),
    ("ubuntu", "20.04"): (2, 31),
    ("ubuntu", "22.04"): (2, 35),
    ("ubuntu", "24.04"): (2, 39),
}


def _is_java_or_data(stage: StageFacts) -> bool:
    """Whether a stage makes what no libc matters to: class files, scripts, pages."""
    names = {command.name for run in stage.runs for command in run.commands}
    if names & {"mvn", "mvnw", "gradle", "gradlew", "ant", "sbt", "javac"}:
        return not names & {"native-image", "jlink", "jpackage"}
    if "dotnet" in names:
        return True  # assemblies; that both sides have one version is said elsewhere
    base = str(stage.base_image or "")
    return base.rpartition("/")[2].partition(":")[0] in ("maven", "gradle", "composer", "alpine/git")
