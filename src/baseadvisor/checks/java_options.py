"""Options that are given to a JVM: which it no longer knows, which it never sees, which say nothing any more."""

import re
from collections.abc import Iterator, Mapping, Sequence

from baseadvisor.analysis import Analysis, StageFacts
from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.java_version import java_major, unaware_version
from baseadvisor.checks.provided import start_instructions
from baseadvisor.dockerfile.model import Instruction

_OPTION_VARIABLES = ("JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CATALINA_OPTS", "JVM_OPTS")


def _option_texts(analysis: Analysis) -> Iterator[tuple[StageFacts, Instruction, int, int]]:
    """Where JVM options stand: the variables for them, and CMD and ENTRYPOINT that start java.

    As instruction with its stage, and the place of the text.
    """
    for instruction in analysis.instructions("ENV"):
        for pair in instruction.pairs:
            if pair.key.startswith(("IBM_", "OPENJ9_")):
                continue  # Another virtual machine, with options of its own.
            if pair.key in _OPTION_VARIABLES or pair.key.endswith(("_JAVA_OPTS", "_JVM_OPTS", "JAVA_OPTIONS")):
                yield analysis.stage_of(instruction), instruction, pair.value_start, pair.value_end
    for instruction in analysis.instructions("CMD", "ENTRYPOINT"):
        text = analysis.text[instruction.start : instruction.end]
        if not re.search(r"(?<![\w-])java(?![\w-])", text) and instruction.keyword == "CMD":
            # Arguments for an ENTRYPOINT that is java.
            starts = list(start_instructions(analysis))
            if starts[-1:] == [instruction] and len(starts) == 2 and starts[0].exec_form:
                text = starts[0].exec_form[0]
        if re.search(r"(?<![\w-])java(?![\w-])", text) and instruction.words:
            yield analysis.stage_of(instruction), instruction, instruction.words[0].start, instruction.end


def removed_option(analysis: Analysis, *, gone: Mapping[str, int], prefixes: Mapping[str, int]) -> Iterator[Hit]:
    """An option that the image's Java refuses to start with.

    `gone` gives for each option (`UseParNewGC` is -XX's, `-d64` is as written) the first version without it, and
    `prefixes` the same for all options that begin so. Placeholders: {option}, {version}, {java}.
    """
    if "IgnoreUnrecognizedVMOptions" in analysis.text:
        return
    for stage, _, start, end in _option_texts(analysis):
        major: int | None = None
        for match in _OPTION.finditer(analysis.text, start, end):
            name = match["name"] or match[0]
            since = gone.get(name) or next((one for prefix, one in prefixes.items() if name.startswith(prefix)), None)
            if since is None:
                continue
            major = major or java_major(stage)
            if major is None:
                break
            if major >= since:
                values = {"option": match[0], "version": str(since), "java": f"Java {major}"}
                yield Hit(match.start(), match.end(), values)


_OPTION = re.compile(r"(?<![\w-])(?:-XX:[+-]?(?P<name>\w+)|-d(?:32|64)\b|-Xincgc\b)")


def ignored_option(analysis: Analysis, *, patterns: Mapping[str, str], other_machines: Sequence[str]) -> Iterator[Hit]:
    """An option that changes nothing any more, whatever the version.

    `patterns` are regular expressions with the reason. Images with one of `other_machines` in the name have another
    virtual machine or architecture and are left alone. Placeholders: {option}, {reason}.
    """
    found = [(re.compile(rf"(?<![\w-])(?:{pattern})"), reason) for pattern, reason in patterns.items()]
    for stage, _, start, end in _option_texts(analysis):
        if any(name in (stage.base_image or "") for name in other_machines):
            continue
        for expression, reason in found:
            match = expression.search(analysis.text, start, end)
            if match is not None:
                yield Hit(match.start(), match.end(), {"option": match[0], "reason": reason})


