"""`DockerfileParser`, as dockerfile-parse has it, reading Dockerfiles as BuildKit does.

dockerfile-parse was written before here-documents and takes lines apart on its own. This one subclass puts our parser
under it, so that what it inherits is right as well, and its users can exchange the import. What differs from the
original, each time because BuildKit does: here-documents belong to their instruction; blank lines do not end an
instruction; `# escape=` counts only where BuildKit honours it; a byte order mark is none of the first keyword; every
form of `${…}` is expanded; an ARG's own default goes before that of the same ARG above FROM; changing an image keeps
the flags of its FROM. Files that are not UTF-8 are read and written back byte for byte.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from shlex import quote
from typing import Any

import dockerfile_parse
from dockerfile_parse.parser import Args, Envs, Labels
from dockerfile_parse.util import Context

from baseadvisor.dockerfile.expansion import GO_SPACE, ExpansionError, Lookup, Value, expand, unquote
from baseadvisor.dockerfile.model import Comment, Directive, Dockerfile, Instruction, Pair, Stage, Word
from baseadvisor.dockerfile.parser import parse_text
from baseadvisor.dockerfile.scope import PLATFORM_ARGUMENTS, BuildOptions, global_environment
from baseadvisor.dockerfile.stages import build_stages

_BOM = "\ufeff"
_AFTER_KEYWORD = re.compile(r"[^\t\v\f\r ]*[\t\v\f\r ]*")
_RESULTS = {"ARG": Args, "ENV": Envs, "LABEL": Labels}


class DockerfileParser(dockerfile_parse.DockerfileParser):  # type: ignore[misc]
    """dockerfile-parse's parser, right where BuildKit reads a file in another way.

    The arguments are the original's: `path` (a Dockerfile or its folder), `cache_content`, `env_replace`,
    `parent_env`, `fileobj` (binary), `build_args`. Text that is not UTF-8 comes as lone surrogates and is written back
    as the bytes it was.
    """

    cached_content: str
    _parsed: tuple[str, Dockerfile] | None = None

    @property
    def lines(self) -> list[str]:
        """The lines with their ends, split at line feeds alone."""
        lines = [line + "\n" for line in self.content.split("\n")]
        lines[-1] = lines[-1][:-1]
        return lines if lines[-1] else lines[:-1]

    @lines.setter
    def lines(self, lines: Iterable[str | bytes]) -> None:
        self.content = "".join(_text(line) for line in lines)

    @property
    def content(self) -> str:
        """The whole text, a byte order mark included."""
        if self.cache_content and self.cached_content:
            return self.cached_content
        with self._open_dockerfile("rb") as file:
            content = _text(file.read())
        if self.cache_content:
            self.cached_content = content
        return content

    @content.setter
    def content(self, content: str | bytes) -> None:
        text = _text(content)
        if self.cache_content:
            self.cached_content = text
        with self._open_dockerfile("wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))

    @property
    def structure(self) -> list[dict[str, Any]]:
        """The instructions and comments in order, as dictionaries.

        `instruction` (upper case, or "COMMENT"), `startline` and `endline` (0-based, both inclusive), `content` (its
        lines as they are in the file, comment lines between them aside, which have entries of their own) and `value`
        (the text after the keyword, flags included, continuation lines joined; here-documents follow after a line
        feed).
        """
        model, lines = self._model, self.lines
        notes: list[Comment | Directive] = sorted((*model.directives, *model.comments), key=lambda note: note.start)
        entries = []
        written = 0
        for instruction in model.instructions:
            first, last = _line(model, instruction.start), _line(model, instruction.end)
            inner = {_line(model, comment.start) for comment in instruction.inner_comments}
            while written < len(notes) and notes[written].start < instruction.end:
                entries.append(_comment(lines, _line(model, notes[written].start)))
                written += 1
            content = "".join(lines[number] for number in range(first, last + 1) if number not in inner)
            entries.append(_entry(instruction.keyword, first, last, content, _full_value(model, instruction)))
        entries += [_comment(lines, _line(model, note.start)) for note in notes[written:]]
        return entries

    @property
    def parent_images(self) -> list[str]:
        """The image each FROM names, its variables expanded; what only the build knows stays `${NAME}`."""
        arguments = self._above_from()

        def lookup(name: str) -> Value | None:
            text = arguments.get(name)
            if text is None:
                return Value.unknown(name) if name in PLATFORM_ARGUMENTS else None
            return Value.literal(text)

        return [_image(word, lookup, self._model.escape) for word in self._image_words()]

    @parent_images.setter
    def parent_images(self, parents: Iterable[str]) -> None:
        images = list(parents)
        words = list(self._image_words())
        if len(images) < len(words):
            raise RuntimeError("not enough parents to match build stages")
        if len(images) > len(words):
            raise RuntimeError("trying to update too many parents for build stages")
        text = self._model.text
        for word, image in reversed(list(zip(words, images, strict=True))):
            if image != word.text:
                text = text[: word.start] + image + text[word.end :]
        self._write(text)

    @property
    def baseimage(self) -> str | None:
        """The image of the last stage, or None without a FROM."""
        images = self.parent_images
        return images[-1] if images else None

    @baseimage.setter
    def baseimage(self, new_image: str) -> None:
        images = [word.text for word in self._image_words()]
        if not images:
            raise RuntimeError("No stage defined to set base image on")
        self.parent_images = [*images[:-1], new_image]

    @property
    def context_structure(self) -> list[Context]:
        """For each entry of `structure` the ARGs, ENVs and LABELs it sets, and those set in its stage so far."""
        settings = self._settings(self.env_replace, self.env_replace)
        instructions = iter(self._model.instructions)
        contexts = []
        last = Context()
        for entry in self.structure:
            context = Context(args=dict(last.args), envs=dict(last.envs), labels=dict(last.labels))
            if entry["instruction"] != "COMMENT":
                instruction = next(instructions)
                if instruction.keyword == "FROM":
                    context = Context(envs=dict(self.parent_env))
                elif instruction.keyword in _RESULTS:
                    values = {key: value for key, value, _ in settings.get(instruction.index, ())}
                    context.set_line_value(context_type=instruction.keyword, value=values)
            contexts.append(context)
            last = context
        return contexts

    def _instruction_getter(self, name: str, env_replace: bool) -> Any:
        """The values of LABEL, ENV or ARG in the last stage."""
        if name not in _RESULTS:
            raise ValueError(f"Unsupported instruction '{name}'")
        settings = self._settings(env_replace, True)
        values: dict[str, str] = {}
        for instruction in self._last_stage():
            if instruction.keyword == name:
                values.update((key, value) for key, value, _ in settings.get(instruction.index, ()))
        return _RESULTS[name](values, self)

    def _modify_instruction_label_env(self, instruction: str, instr_key: str, instr_value: str | None) -> None:
        """Set a label, variable or argument of the last stage, or take it away (None)."""
        if instruction not in _RESULTS:
            raise ValueError(f"Unknown instruction '{instruction}'")
        settings = self._settings(self.env_replace, True)
        found = [
            (holder, pair)
            for holder in self._last_stage()
            if holder.keyword == instruction
            for key, _, pair in settings.get(holder.index, ())
            if key == instr_key
        ]
        if not found:
            raise KeyError(f"{instr_key} not in {instruction}s")
        if instr_value is not None:
            holder, pair = found[-1]  # the last one counts
            text, equals = self._model.text, "=" if pair.value is None else ""
            self._write(text[: pair.value_start] + equals + quote(instr_value) + text[pair.value_end :])
            return
        lines = self.lines
        for holder in dict.fromkeys(holder for holder, _ in reversed(found)):
            gone = [pair for each, pair in found if each is holder]
            kept = [word.text for word, pair in zip(holder.words, holder.pairs, strict=False) if pair not in gone]
            first, last = _line(self._model, holder.start), _line(self._model, holder.end)
            lines[first : last + 1] = [f"{instruction} {' '.join(kept)}\n"] if kept else []
        self.lines = lines

    @property
    def _model(self) -> Dockerfile:
        content = self.content
        if self._parsed is None or self._parsed[0] != content:
            bom = content.startswith(_BOM)
            self._parsed = content, parse_text(content[1:] if bom else content, bom=bom)
        return self._parsed[1]

    def _last_stage(self) -> list[Instruction]:
        model = self._staged()
        return model.stages[-1].instructions if model.stages else model.instructions

    def _staged(self) -> Dockerfile:
        """The model with its stages."""
        model = self._model
        if not model.stages:
            build_stages(model, global_environment(model, BuildOptions(build_args=self.build_args)))
        return model

    def _write(self, text: str) -> None:
        self.content = (_BOM if self._model.bom else "") + text

    def _image_words(self) -> Iterator[Word]:
        for instruction in self._model.instructions:
            if instruction.keyword == "FROM" and instruction.words:
                yield instruction.words[0]

    def _above_from(self) -> dict[str, str]:
        """The values of the ARGs above the first FROM."""
        settings = self._settings(True, True)
        arguments: dict[str, str] = {}
        for instruction in self._model.instructions:
            if instruction.keyword == "FROM":
                break
            for key, value, pair in settings.get(instruction.index, ()):
                if pair.value is not None or key in self.build_args:
                    arguments[key] = value
        return arguments

    def _settings(self, env_replace: bool, given: bool) -> dict[int, list[tuple[str, str, Pair]]]:
        """What each ARG, ENV and LABEL sets, by the instruction's index: key, value and where they stand.

        A variable that is not set is nothing, as if the build had been given no more than `build_args`; `given` tells
        whether those, and the ARGs above FROM, go into the values of ARG.
        """
        model = self._staged()
        escape = model.escape
        settings: dict[int, list[tuple[str, str, Pair]]] = {}
        above: dict[str, str] = {}
        after: dict[int, dict[str, str]] = {}
        seen = above
        for instruction in model.instructions:
            stage = instruction.stage
            if instruction.keyword == "FROM" and stage is not None:
                below = after[stage.base.index] if isinstance(stage.base, Stage) else self.parent_env
                seen = after[stage.index] = dict(below)
            if instruction.keyword not in _RESULTS:
                continue
            for problem in instruction.problems:
                if problem.kind == "missing-equals":
                    raise ValueError(f"Syntax error - {problem.message}")
            before = dict(seen) if instruction.keyword == "ENV" else seen

            def lookup(name: str, before: Mapping[str, str] = before) -> Value | None:
                return Value.literal(before[name]) if name in before else None

            found = settings[instruction.index] = []
            for pair in instruction.pairs:
                key = _expanded(pair.key, lookup if env_replace else None, escape)
                value = _expanded(pair.value or "", lookup if env_replace else None, escape)
                is_set = pair.value is not None
                if instruction.keyword == "ARG" and given:
                    if key in self.build_args:
                        value, is_set = self.build_args[key], True
                    elif pair.value is None and key in above and seen is not above:
                        value, is_set = above[key], True
                found.append((key, value, pair))
                if instruction.keyword != "LABEL" and is_set:
                    seen[key] = value
        return settings


def _text(content: str | bytes) -> str:
    return content.decode("utf-8", "surrogateescape") if isinstance(content, bytes) else content


def _line(model: Dockerfile, offset: int) -> int:
    return model.position(offset).line - 1


def _entry(instruction: str, first: int, last: int, content: str, value: str) -> dict[str, Any]:
    return {"instruction": instruction, "startline": first, "endline": last, "content": content, "value": value}


def _comment(lines: list[str], number: int) -> dict[str, Any]:
    text = lines[number].lstrip(_BOM).strip("\r\n").lstrip().removeprefix("#").lstrip()
    return _entry("COMMENT", number, number, lines[number], text)


def _full_value(model: Dockerfile, instruction: Instruction) -> str:
    """What follows the keyword: flags, arguments, and the lines of here-documents."""
    text = _AFTER_KEYWORD.sub("", instruction.original.strip(GO_SPACE), count=1)
    if instruction.heredocs:
        body = model.text[instruction.heredocs[0].body_start : instruction.end]
        text = f"{text}\n{body}"
    return text


def _expanded(text: str, lookup: Lookup | None, escape: str) -> str:
    """Quotes taken away and, with `lookup`, variables expanded: to nothing where they are not known, as ever."""
    try:
        return unquote(text, escape) if lookup is None else _known(expand(text, lookup, escape).value)
    except ExpansionError:
        return text


def _known(value: Value) -> str:
    return "".join(part for part in value.parts if isinstance(part, str))


def _image(word: Word, lookup: Lookup, escape: str) -> str:
    try:
        value = expand(word.text, lookup, escape).value
    except ExpansionError:
        return word.text
    return "".join(part if isinstance(part, str) else _left(part.name) for part in value.parts)


def _left(name: str) -> str:
    return f"${{{name}}}" if name in PLATFORM_ARGUMENTS else ""
