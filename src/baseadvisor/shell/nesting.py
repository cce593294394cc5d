"""What a command that runs another command runs: `sudo`, `env`, `sh -c`, `find -exec` and their like."""

import re
from typing import NamedTuple

from baseadvisor.shell.dialect import SHELLS, shell_options
from baseadvisor.shell.model import Word
from baseadvisor.shell.wrappers import FIND_RUNS, SHELL_OPTION_VALUES, WRAPPERS, Wrapper

_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")


class Wrapped(NamedTuple):
    """What is run: either `words`, a command's, or a script."""

    label: str  # what it is run by: "sudo", "sh -c", "find -exec"
    words: tuple[Word, ...] = ()
    assignments: tuple[Word, ...] = ()  # `A=b` words that the wrapper sets for the command
    script: tuple[Word, ...] = ()  # the words whose texts, joined by spaces, are the script
    from_input: bool = False  # the script is what the command reads, a heredoc
    errexit: bool = False
    pipefail: bool = False


def wrapped_by(name: str, words: tuple[Word, ...]) -> tuple[Wrapped, ...]:
    """What the command called `name`, with these words, runs; nothing for a command that is no wrapper."""
    if name in SHELLS:
        return _shell(name, words)
    wrapper = WRAPPERS.get(name)
    if wrapper is None:
        return ()
    if name == "find":
        return _find(words)
    if name == "eval":
        return (Wrapped("eval", script=words[1:]),)
    if name == "trap":
        script = next((word for word in words[1:] if not word.text.startswith("-")), None)
        return (Wrapped("trap", script=(script,)),) if script is not None and len(words) > 2 else ()
    return _wrapper(name, words, wrapper)


def script_file(words: tuple[Word, ...]) -> Word | None:
    """The file that a shell is given to run (`bash -eo pipefail FILE`); None for `sh -c`, and where it reads input."""
    given = _options(words)
    return words[given.end] if given.end < len(words) and not (given.takes_script or given.reads_input) else None


def _shell(name: str, words: tuple[Word, ...]) -> tuple[Wrapped, ...]:
    """`sh -c SCRIPT`, and a shell that reads its script."""
    index, takes_script, reads_input = _options(words)
    options = shell_options([word.prefix for word in words[:index]])
    if takes_script:
        script = words[index : index + 1]
        return (Wrapped(f"{name} -c", script=script, errexit=options.errexit, pipefail=options.pipefail),)
    if index >= len(words) or reads_input:
        return (Wrapped(name, from_input=True, errexit=options.errexit, pipefail=options.pipefail),)
    return ()


class _Options(NamedTuple):
    """The options of a shell: the index of the first word after them, and what they make of it."""

    end: int
    takes_script: bool  # -c
    reads_input: bool  # -s


def _options(words: tuple[Word, ...]) -> _Options:
    index = 1
    takes_script = reads_input = False
    while index < len(words):
        text = words[index].prefix
        if text == "--" or not text.startswith(("-", "+")) or len(text) < 2:
            index += 1 if text == "--" or words[index].text == "-" else 0  # which are the same: bash(1)
            break
        if text[1] != "-":
            takes_script = takes_script or (text[0] == "-" and "c" in text[1:])
            reads_input = reads_input or "s" in text[1:]
        if text in SHELL_OPTION_VALUES or (text[1] != "-" and text[1:].isalpha() and text.endswith("o")):
            index += 1
        index += 1
    return _Options(index, takes_script, reads_input)


def _find(words: tuple[Word, ...]) -> tuple[Wrapped, ...]:
    found: list[Wrapped] = []
    start = 0
    for index, word in enumerate(words):
        if start and (word.value == ";" or (word.value == "+" and words[index - 1].value == "{}")):
            if index > start:
                found.append(Wrapped(f"find {words[start - 1].text}", words[start:index]))
            start = 0
        elif not start and word.text in FIND_RUNS:
            start = index + 1
    if start and start < len(words):
        found.append(Wrapped(f"find {words[start - 1].text}", words[start:]))
    return tuple(found)


def _wrapper(name: str, words: tuple[Word, ...], wrapper: Wrapper) -> tuple[Wrapped, ...]:
    index = 1
    size = len(words)
    if wrapper.subcommand:
        if size < 2 or words[1].value not in wrapper.subcommand:
            return ()
        index = 2
    operands = wrapper.operands
    assignments: list[Word] = []
    user_given = False
    while index < size:
        word = words[index]
        text = word.prefix
        if text.startswith("-") and len(text) > 1:
            index += 1
            if text == "--":
                break
            option, equals, _ = text.partition("=")
            if option in wrapper.blockers:
                return ()
            last = option if option.startswith("--") else _last_of_cluster(option, wrapper)
            if last in wrapper.script and not equals:
                label = f"{name} {'-S' if name == 'env' else '-c'}"
                return (Wrapped(label, assignments=tuple(assignments), script=words[index : index + 1]),)
            user_given = user_given or last in ("-u", "--user")
            if last in wrapper.values and not equals:
                index += 1
        elif wrapper.assignments and _ASSIGNMENT.match(word.text):
            assignments.append(word)
            index += 1
        elif text == "-" or (wrapper.user_first and not user_given):
            index += 1  # `su - user`: options may follow
        elif operands:
            operands -= 1
            index += 1
        elif wrapper.script_last and index < size - 1:
            index += 1
        else:
            break
    if (wrapper.user_first and not user_given) or index >= size:
        return ()
    if wrapper.script_last and index == size - 1:
        return (Wrapped(f"{name} {words[1].text}", script=words[index:]),)
    return (Wrapped(name, words[index:], tuple(assignments)),)


def _last_of_cluster(option: str, wrapper: Wrapper) -> str:
    """The flag in `-Eu` that decides whether a value follows; "" where the value is attached, as in `-uroot`."""
    if option in wrapper.values or option in wrapper.script:
        return option
    for at, letter in enumerate(option[1:], 1):
        flag = "-" + letter
        if flag in wrapper.values or flag in wrapper.script:
            return flag if at == len(option) - 1 else ""
    return option
