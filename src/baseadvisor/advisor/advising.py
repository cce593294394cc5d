"""Advice on a Dockerfile: what each stage stands on, what would serve better, and what that touches."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from baseadvisor.advisor import ranking
from baseadvisor.advisor.candidates import proposals_for
from baseadvisor.advisor.compat import failing_now, reasons
from baseadvisor.advisor.compat.language.java import leaves_java_8
from baseadvisor.advisor.compat.language.jumps import jumps
from baseadvisor.advisor.confidence import confidence
from baseadvisor.advisor.distance import least_effort, left_out
from baseadvisor.advisor.ending import is_last_served, support_end
from baseadvisor.advisor.facts import base_name, image_facts, is_frozen, is_in_development
from baseadvisor.advisor.flavour import JAVA_IMAGES
from baseadvisor.advisor.listing import is_behind, is_dropped, is_whole, product_of_distribution
from baseadvisor.advisor.model import (
    Advice,
    Candidate,
    Confidence,
    Effort,
    Image,
    Reason,
    Saving,
    Severity,
    StageAdvice,
    State,
    Term,
)
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.nearness import nearest_first
from baseadvisor.advisor.needs import Needs
from baseadvisor.advisor.search import Proposal, Search, of_its_architecture, with_size
from baseadvisor.advisor.shortlist import shortlisted
from baseadvisor.advisor.stages import is_for_others
from baseadvisor.advisor.together import agreed
from baseadvisor.analysis import Analysis, Options, StageFacts
from baseadvisor.catalog.support import cycles
from baseadvisor.dockerfile.model import Dockerfile, Stage
from baseadvisor.dockerfile.scope import BuildOptions
from baseadvisor.dockerfile.source import Source, parse
from baseadvisor.image.numbers import numbers

if TYPE_CHECKING:
    from baseadvisor.advisor.live import Live

OLD_CATALOG = 180
"""Days after which the shipped knowledge is said to be old."""
DEFAULT_PLATFORM = "linux/amd64"
_CONFIRMED = 4
"""So many candidates a stage are looked up in the registry: each costs two pulls of those that are counted."""


def advise(
    source: Source,
    *,
    filename: str | None = None,
    offline: bool = False,
    as_of: str | date | None = None,
    platform: str | None = None,
    allowed: Sequence[str] = (),
    build_args: "dict[str, str] | None" = None,
    target: str | None = None,
    live: "Live | None" = None,
) -> Advice:
    """What the base images of a Dockerfile give, whether they are supported, and what would serve better.

    `source` is the text, the bytes, or a path object. With `offline` the shipped catalog alone is asked; else the
    registries are asked for what is true now, and what they do not answer is taken from the catalog, with a note.
    `as_of` is the day to judge support by (default: today), `platform` the one whose sizes are compared (default:
    linux/amd64), `allowed` the images that may be advised (`*` and `?` stand for any text); all may where it is empty.

    Raises OSError where a path cannot be read, ValueError for an `as_of` that is no date.
    """
    options = build_options(build_args or {}, platform, target)
    dockerfile = parse(source, filename=filename, recover=True, options=options)
    if offline:
        return advise_on(dockerfile, as_of=as_of, platform=platform, allowed=allowed, options=options)
    from baseadvisor.advisor.live import Live as Connection

    if live is not None:
        return advise_on(dockerfile, as_of=as_of, platform=platform, allowed=allowed, options=options, live=live)
    with Connection(platform or DEFAULT_PLATFORM) as connection:
        return advise_on(dockerfile, as_of=as_of, platform=platform, allowed=allowed, options=options, live=connection)


def build_options(build_args: Mapping[str, str], platform: str | None, target: str | None) -> BuildOptions:
    """The build that is advised on: for the platform that is compared, and on a machine of the same kind."""
    wanted = platform or DEFAULT_PLATFORM
    return BuildOptions(build_args, wanted, target, build_platform=wanted)


def advise_on(
    dockerfile: Dockerfile,
    *,
    as_of: str | date | None = None,
    platform: str | None = None,
    allowed: Sequence[str] = (),
    options: BuildOptions | None = None,
    live: "Live | None" = None,
) -> Advice:
    """Advice on a parsed Dockerfile; see `advise`. `options` are those it was parsed with (`build_options`)."""
    advice = weighed_on(dockerfile, as_of=as_of, platform=platform, allowed=allowed, options=options, live=live)
    return advice._replace(stages=tuple(shortlisted(one) for one in advice.stages))


def weighed_on(
    dockerfile: Dockerfile,
    *,
    as_of: str | date | None = None,
    platform: str | None = None,
    allowed: Sequence[str] = (),
    options: BuildOptions | None = None,
    live: "Live | None" = None,
) -> Advice:
    """Advice on a parsed Dockerfile with every candidate that is weighed, also those that are not worth naming."""
    from baseadvisor.catalog import age_days, snapshot_date

    day = date.fromisoformat(str(as_of)).isoformat() if as_of is not None else date.today().isoformat()
    wanted = platform or DEFAULT_PLATFORM
    analysis = Analysis(dockerfile, options=Options(build=options or BuildOptions()))
    stages = [_stage(analysis, stage, day, wanted, allowed, live) for stage in _own_stages(analysis)]
    stages = agreed(analysis, stages)
    stages.sort(key=lambda one: (not one.final, one.order))
    age = age_days(day)
    notes = list(live.notes) if live is not None else []
    if age > OLD_CATALOG:
        notes.append(f"the shipped catalog is {age} days old: newer releases may be missing")
    if not analysis.stages or analysis.stages[0].stage is None:
        notes.append("there is no FROM in it")
    return Advice(
        dockerfile.filename or "Dockerfile",
        day,
        snapshot_date(),
        age,
        wanted,
        live is not None and live.answered,
        tuple(stages),
        tuple(notes),
        dockerfile.text,
        tuple(
            f"line {dockerfile.position(one.start).line}: {one.message}"
            for one in dockerfile.problems
            if one.first_stage
        ),
    )


def _own_stages(analysis: Analysis) -> Iterator[StageFacts]:
    """The stages that stand on an image themselves, and that the build needs or that end on an image of their own."""
    for stage in analysis.stages:
        if stage.stage is not None and not isinstance(stage.stage.base, Stage):
            yield stage


def _users(analysis: Analysis, stage: StageFacts) -> tuple[StageFacts, ...]:
    """A stage and those that build on it."""
    return tuple(one for one in analysis.stages if stage in one.chain)


def _stage(
    analysis: Analysis, stage: StageFacts, as_of: str, platform: str, allowed: Sequence[str], live: "Live | None"
) -> StageAdvice:
    assert stage.stage is not None  # noqa: S101 - the caller chose stages that have one
    instruction = stage.stage.from_instruction
    line = instruction.line
    base = stage.stage.base_reference
    users = _users(analysis, stage)
    final = any(one.is_final for one in users)
    wanted = _platform(stage, platform)
    if base == "scratch":
        image = Image("scratch", None, "", None, (), None, released=True)
        return StageAdvice(stage.index, stage.name, line, final, image, base.written, (), "nothing is below it")
    if not base.known:
        image = Image(base.written, None, "", None, (), None)
        why = "the image depends on a variable without a default: say --build-arg NAME=VALUE"
        return StageAdvice(stage.index, stage.name, line, final, image, base.written, (), "not known", why)
    image = image_facts(str(base), as_of, wanted)
    if live is not None:
        image = live.look([image])[0] or image
    needs = Needs(analysis, users)
    now = failing_now(needs, image)
    proposals = [
        with_size(of_its_architecture(one, image, as_of, wanted), wanted)
        for one in proposals_for(Search(image, needs, as_of=as_of, platform=wanted, allowed=allowed))
        if not (_is_of_few(one.image) and wanted not in _OF_CHAINGUARD)
    ]
    weighed = _weighed(image, needs, proposals, as_of, wanted)
    if live is not None:
        weighed = _weighed(image, needs, _confirmed([one for _, one in weighed], live), as_of, wanted)
    candidates = [_after(now, one) for one in _on_supported_builder(image, weighed)]
    candidates = nearest_first(image, _no_easier_elsewhere(image, candidates))
    unknown = _unknown(image) if not candidates else None
    behind = is_behind(image, as_of, wanted)
    dropped = not behind and is_dropped(image, as_of, wanted)
    own = ranking.staying(
        ranking.days_left(as_of, support_end(image, as_of).day),
        "ended" if dropped or _fixed_by_contract_alone(image) else _state_below(image),
        deprecated=image.deprecated is not None,
        unfixed=is_in_development(image) or is_frozen(image) or behind,
    )
    return StageAdvice(
        stage.index,
        stage.name,
        line,
        final,
        image,
        base.written,
        tuple(candidates),
        verdict(image, as_of, behind=behind, dropped=dropped),
        unknown,
        own,
        now,
        below=_final_above(stage, users),
    )


_OF_CHAINGUARD = ("linux/amd64", "linux/arm64")
"""What Chainguard's images are built for. Source: its documentation, "Chainguard Images: architectures"."""


