"""Another package manager: its names for packages, its commands, its files."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from baseadvisor.advisor.compat.archive.gone import lack
from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.needs import SYSTEM_FAMILIES
from baseadvisor.shell.model import Command
from baseadvisor.shell.packages import Package, PackageAction

# Commands of Debian's and Ubuntu's own.
_DEBIAN_COMMANDS = frozenset(
    {
        "dpkg",
        "dpkg-reconfigure",
        "dpkg-query",
        "apt-key",
        "apt-mark",
        "apt-cache",
        "add-apt-repository",
        "apt-add-repository",
        "update-alternatives",
        "update-rc.d",
        "invoke-rc.d",
        "locale-gen",
        "update-locale",
        "a2enmod",
        "a2dismod",
        "a2ensite",
        "a2dissite",
        "a2enconf",
        "a2disconf",
        "a2query",
        "apache2ctl",
        "phpenmod",
        "phpdismod",
        "php5enmod",
        "php5dismod",
        "debconf-set-selections",
        "gdebi",
        "aptitude",
        "tasksel",
    }
)
_RPM_COMMANDS = frozenset({"rpm", "yum-config-manager", "alternatives", "authconfig", "subscription-manager"})


def reasons(move: Move) -> Iterator[Reason]:
    """What the file asks of a package manager that the other image does not have."""
    here, there = move.before.userland, move.after.userland
    if there is None:
        yield from _unknown(move)
        return
    if here is not None and here.package_manager == "swupd" != there.package_manager:
        yield from _swupd(move)
    for run in move.runs:
        actions = [one for one in run.actions if one.family in SYSTEM_FAMILIES]
        installs = [one for one in actions if one.action == "install"]
        for action in installs:
            if there.package_manager is None:
                yield _if_run(action.command, _no_manager(move, action))
            elif there.package_family != action.family:
                yield from (_if_run(action.command, one) for one in _other_family(move, action))
        if not installs:
            yield from _alone(move, actions)
    if here is not None and here.package_family != there.package_family:
        yield from _commands(move, here.package_family)
        yield from _files(move, here.package_family)
        if there.distribution == "alpine":
            yield from _compiled_on_alpine(move)


def _swupd(move: Move) -> Iterator[Reason]:
    """Clear Linux's manager, whose bundles have no packages elsewhere that are known to be the same."""
    found = [command for command in move.commands() if command.name == "swupd" and not command.condition]
    if not found:
        return
    first = found[0]
    what = f"swupd {first.operands[0].text}" if first.operands else "swupd"
    also = also_lines(sorted({move.line(command.start) for command in found}))
    why = f"{move.place} has another package manager{also}"
    yield _if_run(first, Reason("packages", "breaks", "high", what, why, move.line(first.start), lost=True))
    adding = [(command, _bundles(command)) for command in found if _bundles(command)]
    if adding:
        names = [name for _, bundles in adding for name in bundles]
        why = f"what they hold, and what that is called on {move.place}, has to be looked for one by one"
        line = move.line(adding[0][0].start)
        yield Reason("packages", "check", "low", f"bundles {listed(names)}", why, line)


def _bundles(command: Command) -> list[str]:
    """What `swupd bundle-add A B`, or `swupd os-install --bundles=A,B -B C`, installs."""
    if command.operands and command.operands[0].value == "bundle-add":
        return [word.value or word.text for word in command.operands[1:]]
    texts = [word.value or word.text for word in command.arguments]
    given = [(*text.partition("="), following) for text, following in zip_longest(texts, texts[1:], fillvalue="")]
    values = [value if equals else following for flag, equals, value, following in given if flag in _GIVES_BUNDLES]
    return [name for value in values for name in value.split(",") if name]


_GIVES_BUNDLES = ("-B", "--bundles")


def _if_run(command: Command, reason: Reason) -> Reason:
    """A reason, less sure where the command stands in a branch or a loop, and so may never run."""
    return reason._replace(certainty="medium") if command.conditional and reason.certainty == "high" else reason


