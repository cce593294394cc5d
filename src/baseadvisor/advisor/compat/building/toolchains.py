"""What is compiled in the file, where the move brings another compiler, and another OpenSSL to link against."""

import re
from collections.abc import Iterator

from baseadvisor.advisor import tools
from baseadvisor.advisor.compat.archive import along
from baseadvisor.advisor.compat.building import from_source
from baseadvisor.advisor.compat.building.downloads import downloads, libc_of
from baseadvisor.advisor.compat.language.jumps import Jump, in_release
from baseadvisor.advisor.model import Certainty, Image, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.needs import SYSTEM_FAMILIES
from baseadvisor.advisor.release_versions import Version
from baseadvisor.advisor.toolchain_versions import clang_of, openssl_of
from baseadvisor.advisor.workplaces import is_built_on, is_worked_in
from baseadvisor.image.numbers import numbers
from baseadvisor.shell.model import Command
from baseadvisor.shell.packages import PackageAction

_COMPILERS = frozenset({"gcc", "g++", "cc", "c++", "clang", "clang++"})
_COMPILES = _COMPILERS | {"configure", "cmake", "meson", "ninja", "qmake", "scons", "phpize"}
_SCRIPT = re.compile(r"(?:build|compile|make|bootstrap)[\w-]*\.sh|bootstrap")
"""Scripts that compile, by their names."""
_BUILDERS_OF_VERSIONS = frozenset({"rbenv", "pyenv", "rvm", "phpbrew", "kerl"})
_C_IMAGES = frozenset({"gcc", "buildpack-deps"})
# Packages that depend on a compiler, or recommend one (packages.debian.org: libtool, dpkg-dev, r-base-dev, php-dev).
_BRINGS_COMPILER = re.compile(
    r"alpine-sdk|base-devel|libtool|dpkg-dev|devscripts|r-base-dev|php[\d.]*-dev|gcc-\d[\d.]*|g\+\+-\d[\d.]*"
)
_OWN_COMPILER = re.compile(r"devtoolset|gcc-toolset|ubuntu-toolchain|apt\.llvm\.org", re.IGNORECASE)
_TO_EDGE = re.compile(r"/edge/[^\n]{0,20}/etc/apk/repositories|alpine/edge/main")
"""What turns all of an Alpine to its branch in development."""
_CLANG = re.compile(r"clang|(?:lib)?clang-(?:dev|devel)|llvm|llvm-(?:dev|devel|static)|lld")
_LLVM = re.compile(r"(?:lib)?clang-(?:dev|devel)|llvm|llvm-(?:dev|devel|static)")
"""Packages whose C++ interface changes with every release."""
_OPENSSL = re.compile(r"libssl(?:1\.\d)?-dev|openssl(?:1\.\d-compat)?-dev|openssl-devel")
_LINKS_OPENSSL = re.compile(
    r"--(?:with|enable)-(?:open)?ssl\b|--with-http_(?:ssl|v2)_module|-l(?:ssl|crypto)\b|\bOPENSSL_ROOT_DIR\b"
)
_ARCHIVE = re.compile(r"\d+\.\d+[^/]*\.(?:tar(?:\.\w+)?|tgz|tbz2?|txz|zip)\b|/(?:archive|tarball|zipball)/\S*\d")

# What each version began to refuse. Sources: the "Porting to" pages of GCC's releases (gcc.gnu.org), the release notes
# of Clang 16, OpenSSL's migration guide.
_REFUSALS: dict[str, tuple[tuple[Version, str], ...]] = {
    "gcc": (
        ((10,), "10 no longer merges globals defined twice (-fno-common)"),
        ((11,), "11 reads C++ as C++17"),
        ((14,), "14 refuses implicit declarations"),
        ((15,), "15 reads C as C23"),
    ),
    "clang": (((16,), "16 refuses implicit declarations"),),
    "openssl": (
        ((1, 1), "1.1 hides what its structures hold"),
        ((3,), "3 deprecates old functions, where -Werror stops"),
    ),
}

_FEWER_HEADERS = "13 includes fewer headers by itself (<cstdint>)"
"""What stops some C++, and is mended by a line: it does not count as a refusal. Source: GCC 13's "Porting to"."""


_FORTRAN = frozenset({"gfortran", "gcc-gfortran", "libgfortran-dev"})
"""What brings a compiler for Fortran. Source: GCC 10's "Porting to"."""


