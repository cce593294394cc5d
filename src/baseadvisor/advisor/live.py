"""What the registries say now of the images that advice is about: size, digest, platforms, and an unknown userland."""

from collections.abc import Sequence
from datetime import date
from types import TracebackType
from typing import TYPE_CHECKING, Self

from baseadvisor.advisor.facts import support_line
from baseadvisor.advisor.model import Figure, Image
from baseadvisor.catalog.userlands import Userland

if TYPE_CHECKING:
    from baseadvisor.registry import ImageInfo, Options, Registry
    from baseadvisor.registry import Userland as Inside

_FAMILIES = {
    "alpine": "alpine",
    "debian": "debian-slim",
    "ubuntu": "ubuntu",
    "wolfi": "wolfi",
    "chainguard": "chainguard-distroless",
    "fedora": "fedora",
    "almalinux": "almalinux",
    "rocky": "rockylinux",
    "ol": "oraclelinux",
    "rhel": "rhel-ubi",
    "centos": "centos-stream",
    "photon": "photon",
    "arch": "archlinux",
    "azurelinux": "azurelinux",
    "mariner": "mariner",
}
_DISTRIBUTIONS = {"rocky": "rockylinux", "ol": "oraclelinux", "chainguard": "wolfi", "amzn": "amazonlinux"}
_TWO_PARTS = frozenset({"alpine", "ubuntu"})
# What installs by name, the first choice first. dpkg and rpm alone install files.
_MANAGERS = ("apt-get", "apk", "dnf", "dnf5", "microdnf", "yum", "tdnf", "zypper", "pacman")


class Live:
    """The connection to the registries. What goes wrong is in `notes`, once for each registry; nothing is raised.

    `registry` is a client to use instead of one of its own, which has `options` and is closed at the end.
    """

    def __init__(
        self,
        platform: str,
        registry: "Registry | None" = None,
        *,
        options: "Options | None" = None,
        today: str | None = None,
    ) -> None:
        self.platform = platform
        self.notes: list[str] = []
        self._registry = registry
        self._options = options
        self._own = registry is None
        self._today = today or date.today().isoformat()
        self._known: dict[str, Image | None] = {}
        self._given_up: set[str] = set()
        self.answered = False
        """Whether a registry said anything of an image."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._registry is not None and self._own:
            self._registry.close()
            self._registry = None

    def look(self, images: Sequence[Image]) -> list[Image | None]:
        """The images with what their registries say; None for one that is not there (any more)."""
        asked = [
            one
            for one in images
            if one.parsed is not None
            and one.reference != "scratch"
            and one.reference not in self._known
            and one.parsed.registry not in self._given_up
        ]
        if asked:
            self._ask(asked)
        return [self._known.get(one.reference, one) for one in images]

    def _ask(self, images: Sequence[Image]) -> None:
        from baseadvisor.registry import NotFound, RegistryError

        registry = self._client()
        references = [one.parsed for one in images if one.parsed is not None]
        for image, found in zip(images, registry.images(references, self.platform), strict=True):
            if isinstance(found, NotFound):
                self._known[image.reference] = None
                self.notes.append(str(found))
            elif isinstance(found, RegistryError):
                self._give_up(image, found)
            else:
                self.answered = True
                self._known[image.reference] = self._with(image, found)

    def _client(self) -> "Registry":
        if self._registry is None:
            from baseadvisor.registry import Options, Registry

            self._registry = Registry(self._options or Options(platform=self.platform))
        return self._registry

    def _give_up(self, image: Image, error: Exception) -> None:
        from baseadvisor.registry import AccessDenied

        note = f"{error}; the shipped catalog is used instead"
        if not isinstance(error, AccessDenied) and image.parsed is not None:
            self._given_up.add(image.parsed.registry)
        if note not in self.notes:
            self.notes.append(note)

    def _with(self, image: Image, info: "ImageInfo") -> Image:
        platform = str(info.platform) if info.platform is not None else self.platform
        image = image._replace(
            size=Figure(info.size, platform, image.reference, image.tag, "live", self._today, "the registry, now"),
            digest=info.digest,
            platforms=tuple(map(str, info.platforms)) or image.platforms,
        )
        if info.created is not None:
            image = image._replace(notes=(*image.notes, f"built on {info.created.date().isoformat()}"))
        if image.userland is None:
            image = self._read(image)
        return image

    def _read(self, image: Image) -> Image:
        """An image whose userland nobody has told: read out of its layers."""
        from baseadvisor.catalog import support_of_distribution
        from baseadvisor.registry import RegistryError

        try:
            inside = self._client().userland(image.parsed or image.reference, self.platform)
        except RegistryError as error:
            self.notes.append(f"its userland could not be read: {error}")
            return image
        found = userland_from(inside)
        if found is None:
            return image
        support = support_of_distribution(found.distribution, found.release)
        lines = (support_line(support, self._today),) if support is not None else ()
        return image._replace(userland=found, support=(*image.support, *lines))


def userland_from(inside: "Inside") -> Userland | None:
    """The catalog's form of what was found inside an image; None for a distribution it does not know."""
    from baseadvisor.catalog import userland

    id_ = inside.id
    distribution = _DISTRIBUTIONS.get(id_, id_)
    version = inside.version_id
    parts = version.split(".")
    release = ".".join(parts[:2]) if distribution in _TWO_PARTS else parts[0]
    family = f"amazonlinux-{parts[0]}" if id_ == "amzn" else _FAMILIES.get(id_, "")
    if not inside.package_managers and inside.has_shell is False and id_ == "debian":
        family = "distroless-debian" if inside.has_libc else "distroless-static"
    if "microdnf" in inside.package_managers and "dnf" not in inside.package_managers and id_ == "rhel":
        family = "rhel-ubi-minimal"
    found = userland(family, distribution, release or None) if family else None
    if found is None:
        return None
    return found._replace(
        package_manager=_manager(inside.package_managers, found.package_manager),
        shell=None if inside.has_shell is False else found.shell or "sh",
        bash=inside.has_bash if inside.has_bash is not None else found.bash,
        ca_certificates=inside.has_certificates if inside.has_certificates is not None else found.ca_certificates,
        user=inside.user or "root",
        distroless=inside.has_shell is False and not inside.package_managers,
        basis="seen",
        evidence="read out of the image's layers",
    )


def _manager(there: Sequence[str], usual: str | None) -> str | None:
    """The package manager among the programs of an image: the usual one of its userland, where it is there."""
    if usual in there:
        return usual
    found = next((name for name in _MANAGERS if name in there), None)
    return "dnf" if found == "dnf5" else found
