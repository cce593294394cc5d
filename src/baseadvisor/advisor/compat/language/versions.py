"""What a newer version of a language, or of the distribution, no longer takes.

Here is what holds for every language; what is particular to one is in the module called after it.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from baseadvisor.advisor.compat.archive.managers import also_lines
from baseadvisor.advisor.compat.language import (
    composer,
    dotnet,
    golang,
    jvm,
    node,
    node_gyp,
    node_sources,
    php,
    python_versions,
    ruby,
    rust,
)
from baseadvisor.advisor.compat.language.jumps import (
    TITLES,
    Jump,
    also_used,
    from_nowhere,
    in_release,
    jumps,
    languages_installed,
    named_jumps,
    of_ended_release,
    place_of_use,
)
from baseadvisor.advisor.compat.system import servers
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Certainty, Reason, Severity
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.release_versions import Version
from baseadvisor.advisor.tracks import last_held
from baseadvisor.image.numbers import dotted, numbers

_OWN: dict[str, Callable[[Move, Jump], Iterator[Reason]]] = {
    "python": python_versions.jump,
    "nodejs": node.jump,
    "ruby": ruby.jump,
    "php": php.jump,
    "go": golang.jump,
    "rust": rust.jump,
    "java": jvm.jump,
    "dotnet": dotnet.jump,
    "nginx": servers.nginx,
    "tomcat": servers.tomcat,
}


def reasons(move: Move) -> Iterator[Reason]:
    """What the file says that the version there no longer takes."""
    for jump in jumps(move):
        found = tuple(_OWN[jump.product](move, jump)) if jump.product in _OWN else ()
        yield from found
        if jump.product != "go" or not (any(one.severity == "breaks" for one in found) or golang.stops(move, jump)):
            yield from _has_to_support(move, jump)  # that Go 1 goes on compiling is no word for what stops
        yield from _maven(move, jump)
    if not move.run_only:
        yield from _distutils(move)
    yield from node.image(move)
    yield from node.cleans_packaged(move)
    yield from jvm.image(move)
    yield from ruby.image(move)
    yield from ruby.of_distribution(move)
    yield from php.of_release(move)
    yield from python_versions.by_path(move)
    yield from node_sources.reasons(move)
    yield from node_gyp.reasons(move)
    yield from composer.reasons(move)
    yield from servers.packaged_tomcat(move)
    yield from servers.php_of_httpd(move)
    yield from _of_unlisted(move)
    yield from _older(move)
    yield from _of_unknown_release(move)
    yield from _version_by_name(move)
    yield from _processor(move)


_STANDING: dict[str, Callable[[Move, Jump], Iterator[Reason]]] = {
    "nodejs": node.standing,
    "php": php.standing,
    "go": golang.standing,
}


def standing(move: Move) -> Iterator[Reason]:
    """What the version that the image has now does not take, where the file alone shows it: of a move from nowhere."""
    for jump in from_nowhere(move):
        if jump.product in _STANDING:
            yield from _STANDING[jump.product](move, jump)
        if jump.product == "ruby":
            yield from ruby.image(move)
    yield from node.image(move)


def left_behind(move: Move) -> Iterator[Reason]:
    """What comes of a version that a package's name asks for and the image has no longer: of a move from nowhere."""
    brought = {one.product for one in move.after.support}
    for jump in named_jumps(move):
        if jump.product in brought:
            continue
        if jump.product in _OWN:
            yield from _OWN[jump.product](move, jump)
        yield from _has_to_support(move, jump)


class _Language(NamedTuple):
    """What has to support a new version: how libraries are installed, what runs, and what each version changed.

    `written`: what names the version beside the code, by the program that reads it.
    """

    families: frozenset[str]
    programs: frozenset[str]
    what: str
    certainty: Certainty = "medium"
    changes: tuple[tuple[Version, str], ...] = ()
    written: tuple[tuple[str, str], ...] = ()


