"""Whether an image serves somebody once it runs, or does one thing and ends, or talks to who sits before it."""

import re
from typing import TYPE_CHECKING

from baseadvisor.checks.provided import start_instructions
from baseadvisor.checks.starting import of_image

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis, StageFacts
    from baseadvisor.dockerfile.model import Instruction
    from baseadvisor.shell.model import Command

_SHELLS = frozenset(
    ("sh", "bash", "ash", "dash", "zsh", "ksh", "csh", "tcsh", "fish", "pwsh", "powershell", "powershell.exe", "cmd")
)
_TALKS = re.compile(
    r"python[\d.]*|i?pypy[\d.]*|ipython[\d]*|node|nodejs|java|irb|pry|ghci|julia|R|jshell|scala|groovysh|clj|erl|iex|lua"
    r"|php|perl|ruby|sbcl|racket|ocaml|utop|swipl|octave|psql|mysql|mongo|mongosh|redis-cli|sqlite3|gdb|lein|deno|bun"
)
"""What, without anything to run, reads what somebody types, or says how it is used."""
_TOOLS = frozenset(
    (
        *("mvn", "mvnw", "gradle", "gradlew", "sbt", "ant", "javac", "cmake", "ninja", "meson", "bazel", "tsc"),
        *("gcc", "g++", "cc", "c++", "clang", "clang++", "rustc", "cargo", "ghc", "stack", "cabal", "go", "composer"),
        *("pytest", "py.test", "tox", "nox", "phpunit", "rspec", "jest", "mocha", "bats", "eslint", "flake8", "pylint"),
        *("mypy", "shellcheck", "hadolint", "golangci-lint", "terraform", "packer", "ansible", "ansible-playbook"),
        *("ansible-lint", "yamllint", "rubocop", "phpcs", "phpstan", "terragrunt", "helm", "cookiecutter", "jsduck"),
        *("doxygen", "javadoc", "sphinx-build", "pandoc", "pdflatex", "asciidoctor"),
        *("jq", "yq", "youtube-dl", "yt-dlp"),
    )
)
"""What builds, tests or changes something and ends, but for a word among its arguments that runs more."""
_RUNNERS = frozenset(("make", "npm", "yarn", "pnpm", "bundle", "rake", "grunt", "gulp"))
"""What ends only where the word after it says so."""
_ENDS = frozenset(
    (
        *("echo", "printf", "true", "false", ":", "exit", "ls", "cat", "env", "date", "uname", "id", "whoami", "pwd"),
        *(
            "hostname",
            "sleep",
            "cd",
            "export",
            "set",
            "unset",
            "umask",
            "ulimit",
            "test",
            "[",
            "mkdir",
            "chown",
            "chmod",
        ),
        *("cp", "mv", "rm", "ln", "sed", "touch"),
    )
)
_RUNS = re.compile(r"run|start|serv|watch|daemon|listen|proxy|console|\bup\b|\bdev\b|-jar|exec", re.IGNORECASE)
_FINISHES = re.compile(r"(?:^|[:_-])(?:test|tests|build|lint|check|install|ci|compile|package|verify|dist|clean)$")
_ONLY_TOLD = frozenset(("--help", "-help", "--version", "-version", "help", "version"))
_PASSES_ON = re.compile(r"\.sh$|entrypoint")
_BRINGS_A_SERVER = frozenset(
    (
        *(
            "nginx",
            "httpd",
            "tomcat",
            "jetty",
            "tomee",
            "open-liberty",
            "websphere-liberty",
            "caddy",
            "haproxy",
            "traefik",
        ),
        *("varnish", "postgres", "mysql", "mariadb", "percona", "mongo", "redis", "valkey", "memcached", "rabbitmq"),
        *(
            "cassandra",
            "couchdb",
            "neo4j",
            "influxdb",
            "elasticsearch",
            "solr",
            "nats",
            "zookeeper",
            "consul",
            "registry",
        ),
        *("wordpress", "drupal", "joomla", "nextcloud", "ghost", "redmine", "mediawiki", "sonarqube", "teamspeak"),
    )
)
"""Official images that start a server by a CMD of their own (the Dockerfiles behind docker-library/official-images)."""


