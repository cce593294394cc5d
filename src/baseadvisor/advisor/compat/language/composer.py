"""Composer 2: what is for 1 alone. Source: Composer's guide "UPGRADE-2.0"; the requirements of hirak/prestissimo."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.failing import reports_failure
from baseadvisor.advisor.compat.language.jumps import place_of_use
from baseadvisor.advisor.copies import sources_of
from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.listing import line_of
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move, has_reached
from baseadvisor.advisor.needs import COMMANDS_END
from baseadvisor.advisor.static import stage_named
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.image.reference import InvalidReference, Reference
from baseadvisor.image.tag import Tag
from baseadvisor.shell.model import Command

_PLUGIN_OF_1 = re.compile(r"hirak/prestissimo(?:[:=@ ].*)?")
_LEAVE_IT_OUT = "that plugin is for Composer 1 alone, and Composer 2 has no need of it: leave it out"


def reasons(move: Move) -> Iterator[Reason]:
    """What the move from Composer 1 to 2 touches, of its own image and of the distribution's package."""
    if move.name_before == move.name_after == "composer":
        yield from _of_its_image(move)
    elif _packages_2(move.after) and not _packages_2(move.before) and _is_packaged(move) and _fetched(move) is None:
        yield from _plugins(move, f"{move.place} has Composer 2")


def standing(move: Move) -> Iterator[Reason]:
    """The plugin for Composer 1, where the file gets the newest Composer, or the image or its release has 2."""
    if move.name_after == "composer":
        second = line_of(move.name_after, move.after.tag, move.after)[:1] >= (2,)
    else:
        second = _fetched(move) == 2 or (_fetched(move) is None and _is_packaged(move) and _packages_2(move.after))
    if second and not _asks_for_1(move):
        yield from _plugins(move, "it gets Composer 2")
    yield from _pinned_installer(move)
    yield from _shut_off(move)


# Source: Packagist's blog, "Shutting down Packagist.org support for Composer 1.x" (2025-09-01).
_INSTALLS = frozenset({"install", "update", "require", "create-project", "global"})
_PINS_1 = re.compile(
    r"--version[= ]+[\"']?v?1\.|composer/releases/download/1\.|getcomposer\.org/download/1\.|composer:1[.\s]"
)


def _shut_off(move: Move) -> Iterator[Reason]:
    """Composer 1, which Packagist serves no more."""
    parts = (part for text, _ in move.needs.words() for part in COMMANDS_END.split(text))
    if not any("omposer" in part and _PINS_1.search(part) for part in parts):
        return
    for run in move.runs:
        for command in run.commands:
            texts = [word.text.strip("\"'") for word in command.words]
            calls = any(re.fullmatch(r"(?:.*/)?composer(?:\.phar)?", text) for text in texts[:3])
            if calls and _INSTALLS.intersection(texts) and reports_failure(run, command) and not command.conditional:
                why = "Packagist has served nothing to Composer 1 since September 2025"
                line = move.line(command.start)
                if "install" in texts and "global" not in texts and _may_have_lock(move):
                    why += ": a composer.lock that names where all comes from is enough, else take Composer 2"
                    yield Reason("gone", "check", "low", "Composer 1", why, line)
                else:
                    yield Reason("gone", "breaks", "high", "Composer 1", f"{why}: take Composer 2", line)
                return


def _may_have_lock(move: Move) -> bool:
    """Whether a composer.lock may come in: by its name, by a pattern, or in a whole folder or archive."""
    return any(command.name in ("git", "tar", "unzip", "svn") for command in move.commands()) or any(
        not all(map(_ONE_FILE.search, sources_of(each))) for each in move.needs.copying if each.flag("from") is None
    )


_ONE_FILE = re.compile(r"\.(?!lock\b|tar\b|t?gz\b|zip\b|bz2\b|xz\b)\w+[\"']?$")
"""What is one file by its name, and neither a composer.lock nor an archive."""


# Source: Composer's "How to install Composer programmatically": the hash changes with each release of the installer.
_HASH = re.compile(r"(?<![\da-f])[\da-f]{96}(?![\da-f])")
_INSTALLER = re.compile(r"getcomposer\.org/installer(?![\w.])")


def _pinned_installer(move: Move) -> Iterator[Reason]:
    """The hash of an installer that was replaced since."""
    texts = list(move.needs.words())
    if not any(_INSTALLER.search(text) for text, _ in texts):
        return
    for text, start in texts:
        match = _HASH.search(text)
        if match is not None and "composer" in text.lower():
            why = (
                "it is the hash of the installer of its day, which is replaced from time to time, and then refused: "
                "take https://composer.github.io/installer.sig, or COPY --from=composer"
            )
            line = move.line(start + match.start())
            yield Reason("gone", "breaks", "medium", "the hash of Composer's installer", why, line)
            return


