"""How advice speaks: sizes, bars, savings, support, in the same words in every format."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from baseadvisor.advisor.ending import support_end

if TYPE_CHECKING:
    from baseadvisor.advisor.model import Advice, Candidate, Figure, Image, Saving, StageAdvice


def megabytes(bytes_: int) -> str:
    """`63.1 MB`, in millions of bytes as registries count; a small size in kB."""
    if abs(bytes_) < 1_000_000:
        return f"{bytes_ / 1000:.0f} kB"
    return f"{bytes_ / 1_000_000:.1f} MB" if abs(bytes_) < 1_000_000_000 else f"{bytes_ / 1_000_000_000:.2f} GB"


def size(figure: "Figure | None") -> str:
    """A size; `~` where it is another build's, or may be; `?` where it is not known."""
    if figure is None:
        return "?"
    return ("~" if figure.match in ("nearest", "tag") else "") + megabytes(figure.bytes)


def size_source(figure: "Figure | None") -> str:
    """Where a size is from: `63.1 MB for linux/amd64 on 2026-09-25 (docker-library/…)`."""
    if figure is None:
        return "size unknown"
    which = {
        "nearest": f" of the nearest tag seen, {figure.image}:{figure.tag},",
        "tag": f" of the tag {figure.tag}, not of the digest,",
    }.get(figure.match, "")
    return f"{megabytes(figure.bytes)}{which} compressed, {figure.platform}, {figure.as_of} ({figure.source})"


def saved(saving: "Saving | None") -> str:
    """What is saved: `-304.9 MB (-87 %)`; `?` where it is not known; `~` where the figures lie apart or one is "
    "another tag's."""
    if saving is None:
        return "?"
    if abs(saving.share) < 0.005:
        return "about the same"
    sign = "-" if saving.bytes > 0 else "+"
    doubt = "" if saving.close and saving.exact else "~"
    return f"{doubt}{sign}{megabytes(abs(saving.bytes))} ({sign}{abs(saving.share):.0%})"


def dates(before: "Figure | None", after: "Figure | None") -> str | None:
    """Both days, where two sizes lie too far apart in time to be subtracted in silence."""
    if before is None or after is None or before.as_of == after.as_of:
        return None
    return f"sizes of {before.as_of} and {after.as_of}"


def bar(bytes_: int | None, largest: int, width: int) -> str:
    """A bar as long as the share of the largest; empty where the size is not known."""
    if not bytes_ or largest <= 0 or width <= 0:
        return ""
    eighths = max(1, round(8 * width * bytes_ / largest))
    return "█" * (eighths // 8) + ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")[eighths % 8]


def until(image: "Image", as_of: str) -> str:
    """Until when an image is supported, as the verdict has it: a day (`at most` where it may be sooner), or `?`."""
    end = support_end(image, as_of)
    if end.day is not None:
        return f"{end.day} at most" if end.bound is not None else end.day
    return "no end set" if image.state == "supported" else "?"


def userland(image: "Image") -> str:
    """What an image gives, in few words: distribution, libc, shell, package manager, user."""
    found = image.userland
    if found is None:
        return "userland unknown"
    words = [image.distribution or found.id]
    if image.release:
        words[0] += f" {image.release}"
    if found.id.endswith(("-slim", "-minimal", "-micro")):
        words[0] += f" ({found.id.rpartition('-')[2]})"
    words.append(found.libc or "no libc")
    words.append({"busybox": "busybox ash"}.get(found.shell or "", found.shell or "no shell"))
    words.append(found.package_manager or "no package manager")
    if found.user != "root":
        words.append(f"user {found.user}")
    return ", ".join(words)


def source_line(advice: "Advice") -> str:
    """The day, the knowledge and the platform that advice rests on."""
    live = "the registry, and " if advice.live else ""
    return f"as of {advice.as_of}, from {live}the catalog of {advice.catalog_date}, for {advice.platform}"


class Row(NamedTuple):
    """One base image of one file, as an overview has it."""

    file: str
    stage: "StageAdvice"

    @property
    def rank(self) -> tuple[int, int, str, int]:
        """Unsupported images first, of these the final stages; then by file and line."""
        image = self.stage.image
        bad = image.state == "ended" or image.deprecated is not None
        order = 0 if bad else 1 if image.state == "extended" else 2
        return order, int(not self.stage.final), self.file, self.stage.line


def overview(advices: "Iterable[Advice]") -> list[Row]:
    """A row for each base image of each file, the unsupported ones first."""
    rows = [
        Row(advice.file, stage) for advice in advices for stage in advice.stages if stage.image.reference != "scratch"
    ]
    return sorted(rows, key=lambda row: row.rank)


class Sum(NamedTuple):
    """What a number of files come to. `saving` is in bytes, over the `counted` final images whose saving is known."""

    files: int
    images: int
    unsupported: int
    finals: int
    counted: int
    saving: int
    exact: bool


def summed(advices: "Sequence[Advice]") -> Sum:
    """The sum of some advice: what the best candidates of the final stages would save, where that is known."""
    stages = [stage for advice in advices for stage in advice.stages if stage.image.reference != "scratch"]
    finals = [stage for stage in stages if stage.final]
    known = [
        stage.best.saving
        for stage in finals
        if stage.best is not None and stage.best.saving is not None and stage.best.saving.bytes > 0
    ]
    return Sum(
        len(advices),
        len(stages),
        sum(1 for stage in stages if stage.image.state == "ended" or stage.image.deprecated is not None),
        len(finals),
        len(known),
        sum(one.bytes for one in known),
        all(one.close and one.exact for one in known),
    )


def sum_words(total: Sum) -> str:
    """The sum in a sentence."""
    files = f"{total.files} file{'' if total.files == 1 else 's'}"
    images = f"{total.images} base image{'' if total.images == 1 else 's'}"
    text = f"{files}, {images}, {total.unsupported} of them out of support or given up"
    if total.counted:
        about = "" if total.exact else "about "
        text += (
            f"; {about}{megabytes(total.saving)} less to pull with the first advice "
            f"for {total.counted} of {total.finals} final images"
        )
    return text


def staying(stage: "StageAdvice") -> str:
    """What is said of an image where no candidate is worth more: one that has to be left soon is no rest."""
    if stage.own < 0:
        return "nothing better is known"
    if stage.image.unserved is not None:
        return "whether it can stay is for its makers to say"
    if stage.fails_now:
        return "it can stay, once what fails on it now is mended"
    return "it can stay" if not stage.now else "it can stay, where what is to be tried on it works"


def without_advice(stage: "StageAdvice") -> str:
    """What stands in an overview where no candidate is worth more than the image that is there."""
    if stage.unknown is not None:
        return "not known"
    return "something fails on it now" if stage.fails_now and stage.own >= 0 else staying(stage)


def confidence(candidate: "Candidate") -> str:
    """How sure a candidate is, and what takes from it."""
    level, why = candidate.confidence
    return f"confidence {level}" + (f": {why}" if why else "")


def left_out(stage: "StageAdvice") -> dict[str, list[str]]:
    """What was weighed and is not advised, by why it is not."""
    found: dict[str, list[str]] = {}
    for one in stage.left_out:
        found.setdefault(one.why, []).append(one.reference)
    return found


def role(stage: "StageAdvice") -> str:
    """What a stage is in its file."""
    if stage.below is not None:
        return f"below the final stage {stage.below}"
    return "final stage" if stage.final else "build stage"
