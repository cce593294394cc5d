"""Safeguards that are switched off: certificates and signatures unchecked, the builder's sandbox open, debugging on."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.network import is_local, url_of
from baseadvisor.checks.starting import is_for_development, of_image, start_words
from baseadvisor.checks.words import keyword_of, place_of, value_of

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis
    from baseadvisor.shell.model import Command


_SHORT_KEY = re.compile(r"(?:0x)?[0-9A-Fa-f]{8}")


def command_flag(
    analysis: "Analysis", *, commands: Sequence[str], flags: Sequence[str], valued: str = ""
) -> Iterator[Hit]:
    """One of `commands` runs with one of `flags`, and not only for addresses of the machine itself.

    `valued` are the letters after which the rest of a cluster is a value (`-okubectl`).

    Placeholders: {command}, {flag}.
    """
    for command in analysis.commands(*commands):
        word = command.flag(*flags)
        if word is not None and not _only_local(command):
            flag = _meant(word.value or word.prefix, flags, valued)
            if flag is not None:
                yield hit(word, command=command.name or "", flag=flag)


def _meant(text: str, flags: Sequence[str], valued: str) -> str | None:
    """The flag that is meant: itself, or the one in a cluster of letters; None where the letter is in a value."""
    if text in flags or text.startswith("--"):
        return text.partition("=")[0]
    letters = text[1:]
    end = next((at for at, letter in enumerate(letters) if letter in valued), len(letters))
    return next((flag for flag in flags if len(flag) == 2 and flag[1] in letters[:end]), None)


def _only_local(command: "Command") -> bool:
    urls = [url for word in command.arguments if (url := url_of(word)) is not None]
    return bool(urls) and all(map(is_local, urls))


def short_key_id(analysis: "Analysis", *, commands: Sequence[str], flags: Sequence[str]) -> Iterator[Hit]:
    """A public key is asked for by the last eight digits of its fingerprint. Placeholders: {command}, {key}."""
    for command in analysis.commands(*commands):
        words = iter(command.arguments)
        if not any(word.value in flags for word in words):
            continue
        for word in words:
            if word.value is not None and _SHORT_KEY.fullmatch(word.value):
                yield hit(word, command=command.name or "", key=word.value)


def unverified_packages(
    analysis: "Analysis", *, managers: Sequence[str], flags: Sequence[str], settings: Sequence[str]
) -> Iterator[Hit]:
    """A package manager is told, by one of `flags` or `settings`, not to check signatures.

    `settings` are lower-case names that stand for it when switched on (apt's `-o`), or `name=value` (dnf's `--setopt`).
    Placeholders: {manager}, {flag}.
    """
    for action in analysis.actions(*managers):
        flag = next((flag for flag in flags if action.has(flag)), None)
        if flag is not None:
            yield hit(action.command.flag(flag) or action.command, manager=action.manager, flag=flag)
            continue
        for setting in settings:
            name, equals, value = setting.partition("=")
            given = action.settings.get(name)
            on = given == value if equals else given is not None and given.lower() in ("1", "true", "yes", "on")
            if on:
                yield hit(action.subcommand_word or action.command, manager=action.manager, flag=f"{name}={given}")
                break


def switched_off(
    analysis: "Analysis", *, variables: Sequence[str], values: Sequence[str], settings: Sequence[str]
) -> Iterator[Hit]:
    """A safeguard is switched off: a variable has one of `values` ("*": any), or a command makes one of `settings`.

    A setting is a command's name and words that stand side by side among its arguments, in lower case, an equals sign
    counting as a space: "git http.sslverify false". Variables count in ENV, ARG and RUN. Placeholder: {setting}.
    """
    text = analysis.text.lower()
    names = {name.lower() for name in variables if name.lower() in text}
    if names:
        yield from _variables(analysis, names, values)
    found: set[int] = set()
    for setting in settings:
        name, _, words = setting.partition(" ")
        if max(words.split(), key=len) not in text:
            continue
        for command in analysis.commands(name):
            given = " ".join((word.value or word.text).lower() for word in command.arguments).replace("=", " ")
            if f" {words} " in f" {given} " and command.start not in found:
                found.add(command.start)
                yield hit(command, setting=f"{name} {words}")


def _variables(analysis: "Analysis", names: set[str], values: Sequence[str]) -> Iterator[Hit]:
    for instruction in analysis.instructions("ENV", "ARG"):
        for pair in instruction.pairs:
            if pair.value and pair.key.lower() in names:
                value = value_of(analysis, instruction, pair.value).text
                if _is_one_of(value, values):
                    yield hit(pair, setting=f"{pair.key}={value}")
    for run in analysis.runs:
        if not any(name in run.script.source.text.lower() for name in names):
            continue
        for assignment in run.script.assigned:
            if assignment.word is not None and assignment.name.lower() in names:
                value = run.script.resolve(assignment.word, run.environment)
                if _is_one_of(value, values):
                    yield hit(assignment, setting=f"{assignment.name}={value}")


def _is_one_of(value: str | None, values: Sequence[str]) -> bool:
    if not value:
        return False
    return "*" in values or value.strip().lower() in values


def run_flag(analysis: "Analysis", *, flag: str, values: Sequence[str]) -> Iterator[Hit]:
    """A RUN has the flag with one of `values`. Placeholders: {flag}, {value}."""
    for instruction in analysis.instructions("RUN"):
        for each in instruction.flags:
            if each.name == flag and (each.value or "").lower() in values:
                yield hit(place_of(each), flag=flag, value=each.value or "")


def debug_features(
    analysis: "Analysis", *, variables: Mapping[str, Sequence[str]], arguments: Sequence[str]
) -> Iterator[Hit]:
    """The image that is shipped has debugging on: a variable with one of its values, or an argument at its start.

    Stages whose name says that they are for development are left out. Placeholder: {setting}.
    """
    final = analysis.final
    if final.stage is None or is_for_development(final):
        return
    text = analysis.text.upper()
    if not any(name in text for name in variables) and not any(each.upper() in text for each in arguments):
        return
    for instruction in of_image(final, "ENV"):
        for pair in instruction.pairs:
            values = variables.get(pair.key.upper())
            if values is not None and pair.value:
                value = value_of(analysis, instruction, pair.value).text or ""
                if value.strip().lower() in values and final.end.environment.literal(pair.key) == value:
                    yield hit(pair, setting=f"{pair.key}={value}")
    words = start_words(final)
    for argument in arguments:
        found = next((word for word in words if word.startswith(argument)), None)
        if found is not None:
            for instruction in reversed(list(of_image(final, "ENTRYPOINT", "CMD"))):
                if found in (instruction.exec_form or instruction.arguments.split()):
                    yield hit(keyword_of(instruction), setting=found)
                    break
