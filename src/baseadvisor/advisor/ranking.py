"""The order of candidates: one sum of a few terms, the higher the better.

    score = support + saving - breaking - checking - patching - jump - moving - unknown - kind

- **support**: 0 to 30 points by the days that are left until the first part of the candidate is out of support: 18 for
  the first two years, 12 for the next three. A rolling release, or one without a date, counts as 500.
- **saving**: up to 30 points for the share of compressed bytes that it saves, and no more than one for each megabyte
  (four fifths of that where a figure is another tag's, half where the two lie far apart in time);
  what is bigger loses up to 10, and no more than one for each ten megabytes, and nothing where the figures lie more
  than a year apart. Where the sizes cannot be compared, 4 for
  fewer files of the same distribution. Nothing of all that for a stage that only builds for others: its image is not
  shipped.
- **breaking**: 6 points for each thing in the file that breaks, 10 for the first, and 1 for each from where that comes
  to 40; as sure as it is (high 1, medium 0.7, low 0.4). The packages of one installation that are only called otherwise
  are one thing.
- **checking**: 2 points for each thing to check, at most 10, by the same certainty.
- **patching**: 1 point for each thing that breaks and that the patch takes care of, at most 10.
- **jump**: 8 points where a major version changes, and 4 for each version that is left out, at most 20 (and 20 where
  nobody knows how many), and 20 more where the version there is is supported for half a year and more. Where a whole
  distribution gets another release, or gives place to another one, 4, and 12 more where it is supported as long. 4
  where what a language stands on gets another release while the one there is is supported for a year and more, 24 where
  it is for two: that can stay.
- **young**: 8 points where a whole distribution's release, one that is served for years, came out less than a year ago,
  and the file rests on things that nobody looks into: what others make for it is late.
- **makers**: 4 points where the Java that takes the place of another one is not Eclipse Temurin's, which has the most
  releases and flavours to go on to.
- **java**: 10 points where Java 8, or an older one, that the file installs becomes a newer one: what was made for it
  may not run there, and an image that brings Java 8 keeps it.
- **jakarta**: 16 points where Tomcat 9, or an older one, becomes 10 or later: its applications have to be migrated, and
  9 runs them as they are.
- **moving**: 8 points where the name holds no version, so that what it is changes by itself.
- **unknown**: 6 points where nothing is known of its size (2 where it is the same image with fewer files, and so is
  smaller for sure; none where it is not shipped), 10 where nothing is known of its userland.
- **kind**: another userland takes 6; a split takes 5, since the file is written anew; and 10 more (15 for a split,
  whose build moves as well) where the libc is another one. Another userland takes 14 more where the present one is
  supported for half a year and more: nobody has to leave it. Fewer files take 2 in a stage that only builds for others,
  and 15 where what is compiled would find no compiler, so that they do not come before the full image.
- **building**: of a split from an image that gets no fixes, the breaking and checking of what takes its place to build
  on.
- **together**: where several stages stand on one image, as many points as it takes for the candidate whose scores in
  all of them sum up best to come first; 12 less for another version of a language than what is copied in is made for.
- **near**: what it takes that another userland does not come before a newer release of the own one.

Staying is worth as many points as its support, and none of these costs; it takes a better candidate to leave.
The score never falls when support grows longer, when more is saved, or when less breaks; the tests hold that.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from baseadvisor.advisor.model import Effort, Kind, Reason, Saving, State, Term

_CERTAINTY = {"high": 1.0, "medium": 0.7, "low": 0.4}
_FIVE_YEARS = 5 * 365
_TWO_YEARS = 2 * 365
_WITHOUT_DATE = 500
_A_YEAR = 365
_TO_THE_NEWEST = 3
"""So many versions count as left out where it is not known how many are, and the newest is the only one to be had."""
HALF_A_YEAR = 180
"""Days: what is supported for less has to be left soon."""
NEVER = -1000.0
"""A score below that of every candidate."""


class Case(NamedTuple):
    """What the order of a candidate depends on.

    `days` of support are left (None: without a date); `steps` is how many versions lie between (None: not known).
    `release`: the base is a whole distribution, and all its packages become others. `needless`: the version there is
    is still supported. `shifted`: what a language stands on becomes another release of its distribution, though the old
    one is supported for a year and more. `sibling`: it is the same image with fewer files. `fitting`: all that is there
    is supported for half a year and more, and the candidate has a libc as well. `young`: it is a distribution's
    release, served for years, that came out less than a year ago. `shipped`: the image is, and not only what is
    made in it. `lasting`: all that is there is supported for two years and more. `less_usual`: it brings a
    Java of other makers than most take. `leaves_java_8`: Java 8 or older, which the file installs, becomes a newer one.
    `leaves_javax`: Tomcat becomes one for jakarta.* alone.
    """

    kind: Kind
    days: int | None
    saving: Saving | None
    reasons: Sequence[Reason]
    major: bool
    steps: int | None = 0
    size_known: bool = True
    other_libc: bool = False
    moving: bool = False
    release: bool = False
    needless: bool = False
    userland_known: bool = True
    shifted: bool = False
    sibling: bool = False
    fitting: bool = False
    shipped: bool = True
    lasting: bool = False
    young: bool = False
    less_usual: bool = False
    leaves_java_8: bool = False
    leaves_javax: bool = False


def terms(case: Case) -> tuple[Term, ...]:
    """The summands of a candidate's score, each with its reason in words."""
    return tuple(
        term
        for term in (
            _support(case),
            _saving(case),
            _breaking(case.reasons),
            _checking(case.reasons),
            _patching(case.reasons),
            _jump(case),
            _unknown(case),
            _kind(case),
            _young(case),
            Term("makers", -4.0 if case.less_usual else 0.0, "a build of Java that fewer stand on than on Temurin's"),
            Term(
                "java",
                -10.0 if case.leaves_java_8 else 0.0,
                "what is made for Java 8 or before may not run on it",
            ),
            Term("jakarta", -16.0 if case.leaves_javax else 0.0, "applications for javax.* have to be migrated"),
            Term("moving", -8.0 if case.moving else 0.0, "what the name stands for changes by itself"),
        )
        if term.points or term.name in ("support", "saving")
    )


