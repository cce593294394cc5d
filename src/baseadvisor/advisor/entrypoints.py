"""Images whose entrypoint is the language itself, so that CMD is what the language is given."""

import re

# Source: GoogleContainerTools/distroless (java/, nodejs/, python3/) and images.chainguard.dev.
_ENTRYPOINTS = (
    (re.compile(r".*distroless/java\d+(?:-.*)?"), ("java", "-jar")),
    (re.compile(r".*distroless/nodejs\d*(?:-.*)?"), ("node",)),
    (re.compile(r".*distroless/python3(?:-.*)?"), ("python3",)),
    (re.compile(r".*chainguard/(?:jre|jdk)"), ("java",)),
    (re.compile(r".*chainguard/node"), ("node",)),
    (re.compile(r".*chainguard/python"), ("python",)),
)
_NAMES = {"node": ("node", "nodejs"), "java": ("java",), "python": ("python",), "python3": ("python", "python3")}
_SCRIPTS = {
    "node": (".js", ".mjs", ".cjs"),
    "java": (".jar", ".war"),
    "python": (".py", ".pyc", ".pyz"),
    "python3": (".py", ".pyc", ".pyz"),
}


def entrypoint_of(name: str) -> tuple[str, ...] | None:
    """The words that an image starts by itself, where they are a language; None for all other images."""
    return next((words for pattern, words in _ENTRYPOINTS if pattern.fullmatch(name)), None)


def is_language(entrypoint: tuple[str, ...], program: str) -> bool:
    """Whether a program is the language that an entrypoint starts."""
    return re.sub(r"\.\d+$", "", program.rpartition("/")[2]) in _NAMES[entrypoint[0]]


def is_script(entrypoint: tuple[str, ...], word: str) -> bool:
    """Whether a word is an option or, by its name, a file that the language runs."""
    return word.startswith("-") or word.endswith(_SCRIPTS[entrypoint[0]])


def command_after(entrypoint: tuple[str, ...], command: tuple[str, ...]) -> tuple[str, ...] | None:
    """What is left of a CMD after an entrypoint that has its first words already; None where they are not its own."""
    if not command or not is_language(entrypoint, command[0]):
        return None
    options, rest = entrypoint[1:], command[1:]
    return rest[len(options) :] if rest[: len(options)] == options else None
