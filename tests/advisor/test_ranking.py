"""The order of candidates never punishes what is better."""

from hypothesis import given
from hypothesis import strategies as st
from tests.advisor.asking import candidates

from baseadvisor.advisor.model import Reason, Saving
from baseadvisor.advisor.ranking import Case, score, terms

days = st.one_of(st.none(), st.integers(-100, 4000))
reasons = st.lists(
    st.builds(
        Reason,
        st.just("t"),
        st.sampled_from(["breaks", "check", "note"]),
        st.sampled_from(["high", "medium", "low"]),
        st.text(max_size=3),
        st.just("why"),
        st.none(),
        st.booleans(),
    ),
    max_size=8,
)
SIZE = 200_000_000


def _saving(bytes_: int, apart: int = 0, exact: bool = True) -> Saving:
    return Saving(bytes_, bytes_ / SIZE, apart, exact)


savings = st.one_of(st.none(), st.builds(_saving, st.integers(-SIZE, SIZE), st.integers(0, 3000), st.booleans()))
cases = st.builds(
    Case,
    st.sampled_from(["refresh", "slim", "port", "split"]),
    days,
    savings,
    reasons,
    st.booleans(),
    st.one_of(st.none(), st.integers(0, 9)),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


def value(case: Case) -> float:
    return sum(term.points for term in terms(case))


@given(cases, st.integers(0, 3000), st.integers(0, 3000))
def test_longer_support_never_lowers_the_score(case: Case, one: int, two: int) -> None:
    less, more = sorted((one, two))
    assert value(case._replace(days=less)) <= value(case._replace(days=more))


@given(cases, st.integers(-SIZE, SIZE), st.integers(-SIZE, SIZE), st.booleans())
def test_saving_more_never_lowers_the_score(case: Case, one: int, two: int, exact: bool) -> None:
    less, more = sorted((one, two))
    assert value(case._replace(saving=_saving(less, 0, exact))) <= value(case._replace(saving=_saving(more, 0, exact)))


@given(cases, st.sampled_from(["breaks", "check"]), st.sampled_from(["high", "medium", "low"]), st.booleans())
def test_one_more_thing_that_breaks_never_raises_the_score(
    case: Case, severity: str, certainty: str, patched: bool
) -> None:
    another = Reason("t", severity, certainty, "x", "y", None, patched)  # type: ignore[arg-type]
    assert value(case._replace(reasons=[*case.reasons, another])) <= value(case) + 1e-9


@given(cases)
def test_a_patch_never_lowers_the_score(case: Case) -> None:
    after = [one._replace(patched=True) for one in case.reasons]
    before = [one._replace(patched=False) for one in case.reasons]
    assert value(case._replace(reasons=before)) <= value(case._replace(reasons=after)) + 1e-9


@given(cases)
def test_a_jump_or_a_moving_name_or_another_libc_never_raises_it(case: Case) -> None:
    assert value(case._replace(major=True)) <= value(case._replace(major=False))
    assert value(case._replace(moving=True)) <= value(case._replace(moving=False))
    assert value(case._replace(other_libc=True)) <= value(case._replace(other_libc=False))
    assert value(case._replace(fitting=True)) <= value(case._replace(fitting=False))
    if case.steps is not None:
        assert value(case._replace(steps=case.steps + 1)) <= value(case)
    assert value(case._replace(steps=None)) <= value(case._replace(steps=0))


@given(cases)
def test_the_score_is_the_sum_of_its_terms(case: Case) -> None:
    found = terms(case)
    assert score(found) == round(sum(term.points for term in found), 1)
    assert len({term.name for term in found}) == len(found)


def test_growth_by_figures_of_other_years_decides_nothing() -> None:
    old = Case("refresh", 700, _saving(-90_000_000, apart=900), (), False)
    assert value(old) == value(old._replace(saving=None))


def test_a_release_of_this_year_comes_later_where_something_rests_on_others() -> None:
    unseen = Reason("untried", "check", "low", "./configure", "nothing here knows what it does")
    case = Case("refresh", 1600, None, (unseen,), False, young=True)
    assert value(case) == value(case._replace(young=False)) - 8
    assert value(case._replace(reasons=())) == value(case._replace(reasons=(), young=False))


def test_a_tomcat_that_runs_the_applications_as_they_are_comes_first() -> None:
    text = "FROM tomcat:8\nRUN curl -fLO http://example.org/geo-2.6.0-war.zip && unzip geo-2.6.0-war.zip\n"
    assert next(iter(candidates(text))) == "tomcat:9"
    case = Case("refresh", 1600, None, (), True)
    assert value(case._replace(leaves_javax=True)) == value(case) - 16
