"""The ``WWW-Authenticate`` header: RFC 9110, section 11.6.1.

Several challenges can stand in one header, comma-separated as their parameters are, and a scheme can come with
``token68`` or with nothing at all, so the header is read by its grammar and never cut at commas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - a grammar's token
_PARAMETER = re.compile(rf'({_TOKEN})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|({_TOKEN}))(?=[ \t]*(?:,|$))', re.DOTALL)
# Some servers leave values such as a URL unquoted, against the grammar; they are taken up to the comma.
_LOOSE_PARAMETER = re.compile(rf'({_TOKEN})[ \t]*=[ \t]*([^,"\s=][^,"\s]*)(?=[ \t]*(?:,|$))')
# With its padding token68 would pass for a parameter without a value, so that form is looked for first.
_PADDED_TOKEN68 = re.compile(r"[A-Za-z0-9._~+/-]+=+(?=[ \t]*(?:,|$))")
_TOKEN68 = re.compile(r"[A-Za-z0-9._~+/-]+(?=[ \t]*(?:,|$))")
_SCHEME = re.compile(rf"({_TOKEN})(?=[ \t,]|$)")
_BETWEEN = re.compile(r"[ \t,]*")
_MAX_HEADER = 16 * 1024


class Challenge(NamedTuple):
    """One way a server accepts to be told who asks; ``scheme`` and parameter names are lower case."""

    scheme: str
    parameters: Mapping[str, str]


def parse_challenges(headers: Iterable[str]) -> tuple[Challenge, ...]:
    """All challenges of all ``WWW-Authenticate`` headers of an answer, in order; what is no challenge is left out."""
    return tuple(challenge for header in headers for challenge in _challenges(header[:_MAX_HEADER]))


def _challenges(header: str) -> Iterable[Challenge]:
    position = _skip(header, 0)
    while position < len(header):
        scheme = _SCHEME.match(header, position)
        if scheme is None:
            position = _skip(header, _next_comma(header, position))
            continue
        parameters: dict[str, str] = {}
        position = _spaces(header, scheme.end())
        padded = _PADDED_TOKEN68.match(header, position)
        position = padded.end() if padded is not None else position
        while padded is None and position < len(header):
            start = _skip(header, position)
            parameter = _PARAMETER.match(header, start) or _LOOSE_PARAMETER.match(header, start)
            if parameter is None:
                break
            name, value = parameter[1].lower(), _value(parameter)
            parameters.setdefault(name, value)
            position = parameter.end()
        if padded is None and not parameters:
            token68 = _TOKEN68.match(header, position)
            if token68 is not None and header[position - 1 : position] in " \t":
                position = token68.end()
        yield Challenge(scheme[1].lower(), parameters)
        position = _skip(header, position)


def _value(parameter: re.Match[str]) -> str:
    if parameter.re is _LOOSE_PARAMETER:
        return parameter[2]
    return re.sub(r"\\(.)", r"\1", parameter[2], flags=re.DOTALL) if parameter[2] is not None else parameter[3]


def _skip(header: str, position: int) -> int:
    match = _BETWEEN.match(header, position)
    return match.end() if match else position


def _spaces(header: str, position: int) -> int:
    while position < len(header) and header[position] in " \t":
        position += 1
    return position


def _next_comma(header: str, position: int) -> int:
    """The next comma outside a quoted string, or the end."""
    quoted = False
    while position < len(header):
        character = header[position]
        if quoted and character == "\\":
            position += 1
        elif character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            return position
        position += 1
    return len(header)
