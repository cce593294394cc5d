"""PHP: extensions that left it, that changed their options, or that need a library they once brought along.

Sources: PHP's UPGRADING files of 7.0 to 8.5, docker-library/php (docker-php-ext-configure stops at unknown options),
and the compatibility tables of the extensions.
"""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.archive import php_packages
from baseadvisor.advisor.compat.archive.managers import also_lines
from baseadvisor.advisor.compat.language import pecl
from baseadvisor.advisor.compat.language.jumps import Jump
from baseadvisor.advisor.copies import sources_of, target_of
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.release_versions import Version
from baseadvisor.image.numbers import dotted
from baseadvisor.shell.model import Command

_GONE: dict[str, Version] = {
    "mcrypt": (7, 2),
    "mysql": (7, 0),
    "mssql": (7, 0),
    "ereg": (7, 0),
    "wddx": (7, 4),
    "recode": (7, 4),
    "interbase": (7, 4),
    "xmlrpc": (8, 0),
    "imap": (8, 4),
    "pspell": (8, 4),
    "oci8": (8, 4),
    "pdo_oci": (8, 4),
}
_BUILT_IN: dict[str, Version] = {"hash": (7, 4), "json": (8, 0), "tokenizer": (8, 1), "opcache": (8, 5)}
"""Extensions that are part of PHP from a version on, and that cannot be built by themselves any more."""
# The library that an extension brought along until 7.4: what apt and apk call it.
_LIBRARIES = {"mbstring": ("libonig-dev", "oniguruma-dev"), "zip": ("libzip-dev", "libzip-dev")}
_OLD_OPTIONS = {
    "gd": (
        re.compile(r"--with-(?:freetype|jpeg|png|webp|xpm|vpx|zlib)-dir\b|--with-gd\b|--enable-gd-native-ttf\b"),
        "since 7.4 the options are --with-freetype, --with-jpeg, --with-webp and --with-xpm",
    ),
    "zip": (re.compile(r"--with-libzip\b"), "7.4 has no such option, and the step stops at it: leave it out"),
}


def jump(move: Move, change: Jump) -> Iterator[Reason]:
    """What a change of PHP's version touches."""
    for command in move.commands():
        if command.name in ("docker-php-ext-install", "docker-php-ext-configure"):
            yield from _extensions(move, change, command)
        elif command.name == "docker-php-ext-enable":
            yield from _enables(move, change, command)
        elif command.name == "phpize":
            yield _sources(move, change, "phpize", command.start)
    if change.crosses(8):
        yield from _old_branches(move)
        yield from _xdebug(move)
    yield from pecl.jump(move, change)
    yield from _downloaded(move, change)
    yield from _folder_of_extensions(move, change)
    yield from _own_scripts(move)
    if change.start is not None:
        yield from php_packages.jump(move, change)


_SCRIPT_OF_IMAGE = re.compile(r"docker-php-(?:ext-(?:install|configure|enable|\*)|source|\*)")


def _own_scripts(move: Move) -> Iterator[Reason]:
    """Scripts of the image's that are copied over its own. Source: docker-library/php, /usr/src/php.tar.xz."""
    if move.name_after != "php":
        return
    for each in move.needs.copying:
        found = next((one for one in sources_of(each) if _SCRIPT_OF_IMAGE.fullmatch(one.rpartition("/")[2])), None)
        if found is not None and target_of(each).startswith("/usr/local/bin") and each.flag("from") is None:
            why = f"that is of an older image, and takes the place of what {move.after.reference} has: leave it out"
            yield Reason("version", "check", "medium", f"what is copied as {found}", why, move.line(each.start))
            return


# Source: PHP's Zend/zend_modules.h, ZEND_MODULE_API_NO, by version.
_API = {
    "20121212": (5, 5),
    "20131226": (5, 6),
    "20151012": (7, 0),
    "20160303": (7, 1),
    "20170718": (7, 2),
    "20180731": (7, 3),
    "20190902": (7, 4),
    "20200930": (8, 0),
    "20210902": (8, 1),
    "20220829": (8, 2),
    "20230831": (8, 3),
    "20240924": (8, 4),
    "20250925": (8, 5),
}
_FOLDER = re.compile(r"(?:no-debug-(?:non-)?zts-|/usr/lib/php/)(?P<api>20\d{6})\b")


def _folder_of_extensions(move: Move, change: Jump) -> Iterator[Reason]:
    """The folder of extensions by its name, which every version has another one of."""
    found = [
        (match, version, move.line(start + match.start()))
        for text, start in move.needs.words()
        for match in _FOLDER.finditer(text)
        if (version := _API.get(match["api"])) is not None and version != change.new[:2]
    ]
    if found:
        match, version, line = found[0]
        lines = sorted({each[2] for each in found})
        why = (
            f"that is the folder of extensions of PHP {dotted(version)}: {change.there} has another{also_lines(lines)}"
        )
        yield Reason("version", "breaks", "high", match[0], why, line)


