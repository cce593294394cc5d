"""What RUN does that nothing here looks into: programs that may work on another release or not."""

import re
from collections.abc import Collection, Iterator

from baseadvisor.advisor.compat.archive.managers import also_lines, listed
from baseadvisor.advisor.copies import is_into_folder, target_of
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.shell.model import Command
from baseadvisor.shell.nesting import script_file, wrapped_by

TOPIC = "untried"
_SHOWN = 4

_EVERYWHERE = frozenset(
    # What is the same everywhere, or is a matter of the shell.
    {
        "[",
        "[[",
        ":",
        ".",
        "alias",
        "awk",
        "base64",
        "basename",
        "break",
        "bunzip2",
        "bzip2",
        "b2sum",
        "cat",
        "cksum",
        "cmp",
        "comm",
        "csplit",
        "cd",
        "chgrp",
        "chmod",
        "chown",
        "command",
        "continue",
        "cp",
        "cut",
        "date",
        "dd",
        "diff",
        "dirname",
        "du",
        "echo",
        "egrep",
        "env",
        "eval",
        "exec",
        "exit",
        "expand",
        "export",
        "expr",
        "factor",
        "false",
        "fgrep",
        "file",
        "find",
        "fold",
        "grep",
        "gunzip",
        "gzip",
        "hash",
        "head",
        "hostname",
        "id",
        "install",
        "join",
        "kill",
        "ln",
        "local",
        "ls",
        "md5sum",
        "mkdir",
        "mkfifo",
        "mktemp",
        "mv",
        "nice",
        "nl",
        "nohup",
        "nproc",
        "od",
        "paste",
        "patch",
        "popd",
        "printf",
        "ps",
        "pushd",
        "pwd",
        "read",
        "readlink",
        "realpath",
        "return",
        "rm",
        "rmdir",
        "sed",
        "seq",
        "set",
        "sha1sum",
        "sha224sum",
        "sha256sum",
        "sha384sum",
        "sha512sum",
        "shift",
        "shopt",
        "sleep",
        "sort",
        "source",
        "split",
        "stat",
        "strip",
        "su",
        "sudo",
        "sync",
        "tac",
        "tail",
        "tar",
        "tee",
        "test",
        "timeout",
        "touch",
        "tr",
        "trap",
        "true",
        "type",
        "ulimit",
        "umask",
        "uname",
        "uniq",
        "unlink",
        "unset",
        "unxz",
        "unzip",
        "wait",
        "wc",
        "whoami",
        "wget",
        "which",
        "xargs",
        "xz",
        "yes",
        "zip",
        "curl",
        "git",
        "gpg",
        "gpgconf",
        "hg",
        "svn",
        "rsync",
        "scp",
        "ssh",
        "ssh-keygen",
        "ssh-keyscan",
        "openssl",
        "jq",
    }
)
_LOOKED_INTO = frozenset(
    # What the other modules of this package know: managers of packages, accounts, configuration of the system.
    {
        "add-apt-repository",
        "addgroup",
        "adduser",
        "apk",
        "apt",
        "apt-add-repository",
        "apt-cache",
        "apt-get",
        "apt-key",
        "apt-mark",
        "chpasswd",
        "chsh",
        "conda",
        "debconf-set-selections",
        "deluser",
        "dep",
        "glide",
        "godep",
        "govendor",
        "delgroup",
        "dnf",
        "dnf5",
        "dpkg",
        "dpkg-reconfigure",
        "gem",
        "go",
        "go-wrapper",
        "groupadd",
        "groupmod",
        "ldconfig",
        "locale-gen",
        "localedef",
        "lsb_release",
        "microdnf",
        "npm",
        "npx",
        "pacman",
        "passwd",
        "pecl",
        "pip",
        "pip2",
        "pip3",
        "pnpm",
        "rpm",
        "scanelf",
        "sdkmanager",
        "tdnf",
        "update-ca-certificates",
        "update-alternatives",
        "update-locale",
        "useradd",
        "userdel",
        "usermod",
        "yarn",
        "yum",
        "yum-config-manager",
        "zypper",
        "composer",
        "bundle",
        "bundler",
        "corepack",
        "pipenv",
        "poetry",
        "uv",
        "cargo",
        "rustup",
        "dotnet",
        "mvn",
        "gradle",
        "mvnw",
        "gradlew",
        "java",
        "keytool",
        "jar",
        "jarsigner",
        "javac",
        "javadoc",
        "javap",
        "jcmd",
        "jdeps",
        "jlink",
        "jmod",
        "jpackage",
        "jshell",
        "setcap",
        "fc-cache",
        "crontab",
        "chage",
        "groupdel",
        "swupd",
        "gpasswd",
        "getent",
        "bower",
        # What tells of the system, and does so alike on every release.
        "dpkg-architecture",
        "dpkg-buildflags",
        "dpkg-query",
        "getconf",
        "ldd",
    }
)


