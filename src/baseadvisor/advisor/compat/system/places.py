"""Files and programs that another distribution has elsewhere, or not at all."""

import re
from collections.abc import Iterator

from baseadvisor.advisor import tools
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.image.numbers import numbers
from baseadvisor.shell.model import Command

# Files that Debian, Ubuntu and the RHEL family have from the start, and Alpine has not.
_NOT_ON_ALPINE = ("/etc/skel/.bashrc", "/etc/bash.bashrc", "/etc/pam.d/", "/etc/default/")
MULTIARCH = re.compile(r"(?:/usr/lib|(?<![\w}])/lib|(?<=-L)/lib)/(?:[a-z]\w+|\$[^/]+)-linux-gnu(?:eabi(?:hf)?)?\b")
_READS = frozenset({"sed", "cat", "cp", "mv", "grep", "source", ".", "patch", "tee"})
# Where a package has its program: with apt, with apk (krallin/tini, "Alpine Linux Package").
_MOVES = {"tini": ("/usr/bin/tini", "/sbin/tini")}


def reasons(move: Move) -> Iterator[Reason]:
    """Paths of the old distribution that lead nowhere on the other one."""
    before, after = move.before.userland, move.after.userland
    yield from standing(move)
    yield from _sudoers(move)
    yield from _of_spamd(move)
    yield from _root_of_nginx(move)
    yield from _bind_address(move)
    yield from _magick(move)
    yield from _documents(move)
    if before is None or after is None or move.run_only or before.package_family == after.package_family:
        return
    if after.package_family == "apk" and is_distribution(move.name_after):
        yield from _files(move)
    if before.package_family == "apt":
        yield from _libraries(move)
    yield from _certificates(move)
    yield from _programs(move)


# The folders of filesystem and base-files; Alpine's alpine-baselayout has /opt since 3.9.
_STANDING = frozenset({"/opt", "/srv", "/home", "/mnt", "/media", "/tmp", "/usr/local"})  # noqa: S108 - none is used
_SINCE = {"alpine": (3, 9), "debian": (8,), "ubuntu": (14,), "almalinux": (8,), "rockylinux": (8,), "fedora": (22,)}


def standing(move: Move) -> Iterator[Reason]:
    """Folders that mkdir makes and that are there already."""
    here = move.before
    since = _SINCE.get(move.after.distribution or "")
    if since is None or move.after.release is None or move.release_after() < since:
        return
    if here.distribution is not None and (here.distribution != "alpine" or numbers(here.release or "9") >= (3, 9)):
        return  # it fails already
    removed: set[str] = set()
    for command in move.commands():
        paths = [word.text.rstrip("/") for word in command.operands]
        if command.name in ("rm", "rmdir", "mv"):
            removed.update(paths)
        if command.name != "mkdir" or command.handled or command.ignored or command.has_flag("-p", "--parents"):
            continue
        path = next((one for one in paths if one in _STANDING and one not in removed), None)
        if path is not None:
            why = f"{move.place} has that folder, and mkdir fails: mkdir -p"
            yield Reason("paths", "breaks", "high", f"mkdir {path}", why, move.line(command.start))


# Source: imagemagick-7-common, which Debian 13 and Ubuntu 25.04 were the first to have.
_MAGICK_7 = {"debian": (13,), "ubuntu": (25, 4)}
_OF_MAGICK_6 = re.compile(r"/etc/ImageMagick-6(?:/[\w.-]+)?")
_OF_MAGICK_7 = re.compile(r"/etc/ImageMagick-7\b")


def _magick(move: Move) -> Iterator[Reason]:
    """The first use of ImageMagick 6's folder of settings, which is not read; a copy into it is not, either."""
    if move.run_only or not move.reaches(_MAGICK_7) or move.needs.matches(_OF_MAGICK_7):
        return
    copied = ((match[0], each.start) for each in move.needs.copying if (match := _OF_MAGICK_6.search(each.arguments)))
    found = min((*copied, *_uses_of_magick(move)), key=lambda use: use[1], default=None)
    if found is not None:
        why = f"ImageMagick of {move.place} is 7, and reads /etc/ImageMagick-7"
        yield Reason("paths", "breaks", "medium", f"the path {found[0]}", why, move.line(found[1]))