def standing(move: Move, change: Jump) -> Iterator[Reason]:
    """Extensions and options of extensions that the image's own PHP has not."""
    for command in move.commands():
        if command.name not in ("docker-php-ext-install", "docker-php-ext-configure"):
            continue
        if command.ignored or command.handled or command.conditional or _brings_sources(move):
            continue
        yield from _extensions(move, change, command)
    yield from pecl.standing(move, change)


def _brings_sources(move: Move) -> bool:
    """Whether the file puts the sources of an extension beside PHP's own."""
    return any("/usr/src/php/ext/" in text for text, _ in move.needs.words())


def _extensions(move: Move, change: Jump, command: Command) -> Iterator[Reason]:
    yield from _left_out(move, change, command)
    yield from _sockets(move, change, command)
    yield from _built_again(move, change, command)
    for word in _words(move, command) if command.name == "docker-php-ext-install" and change.crosses(7, 4) else ():
        if word in _LIBRARIES:
            yield from _library(move, word, command)


def _sockets(move: Move, change: Jump, command: Command) -> Iterator[Reason]:
    """The extension that reads the kernel's headers. Source: php/php-src issue 8899."""
    if move.after.distribution != "alpine" or not change.crosses(8, 2) or "sockets" not in _words(move, command):
        return
    if command.name == "docker-php-ext-install" and "linux-headers" not in move.needs.installed(command.start):
        why = "from PHP 8.2 on it includes linux/sock_diag.h: add linux-headers"
        yield Reason("version", "breaks", "medium", "docker-php-ext-install sockets", why, move.line(command.start))


# Sources: docker-library/php 1264 and 1266 (Alpine's are built with GNU's iconv, whose headers are removed), 1661 and
# php/php-src 23057 (dom wants lexbor's headers, which are not where an extension by itself looks for them).
_IN_THE_IMAGE = {"iconv": ((8, 0), "alpine"), "dom": ((8, 5), None)}


def _built_again(move: Move, change: Jump, command: Command) -> Iterator[Reason]:
    """Extensions that the images have from the start, and that cannot be built beside that any more."""
    words = _words(move, command) if command.name == "docker-php-ext-install" and move.name_after == "php" else ()
    for name in words:
        since, distribution = _IN_THE_IMAGE.get(name, ((), None))
        if since and change.crosses(*since) and distribution in (None, move.after.distribution):
            why = "the image's PHP has it, and by itself it does not compile there: leave it out"
            yield Reason("version", "breaks", "medium", f"the extension {name}", why, move.line(command.start))


def _words(move: Move, command: Command) -> list[str]:
    """What a command is given, with the variables filled in that are known: one may hold a list."""
    run = move.needs.analysis.run_of(command)
    found: list[str] = []
    for word in command.arguments:
        value = word.value if word.value is not None else run.script.resolve(word, run.environment)
        found += value.split() if value is not None else [word.prefix]
    return found


def _left_out(move: Move, change: Jump, command: Command) -> Iterator[Reason]:
    """Extensions that PHP has no longer, or has within, and options that they no longer have."""
    line = move.line(command.start)
    words = _words(move, command)
    for name in words:
        if name in _GONE and change.crosses(*_GONE[name]):
            why = f"PHP {dotted(_GONE[name])} left it out"
            yield Reason("version", "breaks", "high", f"the extension {name}", why, line)
        elif name in _BUILT_IN and change.crosses(*_BUILT_IN[name]):
            why = f"it is part of PHP, and from {dotted(_BUILT_IN[name])} on it cannot be built alone: leave it out"
            yield Reason("version", "breaks", "high", f"the extension {name}", why, line)
    for name, (options, why) in _OLD_OPTIONS.items():
        found = [word for word in words if options.match(word)]
        if name in words and found and change.crosses(7, 4):
            yield Reason("version", "breaks", "high", f"{name}'s {found[0].partition('=')[0]}", why, line)


def _library(move: Move, name: str, command: Command) -> Iterator[Reason]:
    family = move.after.userland.package_family if move.after.userland is not None else None
    if family not in ("apt", "apk"):
        return
    if move.needs.installed(command.start).intersection(_LIBRARIES[name]):
        yield from _taken_away(move, name, command)
        return
    package = _LIBRARIES[name][family == "apk"]
    has_it = ", or leave it out: the image has it" if name == "mbstring" else ""
    why = f"PHP 7.4 and later bring no library for it: install {package} first{has_it}"
    yield Reason("version", "breaks", "high", f"the extension {name}", why, move.line(command.start))


def _taken_away(move: Move, name: str, command: Command) -> Iterator[Reason]:
    """An extension that is linked against a library since 7.4, which the file takes away with its headers."""
    package = _LIBRARIES[name][0]
    library = re.compile(package.removesuffix("-dev") + r"\d\w*")
    if any(map(library.fullmatch, move.needs.installed())) or any(
        one.name == "apt-mark" and any(word.value == "manual" for word in one.operands) for one in move.commands()
    ):
        return
    for action in move.actions():
        if action.family != "apt" or action.action not in ("remove", "autoremove") or action.start < command.start:
            continue
        if not (action.has("--auto-remove", "--autoremove") or action.action == "autoremove"):
            continue
        if package in {one.name for one in action.packages}:
            why = f"7.4 and later link it against the library that {package} brings, which goes with it: keep {package}"
            yield Reason(
                "version",
                "breaks",
                "medium",
                f"{action.manager} {action.subcommand} {package}",
                why,
                move.line(action.start),
            )
            return


