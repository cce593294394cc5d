"""BuildKit's second stage: what it refuses, or warns of, once the lines are taken apart.

Facts from moby/buildkit, `frontend/dockerfile/instructions` (parse.go, bflag.go, commands_run*.go) and
`frontend/dockerfile/dockerfile2llb/convert.go`. Each problem costs its instruction, never the file.
"""

import re
from collections.abc import Callable, Iterator

from baseadvisor.dockerfile.expansion import ExpansionError, Value, expand
from baseadvisor.dockerfile.model import Dockerfile, Flag, Instruction, Node, Problem, Stage, stage_references
from baseadvisor.dockerfile.parser import KEYWORDS

_TEXT, _BOOL, _LIST = "text", "bool", "list"

FLAGS: dict[str, dict[str, str]] = {
    "ADD": {
        "chown": _TEXT,
        "chmod": _TEXT,
        "link": _BOOL,
        "keep-git-dir": _BOOL,
        "checksum": _TEXT,
        "exclude": _LIST,
        "unpack": _BOOL,
    },
    "COPY": {"chown": _TEXT, "chmod": _TEXT, "from": _TEXT, "link": _BOOL, "parents": _BOOL, "exclude": _LIST},
    "FROM": {"platform": _TEXT},
    "HEALTHCHECK": {
        "interval": _TEXT,
        "timeout": _TEXT,
        "start-period": _TEXT,
        "start-interval": _TEXT,
        "retries": _TEXT,
    },
    "RUN": {"mount": _LIST, "network": _TEXT, "security": _TEXT, "device": _LIST},
}
"""The flags each instruction takes; the others take none."""

_FLAGS_NOT_READ = ("ARG", "STOPSIGNAL")
"""Instructions whose flags BuildKit passes over without a look."""

_STAGE_NAME = re.compile(r"[a-z][a-z0-9-_.]*")
_DURATION = re.compile(r"[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)")
_DURATION_PART = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)")
_NANOSECONDS = {"ns": 1.0, "us": 1e3, "µs": 1e3, "μs": 1e3, "ms": 1e6, "s": 1e9, "m": 6e10, "h": 3.6e12}
_PORT = re.compile(r"(?:(?P<host>.*):)?(?P<port>[^:/]*)(?:/(?P<protocol>[^/]*))?")

SIGNALS = (
    frozenset(
        [
            "ABRT",
            "ALRM",
            "BUS",
            "CHLD",
            "CLD",
            "CONT",
            "FPE",
            "HUP",
            "ILL",
            "INT",
            "IO",
            "IOT",
            "KILL",
            "PIPE",
            "POLL",
            "PROF",
            "PWR",
            "QUIT",
            "SEGV",
            "STKFLT",
            "STOP",
            "SYS",
            "TERM",
            "TRAP",
            "TSTP",
            "TTIN",
            "TTOU",
            "URG",
            "USR1",
            "USR2",
            "VTALRM",
            "WINCH",
            "XCPU",
            "XFSZ",
            "RTMIN",
            "RTMAX",
        ]
    )
    | {f"RTMIN+{n}" for n in range(1, 16)}
    | {f"RTMAX-{n}" for n in range(1, 15)}
)
"""Signal names without SIG (moby/sys, `signal/signal_linux.go`)."""

_MOUNT_TYPES = ("bind", "cache", "tmpfs", "secret", "ssh")
_MOUNT_KEYS = [
    "type",
    "from",
    "source",
    "src",
    "target",
    "dst",
    "destination",
    "readonly",
    "ro",
    "readwrite",
    "rw",
    "required",
    "id",
    "sharing",
    "mode",
    "uid",
    "gid",
    "size",
    "env",
]
_BOOLEANS = ("1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False")

Complaint = tuple[str, str, Node]
"""Kind, message and place."""


