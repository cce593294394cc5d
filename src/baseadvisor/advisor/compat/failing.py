"""Whether a RUN stops where one of its commands fails."""

from baseadvisor.analysis import RunFacts
from baseadvisor.shell.model import Command


def reports_failure(run: RunFacts, command: Command) -> bool:
    """Whether the RUN fails where a command does: nothing goes on after it, by `;` or by `||`."""
    items = command.list.items[command.item + 1 :]
    if any(operator != "&&" for operator, _ in items):
        return False
    if command.last or any(one.last for _, commands in items for one in commands):
        return True
    return not items and command.list.parent is None and run.script.errexit_at(command)
