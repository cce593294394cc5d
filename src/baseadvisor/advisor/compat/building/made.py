"""What one stage takes from another: compiled programs, or pages and scripts that no libc matters to."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from baseadvisor.advisor.compat.building.unpacking import UNPACKS
from baseadvisor.advisor.copies import sources_of, target_of
from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.needs import BUILD_COMMANDS, SYSTEM_FAMILIES
from baseadvisor.advisor.static import builds_static, stage_named
from baseadvisor.analysis import Analysis, StageFacts
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.shell.model import Command

Holding = Literal["compiled", "perhaps"]

NOT_COMPILED = re.compile(
    r"\.(?:jar|war|ear|js|mjs|html|css|json|ya?ml|toml|xml|conf|properties|sh|py|rb|pl|php|txt|md|crt|pem|sql|exe|dll)"
    r"(?:[\s\"'\]]|$)|/(?:static|public|templates|assets|html|www|wwwroot|htdocs|swagger|locales?|migrations|licenses?)\b"
    r"|/usr/(?:local/)?(?:share|include|etc)(?:[/\s\"'\]]|$)|(?:^|[\s\"'\[,])/etc(?:[/\s\"'\]]|$)"
    r"|\b(?:darwin|windows|win32|win64)\b"
)
_SYSTEM_PATH = re.compile(r"/(?:usr/)?(?:local/)?(?:s?bin|lib(?:64|exec)?)(?:/|$)")
_NODE_LIBRARIES = re.compile(r"/usr/local/lib/node_modules(?:/.*)?|/opt/?(?:yarn.*)?|/usr/local/bin/(?:npm|npx|yarn.*)")
"""What the official image of Node.js has beside node itself: npm and yarn, which are JavaScript."""
_OUTPUT = re.compile(r"/(?:dist|build|out|_site|site|web|www|public)(?:/(?:[\w-]+/?)?)?[.*]*$")
"""Where builds of web pages put them."""
_BELOW_OUTPUT = re.compile(r"(?:^|/)(?:dist|build|out|www|public)/(?:[\w-]+/)*(?:browser|client|static|public)/?[.*]*$")
"""Where a build of pages has a folder for those that a browser gets, below one for what it makes."""
_PAGES = frozenset(
    {
        *("npm", "yarn", "pnpm", "npx", "node", "ng", "gulp", "grunt", "webpack", "bower", "vite", "ember", "gatsby"),
        *("hugo", "jekyll", "mkdocs", "sphinx-build", "composer", "php", "tsc", "lerna", "nx", "corepack"),
    }
)
_LIBRARIES = frozenset(
    {
        *("npm", "yarn", "pnpm", "npx", "pip", "pip3", "pipenv", "poetry", "uv", "virtualenv", "python", "python3"),
        *("bundle", "gem", "cpanm", "cpan", "carton", "mix", "node", "modclean", "lerna", "nx"),
    }
)
"""What installs libraries of a language, some of which hold compiled parts."""
_COMPILE = frozenset(
    {
        *(
            "make",
            "gcc",
            "g++",
            "cc",
            "c++",
            "clang",
            "clang++",
            "cmake",
            "configure",
            "meson",
            "ninja",
            "scons",
            "bazel",
        ),
        *("cargo", "rustc", "go", "stack", "cabal", "ghc", "swift", "opam", "dune", "nim", "crystal", "dart", "zig"),
        *(
            "docker-php-ext-install",
            "pecl",
            "phpize",
            "native-image",
            "jlink",
            "gfortran",
            "R",
            "Rscript",
            "fpc",
            "dmd",
        ),
    }
)
_SCRIPTED = _PAGES | _LIBRARIES
_INSTALLED = re.compile(
    r"/(?:site|dist)-packages(?:/|$)|/node_modules(?:/|$)|/gems(?:/|$)|/usr/local/bundle(?:/|$)|\.whl$"
)
_FETCHES = frozenset({"git", "hg", "svn", "bzr", "rsync", "swupd", "adduser", "addgroup", "useradd", "groupadd", "su"})
_NATIVE_JAVA = frozenset({"native-image", "jlink", "jpackage"})
_DATA_IMAGES = frozenset({"maven", "gradle", "composer", "alpine/git", "bitnami/git"})
_FOLDERS_OF_DATA = re.compile(
    r"(?:.*/)?(?:web|www|wwwroot|public|static|swagger|docs?|views|templates|assets|migrations|conf(?:ig)?|etc|html)/?[.*]*"
)


def holding(analysis: Analysis, stage: StageFacts, instruction: Instruction) -> Holding | None:
    """What an instruction copies from a stage: compiled things, perhaps some, or none (or static ones)."""
    if builds_static(analysis, stage) is not None or is_java_or_data(stage) or _is_sources_of_go(instruction):
        return None
    found = [
        held
        for path in sources_of(instruction)
        for held in _of_origin(analysis, stage, path, instruction) or (_of_path(stage, path, instruction),)
    ]
    return "compiled" if "compiled" in found else "perhaps" if "perhaps" in found else None


_GOPATH = re.compile(r"/go/(?:src|pkg/mod)(?:/|$)")


def _is_sources_of_go(instruction: Instruction) -> bool:
    """Whether what Go fetched to build from is copied to where Go looks for it again."""
    return _GOPATH.match(target_of(instruction)) is not None and all(map(_GOPATH.match, sources_of(instruction)))


def _of_origin(
    analysis: Analysis, stage: StageFacts, path: str, instruction: Instruction
) -> tuple[Holding | None, ...]:
    """What is in a folder that the stage itself took from another stage, and that no command of it names."""
    if NOT_COMPILED.search(path) or path.rstrip("/") in ("", "/usr", "/usr/local", "/app"):
        return ()
    taken = [
        (source, copy)
        for each in stage.chain
        for copy in each.instructions
        if copy.keyword == "COPY" and (flag := copy.flag("from")) is not None and target_of(copy) == path.rstrip("/")
        for source in [stage_named(analysis, flag.value or "")]
    ]
    commands = [command for each in stage.chain for run in each.runs for command in run.commands]
    if not taken or any(path.rstrip("/") in word.text for command in commands for word in command.words):
        return ()
    held: list[Holding | None] = []
    for source, copy in taken:
        if source is None:
            return ()
        if builds_static(analysis, source) is None and not is_java_or_data(source):
            held += [_of_path(source, one, copy) for one in sources_of(copy)]
    return tuple(held) or (None,)


def of_the_system(instruction: Instruction) -> bool:
    """Whether a COPY takes what a distribution's packages install."""
    return any(_SYSTEM_PATH.match(path) and "/local/" not in path for path in sources_of(instruction))