def reasons(move: Move, told: Collection[int]) -> Iterator[Reason]:
    """The programs that nothing here knows, where the release or the distribution becomes another one.

    `told` are the lines of which something is said already. One reason for all, of low certainty: to be tried.
    """
    if not move.changes_release:
        return
    names: list[str] = []
    lines: set[int] = set()
    own = frozenset(written(move))
    for run in move.runs:
        known = own.union(run.script.functions)
        for command in run.commands:
            name = _unknown(command)
            line = move.line(command.start)
            if name is not None and name not in known and line not in told:
                names.append(name)
                lines.add(line)
    if not names:
        return
    where = sorted(lines)
    yield Reason(
        TOPIC,
        "check",
        "low",
        listed(names, _SHOWN),
        f"nothing here knows what {'they do' if len(set(names)) > 1 else 'it does'}{also_lines(where)}: "
        f"to be tried on {move.place}",
        where[0],
    )


def has_unknown(move: Move) -> bool:
    """Whether a RUN starts something that nothing here knows, wherever that is moved to."""
    own = frozenset(written(move))
    return any(
        name is not None and name not in own.union(run.script.functions)
        for run in move.runs
        for name in map(_unknown, run.commands)
    )


def starts_script(move: Move) -> bool:
    """Whether the image starts a shell script that nobody here sees."""
    return any(_A_SCRIPT.search(command.words[0].text) for _, command in move.started() if command.words)


_A_SCRIPT = re.compile(r"\.(?:sh|bash)[\"']?$|(?<!docker-)entry-?point[\"']?$")


def written(move: Move) -> Iterator[str]:
    """The names of the scripts that the file itself writes, and which are read with it."""
    for instruction in move.needs.copying:
        if instruction.heredocs and instruction.words:
            yield _last(target_of(instruction))
            yield from (heredoc.name for heredoc in instruction.heredocs if is_into_folder(instruction))
    for run in move.needs.runs:
        for redirect in run.script.redirects:
            if redirect.operator in (">", ">>", ">|") and redirect.target is not None:
                yield _last(redirect.target.text.strip("\"'"))
        for command in run.commands:
            if command.name == "tee":
                yield from (_last(word.text.strip("\"'")) for word in command.operands)


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _unknown(command: Command) -> str | None:
    """The name of a command that may depend on the release, None where it does not, or others look into it."""
    if command.condition or not command.words:
        return None
    name = command.name
    if name in _SHELLS:
        return _script(command)
    if name is not None and name in _EVERYWHERE and _is_of_project(command.words[0].text):
        return command.words[0].text
    if name is None or name in _EVERYWHERE or name in _LOOKED_INTO or _KNOWN.fullmatch(name):
        return None
    if _INTERPRETERS.fullmatch(name) is None:
        return name
    return None if _is_of_the_language(command, name) else _with_program(command, name)


def _is_of_project(written: str) -> bool:
    """Whether a program is named by where it lies in sources, as `./install`, and is none of the system's."""
    return written.startswith(("./", "../")) and "/bin/" not in written


_KNOWN = re.compile(
    r"a2(?:en|dis)(?:mod|site|conf)|docker-(?:php|java|openjdk|node|python)-[\w-]+|docker-entrypoint\.sh"
)
"""Debian's tools for Apache, which come with it and stay the same; the scripts of the official images."""
_INTERPRETERS = re.compile(r"(?:python|ruby|perl|node|nodejs|php)\d?(?:\.\d+)?")
_INLINE = ("-c", "-e", "-r", "-p", "--version", "-V", "-v")
_OF_PYTHON = frozenset({"venv", "pip", "ensurepip", "compileall", "virtualenv", "site"})


def _is_of_the_language(command: Command, name: str) -> bool:
    """Whether a language runs a line that is given, or a module of its own, and no program of the project."""
    module = command.flag_value("-m") if name.startswith("python") else None
    return command.has_flag(*_INLINE) or (getattr(module, "value", module) in _OF_PYTHON)


def _with_program(command: Command, name: str) -> str | None:
    """A language with the program that it runs: `python setup.py`; None for installers that others look into."""
    module = command.flag_value("-m")
    given = f"-m {getattr(module, 'value', module)}" if module is not None else ""
    program = given or next((word.text for word in command.operands if not word.text.startswith("-")), "")
    words = (word.text for word in command.words)
    return None if any(map(_INSTALLER.search, words)) else f"{name} {program}".strip()


_INSTALLER = re.compile(r"composer[\w-]*\.(?:php|phar)|--install-dir\b|get-pip\.py")


def _script(command: Command) -> str | None:
    """What a shell is given to run: a script, or what is piped into it."""
    if any(one.script for one in wrapped_by(command.name or "sh", command.words)):
        return None
    file = script_file(command.words)
    if file is not None:
        script = file.text.rpartition("/")[2]
        return None if not script or _KNOWN.fullmatch(script) else script
    if command.pipeline is None or command.after not in ("|", "|&"):
        return None
    words = [(one.name, word.text) for one in command.pipeline.commands for word in one.words]
    url = next((found[0] for _, text in words if (found := _URL.search(text))), None)
    url = url or next((text for name, text in words if name in ("curl", "wget") and _HOST.fullmatch(text)), None)
    return None if url is None or _SETS_UP_A_SOURCE.search(url) else url


_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh"})
_URL = re.compile(r"(?:https?://)[^\s'\"]+")
_HOST = re.compile(r"[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}(?:/\S*)?")
"""An address without https:// before it."""
_SETS_UP_A_SOURCE = re.compile(r"\.nodesource\.com/setup")
"""Scripts that the module of sources knows."""
