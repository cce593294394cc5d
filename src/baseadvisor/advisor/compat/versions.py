"""What a newer version of a language, or of the distribution, no longer takes."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.listing import is_distribution, line_of
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move

# Products by the id of their support dates: (product, from version) -> what breaks. Versions are of the new side.
_TITLES = {"python": "Python", "nodejs": "Node.js", "ruby": "Ruby", "php": "PHP", "go": "Go", "dotnet": ".NET"}


def reasons(move: Move) -> Iterator[Reason]:
    """What the file says that the version there no longer takes."""
    before = {one.product: one for one in move.before.support}
    for one in move.after.support:
        old = before.get(one.product)
        if old is not None and old.name != one.name and one.role == "runtime":
            yield from _language(move, one.product, _version(old.name), _version(one.name))
    if not move.run_only:
        yield from _externally_managed(move)
        yield from _plain_python(move)
        yield from _distutils(move)
    yield from _language_paths(move)
    yield from _java_major(move)
    yield from _processor(move)


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


def _version(name: str) -> tuple[int, ...]:
    found = re.findall(r"\d+(?:\.\d+)*", name)
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def _language(move: Move, product: str, old: tuple[int, ...], new: tuple[int, ...]) -> Iterator[Reason]:
    if product == "python":
        yield from _python(move, old, new)
    elif product == "php":
        yield from _php(move, old, new)
    elif product == "nodejs" and old < (17,) <= new:
        yield Reason(
            "version",
            "check",
            "medium",
            f"Node.js {_dotted(old)} -> {_dotted(new)}",
            "17 and later have OpenSSL 3: webpack 4 stops with ERR_OSSL_EVP_UNSUPPORTED",
        )
    elif product == "tomcat" and old < (10,) <= new:
        yield Reason(
            "version",
            "breaks",
            "high",
            f"Tomcat {_dotted(old)} -> {_dotted(new)}",
            "from 10 on the packages are jakarta.*, applications for javax.* have to be migrated",
        )
    elif product == "ruby" and old < (3,) <= new:
        yield Reason(
            "version",
            "check",
            "medium",
            f"Ruby {_dotted(old)} -> {_dotted(new)}",
            "3.0 took positional and keyword arguments apart; old gems may not load",
        )
    elif product == "dotnet" and old < new:
        yield Reason(
            "version",
            "breaks",
            "high",
            f".NET {_dotted(old)} -> {_dotted(new)}",
            "a framework-dependent program runs on its own major version: change TargetFramework and build again",
        )
        if old < (8,) <= new:
            yield Reason(
                "version",
                "check",
                "high",
                f".NET {_dotted(old)} -> {_dotted(new)}",
                "from 8 on ASP.NET Core listens on 8080, no longer on 80",
            )
    elif product == "go" and old < (1, 16) <= new:
        yield Reason(
            "version",
            "check",
            "high",
            f"Go {_dotted(old)} -> {_dotted(new)}",
            "from 1.16 on modules are the rule: without a go.mod set GO111MODULE=off (GOPATH), and `go get` "
            "installs nothing from 1.18 on",
        )


def _python(move: Move, old: tuple[int, ...], new: tuple[int, ...]) -> Iterator[Reason]:
    title = f"Python {_dotted(old)} -> {_dotted(new)}"
    if old[:1] < (3,) <= new[:1]:
        own = any(each.keyword in ("COPY", "ADD") and each.flag("from") is None for each in move.needs.instructions)
        if own:
            yield Reason("version", "breaks", "high", title, "programs for Python 2 do not run on 3")
        else:
            yield Reason(
                "version", "check", "high", title, "what is installed needs a version for Python 3, where there is one"
            )
    else:
        if old < (3, 12) <= new:
            yield Reason(
                "version",
                "check",
                "high",
                title,
                "3.12 left out distutils, and new environments have no setuptools: old packages may not install",
            )
        yield Reason(
            "version",
            "check",
            "medium",
            title,
            "pinned requirements need versions that support it (and have wheels for it)",
        )
    pattern = re.compile(r"python" + re.escape(_dotted(old[:2])) + r"\b")
    for text, start in move.needs.words():
        match = pattern.search(text)
        if match:
            yield Reason(
                "version",
                "breaks",
                "high",
                f"`{match[0]}` by name",
                f"it is python{_dotted(new[:2])} there",
                move.line(start + match.start()),
            )


def _php(move: Move, old: tuple[int, ...], new: tuple[int, ...]) -> Iterator[Reason]:
    title = f"PHP {_dotted(old)} -> {_dotted(new)}"
    if old < (8,) <= new:
        yield Reason(
            "version", "check", "high", title, "8.0 turned many warnings into errors; libraries have to support it"
        )
    for command in move.commands():
        words = [word.value or "" for word in command.arguments]
        line = move.line(command.start)
        if command.name in ("docker-php-ext-install", "docker-php-ext-configure"):
            if (
                "gd" in words
                and old < (7, 4) <= new
                and any(word.startswith(("--with-freetype-dir", "--with-jpeg-dir", "--with-png-dir")) for word in words)
            ):
                yield Reason(
                    "version",
                    "breaks",
                    "high",
                    "gd's --with-…-dir",
                    "since 7.4 the options are --with-freetype and --with-jpeg",
                    line,
                )
            for name, gone in (
                ("mcrypt", (7, 2)),
                ("mysql", (7, 0)),
                ("wddx", (7, 4)),
                ("recode", (7, 4)),
                ("interbase", (7, 4)),
                ("xmlrpc", (8, 0)),
                ("imap", (8, 4)),
                ("pspell", (8, 4)),
                ("oci8", (8, 4)),
                ("pdo_oci", (8, 4)),
            ):
                if name in words and old < gone <= new:
                    yield Reason(
                        "version", "breaks", "high", f"the extension {name}", f"PHP {_dotted(gone)} left it out", line
                    )
        elif command.name == "pecl":
            for word in words:
                match = re.fullmatch(r"([a-z_]+)-(\d[\d.]*)", word)
                if match:
                    yield Reason(
                        "version",
                        "check",
                        "medium",
                        f"pecl {word}",
                        f"that version may not build on PHP {_dotted(new)}",
                        line,
                    )


def _externally_managed(move: Move) -> Iterator[Reason]:
    """pip refuses to install into the distribution's own Python. Source: PEP 668."""
    if not is_distribution(move.name_after) or move.after.distribution not in ("debian", "ubuntu", "alpine"):
        return
    if not (move.is_after("debian", 12) or move.is_after("ubuntu", 23, 4) or move.is_after("alpine", 3, 19)):
        return
    for action in move.actions():
        if action.family != "pip" or action.action != "install" or not action.manager.startswith("pip"):
            continue
        word = action.command.words[0]
        if (
            action.has("--break-system-packages", "--target", "--prefix", "--root")
            or "/" in word.text
            or _in_environment(move, action.start)
        ):
            continue
        yield Reason(
            "version",
            "breaks",
            "high",
            f"{action.manager} install",
            f"{move.place} marks its Python as its own (PEP 668): use a virtual environment, or "
            "--break-system-packages",
            move.line(action.start),
        )
        return


