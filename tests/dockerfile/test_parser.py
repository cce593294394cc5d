"""Lines to instructions: directives, comments, continuations, flags, words, pairs and JSON."""

import os
from pathlib import Path

import pytest

from baseadvisor import DockerfileSyntaxError, parse
from baseadvisor.dockerfile.model import Dockerfile, Node
from baseadvisor.dockerfile.parser import LONGEST_LINE
from tests.dockerfile.oracle import differences


def model(text: str | bytes) -> Dockerfile:
    return parse(text, recover=True)


def kinds(text: str) -> list[str]:
    return [problem.kind for problem in model(text).problems]


def written(dockerfile: Dockerfile, node: Node) -> str:
    return dockerfile.text[node.start : node.end]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_instruction_tells_its_parts_and_where_they_stand(newline: str) -> None:
    text = newline.join(
        ["# about", "FROM --platform=linux/arm64 a AS b", "", "  run --network=none echo \\", "  hi", ""]
    )
    dockerfile = model(text)
    first, second = dockerfile.instructions
    assert (first.keyword, first.flags, first.arguments) == ("FROM", ("--platform=linux/arm64",), "a AS b")
    assert [word.text for word in first.words] == ["a", "AS", "b"]
    assert (second.keyword, second.written_keyword, second.arguments) == ("RUN", "run", "echo   hi")
    assert (second.span.start.line, second.span.start.column, second.span.end.line) == (4, 3, 5)
    assert (second.span.end.column, second.line, second.index) == (5, 4, 1)
    assert written(dockerfile, first.flags[0]) == "--platform=linux/arm64"  # type: ignore[arg-type]
    flag = second.flag("network")
    assert flag is not None
    assert (flag.name, flag.value) == ("network", "none")
    assert second.flag("mount") is None
    assert differences(text) == []


def test_source_leads_from_joined_arguments_back_to_the_file() -> None:
    text = "FROM a\nRUN one \\\n# c\n\n  two\\\n three\n"
    run = model(text).instructions[1]
    assert run.arguments == "one   two three"
    for index, char in enumerate(run.arguments):
        assert text[run.source.offset(index)] == char
    part = run.source.slice(6, 9)
    assert part.text == "two"
    assert text[part.offset(0) : part.end_offset(3)] == "two"


def test_comments_belong_to_the_instruction_they_stand_before_or_in() -> None:
    dockerfile = model("# one\n#two\nFROM a\n#three\n\nRUN a \\\n  # four\n  b\n# last\n")
    first, second = dockerfile.instructions
    assert [comment.text for comment in first.comments] == ["one", "two"]
    assert [comment.text for comment in second.comments] == ["three"]
    assert [comment.text for comment in second.inner_comments] == ["four"]
    assert [comment.text for comment in dockerfile.comments] == ["one", "two", "three", "four", "last"]
    assert written(dockerfile, second.inner_comments[0]) == "# four"


@pytest.mark.parametrize(
    ("head", "escape", "names"),
    [
        ("# escape=`\n", "`", ["escape"]),
        ("#ESCAPE = ` \n", "`", ["escape"]),
        ("# syntax=a/b:1\n# escape=`\n", "`", ["syntax", "escape"]),
        ("# check=skip=all;error=true\n# escape=`\n", "`", ["check", "escape"]),
        ("# comment\n# escape=`\n", "\\", []),
        ("# unknown=x\n# escape=`\n", "\\", []),
        ("\n# escape=`\n", "\\", []),
        ("\ufeff# escape=`\n", "`", ["escape"]),
        ("#!/bin/sh\n# syntax=a/b:1\n", "\\", ["syntax"]),
        ("#!/bin/sh\n# escape=`\n", "\\", ["escape"]),
        ("# escape=\n", "\\", []),
        ("", "\\", []),
    ],
)
def test_directives_count_at_the_top_alone(head: str, escape: str, names: list[str]) -> None:
    text = head + "FROM a\nRUN a `\n b\n" if escape == "`" else head + "FROM a\nRUN a \\\n b\n"
    dockerfile = model(text)
    assert (dockerfile.escape, [directive.name for directive in dockerfile.directives]) == (escape, names)
    assert dockerfile.instructions[-1].arguments == "a  b"
    if "check" not in names:  # the package holds a BuildKit from before `check`
        assert differences(text) == []


