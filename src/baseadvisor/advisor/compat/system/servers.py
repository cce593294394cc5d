"""Servers whose configuration and applications have to follow their version: nginx and Tomcat."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.language.jumps import Jump, java_of
from baseadvisor.advisor.copies import target_of
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.release_versions import Version

_NGINX_WRITTEN = re.compile(r"(?:>\s*|\b(?:sed|cp|mv|tee|ln)\b[^&|;\n]*\s)[\"']?/etc/nginx/")


def nginx(move: Move, change: Jump) -> Iterator[Reason]:
    """A configuration that the file brings. Source: nginx's CHANGES, 1.25.1."""
    place = _configuration(move)
    if place is None:
        return
    why = "a configuration of its own has to suit the new version: try it with nginx -t"
    crosses = change.crosses(1, 25)
    if crosses:
        why += "; 1.25.1 left out `ssl on` (listen … ssl), and warns of http2 in listen (http2 on)"
    yield Reason("version", "check", "medium" if crosses else "low", change.title, why, move.line(place))


def _configuration(move: Move) -> int | None:
    """Where the file copies or writes nginx's configuration."""
    for instruction in move.needs.copying:
        if re.match(r"/etc/nginx\b", target_of(instruction)):
            return instruction.start
    for text, start in move.needs.words():
        match = _NGINX_WRITTEN.search(text)
        if match:
            return start + match.start()
    return None


# Source: Fedora's and RHEL 8's release notes: httpd runs the event MPM, and php-fpm is what PHP is handed to.
_WITH_FPM = {"almalinux": (8,), "rockylinux": (8,), "centos": (8,), "rhel": (8,), "oraclelinux": (8,), "fedora": (27,)}
_FPM = re.compile(r"php\d*-fpm|mod_mpm_prefork|mpm_prefork")


def php_of_httpd(move: Move) -> Iterator[Reason]:
    """PHP within httpd, by a release's own packages, where it became a server of its own."""
    if move.run_only or not move.reaches(_WITH_FPM) or move.before.distribution not in (*_WITH_FPM, None):
        return
    installed = move.needs.installed()
    if not {"httpd", "php"} <= installed or any(_FPM.search(text) for text, _ in move.needs.words()):
        return
    place = next(
        (
            package.start
            for action in move.actions()
            for package in action.packages
            if action.action == "install" and package.name == "php"
        ),
        None,
    )
    starts = any(command.name in ("httpd", "apachectl", "httpd-foreground") for _, command in move.started())
    why = (
        f"the httpd of {move.place} hands PHP to php-fpm (/run/php-fpm/www.sock), which has to be started as well: "
        "without it every page of PHP is a 503"
    )
    line = move.line(place) if place is not None else None
    yield Reason("services", "breaks" if starts else "check", "medium", "php within httpd", why, line)


# The Tomcat that a release packages. Where to look: https://packages.debian.org/tomcat10, https://packages.ubuntu.com.
_JAKARTA = {"debian": (12,), "ubuntu": (24, 4)}
_PACKAGED = re.compile(r"tomcat(?P<version>[6-9])(?:-\w+)?")


def packaged_tomcat(move: Move) -> Iterator[Reason]:
    """A Tomcat for javax.* by its package, where the release packages one for jakarta.* alone."""
    if move.run_only or not move.reaches(_JAKARTA):
        return
    for package in move.packages("apt"):
        match = _PACKAGED.fullmatch(package.name)
        if match is not None:
            why = (
                f"{move.place} packages Tomcat 10 or later, for jakarta.* alone, on a newer Java: applications for "
                "javax.* fail there; an image of tomcat:9 runs them"
            )
            java = java_of(move.name_after, move.after)
            if java is not None and java < _JAVA_OF_TOMCAT_10:
                why += f"; nor does it start on the Java {java} that JAVA_HOME of {move.after.reference} names"
            line = move.line(package.start)
            yield Reason("version", "breaks", "medium", f"Tomcat {match['version']} -> 10", why, line, lost=True)
            yield from _started_tomcat(move)
            return


_JAVA_OF_TOMCAT_10 = 11
"""Source: Tomcat's "Which version", of 10.1."""
_TOMCAT = re.compile(r"(?:/etc/init\.d/)?tomcat\d+")


def _started_tomcat(move: Move) -> Iterator[Reason]:
    """Tomcat's service, which has a unit of systemd alone there. Source: the files of Debian 12's tomcat10."""
    if move.needs.copies("init.d/tomcat"):
        return
    called = [
        (command, command.start)
        for command in move.commands()
        if not (command.handled or command.ignored or command.conditional)
    ]
    called += [(command, instruction.start) for instruction, command in move.started()]
    for command, start in called:
        words = [word.value or "" for word in command.words[:2]]
        named = words[1:] if command.name in ("service", "invoke-rc.d") else [each for each in words[:1] if "/" in each]
        if any(_TOMCAT.fullmatch(each) for each in named):
            why = (
                "Tomcat's package has no script in /etc/init.d any more: start catalina.sh run of "
                "/usr/share/tomcat10/bin, with CATALINA_BASE=/var/lib/tomcat10"
            )
            yield Reason("services", "breaks", "high", f"{named[0]} by its script", why, move.line(start))
            return


# The servlets' version by Tomcat's, and what each left out. Source: Tomcat's "Which version" and migration guides.
_SERVLETS: tuple[tuple[Version, str], ...] = (((7,), "3.0"), ((8,), "3.1"), ((9,), "4.0"), ((10,), "5.0"))


_OF_TOMCAT = re.compile(r"webapps|\.war\b|server\.xml|context\.xml|/conf\b")


def tomcat(move: Move, change: Jump) -> Iterator[Reason]:
    """Applications for another version of Tomcat."""
    if change.crosses(10):
        why = "from 10 on the packages are jakarta.*, applications for javax.* have to be migrated"
        yield Reason("version", "breaks", "high", change.title, why)
        return
    old, new = (_servlets(version) for version in (change.old, change.new))
    if old is None or new is None or old == new:
        return
    why = f"applications and server.xml have to suit it: Servlet {old} -> {new}"
    if change.old < (8, 5) <= change.new:
        why += "; 8.5 left out the BIO connectors and Comet"
    copies = move.needs.copying
    place = next((each for each in copies if _OF_TOMCAT.search(each.arguments)), next(iter(copies), None))
    line = move.line(place.start) if place is not None else None
    yield Reason("version", "check", "medium", change.title, why, line)


def _servlets(version: Version) -> str | None:
    return next((servlets for tomcats, servlets in _SERVLETS if version[:1] == tomcats), None)