def validate(dockerfile: Dockerfile, before: Callable[[Instruction], Callable[[str], Value | None]]) -> None:
    """Add to `dockerfile.problems` what BuildKit's reading of the instructions finds.

    `before` gives the variable lookup that an instruction sees.
    """
    fresh: list[Problem] = []
    seen_from = not any(instruction.keyword == "FROM" for instruction in dockerfile.instructions)
    if seen_from and dockerfile.instructions:
        first = dockerfile.instructions[0]
        message = "there is no FROM: BuildKit finds no stage to build"
        fresh.append(Problem("no-build-stage", message, first.start, first.keyword_end, instruction=first))
    for instruction in dockerfile.instructions:
        if instruction.keyword == "FROM":
            seen_from = True
        if any(problem.first_stage for problem in instruction.problems):
            continue
        complaints: Iterator[Complaint] = _complaints(dockerfile, instruction, before)
        if not seen_from and instruction.keyword != "ARG" and instruction.keyword in KEYWORDS:
            place = Node(instruction.keyword_start, instruction.keyword_end)
            message = f"{instruction.keyword} stands before the first FROM, where only ARG may"
            complaints = iter([("instruction-before-from", message, place), *complaints])
        for kind, message, place in complaints:
            problem = Problem(kind, message, place.start, place.end, instruction=instruction)
            instruction.problems += (problem,)
            fresh.append(problem)
        for offset in instruction.empty_continuations[:1]:
            message = "a blank line inside the instruction: BuildKit passes over it, and means to refuse it one day"
            fresh.append(Problem("empty-continuation", message, offset, offset, fatal=False, instruction=instruction))
    fresh.extend(_cycles(dockerfile))
    if fresh:
        dockerfile.problems.extend(fresh)
        dockerfile.problems.sort(key=lambda problem: problem.start)


def _keyword(instruction: Instruction) -> Node:
    return Node(instruction.keyword_start, instruction.keyword_end)


def _arguments(instruction: Instruction) -> Node:
    words = instruction.words
    return Node(words[0].start, words[-1].end) if words else _keyword(instruction)


def _complaints(
    dockerfile: Dockerfile, instruction: Instruction, before: Callable[[Instruction], Callable[[str], Value | None]]
) -> Iterator[Complaint]:
    keyword = instruction.keyword
    if keyword not in KEYWORDS:
        yield "unknown-instruction", _unknown_instruction(instruction), _keyword(instruction)
        return
    if instruction.flags and keyword not in _FLAGS_NOT_READ:
        if keyword == "HEALTHCHECK" and instruction.words and instruction.words[0].text.upper() == "NONE":
            pass
        else:
            yield from _bad_flags(instruction)
    reader = _READERS.get(keyword)
    if reader is not None:
        yield from reader(instruction)
    if keyword in _EXPANDING:
        yield from _expanded(dockerfile, instruction, before)
    if keyword in ("COPY", "ADD", "RUN") or instruction.trigger is not None:
        yield from _references(dockerfile, instruction)
    if instruction.trigger is not None and instruction.trigger.keyword in KEYWORDS:
        yield from (
            ("invalid-onbuild-trigger", message, place)
            for _, message, place in (*_bad_flags(instruction.trigger), *_trigger(instruction.trigger))
        )


def _trigger(inner: Instruction) -> Iterator[Complaint]:
    reader = _READERS.get(inner.keyword)
    if reader is not None and inner.keyword not in ("ONBUILD", "FROM", "MAINTAINER"):
        yield from reader(inner)


def _nearest(word: str, known: "list[str] | tuple[str, ...]") -> str:
    from difflib import get_close_matches

    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return f" (did you mean {close[0]}?)" if close else ""


def _unknown_instruction(instruction: Instruction) -> str:
    written = instruction.keyword[:40]
    return f"unknown instruction {written!r}{_nearest(written, sorted(KEYWORDS))}"


