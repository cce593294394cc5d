"""Which images could stand in a base image's place. What they would break is not looked at here."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from baseadvisor.advisor.alternatives import other_images
from baseadvisor.advisor.facts import base_name, image_facts
from baseadvisor.advisor.language_images import language_images
from baseadvisor.advisor.listing import Line, builds, is_behind, is_distribution, lines_to_move_to, may_be_advised
from baseadvisor.advisor.model import Image, Kind
from baseadvisor.advisor.repository import same_repository
from baseadvisor.advisor.running import bare_images, run_images, static_images
from baseadvisor.advisor.search import PLAIN, Proposal, Search
from baseadvisor.advisor.starting import able_to_start
from baseadvisor.advisor.successors import newer_language, numbered_releases, successors
from baseadvisor.advisor.tools import LANGUAGE_IMAGES
from baseadvisor.advisor.weight import is_slimmer_sibling, step
from baseadvisor.advisor.workplaces import is_built_on, is_worked_in
from baseadvisor.image.reference import InvalidReference, Reference


def proposals_for(search: Search) -> list[Proposal]:
    """Every image that could serve, each once, as found: not ranked."""
    found: dict[str, Proposal] = {}
    for proposal in _all(search):
        if _is_same(search, proposal.image) or _only_renames(search, proposal):
            continue
        if _is_allowed(search, proposal.image):
            found.setdefault(proposal.image.reference, proposal)
    return list(found.values())


def _is_same(search: Search, image: Image) -> bool:
    """Whether a candidate is the very image there is, or another name of the same build."""
    if image.reference == search.image.reference:
        return True
    if image.parsed is None or base_name(image.parsed) != search.name or search.frozen:
        return False
    if image.tag == search.image.tag:
        return True  # all but a digest, which only pins it
    from baseadvisor.catalog import resolve_alias

    return search.image.tag in resolve_alias(search.name, image.tag)


def _only_renames(search: Search, proposal: Proposal) -> bool:
    """Whether a newer release is none: the same on the same release, though under another name."""
    here, there = search.image.userland, proposal.image.userland
    return (
        proposal.kind == "refresh"
        and not proposal.changes
        and proposal.includes is None
        and not search.frozen
        and search.image.state == "supported"
        and here is not None
        and there is not None
        and here.release is not None
        and (here.id, here.release) == (there.id, there.release)
        and not is_behind(search.image, search.as_of, search.platform)
    )


def _all(search: Search) -> Iterator[Proposal]:
    reference = search.image.parsed
    if reference is None or (search.image.userland is not None and search.image.userland.os != "linux"):
        return
    if reference.tag is None and reference.digest is not None:
        return  # which of its flavours it is, nobody can tell
    if search.name != "scratch":
        yield from _to_work_in(search, same_repository(search))
        yield from numbered_releases(search)
        yield from newer_language(search)
        yield from successors(search)
        yield from _other_distributions(search)
        yield from language_images(search)
        if not is_worked_in(search.needs):
            yield from able_to_start(search, _without_a_browser(search, run_images(search)))
            yield from bare_images(search)
            yield from able_to_start(search, static_images(search))
    yield from _company_images(search)


_BROWSERS = re.compile(r"google-chrome(?:-\w+)?|chromium(?:-browser|-headless)?|firefox(?:-esr)?|microsoft-edge-\w+")


def _without_a_browser(search: Search, found: Iterator[Proposal]) -> Iterator[Proposal]:
    """No split from a stage that installs a browser: with all it needs, it is not to be copied out of a build."""
    browser = any(_BROWSERS.fullmatch(name) for name in search.needs.installed())
    yield from (one for one in found if not (browser and one.run_only))


def _to_work_in(search: Search, found: Iterator[Proposal]) -> Iterator[Proposal]:
    """Without those that have fewer tools, where people work in the image or build on it, nobody knows with which."""
    needs = search.needs
    built_on = search.name in LANGUAGE_IMAGES and is_built_on(needs)
    worked_in = not is_distribution(search.name) and (is_worked_in(needs) or built_on)
    return (one for one in found if not (worked_in and one.kind == "slim"))


def _other_distributions(search: Search) -> Iterator[Proposal]:
    """For a whole distribution, or a language image that needs no more: a slimmer one."""
    if not is_distribution(search.name) or search.image.userland is None:
        return
    here = search.image.userland
    for other in other_images():
        if other.provides != "distribution":
            continue
        if other.families and here.package_family not in other.families:
            continue
        if other.role == "run" and (search.needs.runs or not search.needs.is_final):
            continue
        if other.name == "alpine":
            if here.distribution == "alpine":
                continue
            for line in lines_to_move_to("alpine", None, search.as_of, search.platform, stay=False):
                yield from _alpine(search, line)
            continue
        image = image_facts(other.reference(None) or other.name, search.as_of, search.platform)
        if may_be_advised(image) and step(image.userland) < step(here) and other.name != search.name:
            kind: Kind = "slim" if image.userland and is_slimmer_sibling(image.userland, here) else "port"
            yield Proposal(
                kind, image, search.changes(image, (), search.flavour, other.name), False, source=other.source
            )


def _alpine(search: Search, line: Line) -> Iterator[Proposal]:
    for build in builds("alpine", search.as_of, search.platform):
        if build.line == line and step(build.image.userland) < step(search.image.userland):
            yield search.proposal(build, "port", PLAIN)
            return


def _company_images(search: Search) -> Iterator[Proposal]:
    """The images of a company's list that say by their name that they are for the same."""
    for text in search.allowed:
        if "*" in text or "?" in text:
            continue
        try:
            reference = Reference.parse(text)
        except InvalidReference:
            continue
        image = image_facts(reference, search.as_of, search.platform)
        own = search.name.rpartition("/")[2]
        if own not in re.split(r"[-/_]", reference.repository) or any(line.state == "ended" for line in image.support):
            continue
        same = image.distribution is not None and image.distribution == search.image.distribution
        changes = search.changes(image, (), search.flavour, base_name(reference))
        yield Proposal("refresh" if same else "port", image, changes, False, source="the list of allowed images")


def _is_allowed(search: Search, image: Image) -> bool:
    if not search.allowed:
        return True
    reference = image.parsed
    names = {image.reference}
    if reference is not None:
        names |= {reference.familiar_name, reference.name, str(reference)}
    return any(fnmatchcase(name, pattern) for name in names for pattern in search.allowed)
