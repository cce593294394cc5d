"""Which variables an instruction sees, and with what values.

BuildKit's rules (moby/buildkit, `frontend/dockerfile/dockerfile2llb/convert.go`): ARGs before the first FROM are seen
by FROM lines alone, and by a stage only where it declares them again; ENV and ARG of a stage are seen from the next
instruction on; a stage that builds on another takes over all it had; a later declaration of a name wins, whether ENV
or ARG; an ARG that gets no value leaves the name as it was. What the base image itself sets is not in the file.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import NamedTuple

from baseadvisor.dockerfile.expansion import ExpansionError, Value, expand
from baseadvisor.dockerfile.model import BaseImage, Dockerfile, Instruction, Pair, Stage

PLATFORM_ARGUMENTS = frozenset(
    [
        "TARGETPLATFORM",
        "TARGETOS",
        "TARGETARCH",
        "TARGETVARIANT",
        "BUILDPLATFORM",
        "BUILDOS",
        "BUILDARCH",
        "BUILDVARIANT",
        "TARGETSTAGE",
    ]
)
"""ARGs that BuildKit gives a value by itself; a stage has to declare them to see them."""

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""PATH where the image sets none (moby/buildkit, `util/system/path.go`)."""


class BuildOptions(NamedTuple):
    """What a build is given from outside."""

    build_args: Mapping[str, str] = {}
    platform: str | None = None
    """The platform built for, as in `docker build --platform`: "linux/arm64"."""
    target: str | None = None
    build_platform: str | None = None
    """The platform that builds, where it is known."""
    base_environment: Callable[[BaseImage], Mapping[str, str] | None] | None = None
    """Gives the environment of a base image where it is known."""


class Variable(NamedTuple):
    """A variable as an instruction sees it."""

    value: Value | None
    """None: declared (`ARG name`) but without a value."""
    kind: str
    """"env", "arg", "base" (set by the base image) or "platform"."""
    pair: Pair | None = None
    instruction: Instruction | None = None
    """Where the file sets it."""
    default: bool = False
    """The value is an ARG's default, which a build may override."""


class _History:
    """The variables of a stage as its instructions set them one after another: nothing is copied per instruction."""

    __slots__ = ("settings", "version")

    def __init__(self, variables: Mapping[str, Variable]) -> None:
        self.version = 0
        self.settings: dict[str, list[tuple[int, Variable]]] = {
            name: [(0, variable)] for name, variable in variables.items()
        }

    def set(self, name: str, variable: Variable) -> None:
        self.settings.setdefault(name, []).append((self.version, variable))

    def get(self, name: str, version: int) -> Variable | None:
        settings = self.settings.get(name)
        if settings is None:
            return None
        if settings[-1][0] <= version:
            return settings[-1][1]
        place = bisect_right(settings, version, key=_version_of)
        return settings[place - 1][1] if place else None


def _version_of(setting: tuple[int, Variable]) -> int:
    return setting[0]


class Environment:
    """The variables at one point of a stage. Not to be changed."""

    __slots__ = ("_history", "_variables", "_version", "open")

    def __init__(self, variables: Mapping[str, Variable], is_open: bool) -> None:
        self._variables: Mapping[str, Variable] | None = variables
        self._history: _History | None = None
        self._version = 0
        self.open = is_open
        """Other variables may be set by the base image, which is not known."""

    @classmethod
    def _now(cls, history: _History, is_open: bool) -> "Environment":
        """What has been set so far."""
        environment = cls({}, is_open)
        environment._variables = None
        environment._history = history
        environment._version = history.version
        return environment

    @property
    def variables(self) -> Mapping[str, Variable]:
        """The variables the file sets, by name."""
        if self._variables is None:
            history, version = self._history, self._version
            assert history is not None  # noqa: S101
            found = ((name, history.get(name, version)) for name in history.settings)
            self._variables = {name: variable for name, variable in found if variable is not None}
        return self._variables

    def lookup(self, name: str) -> Value | None:
        """The value of a variable: unknown where only the base image could tell, None where it is surely not set."""
        variable = self.get(name)
        if variable is not None and variable.value is not None:
            return variable.value
        return Value.unknown(name) if self.open or variable is not None else None

    def literal(self, name: str) -> str | None:
        """The whole text of a variable where it is known."""
        value = self.lookup(name)
        return None if value is None else value.text

    def get(self, name: str) -> Variable | None:
        """The variable as the file sets it, or None."""
        if self._history is not None:
            return self._history.get(name, self._version)
        return self._variables.get(name) if self._variables is not None else None


_UNKNOWN_PLATFORM = {name: Variable(Value.unknown(name), "platform") for name in PLATFORM_ARGUMENTS}


def _platform_variables(options: BuildOptions) -> dict[str, Variable]:
    variables = _UNKNOWN_PLATFORM.copy()
    given = dict.fromkeys(PLATFORM_ARGUMENTS & set(options.build_args), "")
    for which, platform in (("TARGET", options.platform), ("BUILD", options.build_platform)):
        if platform is not None:
            system, _, rest = platform.partition("/")
            architecture, _, variant = rest.partition("/")
            values = {"PLATFORM": platform, "OS": system, "ARCH": architecture, "VARIANT": variant}
            given.update({which + part: text for part, text in values.items()})
    if options.target is not None:
        given["TARGETSTAGE"] = options.target
    for name, text in given.items():
        variables[name] = Variable(Value.literal(options.build_args.get(name, text)), "platform")
    return variables