def _of_its_image(move: Move) -> Iterator[Reason]:
    old = line_of(move.name_before, move.before.tag, move.before)
    new = line_of(move.name_after, move.after.tag, move.after)
    if not () < old[:1] < (2,) <= new[:1]:
        return
    place = place_of_use(move, frozenset({"composer"}), frozenset({"composer", "php"}))
    yield Reason(
        "version",
        "check",
        "high",
        f"Composer {old[0]} -> {new[0]}",
        "plugins have to be for Composer 2, and what is installed for the newer PHP that the image brings",
        move.line(place) if place is not None else None,
    )
    yield from _plugins(move, None)


def _plugins(move: Move, given: str | None) -> Iterator[Reason]:
    """The first installation of the plugin that stops the build."""
    for run in move.runs:
        for command in run.commands:
            word = _required(command)
            if word is None or command.handled or command.ignored or command.conditional:
                continue
            if reports_failure(run, command):
                why = _LEAVE_IT_OUT if given is None else f"{given}, and {_LEAVE_IT_OUT}"
                yield Reason("version", "breaks", "high", "hirak/prestissimo", why, move.line(word))
                return


def _required(command: Command) -> int | None:
    """The offset of the plugin, where a command asks Composer for it and lets it look at its requirements."""
    texts = [word.text.strip("\"'") for word in command.words]
    calls = any(re.fullmatch(r"(?:.*/)?composer(?:\.phar)?", text) for text in texts[:3])
    if not calls or "require" not in texts or any(text.startswith("--ignore-platform-req") for text in texts):
        return None
    found = (word.start for word, text in zip(command.words, texts, strict=True) if _PLUGIN_OF_1.fullmatch(text))
    return next(found, None)


_PACKAGED_2 = {"debian": (11,), "ubuntu": (22, 4), "alpine": (3, 13)}
"""The first release whose package `composer` is 2. Where to look: https://pkgs.org/search/?q=composer."""


def _packages_2(image: Image) -> bool:
    return has_reached(image, _PACKAGED_2)


def _is_packaged(move: Move) -> bool:
    return "composer" in move.needs.installed()


_NEWEST = re.compile(r"getcomposer\.org/(?:installer\b|composer(?:-stable|-2)?\.phar|download/(?:latest-|2\.))")
_ANOTHER = re.compile(r"getcomposer\.org|composer/(?:composer/)?releases|composer\.phar|composer-setup")


def _fetched(move: Move) -> int | None:
    """The major version of the Composer that the file brings: 2, 0 where nobody can tell, None where it brings none."""
    copied = [one for one in (_copied(move, each) for each in move.needs.instructions) if one is not None]
    if copied:
        return copied[0]
    texts = [text for text, _ in move.needs.words()]
    if any(_NEWEST.search(text) for text in texts):
        return 2
    return 0 if any(_ANOTHER.search(text) for text in texts) else None


def _copied(move: Move, instruction: Instruction) -> int | None:
    """The same of a program that is copied out of another image, or out of a stage on one."""
    flag = instruction.flag("from") if instruction.keyword == "COPY" else None
    if flag is None or not flag.value or not any("composer" in word.text for word in instruction.words):
        return None
    stage = stage_named(move.needs.analysis, flag.value)
    if stage is not None and stage.stage is not None and not stage.stage.base_reference.known:
        return 0
    text = str(stage.stage.base_reference) if stage is not None and stage.stage is not None else flag.value
    try:
        image = Reference.parse(text)
    except InvalidReference:
        return 0
    if base_name(image) != "composer" or image.digest is not None:
        return 0
    tag = Tag.parse(image.effective_tag or "")
    return tag.numbers[0] if tag.numbers else 2 if tag.text in ("latest", "lts") else 0


_OF_1 = re.compile(
    r"(?<![\w-])--1(?![\w.])|--version(?![= ]+[\"']?v?2)|composer-1|/1\.\d|self-update|COMPOSER_VERSION[= ]+[\"']?1"
)


def _asks_for_1(move: Move) -> bool:
    """Whether anything in the file asks for Composer 1, or for a version that is not seen to be 2."""
    return any(_OF_1.search(text) for text, _ in move.needs.words() if "omposer" in text)