_LANGUAGES = {
    "nodejs": _Language(
        frozenset({"npm"}),
        frozenset({"npm", "yarn", "pnpm", "npx", "node", "nodejs", "pm2"}),
        "what the application needs has to support {}: engines, modules with native code, old libraries",
    ),
    "ruby": _Language(
        frozenset({"gem", "bundler"}),
        frozenset({"ruby", "bundle", "rake", "rails", "gem"}),
        "the gems, and what is written for the old one, have to support {}",
        changes=(
            ((3, 0), "3.0 took positional and keyword arguments apart, and left out WEBrick and open-uri's plain open"),
            ((3, 2), "3.2 left out File.exists?, Fixnum and taint"),
            ((3, 4), "3.4 made gems of csv, base64, bigdecimal and more"),
        ),
        written=(("bundle", "a ruby line in the Gemfile, or .ruby-version, has to name it"),),
    ),
    "php": _Language(
        frozenset({"composer", "pear"}),
        frozenset({"composer", "php", "php-fpm"}),
        "the application, its libraries and extensions have to support {}",
        changes=(
            ((7, 0), "7.0 left out the mysql_ and ereg functions"),
            ((8, 0), "8.0 turned many warnings into errors"),
        ),
    ),
    "go": _Language(
        frozenset({"go"}),
        frozenset({"go"}),
        "programs for Go 1 go on compiling as a rule: build it with {}, and run its tests",
        "low",
        # golang/go issue 74462: internal/tokeninternal of these versions is refused; 0.5 has none yet.
        (
            (
                (1, 25),
                "golang.org/x/tools 0.6 to 0.25, in go.mod or in a tool, does not compile from 1.25 on",
            ),
        ),
    ),
    "rust": _Language(
        frozenset({"cargo"}),
        frozenset({"cargo", "rustc"}),
        "old versions of crates that Cargo.lock keeps may not compile with {}",
        "low",
        (((1, 80), "time before 0.3.35 does not from 1.80 on"),),
    ),
    "perl": _Language(
        frozenset({"cpan"}),
        frozenset({"perl", "cpanm", "cpan", "carton"}),
        "the modules have to support {}",
        changes=(((5, 26), "5.26 took the working folder out of @INC"),),
    ),
    "elixir": _Language(frozenset(), frozenset({"mix", "elixir", "iex"}), "the libraries have to support {}"),
    "erlang": _Language(frozenset(), frozenset({"rebar3", "erl", "erlc"}), "the libraries have to support {}"),
    "julia": _Language(frozenset(), frozenset({"julia"}), "the packages have to support {}"),
    "ghc": _Language(
        frozenset(), frozenset({"cabal", "stack", "ghc"}), "the bounds on base, and the libraries, have to allow {}"
    ),
    "gradle": _Language(
        frozenset(), frozenset({"gradle"}), "the build script and its plugins have to support {}", "high"
    ),
    "eclipse-jetty": _Language(
        frozenset(),
        frozenset({"java"}),
        "the application and what lies in JETTY_BASE have to follow {}",
        changes=(
            ((11,), "11 is for jakarta.*; for javax.* there are the ee8 modules of 12"),
            ((12,), "12 runs on Java 17 and newer, its plain tags on Java 25: -jdk17 and -jdk21 choose an older one"),
        ),
    ),
    "r": _Language(
        frozenset(),
        frozenset({"Rscript", "R"}),
        "packages and scripts have to support {}",
        changes=(((4, 0), "from 4.0 on strings in data frames are no factors"),),
    ),
}


_TAKES_MODULES_OF_2023 = (1, 18)
"""Before it go.mod can hold no x/tools that a newer Go refuses: 0.6 asks for 1.18."""


def _place(move: Move, product: str, language: _Language) -> int | None:
    """Where the use of a language is shown: of Go, where something is compiled."""
    return golang.compiled(move) if product == "go" else place_of_use(move, language.families, language.programs)


