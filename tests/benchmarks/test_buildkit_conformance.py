"""The comparison with BuildKit's parser sees what differs, and nothing differs on the examples."""

from pathlib import Path

import pytest

from buildkit_conformance import Reading, compare, differences, our_readings, their_readings

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.Dockerfile"))
TEXT = b"""\
FROM debian:13 AS build
RUN --mount=type=cache,target=/root/.cache <<EOF
make
EOF
ONBUILD COPY ["a b", "/c"]
HEALTHCHECK --interval=3s CMD curl localhost
ENV a=b \\
    # a comment

    c="d e"
"""


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_examples_are_read_as_buildkit_reads_them(path: Path) -> None:
    assert compare(path) == []


def test_each_field_of_an_instruction_is_compared(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_bytes(TEXT)
    ours, theirs = our_readings(TEXT), their_readings(path)
    assert isinstance(ours, list)
    assert list(differences(ours, theirs)) == []
    other = Reading("RUN", None, 2, 5, ("--network=none",), True, ("x",), (("EOF", "make -j\n"),))
    changed = [ours[0], other, *ours[2:]]
    kinds = [difference.kind for difference in differences(changed, theirs)]
    assert kinds == ["end_line", "flags", "exec_form", "values", "heredocs"]


def test_a_lost_instruction_and_a_lone_rejection_are_differences() -> None:
    ours = our_readings(TEXT)
    assert isinstance(ours, list)
    assert [difference.kind for difference in differences(ours[:-1], ours)] == ["number of instructions"]
    assert [difference.kind for difference in differences(ours, "syntax error")] == ["rejected by BuildKit alone"]
    assert [difference.kind for difference in differences("syntax error", ours)] == ["rejected by us alone"]