def brings_server(stage: "StageFacts") -> bool:
    """Whether the base image is an official one that starts a server by itself."""
    if stage.reference is None:
        return False
    from baseadvisor.catalog import official_name

    name = official_name(stage.reference)
    if name == "php":
        return any(flavour in (stage.reference.tag or "") for flavour in ("apache", "fpm"))
    return name in _BRINGS_A_SERVER


def may_serve(analysis: "Analysis") -> bool:
    """Whether the image may start something that goes on for others.

    Not where nothing is started: others build on it. (The base image may start something, as is known of some, and as
    EXPOSE says on images that are not known.) Nor where all that is started ends by itself (a build, a test, --version)
    or wants somebody who types.
    """
    instructions = list(start_instructions(analysis))
    if not any(instruction.words for instruction in instructions):
        return _base_may_serve(analysis.final)
    if any(_is_unread(analysis, instruction) for instruction in instructions):
        return True
    started: list[list[str]] = []
    for instruction in instructions:
        commands = analysis.facts(instruction).commands
        own = [[word.value or word.text for word in each.words] for each in commands if _is_own(each, commands)]
        if instruction.exec_form == []:
            continue
        if started and not _passes_on(started[-1]):
            started[-1] = [*started[-1], *(instruction.exec_form or ["sh", "-c", instruction.arguments])]
        elif started:
            started[-1:] = own
        else:
            started = own
    return not all(map(_ends, started))


def _base_may_serve(stage: "StageFacts") -> bool:
    if brings_server(stage):
        return True
    from baseadvisor.catalog import official_name

    is_known = stage.base_image == "scratch" or (stage.reference is not None and official_name(stage.reference))
    return not is_known and any(True for _ in of_image(stage, "EXPOSE"))


def _is_unread(analysis: "Analysis", instruction: "Instruction") -> bool:
    """Whether it is no script that is read: another shell's, or a list with a mistake in it."""
    if instruction.exec_form is not None:
        return False
    return instruction.arguments.startswith("[") or analysis.facts(instruction).script.unparsed is not None


def _is_own(command: "Command", commands: "tuple[Command, ...]") -> bool:
    """Whether a command is none of a substitution, and none that only runs another."""
    if not command.words or command.in_substitution:
        return False
    return not any(
        command.start <= other.start and other.end <= command.end and len(other.within) > len(command.within)
        for other in commands
    )


def _passes_on(words: list[str]) -> bool:
    """Whether a command is but a wrapper, or a script that by custom ends by running what follows."""
    name = words[0].rpartition("/")[2]
    return (len(words) == 1 and _PASSES_ON.search(name) is not None) or name in ("tini", "dumb-init", "catatonit")


def _ends(words: list[str]) -> bool:
    """Whether a command ends by itself, or waits for somebody to type."""
    name, arguments = re.split(r"[/\\]", words[0])[-1], words[1:]
    if arguments and arguments[-1] in _ONLY_TOLD:
        return True
    if name in _SHELLS:
        return all(map(_leaves_a_shell_talking, arguments))
    if _TALKS.fullmatch(name):
        return all(word.startswith("-") for word in arguments)
    if name == "tail":
        return "/dev/null" in arguments
    asked = [word for word in arguments if word != "run"] if name in _RUNNERS else arguments
    runs_more = any(map(_RUNS.search, asked))
    if name in _RUNNERS:
        return any(map(_FINISHES.search, asked)) and not runs_more
    return name in _ENDS or (name in _TOOLS and not runs_more)


def _leaves_a_shell_talking(word: str) -> bool:
    """Whether an argument of a shell is a flag, and none that gives it something to run."""
    return word.startswith(("-", "/K")) and word != "-Command" and not word.endswith("c")