def test_a_directive_tells_its_value_and_place() -> None:
    dockerfile = model(" # Syntax = docker/dockerfile:1  \nFROM a\n")
    (directive,) = dockerfile.directives
    assert (directive.name, directive.value) == ("syntax", "docker/dockerfile:1")
    assert written(dockerfile, directive) == "# Syntax = docker/dockerfile:1"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("# escape=`\n# escape=`\nFROM a\n", "duplicate-directive"),
        ("# syntax=a\n# syntax=b\nFROM a\n", "duplicate-directive"),
        ("# escape=x\nFROM a\n", "invalid-escape"),
        ("# escape= \nFROM a\n", "invalid-escape"),
        ("# escape=\t \t\r\nFROM a\n", "invalid-escape"),
        ("", "no-instructions"),
        ("# only a comment\n\n", "no-instructions"),
        ("FROM a\nCMD [1]\n", "json-not-strings"),
        ("FROM a\nENV A\n", "missing-value"),
        ("FROM a\nENV A=b c\n", "missing-equals"),
        ("FROM a\nRUN <<E\nx\n", "unterminated-heredoc"),
    ],
)
def test_what_the_first_stage_rejects_raises_unless_it_is_to_recover(text: str, kind: str) -> None:
    assert kind in kinds(text)
    assert differences(text) == []  # BuildKit's parser rejects it as well
    with pytest.raises(DockerfileSyntaxError) as caught:
        parse(text, filename="some/Dockerfile")
    assert str(caught.value).startswith(f"some/Dockerfile:{caught.value.line}: ")
    assert "\n" not in str(caught.value)


def test_the_error_tells_the_first_rejected_line() -> None:
    with pytest.raises(DockerfileSyntaxError, match=r"^Dockerfile:3: "):
        parse("FROM a\n\nENV A\nENV B\n")


@pytest.mark.parametrize("line", ["ENV A", "CMD [1]", "LABEL a=b c", "RUN <<E", "COPY <<A <<B /x"])
def test_one_bad_instruction_costs_that_instruction_alone(line: str) -> None:
    dockerfile = model(f"FROM a\nRUN one\n{line}\nRUN two\nUSER x\n")
    assert [each.keyword for each in dockerfile.instructions][-2:] == ["RUN", "USER"]
    assert dockerfile.instructions[-2].arguments == "two"
    assert all(problem.instruction is dockerfile.instructions[2] for problem in dockerfile.problems)


@pytest.mark.parametrize(
    ("line", "arguments"),
    [
        ("RUN a \\", "a"),
        ("RUN a\\\\", "a\\\\"),
        ("RUN a\\\\\n", "a\\\\"),
        ("RUN a \\ \t\n b", "a  b"),
        ("RUN a \\\n\n\n b\n", "a  b"),
        ("RUN a \\\n # c \\\n b\n", "a  b"),
        ("RUN \\\n\\\n a\n", "a"),
        ("RUN a\\\nb", "ab"),
        ("RUN\ta\n", "a"),
        ("RU\\\nN a\n", "a"),
    ],
)
def test_lines_are_joined_as_buildkit_joins_them(line: str, arguments: str) -> None:
    text = "FROM x\n" + line
    dockerfile = model(text)
    assert dockerfile.instructions[1].keyword == "RUN"
    assert dockerfile.instructions[1].arguments == arguments
    assert len(dockerfile.instructions) == 2
    assert differences(text) == []


def test_a_blank_line_in_an_instruction_is_warned_of() -> None:
    dockerfile = model("FROM a\nRUN a \\\n\n  b\n")
    (problem,) = dockerfile.problems
    assert (problem.kind, problem.fatal, dockerfile.position(problem.start).line) == ("empty-continuation", False, 3)


@pytest.mark.parametrize(
    ("line", "flags", "rest"),
    [
        ("RUN --a --b=c d", ["--a", "--b=c"], "d"),
        ('RUN --a="b c" d', ["--a=b c"], "d"),
        ("RUN --a='b \" c' d", ['--a=b " c'], "d"),
        ("RUN --a=b\\ c d", ["--a=b c"], "d"),
        ("RUN -- --a", [], "--a"),
        ("RUN a --b", [], "a --b"),
        ("RUN --a \\\n  --b c", ["--a", "--b"], "c"),
    ],
)
def test_flags_end_where_the_arguments_begin(line: str, flags: list[str], rest: str) -> None:
    text = f"FROM a\n{line}\n"
    run = model(text).instructions[1]
    assert (list(run.flags), run.arguments) == (flags, rest)
    assert differences(text) == []