def staying(days: int | None, state: State, *, deprecated: bool, unfixed: bool = False) -> float:
    """The score of leaving the image as it is: the points for its support, and none of a move's costs.

    Nothing is worse than to stay where it gets no fixes any more (or by a subscription alone), was given up, or has so
    little support left that the move has to be planned; -10 where only extended support goes on, nothing is known, or
    it gets no fixes itself (a branch in development, an older build that is pinned).
    """
    soon = state == "supported" and days is not None and days < HALF_A_YEAR
    if state == "ended" or deprecated or soon:
        return NEVER
    if state in ("unknown", "extended") or unfixed:
        return -10.0
    return round(_worth(days), 1)


def score(found: Sequence[Term]) -> float:
    """The sum of the terms, to one decimal."""
    return round(sum(term.points for term in found), 1)


EFFORTS: tuple[Effort, ...] = ("drop-in", "small", "moderate", "large")
"""The least work first."""


def more(one: Effort, other: Effort) -> Effort:
    """The greater of two efforts."""
    return max(one, other, key=EFFORTS.index)


def effort(reasons: Sequence[Reason], kind: Kind, *, least: Effort = "drop-in") -> Effort:
    """How much work a move is: by what breaks and is not taken care of by an edit, then by what has to be checked.

    It is never less than what the length of the move takes (`least`), nor less than moderate where a new version is
    sure not to run the application, a package is gone that nothing took the place of, or data has to be carried over.
    """
    hard = any(
        _is_unfit(reason) or (reason.severity == "breaks" and (reason.lost or reason.topic == "data"))
        for reason in reasons
    )
    return max(_counted(reasons, kind), least, "moderate" if hard else least, key=EFFORTS.index)


def _is_unfit(reason: Reason) -> bool:
    """Whether a version is sure not to run the application as it is."""
    return (reason.topic, reason.severity, reason.certainty) == ("version", "breaks", "high") and not reason.patched


def _counted(reasons: Sequence[Reason], kind: Kind) -> Effort:
    breaks = _breaks(reasons)
    checks = [reason for reason in reasons if reason.severity == "check"]
    if kind == "split":
        return "large" if len(breaks) > 3 else "moderate"
    if not breaks:
        # What a script needs that nobody has read is work to find out, however unlikely it is to be missing.
        likely = any(reason.certainty != "low" or reason.is_unseen for reason in checks)
        return "small" if likely or len(checks) > 2 else "drop-in"
    if len(breaks) <= 2:
        return "small" if len(checks) <= 5 else "moderate"
    return "moderate" if len(breaks) <= 6 else "large"


def _breaks(reasons: Sequence[Reason]) -> list[Reason]:
    """What breaks and no edit takes care of; the packages of one installation that are called otherwise are one."""
    found = [reason for reason in reasons if reason.severity == "breaks" and not reason.patched]
    surest: dict[int, Reason] = {}
    for reason in found:
        if reason.renamed_in is not None:
            known = surest.setdefault(reason.renamed_in, reason)
            surest[reason.renamed_in] = max(known, reason, key=lambda one: _CERTAINTY[one.certainty])
    return [reason for reason in found if reason.renamed_in is None] + list(surest.values())


def _support(case: Case) -> Term:
    words = "no end date is set" if case.days is None else f"{max(case.days, 0)} days of support are left"
    return Term("support", round(_worth(case.days), 2), words)


def _worth(days: int | None) -> float:
    """The points for so many days of support (None: without a date)."""
    counted = _WITHOUT_DATE if days is None else max(0, min(days, _FIVE_YEARS))
    first = min(counted, _TWO_YEARS)
    return 18 * first / _TWO_YEARS + 12 * (counted - first) / (_FIVE_YEARS - _TWO_YEARS)


