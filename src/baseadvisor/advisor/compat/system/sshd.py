"""sshd's configuration, whose line about root is commented out in newer packages."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.archive.gone_dnf import LIKE_RHEL
from baseadvisor.advisor.copies import sources_of, target_of
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.shell.model import Command, Word

# Source: openssh's debian/changelog, 1:7.4p1-1 (it installs upstream's sshd_config, whose options are comments).
_SINCE = {"debian": (9,), "ubuntu": (17, 4)}
_LOOKS_FOR = re.compile(r"(?:^(?:-\w*e)?|[;\n])[ \t]*s(?P<mark>[/|#@,])\^?PermitRootLogin\b")
_COMMENTED = re.compile(r"#[\\?*\s]{0,6}PermitRootLogin")
_WRITES = re.compile(r">>\s*[\"']?/etc/ssh/sshd_config|sshd_config\.d/|-o[\s\"',]{0,9}PermitRootLogin")


# Sources: RHEL 9, "Considerations in adopting" (OpenSSH: root does not log in by password unless told), Fedora's change
# "DisableRootPasswordLoginInSshd" (31).
_BY_KEY_ALONE = {"fedora": (31,)} | dict.fromkeys(LIKE_RHEL, (9,))
_NAMES_OPTION = re.compile(r"PermitRootLogin|sshd_config")


def reasons(move: Move) -> Iterator[Reason]:
    """What keeps root out that was let in by password."""
    if not move.run_only:
        yield from _by_password(move)
        yield from _looked_for(move)


def _by_password(move: Move) -> Iterator[Reason]:
    """A password for root, where sshd lets root in by key alone unless it is told."""
    if not move.reaches(_BY_KEY_ALONE) or "openssh-server" not in move.needs.installed():
        return
    if any(_NAMES_OPTION.search(text) for text, _ in move.needs.words()) or any(map(_configures, move.needs.copying)):
        return
    for command in move.commands():
        if _sets_roots(command):
            why = f"sshd of {move.place} lets root in by key alone: PermitRootLogin yes, if a password has to do"
            yield Reason("services", "check", "high", "a password for root", why, move.line(command.start))
            return


_A_FILE = re.compile(r"(?!.*\.(?:tar|t[bgx]z)\b).*[^./]\.\w+")
"""A name that is one file's, and no folder's or archive's."""


def _configures(copy: Instruction) -> bool:
    """Whether a COPY or ADD may bring sshd's configuration unnamed: into its folder, or in a tree that has it."""
    target = target_of(copy)
    return target in ("/etc", "/etc/ssh") or (not target and not all(map(_A_FILE.fullmatch, sources_of(copy))))


# A line of chpasswd's about root, at the start of a word or after a line's end; `!` and `*` are no passwords.
_OF_ROOT = re.compile(r"(?:^\$?[\"']?|\n|\\n)root:(?![!*])")
_ALLOWED = frozenset({"--stdin", "-s", "--force", "-f"})
"""Options of passwd that leave it at setting a password: others lock an account, or tell of it."""


def _sets_roots(command: Command) -> bool:
    """Whether it gives root a password: `echo root:... | chpasswd`, `passwd --stdin root`, `usermod -p ... root`."""
    if command.name == "passwd":
        options = {word.text for word in command.arguments if word.text.startswith("-")}
        named = [word.value for word in command.operands]
        return options <= _ALLOWED and (named == ["root"] or (not named and "--stdin" in options))
    if command.name == "usermod":
        given = command.flag_value("-p", "--password")
        password = given.text if isinstance(given, Word) else given or ""
        return command.words[-1].value == "root" and password.strip("\"'")[:1] not in ("", "!", "*")
    return command.name == "chpasswd" and any(map(_OF_ROOT.search, _read_by(command)))


def _read_by(command: Command) -> Iterator[str]:
    """What a command may read: the words of those just before it in a pipe, the here-documents of both."""
    earlier = command.pipeline.stages[max(0, command.position - 1) : command.position] if command.pipeline else ()
    before: list[Command] = [one for stage in earlier for one in stage]
    yield from (word.text for one in before for word in one.arguments)
    for redirect in (one for each in (*before, command) for one in each.redirects):
        if redirect.heredoc is not None:
            yield f"\n{redirect.heredoc.text}"
        elif redirect.operator == "<<<" and redirect.target is not None:
            yield redirect.target.text


def _looked_for(move: Move) -> Iterator[Reason]:
    """A sed that looks for the option about root as it stood there, and finds a comment."""
    if not move.reaches(_SINCE):
        return
    texts = (text for text, _ in move.needs.words())
    if move.needs.copies("sshd_config") or any(_WRITES.search(text) or _COMMENTED.search(text) for text in texts):
        return
    for command in move.commands():
        words = [word.value or word.text for word in command.arguments]
        if command.name != "sed" or "sshd_config" not in (word.rpartition("/")[2] for word in words):
            continue
        if any(_LOOKS_FOR.search(word) for word in words):
            why = (
                f"the sshd_config of {move.place} has that line as a comment (#PermitRootLogin ...), so that sed "
                "changes nothing, and root is let in by key alone: look for `#*PermitRootLogin.*`"
            )
            yield Reason("services", "check", "high", "sed of PermitRootLogin", why, move.line(command.start))
            return
