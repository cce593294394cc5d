"""Secrets by what they are, not by what the variable that holds them is called."""

import re
from collections.abc import Iterator, Mapping, Sequence
from math import log2
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.network import is_local

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis
    from baseadvisor.dockerfile.model import Instruction
    from baseadvisor.shell.model import Command, Word

_PLACEHOLDER = re.compile(
    r"example|sample|dummy|fake|placeholder|changeme|change_me|your[-_]?|xxxx|0000000|1234567|abcdef|deadbeef|redacted"
    r"|\*\*\*|\.\.\.",
    re.IGNORECASE,
)
_IN_URL = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]{1,30})://(?P<user>[^\s/:@\"'<>(){}$`]{1,200}):(?P<password>[^\s/@\"'<>(){}$`]{4,200})@(?P<host>[\w.-]{1,253})",
    re.I,
)
_WEAK = frozenset(
    (
        "pass", "passwd", "password", "secret", "token", "root", "admin", "test", "postgres", "mysql", "guest", "pwd",
        "x-oauth-basic", "oauth2", "dev", "user", "mypassword", "changeit", "guest1", "access_token", "key",
    )
)  # fmt: skip

_CRYPT = re.compile(r"crypt(?:\.crypt)?\s*\(?\s*\\?[\"'][^\"'$]")
"""A call of crypt with a text, in Perl, Python, PHP or Ruby."""

_compiled: dict[str, re.Pattern[str]] = {}


def values(analysis: "Analysis", *, patterns: Mapping[str, str], hints: Sequence[str], entropy: str) -> Iterator[Hit]:
    """An instruction, or a here-document of one, has a secret in it: a token by the form its maker gives it, a key.

    `patterns` are what is found (shown in the message) and how it looks; the group `secret`, or all that matched, must
    have more than `entropy` bits a character, and must not say that it is an example. `hints` are texts of which one is
    in every such secret: a file without any is not looked through. Placeholders: {kind}, {shown}.
    """
    text = analysis.text
    if not any(hint in text for hint in hints):
        return
    for instruction in analysis.dockerfile.instructions:
        body = text[instruction.start : instruction.end]
        if not any(hint in body for hint in hints):
            continue
        for kind, pattern in patterns.items():
            for match in _pattern(pattern).finditer(body):
                group = "secret" if "secret" in match.re.groupindex else 0
                secret = match[group]
                start, end = instruction.start + match.start(group), instruction.start + match.end(group)
                if bits(secret) < float(entropy) or _PLACEHOLDER.search(secret) or _in_comment(instruction, start):
                    continue
                line_end = text.find("\n", start)
                yield Hit(start, min(end, line_end) if line_end > start else end, {"kind": kind, "shown": secret[:4]})


def _pattern(text: str) -> re.Pattern[str]:
    if text not in _compiled:
        _compiled[text] = re.compile(text)
    return _compiled[text]


def _in_comment(instruction: "Instruction", at: int) -> bool:
    return any(comment.start <= at < comment.end for comment in instruction.inner_comments)


def bits(text: str) -> float:
    """Shannon's entropy of a text, in bits a character."""
    if not text:
        return 0.0
    size = len(text)
    return -sum(n / size * log2(n / size) for n in (text.count(char) for char in set(text)))


def password_in_url(analysis: "Analysis") -> Iterator[Hit]:
    """A URL has a literal password in it, and not one that everybody knows. Placeholders: {user}, {host}."""
    if "://" not in analysis.text:
        return
    for instruction in analysis.instructions("RUN", "ENV", "ARG", "ADD", "CMD", "ENTRYPOINT", "LABEL"):
        body = analysis.text[instruction.start : instruction.end]
        if "://" not in body or "@" not in body:
            continue
        for match in _IN_URL.finditer(body):
            password, user = match["password"], match["user"]
            weak = password.lower() in _WEAK or password.lower() == user.lower() or _PLACEHOLDER.search(password)
            if (
                weak
                or is_local(f"http://{match['host']}/")
                or _in_comment(instruction, instruction.start + match.start())
            ):
                continue
            start = instruction.start + match.start("password")
            yield Hit(start, start + len(password), {"user": user, "host": match["host"]})