def _bad_flags(instruction: Instruction) -> Iterator[Complaint]:
    known = FLAGS.get(instruction.keyword, {})
    used: set[str] = set()
    for flag in instruction.flags:
        kind = known.get(flag.name)
        place = Node(flag.start, flag.end)
        if kind is None:
            hint = _nearest(flag.name, sorted(known)) if known else " (it takes no flags)"
            yield "unknown-flag", f"{instruction.keyword} has no flag --{flag.name}{hint}", place
            continue
        if flag.name in used and kind != _LIST:
            yield "duplicate-flag", f"--{flag.name} is given twice", place
        used.add(flag.name)
        if kind == _BOOL:
            if flag.value is not None and flag.value.lower() not in ("true", "false"):
                yield "invalid-flag-value", f"--{flag.name} takes true or false, not {flag.value!r}", place
        elif flag.value is None:
            yield "missing-flag-value", f"--{flag.name} needs a value: --{flag.name}=…", place


def _needs_one(instruction: Instruction) -> Iterator[Complaint]:
    if not instruction.words:
        yield "missing-argument", f"{instruction.keyword} requires exactly one argument", _keyword(instruction)


def _needs_some(instruction: Instruction) -> Iterator[Complaint]:
    if not instruction.words:
        yield "missing-argument", f"{instruction.keyword} requires at least one argument", _keyword(instruction)


def _from(instruction: Instruction) -> Iterator[Complaint]:
    words = instruction.words
    if len(words) == 3 and words[1].text.lower() == "as":
        if not _STAGE_NAME.fullmatch(words[2].text.lower()):
            message = (
                f"invalid name for build stage: {words[2].text!r} has to begin with a letter"
                " and hold letters, digits, - _ . alone"
            )
            yield "invalid-stage-name", message, words[2]
    elif len(words) != 1:
        yield (
            "from-arguments",
            "FROM requires either one or three arguments: FROM image [AS name]",
            _arguments(instruction),
        )


def _pairs(instruction: Instruction) -> Iterator[Complaint]:
    keyword = instruction.keyword
    if not instruction.pairs:
        yield "missing-argument", f"{keyword} requires at least one argument", _keyword(instruction)
    for pair in instruction.pairs:
        if not pair.key:
            yield "blank-name", f"{keyword} names can not be blank", Node(pair.start, max(pair.end, pair.start + 1))


def _sources_and_destination(instruction: Instruction) -> Iterator[Complaint]:
    words = instruction.exec_form if instruction.exec_form is not None else instruction.words
    if len(words) < 2:
        message = f"{instruction.keyword} requires at least two arguments, a source and a destination"
        yield "missing-destination", message, _arguments(instruction)
    elif instruction.heredocs and instruction.heredocs[-1].start == instruction.words[-1].start:
        yield (
            "heredoc-destination",
            f"{instruction.keyword} cannot take a here-document as its destination",
            (instruction.words[-1]),
        )


def _shell(instruction: Instruction) -> Iterator[Complaint]:
    if instruction.exec_form is None and instruction.words:
        yield (
            "shell-not-json",
            'SHELL takes its words as a JSON array: SHELL ["/bin/sh", "-c"]',
            _arguments(instruction),
        )
    elif not instruction.exec_form:
        yield "missing-argument", "SHELL requires at least one argument", _keyword(instruction)


def _volume(instruction: Instruction) -> Iterator[Complaint]:
    volumes = instruction.exec_form if instruction.exec_form is not None else [w.text for w in instruction.words]
    if not volumes:
        yield "missing-argument", "VOLUME requires at least one argument", _keyword(instruction)
    elif any(not volume.strip() for volume in volumes):
        yield "empty-volume", "a VOLUME can not be an empty string", _arguments(instruction)


