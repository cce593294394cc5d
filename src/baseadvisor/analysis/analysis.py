"""The one object that checks read."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from baseadvisor.analysis.options import Options
from baseadvisor.analysis.run_facts import RunFacts
from baseadvisor.analysis.stage_facts import StageFacts
from baseadvisor.dockerfile.model import Dockerfile, Instruction, Stage
from baseadvisor.dockerfile.scope import Scopes

if TYPE_CHECKING:
    from baseadvisor.shell.model import Command
    from baseadvisor.shell.packages import PackageAction


class Transfer(NamedTuple):
    """An instruction by which one stage takes files from another."""

    taker: StageFacts
    instruction: Instruction
    source: StageFacts


class Analysis:
    """A Dockerfile with everything that checks ask of it; each answer is worked out once, when first asked for."""

    __slots__ = (
        "_actions",
        "_by_keyword",
        "_commands",
        "_dockerignore",
        "_needed",
        "_run_of",
        "_runs",
        "_scopes",
        "_stages",
        "_transfers",
        "dockerfile",
        "options",
    )

    def __init__(self, dockerfile: Dockerfile, *, options: Options | None = None) -> None:
        self.dockerfile = dockerfile
        self.options = options or Options()
        self._scopes: Scopes | None = None
        self._stages: tuple[StageFacts, ...] | None = None
        self._needed: frozenset[Stage] | None = None
        self._transfers: dict[int, list[Transfer]] | None = None
        self._by_keyword: dict[str, list[Instruction]] | None = None
        self._runs: tuple[RunFacts, ...] | None = None
        self._run_of: dict[int, RunFacts] = {}
        self._commands: dict[str, list[Command]] | None = None
        self._actions: dict[str, list[PackageAction]] | None = None
        self._dockerignore: str | bool | None = False

    @property
    def text(self) -> str:
        """The file's text."""
        return self.dockerfile.text

    @property
    def scopes(self) -> Scopes:
        """The variables each instruction sees."""
        if self._scopes is None:
            self._scopes = Scopes(self.dockerfile, self.options.build)
        return self._scopes

    @property
    def stages(self) -> tuple[StageFacts, ...]:
        """One for each stage; for a file without any FROM a single one that has no `stage`."""
        if self._stages is None:
            stages = self.dockerfile.stages
            if stages:
                self._stages = tuple(StageFacts(self, stage, stage.instructions, stage.index) for stage in stages)
            else:
                self._stages = (StageFacts(self, None, self.dockerfile.instructions, 0),)
        return self._stages

    @property
    def final(self) -> StageFacts:
        """The stage that is built: the target given, or the last."""
        target = self.dockerfile.target(self.options.build.target)
        return self.stages[target.index] if target is not None else self.stages[-1]

    @property
    def needed(self) -> frozenset[Stage]:
        """The stages that building the final one runs."""
        if self._needed is None:
            final = self.final.stage
            self._needed = frozenset(self.dockerfile.reachable(final)) if final is not None else frozenset()
        return self._needed

    def sources(self, instruction: Instruction) -> Iterator[StageFacts]:
        """The stages that an instruction takes files from: by COPY --from, or by RUN --mount=from."""
        if instruction.flags and instruction.trigger is None:
            for stage in self.dockerfile.sources(instruction, instruction.stage):
                yield self.stages[stage.index]

    def transfers(self, source: StageFacts) -> Sequence[Transfer]:
        """What takes files from a stage, in file order."""
        if self._transfers is None:
            self._transfers = {}
            for taker in self.stages:
                for instruction in taker.instructions:
                    for stage in self.sources(instruction):
                        transfer = Transfer(taker, instruction, stage)
                        self._transfers.setdefault(stage.index, []).append(transfer)
        return self._transfers.get(source.index, ())

    def stage_of(self, instruction: Instruction) -> StageFacts:
        """The stage an instruction stands in; for one before the first FROM, the first stage."""
        return self.stages[instruction.stage.index if instruction.stage is not None else 0]

    def instructions(self, *keywords: str) -> tuple[Instruction, ...]:
        """The instructions with one of these keywords, in file order; what ONBUILD holds is among them."""
        if self._by_keyword is None:
            self._by_keyword = {}
            for instruction in self.dockerfile.instructions:
                each: Instruction | None = instruction
                while each is not None:
                    self._by_keyword.setdefault(each.keyword, []).append(each)
                    each = each.trigger
        if len(keywords) == 1:
            return tuple(self._by_keyword.get(keywords[0], ()))
        found = [instruction for keyword in keywords for instruction in self._by_keyword.get(keyword, ())]
        found.sort(key=lambda instruction: instruction.start)
        return tuple(found)

    @property
    def runs(self) -> tuple[RunFacts, ...]:
        """Every RUN, those under ONBUILD included, in file order."""
        if self._runs is None:
            self._runs = tuple(map(self.facts, self.instructions("RUN")))
        return self._runs

    def facts(self, instruction: Instruction) -> RunFacts:
        """What an instruction that starts a command (RUN, CMD, ENTRYPOINT, HEALTHCHECK) does."""
        key = id(instruction)
        facts = self._run_of.get(key)
        if facts is None:
            stage = self.stage_of(instruction)
            outer = instruction.parent or instruction
            if outer.stage is None and self.dockerfile.stages:
                # Before the first FROM: BuildKit refuses it, and nothing is known of its surroundings.
                stage = StageFacts(self, None, [outer], 0)
            facts = self._run_of[key] = RunFacts(instruction, stage, stage.before(instruction))
        return facts

    def _index_commands(self) -> dict[str, "list[Command]"]:
        if self._commands is None:
            self._commands = {}
            for run in self.runs:
                for command in run.commands:
                    self._run_of[id(command)] = run
                    if command.name is not None:
                        self._commands.setdefault(command.name, []).append(command)
        return self._commands

    def commands(self, *names: str) -> Iterator["Command"]:
        """The commands with one of these names that RUNs run, wherever in the script; grouped by name."""
        index = self._index_commands()
        for name in names:
            yield from index.get(name, ())

    def actions(self, *managers: str) -> Iterator["PackageAction"]:
        """What these package managers do in RUNs (all managers without a name), in file order for each.

        A manager that goes by its Python's version too (pip3, pip3.12) is meant by its plain name.
        """
        if self._actions is None:
            self._index_commands()
            self._actions = {}
            for run in self.runs:
                for action in run.actions:
                    self._actions.setdefault(action.plain_manager, []).append(action)
        for manager in managers or self._actions:
            yield from self._actions.get(manager, ())

    def run_of(self, command: "Command") -> RunFacts:
        """The RUN that a command (from `commands`, `actions` or a run's own script) belongs to."""
        self._index_commands()
        return self._run_of[id(command)]

    @property
    def dockerignore(self) -> str | None:
        """The text of the build context's .dockerignore, None without one."""
        if isinstance(self._dockerignore, bool):
            self._dockerignore = self.options.dockerignore()
        return self._dockerignore