def logs_in(analysis: "Analysis", *, commands: Mapping[str, Sequence[str]]) -> Iterator[Hit]:
    """A RUN without a secret mount makes a tool keep credentials. Placeholder: {command}.

    `commands` are a name with the words that follow it, and the flags of which one must be there (none: always).
    """
    for text, flags in commands.items():
        name, *words = text.split()
        for command in analysis.commands(name):
            operands = [word.value for word in command.operands]
            if operands[: len(words)] != words or (flags and not command.has_flag(*flags)):
                continue
            if not any(mount.get("type") == "secret" for mount in analysis.run_of(command).mounts):
                yield hit(command, command=text)


def sets_password(analysis: "Analysis") -> Iterator[Hit]:
    """A RUN gives an account a password that is written in it. Placeholder: {command}."""
    for command in analysis.commands("chpasswd", "passwd"):
        reads = command.name == "chpasswd" or command.has_flag("--stdin")
        if reads and _fed_by_text(analysis, command) and not _mounts_secret(analysis, command):
            yield hit(command.words[0], command=command.name or "")
    for command in analysis.commands("useradd", "usermod"):
        flag = command.flag("-p", "--password")
        value = command.flag_value("-p", "--password") if flag is not None else None
        if flag is None or value is None or _mounts_secret(analysis, command):
            continue
        text = value if isinstance(value, str) else value.value
        literal = text is not None and text.strip("*!x") and not text.startswith("-")
        if literal or (not isinstance(value, str) and _is_hash_of_text(analysis, command, value)):
            yield hit(flag, command=command.name or "")


def _is_hash_of_text(analysis: "Analysis", command: "Command", word: "Word") -> bool:
    """Whether a password is `$(openssl passwd -1 secret)` or the like: the hash of a text that stands there."""
    inner = [
        other
        for other in analysis.run_of(command).commands
        if other.in_substitution and word.start <= other.start and other.end <= word.end
    ]
    return len(inner) == 1 and _hashes_text(inner[0])


def _hashes_text(command: "Command") -> bool:
    words = [each for each in command.operands if not each.substitutes]
    if command.name == "openssl":
        reads = command.has_flag("-stdin", "-in")
        return not reads and len(words) > 1 and words[0].value == "passwd" and words[-1] is command.words[-1]
    if command.name == "mkpasswd":
        before = command.words[-2].value
        is_value = before in ("-m", "--method", "-S", "--salt", "-R", "--rounds", "-5")
        return not command.has_flag("-s", "--stdin") and words[-1:] == [command.words[-1]] and not is_value
    if command.name in ("perl", "python", "python3", "php", "ruby"):
        return any(_CRYPT.search(each.text) is not None for each in words)
    return False


def _mounts_secret(analysis: "Analysis", command: "Command") -> bool:
    return any(mount.get("type") == "secret" for mount in analysis.run_of(command).mounts)


def _fed_by_text(analysis: "Analysis", command: "Command") -> bool:
    """Whether the standard input is text of the script itself, and not made up while it runs."""
    if any(redirect.operator in ("<<", "<<-", "<<<") for redirect in command.redirects):
        return True
    pipeline = command.pipeline
    if pipeline is None or command.position == 0:
        return False
    made = {
        each.name
        for each in analysis.run_of(command).script.assigned
        if each.kind == "read" or (each.word is not None and each.word.substitutes)
    }
    return any(
        each.name in ("echo", "printf")
        and not any(word.substitutes or not made.isdisjoint(word.expansions) for word in each.words)
        for stage in pipeline.stages[: command.position]
        for each in stage
    )