def _saving(case: Case) -> Term:
    saving = case.saving
    if not case.shipped:
        return Term("saving", 0.0, "only what is made in it is shipped")
    if saving is None and case.kind == "slim":
        return Term("saving", 4.0, "fewer files; the sizes cannot be compared")
    if saving is None:
        return Term("saving", 0.0, "the sizes cannot be compared")
    if saving.bytes < 0 and saving.days_apart > _A_YEAR:
        return Term("saving", 0.0, "bigger by figures that lie more than a year apart, which tells nothing")
    weight = 0.5 if not saving.close else 1.0 if saving.exact else 0.8
    megabytes = saving.bytes / 1_000_000
    if saving.bytes >= 0:
        points = weight * min(30.0 * saving.share, megabytes)
    else:
        points = max(-10.0, 10.0 * saving.share, megabytes / 10)
    doubt = "" if saving.close and saving.exact else ", by figures that are not of the same day or build"
    return Term("saving", round(points, 2), f"{saving.share:+.0%} of the bytes{doubt}")


def _breaking(reasons: Sequence[Reason]) -> Term:
    found = _breaks(reasons)
    if not found:
        return Term("breaking", 0.0, "")
    sure = sorted((_CERTAINTY[reason.certainty] for reason in found), reverse=True)
    points = 10 * sure[0] + 6 * sum(sure[1:])
    listed = sum(reason.severity == "breaks" and not reason.patched for reason in reasons)
    return Term("breaking", -round(min(40.0, points) + max(0.0, points - 40.0) / 6, 2), f"{listed} that break")


def _checking(reasons: Sequence[Reason]) -> Term:
    found = [reason for reason in reasons if reason.severity == "check"]
    points = min(10.0, sum(2 * _CERTAINTY[reason.certainty] for reason in found))
    return Term("checking", -round(points, 2), f"{len(found)} to check" if found else "")


def _patching(reasons: Sequence[Reason]) -> Term:
    found = [reason for reason in reasons if reason.severity == "breaks" and reason.patched]
    return Term("patching", -float(min(10, len(found))), f"{len(found)} in the patch" if found else "")


def _jump(case: Case) -> Term:
    if case.release and not case.major:
        points = 16.0 if case.needless else 4.0
        return Term("jump", -points, "every package becomes another version" + (", without need" * case.needless))
    shift = 24.0 if case.shifted and case.lasting else 4.0 if case.shifted else 0.0
    if not case.major and case.shifted:
        return Term("jump", -shift, "another release of the distribution, without need")
    if not case.major:
        return Term("jump", 0.0, "")
    steps = _TO_THE_NEWEST if case.steps is None else case.steps
    points = 8.0 + min(4.0 * steps, 12.0) + (20.0 if case.needless else 0.0)
    words = (
        ", to the newest"
        if case.steps is None
        else f", past {steps} that {'is' if steps == 1 else 'are'} supported" * (steps > 0)
    )
    return Term("jump", -max(points, shift), "a major version changes" + words)


def _young(case: Case) -> Term:
    unseen = any(
        reason.is_unseen or (reason.topic == "packages" and reason.severity == "check") for reason in case.reasons
    )
    points = 8.0 if case.young and unseen else 0.0
    return Term("young", -points, "out for less than a year, and not all that the file needs of it is looked into")


def _kind(case: Case) -> Term:
    if case.kind == "split":
        return Term(
            "kind",
            -20.0 if case.other_libc else -5.0,
            "the file is written anew" + (", for another libc" * case.other_libc),
        )
    if case.kind == "port":
        points = 6.0 + 10.0 * case.other_libc + 14.0 * case.fitting
        return Term(
            "kind",
            -points,
            "another userland" + ", another libc" * case.other_libc + ", without need" * case.fitting,
        )
    if case.kind == "slim" and any(_lacks_compiler(reason) for reason in case.reasons):
        return Term("kind", -15.0, "fewer files, where a compiler is needed and nothing installs one")
    if case.kind == "slim" and not case.shipped:
        return Term("kind", -2.0, "fewer files, where they are not shipped")
    return Term("kind", 0.0, "")


def _lacks_compiler(reason: Reason) -> bool:
    """Whether something is likely to be compiled, and would find no compiler."""
    return reason.topic == "native" and reason.severity != "note" and reason.certainty != "low" and not reason.patched


def _unknown(case: Case) -> Term:
    if not case.userland_known:
        return Term("unknown", -10.0, "nothing is known of its userland")
    if not case.size_known and case.shipped:
        return Term("unknown", -2.0 if case.sibling else -6.0, "its size is not known")
    return Term("unknown", 0.0, "")


def days_left(as_of: str, until: str | None) -> int | None:
    """Days from a day to another; None without the other."""
    return (date.fromisoformat(until) - date.fromisoformat(as_of)).days if until is not None else None
