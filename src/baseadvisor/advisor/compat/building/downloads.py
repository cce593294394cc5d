"""Compiled programs that are downloaded: which libc they were linked against, and packages of another manager."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from baseadvisor.advisor.compat.building.unpacking import only_unpacks
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.stages import is_for_others
from baseadvisor.analysis import Analysis, RunFacts
from baseadvisor.dockerfile.expansion import ExpansionError, expand
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.image.numbers import number, numbers
from baseadvisor.shell.model import Script, Word
from baseadvisor.shell.words import Expansion, Literal

_URL = re.compile(r"(?:https?|ftp)://[^\s\"'\\|;&)]+")
_NO_PROGRAM = re.compile(
    r"\.(?:asc|sig|sha\d+|sha\d+sum|md5|txt|json|ya?ml|gpg|pem|key|patch|diff|bom)(?:$|[?#])", re.IGNORECASE
)
_GLIBC = re.compile(r"linux-gnu|gnu-x86_64|-gnu(?:eabihf)?\b|manylinux")
_MACHINE = r"(?:x64|x86[-_]64|amd64|x86|i[3-6]86|64|arm64|aarch64|armv?\d\w*|armhf|ppc64le|s390x|riscv64)"
_COMPILED = re.compile(
    rf"linux[-_./]?{_MACHINE}|(?<![a-z\d]){_MACHINE}[-_./]linux|linux-\$|linux_\$|-linux\.(?:zip|t)|"
    r"[-_./]\$\{?(?:TARGET)?(?:OS|PLATFORM)\b|[-_./]\$\(uname|"
    r"(?:ubuntu|debian|centos|rhel)[-_]?\d[\w.-]*\.(?:t|zip)",
    re.IGNORECASE,
)
_MUSL = re.compile(r"musl|alpine", re.IGNORECASE)
_PACKAGE = re.compile(r"\.(?:deb|rpm)(?:$|[?#])")
# Projects whose downloads for Linux are linked against glibc wherever the name does not say musl or alpine: their
# download pages offer musl builds apart, or say that they have none.
_KNOWN_GLIBC = re.compile(
    r"nodejs\.org/.*-linux-|"
    r"github\.com/(?:adoptium/temurin|adoptopenjdk/openjdk|ibmruntimes/semeru|graalvm/|sap/sapmachine).*linux|"
    r"api\.adopt(?:ium\.net|openjdk\.net)/.*/linux/|corretto\.aws/.*-linux-|cdn\.azul\.com/zulu.*-linux|"
    r"download\.(?:java\.net|oracle\.com)/.*linux|download\.bell-sw\.com/.*-linux|aka\.ms/download-jdk/.*-linux|"
    r"/protoc-(?!gen)[^/]*-(?:linux-|\$)|/chromedriver[-_]linux|/phantomjs-[^/]*-linux|awscli-exe-linux|"
    r"julialang-s3\.julialang\.org/bin/linux/|/powershell-[^/]*-linux-|/(?:dotnet|aspnetcore)-[^/]*-linux-|/bun-linux-|"
    r"/cmake-\d[^/]*-linux|/kibana-\d[^/]*-linux|/sonar-scanner-cli-[^/]*-linux|/sbcl-[^/]*-linux|/android-ndk-[^/]*-linux|"
    r"dropbox\.com/download\?(?:[^\s&]{0,60}&){0,4}plat=lnx|"
    r"/ghc-\d[^/]*-linux|mozilla\.org/\S*/firefox-\d[^/]*\.tar|-linux_x86_64\.whl",
    re.IGNORECASE,
)
# IBM's Java for Linux is for glibc; the list of its files (index.yml) is where an address is taken from. Where to look:
# ibmruntimes/ci.docker, whose files for Alpine install glibc first; the releases of ibmruntimes/semeru*-binaries.
_IBM_JAVA = re.compile(
    r"public\.dhe\.ibm\.com/\S*/java/(?!.*(?:aix|windows|zos))|(?:^|/)ibm-java-(?:sdk|jre)-[^/]*\.(?:bin|tgz|tar\.gz)$|"
    r"ibm-semeru-\S*linux\S*\.(?:tar\.gz|tgz)$",
    re.IGNORECASE,
)
# What these hosts serve for Linux is Java for glibc, or for musl and then the name says so: where the name of the file
# is not known, it is the former as a rule (bell-sw.com and azul.com, the lists of downloads).
_JAVA_OF_GLIBC = re.compile(r"(?:download\.bell-sw\.com/java|cdn\.azul\.com/zulu/bin)/[^?#]*\$[^/]*$", re.IGNORECASE)
_CONDA = re.compile(r"miniconda|anaconda|miniforge|mambaforge|micromamba|micro\.mamba\.pm", re.IGNORECASE)
_CONDA_COMMANDS = frozenset({"conda", "mamba", "micromamba"})
# Projects whose Linux downloads are static, so that any libc will do (Go, or linked against musl).
_STATIC = re.compile(
    r"kubernetes|kubectl|helm|terraform|hashicorp|docker|containerd|dumb-init|tini-static|gosu|su-exec|s6-overlay|"
    r"dockerize|prometheus|grafana|etcd|consul|vault|minikube|github\.com/(?:mikefarah/yq|jwilder|golang-migrate|"
    r"confd|kelseyhightower|caddyserver|traefik|cloudflare|tianon|just-containers|go-task|goreleaser|drone|buger)|"
    r"caddyserver\.com|golang\.org|go\.dev/dl|dl\.google\.com/go/|jq-1\.[67]|jq-linux|hugo_\d|upx|gotty|ngrok|filebeat|telegraf"
)
_GLIBC_LAYER = frozenset({"gcompat", "libc6-compat"})
"""Alpine's packages that let some programs for glibc run."""


