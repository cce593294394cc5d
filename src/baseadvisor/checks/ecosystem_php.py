"""PHP images: Composer, OPcache, Xdebug."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.starting import commands_of, is_for_development, last_of, of_image, start_words

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis

_EXTENSION_TOOLS = (
    "docker-php-ext-install",
    "docker-php-ext-enable",
    "docker-php-ext-configure",
    "pecl",
    "install-php-extensions",
)
_OPCACHE_OR_DEVELOPMENT = re.compile(r"opcache|xdebug|php\.ini-development", re.IGNORECASE)
_SETTINGS = re.compile(r"(?:etc/php|PHP_INI_DIR\}?)/conf\.d")
"""Where PHP looks for what it loads, one file for each extension."""


def xdebug(analysis: "Analysis") -> Iterator[Hit]:
    """The image that is shipped installs or enables Xdebug. Placeholder: {command}."""
    final = analysis.final
    if is_for_development(final):
        return
    for command in commands_of(final):
        if command.name in _EXTENSION_TOOLS and not command.conditional:
            for word in command.arguments:
                if (word.value or "").partition("-")[0] == "xdebug":
                    yield hit(word, command=command.name or "")
    for action in analysis.actions():
        if (
            action.action == "install"
            and not action.command.conditional
            and analysis.run_of(action.command).stage in final.chain
        ):
            for package in action.packages:
                if "xdebug" in package.name and "php" in package.name:
                    yield hit(package, command=action.manager)


def without_opcache(analysis: "Analysis", *, tags: Sequence[str], servers: Sequence[str]) -> Iterator[Hit]:
    """The final image serves PHP from the official image, and nothing switches OPcache on. Placeholder: {image}.

    Not where files are copied to where PHP loads extensions, which may do so, nor where it is left off to develop.
    """
    final = analysis.final
    reference = final.reference
    if final.stage is None or reference is None or is_for_development(final) or reference.official != "php":
        return
    tag = reference.tag or ""
    starts = {word.rpartition("/")[2] for word in start_words(final)}
    own = last_of(final, "CMD") is not None or last_of(final, "ENTRYPOINT") is not None
    if not any(part in tag.split("-") for part in tags) or (own and starts.isdisjoint(servers) and "cli" in tag):
        return
    brings_settings = any(_SETTINGS.search(copy.arguments) for copy in of_image(final, "COPY", "ADD"))
    if not brings_settings and not _OPCACHE_OR_DEVELOPMENT.search(analysis.text):
        yield hit(final.stage.from_instruction.words[0], image=reference.familiar)