def _is_of_few(image: Image) -> bool:
    return image.parsed is not None and image.parsed.registry == "cgr.dev"


def _final_above(stage: StageFacts, users: Sequence[StageFacts]) -> str | None:
    """The final stage that stands on a stage, by its name or number; None where there is none, or it is that itself."""
    above = next((one for one in users if one.is_final and one is not stage), None)
    return (above.name or str(above.index)) if above is not None else None


def _platform(stage: StageFacts, platform: str) -> str:
    """The platform whose figures count: the FROM's own where it, or its repository, names one outright."""
    from baseadvisor.image.platform import InvalidPlatform, Platform

    written = stage.stage.platform if stage.stage is not None else None
    if written is None and stage.reference is not None and stage.reference.registry == "docker.io":
        # Official images for one architecture: arm32v7/ubuntu.
        own = Platform.of_official_image(stage.reference.repository.partition("/")[0])
        return platform if own is None else str(own)
    if written is None or "$" in written:
        return platform
    try:
        return str(Platform.parse(written))
    except InvalidPlatform:
        return platform


def _weighed(
    image: Image, needs: Needs, proposals: Sequence[Proposal], as_of: str, platform: str
) -> list[tuple[Candidate, Proposal]]:
    """The candidates for some proposals, the best first, each with its proposal."""
    found = [(_candidate(image, needs, one, as_of, platform), one) for one in proposals]
    return sorted(found, key=lambda pair: (-pair[0].score, pair[0].image.reference))


