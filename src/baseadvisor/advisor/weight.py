"""How much there is in a userland, in rough steps: what is slimmer than what."""

from baseadvisor.catalog.userlands import Userland

_STEPS = {
    "scratch": 0,
    "distroless-static": 1,
    "chainguard-static": 1,
    "chainguard-distroless": 2,
    "chainguard-node": 3,
    "distroless-debian": 2,
    "azurelinux-distroless": 2,
    "ubuntu-chiselled": 2,
    "rhel-ubi-micro": 3,
    "busybox-musl": 3,
    "busybox-glibc": 3,
    "busybox-uclibc": 3,
    "distroless-debian-debug": 3,
    "alpine": 4,
    "wolfi": 4,
    "chainguard-dev": 5,
    "rhel-ubi-minimal": 6,
    "almalinux-minimal": 6,
    "rockylinux-minimal": 6,
    "fedora-minimal": 6,
    "oraclelinux-slim": 6,
    "amazonlinux-2023-minimal": 6,
    "debian-slim": 6,
    "ubuntu": 7,
}
_REST = 9
_SAME = {
    "debian-slim": "debian",
    "ubuntu-chiselled": "ubuntu",
    "rhel-ubi-minimal": "rhel-ubi",
    "rhel-ubi-micro": "rhel-ubi",
    "almalinux-minimal": "almalinux",
    "rockylinux-minimal": "rockylinux",
    "fedora-minimal": "fedora",
    "oraclelinux-slim": "oraclelinux",
    "amazonlinux-2023-minimal": "amazonlinux-2023",
}


def step(userland: Userland | None) -> int:
    """The step of a userland: the lower, the less is in it."""
    return _STEPS.get(userland.id, _REST) if userland is not None else _REST


def is_slimmer_sibling(one: Userland, other: Userland) -> bool:
    """Whether `one` is the same distribution as `other` with fewer files."""
    return _SAME.get(one.id) == other.id


def is_slim(userland: Userland | None) -> bool:
    """Whether a userland holds no more than Debian's slim image, some thirty megabytes."""
    return step(userland) <= _STEPS["debian-slim"]
