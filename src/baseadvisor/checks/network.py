"""What goes over the network: downloads in clear text or unchecked, ports that are opened."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from baseadvisor.checks.commands import is_of_busybox
from baseadvisor.checks.hit import Hit, Placed, hit
from baseadvisor.checks.words import sources_and_destination, value_of
from baseadvisor.fixes.edit import Edit

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis, RunFacts, StageFacts
    from baseadvisor.shell.model import Command, Word

_URL = re.compile(r"(?:--?[\w-]+=)?(?P<url>(?:https?|ftp)://[^\s\"']*)", re.IGNORECASE)
_HOST = re.compile(r"\w+://(?:[^/@\s]*@)?(?P<host>\[[^\]]*\]|[^/:?#\s]*)", re.IGNORECASE)
_PRIVATE = re.compile(r"127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|0\.0\.0\.0$")
_PRIVATE_ENDINGS = (
    ".local",
    ".localhost",
    ".internal",
    ".intranet",
    ".lan",
    ".corp",
    ".test",
    ".invalid",
    ".home.arpa",
)
_CHECKERS = frozenset(
    (
        "sha1sum", "sha224sum", "sha256sum", "sha384sum", "sha512sum", "md5sum", "b2sum", "shasum", "sha256", "sha512",
        "gpg", "gpg2", "gpgv", "cosign", "minisign", "signify", "slsa-verifier", "openssl",
    )
)  # fmt: skip
_PROXY_FLAGS = (
    "-x",
    "--proxy",
    "--preproxy",
    "-e",
    "--referer",
    "-H",
    "--header",
    "-A",
    "--user-agent",
    "-d",
    "--data",
)
_INTERPRETERS = ("sh", "bash", "ash", "dash", "zsh", "ksh", "python", "python3", "python2", "perl", "ruby", "node")
_FETCHERS = ("curl", "wget")


def url_of(word: "Word") -> str | None:
    """The URL that a word is, or that a flag in it is given; as much of it as is literal."""
    match = _URL.match(word.value if word.value is not None else word.prefix)
    return match["url"] if match is not None else None


def host_of(url: str) -> str:
    """The host of a URL, in lower case; empty where it is not known."""
    match = _HOST.match(url)
    return match["host"].lower().strip("[]") if match is not None else ""


def is_local(url: str) -> bool:
    """Whether a URL is of this machine or of a private network."""
    host = host_of(url)
    return (
        host in ("localhost", "::1")
        or "." not in host
        or _PRIVATE.match(host) is not None
        or host.endswith(_PRIVATE_ENDINGS)
    )


def clear_text(analysis: "Analysis", *, commands: Sequence[str]) -> Iterator[Hit]:
    """A download over http or ftp, by one of `commands` or by ADD, that nothing in the same RUN verifies.

    Not from this machine or a private network. Placeholders: {url}, {scheme}.
    """
    checked: dict[int, bool] = {}
    last_check: dict[int, int] = {}
    for command in analysis.commands(*commands):
        run = analysis.run_of(command)
        targets = ((word, _shown_url(run, word)) for word in _targets(command))
        found = [(word, url) for word, url in targets if url is not None and _is_clear(url)]
        if not found:
            continue
        at, stage = run.instruction.start, run.stage
        if stage.index not in last_check:
            last_check[stage.index] = _last_check(stage)
        if at not in checked:
            checked[at] = last_check[stage.index] > at or _verifies(run)
        if not checked[at]:
            for word, url in found:
                yield _insecure(analysis, word, url)
    for instruction in analysis.instructions("ADD"):
        if instruction.flag("checksum") is not None:
            continue
        for text, place in sources_and_destination(instruction)[0]:
            value = value_of(analysis, instruction, text)
            url = value.text or value.prefix
            if _is_clear(url):
                yield _insecure(analysis, place, url)


def _shown_url(run: "RunFacts", word: "Word") -> str | None:
    """The URL that a word comes to with the variables filled in that are known; up to the first that is not."""
    if word.value is None:
        text = run.script.resolve(word, run.environment)
        match = _URL.match(text) if text is not None else None
        if match is not None:
            return match["url"]
    url = url_of(word)
    return url if url is None or word.value is not None else f"{url}…"


def _insecure(analysis: "Analysis", place: Placed, url: str) -> Hit:
    start, end = place.start, place.end
    at = analysis.text.find("http://", start, end)
    edits = (Edit(at + 4, at + 4, "s"),) if at >= 0 else ()
    return Hit(start, end, {"url": url, "scheme": url.partition(":")[0].lower()}, edits)


def _is_clear(url: str) -> bool:
    return url.lower().startswith(("http://", "ftp://")) and not is_local(url)


def _targets(command: "Command") -> Iterator["Word"]:
    """The arguments, without the values of flags that name a proxy or a header."""
    skip = False
    for word in command.arguments:
        if skip:
            skip = False
            continue
        text = word.value or word.prefix
        if text in _PROXY_FLAGS:
            skip = True
        elif not text.startswith(tuple(f"{flag}=" for flag in _PROXY_FLAGS if flag.startswith("--"))):
            yield word


def _verifies(run: "RunFacts") -> bool:
    return any(command.name in _CHECKERS for command in run.commands)


def _last_check(stage: "StageFacts") -> int:
    """Where the last RUN of a stage begins that compares checksums or signatures; -1 without one."""
    flags = ("-c", "--check", "--verify")
    for run in reversed(stage.runs):
        if any(command.name in _CHECKERS and command.has_flag(*flags) for command in run.commands):
            return run.instruction.start
    return -1


def piped_to_shell(analysis: "Analysis") -> Iterator[Hit]:
    """What curl or wget fetch is run at once by a shell or another interpreter. Placeholders: {command}, {shell}."""
    for shell in analysis.commands(*_INTERPRETERS):
        fetcher = _piped_fetcher(shell) or _substituted_fetcher(analysis, shell)
        if fetcher is not None and not _verifies(analysis.run_of(shell)):
            yield Hit(
                min(fetcher.start, shell.start),
                max(fetcher.end, shell.end),
                {"command": fetcher.name or "", "shell": shell.name or ""},
            )


def _piped_fetcher(shell: "Command") -> "Command | None":
    pipeline = shell.pipeline
    if pipeline is None or shell.position == 0 or not _reads_script(shell):
        return None
    for stage in pipeline.stages[: shell.position]:
        for command in stage:
            if command.name in _FETCHERS and any(_remote(word) for word in command.arguments):
                found: Command = command
                return found
    return None


def _reads_script(shell: "Command") -> bool:
    """Whether an interpreter takes its script from standard input."""
    for word in shell.arguments:
        text = word.value
        if text in ("-", "-s", "/dev/stdin", "--"):
            return True
        if text is None or not text.startswith("-"):
            return False
        if text in ("-c", "-m", "-e", "-n", "-p", "-ne", "-pe") or (text[1:2] != "-" and text.endswith("c")):
            return False
    return True


def _remote(word: "Word") -> bool:
    url = url_of(word)
    return bool(word.expansions) or (url is not None and not is_local(url))


def _substituted_fetcher(analysis: "Analysis", shell: "Command") -> "Command | None":
    """`sh -c "$(curl …)"` and `bash <(curl …)`."""
    words = [
        word for word in shell.arguments if word.substitutes and word.text.strip("\"'").startswith(("$(", "<(", "`"))
    ]
    for word in words:
        for command in analysis.run_of(shell).commands:
            if command.name in _FETCHERS and word.start <= command.start and command.end <= word.end:
                return command
    return None


def remote_add(analysis: "Analysis") -> Iterator[Hit]:
    """ADD fetches a URL without --checksum. Placeholder: {url}.

    Git repositories are not meant: they have no checksum, but a commit.
    """
    for instruction in analysis.instructions("ADD"):
        if instruction.flag("checksum") is not None:
            continue
        for text, word in sources_and_destination(instruction)[0]:
            value = value_of(analysis, instruction, text)
            url = value.text or text
            if value.prefix.lower().startswith(("http://", "https://")) and not _is_git(url):
                yield hit(word, url=url)


def _is_git(url: str) -> bool:
    return url.partition("#")[0].partition("?")[0].endswith(".git")


def exposed_port(analysis: "Analysis", *, ports: Mapping[str, str], widest: int) -> Iterator[Hit]:
    """EXPOSE names one of `ports` (number to service), by TCP, or a range of `widest` ports at most that it is in.

    Placeholders: {port}, {service}.
    """
    for instruction in analysis.instructions("EXPOSE"):
        for word in instruction.words:
            text = value_of(analysis, instruction, word.text).text or ""
            numbers, _, protocol = text.rpartition(":")[2].partition("/")
            if protocol.lower() not in ("", "tcp"):
                continue
            for number in _range(numbers, widest):
                if number in ports:
                    yield hit(word, port=number, service=ports[number])


def _range(text: str, widest: int) -> list[str]:
    """The numbers of a range of ports; none where it is wider than `widest`, or no range."""
    first, _, last = text.partition("-")
    last = last or first
    if not (first.isascii() and first.isdigit() and last.isascii() and last.isdigit() and len(first + last) <= 10):
        return []
    low, high = int(first), int(last)
    return [str(number) for number in range(low, high + 1)] if high - low < widest else []


def curl_without_location(analysis: "Analysis", *, flags: Sequence[str]) -> Iterator[Hit]:
    """curl downloads something and does not follow redirects. Placeholder: {url}.

    Addresses by number and of a private network are left out, and so are requests other than GET.
    """
    for command in analysis.commands("curl"):
        if command.has_flag(*flags, "-X", "--request", "-d", "--data", "-T", "-K", "--config", "-I", "--head"):
            continue
        word = next((word for word in _targets(command) if url_of(word) is not None), None)
        if word is None:
            continue
        url = url_of(word) or ""
        host = host_of(url)
        if not is_local(url) and not host.replace(".", "").isdigit():
            at = command.words[0].end
            yield hit(command.words[0], edits=(Edit(at, at, " -L"),), url=url)


def no_retries(analysis: "Analysis", *, command: str, flags: Sequence[str], variables: Sequence[str]) -> Iterator[Hit]:
    """The first use of `command` in a stage that downloads without retries, and no configuration file sees to them.

    `variables` are those that name such a file. BusyBox' wget has no flag for it. Placeholder: {command}.
    """
    for stage in analysis.stages:
        if any(name in stage.end.environment.variables for name in variables):
            continue
        config = f".{command}rc"
        for run in stage.runs:
            if config in run.script.source.text:
                break
            uses = (each for each in run.commands if each.name == command and not each.has_flag(*flags))
            found = next((each for each in uses if not is_of_busybox(analysis, each)), None)
            if found is not None and any(_remote(word) for word in found.arguments):
                if not any(config in copy.arguments for copy in stage.instructions if copy.keyword in ("COPY", "ADD")):
                    yield hit(found.words[0], command=command)
                break
