"""Images that bring the language which a file installs on a distribution."""

from collections.abc import Iterator

from baseadvisor.advisor.alternatives import languages
from baseadvisor.advisor.listing import Line, builds, is_distribution, lines_to_move_to, newest
from baseadvisor.advisor.needs import Language
from baseadvisor.advisor.search import PLAIN, Proposal, Search
from baseadvisor.advisor.weight import step


def language_images(search: Search) -> Iterator[Proposal]:
    """Official images of the one language that is installed by packages here."""
    if not is_distribution(search.name) or len(search.needs.languages) != 1:
        return
    language = search.needs.languages[0]
    if not search.is_used(language.name) or _is_taken_out(search, language):
        return
    row = next(one for one in languages() if one.name == language.name)
    for at, name in enumerate(row.images):
        line = tuple(int(part) for part in (language.version or "").split(".") if part.isdigit())
        for to in lines_to_move_to(name, line or None, search.as_of, search.platform, stay=True)[:1]:
            yield from _language_builds(search, name, to, language.name, compiles=language.builds and at == 0)


def _is_taken_out(search: Search, language: Language) -> bool:
    """Whether the file removes again what it installs, so that its image does not hold the language."""
    here = {package.name for package in language.action.packages}
    removed = {
        package.name
        for action in search.needs.actions()
        if action.action == "remove" and action.start > language.action.start
        for package in action.packages
    }
    row = next(one for one in languages() if one.name == language.name)
    return any(
        name == language.action.virtual or (name in here and any(p.fullmatch(name) for p in row.packages))
        for name in removed
    )


def _language_builds(search: Search, name: str, line: Line, language: str, *, compiles: bool) -> Iterator[Proposal]:
    here = search.image.userland
    runtimes: list[str | None] = [None]
    if language == "java":
        runtimes = ["jdk"] if search.builds_java() else (["jre", "jdk"] if compiles else ["jre"])
    for runtime in runtimes:
        flavour = PLAIN._replace(runtime=runtime)
        serving = [
            build
            for build in builds(name, search.as_of, search.platform)
            if build.line == line
            and any(one.words == flavour.words and one.runtime == runtime for one in build.flavours)
        ]
        picked = newest(serving)
        near = [b for b in picked if here is not None and b.image.distribution == here.distribution]
        if not near:
            near = [
                b
                for b in picked
                if here and b.image.userland and b.image.userland.package_family == here.package_family
            ]
        slimmest = min(near, key=lambda b: (step(b.image.userland), not b.flavours[0].slim), default=None)
        if slimmest is None:
            continue
        same = here is not None and slimmest.image.distribution == here.distribution
        found = search.proposal(slimmest, "refresh" if same else "port", flavour, includes=language)
        if runtime == "jre" and search.needs.languages[0].builds:
            found = found._replace(changes=(*found.changes, "JDK -> JRE"))
        yield found