def _of_path(stage: StageFacts, path: str, instruction: Instruction) -> Holding | None:
    if NOT_COMPILED.search(path) or NOT_COMPILED.search(instruction.arguments):
        return None
    commands = [command for each in stage.chain for run in each.runs for command in run.commands if command.words]
    names = _makers(commands)
    of_node = stage.reference is not None and base_name(stage.reference) == "node"
    if of_node and _NODE_LIBRARIES.fullmatch(path):
        return None
    if _INSTALLED.search(path):
        return "perhaps"
    if path.rstrip("/") in ("", "/usr", "/usr/local"):
        return "compiled"
    if _SYSTEM_PATH.match(path):
        program = path.startswith("/usr/local/bin/") and not path.endswith("/bin/")
        return (
            "perhaps"
            if program and names and names <= _SCRIPTED and path.rpartition("/")[2] not in _RUNTIMES
            else "compiled"
        )
    if _is_output(names, path) or _filled_with_data(commands, names, path):
        return None
    if not names:
        installs = any(
            action.family in SYSTEM_FAMILIES and action.action == "install"
            for each in stage.chain
            for run in each.runs
            for action in run.actions
        )
        return None if commands and not (installs and path.startswith("/opt/")) else "perhaps"
    return _of_names(names)


def _is_output(names: set[str], path: str) -> bool:
    """Whether a build of pages puts them there."""
    return bool(names & _PAGES) and (
        _OUTPUT.search(f"/{path}") is not None or (names <= _SCRIPTED and _BELOW_OUTPUT.search(path) is not None)
    )