def _on_supported_builder(image: Image, weighed: Sequence[tuple[Candidate, Proposal]]) -> list[Candidate]:
    """The candidates; a split from an image that gets no fixes is shown with what takes its place to build on."""
    candidates = [candidate for candidate, _ in weighed]
    if not _is_over(image):
        return candidates
    builders = [one for one in candidates if one.kind != "split" and one.includes is None]
    found = [_built_on(one, builders) if one.outline and builders else one for one in candidates]
    return sorted(found, key=lambda one: (-one.score, one.image.reference))


def _built_on(candidate: Candidate, builders: Sequence[Candidate]) -> Candidate:
    """A split that is built on the best of some candidates, of the same makers where there is one.

    It is as much work as that at least, and what breaks or is to be checked there counts here too.
    """

    def makers(image: Image) -> str | None:
        return base_name(image.parsed) if image.parsed is not None else None

    builder = next((one for one in builders if makers(one.image) == makers(candidate.image)), builders[0])
    name = candidate.outline[0].rpartition(" ")[2]
    points = round(sum(term.points for term in builder.terms if term.name in ("breaking", "checking")), 2)
    below = Term("building", points, f"what {builder.image.reference} breaks in the build")
    terms = (*candidate.terms, below) if points else candidate.terms
    return candidate._replace(
        outline=(f"FROM {builder.image.reference} AS {name}", *candidate.outline[1:]),
        effort=ranking.more(candidate.effort, builder.effort),
        terms=terms,
        score=ranking.score(terms),
    )


