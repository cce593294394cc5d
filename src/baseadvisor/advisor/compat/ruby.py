"""Ruby: what a newer version takes no longer."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.jumps import Jump
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move

# Source: the NEWS of Ruby 3.2.
_GONE = re.compile(r"\b(?:File|Dir)\.exists\?|\b(?:Fixnum|Bignum)\b")


def jump(move: Move, change: Jump) -> Iterator[Reason]:
    """What a change of Ruby's version touches."""
    if not change.crosses(3, 2):
        return
    yield from _bundler(move)
    for text, start in move.needs.words():
        match = _GONE.search(text)
        if match:
            line = move.line(start + match.start())
            yield Reason("version", "breaks", "high", match[0], "Ruby 3.2 left it out", line)
            return


def _bundler(move: Move) -> Iterator[Reason]:
    """Bundler 1 calls `untaint`, which Ruby 3.2 left out; a lock file that names it starts it."""
    for action in move.all_actions():
        if action.action != "install":
            continue
        version = next((one.version for one in action.packages if one.name == "bundler" and one.version), None)
        if action.family == "gem" and version is not None and re.match(r"(?:~>\s*)?1\b", version):
            what, severity, certainty = f"bundler {version}", "breaks", "high"
            why = "Bundler 1 does not run on Ruby 3.2 and later: take 2"
        elif action.family == "bundler":
            what, severity, certainty = f"{action.manager} {action.subcommand}".strip(), "check", "low"
            why = "a Gemfile.lock that ends in BUNDLED WITH 1.x starts Bundler 1, which Ruby 3.2 and later do not run"
        else:
            continue
        yield Reason("version", severity, certainty, what, why, move.line(action.start))  # type: ignore[arg-type]
        return