def made(stage: StageFacts) -> Holding | None:
    """What a stage makes, wherever it puts it."""
    if is_java_or_data(stage):
        return None
    names = _makers([command for each in stage.chain for run in each.runs for command in run.commands])
    return "compiled" if names & _COMPILE else "perhaps" if names & _LIBRARIES else None


def _makers(commands: Sequence[Command]) -> set[str]:
    """The names of the commands that may make something."""
    return {command.name or "" for command in commands if command.words and not command.condition} - UNPACKS - _FETCHES


def _of_names(names: set[str]) -> Holding | None:
    if not names <= _SCRIPTED:
        return "compiled"
    return "perhaps" if names & _LIBRARIES else None


_RUNTIMES = frozenset({"node", "python", "python3", "ruby", "php", "perl"})


def _filled_with_data(commands: Sequence[Command], names: set[str], path: str) -> bool:
    """Whether a folder is made of copies of pages and the like, and of nothing else."""
    copies = []
    for command in commands:
        words = [word.text for word in command.words]
        below = [word for word in words if word.rstrip("/") == path.rstrip("/") or word.startswith(f"{path}/")]
        if not below or command.name in ("mkdir", "rm", "chmod", "chown"):
            continue
        operands = [word.text for word in command.operands]
        if command.name not in ("cp", "mv") or operands[-1:] != below[-1:]:
            return False
        copies.extend(operands[:-1])
    return bool(copies) and all(
        _FOLDERS_OF_DATA.fullmatch(one) or NOT_COMPILED.search(one) or _is_output(names, one) for one in copies
    )


def is_java_or_data(stage: StageFacts) -> bool:
    """Whether a stage makes what no libc matters to: class files, scripts, pages."""
    names = set(_names(stage))
    if names & {"mvn", "mvnw", "gradle", "gradlew", "ant", "sbt", "javac", "lein"}:
        return not names & _NATIVE_JAVA
    if "java" in names and not names & (_NATIVE_JAVA | BUILD_COMMANDS):
        return True  # what a program in Java lays out, as the layers of a jar
    if "dotnet" in names:
        return not _is_native_dotnet(stage)  # assemblies; that both sides have one version is said elsewhere
    base = str(stage.base_image or "")
    return base.rpartition("/")[2].partition(":")[0] in _DATA_IMAGES


_NATIVE_DOTNET = re.compile(
    r"^(?:(?:-r:|--runtime=)?linux-(?!musl)|--self-contained(?:=true)?$)|PublishAot=true|-p:PublishSingleFile",
    re.IGNORECASE,
)
_FOR_MUSL = re.compile(r"^(?:(?:-r:|--runtime=)?linux-musl|--self-contained=false$)", re.IGNORECASE)


def _is_native_dotnet(stage: StageFacts) -> bool:
    """Whether .NET publishes a program for one system: with its own runtime, or compiled ahead of time."""
    if "-aot" in str(stage.base_image or ""):
        return True
    commands = (command for run in stage.runs for command in run.commands if command.name == "dotnet")
    return any(_publishes_natively([word.text for word in command.arguments]) for command in commands)


def _publishes_natively(words: list[str]) -> bool:
    if any(_FOR_MUSL.search(word) for word in words):
        return False
    if any((one, after.lower()) == ("--self-contained", "false") for one, after in pairwise(words)):
        words = [word for word in words if word != "--self-contained"]
    return any(_NATIVE_DOTNET.search(word) for word in words)


def _names(stage: StageFacts) -> Iterator[str]:
    for run in stage.runs:
        for command in run.commands:
            if command.name:
                yield command.name
