"""The WWW-Authenticate header, read by its grammar."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baseadvisor.registry.challenge import parse_challenges

TOKEN = st.text("abcXYZ019-_.!~", min_size=1, max_size=8)
# Field values as HTTP lets them be: visible ASCII, spaces and tabs.
VALUE = st.text([chr(code) for code in range(0x20, 0x7F)], max_size=20)


def parsed(*headers: str) -> list[tuple[str, dict[str, str]]]:
    return [(challenge.scheme, dict(challenge.parameters)) for challenge in parse_challenges(headers)]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"',
            [
                (
                    "bearer",
                    {
                        "realm": "https://auth.docker.io/token",
                        "service": "registry.docker.io",
                        "scope": "repository:a/b:pull,push",
                    },
                )
            ],
        ),
        (
            'Bearer realm="https://x/token",service="s", Basic realm="y, z"',
            [("bearer", {"realm": "https://x/token", "service": "s"}), ("basic", {"realm": "y, z"})],
        ),
        ('Basic realm="a \\"quoted\\" one"', [("basic", {"realm": 'a "quoted" one'})]),
        ("Negotiate", [("negotiate", {})]),
        ("Negotiate abc==, Basic realm=x", [("negotiate", {}), ("basic", {"realm": "x"})]),
        ('NTLM, Bearer realm = "r" , service = s', [("ntlm", {}), ("bearer", {"realm": "r", "service": "s"})]),
        ("Bearer realm=https://x/token,service=s", [("bearer", {"realm": "https://x/token", "service": "s"})]),
        ('Bearer Realm="a",realm="b"', [("bearer", {"realm": "a"})]),
        (", ,", []),
        ("", []),
        ('"', []),
        ('Bearer realm="unclosed', [("bearer", {})]),
    ],
)
def test_challenges_are_read(header: str, expected: list[tuple[str, dict[str, str]]]) -> None:
    assert parsed(header)[: len(expected) or None] == expected


def test_several_headers_add_up() -> None:
    assert parsed('Basic realm="a"', 'Bearer realm="b"') == [("basic", {"realm": "a"}), ("bearer", {"realm": "b"})]


@given(st.lists(st.tuples(TOKEN, st.dictionaries(TOKEN.map(str.lower), VALUE, min_size=1, max_size=3)), max_size=3))
def test_what_is_written_by_the_grammar_reads_back(challenges: list[tuple[str, dict[str, str]]]) -> None:
    def quoted(value: str) -> str:
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'

    header = ", ".join(
        scheme + " " + ", ".join(f"{name}={quoted(value)}" for name, value in parameters.items())
        for scheme, parameters in challenges
    )
    assert parsed(header) == [(scheme.lower(), parameters) for scheme, parameters in challenges]


@given(st.text(max_size=200))
def test_no_header_makes_it_fail(header: str) -> None:
    parse_challenges([header])
