"""A full base image where the same image's slim flavour is at hand, with what the two weigh."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from baseadvisor.analysis import Analysis, StageFacts
from baseadvisor.checks.hit import Hit
from baseadvisor.dockerfile.model import Stage

if TYPE_CHECKING:
    from baseadvisor.catalog.images import Size


def slim_at_hand(
    analysis: Analysis, *, images: Sequence[str], builders: Sequence[str], days_apart: int, least_share: int
) -> Iterator[Hit]:
    """The final stage stands on the full flavour of an image and calls nothing that only the full one brings.

    `images` are official images with a slim flavour, `builders` the commands that the full flavour is taken for. Sizes
    count only when they are at most `days_apart` days from one another, and when at least `least_share` per cent are
    saved. Placeholders: {image}, {size}, {slim}, {slim_size}, {platform}, {date}, {without}.
    """
    final = analysis.final
    if final.stage is None or isinstance(final.stage.base, Stage) or final.reference is None:
        return
    from baseadvisor.catalog import official_name, size_of

    name = official_name(final.reference)
    tag = final.reference.effective_tag
    userland = final.userland
    if (
        name is None
        or name not in images
        or tag is None
        or userland is None
        or userland.id != "debian"
        or _builds(final, builders)
    ):
        return
    slim = next((other for other in _slim_tags(tag) if _is_slim_of(name, tag, other)), None)
    if slim is None:
        return
    one, other = size_of(final.reference), size_of(name, slim)
    if one is None or other is None or "nearest" in (one.match, other.match):
        return
    if _days(one.size, other.size) > days_apart or other.size.bytes * 100 > one.size.bytes * (100 - least_share):
        return
    word = final.stage.from_instruction.words[0]
    yield Hit(
        word.start,
        word.end,
        {
            "image": final.reference.familiar,
            "size": _megabytes(one.size.bytes),
            "slim": f"{name}:{slim}",
            "slim_size": _megabytes(other.size.bytes),
            "platform": one.size.platform,
            "date": max(one.size.as_of, other.size.as_of),
            "without": "documentation and translations" if name == "debian" else "compilers and headers",
        },
    )


def _slim_tags(tag: str) -> Iterator[str]:
    """What the slim flavour of a tag may be called: `3.13-slim`, `22-bookworm-slim`, `3.13-slim-bookworm`."""
    if tag == "latest":
        yield "slim"
        return
    yield f"{tag}-slim"
    version, _, codename = tag.rpartition("-")
    if version:
        yield f"{version}-slim-{codename}"


def _is_slim_of(name: str, tag: str, slim: str) -> bool:
    """Whether the catalog knows both as the same release of the same distribution."""
    from baseadvisor.catalog import userland_of

    full, small = userland_of(name, tag), userland_of(name, slim)
    return (
        full is not None
        and small is not None
        and small.id == "debian-slim"
        and (full.distribution, full.release) == (small.distribution, small.release)
    )


def _builds(stage: StageFacts, builders: Sequence[str]) -> bool:
    """Whether a RUN calls what only the full flavour has, or cannot be looked into."""
    for run in stage.runs:
        if run.script.unparsed is not None:
            return True
        for action in run.actions:
            # Headers are there to be compiled against, with the full flavour's compiler.
            if any(package.name.endswith("-dev") for package in action.packages):
                return True
        for command in run.commands:
            if command.words and (command.name is None or command.name in builders or "/" in command.words[0].text):
                return True
    return any(instruction.keyword == "ONBUILD" for instruction in stage.instructions)


def _days(one: "Size", other: "Size") -> int:
    from datetime import date

    return abs((date.fromisoformat(one.as_of[:10]) - date.fromisoformat(other.as_of[:10])).days)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.0f} MB"
