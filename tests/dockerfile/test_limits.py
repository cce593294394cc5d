"""Hostile files: they may cost time in proportion to their size, and no more."""

import pytest

from baseadvisor import parse

LINES = 20_000
FILES = {
    "instructions": "FROM a\n" + "RUN x\n" * LINES,
    "variables": "FROM a\n" + "".join(f"ENV A{number}=$B\n" for number in range(LINES)),
    "arguments": "".join(f"ARG A{number}=x\n" for number in range(LINES)) + "FROM a\n",
    "stages on stages": "".join(f"FROM s{number} AS s{number + 1}\n" for number in range(LINES)),
    "stages copying": "".join(f"FROM a AS s{number}\nCOPY --from=s{number - 1} a b\n" for number in range(LINES // 2)),
    "triggers": "FROM a AS s\n" + "ONBUILD RUN x\n" * LINES + "FROM s\n" * LINES,
    "continuations": "FROM a\nRUN x" + " \\\n x" * LINES + "\n",
    "comments": "# x\n" * LINES + "FROM a\n",
    "here-documents without an end": "FROM a\n" + "RUN <<E\nx\n" * LINES,
    "unknown instructions": "FROM a\n" + "FOO x\n" * LINES,
    "doubling": "FROM scratch\nENV A=x\n" + "ENV A=$A$A\n" * 60,
    "doubling of what is not known": "FROM a\n" + "ENV A=$A$A\n" * 60,
    "deep nesting": "FROM a\nENV A=" + "${a:-" * 10_000 + "}" * 10_000 + "\n",
    "deep JSON": "FROM a\nCMD " + "[" * 60_000 + "\n",
    "patterns": "FROM scratch\nENV A=" + "ab" * 20_000 + "\nENV B=${A//*a*b*a/x} C=${A##*b*a*c}\n",
    "a directive of blanks": "# syntax=x" + " " * 60_000 + "y\nFROM a\n",
    "a cycle": "".join(f"FROM a AS s{n}\nCOPY --from=s{(n + 1) % 5000} a b\n" for n in range(5000)),
}
SIZE = 1_000_000
LONG = {
    "RUN ": "x",
    "RUN <<E ": "x",
    "RUN --mount=": "a,",
    "RUN --x=": "'",
    "ENV A=": "x",
    "ENV A=b ": "x",
    'ENV A="': "x",
    "ENV A= ": "B=c ",
    "ENV A=1 B=": "$A",
    "COPY ": "a ",
    "CMD [": '"a",',
    "EXPOSE ": "1 ",
    "HEALTHCHECK CMD ": "x",
    "FROM ": "x",
    "": "x",
    "#": " ",
    "RUN a": " ",
}


@pytest.mark.parametrize("name", FILES)
def test_a_large_file_is_read_to_its_end(name: str) -> None:
    dockerfile = parse(FILES[name], recover=True)
    assert dockerfile.instructions
    assert bytes(dockerfile) == FILES[name].encode()


@pytest.mark.parametrize("start", LONG)
def test_a_huge_line_is_read_to_its_end_and_refused(start: str) -> None:
    text = "FROM a\n" + start + LONG[start] * (SIZE // len(LONG[start])) + "\nUSER x\n"
    dockerfile = parse(text, recover=True)
    assert "line-too-long" in [problem.kind for problem in dockerfile.problems]
    assert dockerfile.instructions[-1].keyword == "USER"
