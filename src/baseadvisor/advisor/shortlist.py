"""Which of the candidates are advised: a few that differ, and none that somebody who knows the file would not name."""

from collections.abc import Sequence

from baseadvisor.advisor.compat.archive.ubi import NOT_OF_UBI
from baseadvisor.advisor.confidence import guesses
from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.model import Candidate, LeftOut, Reason, StageAdvice
from baseadvisor.advisor.ranking import EFFORTS
from baseadvisor.advisor.search import BUILD_IMAGES
from baseadvisor.advisor.weight import is_slim

_MOST = 4
_OF_A_KIND = 2
_WORTH_BYTES = 10_000_000
_WORTH_SHARE = 0.25
"""What a move has to save, at least, to be named where nobody has to leave: bytes, and the share of the size now."""
_MANY_BREAKS = 3
"""So much may break by a move to another libc that nobody has to make."""
_FAR_BEHIND = 40.0
"""Points: who is so much worse than the best of the same kind is no alternative."""


def shortlisted(stage: StageAdvice) -> StageAdvice:
    """The advice with the candidates worth naming, in their order; the others are told as left out, each with why."""
    kept: list[Candidate] = []
    left: list[LeftOut] = []
    for candidate in stage.candidates:
        why = _objection(stage, candidate, kept)
        if why is None:
            kept.append(candidate)
        else:
            left.append(LeftOut(candidate.image.reference, why))
    return stage._replace(candidates=tuple(kept), left_out=(*stage.left_out, *left))


def _objection(stage: StageAdvice, candidate: Candidate, kept: Sequence[Candidate]) -> str | None:
    """Why a candidate is not named beside those that come before it; None where it is."""
    better = candidate.score > stage.own
    if better and not kept:
        return None
    if candidate.kind in ("port", "split") and candidate.includes is None:
        guessed = guesses(candidate.reasons) or [one for one in candidate.reasons if _is_not_of_ubi(one)]
        if guessed:
            return f"what packages are called there is not known (line {guessed[0].line})"
    if candidate.effort == "large" and (not better or any(_is_less(one, candidate) for one in kept)):
        return "it is much work"
    if candidate.confidence.level == "low" and candidate.kind in ("port", "split") and candidate.includes is None:
        return candidate.confidence.why
    if not better and not (_is_worth_it(candidate) or _is_surely_smaller(stage, candidate)):
        return _not_worth_it(stage, candidate)
    if kept and _changes_libc(stage, candidate):
        unfit = _unfit_for_another_libc(stage, candidate)
        if unfit is not None:
            return unfit
    best = next((one for one in kept if one.kind == candidate.kind), None)
    if best is not None and best.score - candidate.score > _FAR_BEHIND:
        return f"{best.image.reference} serves better"
    if len(kept) >= _MOST or sum(_alike(one, candidate) for one in kept) >= _OF_A_KIND:
        return "others come before it"
    return None


def _is_not_of_ubi(reason: Reason) -> bool:
    return reason.topic == "packages" and reason.certainty == "medium" and reason.why == NOT_OF_UBI


def _changes_libc(stage: StageAdvice, candidate: Candidate) -> bool:
    here, there = stage.image.userland, candidate.image.userland
    return here is not None and there is not None and here.libc != there.libc and there.libc is not None


def _unfit_for_another_libc(stage: StageAdvice, candidate: Candidate) -> str | None:
    """Why another libc is no alternative where something with the same one is named: programs that are compiled for
    this one, much that breaks, or a stage of which nothing but what is made in it is shipped."""
    if not stage.final and stage.below is None:
        return "what is made here alone is shipped, and stays with the libc that it is built for"
    compiled = next((one for one in candidate.reasons if _is_of_libc(one)), None)
    if compiled is not None:
        where = f" (line {compiled.line})" if compiled.line is not None else ""
        return f"it has another libc than what is compiled{where}"
    return "it breaks much, for another libc" if len(candidate.breaks) > _MANY_BREAKS else None


def _is_of_libc(reason: Reason) -> bool:
    return reason.topic in ("binary", "native") and reason.severity != "note" and reason.certainty != "low"


def _alike(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates are the same kind of move to images of the same makers."""
    names = {base_name(each.image.parsed) if each.image.parsed else each.image.reference for each in (one, other)}
    return one.kind == other.kind and len(names) == 1


def _is_less(one: Candidate, other: Candidate) -> bool:
    """Whether a candidate is less work than another."""
    return EFFORTS.index(one.effort) < EFFORTS.index(other.effort)


def _not_worth_it(stage: StageAdvice, candidate: Candidate) -> str:
    """Why what is there is not left for a candidate."""
    if stage.own < 0:
        return "it is no better than what is there"
    if candidate.saving is not None:
        return "it saves too little to leave what can stay"
    return "its size is not known" if candidate.image.size is None else "the size of what is there is not known"


def _is_surely_smaller(stage: StageAdvice, candidate: Candidate) -> bool:
    """Whether a split saves hundreds of megabytes though a figure is missing: what is there is a whole build image."""
    here, there = stage.image, candidate.image
    return (
        candidate.kind == "split"
        and candidate.saving is None
        and candidate.confidence.level != "low"
        and here.parsed is not None
        and base_name(here.parsed) in BUILD_IMAGES
        and here.userland is not None
        and here.userland.id == "debian"
        and is_slim(there.userland)
    )


def _is_worth_it(candidate: Candidate) -> bool:
    """Whether it saves enough to be named for an image that can stay, and takes no more than moderate work."""
    saving = candidate.saving
    return (
        saving is not None
        and saving.bytes >= _WORTH_BYTES
        and saving.share >= _WORTH_SHARE
        and candidate.confidence.level != "low"
    )