def global_environment(dockerfile: Dockerfile, options: BuildOptions) -> Environment:
    """What FROM lines see: the ARGs before the first of them, and the platform's."""
    variables = _platform_variables(options)
    environment = Environment(variables, False)
    for instruction in dockerfile.instructions:
        if instruction.keyword == "FROM":
            break
        if instruction.keyword == "ARG":
            for pair in instruction.pairs:
                declared = _declared(pair, instruction, environment, options, dockerfile.escape, {})
                if declared is not None:
                    variables[pair.key] = declared
    return environment


def _declared(
    pair: Pair,
    instruction: Instruction,
    environment: Environment,
    options: BuildOptions,
    escape: str,
    inherited: Mapping[str, Variable],
) -> Variable | None:
    """What one `ARG name[=default]` sets; None where it leaves the name as it was."""
    name = pair.key
    given = options.build_args.get(name)
    if given is not None:
        return Variable(Value.literal(given), "arg", pair, instruction)
    if pair.value is not None:
        return Variable(_value(pair.value, environment, escape, name), "arg", pair, instruction, True)
    above = inherited.get(name)
    if above is not None and above.value is not None:
        return above._replace(kind="arg", pair=pair, instruction=instruction)
    return Variable(None, "arg", pair, instruction) if environment.get(name) is None else None


def _value(text: str, environment: Environment, escape: str, name: str) -> Value:
    try:
        return expand(text, environment.lookup, escape).value
    except ExpansionError:
        return Value.unknown(name)


_MOST_TEXT = 16_777_216
"""Characters that the variables of a stage may come to, beyond which further ones are unknown."""


class Scopes:
    """The environments of a whole file; each stage's is worked out when it is asked for."""

    __slots__ = ("_before", "_dockerfile", "_end", "_options", "globals")

    def __init__(self, dockerfile: Dockerfile, options: BuildOptions | None = None) -> None:
        self._dockerfile = dockerfile
        self._options = options or BuildOptions()
        self.globals = global_environment(dockerfile, self._options)
        """What FROM lines see."""
        self._before: dict[int, Environment] = {}
        self._end: dict[int, Environment] = {}

    def before(self, instruction: Instruction) -> Environment:
        """What `instruction` sees: all that is set above it in its stage and the stages below that one."""
        outer = instruction.parent or instruction
        if outer.keyword == "FROM" or (outer.stage is None and self._dockerfile.stages):
            return self.globals
        if outer.index not in self._before:
            self._walk(outer.stage)
        return self._before[outer.index]

    def after(self, stage: Stage) -> Environment:
        """What is set at the end of a stage."""
        missing = []
        lower: Stage | BaseImage = stage
        while isinstance(lower, Stage) and lower.index not in self._end:
            missing.append(lower)
            lower = lower.base
        for each in reversed(missing):
            self._walk(each)
        return self._end[stage.index]

    def _base(self, stage: Stage | None) -> Environment:
        if stage is None:
            return Environment({}, True)
        if isinstance(stage.base, Stage):
            return self.after(stage.base)
        if stage.base == "scratch":
            return Environment({"PATH": Variable(Value.literal(DEFAULT_PATH), "base")}, False)
        known = self._options.base_environment(stage.base) if self._options.base_environment is not None else None
        if known is None:
            return Environment({}, True)
        variables = {name: Variable(Value.literal(text), "base") for name, text in known.items()}
        variables.setdefault("PATH", Variable(Value.literal(DEFAULT_PATH), "base"))
        return Environment(variables, True)

    def _walk(self, stage: Stage | None) -> None:
        """Work out the environment before each instruction of a stage (None: a file without any FROM)."""
        current = self._base(stage)
        escape = self._dockerfile.escape
        history: _History | None = None
        spent = 0
        for instruction in self._dockerfile.instructions if stage is None else stage.instructions:
            self._before[instruction.index] = current
            if not instruction.pairs or instruction.keyword not in ("ENV", "ARG"):
                continue
            if history is None:
                history = _History(current.variables)
            if instruction.keyword == "ENV":
                history.version += 1
                for pair in instruction.pairs:
                    key = _value(pair.key, current, escape, pair.key).text or pair.key
                    value = _value(pair.value or "", current, escape, key)
                    spent += value.length
                    if spent > _MOST_TEXT:
                        value = Value.unknown(key)
                    history.set(key, Variable(value, "env", pair, instruction))
                current = Environment._now(history, current.open)
                continue
            for pair in instruction.pairs:
                declared = _declared(pair, instruction, current, self._options, escape, self.globals.variables)
                if declared is not None:
                    spent += declared.value.length if declared.value is not None else 0
                    if spent > _MOST_TEXT:
                        declared = declared._replace(value=Value.unknown(pair.key))
                    history.version += 1
                    history.set(pair.key, declared)
                    current = Environment._now(history, current.open)
        if stage is not None:
            self._end[stage.index] = current