def _plain_python(move: Move) -> Iterator[Reason]:
    """`python` was Python 2, and is no command any more unless python-is-python3 is installed."""
    if not is_distribution(move.name_after) or "python-is-python3" in move.needs.installed():
        return
    if not (move.is_after("debian", 11) or move.is_after("ubuntu", 20, 4) or move.is_after("alpine", 3, 12)):
        return
    places = [(command, command.start, "RUN") for command in move.commands()]
    places += [(command, each.start, each.keyword) for each, command in move.started()]
    for command, start, where in places:
        if command.name == "python" and not _in_environment(move, start):
            yield Reason(
                "version",
                "breaks",
                "medium",
                f"python in {where}",
                f"{move.place} has python3 alone, no Python 2 and no `python`",
                move.line(start),
            )
            return


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


_PATHS = re.compile(r"/usr/bin/(?:python[23]?(?:\.\d+)?|pip3?|node(?:js)?|npm|ruby|php)\b")


def _language_paths(move: Move) -> Iterator[Reason]:
    """The distribution's own path of a language that the other image has elsewhere."""
    if move.includes not in ("python", "node"):
        return
    for text, start in move.needs.words():
        match = _PATHS.search(text)
        if match:
            yield Reason(
                "version",
                "breaks",
                "high",
                f"the path {match[0]}",
                f"{move.after.reference} has it in /usr/local/bin",
                move.line(start + match.start()),
            )


def _in_environment(move: Move, before: int) -> bool:
    """Whether a virtual environment is made, and its programs come first."""
    made = any(
        command.name in ("virtualenv", "venv") or any(word.value == "venv" for word in command.arguments[:2])
        for command in move.needs.commands()
        if command.start < before
    )
    return made or any(
        pair.key in ("VIRTUAL_ENV", "PIP_BREAK_SYSTEM_PACKAGES")
        for each in move.needs.instructions
        for pair in each.pairs
    )


def _java_major(move: Move) -> Iterator[Reason]:
    from baseadvisor.advisor.flavour import JAVA_IMAGES, flavour_of

    def major(name: str, tag: str, move_side: bool) -> int | None:
        image = move.after if move_side else move.before
        java = flavour_of(name, tag).java
        if java is None and name in JAVA_IMAGES:
            line = line_of(name, tag, image)
            java = str(line[0]) if line else None
        match = re.search(r"distroless/java(\d+)", name)
        java = match[1] if match else java
        return int(java) if java else None

    old, new = major(move.name_before, move.before.tag, False), major(move.name_after, move.after.tag, True)
    if old is None or new is None or old >= new:
        return
    title = f"Java {old} -> {new}"
    if old < 9 <= new:
        yield Reason(
            "version",
            "check",
            "high",
            title,
            "9 and later close the JDK's inside and 11 left out Java EE (JAXB, CORBA): old libraries may not start",
        )
    elif old < 17 <= new:
        yield Reason(
            "version",
            "check",
            "medium",
            title,
            "17 closes the JDK's inside for good (--illegal-access is gone): old libraries may not start",
        )
    yield from _java_options(move, old, new)


def _java_options(move: Move, old: int, new: int) -> Iterator[Reason]:
    """Options that the JVM no longer knows stop it at once."""
    gone = (
        (r"-XX:\+UseConcMarkSweepGC", 15),
        (r"-XX:\+UseParNewGC", 11),
        (r"-XX:\+PrintGC(?:DateStamps|TimeStamps)\b", 9),
        (r"-XX:(?:Max)?PermSize=[^\s\"',]+", 17),
        (r"-XX:\+UseCGroupMemoryLimitForHeap", 11),
        (r"-d64\b", 10),
        (r"-Djava\.ext\.dirs=", 9),
        (r"-XX:\+AggressiveOpts", 13),
    )
    for text, start in move.needs.words():
        for pattern, since in gone:
            match = re.search(pattern, text)
            if match and old < since <= new:
                yield Reason(
                    "version",
                    "breaks",
                    "high",
                    match[0],
                    f"the JVM no longer knows it from Java {since} on, and does not start",
                    move.line(start + match.start()),
                )


def _dotted(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))
