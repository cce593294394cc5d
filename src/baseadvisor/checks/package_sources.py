"""Where packages come from."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.words import sources_and_destination
from baseadvisor.dockerfile.model import Node

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis
    from baseadvisor.shell.model import Command, Word

_HTTP = re.compile(r"http://([^/\s:\"']+)", re.IGNORECASE)
_UNTIL_VARIABLE = re.compile(r"[^$`]+")
_NODE_RELEASE = re.compile(r"//(?:deb|rpm)\.nodesource\.com/(?:setup_|node_)(\d+)\.x")
_LOCAL = re.compile(
    r"localhost|127\.|\[::1|[^.]*$|.*\.(?:local|internal|lan|corp|intranet|svc|test|example)$|10\.|192\.168\."
)


def trusted_for_all(analysis: "Analysis", *, folder: str) -> Iterator[Hit]:
    """A key is put into `folder`, where it is good for the packages of any archive. Placeholder: {path}."""
    if folder not in analysis.text:
        return
    for run in analysis.runs:
        for command in run.commands:
            targets = [each.target for each in command.redirects if each.operator in (">", ">>", ">|")]
            words = [word for word in (*targets, *_written_by(command)) if word is not None]
            found = next((word for word in words if folder in word.text), None)
            if found is not None:
                yield hit(found, path=found.text.removeprefix("gnupg-ring:"))
                break
    for instruction in analysis.instructions("COPY", "ADD"):
        destination = sources_and_destination(instruction)[1]
        if destination is not None and destination[0].startswith(folder):
            yield hit(destination[1], path=destination[0])


def _written_by(command: "Command") -> "Sequence[Word]":
    """The words of a command that name a file it writes."""
    if command.name in ("curl", "wget", "gpg", "gpg2", "apt-key"):
        flags = ("-o", "-O", "--output", "--output-document", "--keyring", "--no-default-keyring")
        return [
            word
            for before, word in pairwise(command.words)
            if before.value in flags or (before.text.startswith("-") and before.text.endswith(("o", "O")))
        ]
    if command.name in ("cp", "mv", "install"):
        return command.operands[-1:]
    return command.operands if command.name == "tee" else ()


def node_release(analysis: "Analysis") -> Iterator[Hit]:
    """NodeSource's packages are set up for a release of Node out of support. Placeholders: {release}, {since}."""
    if "nodesource.com" not in analysis.text:
        return
    from baseadvisor.catalog import snapshot_date, support_for

    day = analysis.options.as_of or snapshot_date("support")
    for run in analysis.runs:
        for command in run.commands:
            for word in command.arguments:
                found = _NODE_RELEASE.search(run.script.resolve(word, run.environment) or word.text)
                support = support_for("nodejs", found[1]) if found is not None else None
                if support is not None and support.is_supported(day) is False:
                    yield hit(word, release=support.name, since=f" since {support.eol}" if support.eol else "")


def source_over_http(analysis: "Analysis", *, managers: Sequence[str], flags: Sequence[str]) -> Iterator[Hit]:
    """A manager is sent to a source without TLS by one of `flags`. Placeholders: {manager}, {flag}, {url}."""
    for action in analysis.actions(*managers):
        for flag in flags:
            for value in action.values.get(action.table.spelled(flag), ()):
                found = _HTTP.match(value)
                if found is not None and not _LOCAL.match(found[1]):
                    place = action.command.flag(flag) or action.subcommand_word or action.command
                    yield hit(place, manager=action.manager, flag=flag, url=value)


def line_over_http(analysis: "Analysis", *, pattern: str, trusted_hosts: Sequence[str]) -> Iterator[Hit]:
    """A RUN writes a source without TLS into a manager's configuration.

    `pattern` matches what stands before the address, in which `http://` begins; `trusted_hosts` are endings of host
    names that are left alone, as their archives are signed by keys that the image has. Placeholder: {url}.
    """
    before = re.compile(pattern + r"(http://[^\s\"'\\]+)")
    for run in analysis.runs:
        text = analysis.text[run.instruction.start : run.instruction.end]
        if "http://" not in text:
            continue
        for found in before.finditer(text):
            url = found[found.re.groups]
            host = _HTTP.match(url)
            if host is None or _LOCAL.match(host[1]) or host[1].endswith(tuple(trusted_hosts)) or "$" in host[1]:
                continue
            at = run.instruction.start + found.start(found.re.groups)
            literal = _UNTIL_VARIABLE.match(url)
            known = literal[0] if literal is not None else url
            yield hit(Node(at, at + len(known)), url=url if known == url else f"{known}…")
