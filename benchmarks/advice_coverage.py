"""For how many base images of a folder of Dockerfiles there is advice without a network, and how good it is.

    python benchmarks/advice_coverage.py FOLDER [--as-of DATE] [--unknown N]

Counted over all stages that stand on an image of their own whose name is known: the share of official images with an
answer, how often the verdict on support agrees with the dates of the catalog, the share with a size, and, where a port
to another package manager is advised, the share of installed packages whose name there is known, or that are not
needed.
"""

import sys
from collections import Counter
from datetime import date
from pathlib import Path

from baseadvisor.advisor.advising import advise
from baseadvisor.advisor.model import Advice, StageAdvice
from baseadvisor.advisor.needs import SYSTEM_FAMILIES, Needs
from baseadvisor.analysis import Analysis
from baseadvisor.catalog import is_official, official_name, support_of, translate
from baseadvisor.dockerfile.source import parse
from corpus import corpus_parser, files_of


class Counts:
    """What was counted."""

    def __init__(self) -> None:
        self.files = 0
        self.failed: list[str] = []
        self.images = 0
        self.official = 0
        self.answered = 0
        self.dated = 0
        self.agreeing = 0
        self.sizes: Counter[str] = Counter()
        self.over = 0
        self.over_with_advice = 0
        self.kinds: Counter[str] = Counter()
        self.patches = 0
        self.packages = 0
        self.named = 0
        self.unnamed: Counter[str] = Counter()
        self.unanswered: Counter[str] = Counter()


def main() -> int:
    parser = corpus_parser(__doc__)
    parser.add_argument("--as-of", default=date.today().isoformat(), help="the day support is judged by")
    parser.add_argument("--unknown", type=int, default=0, help="show so many of the commonest things without an answer")
    arguments = parser.parse_args()
    counts = Counts()
    for path in files_of(arguments):
        counts.files += 1
        try:
            advice = advise(path, offline=True, as_of=arguments.as_of)
        except Exception as error:
            counts.failed.append(f"{path.name}: {type(error).__name__}: {error}")
            continue
        for stage in advice.stages:
            count(counts, stage, arguments.as_of)
        count_packages(counts, path, advice)
    report(counts, arguments.unknown)
    return 1 if counts.failed else 0


def count(counts: Counts, stage: StageAdvice, as_of: str) -> None:
    """Count one stage in."""
    image = stage.image
    if image.parsed is None:
        return
    counts.images += 1
    counts.kinds.update({one.kind for one in stage.candidates})
    counts.patches += any(one.unpatched is None for one in stage.candidates)
    name = official_name(image.parsed)
    if name is None or not is_official(name):
        return
    counts.official += 1
    if image.support or image.deprecated or stage.candidates:
        counts.answered += 1
    else:
        counts.unanswered[image.reference] += 1
    counts.sizes[image.size.match if image.size is not None else "unknown"] += 1
    judged = {one.is_supported(as_of) for one in support_of(image.parsed)} - {None}
    if judged:
        counts.dated += 1
        over = False in judged
        counts.agreeing += over == (image.state in ("ended", "extended"))
        counts.over += over
        counts.over_with_advice += over and bool(stage.candidates)


def count_packages(counts: Counts, path: Path, advice: Advice) -> None:
    """Count the packages in for which a port to another manager is advised."""
    analysis = Analysis(parse(path, recover=True))
    for stage in advice.stages:
        family = stage.image.userland.package_family if stage.image.userland is not None else None
        to = next(
            (
                one.image
                for one in stage.candidates
                if one.kind == "port" and one.image.userland is not None and one.image.distribution == "alpine"
            ),
            None,
        )
        if to is None or family not in ("apt", "dnf"):
            continue
        stages = tuple(one for one in analysis.stages if analysis.stages[stage.order] in one.chain)
        for action in Needs(analysis, stages).actions():
            if action.action != "install" or action.family not in SYSTEM_FAMILIES or action.family != family:
                continue
            for package in action.packages:
                if package.kind != "name":
                    continue
                counts.packages += 1
                if translate(package.name, family, "apk").is_known:
                    counts.named += 1
                else:
                    counts.unnamed[package.name] += 1


def share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.1f} %)" if whole else "none"


def report(counts: Counts, unknown: int) -> None:
    exact = counts.sizes["exact"] + counts.sizes["alias"]
    print(f"files: {counts.files}, base images with a known name: {counts.images}")
    print(f"official images with an answer: {share(counts.answered, counts.official)}")
    print(f"verdict agrees with the dates of the catalog: {share(counts.agreeing, counts.dated)}")
    print(f"out of support, and something to move to: {share(counts.over_with_advice, counts.over)}")
    print(f"official images with a size: exact {share(exact, counts.official)}, ", end="")
    print(f"nearest {share(counts.sizes['nearest'], counts.official)}")
    print(f"packages with a name on the other side, or not needed there: {share(counts.named, counts.packages)}")
    print(f"images with a candidate of a kind: {dict(counts.kinds.most_common())}; with a patch: {counts.patches}")
    for text in counts.failed:
        print(f"FAILED {text}")
    for what, table in (("answer", counts.unanswered), ("name", counts.unnamed)):
        for name, times in table.most_common(unknown):
            print(f"no {what}: {times} {name}")


if __name__ == "__main__":
    sys.exit(main())