def _has_to_support(move: Move, jump: Jump) -> Iterator[Reason]:
    """In plain words that the application has to follow, at the line that shows the use; once for each language."""
    language = _LANGUAGES.get(jump.product)
    if language is None:
        return
    used = _place(move, jump.product, language)
    if used is None and jump.product == "go":
        return
    if jump.product == "rust" and rust.takes_newest_crates(move):
        language = language._replace(what="no Cargo.lock is copied: the newest crates have to support {}", changes=())
    if jump.product == "go" and jump.old < _TAKES_MODULES_OF_2023:
        language = language._replace(changes=())
    place = used if used is not None else jump.start
    told = "; ".join(
        [language.what.format(jump.there) + also_used(move, language.families, language.programs, place)]
        + [text for program, text in language.written if any(one.name == program for one in move.commands())]
        + [text for version, text in language.changes if jump.crosses(*version)]
    )
    yield Reason(
        "version",
        "check",
        "low" if jump.start is not None and used is None else language.certainty,
        jump.title,
        told,
        move.line(place) if place is not None else None,
    )


_PYTHON = _Language(
    frozenset({"pip"}),
    python_versions.PROGRAMS,
    "pinned requirements need versions that support {} (and have wheels for it)",
    changes=python_versions.LEFT_OUT,
)


def _older(move: Move) -> Iterator[Reason]:
    """A tag that names a release which is over, and no version of the language to the end, as `3-stretch`."""
    for product, old, new in of_ended_release(move):
        language = _PYTHON if product == "python" else _LANGUAGES.get(product)
        if language is None:
            continue
        place = _place(move, product, language)
        if place is None and product == "go":
            continue
        told = [language.what.format(f"{TITLES[product]} {dotted(new)}")]
        told += [text for version, text in language.changes if old < version <= new]
        yield Reason(
            "version",
            "check",
            language.certainty,
            f"{TITLES[product]} {dotted(old)} at most -> {dotted(new)}",
            f"{move.before.reference} is built no more, and has what was out by then; {'; '.join(told)}",
            move.line(place) if place is not None else None,
        )


def _of_unknown_release(move: Move) -> Iterator[Reason]:
    """A language by a package of the distribution's, of whose release the old image does not tell."""
    here, there = move.before, move.after
    if here.distribution is None or here.release is not None or here.state != "ended" or move.run_only:
        return
    if here.distribution != there.distribution:
        return
    for product, start in languages_installed(move):
        language = _PYTHON if product == "python" else _LANGUAGES.get(product)
        becomes = in_release(there, product)
        if language is None or becomes is None or any(one.product == product for one in here.support):
            continue
        new = f"{dotted(becomes[0])}{'' if becomes[1] else ' or newer'}"
        what = language.what.format(f"{TITLES[product]} {new}")
        if product == "python":
            used = place_of_use(move, language.families, language.programs) is not None
            what = python_versions.what_meets(move, f"{TITLES[product]} {new}", packaged=True, used=used)
        why = f"{here.reference} is of an older release, whose version is not known; {what}"
        yield Reason("version", "check", "low", f"{TITLES[product]} -> {new}", why, move.line(start))


def _of_unlisted(move: Move) -> Iterator[Reason]:
    """A version that nobody can tell: that of a tag which is built no more and names none."""
    stage = move.needs.stages[0].stage
    if stage is None or move.before.unserved != move.before.reference or move.name_before != move.name_after:
        return
    what = f"{move.before.reference} -> {move.after.tag}"
    last = last_held(move.name_before, move.before.tag)
    why = (
        f"the official list has no such tag; it stood for {dotted(last)} at last, so that the version changes"
        if last
        else "the official list has no such tag, which tells no version: "
        f"that of {move.after.reference} may be years newer"
    )
    migrated = move.name_after == "tomcat" and numbers(move.after.tag)[:1] != (9,)
    if migrated:
        why += "; from Tomcat 10 on applications for javax.* have to be migrated, which 9.0 takes as they are"
    severity: Severity = "breaks" if last and migrated else "check"
    yield Reason("version", severity, "medium", what, why, move.line(stage.from_instruction.start))