def names_there(action: PackageAction, distribution: str | None, family: str) -> str:
    """The family of names to translate to: Wolfi's are not Alpine's."""
    return "wolfi" if distribution == "wolfi" else family


def listed(names: Sequence[str], most: int = 8) -> str:
    """Names for a sentence, each once: `a, b and 3 more`."""
    once = list(dict.fromkeys(names))
    more = f" and {len(once) - most} more" if len(once) > most else ""
    return ", ".join(once[:most]) + more


_LINES = 12
"""So many lines are named; the rest are counted."""


def also_lines(lines: Sequence[int]) -> str:
    """What names the lines after the first: nothing, ` (also line 3)`, ` (also lines 3, 4)`."""
    more = lines[1:]
    shown = listed([str(line) for line in more], _LINES)
    return f" (also line{'s' if len(more) > 1 else ''} {shown})" if more else ""


def _unknown(move: Move) -> Iterator[Reason]:
    actions = [action for action in move.actions() if action.family in SYSTEM_FAMILIES and action.action == "install"]
    if actions:
        yield Reason(
            "packages",
            "check",
            "low",
            f"{len(actions)} package installations",
            "nothing is known of that image's packages",
            move.line(actions[0].start),
        )


def _no_manager(move: Move, action: PackageAction) -> Reason:
    return Reason(
        "packages",
        "breaks",
        "high",
        f"{action.plain_manager} {action.subcommand}",
        f"{move.after.reference} has no package manager: install in a stage before and copy what is needed",
        move.line(action.start),
    )


def _alone(move: Move, actions: Sequence[PackageAction]) -> Iterator[Reason]:
    """A RUN that refreshes, upgrades or clears, and installs nothing."""
    there = move.after.userland
    action = next((one for one in actions if one.action in ("refresh", "upgrade", "dist-upgrade", "clean")), None)
    if there is None or action is None or there.package_family == action.family:
        return
    found = Reason(
        "packages",
        "breaks",
        "high",
        f"{action.plain_manager} {action.subcommand}",
        f"{move.place} has {there.package_manager or 'no package manager'}",
        move.line(action.start),
    )
    yield _if_run(action.command, found)


def _other_family(move: Move, action: PackageAction) -> Iterator[Reason]:
    from baseadvisor.catalog import translate
    from baseadvisor.catalog.packages import ALPINES_NAME

    there = move.after.userland
    assert there is not None  # noqa: S101 - the caller looked
    manager = there.package_manager or ""
    line = move.line(action.start)
    family = names_there(action, move.after.distribution, there.package_family or "")
    what = f"{action.plain_manager} {action.subcommand}"
    if action.family not in ("apt", "apk", "dnf") or family not in ("apt", "apk", "dnf", "wolfi"):
        yield Reason("packages", "breaks", "high", what, f"{move.place} has {manager}", line)
        return
    known: list[str] = []
    unknown: list[Package] = []
    unsure: list[str] = []
    alike: list[str] = []
    narrow: list[Package] = []
    for package in action.packages:
        if package.kind in ("file", "url", "path"):
            yield Reason(
                "packages",
                "breaks",
                "high",
                f"package file {package.text}",
                f"{move.place} cannot install it",
                move.line(package.start),
            )
            continue
        if family in ("apk", "wolfi") and _is_of_32_bits(package):
            narrow.append(package)
            continue
        if package.kind != "name":
            unknown.append(package)
            continue
        found = translate(package.name, action.family, family)
        gone = list(_gone_there(move, package, found.names))
        yield from gone
        if gone:
            continue
        if not found.is_known:
            unknown.append(package)
        elif found.confidence == "low":
            other = found.names != (package.name,)
            unsure.append(f"{package.name} (perhaps {' '.join(found.names)})" if other else package.name)
        elif found.names:
            new = " ".join(found.names)
            names_of = alike if found.evidence == ALPINES_NAME else known
            names_of.append(package.name if new == package.name else f"{package.name} is {new}")
        else:
            known.append(f"{package.name} is not needed")
    names = ", ".join(dict.fromkeys(known))
    yield Reason(
        "packages", "breaks", "high", what, f"{move.place} has {manager}" + (f": {names}" if names else ""), line
    )
    if unsure:
        yield Reason(
            "packages",
            "check",
            "low",
            "package names: " + ", ".join(dict.fromkeys(unsure)),
            f"seen with {manager}, no more",
            line,
        )
    if narrow:
        yield Reason(
            "packages",
            "breaks",
            "high",
            f"packages of 32 bits: {listed([one.text for one in narrow])}",
            f"{move.place} has no libraries of 32 bits beside its own: what needs them does not run there",
            move.line(narrow[0].start),
        )
    if alike:
        yield Reason(
            "packages",
            "check",
            "low",
            f"package names: {listed(alike)}",
            f"they are Alpine's; {move.place} calls most things so",
            line,
        )
    if family == "wolfi":
        yield from _not_in_wolfi(move, [one for one in unknown if one.kind == "name"])
        unknown = [one for one in unknown if one.kind != "name"]
    for package in unknown:
        yield Reason(
            "packages",
            "breaks" if package.kind == "name" else "check",
            "low",
            f"package {package.text}",
            f"its name with {manager} is not known",
            move.line(package.start),
        )


