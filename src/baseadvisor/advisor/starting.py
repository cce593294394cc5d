"""Whether an image without a shell can start what a file starts, so that moving there is worth a word."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.needs import Needs
from baseadvisor.advisor.search import Proposal, Search
from baseadvisor.advisor.tools import FETCH_TOOLS
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.shell.model import Command

_SCRIPT = re.compile(
    r"(?:.*/)?(?:(?:ba|da|a|z|k)?sh|[\w.-]+\.(?:ba)?sh|[\w.-]*entry-?point[\w.-]*|my_init|supervisord)"
)
_TOOLS = frozenset({"npm", "npx", "yarn", "pnpm", "pip", "pip3", "nc", "pgrep", "ps", "grep", "test"}) | FETCH_TOOLS
"""Programs that the official images have, and what holds no shell has not."""


def able_to_start(search: Search, found: Iterator[Proposal]) -> Iterator[Proposal]:
    """The proposals without those that hold no shell, where that or a tool is needed to start or to check what runs."""
    simple = _is_simple(search.needs)
    yield from (one for one in found if simple or not _is_bare(one))


def _is_bare(proposal: Proposal) -> bool:
    userland = proposal.image.userland
    return proposal.image.reference == "scratch" or (userland is not None and userland.shell is None)


def _is_simple(needs: Needs) -> bool:
    """Whether all that is started, or run to check it, are single programs that need no shell."""
    for instruction in needs.starts:
        commands = needs.analysis.facts(instruction).commands
        if len(commands) > 1 or any(_needs_more(instruction, one) for one in commands):
            return False
    return True


def _needs_more(instruction: Instruction, command: Command) -> bool:
    name = (command.name or "").rpartition("/")[2]
    if instruction.keyword == "HEALTHCHECK" and instruction.arguments.strip().upper() == "NONE":
        return False
    return _SCRIPT.fullmatch(command.name or "") is not None or name in _TOOLS