_XDEBUG_2 = re.compile(
    r"xdebug\.(?:remote_(?:enable|autostart|host|port|connect_back|handler|mode|log)|profiler_enable\w*"
    r"|auto_trace|coverage_enable|default_enable|trace_enable_trigger)"
)


def _xdebug(move: Move) -> Iterator[Reason]:
    """Settings of Xdebug 2, which is not for PHP 8. Source: Xdebug's "Upgrading from Xdebug 2 to 3"."""
    texts = list(move.needs.words())
    if any("xdebug.mode" in text or "xdebug.client_" in text for text, _ in texts):
        return
    for text, start in texts:
        match = _XDEBUG_2.search(text)
        if match is not None:
            why = "PHP 8 takes Xdebug 3, which knows it no more: xdebug.mode, client_host, client_port"
            yield Reason("version", "check", "high", match[0], why, move.line(start + match.start()))
            return


_OLD_BRANCH = re.compile(
    r"(?:-b|--branch|checkout|switch)(?:\s+|=)(?:-\S+\s+)*(?:origin/)?[\"']?(?P<name>php-?[57])(?![\w.])"
)


def _old_branches(move: Move) -> Iterator[Reason]:
    """Sources of an extension out of a branch for PHP 5 or 7. Source: php-memcached issue 443."""
    for text, start in move.needs.words():
        match = _OLD_BRANCH.search(text)
        if match is not None and ("phpize" in text or "/usr/src/php/ext/" in text):
            why = "a branch for PHP 5 or 7, which does not compile on 8: take the branch that goes on, or pecl"
            line = move.line(start + match.start())
            yield Reason("version", "breaks", "medium", f"the branch {match['name']}", why, line)
            return


# trixie's libxml2-dev depends on libicu-dev no longer (Debian's package index); LinguaCafe issue 454.
_WITHOUT_ICU = {"debian": (13,)}


# apt-get -s install on Debian 13.
_BRINGS_ICU = re.compile(
    r"libicu|lib(?:magick(?:wand|core|\+\+)|vips|pango|rsvg2|harfbuzz|webkit|boost|ical|xerces-c|phonenumber|qtbase5).*-dev"
)


def of_release(move: Move) -> Iterator[Reason]:
    """The extension intl, whichever PHP it is for, whose headers came along with libxml2-dev."""
    if not move.reaches(_WITHOUT_ICU):
        return
    for command in move.commands():
        if command.name != "docker-php-ext-install" or all(word.value != "intl" for word in command.arguments):
            continue
        installed = move.needs.installed(command.start)
        if {"libxml2-dev", "libxslt1-dev", "libxslt-dev"} & installed and not any(map(_BRINGS_ICU.match, installed)):
            why = f"libxml2-dev of {move.place} no longer brings ICU's headers: install libicu-dev first"
            yield Reason("version", "breaks", "high", "the extension intl", why, move.line(command.start))
        return


def _enables(move: Move, change: Jump, command: Command) -> Iterator[Reason]:
    """Extensions that are switched on, and are built in or gone by then."""
    words = [] if command.handled else _words(move, command)
    for name in words:
        if name in _GONE and change.crosses(*_GONE[name]):
            why = f"PHP {dotted(_GONE[name])} left it out, and there is nothing to enable"
            yield Reason("version", "breaks", "medium", f"docker-php-ext-enable {name}", why, move.line(command.start))
    if "opcache" in words and change.crosses(8, 5):
        why = "from PHP 8.5 on it is built in, and there is nothing to enable: leave it out"
        yield Reason("version", "breaks", "medium", "docker-php-ext-enable opcache", why, move.line(command.start))


_EXTENSION_SOURCE = re.compile(
    r"/usr/src/php/ext/|\b(?:git clone|-b|--branch)\b[^&|;\n]*\bphp-?[57]\b|https?://[^\s\"']*(?:xdebug|phpredis|pecl)[^\s\"']*\.t(?:ar\.)?gz",
)


def _downloaded(move: Move, change: Jump) -> Iterator[Reason]:
    """Sources of extensions that the file brings by itself."""
    for text, start in move.needs.words() if not move.run_only else ():
        match = _EXTENSION_SOURCE.search(text)
        if match:
            yield _sources(move, change, f"sources of an extension ({match[0].strip()[:40]})", start + match.start())
            return


def _sources(move: Move, change: Jump, what: str, start: int) -> Reason:
    why = f"the extension that is built here has to support PHP {dotted(change.new)}"
    return Reason("version", "check", "medium", what, why, move.line(start))