def _gone_there(move: Move, package: Package, names: Sequence[str]) -> Iterator[Reason]:
    """Names that the release there no longer has, whatever else still calls them so."""
    family = {"debian": "apt", "ubuntu": "apt", "alpine": "apk"}.get(move.after.distribution or "")
    for name in names if family is not None else ():
        found = lack(Package(name, package.word, "name", name), family or "", move.after)
        if found is not None:
            called = "" if name == package.name else f"it is {name}, which "
            yield Reason(
                "packages",
                "breaks",
                found.certainty,
                f"package {package.name}",
                f"{called}{move.place} does not have{' it' * (not called)}: {found.why}",
                move.line(package.start),
            )


_32_BITS = re.compile(r"lib32[a-z].*|libc6-(?:dev-)?i386|ia32-libs.*|(?:gcc|g\+\+)(?:-\d+)?-multilib|.+\.i[3-6]86")


def _is_of_32_bits(package: Package) -> bool:
    """Whether a package is of 32 bits beside a userland of 64: Debian's and RHEL's have such, Alpine and Wolfi none."""
    return _32_BITS.fullmatch(package.name) is not None or package.qualifier in ("i386", ":i386")


# What no name of Wolfi's looks like: Fedora's headers, Debian's libraries with their ABI and its versioned packages.
_NO_NAME_OF_WOLFI = re.compile(r".+-devel|lib[\w.+-]*-\d[\w.+-]*|.*\d\.\d.*|.+-(?:dbg|perl)|libc6(?:-.+)?|ttf-.+")


def _not_in_wolfi(move: Move, packages: Sequence[Package]) -> Iterator[Reason]:
    """Packages that no table has a name for there, told together."""
    foreign = [one for one in packages if _NO_NAME_OF_WOLFI.fullmatch(one.name)]
    perhaps = [one for one in packages if one not in foreign]
    if foreign:
        yield Reason(
            "packages",
            "breaks",
            "medium",
            f"packages {listed([one.name for one in foreign])}",
            f"{move.place} has none of that name",
            move.line(foreign[0].start),
        )
    if perhaps:
        yield Reason(
            "packages",
            "check",
            "low",
            f"packages {listed([one.name for one in perhaps])}",
            "perhaps of the same name there",
            move.line(perhaps[0].start),
        )


def _commands(move: Move, family: str | None) -> Iterator[Reason]:
    own = {"apt": _DEBIAN_COMMANDS, "dnf": _RPM_COMMANDS}.get(family or "", frozenset())
    for command in move.commands():
        if command.name in own:
            found = Reason(
                "packages",
                "breaks",
                "high",
                f"{command.name}",
                f"{move.place} has no such command",
                move.line(command.start),
            )
            yield _if_run(command, found)


