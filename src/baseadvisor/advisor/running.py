"""Images for the final stage alone: they hold what is needed to run, and nothing to build with."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.alternatives import other_images
from baseadvisor.advisor.copies import sources_of
from baseadvisor.advisor.distance import is_newest
from baseadvisor.advisor.facts import base_name, image_facts
from baseadvisor.advisor.flavour import Flavour
from baseadvisor.advisor.language_images import asked_line, installed_beside, is_for_more
from baseadvisor.advisor.listing import builds, is_distribution, lines_to_move_to, may_be_advised, newest
from baseadvisor.advisor.search import BUILD_IMAGES, PLAIN, Proposal, Search, distribution_of
from baseadvisor.advisor.weight import step
from baseadvisor.image.numbers import dotted, is_number, number


def run_images(search: Search) -> Iterator[Proposal]:
    """For the final stage: images that hold what is needed to run, and nothing to build with."""
    if not search.needs.is_final or not search.starts_something() or search.starts_builds():
        return
    building = search.needs.builds()
    language = search.language or _installed_language(search)
    if _COMPUTES.search(search.name):
        return  # what runs needs the libraries that the image is there for
    if language == "java" and "java" not in building and search.brings_java_builder():
        return  # what is built on this image will call it
    if language is None or (search.image.userland is None and not search.starts(language)):
        return
    if language in _COMPILED and _brings_sources_last(search):
        return  # it is there to build what comes after all that it builds by itself
    version = search.language_version(language)
    split = bool(search.needs.runs)
    installed = language if search.language is None and search.needs.languages else None
    if split and installed is not None and not _only_builds_and_runs(search, installed):
        return
    if split and language not in _COMPILED and not search.starts(language) and _starts_a_script(search):
        return  # what is started may need more than the language
    if version is None and installed is not None:
        version = dotted(asked_line(search, search.needs.languages[0])) or None
    for other in other_images():
        if other.provides != language or other.role != "run":
            continue
        text = other.reference(version)
        if text is None:
            continue
        if other.versions and "{n}" not in other.name and version is not None and version not in other.versions:
            continue
        image = image_facts(text, search.as_of, search.platform)
        if image.userland is None or not may_be_advised(image):
            continue
        name = base_name(image.parsed) if image.parsed is not None else other.name
        changes = search.changes(image, (), search.flavour, name)
        newer = other.newest and version is not None and not is_newest(language, version, search.as_of)
        if newer:
            changes = (*changes, f"{language} {version} -> the newest (the free tag is latest)")
        yield Proposal(
            "split" if split else "port",
            image,
            changes,
            newer,
            includes=installed,
            run_only=split,
            source=other.source,
        )
    if search.name in BUILD_IMAGES or (building and split):
        yield from _official_runtimes(search, language, version, installed)
        yield from _dynamic(search, language)


_COMPILED = frozenset({"go", "rust"})


def _brings_sources_last(search: Search) -> bool:
    """Whether a whole folder is copied in after everything that is run: what starts builds it, or works in it."""
    last = max((run.instruction.start for run in search.needs.runs), default=None)
    return last is not None and any(
        each.flag("from") is None and each.start > last and sources_of(each)[:1] in ((".",), ("./",))
        for each in search.needs.copying
    )


def _starts_a_script(search: Search) -> bool:
    """Whether a shell script is started, which nobody looks into, on an image that is not there to build with."""
    return search.name not in BUILD_IMAGES and any(
        (command.name or "").endswith(".sh") for _, command in search.needs.started()
    )


def _only_builds_and_runs(search: Search, language: str) -> bool:
    """Whether a language is installed to build a program in it, or for nothing else, and to start that."""
    if not search.starts(language) or not (is_distribution(search.name) or language == "java"):
        return False
    return language in search.needs.builds() or not installed_beside(search, search.needs.languages[0])


_COMPUTES = re.compile(r"cuda|nvidia|rocm|l4t|tensorflow|pytorch|triton|oneapi|openvino|mkl", re.IGNORECASE)
"""Images by what their names say: libraries for graphics cards and the like."""


def _installed_language(search: Search) -> str | None:
    """The one language that is installed on a distribution, or on somebody's own image, to run a program of it."""
    from baseadvisor import catalog

    own = search.image.parsed is None or catalog.official_name(search.image.parsed) is None
    if len(search.needs.languages) != 1 or not (own or is_distribution(search.name)):
        return None
    found = search.needs.languages[0]
    return found.name if search.is_used(found.name) and not is_for_more(search, found) else None


