"""A move from one base image to another, as the checks of compatibility see it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from baseadvisor.advisor.model import Image, Kind
from baseadvisor.advisor.needs import Needs
from baseadvisor.analysis import RunFacts
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.image.numbers import numbers
from baseadvisor.shell.model import Command
from baseadvisor.shell.packages import Package, PackageAction


class Move(NamedTuple):
    """What the stages of `needs` stand on before and after. `name_before` and `name_after` are the images' plain names.

    `run_only`: only what is started moves; the stage goes on being built where it is. `includes`: the language that the
    other image brings and the file installs by itself.
    """

    needs: Needs
    before: Image
    after: Image
    kind: Kind
    name_before: str
    name_after: str
    run_only: bool = False
    includes: str | None = None

    @property
    def runs(self) -> tuple[RunFacts, ...]:
        """The RUNs that will run on the other image."""
        return () if self.run_only else self.needs.runs

    @property
    def own_runs(self) -> tuple[RunFacts, ...]:
        """The RUNs of this build: what ONBUILD holds runs in another, of an image that stands on this one."""
        return tuple(run for run in self.runs if run.instruction.parent is None)

    @property
    def later_runs(self) -> tuple[RunFacts, ...]:
        """The RUNs that ONBUILD holds, which run after all that this build does."""
        return tuple(run for run in self.runs if run.instruction.parent is not None)

    def commands(self) -> Iterator[Command]:
        """The commands that RUNs will run on the other image."""
        for run in self.runs:
            yield from run.commands

    def actions(self) -> Iterator[PackageAction]:
        """What package managers will do on the other image."""
        for run in self.runs:
            yield from run.actions

    def packages(self, family: str | None = None) -> Iterator[Package]:
        """What package managers, or those of one family (``"apt"``), will install on the other image."""
        for action in self.actions():
            if action.action == "install" and family in (None, action.family):
                yield from action.packages

    def all_actions(self) -> Iterator[PackageAction]:
        """What package managers will do there when it is built or started."""
        yield from self.actions()
        for instruction in self.needs.starts:
            yield from self.needs.analysis.facts(instruction).actions

    def started(self) -> Iterator[tuple[Instruction, Command]]:
        """What CMD, ENTRYPOINT and HEALTHCHECK start there."""
        yield from self.needs.started()

    def line(self, start: int) -> int:
        """The 1-based line of a file offset."""
        return self.needs.line(start)

    @property
    def place(self) -> str:
        """What to call the other side in a sentence: its distribution, else the image."""
        for one in self.after.support:
            if one.role == "distribution":
                return one.name
        return self.after.reference

    @property
    def changes_libc(self) -> bool:
        """Whether programs are linked against another libc there."""
        before, after = self.before.userland, self.after.userland
        return before is not None and after is not None and before.libc != after.libc

    @property
    def to_musl(self) -> bool:
        """From glibc (or an unknown libc) to musl."""
        before, after = self.before.userland, self.after.userland
        return after is not None and after.libc == "musl" and (before is None or before.libc != "musl")

    @property
    def changes_release(self) -> bool:
        """Whether the distribution or its release is another one, as far as is known."""
        return (self.before.distribution, self.before.release) != (self.after.distribution, self.after.release)

    def release_after(self) -> tuple[int, ...]:
        """The distribution's release as numbers; () where it has none."""
        return release_of(self.after)

    def reaches(self, firsts: Mapping[str, tuple[int, ...]]) -> bool:
        """Whether the other side has the first release that a table names for its distribution, and the own has not."""
        return has_reached(self.after, firsts) and not has_reached(self.before, firsts)

    def is_after(self, distribution: str, *release: int) -> bool:
        """Whether the other side is this distribution, from this release on, and the own side is not yet."""
        if self.after.distribution != distribution or not self.release_after() >= release or not self.after.release:
            return False
        return not (self.before.distribution == distribution and release_of(self.before) >= release)


AHEAD = (10_000,)
"""What stands for the release of a branch that the next release comes out of: it is after every other."""
_BRANCHES = {"debian": ("sid", "testing"), "alpine": ("edge",), "fedora": ("rawhide",)}


def release_of(image: Image) -> tuple[int, ...]:
    """An image's release as numbers to compare: what one is developed on is after every release; () for none."""
    if image.release in _BRANCHES.get(image.distribution or "", ()):
        return AHEAD
    return numbers(image.release)


def has_reached(image: Image, firsts: Mapping[str, tuple[int, ...]]) -> bool:
    """Whether an image's release is the first, or a later one, that a table of distributions names for it."""
    first = firsts.get(image.distribution or "")
    return first is not None and release_of(image) >= first
