"""How the stages of one file hang together: which of them build for others, and on what those stand."""

from baseadvisor.advisor.copies import sources_of
from baseadvisor.advisor.needs import Needs
from baseadvisor.dockerfile.model import Instruction


def is_for_others(needs: Needs) -> bool:
    """Whether the stages only make what other stages take over, so that nothing of their image is shipped."""
    if needs.is_final:
        return False
    taken = [
        one.instruction
        for source in needs.stages
        for one in needs.analysis.transfers(source)
        if one.taker not in needs.stages
    ]
    return bool(taken) and not any(_takes_all(one) for one in taken)


def _takes_all(instruction: Instruction) -> bool:
    """Whether COPY takes a stage's whole tree, its image included."""
    return instruction.keyword == "COPY" and any(source in ("/", "/.", "/*") for source in sources_of(instruction))