_EASY = {"mkdir": ("-p", "--parents"), "rm": ("-f", "--force"), **dict.fromkeys(("test", "[", "[["), ("-f",))}
"""The flags of commands with which these go on where a file or its folder is not there, or only ask for it."""


def _uses_of_magick(move: Move) -> Iterator[tuple[str, int]]:
    """The paths in that folder which commands need, with their offsets."""
    for command in move.commands():
        easy = command.has_flag(*_EASY.get(command.name or "", ()))
        if easy or command.handled or command.ignored or command.conditional:
            continue
        targets = (one.target for one in command.redirects if one.target is not None)
        for word in (*command.words, *targets):
            if match := _OF_MAGICK_6.search(word.text):
                yield match[0], command.start


# Sources: debuerreotype's slimify, which leaves documents out of Debian's slim images, and so do the images of Ubuntu
# since 18.04 (their dpkg.cfg.d/excludes): copyright files alone are installed.
_UBUNTU_WITHOUT = (18, 4)
_DOCUMENT = re.compile(r"/usr/share/doc/[\w.+-]+/(?!copyright|changelog).+")
_OWN_DOCUMENTS = re.compile(r"\bmkdir\b[^;&|\n]{0,200}/usr/share/doc/|^(?:COPY|ADD)\b[^\n]{0,500}\s/usr/share/doc/")
_NEEDS_DOCUMENT = _READS | {"zcat", "gunzip", "gzip", "tar", "sh", "bash"}


def _documents(move: Move) -> Iterator[Reason]:
    """The first file of a package's documents that a command needs, where images leave these out."""
    if move.run_only or not _leaves_documents_out(move.after) or _leaves_documents_out(move.before):
        return
    if move.before.distribution not in ("debian", "ubuntu"):
        return
    if any("dpkg.cfg" in text or "unminimize" in text or _OWN_DOCUMENTS.search(text) for text, _ in move.needs.words()):
        return  # the file sees to it, or brings documents of its own
    for command in move.commands():
        words = command.words if command.name in _NEEDS_DOCUMENT else command.words[:1]
        if command.name in ("cp", "mv"):
            words = command.operands[:-1]
        match = next((one for word in words if (one := _DOCUMENT.fullmatch(word.text))), None)
        if match is not None and not (command.conditional or command.handled or command.ignored):
            why = (
                f"on {move.after.reference} packages are installed without their documents (path-exclude in "
                "/etc/dpkg/dpkg.cfg.d): what is needed has to come from elsewhere"
            )
            yield Reason("paths", "breaks", "medium", f"the path {match[0]}", why, move.line(command.start))
            return


def _leaves_documents_out(image: Image) -> bool:
    userland = image.userland
    if userland is None:
        return False
    if userland.id == "debian-slim":
        return True
    return userland.id == "ubuntu" and image.release is not None and numbers(image.release) >= _UBUNTU_WITHOUT


_USES_SUDOERS = frozenset({"sed", "visudo", "cp", "chmod", "grep", "mv"})


def _sudoers(move: Move) -> Iterator[Reason]:
    """The file and the folder of sudo, where sudo was part of the image."""
    if not tools.has(move.before, "sudo") or tools.has(move.after, "sudo") is not False:
        return
    for command in move.commands():
        words = command.operands[:1] if command.name in ("cp", "mv") else command.operands
        uses = command.name == "visudo" or any(word.text == "/etc/sudoers" for word in words)
        written = _written_below_sudoers(command)
        if (not (uses and command.name in _USES_SUDOERS) and not written) or command.handled or command.ignored:
            continue
        if not tools.brought_by("sudo", move.needs.installed(command.start)):
            why = f"{move.after.reference} has no sudo: install it first"
            what = "writes into /etc/sudoers.d" if written else f"{command.name} of /etc/sudoers"
            yield Reason("paths", "breaks", "high", what, why, move.line(command.start))
            return


def _written_below_sudoers(command: Command) -> bool:
    """Whether a command writes a file into the folder that sudo brings."""
    targets = [one.target.prefix for one in command.redirects if one.target is not None]
    targets += [word.prefix for word in command.operands] if command.name == "tee" else []
    return any(target.startswith("/etc/sudoers.d/") for target in targets)


# Source: nginx's debian/changelog, 1.6.2-1 (the default root became /var/www/html).
_NGINX_SINCE = {"debian": (8,), "ubuntu": (14, 10)}
_OTHER_NGINX = re.compile(r"/etc/nginx\b|nginx\.org/packages|ppa:nginx")
_OLD_ROOT = re.compile(r"/usr/share/nginx/(?:html|www)(?![\w])")


