"""Comments that silence rules."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baseadvisor.dockerfile.source import parse
from baseadvisor.linting.config import Config
from baseadvisor.linting.engine import Linter
from baseadvisor.linting.finding import LintResult
from baseadvisor.linting.pragmas import read_pragmas
from baseadvisor.linting.rule_index import RuleIndex
from tests.linting.rules import ADD, INDEX, PREVIEW, USER, rule

USED = rule("ACME010", "used", check="pragmas.used", message="{ids}", status="preview", category="syntax")
UNUSED = rule("ACME011", "unused", check="pragmas.unused", message="{ids}", status="preview", fix="safe")
UNKNOWN = rule("ACME012", "unknown", check="pragmas.unknown_id", message="{id}{hint}", status="preview")


def lint(text: str, *, index: RuleIndex = INDEX, **options: Any) -> LintResult:
    linter = Linter(Config(**options), index=index, reraise=True)
    return linter.lint(linter.parse(text))


def left(text: str, **options: Any) -> list[int]:
    """The lines of the findings that are not silenced."""
    return [finding.span.start.line for finding in lint(text, **options).findings]


@pytest.mark.parametrize(
    "comment",
    [
        "# hadolint ignore=DL3020",
        "#hadolint   ignore = DL3008 , DL3020",
        "# hadolint ignore=DL3020 # because of this",
        "# hadolint ignore=DL3020 because of this",
        "# hadolint ignore=ACME001",
        "# hadolint ignore=no-add",
        "# hadolint ignore=NoAdd",
        "# baseadvisor ignore=DL3020",
        "# baseadvisor ignore=no-add  the mirror needs it",
        "# baseadvisor ignore=buildkit:NoAdd,x",
        "# baseadvisor ignore=instruction",
        "# baseadvisor ignore=all",
        "# check=skip=NoAdd",
        "# check=skip=NoVolume,NoAdd",
        "# Check = skip=DL3020;error=false // why",
        "# check=skip=all",
    ],
)
def test_a_comment_silences_the_next_instruction_and_no_other(comment: str) -> None:
    assert left(f"FROM a\n{comment}\nADD b \\\n  c\nADD d e\n") == [5]


@pytest.mark.parametrize(
    "comment",
    [
        "# hadolint ignore=DL3021",
        "# hadolint ignores=DL3020",
        "# hadolint: DL3020",
        "# nohadolint ignore=DL3020",
        "# baseadvisor ignore",
        "# check=skip=Other",
        "# check=error=true",
        "# check it: skip=NoAdd",
    ],
)
def test_a_comment_of_another_rule_or_another_form_silences_nothing(comment: str) -> None:
    assert left(f"FROM a\n{comment}\nADD b c\n") == [3]


def test_comments_and_blank_lines_may_stand_between() -> None:
    assert left("FROM a\n# hadolint ignore=DL3020\n\n# something else\nADD b c\n") == []


def test_buildkit_forgets_a_comment_at_a_blank_line() -> None:
    assert left("FROM a\n# check=skip=NoAdd\n# more\nADD b c\n") == []
    assert left("FROM a\n# check=skip=NoAdd\n\nADD b c\n") == [4]


def test_a_comment_within_an_instruction_speaks_of_it() -> None:
    assert left("FROM a\nADD b \\\n# hadolint ignore=DL3020\n  c\nADD d e\n") == [5]


def test_a_line_of_a_heredoc_is_no_comment() -> None:
    assert left("FROM a\nADD <<EOF /c\n# baseadvisor ignore=no-add\nEOF\nADD d e\n") == [2, 5]


def test_a_comment_after_the_last_instruction_silences_nothing() -> None:
    assert left("FROM a\nADD b c\n# hadolint ignore=DL3020\n") == [2]


@pytest.mark.parametrize(
    "comment",
    [
        "# hadolint global ignore=DL3020",
        "# baseadvisor global ignore=no-add  why",
        "# baseadvisor global-ignore=no-add",
    ],
)
def test_a_global_comment_anywhere_silences_the_file(comment: str) -> None:
    assert left(f"FROM a\nADD b c\nUSER d\nFROM b\nADD e f\n{comment}\n") == [3]


@pytest.mark.parametrize("tool", ["hadolint", "baseadvisor"])
def test_a_stage_comment_silences_the_stage_below_it(tool: str) -> None:
    assert left(f"FROM a\nADD b c\n# {tool} stage ignore=no-add\nFROM b\nADD d e\nADD f g\nFROM c\nADD h i\n") == [2, 8]


def test_a_stage_comment_within_a_stage_silences_the_rest_of_it() -> None:
    assert left("FROM a\nADD b c\n# hadolint stage ignore=DL3020\nADD d e\nADD f g\nFROM c\nADD h i\n") == [2, 7]


def test_a_check_directive_silences_the_file() -> None:
    assert left("# check=skip=NoAdd\nFROM a\nADD b c\nUSER d\n") == [4]
    assert left("# syntax=docker/dockerfile:1\n# check=skip=NoAdd\nFROM a\nADD b c\n") == []


def test_skip_all_means_the_checks_of_buildkit_alone() -> None:
    assert left("# check=skip=all\nFROM a\nADD b c\nUSER d\n") == [4]


def test_error_true_makes_the_checks_of_buildkit_errors() -> None:
    text = "# check=error=true\nFROM a\nADD b c\nUSER d\n"
    user = USER._replace(severity="info")
    found = lint(text, index=RuleIndex([ADD, user])).findings
    assert [(f.name, f.severity) for f in found] == [("no-add", "error"), ("no-user", "info")]
    found = lint(text.replace("true", "false"), index=RuleIndex([ADD, user])).findings
    assert [f.severity for f in found] == ["warning", "info"]


@pytest.mark.parametrize("asked", ["all", "NoVolume", "Other,NoVolume"])
def test_experimental_turns_on_preview_rules_of_buildkit(asked: str) -> None:
    text = "FROM a\nVOLUME b\n"
    assert left(text) == []
    assert left(f"# check=experimental={asked}\n{text}") == [3]
    assert left(f"# check=experimental=Other\n{text}") == []


def test_silenced_findings_are_kept_with_the_comment_that_silences_them() -> None:
    result = lint("FROM a\n# baseadvisor ignore=no-add  the mirror needs it\nADD b c\n")
    (finding,) = result.suppressed
    assert finding.name == "no-add"
    assert finding.suppressed is not None
    assert finding.suppressed.line == 2
    assert finding.suppressed.reason == "the mirror needs it"
    assert finding.suppressed.text == "# baseadvisor ignore=no-add  the mirror needs it"


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("# hadolint ignore=DL3020 # why", "why"),
        ("# baseadvisor ignore=no-add: why", "why"),
        ("# baseadvisor ignore=no-add -- why", "why"),
        ("# baseadvisor ignore=no-add", ""),
    ],
)
def test_the_reason_is_what_follows_the_ids(comment: str, reason: str) -> None:
    (pragma,) = read_pragmas(parse(f"FROM a\n{comment}\nADD b c\n")).ignores
    assert pragma.suppression.reason == reason


def test_ids_know_their_place() -> None:
    text = "FROM a\r\n  # hadolint   ignore=DL1, DL1001 ,DL10\r\nADD b c\r\n"
    (pragma,) = read_pragmas(parse(text)).ignores
    assert [text[id_.start : id_.end] for id_ in pragma.ids] == ["DL1", "DL1001", "DL10"]
    assert len({id_.start for id_ in pragma.ids}) == 3


def test_ids_of_a_check_comment_know_their_place_too() -> None:
    text = "# check=error=true;skip=kip,s\nFROM a\n"
    (pragma,) = read_pragmas(parse(text)).ignores
    assert [(id_.text, id_.start) for id_ in pragma.ids] == [
        ("kip", text.index("=kip") + 1),
        ("s", text.index(",s") + 1),
    ]


LINES = st.sampled_from(
    [
        "FROM a",
        "FROM b AS c",
        "ADD d e",
        "ADD f \\",
        "RUN <<EOF",
        "EOF",
        "USER g",
        "",
        "  ",
        "BROKEN",
        "# hadolint ignore=DL3020",
        "# hadolint global ignore=no-user",
        "# hadolint stage ignore=all",
        "# baseadvisor ignore=no-add,no-ad  why",
        "# baseadvisor ignore",
        "# check=skip=NoAdd,kip;error=true;experimental=all",
        "# check=;=,=",
        "# syntax=docker/dockerfile:1",
        "\ufeff# \x1b[31m hadolint ignore=\u202e,",
    ]
)


@given(st.lists(LINES, max_size=12), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_whatever_the_file_no_finding_is_lost_and_all_places_are_within_it(
    lines: list[str], newline: str, disabled: bool
) -> None:
    text = newline.join(lines)
    rules = (ADD, USER, PREVIEW, USED, UNUSED, UNKNOWN)
    index = RuleIndex(rules)
    config = Config(select=tuple(each.name for each in rules), disable_pragmas=disabled)
    linter = Linter(config, index=index, reraise=True)
    result = linter.lint(linter.parse(text))
    about = {USED.code, UNUSED.code, UNKNOWN.code}
    found = [f for f in (*result.findings, *result.suppressed) if f.code not in about]
    without = text.replace("hadolint", "").replace("baseadvisor", "").replace("check", "chuck")
    bare = linter.lint(linter.parse(without))
    assert sorted((f.code, f.instruction_line) for f in found) == sorted(
        (f.code, f.instruction_line) for f in bare.findings if f.code not in about
    )
    for finding in (*result.findings, *result.suppressed):
        assert 0 <= finding.start <= finding.end <= len(result.dockerfile.text)
        assert "\x1b" not in finding.message
    if disabled:
        assert result.suppressed == ()


def test_disabled_comments_silence_nothing() -> None:
    text = "# check=skip=all;error=true\n# baseadvisor global ignore=all\nFROM a\n# hadolint ignore=DL3020\nADD b c\n"
    assert left(text) == []
    (finding,) = lint(text, disable_pragmas=True).findings
    assert (finding.name, finding.severity) == ("no-add", "error")


def about(text: str, which: Any, **options: Any) -> list[tuple[int, str]]:
    index = RuleIndex([ADD, USER, PREVIEW, which])
    found = lint(text, index=index, extend_select=(which.name,), **options).findings
    return [(f.span.start.line, f.message) for f in found if f.code == which.code]


def test_every_comment_that_silences_can_be_reported() -> None:
    text = "# check=skip=all\nFROM a\n# hadolint ignore=DL1,DL2\nADD b c\n"
    assert about(text, USED) == [(1, "all"), (3, "DL1, DL2")]
    assert about(text, USED, disable_pragmas=True) == [(1, "all"), (3, "DL1, DL2")]


def test_a_comment_that_silences_nothing_is_reported_for_rules_that_ran() -> None:
    assert about("FROM a\n# hadolint ignore=DL3020\nRUN b\n", UNUSED) == [(2, "DL3020")]
    assert about("FROM a\n# hadolint ignore=DL3020\nADD b c\n", UNUSED) == []
    assert about("FROM a\n# hadolint ignore=SC2086,no-volume\nRUN b\n", UNUSED) == []
    assert about("FROM a\n# hadolint ignore=no-volume\nRUN b\n", UNUSED, preview=True) == [(2, "no-volume")]
    assert about("# check=skip=all\nFROM a\nRUN b\n", UNUSED) == [(1, "all")]


def test_each_idle_id_is_reported_where_others_are_of_use() -> None:
    text = "FROM a\n# baseadvisor ignore=no-user,no-add,ACME002\nADD b c\n"
    index = RuleIndex([ADD, USER, UNUSED])
    found = lint(text, index=index, extend_select=("unused",)).findings
    assert [(f.message, text[f.start : f.end]) for f in found] == [("no-user", "no-user"), ("ACME002", "ACME002")]
    fixes = [finding.fix for finding in found]
    assert [None if fix is None else [text[e.start : e.end] for e in fix.edits] for fix in fixes] == [
        ["no-user,"],
        [",ACME002"],
    ]


def test_two_comments_on_one_finding_are_both_of_use() -> None:
    text = "# hadolint global ignore=DL3020\nFROM a\n# hadolint ignore=DL3020\nADD b c\n"
    assert about(text, UNUSED) == []


def test_report_unused_pragmas_turns_the_rule_on() -> None:
    text = "FROM a\n# hadolint ignore=DL3020\nRUN b\n"
    index = RuleIndex([ADD, UNUSED])
    assert [f.name for f in lint(text, index=index).findings] == []
    assert [f.name for f in lint(text, index=index, report_unused_pragmas=True).findings] == ["unused"]


def test_unknown_ids_are_reported_but_for_those_of_other_linters() -> None:
    text = "FROM a\n# hadolint ignore=DL9999,SC2086,no-ad,trivy:DS-0002\nADD b c\n"
    assert about(text, UNKNOWN) == [(2, "no-ad; did you mean 'no-add'?")]


def test_a_comment_that_means_to_silence_and_names_nothing_is_reported() -> None:
    (finding,) = about("FROM a\n# baseadvisor ignore no-add\nADD b c\n", UNKNOWN)
    assert finding[0] == 2
    assert "the form is" in finding[1]


def test_findings_about_comments_can_be_silenced_too() -> None:
    text = "FROM a\n# baseadvisor ignore=no-add,unused  to be tidied up\nRUN b\n"
    result = lint(text, index=RuleIndex([ADD, UNUSED]), extend_select=("unused",))
    assert result.findings == ()
    assert [f.name for f in result.suppressed] == ["unused"]
