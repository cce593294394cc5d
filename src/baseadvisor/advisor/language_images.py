"""Images that bring the language which a file installs on a distribution."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.alternatives import languages
from baseadvisor.advisor.listing import Line, builds, is_distribution, lines_to_move_to, newest
from baseadvisor.advisor.needs import Language, is_for_building
from baseadvisor.advisor.release_versions import version_in_release
from baseadvisor.advisor.search import PLAIN, Proposal, Search
from baseadvisor.advisor.weight import step
from baseadvisor.image.numbers import dotted, is_number, number


def language_images(search: Search) -> Iterator[Proposal]:
    """Official images of the one language that is installed by packages here."""
    if not is_distribution(search.name) or len(search.needs.languages) != 1:
        return
    language = search.needs.languages[0]
    if not search.is_used(language.name) or _is_taken_out(search, language) or is_for_more(search, language):
        return
    row = next(one for one in languages() if one.name == language.name)
    line = asked_line(search, language)
    for at, name in enumerate(row.images):
        for to in lines_to_move_to(name, line or None, search.as_of, search.platform, stay=True)[:1]:
            yield from _language_builds(
                search, name, to, language.name, asked=line, compiles=language.builds and at == 0
            )


_MANY = 12
"""So many other packages show that a distribution is used for more than to have a language."""
_NODESOURCE = re.compile(r"(?:deb|rpm)\.nodesource\.com/(?:setup|node|pub)_(\d+)\.x")
_PRODUCTS = {"node": "nodejs"}
"""What the packages of releases are called here, where it is not as the language is."""


def is_for_more(search: Search, language: Language) -> bool:
    """Whether the file installs so much else that it is not about the language."""
    return len(installed_beside(search, language)) > _MANY


def installed_beside(search: Search, language: Language) -> list[str]:
    """The packages that the file installs beside a language, and that are not there to build with."""
    row = next(one for one in languages() if one.name == language.name)
    return [
        name
        for name in search.needs.installed()
        if not is_for_building(name) and not any(p.fullmatch(name) for p in row.packages)
    ]


def asked_line(search: Search, language: Language) -> Line:
    """The version that the file asks for: by a package's name, by the address of its source, or as the release has it.

    () where none of them tells.
    """
    if language.version is None and language.name == "node":
        for text, _ in search.needs.words():
            found = _NODESOURCE.search(text)
            if found is not None:
                return (number(found[1]),)
    if language.version is None:
        product = _PRODUCTS.get(language.name, language.name)
        there = version_in_release(search.image.distribution, search.image.release, product)
        return there[0] if there is not None else ()
    return tuple(number(part) for part in language.version.split(".") if is_number(part))


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


_TITLES = {"java": "Java", "python": "Python", "node": "Node.js", "go": "Go", "nginx": "nginx"}


def _is_python_2(language: Language) -> bool:
    """Whether the packages are those of Python 2 alone: their names say `python`, and no 3."""
    names = [package.name for package in language.action.packages if package.name.startswith("python")]
    return bool(names) and not any(name.startswith("python3") for name in names) and language.version is None


def _language_builds(
    search: Search, name: str, line: Line, language: str, *, asked: Line, compiles: bool
) -> Iterator[Proposal]:
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
        old = (2, 7) if language == "python" and _is_python_2(search.needs.languages[0]) else asked[: len(line)]
        if asked and old < line:
            step_up = f"{_TITLES[language]} {dotted(old)} -> {dotted(line)}"
            found = found._replace(changes=(step_up, *found.changes))
        if runtime == "jre" and search.needs.languages[0].builds:
            found = found._replace(changes=(*found.changes, "JDK -> JRE"))
        yield found
