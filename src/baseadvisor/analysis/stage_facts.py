"""What holds in a stage, and at each point in it."""

import re
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from baseadvisor.dockerfile.expansion import ExpansionError, Value, expand
from baseadvisor.dockerfile.model import BaseImage, Instruction, Stage
from baseadvisor.dockerfile.scope import Environment

if TYPE_CHECKING:
    from baseadvisor.analysis.analysis import Analysis
    from baseadvisor.analysis.run_facts import RunFacts
    from baseadvisor.catalog.userlands import Userland
    from baseadvisor.image.reference import Reference

_SHELL_PRAGMA = re.compile(r"hadolint\s+(?:.*[;\s])?shell\s*=\s*(\S+)")
_WINDOWS = re.compile(r"windows|nanoserver|servercore", re.IGNORECASE)


class Shell(NamedTuple):
    """The shell that runs the shell form."""

    words: tuple[str, ...]
    dialect: str
    """As `baseadvisor.shell.dialect_of` says: "sh", "bash", "powershell", "cmd", "unknown" …"""
    errexit: bool = False
    pipefail: bool = False
    instruction: Instruction | None = None
    """The SHELL instruction that set it, None for the image's own."""


_LONGEST_KEPT_CHAIN = 100
"""Thousands of stages, each on the one before, would fill the memory with their chains."""
DEFAULT_SHELL = Shell(("/bin/sh", "-c"), "sh")
WINDOWS_SHELL = Shell(("cmd", "/S", "/C"), "cmd")


class State(NamedTuple):
    """What holds just before an instruction."""

    shell: Shell
    environment: Environment
    user: Instruction | None
    """The USER instruction in force, None for the base image's own user."""
    workdir: Value | None
    """The working folder; None: the base image's own. Relative steps on an unknown folder are unknown."""


