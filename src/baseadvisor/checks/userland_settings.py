"""Settings that are written where nothing reads them: a time zone by its name alone, a locale for logins."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.provided import surely_runs
from baseadvisor.checks.starting import commands_of, of_image, start_words
from baseadvisor.checks.userland import known_userland

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis, StageFacts
    from baseadvisor.shell.model import Command

_TIMEZONE = "/etc/timezone"
_LOCALE = "/etc/default/locale"
_LOGINS = ("sshd", "login", "cron", "crond", "init", "systemd", "supervisord", "su", "runuser", "lightdm", "xrdp")


def _writes(command: "Command", path: str) -> bool:
    """Whether a command's output, or tee, goes into a file."""
    if any(each.target is not None and each.target.value == path for each in command.redirects):
        return True
    return command.name == "tee" and any(word.value == path for word in command.operands)


def _official(stage: "StageFacts") -> str | None:
    from baseadvisor.catalog import official_name

    return official_name(stage.reference) if stage.reference is not None else None


def time_zone_file_ignored(analysis: "Analysis", *, since: str) -> Iterator[Hit]:
    """/etc/timezone is written and tzdata configured anew, which goes by /etc/localtime. Placeholder: {command}.

    On Debian's own images, which have that link, from the release `since` on; not where the RUNs touch the link.
    """
    for command in analysis.commands("dpkg-reconfigure"):
        run = analysis.run_of(command)
        userland = known_userland(run.stage)
        if not any(word.value == "tzdata" for word in command.operands) or not surely_runs(command):
            continue
        if userland is None or _official(run.stage) != "debian" or not (userland.release or "").isdecimal():
            continue
        if int(userland.release or "0") < int(since):
            continue
        before = [each for each in commands_of(run.stage) if each.start < command.start]
        texts = " ".join(word.text for each in before for word in each.words)
        if "localtime" in texts or "debconf" in texts or "tzdata" in texts:
            continue
        writing = next((each for each in before if _writes(each, _TIMEZONE)), None)
        if writing is not None:
            yield hit(command, command="dpkg-reconfigure tzdata")


def locale_for_logins(analysis: "Analysis", *, images: Sequence[str], variables: Sequence[str]) -> Iterator[Hit]:
    """The final image's locale is written to /etc/default/locale, and no ENV sets it. Placeholder: {command}.

    On `images`, official ones without a locale of their own; not where something is started that logs people in.
    """
    final = analysis.final
    if final.stage is None or _official(final) not in images:
        return
    words = start_words(final)
    if not words or any(word.rpartition("/")[2] in _LOGINS or word.endswith(".sh") for word in words):
        return
    if any(pair.key in variables for instruction in of_image(final, "ENV") for pair in instruction.pairs):
        return
    for command in commands_of(final):
        if (command.name == "update-locale" and len(command.words) > 1) or _writes(command, _LOCALE):
            yield hit(command, command=command.name or "")
            return