def reasons(move: Move) -> Iterator[Reason]:
    """What the newer compilers, CMake and OpenSSL may make of sources that stay as they are."""
    yield from _cmake(move)
    compiled = next((one for one in move.commands() if _compiles(move, one)), None)
    old = tuple(from_source.reasons(move))
    yield from old
    if compiled is None:
        yield from _in_what_is_built_on(move)
        return
    pinned = is_pinned(move)
    for jump in _compilers(move):
        new = refused(jump)
        told = [_GENERAL[jump.product].format(jump.there), *new]
        if jump.product == "gcc" and jump.crosses(13):
            told.append(_FEWER_HEADERS)
        if jump.product == "gcc" and jump.crosses(10) and move.needs.installed() & _FORTRAN:
            told.append("gfortran 10 refuses arguments that do not match (-fallow-argument-mismatch)")
        interface = _uses_llvm(move, jump)
        if interface:
            told.append("LLVM's interface changes with every version")
        yield _check(move, jump, "; ".join(told), compiled.start, likely=interface or (pinned and len(new) > 1))
    yield from _older(move, compiled)
    if not any("OpenSSL" in one.why for one in old):
        yield from _openssl(move, compiled, pinned=pinned)


def _in_what_is_built_on(move: Move) -> Iterator[Reason]:
    """A compiler that the file installs for those who work in the image, or build on it."""
    if not (is_built_on(move.needs) or is_worked_in(move.needs)) or not _brings_compiler(move.needs.installed()):
        return
    brings = (one for one in _installs(move) if _brings_compiler(frozenset(each.name for each in one.packages)))
    place = next((one.start for one in brings), None)
    for jump in _compilers(move) if place is not None else ():
        told = "; ".join([_GENERAL[jump.product].format(jump.there), *refused(jump)])
        yield _check(move, jump, told, place or 0, likely=False)


def _installs(move: Move) -> list[PackageAction]:
    """What the managers of the distribution install."""
    return [one for one in move.actions() if one.action == "install" and one.family in SYSTEM_FAMILIES]


_GENERAL = {
    "gcc": "{} may refuse what older ones took",
    "clang": "what is compiled, or built against it, has to be for {}",
    "openssl": "what is linked has to be for {}",
}


def is_far(move: Move) -> bool:
    """Whether sources of one version meet a compiler that refuses more than one thing more, or another LLVM."""
    jumps = tuple(_compilers(move))
    if not jumps or not any(_compiles(move, one) for one in move.commands()):
        return False
    pinned = is_pinned(move)
    return any(_uses_llvm(move, jump) or (pinned and len(refused(jump)) > 1) for jump in jumps)


def _uses_llvm(move: Move, jump: Jump) -> bool:
    return jump.product == "clang" and any(_LLVM.fullmatch(name) for name in move.needs.installed())


def refused(jump: Jump) -> list[str]:
    """What was taken before a change of versions, and no longer is."""
    return [text for version, text in _REFUSALS[jump.product] if jump.crosses(*version)]


def _check(move: Move, jump: Jump, why: str, start: int, *, likely: bool) -> Reason:
    return Reason("version", "check", "medium" if likely else "low", jump.title, why, move.line(start))


def _compiles(move: Move, command: Command) -> bool:
    """Whether a command compiles C or C++: make calls anything, so that a compiler has to be there for it to count."""
    if command.condition or command.name is None:
        return False
    words = [word.text for word in command.arguments]
    if command.name in _BUILDERS_OF_VERSIONS:
        return words[:1] == ["install"]
    if command.name in _COMPILES and command.name not in ("make", "gmake"):
        return words not in (["--version"], ["-v"], ["-dumpversion"])
    if any(word.endswith("setup.py") for word in words[:1]):
        calls = any(word in ("build_ext", "build_clib") for word in words)
    else:
        calls = command.name in ("make", "gmake") or _SCRIPT.fullmatch(command.name) is not None
    return calls and _has_compiler(move, command)


def _has_compiler(move: Move, command: Command) -> bool:
    """Whether the image, or a package that is installed before, brings one."""
    of_image = move.name_before in _C_IMAGES and tools.has(move.before, "gcc") is not False
    return of_image or _brings_compiler(move.needs.installed(command.start))


def _brings_compiler(packages: frozenset[str]) -> bool:
    return any(tools.brought_by(one, packages) for one in ("gcc", "g++", "cc")) or any(
        _BRINGS_COMPILER.fullmatch(name) or _CLANG.fullmatch(name) for name in packages
    )


def is_pinned(move: Move) -> bool:
    """Whether sources of one version are fetched to be compiled."""
    if any(
        _ARCHIVE.search(one.url) and libc_of(one.url) is None and "linux" not in one.url
        for one in downloads(move.needs.analysis, move.needs.instructions)
    ):
        return True
    return any(command.name == "git" and _names_version(command) for command in move.commands())


def _names_version(command: Command) -> bool:
    words = [word.text for word in command.arguments]
    if words[:1] == ["clone"]:
        branch = command.flag_value("-b", "--branch")
        text = branch if isinstance(branch, str) else branch.text if branch is not None else ""
    else:
        text = words[1] if words[:1] == ["checkout"] and len(words) == 2 else ""
    return any(letter.isdigit() for letter in text) or "$" in text