def _onbuild(instruction: Instruction) -> Iterator[Complaint]:
    inner = instruction.trigger
    if inner is None:
        yield "missing-argument", "ONBUILD requires at least one argument", _keyword(instruction)
    elif inner.keyword == "ONBUILD":
        yield "forbidden-trigger", "ONBUILD can not hold another ONBUILD", _keyword(inner)
    elif inner.keyword in ("FROM", "MAINTAINER"):
        yield "forbidden-trigger", f"{inner.keyword} isn't allowed as an ONBUILD trigger", _keyword(inner)
    elif inner.keyword not in KEYWORDS:
        yield "unknown-instruction", _unknown_instruction(inner), _keyword(inner)


def _health(instruction: Instruction) -> Iterator[Complaint]:
    if not instruction.words:
        yield "missing-argument", "HEALTHCHECK requires at least one argument", _keyword(instruction)
        return
    kind = instruction.words[0].text.upper()
    has_command = len(instruction.words) > 1 or bool(instruction.exec_form)
    if kind == "NONE":
        if has_command:
            yield "healthcheck-none", "HEALTHCHECK NONE takes no arguments", _arguments(instruction)
        return
    if kind != "CMD":
        yield (
            "healthcheck-type",
            f"unknown type {kind[:40]!r} in HEALTHCHECK: it takes CMD or NONE",
            instruction.words[0],
        )
    elif not has_command:
        yield "healthcheck-command", "the command is missing after HEALTHCHECK CMD", instruction.words[0]
    for flag in instruction.flags:
        if flag.value and flag.name in ("interval", "timeout", "start-period", "start-interval"):
            yield from _duration(flag)
        elif flag.name == "retries" and flag.value:
            if not re.fullmatch(r"[+-]?\d{1,10}", flag.value) or not -(2**31) <= int(flag.value) < 2**31:
                yield (
                    "invalid-number",
                    f"--retries takes a whole number, not {flag.value!r}",
                    Node(flag.start, flag.end),
                )
            elif int(flag.value) < 0:
                yield "invalid-number", f"--retries cannot be negative ({flag.value})", Node(flag.start, flag.end)


def _duration(flag: Flag) -> Iterator[Complaint]:
    value, place = flag.value or "", Node(flag.start, flag.end)
    if not _DURATION.fullmatch(value):
        yield "invalid-duration", f"--{flag.name} takes a duration such as 30s or 1m30s, not {value!r}", place
        return
    nanoseconds = sum(float(number) * _NANOSECONDS[unit] for number, unit in _DURATION_PART.findall(value))
    if value.startswith("-"):
        nanoseconds = -nanoseconds
    if nanoseconds and nanoseconds < 1e6:
        yield "invalid-duration", f"--{flag.name} cannot be less than 1ms", place


def _run(instruction: Instruction) -> Iterator[Complaint]:
    for flag in instruction.flags:
        place = Node(flag.start, flag.end)
        if flag.name == "mount" and flag.value is not None:
            for message in _mount(flag.value):
                yield "invalid-mount", message, place
        elif flag.name == "network" and flag.value is not None and flag.value not in ("default", "none", "host"):
            yield "invalid-network", f"--network takes default, none or host, not {flag.value!r}", place
        elif flag.name == "security" and flag.value is not None and flag.value not in ("sandbox", "insecure"):
            yield "invalid-security", f"--security takes sandbox or insecure, not {flag.value!r}", place


def mount_fields(value: str) -> list[str]:
    """The fields of a mount, which is a line of CSV."""
    if '"' not in value:
        return value.split(",")
    import csv

    try:
        return next(csv.reader([value], strict=True), [])
    except csv.Error:
        return value.split(",")