def _dynamic(search: Search, language: str) -> Iterator[Proposal]:
    """To run a compiled program that may need the libc it was built against."""
    if language not in ("go", "rust") or language not in search.needs.builds() or search.image.userland is None:
        return
    from baseadvisor.advisor.static import static_program

    if static_program(search.needs, search.name) is not None:
        return
    if search.image.userland.libc == "musl":
        for line in lines_to_move_to("alpine", None, search.as_of, search.platform, stay=False):
            for build in builds("alpine", search.as_of, search.platform):
                if build.line == line:
                    yield search.proposal(build, "split", PLAIN)._replace(run_only=True)
        return
    wanted = "glibc" if language == "go" else "libstdc++"
    for other in other_images():
        if other.provides == wanted:
            image = image_facts(other.reference(None) or other.name, search.as_of, search.platform)
            if may_be_advised(image):
                changes = search.changes(image, (), search.flavour, other.name)
                yield Proposal("split", image, changes, False, run_only=True, source=other.source)
    for build in builds("debian", search.as_of, search.platform):
        if build.image.userland is not None and build.image.userland.id == "debian-slim":
            yield search.proposal(build, "split", PLAIN._replace(slim=True))._replace(run_only=True)
            return


_COMPILERS = frozenset({"golang", "rust", "gcc"})


def bare_images(search: Search) -> Iterator[Proposal]:
    """For a final stage on a compiler's image that only starts what another stage has built: its libc is enough."""
    needs, here = search.needs, search.image.userland
    if search.name not in _COMPILERS or here is None or not needs.is_final or needs.builds():
        return
    copies = [one for stage in needs.stages for each in stage.instructions for one in needs.analysis.sources(each)]
    if not copies or not any(each.keyword != "HEALTHCHECK" for each in needs.starts) or search.starts_builds():
        return
    name, wanted = ("alpine", PLAIN) if here.libc == "musl" else ("debian", PLAIN._replace(slim=True))
    serving = [one for one in builds(name, search.as_of, search.platform) if wanted in one.flavours]
    for line in lines_to_move_to(name, None, search.as_of, search.platform, stay=False):
        for build in newest(one for one in serving if one.line == line):
            same = build.image.distribution == search.image.distribution
            found = search.proposal(build, "slim" if same else "port", wanted)
            yield found._replace(changes=(*found.changes, "without the compiler, which nothing here calls"))


def _official_runtimes(search: Search, language: str, version: str | None, installed: str | None) -> Iterator[Proposal]:
    """The official image to run what another one built."""
    wanted: list[tuple[str, Flavour]] = []
    if language == "java":
        wanted.append(("eclipse-temurin", PLAIN._replace(runtime="jre")))
    elif language == "node":
        wanted.append(("node", PLAIN))
    elif language == "python":
        wanted.append(("python", PLAIN))
    for name, flavour in wanted:
        line = tuple(number(part) for part in (version or "").split(".") if is_number(part))
        for to in lines_to_move_to(name, line or None, search.as_of, search.platform, stay=True)[:1]:
            serving = [
                build
                for build in builds(name, search.as_of, search.platform)
                if build.line == to
                and any(one.words == frozenset() and one.runtime == flavour.runtime for one in build.flavours)
            ]
            for build in newest(serving):
                slimmer = step(build.image.userland) < step(search.image.userland) or name != search.name
                heavy = build.image.userland is not None and build.image.userland.id == "debian"
                if slimmer and not heavy:
                    found = search.proposal(build, "split", flavour, includes=installed)
                    yield found._replace(run_only=True)


_DISTROLESS = re.compile(r"gcr\.io/distroless/(?:base|base-nossl|cc)-(debian\d+)")


def _static_name(search: Search) -> str | None:
    """Of Debian's distroless images the static one, for one that holds a libc."""
    match = _DISTROLESS.fullmatch(search.name)
    return f"gcr.io/distroless/static-{match[1]}" if match else None


def _static_sibling(search: Search, why: str) -> Iterator[Proposal]:
    """The same without the libc, under the same tag, and so with the same user."""
    name = _static_name(search)
    if name is None or search.image.parsed is None:
        return
    tag = search.image.parsed.tag
    image = image_facts(f"{name}:{tag}" if tag else name, search.as_of, search.platform)
    if may_be_advised(image):
        yield Proposal("slim", image, (f"{search.name} -> {name}",), False, source=why)


def static_images(search: Search) -> Iterator[Proposal]:
    """For programs that are linked statically: images with nothing in them."""
    from baseadvisor.advisor.static import static_program

    if not search.needs.is_final:
        return
    found = static_program(search.needs, search.name)
    if found is None:
        return
    split = found.here
    yield from _static_sibling(search, found.why)
    for text in ("scratch", "gcr.io/distroless/static-debian13:nonroot", "cgr.dev/chainguard/static:latest"):
        if text.partition(":")[0] == _static_name(search):
            continue
        image = image_facts(text, search.as_of, search.platform)
        if image.userland is None or step(image.userland) >= step(search.image.userland):
            continue
        if text == "scratch":
            image = image._replace(reference="scratch", released=True)
        elif not may_be_advised(image):
            continue
        changes = (f"{distribution_of(search.image)} -> {'nothing' if text == 'scratch' else text.partition(':')[0]}",)
        yield Proposal("split" if split else "port", image, changes, False, run_only=split, source=found.why)