_MVN = re.compile(r"/bin/mvn(?![\w.-])")


def _edited_mvn(move: Move) -> int | None:
    """The offset of a sed that changes the script mvn. Source: Maven's release notes of 3.9.0 (MAVEN_ARGS)."""
    edits = (one for one in move.commands() if one.name == "sed")
    return next((one.start for one in edits if any(_MVN.search(word.text) for word in one.words)), None)


def _maven(move: Move, jump: Jump) -> Iterator[Reason]:
    """Sources: Maven's release notes of 3.8.1; its issue MNG-6628 of what 3.6 changed for plugins."""
    if jump.product != "apache-maven":
        return
    edited = _edited_mvn(move) if jump.crosses(3, 9) else None
    if edited is not None:
        why = "3.9 reads MAVEN_ARGS in its last line: what sed looks for may not be there any more, without an error"
        yield Reason("version", "check", "medium", "sed on the script mvn", why, move.line(edited))
    if not jump.crosses(3, 8):
        return
    place = place_of_use(move, frozenset(), frozenset({"mvn"}))
    yield Reason(
        "version",
        "check",
        "low",
        jump.title,
        "3.8.1 and later refuse repositories by http://, also those that a dependency's pom names"
        + ("; old versions of plugins may not run on 3.6 and later" if jump.crosses(3, 6) else ""),
        move.line(place) if place is not None else None,
    )


def _processor(move: Move) -> Iterator[Reason]:
    """Source: RHEL 10 release notes, "Architectures": the AMD64 build is for x86-64-v3.

    AlmaLinux 10 has a build for x86-64-v2 as well (almalinux.org, release notes of 10.0); what amd64 gets is for v3.
    """
    for distribution in ("rhel", "centos-stream", "rockylinux", "almalinux"):
        if move.is_after(distribution, 10) and move.before.userland is not None:
            yield Reason(
                "processor",
                "check",
                "high",
                "amd64 machines",
                f"{move.place} is built for x86-64-v3 (AVX2): older ones do not run it",
            )


_DISTUTILS = re.compile(r"\b(?:import|from)\s+distutils\b")


def _distutils(move: Move) -> Iterator[Reason]:
    """Source: Python 3.12's release notes; the releases whose python3 is 3.12 or newer."""
    if not is_distribution(move.name_after):
        return
    if not (move.is_after("debian", 13) or move.is_after("ubuntu", 24, 4) or move.is_after("alpine", 3, 20)):
        return
    for text, start in move.needs.words():
        match = _DISTUTILS.search(text)
        if match:
            yield Reason(
                "version",
                "check",
                "medium",
                match[0],
                f"the Python of {move.place} left it out (3.12); setuptools brings a stand-in",
                move.line(start + match.start()),
            )
            return


def _naming(move: Move, version: str, but: int) -> list[int]:
    """The lines, of other stages as well, that name a version: no comment, no FROM, and not the line that is told."""
    named = re.compile(rf"(?<![\w.]){re.escape(version)}(?![\w.])")
    lines = move.needs.analysis.text.splitlines()
    return [
        number
        for number, line in enumerate(lines, 1)
        if number != but and named.search(line) and not line.lstrip().upper().startswith(("#", "FROM"))
    ]


def _version_by_name(move: Move) -> Iterator[Reason]:
    """A variable that repeats the version of the old tag to the last number."""
    old = re.match(r"\d+\.\d+\.\d+\b", move.before.tag)
    if old is None or move.after.tag.startswith(old[0]):
        return
    pairs = [pair for each in move.needs.instructions if each.keyword in ("ENV", "ARG") for pair in each.pairs]
    first = next((one for one in pairs if "VERSION" in one.key and (one.value or "").strip("\"'") == old[0]), None)
    if first is not None:
        line = move.line(first.start)
        why = f"it names the version of {move.before.reference}: move it along"
        also = also_lines([line, *_naming(move, old[0], line)])
        yield Reason("version", "check", "medium", f"{first.key}={old[0]}", why + also, line)
