"""Where packages come from."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.dockerfile.model import Node

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis

_HTTP = re.compile(r"http://([^/\s:\"']+)", re.IGNORECASE)
_UNTIL_VARIABLE = re.compile(r"[^$`]+")
_LOCAL = re.compile(
    r"localhost|127\.|\[::1|[^.]*$|.*\.(?:local|internal|lan|corp|intranet|svc|test|example)$|10\.|192\.168\."
)


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
