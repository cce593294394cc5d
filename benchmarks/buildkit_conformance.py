"""Is every file read as BuildKit reads it?

Compares `baseadvisor.parse(..., recover=True)` with BuildKit's own Go parser (the PyPI package `dockerfile`), which is
BuildKit's first stage: it splits a file into instructions, flags, values and here-documents, but takes any word for a
keyword and any arguments for a FROM. So only problems of that stage count as a rejection here.

With `--mutations N`, every file is read N times more with some of its text changed: odd ends, quotes, continuations
and here-documents that nobody writes on purpose. The changes are the same in every run.

    python benchmarks/buildkit_conformance.py CORPUS [--show 3] [--mutations 0]
"""

import random
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import dockerfile as buildkit

import baseadvisor
from baseadvisor.dockerfile.model import Instruction
from corpus import corpus_parser, files_of

KNOWN = {command.upper() for command in buildkit.all_cmds()}


class Reading(NamedTuple):
    """One instruction, in the terms of BuildKit's parser."""

    keyword: str
    trigger: str | None
    start_line: int
    end_line: int
    flags: tuple[str, ...]
    exec_form: bool
    values: tuple[str, ...]
    heredocs: tuple[tuple[str, str], ...]


class Difference(NamedTuple):
    """Where the two readings part: `kind` is the field of the first instruction in question, or accept/reject/count."""

    kind: str
    line: int
    ours: object
    theirs: object


def our_reading(instruction: Instruction) -> Reading:
    """Our model of an instruction in BuildKit's terms. An ONBUILD gives its trigger's values, not its flags."""
    inner = instruction.trigger or instruction
    return Reading(
        instruction.keyword,
        instruction.trigger.keyword if instruction.trigger else None,
        instruction.span.start.line,
        instruction.span.end.line,
        tuple(instruction.flags),
        inner.exec_form is not None,
        tuple(instruction.values),
        tuple((heredoc.name, heredoc.content) for heredoc in instruction.heredocs),
    )


def our_readings(data: bytes) -> list[Reading] | str:
    """How we read a file, or why BuildKit's parser would not take it."""
    model = baseadvisor.parse(data, recover=True)
    rejections = [problem.message for problem in model.problems if problem.fatal and problem.first_stage]
    return rejections[0] if rejections else [our_reading(instruction) for instruction in model.instructions]


def their_readings(path: Path) -> list[Reading] | str:
    """How BuildKit's parser reads a file, or its error."""
    try:
        commands = buildkit.parse_file(str(path))
    except (buildkit.GoParseError, buildkit.GoIOError) as error:
        return str(error)
    return [
        Reading(
            (command.cmd or "").upper(),
            command.sub_cmd.upper() if command.sub_cmd else None,
            command.start_line,
            command.end_line,
            command.flags,
            command.json,
            command.value,
            tuple((heredoc.name, heredoc.content) for heredoc in command.heredocs),
        )
        for command in commands
    ]


def differences(ours: list[Reading] | str, theirs: list[Reading] | str) -> Iterator[Difference]:
    """Everything in which two readings of one file differ."""
    if isinstance(ours, str) or isinstance(theirs, str):
        if not isinstance(theirs, str):
            yield Difference("rejected by us alone", 1, ours, "accepted")
        elif not isinstance(ours, str):
            yield Difference("rejected by BuildKit alone", 1, "accepted", theirs)
        return
    if len(ours) != len(theirs):
        places = [at for at, (mine, other) in enumerate(zip(ours, theirs, strict=False)) if mine != other]
        line = ours[places[0]].start_line if places else 1
        yield Difference("number of instructions", line, len(ours), len(theirs))
        return
    for mine, other in zip(ours, theirs, strict=True):
        hidden = _not_given(other)
        for field, ours_of_it, theirs_of_it in zip(Reading._fields, mine, other, strict=True):
            if ours_of_it != theirs_of_it and field not in hidden:
                yield Difference(field, other.start_line, ours_of_it, theirs_of_it)


