"""What a release of a distribution does not have: packages that left it, and packages of another edition than its own.

Everything here is a fact of a release alone, whatever a file stands on: the same tables tell what a move loses and what
fails on the image as it is now.
"""

import re

from baseadvisor.advisor import tools
from baseadvisor.advisor.compat.archive import apt_editions, gone_apt
from baseadvisor.advisor.compat.archive.gone_apk import of_apk
from baseadvisor.advisor.compat.archive.gone_dnf import JAVA_OF_RHEL, LIKE_RHEL, of_dnf
from baseadvisor.advisor.compat.archive.lacks import Lack
from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Image
from baseadvisor.advisor.move import release_of
from baseadvisor.catalog import apt
from baseadvisor.image.numbers import numbers
from baseadvisor.shell.packages import Package


def lack(package: Package, family: str, image: Image) -> Lack | None:
    """Why a release does not have a package; None where it has it, or nothing is known."""
    release = release_of(image)
    if package.kind != "name" or package.removed or not release or image.distribution is None:
        return None
    match family:
        case "apt" if image.parsed is not None and base_name(image.parsed) == "postgres" and _POSTGRES(package.name):
            return _beside_postgres(package.name, image)
        case "apt" if package.qualifier == ":i386" and is_partial(image):
            return None  # what of it is there for 32 bits, the index for 64 does not tell
        case "apt" if not _may_be_of_the_image(package, image):
            return gone_apt.of_apt(package.name, image.distribution, image.release or "", release)
        case "apk" if image.distribution == "alpine":
            return of_apk(package.name, release)
        case "dnf" if image.distribution in LIKE_RHEL and release >= (10,) and package.qualifier in (".i686", ".i386"):
            return Lack("it has no packages for 32 bits, and nothing took its place")
        case "dnf":
            return of_dnf(package.name, image.distribution, release)
        case _:
            return None


# Source: https://canonical.com/blog/statement-on-32-bit-i386-packages-for-ubuntu-19-10-and-20-04-lts
_FEW_FOR_32_BITS = (19, 10)


def is_partial(image: Image) -> bool:
    """Whether a release is built for 32 bits in a small part alone."""
    return image.distribution == "ubuntu" and release_of(image) >= _FEW_FOR_32_BITS


_POSTGRES = re.compile(r"postgresql-(?:[a-z][a-z-]*-)?(\d+(?:\.\d)?)(?:-.+)?").fullmatch


def _beside_postgres(name: str, image: Image) -> Lack | None:
    """The image names its makers' source for one version (docker-library/postgres, Dockerfile-debian.template)."""
    match, own = _POSTGRES(name), numbers(image.tag.partition("-")[0])
    if match is None or not own or numbers(match[1])[:1] == own[:1]:
        return None
    beside = f", and its PostGIS is postgresql-{own[0]}-postgis-3" if "-postgis-" in name else ""
    return Lack(f"the image's own PostgreSQL is {own[0]}{beside}")


# Official images that stand on Debian and add no source of packages to it (their Dockerfiles).
_WITHOUT_SOURCE = tools.LANGUAGE_IMAGES | {"buildpack-deps", "php", "httpd", "tomcat", "redis", "memcached", "haproxy"}
_STEM = 5
"""Letters by which a product's packages are known to be its own: `postgresql-14-postgis` on postgres."""


def _may_be_of_the_image(package: Package, image: Image) -> bool:
    """Whether a package may come from a source that the image itself brings, as that of postgres does.

    Nor is anything known of what another architecture alone has.
    """
    if image.parsed is None or not apt.covers(image.distribution, image.release):
        return False
    known = base_name(image.parsed)
    own = known.rpartition("/")[2]
    if package.qualifier is None and (is_distribution(known) or known in _WITHOUT_SOURCE):
        return False
    of_the_image = own[:_STEM] in package.name and not is_distribution(known)
    return of_the_image or not gone_apt.was_ever(package.name, image.distribution or "")


def is_doubted(package: Package, image: Image) -> bool:
    """Whether no release has a package, and only a source that the image brings, for things of its own, may have it."""
    if not _may_be_of_the_image(package, image) or package.qualifier is not None or image.parsed is None:
        return False
    return base_name(image.parsed).rpartition("/")[2][:_STEM] not in package.name


def is_known(name: str, image: Image) -> bool:
    """Whether the archive's own index says whether a release of Debian or Ubuntu has a package."""
    return gone_apt.is_known(name, image.distribution or "", image.release or "")


def edition_known(name: str, image: Image) -> bool:
    """Whether it is known which editions a release has of what a name holds the edition of."""
    if image.distribution in LIKE_RHEL and numbers(image.release) >= (8,):
        return JAVA_OF_RHEL.fullmatch(name) is not None
    return is_known(name, image) or bool(editions_held(name, image))


def editions_held(name: str, image: Image) -> tuple[str, ...]:
    """The editions that a release has of what a name holds the edition of; () where that is not known."""
    if apt.covers(image.distribution, image.release):
        return gone_apt.editions(name, image.distribution or "", image.release or "")
    return apt_editions.held_by(name, f"{image.distribution} {image.release}")