def _root_of_nginx(move: Move) -> Iterator[Reason]:
    """Pages that are put where Debian's nginx served them from once, without a configuration of the file's own."""
    if move.run_only or not move.reaches(_NGINX_SINCE) or "nginx" not in move.needs.installed():
        return
    texts = [text for text, _ in move.needs.words()]
    if not is_distribution(move.name_after) or any(_OTHER_NGINX.search(text) for text in texts):
        return
    put = [
        (each.start, word.text)
        for each in move.needs.instructions
        if each.keyword in ("COPY", "ADD", "WORKDIR")
        for word in each.words[-1:]
    ]
    put += [
        (command.start, word.text)
        for command in move.commands()
        if command.name in ("cp", "mv", "ln", "git", "tar", "unzip")
        for word in (command.operands[-1:] if command.name in ("cp", "mv", "ln") else command.arguments)
    ]
    put += [
        (command.start, redirect.target.text)
        for command in move.commands()
        for redirect in command.redirects
        if redirect.target is not None and redirect.operator.startswith(">")
    ]
    for start, text in put:
        match = _OLD_ROOT.match(text.strip("\"'"))
        if match is not None:
            why = f"the nginx of {move.place} serves /var/www/html by default, and not what is put there"
            yield Reason("paths", "check", "high", match[0], why, move.line(start))
            return


# Sources: mysql-5.7's and mariadb's debian/changelog (my.cnf includes the folders that hold the server's settings).
_SETTINGS_SINCE = {"debian": (9,), "ubuntu": (16, 4)}
_SERVER_OF_MYSQL = re.compile(r"(?:default-)?mysql-server(?:-\d.*)?|mariadb-server(?:-\d.*)?")


def _bind_address(move: Move) -> Iterator[Reason]:
    """A sed of an option that stands in another file by now, so that nothing changes and nothing is told."""
    if move.run_only or not move.reaches(_SETTINGS_SINCE):
        return
    if not any(_SERVER_OF_MYSQL.fullmatch(name) for name in move.needs.installed()):
        return
    if move.needs.copies("my.cnf") or any("find /etc/mysql" in text for text, _ in move.needs.words()):
        return
    for command in move.commands():
        words = [word.value or word.text for word in command.arguments]
        if command.name != "sed" or not any("bind-address" in word for word in words):
            continue
        if [word for word in words if word.endswith(".cnf")] == ["/etc/mysql/my.cnf"]:
            why = f"on {move.place} it stands in a file below /etc/mysql, which my.cnf includes: sed changes nothing"
            yield Reason("paths", "check", "high", "bind-address in my.cnf", why, move.line(command.start))
            return


# SpamAssassin 4 gave these to a package of their own, spamd (dpkg-deb --contents of Debian 12's packages).
_OF_SPAMD = {"/etc/default/spamassassin": "/etc/default/spamd", "/etc/init.d/spamassassin": "/etc/init.d/spamd"}


def _of_spamd(move: Move) -> Iterator[Reason]:
    """Files that the package spamassassin had, where one of another name has them under that name."""
    if not (move.is_after("debian", 12) or move.is_after("ubuntu", 24, 4)) or move.before.distribution is None:
        return
    for command in move.commands():
        words = command.arguments[:-1] if command.name in ("cp", "mv") else command.words
        path = next((word.text for word in words if word.text in _OF_SPAMD), None)
        if path is None or command.handled or command.ignored or command.name not in (*_READS, "spamassassin"):
            continue
        if command.name == "tee" or "spamassassin" not in move.needs.installed(command.start):
            continue
        what = path if command.name == "spamassassin" else f"{command.name} of {path}"
        why = f"{move.place} has it as {_OF_SPAMD[path]}, in the package spamd"
        yield Reason("paths", "breaks", "high", what, why, move.line(command.start))


# Where a family keeps certificates: RHEL's ca-certificates, Debian's ca-certificates-java (Alpine's java-cacerts too).
_CERTIFICATES = {
    "dnf": re.compile(r"/etc/pki/(?!rpm-gpg)[\w./-]*"),
    "apt": re.compile(r"/etc/ssl/certs/java\b[\w./-]*"),
}