def _mount(value: str) -> Iterator[str]:
    kind = "bind"
    seen: dict[str, str] = {}
    for field in mount_fields(value):
        key, equals, text = field.partition("=")
        key = key.lower()
        if not equals and key not in ("readonly", "ro", "readwrite", "rw", "required"):
            yield f"invalid field {field!r} in the mount: it must be a key=value pair"
            continue
        if key not in _MOUNT_KEYS:
            yield f"unexpected key {key!r} in the mount{_nearest(key, _MOUNT_KEYS)}"
            continue
        if key == "from" and "$" in text[:-1]:
            yield "'from' of a mount doesn't support variable expansion: name a stage with FROM and an ARG instead"
        if "$" in text:
            if key == "type":
                return
            continue
        if key == "type":
            kind = text.lower()
            if kind not in _MOUNT_TYPES:
                yield f"unsupported mount type {text!r}{_nearest(kind, _MOUNT_TYPES)}"
                return
        elif key == "sharing" and text.lower() not in ("shared", "private", "locked"):
            yield f"unsupported sharing value {text!r}: it is shared, private or locked"
        elif key in ("readonly", "ro", "readwrite", "rw", "required") and equals and text not in _BOOLEANS:
            yield f"invalid value for {key}: {text!r}"
        elif (key == "mode" and not re.fullmatch(r"[0-7]+", text)) or (
            key in ("uid", "gid") and not re.fullmatch(r"\d+", text)
        ):
            yield f"invalid value {text!r} for {key}"
        seen[key] = text
    yield from _mount_combination(kind, seen)


def _mount_combination(kind: str, seen: dict[str, str]) -> Iterator[str]:
    if "required" in seen and kind not in ("secret", "ssh"):
        yield f"unexpected key 'required' for mount type {kind!r}"
    if kind in ("bind", "tmpfs"):
        for key in ("mode", "uid", "gid"):
            if key in seen:
                yield f"{key} not allowed for {kind!r} type mounts"
    if "sharing" in seen and kind != "cache":
        yield f"invalid cache sharing set for {kind} mount"
    if "size" in seen and kind != "tmpfs":
        yield f"unexpected key 'size' for mount type {kind!r}"
    if "env" in seen and kind != "secret":
        yield f"unexpected key 'env' for mount type {kind!r}"
    if kind == "secret":
        has_source, has_target = _any(seen, "source", "src"), _any(seen, "target", "dst", "destination")
        if "from" in seen:
            yield "a secret mount should not have a from"
        if not (has_source or has_target or "id" in seen or "env" in seen):
            yield "invalid secret mount: one of source, target or id is required"
        if has_source and "id" in seen:
            yield "both source and id can't be set on a secret mount"


def _any(seen: dict[str, str], *keys: str) -> bool:
    return any(seen.get(key) for key in keys)


_READERS: dict[str, Callable[[Instruction], Iterator[Complaint]]] = {
    "ADD": _sources_and_destination,
    "ARG": _pairs,
    "COPY": _sources_and_destination,
    "ENV": _pairs,
    "EXPOSE": _needs_some,
    "FROM": _from,
    "HEALTHCHECK": _health,
    "LABEL": _pairs,
    "MAINTAINER": _needs_one,
    "ONBUILD": _onbuild,
    "RUN": _run,
    "SHELL": _shell,
    "STOPSIGNAL": _needs_one,
    "USER": _needs_one,
    "VOLUME": _volume,
    "WORKDIR": _needs_one,
}

_EXPANDING = frozenset(
    ["ADD", "ARG", "COPY", "ENV", "EXPOSE", "FROM", "LABEL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"]
)
"""Instructions whose words BuildKit expands; RUN, CMD, ENTRYPOINT and HEALTHCHECK leave that to the shell."""


def _expandable(instruction: Instruction) -> Iterator[tuple[str, Node]]:
    if instruction.pairs:
        for pair in instruction.pairs:
            yield pair.key, pair
            if pair.value is not None:
                yield pair.value, Node(pair.value_start, pair.value_end)
    elif instruction.exec_form is not None:
        yield from zip(instruction.exec_form, instruction.words, strict=False)
    elif instruction.keyword == "FROM":
        yield from ((word.text, word) for word in instruction.words[:1])
    else:
        heredocs = {heredoc.start for heredoc in instruction.heredocs}
        yield from ((word.text, word) for word in instruction.words if word.start not in heredocs)


