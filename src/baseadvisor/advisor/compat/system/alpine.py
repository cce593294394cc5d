"""What Alpine has otherwise than before: npm beside Node.js, the group www-data, the folders of nginx and of PHP."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move, release_of
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.shell.model import Command, Word


def reasons(move: Move) -> Iterator[Reason]:
    """What a newer release of Alpine has otherwise than the one that is left, or than another distribution."""
    if move.after.distribution != "alpine" or move.run_only:
        return
    yield from standing(move)
    if _is_official(move.after):
        yield from _virtual_hosts(move)
        yield from _pages(move)
    yield from _modules_of_debians_nginx(move)
    yield from _root_of_apache(move)
    yield from _layer(move)
    yield from _colours(move)
    yield from _headers(move)
    yield from _cultures(move)
    yield from _formats(move)
    yield from _php_folders(move)
    yield from _certificates(move)
    yield from _preloaded(move)
    yield from _my_cnf(move)


def standing(move: Move) -> Iterator[Reason]:
    """What of that fails on a release whatever was there before."""
    if move.after.distribution != "alpine" or move.run_only or not _is_official(move.after):
        return
    yield from _npm(move)
    yield from _www_data(move)
    yield from _modules_of_nginx(move)


# Source: openresty/lua-nginx-module issue 2032: "is not binary compatible", and before that the version.
_MODULE = re.compile(r"nginx-(?:mod-[\w-]+|lua)")


def _modules_of_nginx(move: Move) -> Iterator[Reason]:
    """A module of Alpine's packages beside the nginx of the official image, which is nginx.org's."""
    if move.name_after != "nginx" or any("nginx.org/packages" in text for text, _ in move.needs.words()):
        return
    for package in move.packages("apk"):
        if _MODULE.fullmatch(package.name):
            why = (
                "it is built for the nginx of Alpine's own package, and the image's nginx does not load it: take "
                "alpine with nginx, or build the module"
            )
            yield Reason("services", "breaks", "medium", package.name, why, move.line(package.start))
            return


def _is_official(image: Image) -> bool:
    return image.parsed is not None and "/" not in base_name(image.parsed)


def _crosses(move: Move, *since: int) -> bool:
    """Whether the other side is at this release of Alpine, and the own side was before it or is not known."""
    after = move.release_after()
    if not after >= since or not after:
        return False
    before = move.before
    return before.distribution is None or (before.distribution == "alpine" and () < release_of(before) < since)


# Source: aports, gnu-libiconv 1.16 (docker-library/php issue 1121).
_WITHOUT_PRELOADABLE = (3, 14)
_OLD_REPOSITORY = re.compile(r"/v3\.(?:\d|1[0-3])/")


def _preloaded(move: Move) -> Iterator[Reason]:
    """The library that was preloaded into PHP for its iconv, and that the package has no more."""
    if not _crosses(move, *_WITHOUT_PRELOADABLE):
        return
    if any("gnu-libiconv" in text and _OLD_REPOSITORY.search(text) for text, _ in move.needs.words()):
        return
    for text, start in move.needs.words():
        at = text.find("preloadable_libiconv.so")
        if at >= 0 and "LD_PRELOAD" in text:
            gone = f"the gnu-libiconv of {move.place} has it no more, and musl passes over what is not there"
            # Source: docker-library/php 1264 (March 2022).
            without = "the image's own PHP is built with GNU's iconv by now: leave it and the package out"
            if move.name_after != "php":
                without = "PHP's iconv is musl's own then, which knows no //TRANSLIT and no //IGNORE"
            why = f"{gone}: {without}"
            yield Reason("packages", "check", "high", "preloadable_libiconv.so", why, move.line(start + at))
            return


# Source: aports, main/mariadb 10.3.9 (Alpine 3.9): /etc/my.cnf and /etc/my.cnf.d/mariadb-server.cnf.
_WITHOUT_MY_CNF = (3, 9)
_SERVER = re.compile(r"(?:mysql|mariadb)(?:-client)?")


def _my_cnf(move: Move) -> Iterator[Reason]:
    """The folder that the settings of MySQL and MariaDB were in."""
    if not _crosses(move, *_WITHOUT_MY_CNF) or not any(_SERVER.fullmatch(name) for name in move.needs.installed()):
        return
    if move.needs.copies("my.cnf"):
        return
    for command in move.commands():
        words = [word.text.strip("\"'") for word in command.operands]
        reads = words[:-1] if command.name in ("cp", "mv") else words
        if command.name in ("sed", "cp", "mv", "cat", "grep") and "/etc/mysql/my.cnf" in reads and not command.handled:
            why = f"the package of {move.place} has /etc/my.cnf and /etc/my.cnf.d instead"
            yield Reason("paths", "breaks", "high", "/etc/mysql/my.cnf", why, move.line(command.start))
            return


# Its curl depends on ca-certificates-bundle alone, which has no update-ca-certificates (aports, main/curl).
_BUNDLE_ALONE = (3, 21)


# Alpine's Java depends on java-cacerts, and that on ca-certificates (aports, community/openjdk17).
_BRINGS_CERTIFICATES = re.compile(r"ca-certificates|java-cacerts|openjdk\d+(?:-.+)?")


def _certificates(move: Move) -> Iterator[Reason]:
    """update-ca-certificates, which came with curl and its like, and is now there for those alone who ask for it."""
    if not _crosses(move, *_BUNDLE_ALONE) or not is_distribution(move.name_after):
        return
    for command in move.commands():
        if command.name != "update-ca-certificates" or command.handled or command.ignored:
            continue
        if not any(_BRINGS_CERTIFICATES.fullmatch(name) for name in move.needs.installed(command.start)):
            why = f"in {move.place} nothing else brings ca-certificates: install it as well"
            yield Reason("certificates", "breaks", "medium", command.name, why, move.line(command.start))
        return


# npm is a package of its own since Alpine 3.6 (nodejs-npm), called npm since 3.8.
# Where to look: https://pkgs.alpinelinux.org/package/edge/community/x86_64/npm.
_SINCE_NPM = (3, 6)
_NODE = re.compile(r"nodejs(?:-lts|-current)?")
_BRINGS_NPM = frozenset({"npm", "nodejs-npm", "nodejs-current-npm"})
_OTHER_NPM = re.compile(
    r"npmjs\.(?:org|com)/install\.sh|nodejs\.org/dist|node_modules/npm\b|\bnvm\b|COPY\s+--from=\S*node"
)


def _npm(move: Move) -> Iterator[Reason]:
    """npm where nodejs is installed by itself."""
    crosses = _crosses(move, *_SINCE_NPM) or any("nodesource.com/" in text for text, _ in move.needs.words())
    if not crosses or (move.after.parsed is not None and "node" in base_name(move.after.parsed)):
        return
    for command in move.commands():
        if command.name not in ("npm", "npx") or command.condition or command.ignored:
            continue
        before = move.needs.installed(command.start)
        if not any(_NODE.fullmatch(name) for name in before) or _BRINGS_NPM & before:
            return
        if not any(_OTHER_NPM.search(text) for text, start in move.needs.words() if start <= command.start):
            package = "npm" if move.release_after() >= (3, 8) else "nodejs-npm"
            why = f"in {move.place} the package nodejs has no npm: install {package} as well"
            yield Reason("programs", "breaks", "high", f"{command.name} in RUN", why, move.line(command.start))
        return


def _www_data(move: Move) -> Iterator[Reason]:
    """The group www-data, which alpine-baselayout has since 3.14 (alpinelinux/docker-alpine#211)."""
    if not _crosses(move, 3, 14):
        return
    for command in move.commands():
        if command.name in ("delgroup", "deluser", "groupdel") and _last(command) == "www-data":
            return
        if command.handled or command.ignored or _last(command) != "www-data":
            continue
        makes_group = command.name == "addgroup" and len(_names(command, "-g", "--gid")) == 1
        makes_both = command.name == "adduser" and not command.has_flag("-G", "--ingroup", "-S", "--system")
        if makes_group or makes_both:
            yield Reason(
                "accounts",
                "breaks",
                "high",
                f"{command.name} www-data",
                f"{move.place} has that group already, with the id 82: "
                + (_ITS_OWN_ID if command.has_flag("-g", "--gid") else "")
                + ("leave it out" if makes_group else "adduser -G www-data"),
                move.line(command.start),
            )
            return


_ITS_OWN_ID = "delgroup www-data first where its own id counts, else "


def _last(command: Command) -> str | None:
    return command.operands[-1].value if command.operands else None


def _names(command: Command, *valued: str) -> list[Word]:
    """The operands of a command but for the value of a flag."""
    value = command.flag_value(*valued)
    return [word for word in command.operands if word is not value]


# Since 3.14 what lies in /etc/nginx/conf.d is read into the root context, and http.d into http (aports issue 13019).
_HOSTS = re.compile(r"/etc/nginx/(?:conf\.d|sites-(?:enabled|available))(?:/[\w.*-]+)?")
_OWN_CONFIGURATION = re.compile(r"/etc/nginx(?:/(?:nginx\.conf)?)?[\"'\]]?\s*$", re.MULTILINE)


_OTHER_NGINX = re.compile(r"nginx\.org|nginx-\d|openresty|tengine|--with-http_|COPY\s+--from=[^\n]{0,300}nginx")


def _virtual_hosts(move: Move) -> Iterator[Reason]:
    """Servers that are put where the nginx of Alpine's package does not look for them."""
    from_another = move.before.distribution in ("debian", "ubuntu")
    unseen = any(
        "xargs" in action.command.within or any(one.kind == "variable" for one in action.packages)
        for action in move.actions()
        if action.action == "install"
    )
    runs = any(command.name == "nginx" for _, command in move.started())
    other = any(_OTHER_NGINX.search(text) for text, _ in move.needs.words())
    by_list = is_distribution(move.name_after) and (unseen or runs) and not other
    if not ("nginx" in move.needs.installed() or by_list) or not (_crosses(move, 3, 14) or from_another):
        return
    if any(
        _OWN_CONFIGURATION.search(text) for text, _ in move.needs.words() if text.upper().startswith(("COPY", "ADD"))
    ):
        return
    if any("/etc/nginx/nginx.conf" in text for text, _ in move.needs.words()):
        return
    for text, start in move.needs.words():
        match = _HOSTS.search(text) if text.upper().startswith(("COPY", "ADD", "RUN")) else None
        if match is not None:
            yield Reason(
                "paths",
                "breaks",
                "medium",
                f"the path {match[0]}",
                f"the nginx of {move.place} reads servers from /etc/nginx/http.d alone",
                move.line(start + match.start()),
            )
            return


# Sources: aports, main/openssl of 3.9 (OpenSSL 1.1.1 without zlib, whose headers its own brought until then), and
# main/mariadb, main/curl of 3.9, which were linked against LibreSSL before; python-xmlsec issue 371.
_OPENSSL_AGAIN = (3, 9)
_BRING_OPENSSL = frozenset({"openssl-dev", "mariadb-dev", "mariadb-connector-c-dev", "postgresql-dev", "curl-dev"})
_BRING_ZLIB = re.compile(
    r"zlib-dev|lib(?:png|xml2|xslt|tiff|archive|zip|gd|git2|ssh2|curl|freetype|protobuf)[\w-]*-dev|(?:freetype|curl|gd|glib|hdf5|boost"
    r"|protobuf|mariadb|postgresql|imagemagick|cairo|python3|ruby|nodejs|php\d+)[\w-]*-dev"
)


def _headers(move: Move) -> Iterator[Reason]:
    """Headers that came along with those of OpenSSL, and those of LibreSSL, which do not go with them."""
    if not _crosses(move, *_OPENSSL_AGAIN):
        return
    installed = move.needs.installed()
    removed = {one.name for action in move.actions() if action.action == "remove" for one in action.packages}
    removed |= {action.virtual or "" for action in move.actions() if action.virtual in removed}
    kept = not removed & {"libressl-dev", *(action.virtual for action in move.actions() if action.virtual)}
    together = any(
        "libressl-dev" in names and names & _BRING_OPENSSL
        for action in move.actions()
        for names in [{one.name for one in action.packages}]
    )
    if "libressl-dev" in installed and installed & _BRING_OPENSSL and (together or kept):
        place = _place_of(move, "libressl-dev")
        what = sorted(installed & _BRING_OPENSSL)[0]
        takes = "is installed too" if what == "openssl-dev" else f"{what} of {move.place} takes"
        why = f"it conflicts with openssl-dev, which {takes}: install openssl-dev alone"
        yield Reason("packages", "breaks", "medium", "package libressl-dev", why, place)
    if "openssl-dev" not in installed or any(_BRING_ZLIB.fullmatch(name) for name in installed):
        return
    texts = [text for text, _ in move.needs.words()]
    if any("nginx.org/download" in text for text in texts) and not any("--with-zlib=" in text for text in texts):
        why = f"that of {move.place} brings no zlib-dev, which nginx's gzip wants: install zlib-dev as well"
        yield Reason("native", "breaks", "medium", "package openssl-dev", why, _place_of(move, "openssl-dev"))


def _place_of(move: Move, name: str) -> int | None:
    """The line on which a package is installed."""
    found = (one.start for action in move.actions() for one in action.packages if one.name == name)
    return next((move.line(start) for start in found), None)


# Source: Alpine's release notes of 3.16, "ICU data split".
_ENGLISH_ALONE = (3, 16)


def _cultures(move: Move) -> Iterator[Reason]:
    """ICU, whose data for all but English became a package of its own."""
    installed = move.needs.installed()
    if _crosses(move, *_ENGLISH_ALONE) and "icu-libs" in installed and "icu-data-full" not in installed:
        why = "it brings the data of English alone: install icu-data-full for other cultures"
        yield Reason("locale", "check", "medium", "package icu-libs", why, _place_of(move, "icu-libs"))


# Sources: aports, community/imagemagick of 3.19 (-jpeg, -tiff, -webp, -svg, -pdf, -heic, -jxl, -raw); nextcloud/docker.
_FORMATS_APART = (3, 19)


def _formats(move: Move) -> Iterator[Reason]:
    """ImageMagick, whose formats became packages of their own."""
    installed = move.needs.installed()
    if not _crosses(move, *_FORMATS_APART) or "imagemagick" not in installed:
        return
    if not any(re.fullmatch(r"imagemagick-(?:jpeg|tiff|webp|svg|pdf|heic|raw|jxl)", name) for name in installed):
        why = "JPEG, TIFF, WebP, SVG and PDF are read by packages of their own: imagemagick-jpeg and its like"
        yield Reason("packages", "check", "medium", "package imagemagick", why, _place_of(move, "imagemagick"))


# Source: aports, main/alpine-baselayout (color_prompt.sh.disabled).
_COLOURS_OFF = (3, 15)


def _colours(move: Move) -> Iterator[Reason]:
    """The script of a coloured prompt, which is called otherwise."""
    if not _crosses(move, *_COLOURS_OFF):
        return
    for command in move.commands():
        words = [word.text for word in command.operands]
        if "/etc/profile.d/color_prompt" in words[:1] and command.name in ("mv", "cp", "chmod", "sed", "cat"):
            if not command.handled and not command.ignored:
                why = f"in {move.place} it is /etc/profile.d/color_prompt.sh.disabled"
                yield Reason("paths", "breaks", "medium", words[0], why, move.line(command.start))
            return


# Source: aports, main/musl of 3.18, which has libc6-compat no more, and community/gcompat, which provides the name.
_BY_GCOMPAT = (3, 18)


def _layer(move: Move) -> Iterator[Reason]:
    """What lets programs for glibc run, which is another program's loader now."""
    if not _crosses(move, *_BY_GCOMPAT):
        return
    for package in move.packages():
        if package.name == "libc6-compat":
            why = "the name is gcompat's now, another loader than musl's: programs for glibc are to be tried by it"
            yield Reason("binary", "check", "low", "libc6-compat", why, move.line(package.start))
            return


# Sources: aports, main/nginx (up to 3.4 --prefix=/usr; since 3.5 --prefix=/var/lib/nginx, and a default.conf whose only
# location returns 404), and docker-nginx issue 558, which quotes it.
_PAGES = re.compile(r"/usr/(?:share/nginx/)?html\b|/var/lib/nginx/html\b|/var/www/localhost/htdocs\b")
_WITHOUT_PAGES = (3, 5)


def _pages(move: Move) -> Iterator[Reason]:
    """Pages that are put where the server that came with Alpine's nginx once looked for them."""
    if "nginx" not in move.needs.installed() or not _crosses(move, *_WITHOUT_PAGES):
        return
    if any("/etc/nginx" in text or re.search(r"\bnginx\b[^\n]{0,200}\s-c\b", text) for text, _ in move.needs.words()):
        return
    for instruction in move.needs.instructions:
        inner = instruction.trigger or instruction
        match = _PAGES.search(inner.arguments) if inner.keyword in ("COPY", "ADD", "RUN", "VOLUME") else None
        if match is not None:
            why = f"the only server of the nginx of {move.place} answers 404 to everything: bring one of your own"
            yield Reason("paths", "breaks", "medium", f"the path {match[0]}", why, move.line(instruction.start))
            return


_WITH_MODULES = re.compile(r"(?:lib)?nginx-(?:extras|full|light|mod-[\w-]+)")


def _modules_of_debians_nginx(move: Move) -> Iterator[Reason]:
    """Debian's nginx with modules, in whose place Alpine has the server alone and a package for each module."""
    if move.before.userland is None or move.before.userland.package_family != "apt":
        return
    for package in move.packages("apt"):
        if _WITH_MODULES.fullmatch(package.name):
            why = "Alpine's nginx comes without these modules: each is a package of its own (nginx-mod-...)"
            yield Reason("packages", "check", "medium", package.name, why, move.line(package.start))
            return


# Source: the package apache2 of Alpine (localhost/htdocs), and Debian's, whose root is /var/www/html.
_ROOT_ELSEWHERE = "/var/www/html"
_MAKES_NOTHING = frozenset({"cd", "pushd", "rm", "rmdir", "chown", "chmod", "chgrp", "ls", "find", "test", "["})


def _root_of_apache(move: Move) -> Iterator[Reason]:
    """A command that goes into the folder which the Apache of other distributions brings, where nothing makes it."""
    if move.before.distribution == "alpine" or not {"apache2", "httpd"}.intersection(move.needs.installed()):
        return
    made = next((each.start for each in move.needs.instructions if _brings_the_root(each)), None)
    for command in move.commands():
        if made is not None and made < command.start:
            return
        named = [word.text for word in command.words[1:] if "/var/www" in word.text]
        if named and command.name not in _MAKES_NOTHING:
            return
        if command.name not in ("cd", "pushd") or [name.rstrip("/") for name in named] != [_ROOT_ELSEWHERE]:
            continue
        if not (command.handled or command.ignored or command.conditional):
            why = f"the pages of {move.place}'s Apache are in /var/www/localhost/htdocs, and nothing makes this one"
            line = move.line(command.start)
            yield Reason("paths", "breaks", "medium", f"{command.name} {_ROOT_ELSEWHERE}", why, line)
            return


def _brings_the_root(instruction: Instruction) -> bool:
    return instruction.keyword in ("COPY", "ADD", "WORKDIR") and "/var/www" in instruction.arguments


_PHP = re.compile(r"/etc/php(\d+)(?:/[\w./*-]*)?|\bphp-(?:fpm|cgi)(\d+)\b|\bphpize(\d+)\b")
# The first release without them. Where to look: pkgs.alpinelinux.org, release by release.
_PHP_GONE = {"5": (3, 12), "7": (3, 16), "8": (3, 17), "81": (3, 21)}


def _php_folders(move: Move) -> Iterator[Reason]:
    """The configuration and the programs of a gone PHP by their names, which hold the version."""
    gone = {version for version, since in _PHP_GONE.items() if _crosses(move, *since)}
    versions = {one for one in gone if any(re.match(rf"php{one}(?:-|$)", name) for name in move.needs.installed())}
    told: set[str] = set()
    for instruction in move.needs.instructions if versions else ():
        if instruction.keyword not in ("RUN", "COPY", "ADD", "CMD", "ENTRYPOINT", "VOLUME"):
            continue
        text = move.needs.analysis.text[instruction.start : instruction.end]
        match = next((one for one in _PHP.finditer(text) if versions.intersection(one.groups())), None)
        if match is None or instruction.keyword in told:
            continue
        told.add(instruction.keyword)
        is_folder = match[0].startswith("/")
        yield Reason(
            "paths",
            "check" if instruction.keyword in ("COPY", "ADD", "VOLUME") else "breaks",
            "high",
            f"the path {match[0]}" if is_folder else match[0],
            f"{move.place} has newer versions of PHP alone, whose folders and programs bear the version (/etc/php83, "
            "php-fpm83)",
            move.line(instruction.start + match.start()),
        )
