"""Compiled programs that are brought in: wheels, native modules, and programs of the build context."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.building.made import NOT_COMPILED, made
from baseadvisor.advisor.copies import target_of
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.static import builds_static
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


def _built_elsewhere(move: Move, there: Userland) -> Iterator[Reason]:
    """In a split, what is built on one libc and run on another."""
    here = move.before.userland
    if here is None or here.libc is None or here.libc == there.libc:
        return
    stage = move.needs.stages[-1]
    what = made(stage) if builds_static(move.needs.analysis, stage) is None else None
    if what is None:
        return
    if there.libc is None:
        yield Reason("binary", "breaks", "medium", "what is built", f"it needs {here.libc}: link it statically")
        return
    code = "native code built" if what == "compiled" else "a library with native code that is installed"
    yield Reason(
        "binary",
        "check",
        "high" if what == "compiled" else "medium",
        "what is built",
        f"{code} on {here.libc} does not run on {there.libc}: build on an image that has {there.libc}",
    )


def _own_programs(move: Move) -> Iterator[Reason]:
    """A program out of the build context, started by its path: nobody knows what it was linked against."""
    copied = [each for each in move.needs.copying if each.flag("from") is None]
    for instruction, program in _programs(move):
        if not program.startswith(("/", "./")) or NOT_COMPILED.search(program) or program.startswith(_SYSTEM):
            continue
        name = program.rpartition("/")[2]
        own_folder = name in program.rpartition("/")[0]  # /app/app
        if any(name in copy.arguments or own_folder or _is_below(program, copy) for copy in copied):
            yield Reason(
                "binary",
                "check",
                "medium",
                f"{instruction.keyword} starts {program}",
                f"it comes with the build context: if it is compiled, it has to be for musl ({move.place})",
                move.line(instruction.start),
            )


def _programs(move: Move) -> Iterator[tuple[Instruction, str]]:
    """What is started, in either form."""
    for instruction in move.needs.starts:
        if instruction.exec_form is not None:
            yield instruction, next(iter(instruction.exec_form), "")
            continue
        commands = [one for one in move.needs.analysis.facts(instruction).commands if one.words]
        if len(commands) == 1:
            yield instruction, commands[0].words[0].text


def _is_below(program: str, copy: Instruction) -> bool:
    """Whether a program may lie in what is copied as a folder, where the file builds nothing that it could be."""
    folder = target_of(copy)
    return bool(folder) and program.startswith(f"{folder}/") and _MACHINE.search(program) is not None


_MACHINE = re.compile(r"\.(?:x86_64|x64|amd64|linux|bin|elf)$")
"""What programs are called that are compiled for one machine."""
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
