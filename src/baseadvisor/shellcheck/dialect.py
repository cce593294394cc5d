"""Which shell the `sh` of a RUN is: ShellCheck knows what each of them can do."""

from baseadvisor.analysis import RunFacts, StageFacts

_OF_MANAGERS = {
    "apk": "busybox sh",
    "apt": "dash",
    "apt-get": "dash",
    "dnf": "bash",
    "microdnf": "bash",
    "pacman": "bash",
    "yum": "bash",
    "zypper": "bash",
}
"""What /bin/sh is where these are the package managers (Debian Policy 11.4, Alpine's busybox, EL's and Arch's bash)."""


class SystemShells:
    """What /bin/sh is in the stages of a file: "dash", "busybox sh", "bash", or "sh" where that is not known."""

    __slots__ = ("_of_stages",)

    def __init__(self) -> None:
        self._of_stages: dict[int, tuple[str, int | None]] = {}

    def of(self, run: RunFacts) -> str:
        """What ShellCheck is to read the script of a RUN as."""
        dialect = run.script.dialect
        if dialect == "ash":
            return "busybox sh"
        if dialect != "sh":
            return dialect
        stage = run.stage
        if stage.index not in self._of_stages:
            self._of_stages[stage.index] = _base_shell(stage), _bash_from(stage)
        shell, bash_from = self._of_stages[stage.index]
        return "bash" if bash_from is not None and run.instruction.start > bash_from else shell


def _base_shell(stage: StageFacts) -> str:
    userland = stage.userland
    if userland is not None and userland.shell is not None:
        return "busybox sh" if userland.shell == "busybox" else userland.shell
    found = {
        _OF_MANAGERS[command.name]
        for part in stage.chain
        for run in part.runs
        for command in run.commands
        if command.name in _OF_MANAGERS
    }
    return found.pop() if len(found) == 1 else "sh"


def _bash_from(stage: StageFacts) -> int | None:
    """Where the first RUN begins that makes /bin/sh a link to bash, in the stage or one it builds on."""
    for part in stage.chain:
        for run in part.runs:
            text = run.script.source.text
            if "bash" not in text or "/bin/sh" not in text:
                continue
            for command in run.commands:
                operands = [word.value for word in command.operands]
                if command.name == "ln" and operands[-1:] == ["/bin/sh"] and "bash" in (operands[0] or ""):
                    return run.instruction.start
    return None