def fixed_heap(analysis: Analysis) -> Iterator[Hit]:
    """A heap of a fixed size in what the image starts with. Placeholders: {option}.

    Silent where Java knows of no container's limit: there a fixed size is the way to keep within it.
    """
    for stage, instruction, start, end in _option_texts(analysis):
        if stage not in analysis.final.chain or (java_major(stage) or 8) in (6, 7, 9) or unaware_version(stage):
            continue
        words = instruction.exec_form or [""]
        if words[0].rpartition("/")[2] == "java" and any("-Xmx" in word and " " in word for word in words):
            continue  # One argument with spaces in it is none of the JVM's options.
        match = _HEAP.search(analysis.text, start, end)
        if match is not None and "MaxRAMPercentage" not in analysis.text[start:end]:
            yield Hit(match.start(), match.end(), {"option": match[0]})


_HEAP = re.compile(r"(?<![\w-])-Xmx\d+[kKmMgGtT]?(?![\w])")


def options_not_seen(analysis: Analysis, *, variables: Sequence[str]) -> Iterator[Hit]:
    """ENV sets options, and `java` is started without them. Placeholders: {variable}, {instruction}.

    `variables` are those that the JVM does not read by itself.
    """
    starts = list(start_instructions(analysis))
    if not starts:
        return
    commands = analysis.facts(starts[0]).commands
    if not commands or commands[-1].name != "java" or len([one for one in commands if one.name != "exec"]) != 1:
        return
    shown = " ".join(instruction.arguments for instruction in starts)
    final = analysis.final
    for facts in final.chain:
        for instruction in facts.instructions:
            for pair in instruction.pairs if instruction.keyword == "ENV" else ():
                if pair.key not in variables or not (pair.value or "").strip("\"' ") or pair.key in shown:
                    continue
                if len(re.findall(rf"\$\{{?{pair.key}\b", analysis.text)) > 0:
                    continue
                yield hit(pair, variable=pair.key, instruction=starts[0].keyword)


def variable_in_exec_form(analysis: Analysis) -> Iterator[Hit]:
    """The exec form of `java` has a `$VARIABLE`, which nobody fills in. Placeholders: {word}, {instruction}."""
    for instruction in analysis.instructions("CMD", "ENTRYPOINT"):
        words = instruction.exec_form
        if not words or words[0].rpartition("/")[2] not in ("java", "javac"):
            continue
        for text, word in zip(words, instruction.words, strict=False):
            if re.match(r"\$\{?[A-Za-z_]\w*\}?(?:$|[\s/])", text) or re.search(r"=\$\{?[A-Z_]+\}?$", text):
                yield hit(word, word=text, instruction=instruction.keyword)
                break


def started_without_exec(analysis: Analysis) -> Iterator[Hit]:
    """`sh -c "java …"` or the shell form, without exec. Placeholders: {instruction}.

    The shell form is a fault of its own; here only what was put into the exec form by hand.
    """
    from baseadvisor.fixes.edit import Edit

    for instruction in analysis.instructions("CMD", "ENTRYPOINT"):
        words = instruction.exec_form
        if not words or words[0].rpartition("/")[2] not in ("sh", "ash", "dash"):
            continue
        commands = [command for command in analysis.facts(instruction).commands if "sh -c" in " ".join(command.within)]
        if not commands or commands[-1].name != "java" or any("exec" in command.within for command in commands):
            continue
        last = commands[-1]
        if last.pipeline is not None and len(last.pipeline.stages) > 1:
            continue
        if last.background or last.conditional or last.redirects or not last.words:
            continue
        at = last.words[0].start
        plain = analysis.text[at:].startswith("java") and not last.assignments
        edits = (Edit(at, at, "exec "),) if plain else ()
        yield hit(last.words[0], edits=edits, instruction=instruction.keyword)


def option_in_start(analysis: Analysis, *, pattern: str) -> Iterator[Hit]:
    """An option for the JVM that matches a regular expression, in the stage that is shipped. Placeholders: {option}."""
    expression = re.compile(pattern)
    for stage, _, start, end in _option_texts(analysis):
        if stage in analysis.final.chain:
            match = expression.search(analysis.text, start, end)
            if match is not None:
                yield Hit(match.start(), match.end(), {"option": match[0]})