class Download(NamedTuple):
    """An address that is fetched, its variables filled in as far as they are known, its line and its instruction."""

    url: str
    line: int
    instruction: int


def reasons(move: Move) -> Iterator[Reason]:
    """What is downloaded and does not run, or cannot be installed, on the other side."""
    there = move.after.userland
    if there is None or move.run_only:
        return
    found = tuple(downloads(move.needs.analysis, move.needs.instructions))
    # What a stage unpacks for others has to run where they are.
    for_others = is_for_others(move.needs) and all(only_unpacks(stage) for stage in move.needs.stages)
    if move.to_musl and not for_others:
        yield from _for_glibc(move, found)
        yield from _java(move, found)
    if there.package_family != "apt":
        yield from _package_files(move, found)
    yield from _glibc_package(move, found)
    yield from _openj9(move, found)


# Source: eclipse-openj9/openj9 issues 20956 and 21156, eclipse/omr pull request 7747: up to 0.49 its libraries ask for
# an executable stack, which glibc refuses from 2.41 on.
_OPENJ9 = re.compile(r"openj9-0\.(\d+)", re.IGNORECASE)
_FIRST_WITHOUT_STACK = 50
_GLIBC_2_41 = {"debian": (13,), "ubuntu": (25, 4)}


def _openj9(move: Move, found: Sequence[Download]) -> Iterator[Reason]:
    """A Java whose virtual machine the newer glibc does not load."""
    if not move.reaches(_GLIBC_2_41):
        return
    for url, line, _ in found:
        match = _OPENJ9.search(url)
        if match is not None and number(match[1]) < _FIRST_WITHOUT_STACK:
            why = (
                f"its libraries want an executable stack, which the glibc of {move.place} refuses: it starts without "
                "its compiler, or not at all: take 0.51 or later"
            )
            yield Reason("binary", "breaks", "high", f"OpenJ9 0.{match[1]}", why, line)
            return


def _for_glibc(move: Move, found: Sequence[Download]) -> Iterator[Reason]:
    told: set[str | int | tuple[int, str]] = set()
    layered = bool(_GLIBC_LAYER & move.needs.installed())
    for url, line, instruction in found:
        libc = libc_of(url)
        # One for each machine, in the branches of a `case`, is said once.
        keys: set[str | int | tuple[int, str]] = {url, line, (instruction, url.split("/")[2])}
        if libc is None or told & keys:
            continue
        told |= keys
        if _CONDA.search(url):
            why = f"conda is built against glibc; {move.place} has musl"
        elif libc == "glibc":
            why = f"it is linked against glibc; {move.place} has musl"
        else:
            why = f"compiled for Linux, perhaps against glibc; {move.place} has musl"
        sure = libc == "glibc" and not layered
        reason = _reason(f"download of {_short(url)}", why, line, breaks=sure)
        guessed = sure and _JAVA_OF_GLIBC.search(url) and not _KNOWN_GLIBC.search(url)
        yield reason._replace(certainty="medium") if guessed else reason
    if any(_CONDA.search(url) for url, *_ in found):
        return
    for command in move.commands():
        if command.name in _CONDA_COMMANDS and not command.condition:
            why = f"conda's packages are built against glibc; {move.place} has musl"
            yield _reason(f"{command.name} in RUN", why, move.line(command.start))
            return


