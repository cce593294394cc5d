"""Keys of the kind DSA, which ssh-keygen no longer makes.

Source: the release notes of OpenSSH 10.0 (DSA is removed) and 9.8 (left out unless a build asks for it). Where to look:
openssh.spec of CentOS Stream 10 and 9; puppetlabs/provision issue 288 (CentOS Stream 9: "unknown key type dsa").
"""

from collections.abc import Iterator

from baseadvisor.advisor.compat.archive.gone_dnf import LIKE_RHEL
from baseadvisor.advisor.compat.failing import reports_failure
from baseadvisor.advisor.model import Certainty, Image, Reason
from baseadvisor.advisor.move import Move, has_reached
from baseadvisor.shell.model import Command

# The first release with OpenSSH 10, or with one built without DSA. Where to look: https://repology.org/project/openssh.
# Of RHEL and its kin 9.8 has it; an image of an earlier 9 does not.
_WITHOUT = {"debian": (13,), "ubuntu": (25, 4), "alpine": (3, 21), "fedora": (41,)} | dict.fromkeys(LIKE_RHEL, (9,))


def standing(move: Move) -> Iterator[Reason]:
    """`ssh-keygen -t dsa`; the first of them."""
    if move.run_only or not _is_without(move.after) or _is_without(move.before):
        return
    for run in move.runs:
        for command in run.commands:
            if not _asks_for_dsa(command) or command.conditional or command.handled:
                continue
            if reports_failure(run, command):
                why = f"the OpenSSH of {move.place} makes no DSA keys: leave it out, or take ed25519"
                sure = move.after.distribution not in LIKE_RHEL or move.release_after() >= (10,)
                certainty: Certainty = "high" if sure else "medium"
                yield Reason("programs", "breaks", certainty, "ssh-keygen -t dsa", why, move.line(command.start))
                return


def _is_without(image: Image) -> bool:
    return has_reached(image, _WITHOUT)


def _asks_for_dsa(command: Command) -> bool:
    if command.name != "ssh-keygen":
        return False
    value = command.flag_value("-t")
    text = value if value is None or isinstance(value, str) else value.value
    return (text or "").lower() == "dsa" or any(word.value == "-tdsa" for word in command.arguments)
