"""What a RUN (or another instruction that starts a command) really does."""

from typing import TYPE_CHECKING

from baseadvisor.dockerfile.model import Heredoc, Instruction
from baseadvisor.dockerfile.source_map import SourceMap

if TYPE_CHECKING:
    from baseadvisor.analysis.stage_facts import StageFacts, State
    from baseadvisor.shell.leftovers import Leftover
    from baseadvisor.shell.model import Command, Script
    from baseadvisor.shell.packages import PackageAction

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,+@%")


class RunFacts:
    """An instruction that runs something, with its script taken apart.

    `instruction` is the RUN itself (the inner one under ONBUILD).
    """

    __slots__ = ("_actions", "_environment", "_leftovers", "_mounts", "_script", "instruction", "stage", "state")

    def __init__(self, instruction: Instruction, stage: "StageFacts", state: "State") -> None:
        self.instruction = instruction
        self.stage = stage
        self.state = state
        """Shell, user, folder and variables in force."""
        self._script: Script | None = None
        self._actions: tuple[PackageAction, ...] | None = None
        self._environment: dict[str, str] | None = None
        self._leftovers: tuple[Leftover, ...] | None = None
        self._mounts: tuple[dict[str, str], ...] | None = None

    @property
    def script(self) -> "Script":
        """What the shell gets to read: the text, the here-document's body, or the exec form as a command line."""
        if self._script is None:
            from baseadvisor.shell import parse

            shell = self.state.shell
            source = script_source(self.instruction)
            if self.instruction.exec_form is not None:
                self._script = parse(source, dialect="sh")
            else:
                self._script = parse(source, dialect=shell.dialect, errexit=shell.errexit, pipefail=shell.pipefail)
        return self._script

    @property
    def commands(self) -> "tuple[Command, ...]":
        """All commands of the script, in source order."""
        return self.script.commands

    @property
    def environment(self) -> dict[str, str]:
        """The variables whose value is known here, ARG and ENV alike."""
        if self._environment is None:
            self._environment = {
                name: variable.value.text
                for name, variable in self.state.environment.variables.items()
                if variable.value is not None and variable.value.text is not None
            }
        return self._environment

    @property
    def actions(self) -> "tuple[PackageAction, ...]":
        """What package managers do in the script."""
        if self._actions is None:
            from baseadvisor.shell.packages import package_actions

            self._actions = package_actions(self.script, self.environment)
        return self._actions

    @property
    def leftovers(self) -> "tuple[Leftover, ...]":
        """The package indexes and caches that the instruction leaves in its layer."""
        if self._leftovers is None:
            from baseadvisor.shell.leftovers import leftovers

            self._leftovers = leftovers(
                [self.script],
                self.actions,
                environment=self.environment,
                mounts=self.mounted("cache", "tmpfs"),
                at_root=self.state.workdir is None or self.state.workdir.text == "/",
            )
        return self._leftovers

    @property
    def mounts(self) -> tuple[dict[str, str], ...]:
        """The `--mount` flags, each as its fields: lower-case keys, "" for a key without a value."""
        if self._mounts is None:
            from baseadvisor.dockerfile.validation import mount_fields

            mounts = []
            for flag in self.instruction.flags:
                if flag.name == "mount" and flag.value is not None:
                    fields = (field.partition("=") for field in mount_fields(flag.value))
                    mounts.append({key.strip().lower(): value for key, _, value in fields})
            self._mounts = tuple(mounts)
        return self._mounts

    def mounted(self, *kinds: str) -> tuple[str, ...]:
        """The target folders of mounts of these types ("cache", "tmpfs", "bind", …), without trailing slash."""
        targets = []
        for mount in self.mounts:
            if mount.get("type", "bind").lower() in kinds:
                target = mount.get("target") or mount.get("dst") or mount.get("destination") or ""
                if target:
                    targets.append(target.rstrip("/") or "/")
        return tuple(targets)

    def __repr__(self) -> str:
        return f"<RunFacts {self.instruction!r}>"


def script_source(instruction: Instruction) -> SourceMap:
    """What a RUN, CMD, ENTRYPOINT or HEALTHCHECK hands to the shell, with the way back to the file.

    As BuildKit's `dispatchRun` has it: a here-document alone is the script; with anything beside it, the shell gets
    the whole, here-documents included.
    """
    if instruction.exec_form is not None:
        return _command_line(instruction)
    source = instruction.source
    if instruction.keyword == "HEALTHCHECK":
        if len(instruction.words) < 2:
            return SourceMap.plain("", instruction.end)
        return source.slice(len(source.text) - len(instruction.words[1].text), len(source.text))
    heredocs = instruction.heredocs
    if not heredocs:
        return source
    if (
        len(heredocs) == 1
        and heredocs[0].start == source.offset(0)
        and heredocs[0].end == source.end_offset(len(source.text))
    ):
        return _body(heredocs[0])
    pieces = [source]
    for heredoc in heredocs:
        pieces.append(SourceMap.plain("\n", heredoc.body_start))
        pieces.append(SourceMap.plain(heredoc.content, heredoc.body_start))
        pieces.append(SourceMap.plain(heredoc.name, heredoc.body_end))
    return SourceMap.joined(pieces)


def _body(heredoc: Heredoc) -> SourceMap:
    """A here-document's body as the shell sees it: leading tabs taken away after `<<-`."""
    if not heredoc.chomp:
        return SourceMap.plain(heredoc.content, heredoc.body_start)
    pieces, at = [], heredoc.body_start
    for line in heredoc.content.splitlines(keepends=True):
        kept = line.lstrip("\t")
        pieces.append(SourceMap.plain(kept, at + len(line) - len(kept)))
        at += len(line)
    return SourceMap.joined(pieces) if pieces else SourceMap.plain("", heredoc.body_start)


def _command_line(instruction: Instruction) -> SourceMap:
    """The exec form as the shell command line that would do the same."""
    pieces: list[SourceMap] = []
    words = instruction.words[1:] if instruction.keyword == "HEALTHCHECK" else instruction.words
    for text, word in zip(instruction.exec_form or (), words, strict=False):
        if pieces:
            pieces.append(SourceMap.plain(" ", word.start))
        if text and _PLAIN.issuperset(text):
            pieces.append(SourceMap.plain(text, word.start + 1))
        else:
            quoted = text.replace("'", "'\\''")
            pieces.append(SourceMap.plain("'", word.start))
            pieces.append(SourceMap.plain(quoted, word.start + 1))
            pieces.append(SourceMap.plain("'", word.end - 1))
    return SourceMap.joined(pieces) if pieces else SourceMap.plain("", instruction.start)