def _compilers(move: Move) -> Iterator[Jump]:
    """The compilers of which the move brings another version: each that the file installs, or the image's own."""
    if not move.changes_release or any(_OWN_COMPILER.search(text) for text, _ in move.needs.words()):
        return
    if move.before.distribution == "alpine" and any(_TO_EDGE.search(text) for text, _ in move.needs.words()):
        return  # its compiler is that of edge already
    installed = move.needs.installed()
    clang = any(_CLANG.fullmatch(name) for name in installed)
    if not clang or tools.brought_by("gcc", installed) or tools.brought_by("g++", installed):
        yield from _jump("gcc", _gcc_of(move.before, move.name_before), _gcc_of(move.after, move.name_after))
    if clang:
        yield from _jump("clang", clang_of(move.before), clang_of(move.after))


# Sources: CMake 4.0's release notes; the versions of packages.ubuntu.com, packages.debian.org and pkgs.alpinelinux.org.
_CMAKE_4 = {"ubuntu": (26, 4), "debian": (14,), "alpine": (3, 23)}
_NO_PROJECT = ("--build", "--install", "-E", "-P", "--version", "--help", "--open", "--workflow")


def _cmake(move: Move) -> Iterator[Reason]:
    """A project that the file configures by the distribution's CMake, which refuses old ones from 4 on."""
    if move.before.distribution is None or not move.reaches(_CMAKE_4):
        return
    if any("CMAKE_POLICY_VERSION_MINIMUM" in text for text, _ in move.needs.words()):
        return
    for command in move.commands():
        if command.name != "cmake" or command.condition or any(word.text in _NO_PROJECT for word in command.words):
            continue
        if "cmake" in along.there(move, move.after, command.start):
            why = (
                "it refuses a project whose cmake_minimum_required is below 3.5: take a newer one, or "
                "-DCMAKE_POLICY_VERSION_MINIMUM=3.5"
            )
            sure: Certainty = "medium" if is_pinned(move) else "low"
            yield Reason("version", "check", sure, "CMake 3 -> 4", why, move.line(command.start))
        return
    called = any(command.name == "cmake" for command in move.commands())
    if not called and (is_built_on(move.needs) or is_worked_in(move.needs)):
        place = next((one.start for action in _installs(move) for one in action.packages if one.name == "cmake"), None)
        if place is not None:
            why = (
                "it refuses a project whose cmake_minimum_required is below 3.5, of those that are built on this image"
            )
            yield Reason("version", "check", "low", "CMake 3 -> 4", why, move.line(place))


def _older(move: Move, compiled: Command) -> Iterator[Reason]:
    """The compiler of an image that is no longer built, and of whose release nothing is known: it is an older one."""
    new = _gcc_of(move.after, move.name_after)
    if new is None or move.before.release is not None or move.before.state != "ended" or not _is_linux(move.before):
        return
    there = Jump("gcc", (0,), *new[:1], exact=new[1]).there
    yield Reason(
        "version",
        "check",
        "low",
        f"an older GCC -> {there.removeprefix('GCC ')}",
        f"{_GENERAL['gcc'].format(there)}, and the release of {move.before.reference} is not known",
        move.line(compiled.start),
    )


def _is_linux(image: Image) -> bool:
    return image.userland is not None and image.userland.package_manager is not None


def _jump(product: str, old: tuple[Version, bool] | None, new: tuple[Version, bool] | None) -> Iterator[Jump]:
    if old is not None and new is not None and old[1] and new[0] > old[0]:
        yield Jump(product, old[0], new[0], exact=new[1])


def _gcc_of(image: Image, name: str) -> tuple[Version, bool] | None:
    """The GCC that an image compiles with: its release's, or that of its tag."""
    if name == "gcc":
        tag = numbers(image.tag)[:1]
        return (tag, True) if tag else None
    return in_release(image, "gcc")


def _openssl(move: Move, compiled: Command, *, pinned: bool) -> Iterator[Reason]:
    """What is linked against OpenSSL, where the move brings another line of it."""
    old, new = openssl_of(move.before), openssl_of(move.after)
    if old is None or new is None or new <= old:
        return
    if any(from_source.OWN_OPENSSL.search(text) for text, _ in move.needs.words()):
        return
    jump = Jump("openssl", old, new)
    told = "; ".join([_GENERAL["openssl"].format(jump.there), *refused(jump)])
    for text, start in move.needs.words():
        match = _LINKS_OPENSSL.search(text) if text.upper().startswith("RUN") else None
        if match is not None:
            yield _check(move, jump, told, start + match.start(), likely=pinned)
            return
    if compiled.name not in _COMPILERS and any(_OPENSSL.fullmatch(name) for name in move.needs.installed()):
        yield _check(move, jump, told, compiled.start, likely=False)
