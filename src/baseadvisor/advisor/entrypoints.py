"""Images whose entrypoint is the language or the server itself, so that CMD is what it is given."""

import re

# Source: GoogleContainerTools/distroless (java/, nodejs/, python3/) and chainguard-images/images (locked_config.json).
_ENTRYPOINTS = (
    (re.compile(r".*distroless/java\d+(?:-.*)?"), ("java", "-jar")),
    (re.compile(r".*distroless/nodejs\d*(?:-.*)?"), ("node",)),
    (re.compile(r".*distroless/python3(?:-.*)?"), ("python3",)),
    (re.compile(r".*chainguard/(?:jre|jdk)"), ("java",)),
    (re.compile(r".*chainguard/node"), ("node",)),
    (re.compile(r".*chainguard/python"), ("python",)),
    (re.compile(r".*chainguard/nginx"), ("nginx",)),
)
_PATHS = (
    (re.compile(r".*distroless/nodejs\d*(?:-.*)?"), "/nodejs/bin/node"),
    (re.compile(r".*distroless/python3(?:-.*)?"), "/usr/bin/python3"),
    (re.compile(r".*chainguard/node"), "/usr/bin/node"),
    (re.compile(r".*chainguard/python"), "/usr/bin/python"),
)
"""Where these images have their language, where that is not where the official image has it (/usr/local/bin)."""
_NAMES = {
    "node": ("node", "nodejs"),
    "java": ("java",),
    "python": ("python", "python3"),
    "python3": ("python", "python3"),
    "nginx": ("nginx",),
}
_SCRIPTS = {
    "node": (".js", ".mjs", ".cjs"),
    "java": (".jar", ".war"),
    "python": (".py", ".pyc", ".pyz"),
    "python3": (".py", ".pyc", ".pyz"),
    "nginx": (),
}


def entrypoint_of(name: str) -> tuple[str, ...] | None:
    """The words that an image starts by itself, where they are a language; None for all other images."""
    return next((words for pattern, words in _ENTRYPOINTS if pattern.fullmatch(name)), None)


def path_of(name: str) -> str | None:
    """Where an image has its language; None for images of which nothing is said here."""
    return next((path for pattern, path in _PATHS if pattern.fullmatch(name)), None)


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
