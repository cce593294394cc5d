"""Fixes that rewrite ENV, LABEL and MAINTAINER must not change what the image gets."""

from hypothesis import given
from hypothesis import strategies as st

from baseadvisor.analysis import Analysis
from baseadvisor.checks.metadata import legacy_pair, maintainer, misplaced_description
from baseadvisor.checks.words import value_of
from baseadvisor.dockerfile.expansion import Value
from baseadvisor.dockerfile.model import Dockerfile
from baseadvisor.dockerfile.source import parse
from baseadvisor.fixes.apply import apply_edits

WRITTEN = st.text(alphabet="ab1=$A{}:-'\" \t\\#,.", min_size=1, max_size=24).map(str.strip).filter(bool)
"""Values as somebody may write them, with what has a meaning of its own among them."""


def values(dockerfile: Dockerfile) -> list[tuple[str, Value]]:
    """What the ENVs of a file set, in order."""
    variables = Analysis(dockerfile).scopes.after(dockerfile.stages[-1]).variables
    return [(name, variable.value or Value.literal("")) for name, variable in variables.items()]


def fixed(dockerfile: Dockerfile) -> Dockerfile:
    edits = [edit for hit in legacy_pair(Analysis(dockerfile)) for edit in hit.edits]
    return parse(apply_edits(dockerfile.text, edits), recover=True)


@given(WRITTEN)
def test_env_in_new_form_sets_what_the_old_form_set(value: str) -> None:
    before = parse(f"FROM scratch\nENV A=x\nENV NAME {value}\n", recover=True)
    if before.problems:
        return
    after = fixed(before)
    assert not after.problems
    assert values(after) == values(before)


@given(WRITTEN, st.sampled_from(["\\", "`"]))
def test_maintainer_becomes_a_label_of_the_same_text(text: str, escape: str) -> None:
    before = parse(f"# escape={escape}\nFROM scratch\nMAINTAINER {text}\n", recover=True)
    if before.problems or before.instructions[-1].keyword != "MAINTAINER" or not before.instructions[-1].words:
        return
    hits = list(maintainer(Analysis(before), label="authors"))
    after = parse(apply_edits(before.text, [edit for hit in hits for edit in hit.edits]), recover=True)
    assert not after.problems
    label = after.instructions[-1]
    meant = before.instructions[-1].arguments
    if len(meant) > 1 and meant[0] == meant[-1] and meant[0] in "'\"":
        meant = meant[1:-1]
    assert label.keyword == "LABEL"
    assert [pair.key for pair in label.pairs] == ["authors"]
    assert value_of(Analysis(after), label, label.pairs[0].value or "").text == meant


def test_a_name_above_the_last_line_of_a_comment_is_told_of() -> None:
    text = "FROM a AS b\n# A and\n# more\nARG A\n# A\n\n# other\nARG A\n"
    hints = [hit.values["hint"] for hit in misplaced_description(Analysis(parse(text)))]
    assert [bool(hint) for hint in hints] == [True, False]
