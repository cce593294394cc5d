"""What is wrong with the image a stage stands on, by what the shipped catalog knows of it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from baseadvisor.analysis import Analysis, StageFacts
from baseadvisor.checks.from_image import images_taken_from
from baseadvisor.checks.hit import Hit, Placed, hit
from baseadvisor.dockerfile.model import Stage

if TYPE_CHECKING:
    from baseadvisor.catalog.support import Support
    from baseadvisor.image.reference import Reference


def own_bases(analysis: Analysis) -> Iterator[tuple[StageFacts, "Reference", Placed]]:
    """The stages that stand on an image themselves, with its reference and the word in FROM that names it."""
    for stage in analysis.stages:
        if stage.stage is None or isinstance(stage.stage.base, Stage):
            continue
        reference = stage.reference
        words = stage.stage.from_instruction.words
        if reference is not None and words:
            yield stage, reference, words[0]


def _judged_on(analysis: Analysis) -> str:
    """The day support is judged by: the one that was given, else that of the catalog."""
    if analysis.options.as_of is not None:
        return analysis.options.as_of
    from baseadvisor.catalog import snapshot_date

    return snapshot_date("support")


def out_of_support(analysis: Analysis, *, extended_counts: Sequence[str]) -> Iterator[Hit]:
    """A base whose distribution or runtime gets no more security fixes.

    For the products in `extended_counts` the volunteers' support beyond the vendor's own is free to everybody: while it
    lasts, the finding is an information. Placeholders: {image}, {products}, {verb}, {advice}.
    """
    for _, reference, word in own_bases(analysis):
        from baseadvisor.catalog import support_of

        day = _judged_on(analysis)
        over = [one for one in support_of(reference) if one.is_supported(day) is False]
        if not over:
            continue
        extended = all(one.product in extended_counts and one.is_extended(day) for one in over)
        values = {
            "image": reference.familiar,
            "products": " and ".join(_ended(one) for one in over),
            "advice": _advice(over, day, extended=extended),
        }
        if extended:
            values["severity"] = "info"
        yield Hit(word.start, word.end, values)


def copied_out_of_support(analysis: Analysis) -> Iterator[Hit]:
    """COPY --from, or a mount, takes files of an image whose runtime gets no more security fixes.

    Its distribution stays behind and is not judged. Placeholders: {image}, {products}, {advice}.
    """
    from baseadvisor.catalog import support_of
    from baseadvisor.image.reference import InvalidReference, Reference

    day = _judged_on(analysis)
    for image, place in images_taken_from(analysis):
        try:
            reference = Reference.parse(image)
        except InvalidReference:
            continue
        over = [one for one in support_of(reference) if one.role == "runtime" and one.is_supported(day) is False]
        if over:
            products = " and ".join(_ended(one) for one in over)
            advice = _advice(over, day, extended=False)
            if any(one.product == "composer" for one in over) and not _has_php(analysis, place, _COMPOSER_NEEDS):
                advice += ", and Composer 2.2 for a PHP older than 7.2.5"
            yield hit(place, image=reference.familiar, products=products, advice=advice)


_COMPOSER_NEEDS = (7, 2)
"""The PHP that Composer 2.3 and newer ask for; 2.2 is kept up for older ones (https://endoflife.date/composer)."""


def _has_php(analysis: Analysis, place: Placed, oldest: tuple[int, ...]) -> bool:
    """Whether the stage that an instruction stands in is known to have this PHP or a newer one."""
    from baseadvisor.catalog import support_of

    for stage in analysis.stages:
        if any(each.start <= place.start < each.end for each in stage.instructions) and stage.reference is not None:
            releases = [one.cycle for one in support_of(stage.reference) if one.product == "php"]
            return any(tuple(map(int, release.split("."))) >= oldest for release in releases)
    return False


def _ended(one: "Support") -> str:
    return f"{one.name} is out of support{f' since {one.eol}' if one.eol is not None else ''}"


def _advice(over: Sequence["Support"], day: str, *, extended: bool) -> str:
    """What to move to: the newest release that is supported, by product."""
    if extended:
        return "; ".join(f"{one.extended_means or 'extended support'} until {one.extended_eol}" for one in over)
    newest = dict.fromkeys(found.name for one in over if (found := _successor(one, day)) is not None)
    return f"supported: {', '.join(newest)}" if newest else "nothing newer of it is supported"


def _successor(over: "Support", day: str) -> "Support | None":
    """The newest release that is supported, or the newest long-term one where that lasts longer (Java 25, not 26)."""
    from baseadvisor.catalog import cycles

    supported = [
        one
        for one in cycles(over.product)
        if one.is_supported(day) and one.cycle != over.cycle and (one.released or "") <= day
    ]
    newest = next(iter(supported), None)
    lasting = next((one for one in supported if one.lts), None)
    if newest is None or lasting is None or newest.eol is None or lasting.eol is None:
        return newest
    return lasting if newest.eol < lasting.eol else newest


def deprecated(analysis: Analysis) -> Iterator[Hit]:
    """A base image that its makers have given up. Placeholders: {image}, {reason}, {since}, {successors}."""
    for _, reference, word in own_bases(analysis):
        from baseadvisor.catalog import deprecation_of

        found = deprecation_of(reference)
        if found is not None:
            yield Hit(
                word.start,
                word.end,
                {
                    "image": reference.familiar_name if found.tag is None else reference.familiar,
                    "reason": found.reason.rstrip("."),
                    "since": f" (since {found.since})" if found.since is not None else "",
                    "successors": f": use {' or '.join(found.successors[:3])}" if found.successors else "",
                },
            )


def moving_branch(analysis: Analysis, *, tags: Sequence[str]) -> Iterator[Hit]:
    """A base that is a distribution's testing ground, such as debian:sid. Placeholders: {image}, {branch}.

    `tags` are `name:tag` pairs of official images; flavours (`sid-slim`) and dated tags of them are meant too.
    """
    branches = [pair.partition(":")[::2] for pair in tags]
    for _, reference, word in own_bases(analysis):
        from baseadvisor.catalog import official_name

        name = official_name(reference)
        tag = reference.effective_tag or ""
        for image, branch in branches:
            if name == image and (tag == branch or tag.startswith(branch + "-")):
                yield Hit(word.start, word.end, {"image": reference.familiar, "branch": branch})


def unused_distribution(analysis: Analysis, *, images: Sequence[str]) -> Iterator[Hit]:
    """The final stage stands on a whole distribution and uses nothing of it: no RUN, no shell, files from elsewhere.

    Placeholders: {image}.
    """
    final = analysis.final
    if final.stage is None or isinstance(final.stage.base, Stage) or final.is_windows:
        return
    reference = final.reference
    if reference is None:
        return
    from baseadvisor.catalog import official_name

    if official_name(reference) not in images:
        return
    copies = False
    starts = False
    for instruction in final.instructions:
        if instruction.keyword in ("RUN", "ONBUILD", "SHELL"):
            return
        if instruction.keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK"):
            if instruction.keyword == "HEALTHCHECK" and instruction.arguments.upper() == "NONE":
                continue
            if not _starts_own_program(instruction.exec_form) and not (
                starts and instruction.keyword == "CMD" and instruction.exec_form is not None
            ):
                return
            starts = starts or instruction.keyword == "ENTRYPOINT"
        if instruction.keyword == "COPY":
            copies = copies or instruction.flag("from") is not None
    if copies and any(i.keyword in ("CMD", "ENTRYPOINT") for i in final.instructions):
        word = final.stage.from_instruction.words[0]
        yield Hit(word.start, word.end, {"image": reference.familiar})


def _starts_own_program(words: Sequence[str] | None) -> bool:
    """Whether an exec form starts a program by its path, and none of the distribution's own."""
    return words is not None and bool(words) and words[0].startswith("/") and not words[0].startswith(_SYSTEM_FOLDERS)


_SYSTEM_FOLDERS = ("/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/")
