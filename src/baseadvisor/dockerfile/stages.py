"""Instructions to stages, and what each stage stands on."""

from baseadvisor.dockerfile.expansion import ExpansionError, Value, expand
from baseadvisor.dockerfile.model import BaseImage, Dockerfile, Stage
from baseadvisor.dockerfile.scope import Environment


def build_stages(dockerfile: Dockerfile, environment: Environment) -> None:
    """Fill `dockerfile.stages`: split at each FROM, expand what it names, and link stages that build on stages.

    `environment` is what FROM lines see.
    """
    stage: Stage | None = None
    named: dict[str, Stage] = {}
    lookup = environment.lookup
    for instruction in dockerfile.instructions:
        if instruction.keyword != "FROM":
            instruction.stage = stage
            if stage is not None:
                stage.instructions.append(instruction)
            if instruction.trigger is not None:
                instruction.trigger.stage = stage
                if stage is not None and instruction.trigger.flags:
                    stage.triggers.append(instruction)
            continue
        words = instruction.words
        name = words[2].text if len(words) == 3 and words[1].text.lower() == "as" else None
        stage = Stage(len(dockerfile.stages), instruction, name)
        instruction.stage = stage
        written = words[0].text if words else ""
        try:
            value = expand(written, lookup, dockerfile.escape).value
        except ExpansionError:
            value = Value.unknown(written)
        base = BaseImage(written, value)
        stage.base_reference = base
        stage.base = named.get(base.lower(), base) if base.known else base
        platform = instruction.flag("platform")
        if platform is not None and platform.value is not None:
            try:
                stage.platform = expand(platform.value, lookup, dockerfile.escape).value.text or platform.value
            except ExpansionError:
                stage.platform = platform.value
        dockerfile.stages.append(stage)
        if stage.name is not None:
            named[stage.name] = stage