_FILES = {
    "apt": re.compile(r"/etc/apt/[\w./-]*|/var/lib/dpkg/[\w./-]*|/etc/dpkg/[\w./-]*|/usr/sbin/policy-rc\.d"),
    "dnf": re.compile(r"/etc/yum\.repos\.d[\w./-]*|/etc/(?:yum|dnf)[\w./-]*|/etc/pki/rpm-gpg[\w./-]*"),
    "apk": re.compile(r"/etc/apk/[\w./-]*"),
}


def _files(move: Move, family: str | None) -> Iterator[Reason]:
    """Files of the package manager that is left behind: what edits or fills them fails, or is for nothing."""
    pattern = _FILES.get(family or "")
    if pattern is None or move.run_only:
        return
    for text, start in move.needs.words():
        match = pattern.search(text)
        if match is not None:
            filled = text.upper().startswith(("ADD", "COPY"))
            yield Reason(
                "packages",
                "note" if filled else "breaks",
                "medium",
                f"the path {match[0]}",
                f"{move.place} has another package manager, "
                + ("for which it is nothing: leave it out" if filled else "and no such file"),
                move.line(start + match.start()),
            )


_PERL_COMMANDS = frozenset({"perl", "Configure"})
_HEADERS = {
    "gem": ("a gem in C is compiled against ruby-dev", ("ruby-dev", "ruby-full", "ruby-devel", "ruby-all-dev")),
    "bundler": ("a gem in C is compiled against ruby-dev", ("ruby-dev", "ruby-full", "ruby-devel", "ruby-all-dev")),
    "pip": (
        "a package without a wheel for musl is compiled against python3-dev",
        ("python3-dev", "python3-all-dev", "python3-devel", "python-dev", "python-devel"),
    ),
}
"""Families of a language's packages: what Alpine's own language needs beside a compiler, and who installs that here."""


def _compiled_on_alpine(move: Move) -> Iterator[Reason]:
    """What Alpine's build-base and languages lack, and Debian's build-essential or a language's image bring."""
    installed = move.needs.installed()
    commands = list(move.commands())
    whole = "build-essential" in installed
    perl = next((one for one in commands if one.name in _PERL_COMMANDS), None)
    if whole and perl is not None and "perl" not in installed:
        yield Reason(
            "native",
            "breaks",
            "medium",
            f"{perl.name} in RUN",
            "build-essential brings Perl, build-base does not: perl",
            move.line(perl.start),
        )
    for command in commands:
        if command.name in ("cpanm", "cpan") and "libperl-dev" not in installed:
            yield Reason(
                "native",
                "check",
                "medium",
                f"{command.name} in RUN",
                "a module in C is compiled against perl-dev",
                move.line(command.start),
            )
            break
    yield from _headers(move, installed)
    php = move.after.parsed is not None and base_name(move.after.parsed) == "php"
    pecl = next((one for one in commands if one.name == "pecl" and "install" in [w.value for w in one.arguments]), None)
    if php and pecl is not None and "autoconf" not in installed:
        yield Reason(
            "native",
            "breaks",
            "high",
            "pecl install",
            f"{move.after.reference} has no autoconf and no compiler: apk add $PHPIZE_DEPS before it",
            move.line(pecl.start),
        )


def _headers(move: Move, installed: frozenset[str]) -> Iterator[Reason]:
    """Headers of a language that is Alpine's own there."""
    if move.after.parsed is None or not is_distribution(base_name(move.after.parsed)):
        return
    told: set[str] = set()
    for action in move.actions():
        why, have = _HEADERS.get(action.family, ("", ()))
        if action.action != "install" or not why or why in told or installed.intersection(have):
            continue
        told.add(why)
        yield Reason(
            "native",
            "check",
            "medium" if action.family != "pip" else "low",
            f"{action.plain_manager} {action.subcommand}",
            why,
            move.line(action.start),
        )
