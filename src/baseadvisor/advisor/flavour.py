"""What flavour of an image a tag names, beside its version and its distribution."""

import re
from functools import lru_cache
from typing import NamedTuple

from baseadvisor.advisor.facts import CHANNELS
from baseadvisor.catalog.store import load
from baseadvisor.image.tag import Tag

_JAVA = re.compile(r"(jdk|jre|java)-?(\d+)?")
_VENDORS = ("openjdk", "temurin", "corretto", "amazoncorretto", "semeru", "sapmachine", "ibmjava", "dragonwell", "zulu")
_VENDOR = re.compile(rf"({'|'.join(_VENDORS)})-?(\d+)?")
_IGNORED = frozenset({"eclipse", "amazon", "ibm", "focal", "full", "generic", "debian", "ubuntu", "alpine", "hotspot"})
"""Words that tell nothing of what an image does: HotSpot is the virtual machine of every Java that names no other."""


class Flavour(NamedTuple):
    """`words` are what a tag says beside version and distribution (`fpm`, `management`), `slim` apart.

    `java` is the major version of Java that is named beside the image's own version, `runtime` "jdk", "jre" or None,
    `vendor` whose Java it is, None where the tag does not say.
    """

    words: frozenset[str]
    slim: bool
    java: str | None
    runtime: str | None
    vendor: str | None

    def serves(self, other: "Flavour") -> bool:
        """Whether an image of this flavour does what one of the `other` does; how slim it is, and whose Java, aside."""
        if self.words != other.words or (other.java is not None and self.java != other.java):
            return False
        return self.runtime == other.runtime


@lru_cache(maxsize=4096)
def flavour_of(name: str, tag: str) -> Flavour:
    """The flavour that a tag of the image `name` (`python`, as the catalog keeps it) names."""
    table = load("products")
    skip = {*table["default_words"].get(name, ()), *table["codename"].get(name, ()), *CHANNELS, *_IGNORED}
    words: set[str] = set()
    java = runtime = vendor = None
    slim = False
    for word in Tag.parse(tag).flavour:
        match = _JAVA.fullmatch(word)
        if match:
            runtime = match[1] if match[1] != "java" else runtime
            java = match[2] or java
            continue
        match = _VENDOR.fullmatch(word)
        if match:
            vendor = match[1].removeprefix("amazon")
            java = match[2] or java
            continue
        if word == "slim":
            slim = True
        elif word not in skip:
            words.add(word)
    if name == "tomcat" and runtime is java is None and _SMALL_TOMCAT.search(tag):
        java, runtime = "8", "jre"
    if runtime is None and (
        name in _JAVA_IMAGES or name.startswith(_ADOPTED) or java is not None or vendor is not None
    ):
        runtime = "jdk"
    return Flavour(frozenset(words), slim, java, runtime, vendor)


_SMALL_TOMCAT = re.compile(r"alpine|^slim$")
"""Tags of a JRE, which was 8 at last. Source: docker-library/tomcat, what it built on Alpine until 2019."""
_JAVA_IMAGES = frozenset(
    {"eclipse-temurin", "openjdk", "java", "amazoncorretto", "adoptopenjdk", "ibm-semeru-runtimes", "sapmachine"}
)
_ADOPTED = "adoptopenjdk/openjdk"
JAVA_IMAGES = _JAVA_IMAGES
"""The images that are nothing but Java, by name."""
