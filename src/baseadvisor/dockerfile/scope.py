"""Which variables an instruction sees, and with what values.

BuildKit's rules (moby/buildkit, `frontend/dockerfile/dockerfile2llb/convert.go`): ARGs before the first FROM are seen
by FROM lines alone, and by a stage only where it declares them again; ENV and ARG of a stage are seen from the next
instruction on; a stage that builds on another takes over all it had; a later declaration of a name wins, whether ENV
or ARG; an ARG that gets no value leaves the name as it was. What the base image itself sets is not in the file.
"""

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


class Environment:
    """The variables at one point of a stage. Not to be changed."""

    __slots__ = ("open", "variables")

    def __init__(self, variables: Mapping[str, Variable], is_open: bool) -> None:
        self.variables = variables
        self.open = is_open
        """Other variables may be set by the base image, which is not known."""

    def lookup(self, name: str) -> Value | None:
        """The value of a variable: unknown where only the base image could tell, None where it is surely not set."""
        variable = self.variables.get(name)
        if variable is not None and variable.value is not None:
            return variable.value
        return Value.unknown(name) if self.open or variable is not None else None

    def literal(self, name: str) -> str | None:
        """The whole text of a variable where it is known."""
        value = self.lookup(name)
        return None if value is None else value.text

    def get(self, name: str) -> Variable | None:
        """The variable as the file sets it, or None."""
        return self.variables.get(name)


def _platform_variables(options: BuildOptions) -> dict[str, Variable]:
    variables = {name: Variable(Value.unknown(name), "platform") for name in PLATFORM_ARGUMENTS}
    given = dict.fromkeys(PLATFORM_ARGUMENTS & set(options.build_args), "")
    if options.platform is not None:
        system, _, rest = options.platform.partition("/")
        architecture, _, variant = rest.partition("/")
        given.update(TARGETPLATFORM=options.platform, TARGETOS=system, TARGETARCH=architecture, TARGETVARIANT=variant)
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
                _declare(variables, pair, instruction, environment, options, dockerfile.escape, {})
    return environment


def _declare(
    variables: dict[str, Variable],
    pair: Pair,
    instruction: Instruction,
    environment: Environment,
    options: BuildOptions,
    escape: str,
    inherited: Mapping[str, Variable],
) -> None:
    """Add what one `ARG name[=default]` declares."""
    name = pair.key
    given = options.build_args.get(name)
    if given is not None:
        variables[name] = Variable(Value.literal(given), "arg", pair, instruction)
    elif pair.value is not None:
        variables[name] = Variable(_value(pair.value, environment, escape, name), "arg", pair, instruction, True)
    elif name in inherited and inherited[name].value is not None:
        variables[name] = inherited[name]._replace(kind="arg", pair=pair, instruction=instruction)
    elif name not in variables:
        variables[name] = Variable(None, "arg", pair, instruction)


def _value(text: str, environment: Environment, escape: str, name: str) -> Value:
    try:
        return expand(text, environment.lookup, escape).value
    except ExpansionError:
        return Value.unknown(name)


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
        if stage.index not in self._end:
            for lower in stage.ancestry:
                if lower.index not in self._end:
                    self._walk(lower)
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
        return Environment({name: Variable(Value.literal(text), "base") for name, text in known.items()}, True)

    def _walk(self, stage: Stage | None) -> None:
        """Work out the environment before each instruction of a stage (None: a file without any FROM)."""
        current = self._base(stage)
        escape = self._dockerfile.escape
        for instruction in self._dockerfile.instructions if stage is None else stage.instructions:
            self._before[instruction.index] = current
            if instruction.keyword == "ENV" and instruction.pairs:
                variables = dict(current.variables)
                for pair in instruction.pairs:
                    key = _value(pair.key, current, escape, pair.key).text or pair.key
                    value = _value(pair.value or "", current, escape, key)
                    variables[key] = Variable(value, "env", pair, instruction)
                current = Environment(variables, current.open)
            elif instruction.keyword == "ARG" and instruction.pairs:
                variables = dict(current.variables)
                current = Environment(variables, current.open)
                inherited = self.globals.variables
                for pair in instruction.pairs:
                    _declare(variables, pair, instruction, current, self._options, escape, inherited)
        if stage is not None:
            self._end[stage.index] = current
