"""What an image is for, as far as its file says so: to run a program, to develop and test, to work in."""

import re
from typing import TYPE_CHECKING

from baseadvisor.checks.starting import commands_of

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis

_SHELLS = frozenset(("bash", "sh", "ash", "zsh", "fish", "dash"))
_TO_WORK_IN = frozenset(
    (
        *("byobu", "tmux", "screen", "sshd", "tail", "sleep", "systemd", "init", "sudo", "su", "jupyter"),
        *("make", "ninja", "cargo", "go", "mvn", "gradle", "sbt", "scons", "go-wrapper"),
        *("cc", "c++", "gcc", "g++", "clang", "clang++", "rustc", "ghc", "cmake"),
    )
)
_BUILDS = re.compile(r"build|install|jenkins|compile")
_FOR_DEVELOPMENT = re.compile(
    r"dev|test|watch|debug|lint|storybook|nodemon|jest|phpunit|rspec|gulp|grunt|webpack|ionic|babel-node|ts-node"
    r"|node_modules/\.bin|\bng\b",
    re.IGNORECASE,
)
_NATIVE_IMAGES = re.compile(r"native-image|graalvm|mandrel", re.IGNORECASE)
_BUILDERS: dict[str, frozenset[str]] = {
    **{name: frozenset(("build", "install")) for name in ("cargo", "go")},
    **dict.fromkeys(("cmake", "configure", "gcc", "g++", "gradle", "make", "mvn", "ninja"), frozenset[str]()),
}
"""What compiles, with the words of which one has to follow it (none: always)."""
_WORD = re.compile(r"[^\s;&|\"'\[\],]+")


def starts(analysis: "Analysis") -> tuple[str, ...]:
    """The words of what the image that is built starts, entry point and command; empty where the base image decides."""
    found: dict[str, str] = {}
    for stage in analysis.final.chain:
        for instruction in stage.instructions:
            if instruction.keyword in ("CMD", "ENTRYPOINT"):
                found[instruction.keyword] = instruction.arguments
    return tuple(_WORD.findall(f"{found.get('ENTRYPOINT', '')} {found.get('CMD', '')}"))


def is_to_work_in(analysis: "Analysis") -> bool:
    """Whether the image starts a shell, a compiler or the like: somebody works, or builds, in it."""
    words = [word.rpartition("/")[2] for word in starts(analysis)]
    if not words:
        return False
    if words[-1] in _SHELLS or _TO_WORK_IN & set(words):
        return True
    return any(map(_BUILDS.search, words))


def builds_in_only_stage(analysis: "Analysis") -> bool:
    """Whether the file has a single stage, and compiles something there."""
    if len(analysis.dockerfile.stages) != 1:
        return False
    for command in commands_of(analysis.final):
        words = _BUILDERS.get(command.name or "")
        if words is not None and (not words or any(word.value in words for word in command.arguments)):
            return True
    return False


def makes_native_images(analysis: "Analysis") -> bool:
    """Whether GraalVM is spoken of, whose native-image needs a compiler whenever it runs."""
    return _NATIVE_IMAGES.search(analysis.text) is not None


def is_for_development(analysis: "Analysis") -> bool:
    """Whether names, commands, tests in it or NODE_ENV say that the image serves development or tests."""
    final = analysis.final
    if re.fullmatch(r"(?:.*[-_])?(?:build|builder|ci)", final.name or "") or is_to_work_in(analysis):
        return True
    texts = [final.name or "", final.base_image or "", *starts(analysis)]
    for stage in final.chain:
        texts += [run.instruction.arguments for run in stage.runs if " test" in run.instruction.arguments]
        texts += [
            each.arguments for each in stage.instructions if each.keyword == "ENV" and "NODE_ENV" in each.arguments
        ]
    return any(map(_FOR_DEVELOPMENT.search, texts))
