"""Changes to a text by offset."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baseadvisor.fixes.apply import apply, apply_edits
from baseadvisor.fixes.edit import Edit

TEXT = "FROM a\r\nRUN x\r\n"


def test_edits_leave_everything_else_as_it_is() -> None:
    assert apply_edits(TEXT, [Edit(12, 13, "yy"), Edit(5, 6, "b")]) == "FROM b\r\nRUN yy\r\n"
    assert apply_edits(TEXT, []) == TEXT


def test_edits_that_meet_end_to_start_are_both_made() -> None:
    assert apply_edits("abcd", [Edit(0, 2, "x"), Edit(2, 4, "y")]) == "xy"
    assert apply_edits("abcd", [Edit(1, 2, ""), Edit(2, 2, "z")]) == "azcd"


@pytest.mark.parametrize("edits", [[Edit(0, 2, ""), Edit(1, 3, "")], [Edit(3, 9, "")], [Edit(2, 1, "")]])
def test_edits_that_overlap_or_do_not_fit_are_an_error(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlaps another or lies outside the text"):
        apply_edits("abcd", edits)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (Edit(0, 2, "x"), Edit(1, 3, "y"), "xcd"),
        (Edit(1, 3, "y"), Edit(0, 2, "x"), "ayd"),
        (Edit(1, 1, "x"), Edit(1, 1, "y"), "axbcd"),
        (Edit(1, 3, ""), Edit(2, 2, "y"), "ad"),
        (Edit(1, 1, "x"), Edit(1, 2, "y"), "axbcd"),
        (Edit(0, 4, ""), Edit(1, 2, "y"), ""),
    ],
)
def test_of_two_changes_of_one_place_the_first_is_made(first: Edit, second: Edit, expected: str) -> None:
    assert apply("abcd", [[first], [second]]) == (expected, (0,), (1,))


def test_a_change_is_made_whole_or_not_at_all() -> None:
    changes = [[Edit(1, 2, "x")], [Edit(0, 1, "y"), Edit(1, 2, "z")], [Edit(3, 4, "w")]]
    assert apply("abcd", changes) == ("axcw", (0, 2), (1,))


def test_an_edit_two_changes_have_in_common_is_made_once() -> None:
    shared = Edit(0, 0, "# ")
    assert apply("abcd", [[shared, Edit(1, 2, "x")], [shared, Edit(3, 4, "y")]]) == ("# axcy", (0, 1), ())


@pytest.mark.parametrize(
    "change", [[Edit(3, 9, "")], [Edit(2, 1, "")], [Edit(0, 2, ""), Edit(1, 3, "")], [Edit(-1, 0, "")]]
)
def test_a_change_that_does_not_fit_is_left_out(change: list[Edit]) -> None:
    assert apply("abcd", [change, [Edit(0, 1, "x")]]) == ("xbcd", (1,), (0,))


edits = st.tuples(st.integers(0, 8), st.integers(0, 8), st.text("xy", max_size=2)).map(
    lambda drawn: Edit(min(drawn[:2]), max(drawn[:2]), drawn[2])
)


@given(st.lists(st.lists(edits, max_size=3), max_size=6))
def test_whatever_the_changes_those_made_go_together(changes: list[list[Edit]]) -> None:
    text = "abcdefgh"
    applied = apply(text, changes)
    assert sorted((*applied.changes, *applied.left_out)) == list(range(len(changes)))
    made = {edit for index in applied.changes for edit in changes[index]}
    assert applied.text == apply_edits(text, made)
    assert apply(text, [changes[index] for index in applied.changes]).left_out == ()