def _expanded(
    dockerfile: Dockerfile, instruction: Instruction, before: Callable[[Instruction], Callable[[str], Value | None]]
) -> Iterator[Complaint]:
    escape = dockerfile.escape
    lookup: Callable[[str], Value | None] | None = None
    for text, place in _expandable(instruction):
        if "$" in text or "'" in text or '"' in text or escape in text:
            if lookup is None:
                lookup = before(instruction)
            try:
                value = expand(text, lookup, escape).value
            except ExpansionError as error:
                yield "bad-expansion", f"can't read {text[:60]!r}: {error}", place
                continue
        else:
            value = Value((text,))
        if value.text is None:
            continue
        if instruction.keyword == "EXPOSE":
            for spec in value.text.split():
                message = bad_port(spec)
                if message:
                    yield "invalid-port", message, place
        elif instruction.keyword == "STOPSIGNAL" and not _is_signal(value.text):
            yield "invalid-signal", f"unknown signal {value.text[:40]!r}", place


def _is_signal(text: str) -> bool:
    if re.fullmatch(r"[+-]?\d+", text):
        return int(text[:10]) != 0
    return text.upper().removeprefix("SIG") in SIGNALS


def bad_port(spec: str) -> str | None:
    """Why `[[ip:]host-port:]port[-port][/protocol]` is none, or None."""
    match = _PORT.fullmatch(spec)
    if match is None:
        return f"invalid port {spec!r}"
    if not match["port"]:
        return f"no port specified in {spec!r}"
    protocol = match["protocol"]
    if protocol is not None and protocol.lower() not in ("tcp", "udp", "sctp"):
        return f"invalid protocol {protocol!r} in {spec!r}: it is tcp, udp or sctp"
    low, dash, high = match["port"].partition("-")
    for number in (low, high) if dash else (low,):
        if not re.fullmatch(r"\d+", number) or int(number[:8]) > 65535:
            return f"invalid port {number!r} in {spec!r}: it is a number from 0 to 65535"
    if dash and int(high) < int(low):
        return f"invalid range of ports {spec!r}"
    return None


def _references(dockerfile: Dockerfile, instruction: Instruction) -> Iterator[Complaint]:
    inner = instruction.trigger or instruction
    for source, place in stage_references(instruction):
        if inner.keyword == "COPY" and "$" in source:
            message = (
                "--from doesn't support variable expansion: name a stage with FROM, using an ARG from before the first"
                " FROM, and copy from that"
            )
            yield "from-variable", message, place
        elif (
            inner.keyword == "COPY"
            and source.isascii()
            and source.isdigit()
            and instruction.stage is not None
            and dockerfile.stage_named(source, instruction.stage) is None
        ):
            yield "dangling-stage", f"--from={source}: no earlier stage has this number", place


def _cycles(dockerfile: Dockerfile) -> Iterator[Problem]:
    """Stages that need themselves: each cycle once, at its first stage."""
    done: set[Stage] = set()
    for stage in dockerfile.stages:
        if stage in done:
            continue
        cycle = _cycle_through(dockerfile, stage)
        if cycle:
            done.update(cycle)
            names = " → ".join(s.written_name or str(s.index) for s in (*cycle, cycle[0]))
            place = stage.from_instruction
            yield Problem(
                "circular-stages", f"stages need each other: {names}", place.start, place.end, instruction=place
            )


def _cycle_through(dockerfile: Dockerfile, start: Stage) -> list[Stage]:
    came_from: dict[Stage, Stage] = {}
    waiting = [start]
    seen: set[Stage] = set()
    while waiting:
        stage = waiting.pop()
        if stage in seen:
            continue
        seen.add(stage)
        for needed in dockerfile.dependencies(stage):
            if needed is start:
                chain = [stage]
                while chain[-1] is not start:
                    chain.append(came_from[chain[-1]])
                return chain[::-1]
            if needed not in seen:
                came_from[needed] = stage
                waiting.append(needed)
    return []