def libc_of(url: str) -> str | None:
    """What a download is linked against: `glibc`, `?` where it is compiled for Linux and no more is known.

    None: for musl, static, a package, or no program.
    """
    if _MUSL.search(url):
        return None
    if _IBM_JAVA.search(url):
        return "glibc"
    if _PACKAGE.search(url) or _NO_PROGRAM.search(url):
        return None
    if _KNOWN_GLIBC.search(url) or _JAVA_OF_GLIBC.search(url) or _CONDA.search(url):
        return "glibc"
    if _STATIC.search(url):
        return None
    if _GLIBC.search(url):
        return "glibc"
    return "?" if _COMPILED.search(url) else None


def _java(move: Move, found: Sequence[Download]) -> Iterator[Reason]:
    """A Java that is unpacked from an archive whose name says nothing."""
    if any(libc_of(each.url) is not None or _MUSL.search(each.url) for each in found):
        return
    packaged = any(one.name == "java" for one in move.needs.languages)
    for instruction in move.needs.instructions:
        for pair in instruction.pairs if instruction.keyword == "ENV" else ():
            home = _expanded(move.needs.analysis, instruction, (pair.value or "").strip("\"'")).rstrip("/")
            if pair.key not in ("JAVA_HOME", "JRE_HOME") or not home.startswith("/"):
                continue
            usual = home.startswith(("/opt/", "/usr/local/"))
            if not usual and packaged:
                continue
            above = home.rpartition("/")[0]
            folders: tuple[str, ...] = (home, above) if usual and above.count("/") > 1 else (home,)
            folders += (pair.key, *(f"${name}" for name in _NAMES.findall(pair.value or "")))
            if any(_unpacks(move, run, folders, named=not usual) for run in move.runs):
                yield _reason(
                    f"{pair.key}={home}",
                    f"the Java that is unpacked there has to be built for musl ({move.place})",
                    move.line(pair.start),
                    breaks=False,
                )
                return


_NAMES = re.compile(r"\$\{?(\w+)")


def _unpacks(move: Move, run: RunFacts, folders: Sequence[str], *, named: bool) -> bool:
    """Whether a RUN fetches something and speaks of a folder; `named`: it has to unpack an archive as well."""
    text = move.needs.analysis.text[run.instruction.start : run.instruction.end].replace("${", "$")
    names = {command.name for command in run.commands}
    return (
        bool(names & {"curl", "wget"})
        and (not named or bool(names & {"tar", "unzip"}))
        and any(folder in text for folder in folders)
    )


def _package_files(move: Move, found: Sequence[Download]) -> Iterator[Reason]:
    told: set[int] = set()
    family = move.after.userland.package_family if move.after.userland is not None else None
    wrong = {"apk": (".deb", ".rpm"), "dnf": (".deb",)}.get(family or "", (".deb", ".rpm"))
    for url, line, _ in found:
        package = _PACKAGE.search(url)
        if package and line not in told and package[0].rstrip("?#").startswith(wrong):
            told.add(line)
            yield _reason(f"download of {_short(url)}", f"{move.place} cannot install that kind of package", line)


_GLIBC_PACKAGE = re.compile(r"alpine-pkg-glibc/releases/.*/glibc-[\d$][^/]*\.apk")


def _glibc_package(move: Move, found: Sequence[Download]) -> Iterator[Reason]:
    """Source: sgerrand/alpine-pkg-glibc#185: the package holds etc/nsswitch.conf, as alpine-baselayout-data does."""
    if not move.is_after("alpine", 3, 16) or move.before.distribution not in (None, "alpine"):
        return
    if move.before.distribution == "alpine" and not numbers(move.before.release):
        return
    for url, line, instruction in found:
        if _GLIBC_PACKAGE.search(url):
            forced = any(command.name == "apk" and command.has_flag("--force-overwrite") for command in move.commands())
            if not forced:
                yield _reason(
                    f"download of {_short(url)}",
                    "apk refuses it since Alpine 3.16 (it overwrites /etc/nsswitch.conf): take an image with glibc, "
                    "or apk add --force-overwrite",
                    _added(move, instruction, line),
                )._replace(lost=True)  # what needs glibc has to have another image
            return


def _added(move: Move, fetched: int, line: int) -> int:
    """The line where apk installs a package of glibc, from the instruction on that fetches it; else a given one."""
    for action in move.actions():
        if action.family != "apk" or action.action != "install" or action.start < fetched:
            continue
        if any("glibc" in package.text or package.text.endswith(".apk") for package in action.packages):
            return move.line(action.start)
    return line