def _fixed_by_contract_alone(image: Image) -> bool:
    """Whether fixes go on for those alone who attach a subscription, so that an image as it is pulled gets none.

    Source: https://ubuntu.com/security/esm (Expanded Security Maintenance is part of Ubuntu Pro).
    """
    return any(line.state == "extended" and line.product == "ubuntu" for line in image.support)


def _state_below(image: Image) -> State:
    """The state of what is known of an image: that nobody knows of its own version is no reason to leave it."""
    return image._replace(unserved=None).state


def _at_least(candidate: Candidate, effort: Effort) -> Candidate:
    return candidate._replace(effort=ranking.more(candidate.effort, effort))


def _after(now: Sequence[Reason], candidate: Candidate) -> Candidate:
    """A candidate where something fails on the image as it is, or is to be tried there: that comes along."""
    if any(reason.severity == "breaks" for reason in now):
        candidate = _at_least(candidate, "small")
    unseen = next((reason for reason in now if reason.is_unseen), None)
    if unseen is None or candidate.confidence.level != "high":
        return candidate
    return candidate._replace(confidence=Confidence("medium", f"something is to be tried now (line {unseen.line})"))


def _no_easier_elsewhere(image: Image, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, none on another distribution less work than the least on a newer release of the own one."""
    refreshes = [one.effort for one in candidates if one.kind == "refresh" and one.includes is None]
    if image.parsed is None or not is_whole(base_name(image.parsed)) or not refreshes:
        return list(candidates)
    least = min(refreshes, key=ranking.EFFORTS.index)
    return [_at_least(one, least) if one.kind == "port" and one.includes is None else one for one in candidates]


def _is_over(image: Image) -> bool:
    """Whether an image gets no fixes from its makers any more."""
    return image.state in ("ended", "extended") or image.deprecated is not None


def _confirmed(proposals: Sequence[Proposal], live: "Live") -> list[Proposal]:
    """The proposals with what the registry says of the first few, without those that are not there."""
    first, rest = proposals[:_CONFIRMED], proposals[_CONFIRMED:]
    looked = live.look([one.image for one in first])
    kept = [one._replace(image=image) for one, image in zip(first, looked, strict=True) if image is not None]
    return [*kept, *rest]


def _candidate(image: Image, needs: Needs, proposal: Proposal, as_of: str, platform: str) -> Candidate:
    after = proposal.image
    name_before = base_name(image.parsed) if image.parsed is not None else image.reference
    name_after = base_name(after.parsed) if after.parsed is not None else after.reference
    move = Move(needs, image, after, proposal.kind, name_before, name_after, proposal.run_only, proposal.includes)
    found = reasons(move)
    if proposal.run_only and _is_over(image):
        found = (
            *found,
            Reason(
                "build",
                "check",
                "high",
                "what is built",
                f"{image.reference} gets no fixes either: build on what takes its place, whose reasons count as well",
            ),
        )
    if proposal.run_only and proposal.major:
        found = (*found, *_built_for_another(image, needs))
    saved = saving(image, after) if proposal.includes is None else None
    from baseadvisor.advisor.patch import edits_for

    plan = edits_for(move, found, proposal)
    found = plan.reasons
    whole = is_whole(name_before)
    major = proposal.major and not (whole and is_whole(name_after))
    case = ranking.Case(
        proposal.kind,
        ranking.days_left(as_of, support_end(after, as_of).day),
        saved,
        found,
        major,
        left_out(move, as_of, platform) if major else 0,
        after.size is not None or after.reference == "scratch",
        move.changes_libc and after.userland is not None and after.userland.libc is not None,
        after.moving and after.reference != "scratch" and not image.moving,
        whole
        and (
            proposal.major
            or image.distribution != after.distribution
            or (proposal.includes is not None and image.release != after.release)
        ),
        _is_needless(image, "distribution" if whole else "runtime", as_of) and not is_last_served(image, as_of),
        after.userland is not None,
        not whole
        and image.distribution == after.distribution
        and None not in (image.release, after.release)
        and image.release != after.release
        and _is_settled(image, as_of),
        proposal.kind == "slim" and name_before == name_after,
        _is_fitting(image, as_of) and after.userland is not None and after.userland.libc is not None,
        not is_for_others(needs),
        all(_is_needless(image, line.role, as_of, days=_TWO_YEARS) for line in image.support),
        (is_whole(name_after) or proposal.includes is not None) and _is_young(after, as_of),
        name_after in JAVA_IMAGES and name_after not in ("eclipse-temurin", name_before),
        any(one.product == "java" and one.start is not None and one.old < (9,) <= one.new for one in jumps(move))
        or leaves_java_8(move),
        any(one.product == "tomcat" and one.crosses(10) for one in jumps(move)),
    )
    summands = ranking.terms(case)
    effort = ranking.effort(found, proposal.kind, least=_least(move, found, as_of, major=proposal.major))
    sure = confidence(move, found, effort, as_of, major=proposal.major)
    if sure.level == "low":  # to find out what is not known is work
        effort = ranking.more(effort, "small")
    return Candidate(
        proposal.kind,
        after,
        proposal.changes,
        proposal.major,
        proposal.other_names,
        found,
        saved,
        effort,
        ranking.score(summands),
        summands,
        plan.edits,
        plan.unpatched,
        plan.outline,
        proposal.includes,
        proposal.source,
        sure,
    )


def _least(move: Move, found: Sequence[Reason], as_of: str, *, major: bool) -> Effort:
    """The least work; large where the only package that is installed, what the image is for, is gone for good."""
    only = any(one.lost and one.severity == "breaks" for one in found) and len(move.needs.installed()) == 1
    return "large" if only else least_effort(move, as_of, major=major)


def _built_for_another(image: Image, needs: Needs) -> Iterator[Reason]:
    """What is installed for one version of Python is looked for in a folder of its own; modules in C are Node's too."""
    line = next((one for one in image.support if one.product in _FOLDERS), None)
    if line is not None and any(action.family in ("pip", "npm") for action in needs.actions()):
        severity, why = _FOLDERS[line.product]
        yield Reason("build", severity, "medium", f"what is installed for {line.name}", why)


_FOLDERS: dict[str, tuple[Severity, str]] = {
    "python": ("breaks", "another version of Python does not find it: build with the version that runs it"),
    "nodejs": ("check", "modules with native code are made for one version: build with the version that runs it"),
}


def saving(before: Image, after: Image) -> Saving | None:
    """What moving saves in compressed bytes; None where one of the sizes is not known, or their platforms differ."""
    if before.size is None or before.size.bytes <= 0:
        return None
    if after.reference == "scratch":
        return Saving(before.size.bytes, 1.0, 0, before.size.match != "nearest")
    if after.size is None or before.size.platform != after.size.platform:
        return None
    apart = abs((date.fromisoformat(before.size.as_of) - date.fromisoformat(after.size.as_of)).days)
    exact = "nearest" not in (before.size.match, after.size.match)
    difference = before.size.bytes - after.size.bytes
    return Saving(difference, difference / before.size.bytes, apart, exact)


def _is_needless(image: Image, role: str, as_of: str, *, days: int = ranking.HALF_A_YEAR) -> bool:
    """Whether the version that an image has is supported for long enough, so that nobody has to leave it."""
    lines = [line for line in image.support if line.role == role]
    return {line.state for line in lines} == {"supported"} and all(
        left is None or left >= days for left in (ranking.days_left(as_of, line.until) for line in lines)
    )


def _is_settled(image: Image, as_of: str) -> bool:
    """Whether the distribution's release is supported for a year and more."""
    return _is_needless(image, "distribution", as_of, days=_A_YEAR)


_A_YEAR = 365
_TWO_YEARS = 730
"""Days."""


def _is_young(image: Image, as_of: str) -> bool:
    """Whether the release of its distribution, one that is served for years, came out less than a year ago."""
    first = (date.fromisoformat(as_of) - timedelta(days=365)).isoformat()
    releases = [
        one
        for line in image.support
        if line.role == "distribution"
        for one in cycles(line.product)
        if numbers(one.cycle) == numbers(image.release)
    ]
    return any(
        one.released is not None
        and one.released > first
        and one.eol is not None
        and (ranking.days_left(one.released, one.eol) or 0) >= _FOR_YEARS
        for one in releases
    )


_FOR_YEARS = 4 * 365
"""Days for which a release is served that people build on, and make packages for, for long."""


def _is_fitting(image: Image, as_of: str) -> bool:
    """Whether nobody has to leave an image: all it stands on is supported for long enough, and it is a release."""
    return (
        image.deprecated is None
        and not is_in_development(image)
        and all(_is_needless(image, line.role, as_of) for line in image.support)
        and _state_below(image) == "supported"
    )


def verdict(image: Image, as_of: str, *, behind: bool = False, dropped: bool = False) -> str:
    """How it stands with an image on a day, in a few words."""
    parts = []
    if image.deprecated is not None:
        since = f" since {image.deprecated_since}" if image.deprecated_since else ""
        parts.append(f"given up by its makers{since}: {image.deprecated}")
    for line in image.support:
        if line.state == "ended":
            parts.append(
                f"{line.name} is unsupported since {line.until}" if line.until else f"{line.name} is unsupported"
            )
        elif line.state == "extended":
            until = f" until {line.extended_until}" if line.extended_until else ""
            parts.append(f"{line.name}: support ended {line.until}, {line.extended_means or 'extended support'}{until}")
    if dropped:
        if image.unserved == image.reference:
            parts.append(f"{image.unserved} is not built, or no more: the official list has no such tag")
        else:
            parts.append(f"{image.unserved} is built no more: the official list has later versions alone")
    if is_in_development(image):
        parts.append("a branch in development, which never gets a release's security support")
    if parts:
        return "; ".join(parts)
    if is_frozen(image):
        return "a digest freezes it: what it holds is not known, and it gets no fixes until the digest is renewed"
    end, why = support_end(image, as_of)
    left = ranking.days_left(as_of, end)
    soon = ": plan the move" if left is not None and left < ranking.HALF_A_YEAR else ""
    old = "; pinned to an older build, which gets no fixes" if behind else ""
    if image.state == "supported":
        bound = f" at most: {why}" if why is not None else ""
        return f"supported until {end}{bound}{soon}{old}" if end else f"supported{f': {why}' if why else ''}{old}"
    if image.unserved is not None:
        unknown = f"until when {image.unserved} itself is served is not known"
        return f"what is known of it: {_known(image)}; {unknown}{soon}{old}"
    return "support is not known"


def _known(image: Image) -> str:
    """What of an image is known to be supported, and what it stands on where it is not said on which release."""
    parts = [
        f"{line.name} is supported" + (f" until {line.until}" if line.until is not None else "")
        for line in image.support
    ]
    if image.userland is not None and not any(line.role == "distribution" for line in image.support):
        product = product_of_distribution(image.userland.distribution)
        title = next((one.title for one in cycles(product)), None) if product is not None else None
        on = title or image.userland.distribution or image.userland.id
        release = f" {image.release}" if image.release is not None else ", on which release is not known"
        parts.append(f"it stands on {on}{release}")
    return "; ".join(parts)


def _unknown(image: Image) -> str | None:
    """Why there is nothing to advise, where that is for want of knowledge."""
    if image.parsed is None:
        return image.notes[0] if image.notes else "it is no image reference"
    if image.parsed.digest is not None and image.parsed.tag is None:
        return "a digest alone does not tell what it is: write the tag before it"
    if image.userland is None and not image.support:
        return "the shipped catalog does not know this image"
    from baseadvisor import catalog

    given_up = catalog.deprecation_of(image.parsed)
    if given_up is not None and given_up.successors:
        return f"the catalog knows no tags of what takes its place: {', '.join(given_up.successors)}"
    if image.state in ("ended", "extended") and catalog.official_name(image.parsed) is None:
        return "the catalog does not know what its makers have in its place: ask them for a newer one"
    return None
