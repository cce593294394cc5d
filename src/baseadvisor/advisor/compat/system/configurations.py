"""Configuration that the file brings for what it installs: it was written for the version of the old release."""

import re
from collections.abc import Collection, Iterator, Set

from baseadvisor.advisor.compat.archive.managers import also_lines
from baseadvisor.advisor.copies import sources_of, target_of
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.needs import SYSTEM_FAMILIES
from baseadvisor.dockerfile.model import Instruction

_BELOW_ETC = re.compile(r"/(?:usr/local/)?etc/(?P<owner>[A-Za-z][A-Za-z-]+)")
# What a package configures in a folder, or a file, that is not called like it.
_OWNERS = {
    "ssh": ("openssh",),
    "sshd": ("openssh",),
    "pam": ("openssh", "libpam", "pam"),
    "mysql": ("mysql", "mariadb", "default-mysql"),
    "my": ("mysql", "mariadb", "default-mysql"),
    "httpd": ("httpd",),
    "supervisord": ("supervisor",),
    "rsyslog": ("rsyslog",),
    "ldap": ("slapd", "openldap"),
    "openldap": ("slapd", "openldap"),
    "bind": ("bind",),
    "named": ("bind",),
}
_STEM = 4
"""Letters by which a folder is known to be a package's: `apache2`, `php7.4-fpm`."""
_LENGTHS = sorted({_STEM, *(len(stem) for stems in _OWNERS.values() for stem in stems), len("php")})


def reasons(move: Move, told: Collection[int]) -> Iterator[Reason]:
    """The configuration of packaged programs that is copied in, in one, but for the lines that are told already."""
    if not move.changes_release or move.run_only:
        return
    actions = [one for one in move.actions() if one.action == "install" and one.family in SYSTEM_FAMILIES]
    installed = {package.name[:length] for one in actions for package in one.packages for length in _LENGTHS}
    found = [
        (source, move.line(each.start))
        for each in move.needs.copying
        if (source := _configures(each, installed)) is not None and move.line(each.start) not in told
    ]
    if found:
        why = f"it was written for the version of another release{also_lines([line for _, line in found])}: to be tried"
        yield Reason("untried", "check", "low", f"configuration {found[0][0]}", why, found[0][1])


def _configures(instruction: Instruction, installed: Set[str]) -> str | None:
    """What a COPY or ADD brings into a folder that is called like something installed (how its name begins)."""
    if instruction.flag("from") is not None or instruction.heredocs:
        return None
    target = target_of(instruction)
    match = _BELOW_ETC.match(target)
    if match is None:
        return next(iter(sources_of(instruction)), None) if target == "/etc" and installed else None
    owner = match["owner"].lower()
    stems = _OWNERS.get(owner.split("-")[0], (owner[:_STEM],) if len(owner) >= _STEM or owner == "php" else ())
    return next(iter(sources_of(instruction)), None) if not installed.isdisjoint(stems) else None
