"""Here-documents: what announces them, what they hold, where they end."""

import pytest

from baseadvisor import parse
from baseadvisor.dockerfile.model import Dockerfile
from tests.dockerfile.oracle import differences


def model(text: str) -> Dockerfile:
    return parse(text, recover=True)


@pytest.mark.parametrize(
    ("line", "body", "expected"),
    [
        ("RUN <<E", "a\nE\n", [("E", "a\n", True, False, 0)]),
        ("RUN <<-E", "\ta\n\t\tE\n", [("E", "\ta\n", True, True, 0)]),
        ("RUN <<E", "\tE\nE\n", [("E", "\tE\n", True, False, 0)]),
        ("RUN <<'E'", "$a\nE\n", [("E", "$a\n", False, False, 0)]),
        ('RUN <<-"E"', "E\n", [("E", "", False, True, 0)]),
        ("RUN 3<<E cat", "a\nE\n", [("E", "a\n", True, False, 3)]),
        ("RUN <<A <<B", "a\nA\nb\nB\n", [("A", "a\n", True, False, 0), ("B", "b\n", True, False, 0)]),
        ("RUN python <<E && true", "a\nE\n", [("E", "a\n", True, False, 0)]),
        ("COPY <<E /x", "a\nE\n", [("E", "a\n", True, False, 0)]),
        ("COPY --chmod=755 <<-A <<'B' /x/", "A\nB\n", [("A", "", True, True, 0), ("B", "", False, False, 0)]),
        ("ADD <<E /x", "# no comment\n\nE\n", [("E", "# no comment\n\n", True, False, 0)]),
        ("ONBUILD RUN <<E", "a\nE\n", [("E", "a\n", True, False, 0)]),
        ("ONBUILD COPY <<E /x", "a\nE\n", [("E", "a\n", True, False, 0)]),
        ("RUN <<$E", "a\n$E\n", [("$E", "a\n", True, False, 0)]),
        ("RUN <<${E}", "${E}\n", [("${E}", "", True, False, 0)]),
        ('RUN <<"E F"', "a\nE F\n", [("E F", "a\n", False, False, 0)]),
        ("RUN <<E", "a \\\nFROM b\nE\n", [("E", "a \\\nFROM b\n", True, False, 0)]),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_heredoc_is_read_as_buildkit_reads_it(
    line: str, body: str, expected: list[tuple[str, str, bool, bool, int]], newline: str
) -> None:
    text = f"FROM a\n{line}\n{body}USER x\n".replace("\n", newline)
    dockerfile = model(text)
    each = dockerfile.instructions[1]
    found = [(h.name, h.content.replace(newline, "\n"), h.expand, h.chomp, h.file_descriptor) for h in each.heredocs]
    assert found == expected
    assert dockerfile.instructions[2].keyword == "USER"
    for heredoc in each.heredocs:
        assert text[heredoc.start : heredoc.end].lstrip("0123456789").startswith("<<")
        assert text[heredoc.body_start : heredoc.body_end] == heredoc.content
    assert each.span.end.line == dockerfile.instructions[2].line - 1
    assert differences(text) == []


@pytest.mark.parametrize(
    "line",
    [
        'RUN ["a", "<<E"]',
        "CMD <<E",
        "RUN cat <<<E",
        "RUN echo '<<E'",
        'RUN echo "a <<E"',
        "RUN echo $((1<<2))",
        "RUN echo a<<E",
        "ENV A=<<E",
        "RUN cat <<- E",
        "RUN cat <<< E",
        'RUN echo "<< E"',
        "RUN echo \\<<E",
        "RUN echo 'a <<E",
    ],
)
def test_what_only_looks_like_a_heredoc_is_none(line: str) -> None:
    text = f"FROM a\n{line}\nUSER x\n"
    dockerfile = model(text)
    assert dockerfile.instructions[1].heredocs == ()
    assert [each.keyword for each in dockerfile.instructions][2:] == ["USER"]
    assert differences(text) == []


def test_a_heredoc_without_an_end_costs_its_instruction_alone() -> None:
    dockerfile = model("FROM a\nRUN <<E\nx\n  y\nRUN two\nCOPY a b\n")
    assert [each.keyword for each in dockerfile.instructions] == ["FROM", "RUN", "RUN", "COPY"]
    (problem,) = dockerfile.problems
    assert (problem.kind, problem.first_stage) == ("unterminated-heredoc", True)
    assert "'E'" in problem.message
    assert dockerfile.text[problem.start : problem.end] == "<<E"
    assert dockerfile.instructions[1].heredocs[0].content == "x\n  y\n"


def test_many_heredocs_without_an_end_lose_nothing_else() -> None:
    dockerfile = model("FROM a\n" + "RUN <<E\nx\n" * 2000 + "\tE\nUSER x\n")
    assert len([each for each in dockerfile.instructions if each.keyword == "RUN"]) == 2000
    assert dockerfile.instructions[-1].keyword == "USER"


def test_a_heredoc_at_the_end_of_the_file_needs_no_last_line_feed() -> None:
    text = "FROM a\nRUN <<E\nx\nE"
    assert model(text).instructions[1].span.end.line == 4
    assert model(text).problems == []
    assert differences(text) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("RUN << E", [("E", True, "<< E")]),
        ("RUN cat <<  'E' > /a", [("E", False, "<<  'E'")]),
        ("RUN cat <<\tE > /a", [("E", True, "<<\tE")]),
        ("RUN 3<< E cat", [("E", True, "3<< E")]),
        ("RUN cat <<A << E", [("A", True, "<<A"), ("E", True, "<< E")]),
    ],
)
def test_white_space_may_stand_before_the_name(line: str, expected: list[tuple[str, bool, str]]) -> None:
    """As of BuildKit 0.22 (moby/buildkit#5817); the package that the other tests compare with is older."""
    text = f"FROM a\n{line}\n" + ("A\n" if "<<A" in line else "") + "x\nE\nUSER x\n"
    dockerfile = model(text)
    assert [each.keyword for each in dockerfile.instructions] == ["FROM", "RUN", "USER"]
    found = dockerfile.instructions[1].heredocs
    assert [(each.name, each.expand, text[each.start : each.end]) for each in found] == expected
    assert found[-1].content == "x\n"


def test_a_shift_is_no_heredoc_for_want_of_an_end() -> None:
    dockerfile = model("FROM a\nRUN echo $((1 << 2))\nUSER x\n")
    assert not dockerfile.problems
    assert not dockerfile.instructions[1].heredocs
    assert [each.keyword for each in dockerfile.instructions] == ["FROM", "RUN", "USER"]