def _certificates(move: Move) -> Iterator[Reason]:
    """Certificates by the path that the old distribution has them at."""
    before, after = move.before.userland, move.after.userland
    assert before is not None  # noqa: S101 - the caller looked
    assert after is not None  # noqa: S101 - the caller looked
    pattern = _CERTIFICATES.get(before.package_family or "")
    if pattern is None or after.package_family not in ("dnf", "apt", "apk"):
        return
    if before.package_family == "apt" and after.package_family == "apk":
        return
    for text, start in move.needs.words():
        match = pattern.search(text) if text.upper().startswith(("RUN", "ENV", "CMD", "ENTRYPOINT")) else None
        if match is not None:
            yield Reason(
                "paths",
                "check",
                "high",
                f"the path {match[0]}",
                f"{move.place} keeps certificates elsewhere: what links to it or reads it finds none",
                move.line(start + match.start()),
            )
            return


def _libraries(move: Move) -> Iterator[Reason]:
    """Folders for each architecture, which are Debian's and Ubuntu's own (wiki.debian.org/Multiarch)."""
    found = next(_multiarch(move), None)
    if found is not None:
        path, start = found
        yield Reason(
            "paths",
            "check",
            "high",
            f"the folder {path}",
            f"{move.place} has no folder for each architecture: libraries are in /usr/lib or /usr/lib64",
            move.line(start),
        )


def _multiarch(move: Move) -> Iterator[tuple[str, int]]:
    for instruction in move.needs.instructions:
        for pair in instruction.pairs if instruction.keyword == "ENV" else ():
            match = MULTIARCH.search(pair.value or "")
            if match is not None:
                yield match[0], pair.start
    for command in move.commands():
        if command.name not in ("rm", "mkdir", "find", "test", "[", "echo") and not command.handled:
            for word in command.arguments:
                match = MULTIARCH.search(word.text)
                if match is not None:
                    yield match[0], word.start


def _files(move: Move) -> Iterator[Reason]:
    of_debian = _of_services(move)
    for command in move.commands():
        if command.handled or command.name not in _READS:
            continue
        words = command.arguments[:-1] if command.name in ("cp", "mv") else command.arguments
        path = next((word.prefix for word in command.arguments if word.prefix.startswith(_NOT_ON_ALPINE)), None)
        service = next((one.prefix for one in words if one.prefix.startswith(of_debian)), None) if of_debian else None
        if path is not None or (service is not None and command.name != "tee"):
            yield Reason(
                "paths",
                "check",
                "medium",
                f"{command.name} of {path or service}",
                f"{move.place} does not have that file unless a package brings it"
                if path is not None
                else f"Debian's package has it there; {move.place}'s has another place, or none",
                move.line(command.start),
            )


def _of_services(move: Move) -> tuple[str, ...]:
    """What Debian's packages of services bring and Alpine's do not have under these names.

    Scripts in /etc/init.d are Debian's own (Alpine's are OpenRC's, in packages of their own; Wolfi has none), and
    /var/lib/NAME-daemon is named for Debian's package. Nothing where the file puts something there itself.
    """
    if move.before.userland is None or move.before.userland.package_family != "apt":
        return ()
    names = [name for name in sorted(move.needs.installed()) if name.endswith("-daemon")]
    found = ("/etc/init.d/", *(f"/var/lib/{name}/" for name in names))
    copied = " ".join(each.arguments for each in move.needs.copying)
    return tuple(path for path in found if path.rstrip("/") not in copied)


def _programs(move: Move) -> Iterator[Reason]:
    """A program of a package by its full path in CMD, ENTRYPOINT or HEALTHCHECK."""
    if "wolfi" in (move.before.distribution, move.after.distribution):
        return
    families = {"apt": 0, "apk": 1}
    before, after = move.before.userland, move.after.userland
    assert before is not None  # noqa: S101 - the caller looked
    assert after is not None  # noqa: S101 - the caller looked
    old, new = families.get(before.package_family or ""), families.get(after.package_family or "")
    if old is None or new is None:
        return
    for instruction in move.needs.starts:
        for package, paths in _MOVES.items():
            if package in move.needs.installed() and paths[old] in (instruction.exec_form or ()):
                yield Reason(
                    "paths",
                    "breaks",
                    "high",
                    f"{instruction.keyword} names {paths[old]}",
                    f"the package has it in {paths[new]} there",
                    move.line(instruction.start),
                )
