"""Why a release does not have a package."""

from typing import NamedTuple

from baseadvisor.advisor.model import Certainty

Release = tuple[int, ...]
NOTHING = "nothing took its place"
# Their makers' licences keep them out of distributions. Where to look: https://hub.docker.com, by these names.
_IMAGES = {
    "mongodb": "mongo",
    "mongodb-server": "mongo",
    "consul": "hashicorp/consul",
    "vault": "hashicorp/vault",
    "packer": "hashicorp/packer",
}


class Lack(NamedTuple):
    """Why a release does not have a package, to be said after its name, and how sure that is.

    `vendors`: others publish packages of this name for newer releases too, so that a source that the file adds may have
    it. `foreign`: no release of the distribution is known to have had it, so that it is somebody else's. `repository`:
    one that is not enabled has it.
    """

    why: str
    certainty: Certainty = "high"
    vendors: bool = False
    foreign: bool = False
    repository: str | None = None

    @property
    def is_without_successor(self) -> bool:
        """Whether nothing is there in its place, so that another name does not mend it."""
        return self.why.endswith(NOTHING)

    @property
    def is_renamed(self) -> bool:
        """Whether another name is all it takes."""
        return self.why.endswith("took its place") and not self.is_without_successor


def instead_of(name: str) -> str:
    """What to say of a package that has no successor: where its makers' image has the program, that."""
    image = _IMAGES.get(name)
    return f"its makers' image {image} has the program, and here {NOTHING}" if image is not None else NOTHING
