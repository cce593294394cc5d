"""The advice on the stages of one file, brought into agreement: what stands on one image, or is copied, moves alike."""

from collections.abc import Iterator, Mapping, Sequence

from baseadvisor.advisor.compat.building.made import made
from baseadvisor.advisor.copies import target_of
from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.model import Candidate, Image, LeftOut, Reason, StageAdvice, Term
from baseadvisor.advisor.ranking import more, score
from baseadvisor.analysis import Analysis
from baseadvisor.image.numbers import numbers

_TIED = frozenset({"nodejs", "python", "ruby", "php"})
"""Languages whose installed packages are made for one version."""
_APART = -12.0
_AHEAD = 0.1
_ON_ONE_IMAGE = "the other stages on the same image move there"


def agreed(analysis: Analysis, stages: Sequence[StageAdvice]) -> list[StageAdvice]:
    """The advice with one target for all stages on one image, and one version of a language for what is copied."""
    found = {one.order: one for one in stages}
    sources = _sources(analysis)
    for group in _on_one_image(stages):
        target = _target(group)
        for one in group:
            partners = tuple(other.order for other in group if _exchange(sources, one.order, other.order))
            found[one.order] = (_ahead(one, target) if target is not None else one)._replace(partners=partners)
    for order in found:
        for source in sources.get(order, ()):
            if source in found:
                one, other = found[order], found[source]
                one, other = _at_its_version(one, other), _with_its_takers(other, one)
                other = _following(one, other)
                found[order] = _on_older_libraries(analysis, one, other)
                found[source] = other
    for order, source in _laid_over(analysis):
        if order in found and source in found:
            found[source] = _of_one_system(found[order], found[source])
    return _patched_together(list(found.values()))


def _laid_over(analysis: Analysis) -> Iterator[tuple[int, int]]:
    """Stages that copy a folder of another over their whole root, and that other."""
    for taker in analysis.stages:
        for each in taker.instructions:
            if each.keyword == "COPY" and target_of(each) == "":
                for source in analysis.sources(each):
                    yield taker.chain[0].index, source.chain[0].index


def _of_one_system(taker: StageAdvice, source: StageAdvice) -> StageAdvice:
    """The advice without another distribution for what makes files of the one that its taker cannot leave."""
    if taker.candidates or taker.image.distribution is None or taker.image.distribution != source.image.distribution:
        return source
    leaving = [one for one in source.candidates if one.image.distribution != source.image.distribution]
    if not leaving:
        return source
    why = f"what is made here is laid over {taker.image.reference} of line {taker.line}, for which nothing is known"
    left = tuple(LeftOut(one.image.reference, why) for one in leaving)
    kept = tuple(one for one in source.candidates if one not in leaving)
    return source._replace(candidates=kept, left_out=(*left, *source.left_out))


def _patched_together(stages: Sequence[StageAdvice]) -> list[StageAdvice]:
    """The advice without the patches that would move a stage, but not those that it hands files to or gets them from.

    What one stage cannot follow is none for the next either: so often as there are stages.
    """
    found = {one.order: one for one in stages}
    for _ in stages:
        for order, one in found.items():
            stuck = [found[each] for each in one.partners]
            found[order] = one._replace(candidates=tuple(_tied(candidate, stuck) for candidate in one.candidates))
    return list(found.values())


def _tied(candidate: Candidate, partners: Sequence[StageAdvice]) -> Candidate:
    left = [str(one.line) for one in partners if not _follows(one, candidate)]
    if candidate.unpatched is not None or not left:
        return candidate
    lines = f"line{'s' * (len(left) > 1)} {', '.join(left)}"
    return candidate._replace(unpatched=f"{lines} would have to move with it, and no patch does that")


def _follows(partner: StageAdvice, candidate: Candidate) -> bool:
    """Whether a stage can be moved to the same image, or to another where that one is nothing for it."""
    ready = [one.image.reference for one in partner.better if one.unpatched is None and one.edits]
    known = {one.image.reference for one in partner.candidates}
    return candidate.image.reference in ready or (bool(ready) and candidate.image.reference not in known)


def _on_one_image(stages: Sequence[StageAdvice]) -> list[list[StageAdvice]]:
    groups: dict[str, list[StageAdvice]] = {}
    for one in stages:
        groups.setdefault(one.image.reference, []).append(one)
    return [group for group in groups.values() if len(group) > 1]


def _target(group: Sequence[StageAdvice]) -> str | None:
    """The image that serves all stages best, by the sum of its scores.

    None where leaving is not worth it for all, or where something better for a stage is nothing for the others.
    """
    scores = [{one.image.reference: one.score for one in stage.candidates if one.kind != "split"} for stage in group]
    common = [name for name in scores[0] if all(name in each for each in scores)]
    if any(one.best is not None and one.best.image.reference not in common for one in group):
        return None
    best = max(common, key=lambda name: sum(each[name] for each in scores), default=None)
    if best is None or sum(each[best] for each in scores) <= sum(one.own for one in group):
        return None
    return best


def _ahead(stage: StageAdvice, target: str, why: str = _ON_ONE_IMAGE) -> StageAdvice:
    """The advice with a candidate before all others, and before staying."""
    wanted = next(one for one in stage.candidates if one.image.reference == target)
    others = [one.score for one in stage.candidates if one is not wanted]
    missing = max([stage.own, *others]) + _AHEAD - wanted.score
    if missing <= _AHEAD / 2:
        return stage
    term = Term("together", round(missing, 1), why)
    return _sorted(stage, [_with(one, term) if one is wanted else one for one in stage.candidates])