def _not_given(reading: Reading) -> tuple[str, ...]:
    """The fields that the `dockerfile` package leaves empty: of unknown instructions, and of what ONBUILD holds."""
    if reading.keyword not in KNOWN or (reading.trigger is not None and reading.trigger not in KNOWN - {"ONBUILD"}):
        return ("values", "exec_form", "heredocs")
    return ("heredocs",) if reading.trigger is not None else ()


def compare(path: Path) -> list[Difference]:
    """Where our reading of a file departs from BuildKit's; empty if nowhere."""
    return list(differences(our_readings(path.read_bytes()), their_readings(path)))


FRAGMENTS = (
    *(
        b"\\",
        b"\\\n",
        b"\n",
        b"\r\n",
        b"\r",
        b"\t",
        b" ",
        b"  ",
        b"#",
        b"# x\n",
        b'"',
        b"'",
        b"$",
        b"${",
        b"}",
        b"`",
        b"=",
        b"[",
        b"]",
        b",",
    ),
    *(
        b"<<",
        b"<<EOF",
        b"<<-EOF\n",
        b"\nEOF\n",
        b"<<'EOF'",
        b'<<"E" ',
        b"3<<x ",
        b"EOF",
        b"--",
        b"--x",
        b"--from=a ",
        b'["a", "b"]',
        b'["a"',
    ),
    *(b"\xef\xbb\xbf", b"\xc2\xa0", b"\xe2\x80\xa8", b"\x0b", b"\x0c", b"\xc3\x9f"),
    *(
        b"# escape=`\n",
        b"# syntax=x\n",
        b"ONBUILD ",
        b"HEALTHCHECK ",
        b"HEALTHCHECK NONE",
        b"ENV ",
        b"LABEL ",
        b"ARG ",
        b"RUN ",
        b"COPY ",
        b"FROM ",
    ),
)
"""What mutations put in: everything that means something to the parser."""


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The file with up to three changes: a fragment put in, put in place of some bytes, or a stretch taken out."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randint(0, len(data))
        gap = chance.choice((0, 0, 1, 1, 2, 5, 20))
        data = data[:at] + chance.choice((b"", *FRAGMENTS)) + data[at + gap :]
    return data.decode(errors="replace").encode()  # the `dockerfile` package cannot give back anything but UTF-8


def compare_mutations(path: Path, count: int) -> Iterator[Difference]:
    """Where our reading of changed forms of a file departs from BuildKit's."""
    chance = random.Random(path.name)
    data = path.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        changed = Path(folder) / "Dockerfile"
        for _ in range(count):
            changed.write_bytes(mutated(data, chance))
            for difference in compare(changed):
                yield difference._replace(kind=f"mutation: {difference.kind}")


def main() -> int:
    """Print the agreement and the differences by kind; the exit status is 1 if there are any."""
    parser = corpus_parser(__doc__)
    parser.add_argument("--show", type=int, default=3, help="examples of each kind of difference (default: 3)")
    parser.add_argument("--mutations", type=int, default=0, help="changed forms of each file to read too (default: 0)")
    arguments = parser.parse_args()
    files = files_of(arguments)
    found: dict[str, list[tuple[Path, Difference]]] = {}
    differing = 0
    for path in files:
        difference: Difference | None = None
        for difference in chain(compare(path), compare_mutations(path, arguments.mutations)):
            found.setdefault(difference.kind, []).append((path, difference))
        differing += difference is not None
    agreeing = len(files) - differing
    print(f"read as BuildKit reads them: {agreeing} of {len(files)} files ({agreeing / len(files):.2%})")
    for kind, rows in sorted(found.items(), key=lambda item: -len(item[1])):
        print(f"\n{kind}: {len(rows)} in {len({path for path, _ in rows})} files")
        for path, difference in rows[: arguments.show]:
            print(f"  {path}:{difference.line}\n    ours   {difference.ours!r}\n    theirs {difference.theirs!r}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
