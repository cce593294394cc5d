"""How the stages of one file hang together: which of them build for others, and on what those stand."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.needs import Needs
from baseadvisor.advisor.static import stage_named
from baseadvisor.analysis import Analysis, StageFacts
from baseadvisor.dockerfile.model import Instruction

_MOUNT_FROM = re.compile(r"(?:^|,)from=([^,]+)")


def sources(analysis: Analysis, instruction: Instruction) -> Iterator[StageFacts]:
    """The stages that an instruction takes files from: by COPY --from, or by RUN --mount=from."""
    names = []
    for flag in instruction.flags:
        if flag.name == "from" and instruction.keyword == "COPY":
            names.append(flag.value)
        elif flag.name == "mount" and (found := _MOUNT_FROM.search(flag.value or "")):
            names.append(found[1])
    for name in names:
        stage = stage_named(analysis, name or "")
        if stage is not None:
            yield stage


def is_for_others(needs: Needs) -> bool:
    """Whether the stages only make what other stages take over, so that nothing of their image is shipped."""
    if needs.is_final:
        return False
    taken = [
        instruction
        for stage in needs.analysis.stages
        if stage not in needs.stages
        for instruction in stage.instructions
        if any(source in needs.stages for source in sources(needs.analysis, instruction))
    ]
    return bool(taken) and not any(_takes_all(one) for one in taken)


def _takes_all(instruction: Instruction) -> bool:
    """Whether COPY takes a stage's whole tree, its image included."""
    words = [word.text.strip("\"'[], ") for word in instruction.words]
    return instruction.keyword == "COPY" and any(word in ("/", "/.", "/*") for word in words[:-1])