class StageFacts:
    """A stage with what can be derived of it. A file without any FROM has one, without a `stage`."""

    __slots__ = ("_analysis", "_chain", "_end", "_reference", "_states", "_userland", "index", "instructions", "stage")

    def __init__(self, analysis: "Analysis", stage: Stage | None, instructions: list[Instruction], index: int) -> None:
        self._analysis = analysis
        self.stage = stage
        self.instructions = instructions
        """Those of the stage in file order, FROM first."""
        self.index = index
        self._chain: tuple[StageFacts, ...] | None = None
        self._states: dict[int, State] | None = None
        self._end: State | None = None
        self._reference: Reference | bool | None = False
        self._userland: Userland | bool | None = False

    @property
    def name(self) -> str | None:
        """The stage's name in lower case, or None."""
        return self.stage.name if self.stage is not None else None

    @property
    def is_final(self) -> bool:
        """Whether this is the stage that is built: the target, or the last."""
        return self._analysis.final is self

    @property
    def is_needed(self) -> bool:
        """Whether building the target runs this stage."""
        return self.stage is None or self.stage in self._analysis.needed

    @property
    def parent(self) -> "StageFacts | None":
        """The stage that this one builds on, or None where it builds on an image."""
        if self.stage is not None and isinstance(self.stage.base, Stage):
            return self._analysis.stages[self.stage.base.index]
        return None

    @property
    def chain(self) -> "tuple[StageFacts, ...]":
        """This stage and those it builds on, the lowest first."""
        if self._chain is not None:
            return self._chain
        stages = self._analysis.stages
        chain = (self,) if self.stage is None else tuple(stages[stage.index] for stage in self.stage.ancestry)
        if len(chain) <= _LONGEST_KEPT_CHAIN:
            self._chain = chain
        return chain

    @property
    def runs(self) -> "tuple[RunFacts, ...]":
        """The stage's own RUNs in file order; those under ONBUILD, which run elsewhere, are not among them."""
        facts = self._analysis.facts
        return tuple(facts(instruction) for instruction in self.instructions if instruction.keyword == "RUN")

    @property
    def base_image(self) -> BaseImage | None:
        """The image at the bottom, through the stages in between."""
        return self.stage.base_image if self.stage is not None else None

    @property
    def reference(self) -> "Reference | None":
        """The base image's reference: None for scratch, where it is not wholly known, and where it is none."""
        if isinstance(self._reference, bool):
            self._reference = None
            base = self.base_image
            if base is not None and base.known and base != "scratch":
                from baseadvisor.image.reference import InvalidReference, Reference

                with suppress(InvalidReference):
                    self._reference = Reference.parse(base)
        return self._reference

    @property
    def userland(self) -> "Userland | None":
        """The userland the stage stands on, None where it is not known."""
        if isinstance(self._userland, bool):
            from baseadvisor.catalog import userland_of

            self._userland = userland_of(self.reference) if self.reference is not None else None
        return self._userland

    @property
    def is_windows(self) -> bool:
        """Whether the base image is a Windows one, by its name or platform."""
        stage = self.stage
        if stage is None:
            return False
        platform = self.chain[0].stage.platform if self.chain[0].stage is not None else None
        if platform is not None and platform.lower().startswith("windows"):
            return True
        base = stage.base_image
        return (
            bool(_WINDOWS.search(base)) if "windows" in base or "nanoserver" in base or "servercore" in base else False
        )

    def before(self, instruction: Instruction) -> State:
        """What holds just before an instruction of this stage (for an ONBUILD's trigger, before the ONBUILD)."""
        outer = instruction.parent or instruction
        if self._states is None:
            self._walk()
        assert self._states is not None  # noqa: S101 - _walk sets it
        return self._states[outer.index]

    @property
    def end(self) -> State:
        """What holds at the end of the stage."""
        if self._states is None:
            self._walk()
        assert self._end is not None  # noqa: S101 - _walk sets it
        return self._end

    def _start(self) -> State:
        for lower in self.chain[:-1]:
            if lower._end is None:
                lower._walk()
        parent = self.parent
        if parent is not None:
            return parent.end
        environment = Environment({}, True)
        return State(WINDOWS_SHELL if self.is_windows else DEFAULT_SHELL, environment, None, None)

    def _walk(self) -> None:
        states: dict[int, State] = {}
        shell, _, user, workdir = self._start()
        scopes = self._analysis.scopes
        escape = self._analysis.dockerfile.escape
        environment = Environment({}, True)
        for instruction in self.instructions:
            for comment in instruction.comments:
                if "hadolint" in comment.text:
                    match = _SHELL_PRAGMA.search(comment.text)
                    if match is not None:
                        shell = _shell((match[1],), None)
            environment = scopes.before(instruction)
            states[instruction.index] = State(shell, environment, user, workdir)
            if instruction.keyword == "SHELL" and instruction.exec_form:
                shell = _shell(tuple(instruction.exec_form), instruction)
            elif instruction.keyword == "USER" and instruction.words:
                user = instruction
            elif instruction.keyword == "WORKDIR" and instruction.words:
                workdir = _change_folder(workdir, instruction.arguments, environment, escape)
        if self.stage is not None:
            environment = scopes.after(self.stage)
        self._end = State(shell, environment, user, workdir)
        self._states = states

    def __repr__(self) -> str:
        return f"<StageFacts {self.index} {self.name or ''}>"


def _shell(words: tuple[str, ...], instruction: Instruction | None) -> Shell:
    from baseadvisor.shell.dialect import shell_options

    options = shell_options(words)
    return Shell(words, options.dialect, options.errexit, options.pipefail, instruction)


def _change_folder(folder: Value | None, written: str, environment: Environment, escape: str) -> Value | None:
    """The working folder after `WORKDIR written`."""
    try:
        value = expand(written, environment.lookup, escape).value
    except ExpansionError:
        return Value.unknown("WORKDIR")
    text = value.text
    if text is None:
        return value
    if text.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", text):
        return value
    base = folder.text if folder is not None else None
    if base is None:
        return Value((*Value.unknown("WORKDIR").parts, "/" + text))
    return Value.literal(f"{base.rstrip('/')}/{text}")