def downloads(analysis: Analysis, instructions: Sequence[Instruction]) -> Iterator[Download]:
    """What the instructions fetch, or name to be fetched; each address once."""
    told: set[tuple[str, int]] = set()
    for instruction in instructions:
        if instruction.keyword not in ("RUN", "ADD", "ENV", "ARG", "CMD", "ENTRYPOINT"):
            continue
        for url, at in (*_written(analysis, instruction), *_put_together(analysis, instruction)):
            one = Download(url, analysis.dockerfile.position(at).line, instruction.start)
            if (url, one.line) not in told:
                told.add((url, one.line))
                yield one


_COMMENT = re.compile(r"(?<=\n)[ \t]*#(?!!).*")


def _written(analysis: Analysis, instruction: Instruction) -> Iterator[tuple[str, int]]:
    """The addresses in an instruction's text."""
    text = _COMMENT.sub(lambda found: " " * len(found[0]), analysis.text[instruction.start : instruction.end])
    for match in _URL.finditer(text):
        at = instruction.start + match.start()
        yield filled(analysis, instruction, Word(match[0], at, at + len(match[0]), 0)), at


def _put_together(analysis: Analysis, instruction: Instruction) -> Iterator[tuple[str, int]]:
    """The addresses that begin with a variable's value: `curl $MIRROR/x.tar.gz`."""
    if instruction.keyword == "RUN":
        words: Sequence[Word] = [
            word
            for command in analysis.facts(instruction).commands
            if command.name in ("curl", "wget", "aria2c")
            for word in command.arguments
        ]
    elif instruction.keyword == "ADD":
        words = [Word(word.text, word.start, word.end, 0) for word in instruction.words[:-1]]
    else:
        return
    for word in words:
        if word.expansions and "://" not in word.text:
            match = _URL.match(filled(analysis, instruction, word))
            if match is not None:
                yield match[0], word.start


def filled(analysis: Analysis, instruction: Instruction, word: Word) -> str:
    """A word with the variables filled in that are known; the others stay as they are written."""
    if not word.expansions:
        return word.text
    if instruction.keyword not in ("RUN", "CMD", "ENTRYPOINT"):
        return _expanded(analysis, instruction, word.text)
    facts = analysis.facts(instruction)
    return "".join(_piece(facts, part, word, _DEPTH) for part in word.parts)


_DEPTH = 4
"""How often a variable may stand in another one's value."""


def _piece(facts: RunFacts, part: Literal | Expansion, word: Word, depth: int) -> str:
    """A part of a word as its value, or as it is written where that is not known."""
    if isinstance(part, Literal):
        return part.text
    raw = word.text[part.start : part.end]
    value = facts.script.resolve(Word(raw, word.start, word.end, 0), facts.environment)
    if value is None and part.name is not None:
        value = _one_of(facts, part.name, depth)
    return raw if value is None else value


def _expanded(analysis: Analysis, instruction: Instruction, text: str) -> str:
    environment = analysis.scopes.before(instruction.parent or instruction)
    try:
        value = expand(text, environment.lookup, analysis.dockerfile.escape).value
    except ExpansionError:
        return text
    return "".join(part if isinstance(part, str) else f"${{{part.name}}}" for part in value.parts)


def _one_of(facts: RunFacts, name: str, depth: int) -> str | None:
    """One of the values that a script gives a variable, where it depends: in the branches of a `case`, as a rule.

    Where none is known as a whole, the first that is known in part.
    """
    script: Script = facts.script
    words = [one.word for one in script.assigned if one.name == name and one.word is not None]
    for word in words:
        value = script.resolve(word, facts.environment)
        if value:
            return value
    for word in words if depth else ():
        printed = _ECHO.fullmatch(word.text)
        inner = Word(printed[1], word.start, word.end, 0) if printed is not None else word
        if printed is None and any(isinstance(part, Expansion) and part.name is None for part in word.parts):
            continue  # what a command prints
        value = "".join(_piece(facts, part, inner, depth - 1) for part in inner.parts)
        if not re.search(r"[\s`]|\$\(", value) and any(isinstance(part, Literal) for part in inner.parts):
            return value
    return None


_ECHO = re.compile(r"\"?(?:`|\$\()\s*echo\s+(?:-n\s+)?(\"[^\"`|;&]*\"|[^\s\"'`|;&()]+)\s*(?:`|\))\"?")
"""A value that is printed as it stands: `echo "a-$B.tar.gz"`."""


def _reason(what: str, why: str, line: int, *, breaks: bool = True) -> Reason:
    return Reason("binary", "breaks" if breaks else "check", "high" if breaks else "medium", what, why, line)


def _short(url: str) -> str:
    return url if len(url) <= 60 else f"{url[:28]}...{url[-28:]}"