def test_a_flag_stands_where_it_is_written_quotes_included() -> None:
    text = 'FROM a\nRUN --mount="type=cache,target=/x y" z\n'
    flag = model(text).instructions[1].flags[0]
    assert text[flag.start : flag.end] == '--mount="type=cache,target=/x y"'
    assert (flag.name, flag.value) == ("mount", "type=cache,target=/x y")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ENV A=b", [("A", "b", False)]),
        ('ENV A=b C=\'d e\' F="g\\"h"', [("A", "b", False), ("C", "'d e'", False), ("F", '"g\\"h"', False)]),
        ("ENV A b  c ", [("A", "b  c", True)]),
        ("ENV A b=c", [("A", "b=c", True)]),
        ('ENV A= B=""', [("A", "", False), ("B", '""', False)]),
        ("ENV A=b\\ c", [("A", "b\\ c", False)]),
        ("LABEL a.b=c \\\n  d=e", [("a.b", "c", False), ("d", "e", False)]),
        ("LABEL a b", [("a", "b", True)]),
        ("ARG A", [("A", None, False)]),
        ("ARG A=b C", [("A", "b", False), ("C", None, False)]),
        ("ARG A=", [("A", "", False)]),
    ],
)
def test_pairs_are_taken_apart(line: str, expected: list[tuple[str, str | None, bool]]) -> None:
    text = f"FROM a\n{line}\n"
    each = model(text).instructions[1]
    assert [(pair.key, pair.value, pair.legacy) for pair in each.pairs] == expected
    for pair in each.pairs:
        assert text[pair.key_start : pair.key_end] == pair.key
        assert text[pair.value_start : pair.value_end] == (pair.value or "")
    assert differences(text) == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ('["a", "b c"]', ["a", "b c"]),
        ('["\\u00e9\\n\\""]', ['é\n"']),
        ('["\\ud83d\\ude00"]', ["😀"]),
        ('["\\ud83d"]', ["\ufffd"]),
        ("[]", []),
        ('["a"] junk', ["a"]),
        ('[ "a" , "b" ]', ["a", "b"]),
        ("['a']", None),
        ('["a",]', None),
        ('["a"', None),
        ('["a" "b"]', None),
        ("[ -f x ]", None),
        ("[NaN]", None),
        ("[1e999]", None),
        ('x ["a"]', None),
    ],
)
@pytest.mark.parametrize("keyword", ["CMD", "COPY", "HEALTHCHECK CMD"])
def test_a_json_array_of_strings_is_exec_form(keyword: str, arguments: str, expected: list[str] | None) -> None:
    text = f"FROM a\n{keyword} {arguments}\n"
    assert model(text).instructions[1].exec_form == expected
    assert differences(text) == []


def test_the_words_of_exec_form_stand_where_they_are_written() -> None:
    text = 'FROM a\nCMD ["a", \\\n "b\\"c"]\n'
    words = model(text).instructions[1].words
    assert [text[word.start : word.end] for word in words] == ['"a"', '"b\\"c"']


def test_onbuild_holds_the_instruction_it_triggers() -> None:
    text = "FROM a\n# why\nonbuild copy --from=b \\\n  c d\n"
    outer = model(text).instructions[1]
    inner = outer.trigger
    assert inner is not None
    assert (outer.keyword, inner.keyword, inner.flags) == ("ONBUILD", "COPY", ("--from=b",))
    assert [word.text for word in inner.words] == ["c", "d"]
    assert inner.parent is outer
    assert inner.stage is outer.stage
    assert [comment.text for comment in inner.comments] == ["why"]
    assert text[inner.start : inner.end] == "copy --from=b \\\n  c d"
    assert differences(text) == []


def test_onbuild_in_onbuild_is_taken_apart_and_bounded() -> None:
    dockerfile = model("FROM a\n" + "ONBUILD " * 500 + "RUN x\n")
    assert "forbidden-trigger" in [problem.kind for problem in dockerfile.problems]


@pytest.mark.parametrize("keyword", ["FROM", "from", "From", "fRoM"])
def test_keywords_are_known_in_any_case(keyword: str) -> None:
    dockerfile = model(f"{keyword} a\n")
    assert dockerfile.instructions[0].keyword == "FROM"
    assert dockerfile.problems == []


def test_an_unknown_instruction_is_kept() -> None:
    dockerfile = model("FROM a\nRNU x y\n")
    assert dockerfile.instructions[1].arguments == "x y"
    assert [problem.kind for problem in dockerfile.problems] == ["unknown-instruction"]


def test_bytes_that_are_not_utf_8_come_back() -> None:
    data = b"\xef\xbb\xbfFROM a\r\nLABEL a=\xff\xfe\r\n"
    dockerfile = model(data)
    assert dockerfile.bom
    assert dockerfile.instructions[0].keyword == "FROM"
    assert bytes(dockerfile) == data


def test_a_path_is_read_and_named_in_errors(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile.x"
    path.write_bytes(b"FROM a\n")
    assert parse(path).filename == os.fspath(path)
    path.write_bytes(b"")
    with pytest.raises(DockerfileSyntaxError, match=r"Dockerfile\.x:1: "):
        parse(path)


@pytest.mark.parametrize("length", [LONGEST_LINE, LONGEST_LINE + 1])
@pytest.mark.parametrize("form", ["FROM a\nRUN {}\n", "FROM a\nRUN {}", "FROM a\n#{}\n", "FROM a\nRUN <<E\n{}\nE\n"])
def test_a_line_may_be_as_long_as_buildkits_buffer(form: str, length: int) -> None:
    line = form.split("{}")[0].rpartition("\n")[2]
    text = form.format("x" * (length - len(line)))
    assert ("line-too-long" in kinds(text)) == (length > LONGEST_LINE)
    assert differences(text) == []


def test_a_line_is_measured_in_bytes_mark_included() -> None:
    assert kinds("FROM a\nRUN " + "é" * 32_766 + "\n") == ["line-too-long"]
    assert kinds("\ufeffFROM a" + " " * (LONGEST_LINE - 6) + "\n") == ["line-too-long"]
    assert kinds("\ufeffFROM a" + " " * (LONGEST_LINE - 9) + "\n") == []