def _at_its_version(stage: StageAdvice, source: StageAdvice) -> StageAdvice:
    """The advice with what has another version of the language than the stage that files are copied from put back."""
    there = source.best.image if source.best is not None else source.image
    made_for = _language(there)
    if made_for is None:
        return stage
    term = Term("together", _APART, f"what is copied from line {source.line} is made for {made_for[1]}")
    reason = _one_move(f"what is copied from line {source.line}", f"it is made for {made_for[1]}", stage, source)
    return _sorted(
        stage,
        [
            _held(_because(_with(one, term), reason), source) if _is_another(one.image, made_for) else one
            for one in stage.candidates
        ],
    )


def _with_its_takers(source: StageAdvice, taker: StageAdvice) -> StageAdvice:
    """The advice with a word on what would make files for another version of the language than their taker has."""
    runs = _language(taker.image)
    if runs is None or _language(source.image) != runs:
        return source
    reason = _one_move(f"what the stage of line {taker.line} copies", f"{runs[1]} runs it there", source, taker)
    return source._replace(
        candidates=tuple(_because(one, reason) if _is_another(one.image, runs) else one for one in source.candidates)
    )


def _following(taker: StageAdvice, source: StageAdvice) -> StageAdvice:
    """The advice with the version of the language first that what copies from it has to move to."""
    if taker.best is None or not source.candidates:
        return source
    runs = _language(taker.best.image)
    made_for = _language(source.best.image if source.best is not None else source.image)
    if runs is None or made_for is None or runs[0] != made_for[0] or runs == made_for:
        return source
    if any(_language(one.image) == made_for for one in taker.candidates):
        return source
    best = next((one for one in source.candidates if one.kind != "split" and _language(one.image) == runs), None)
    return source if best is None else _ahead(source, best.image.reference, f"line {taker.line} moves to {runs[1]}")


def _on_older_libraries(analysis: Analysis, taker: StageAdvice, source: StageAdvice) -> StageAdvice:
    """The advice with a word on what is compiled on a newer release of the distribution than the one that runs it."""
    builds = source.best.image if source.best is not None else source.image
    if made(analysis.stages[source.order]) != "compiled" or not numbers(builds.release):
        return taker
    what = f"what is copied from line {source.line}"
    return taker._replace(
        candidates=tuple(
            _because(
                one,
                Reason(
                    "binary",
                    "check",
                    "medium",
                    what,
                    f"{builds.reference} is a newer {builds.distribution} than {one.image.reference}: what is linked "
                    "there may want libraries that are not here: take one release for both",
                ),
            )
            if _is_older(one.image, builds)
            else one
            for one in taker.candidates
        )
    )


def _is_older(image: Image, builds: Image) -> bool:
    return (
        image.distribution == builds.distribution
        and bool(numbers(image.release))
        and numbers(image.release) < numbers(builds.release)
    )


def _is_another(image: Image, language: tuple[str, str]) -> bool:
    """Whether an image has another version of a language."""
    own = _language(image)
    return own is not None and own[0] == language[0] and own != language


def _one_move(what: str, why: str, one: StageAdvice, other: StageAdvice) -> Reason | None:
    """That two stages have to move together; None where they are the same image, of which its own reasons say so."""
    if _maker(one.image) == _maker(other.image):
        return None
    first, second = sorted((one.line, other.line))
    return Reason("version", "check", "high", what, f"{why}: move lines {first} and {second} together")


def _maker(image: Image) -> str:
    return base_name(image.parsed) if image.parsed is not None else image.reference


def _language(image: Image) -> tuple[str, str] | None:
    """The language of an image, where packages are tied to its version, with the version's name."""
    return next(((one.product, one.name) for one in image.support if one.product in _TIED), None)


def _with(candidate: Candidate, term: Term) -> Candidate:
    if any(one.name == term.name for one in candidate.terms):
        return candidate
    terms = (*candidate.terms, term)
    return candidate._replace(terms=terms, score=score(terms))


def _because(candidate: Candidate, reason: Reason | None) -> Candidate:
    """A candidate with a reason that is not in its stage alone; it costs what its term takes, and is some work."""
    if reason is None or reason in candidate.reasons:
        return candidate
    return candidate._replace(reasons=(*candidate.reasons, reason), effort=more(candidate.effort, "small"))


def _held(candidate: Candidate, source: StageAdvice) -> Candidate:
    """A candidate that no patch puts in, since the stage that it copies from is not moved to its version."""
    if candidate.unpatched is not None:
        return candidate
    return candidate._replace(unpatched=f"line {source.line} would have to move with it, and no patch does that")


def _sorted(stage: StageAdvice, candidates: Sequence[Candidate]) -> StageAdvice:
    ordered = sorted(candidates, key=lambda one: (-one.score, one.image.reference))
    return stage._replace(candidates=tuple(ordered))


def _sources(analysis: Analysis) -> dict[int, list[int]]:
    """For each stage those that own an image from which it, or one that builds on it, copies."""
    found: dict[int, dict[int, None]] = {}
    for taker in analysis.stages:
        taken = [source.chain[0].index for each in taker.instructions for source in analysis.sources(each)]
        for own in taker.chain if taken else ():
            found.setdefault(own.index, {}).update(dict.fromkeys(index for index in taken if index != own.index))
    return {order: list(indices) for order, indices in found.items()}


def _exchange(sources: Mapping[int, Sequence[int]], one: int, other: int) -> bool:
    return other in sources.get(one, ()) or one in sources.get(other, ())
