"""BuildKit's second stage: what it refuses, or warns of, once the lines are taken apart.

Facts from moby/buildkit, `frontend/dockerfile/instructions` (parse.go, bflag.go, commands_run*.go) and
`frontend/dockerfile/dockerfile2llb/convert.go`. Each problem costs its instruction, never the file.
"""

import re
from collections.abc import Callable, Iterator

from baseadvisor.dockerfile.expansion import ExpansionError, Value, expand
from baseadvisor.dockerfile.model import Dockerfile, Flag, Instruction, Node, Problem, Stage, stage_references
from baseadvisor.dockerfile.parser import KEYWORDS, is_heredoc_word

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
_DURATION = re.compile(r"[-+]?(?:0|(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)")
_DURATION_PART = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)")
_NANOSECONDS = {"ns": 1.0, "us": 1e3, "µs": 1e3, "μs": 1e3, "ms": 1e6, "s": 1e9, "m": 6e10, "h": 3.6e12}
_DIGITS = re.compile(r"[0-9]+")
_OCTAL = re.compile(r"[0-7]+")
_OCTAL_MODE = re.compile(r"0*[0-7]{1,4}")

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
        if instruction.problems and any(problem.first_stage for problem in instruction.problems):
            continue
        complaints: Iterator[Complaint] = _complaints(dockerfile, instruction, before)
        if not seen_from and instruction.keyword != "ARG" and instruction.keyword in KEYWORDS:
            place = Node(instruction.keyword_start, instruction.keyword_end)
            message = f"{instruction.keyword} stands before the first FROM, where only ARG may"
            complaints = iter([("instruction-before-from", message, place), *complaints])
        for kind, message, place in complaints:
            trigger = instruction.trigger
            # BuildKit reads a trigger only in a build that stands on the image: this build does not fail for it.
            fatal = trigger is None or kind == "forbidden-trigger" or place.start < trigger.start
            problem = Problem(kind, message, place.start, place.end, fatal=fatal, instruction=instruction)
            instruction.problems += (problem,)
            fresh.append(problem)
        if instruction.empty_continuations:
            offset = instruction.empty_continuations[0]
            message = "a blank line inside the instruction: BuildKit passes over it, and means to refuse it one day"
            fresh.append(Problem("empty-continuation", message, offset, offset, fatal=False, instruction=instruction))
    fresh.extend(_stage_order(dockerfile))
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
    if instruction.flags:
        yield from _expanded_flags(dockerfile, instruction, before)
    if instruction.flags or instruction.trigger is not None:
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


def _short(text: str) -> str:
    """Text for a message, of bounded length."""
    return text if len(text) <= 80 else text[:79] + "…"


def _nearest(word: str, known: "list[str] | tuple[str, ...]") -> str:
    if len(word) > 40:
        return ""
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
            yield "unknown-flag", f"{instruction.keyword} has no flag --{_short(flag.name)}{hint}", place
            continue
        if flag.name in used and kind != _LIST:
            yield "duplicate-flag", f"--{flag.name} is given twice", place
        used.add(flag.name)
        if kind == _BOOL:
            if flag.value is not None and flag.value.lower() not in ("true", "false"):
                yield "invalid-flag-value", f"--{flag.name} takes true or false, not {_short(flag.value)!r}", place
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
                f"invalid name for build stage: {_short(words[2].text)!r} has to begin with a letter"
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
    elif is_heredoc_word(words[-1] if isinstance(words[-1], str) else words[-1].text):
        message = f"{instruction.keyword} cannot take a here-document as its destination"
        yield "heredoc-destination", message, instruction.words[-1]


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
            if not _is_int32(flag.value):
                yield (
                    "invalid-number",
                    f"--retries takes a whole number, not {_short(flag.value)!r}",
                    Node(flag.start, flag.end),
                )
            elif flag.value.startswith("-") and flag.value.strip("-0"):
                yield "invalid-number", f"--retries cannot be negative ({flag.value})", Node(flag.start, flag.end)


def _is_int32(text: str) -> bool:
    """Whether Go's `strconv.ParseInt(text, 10, 32)` takes it."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not _DIGITS.fullmatch(digits) or len(digits.lstrip("0")) > 10:
        return False
    number = _number(digits)
    return number < 2**31 or (number == 2**31 and text[0] == "-")


def _number(digits: str) -> int:
    return int(digits.lstrip("0") or "0")


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
            yield "invalid-network", f"--network takes default, none or host, not {_short(flag.value)!r}", place
        elif flag.name == "device" and flag.value is not None:
            for message in _device(flag.value):
                yield "invalid-device", message, place
        elif flag.name == "security" and flag.value is not None and flag.value not in ("sandbox", "insecure"):
            yield "invalid-security", f"--security takes sandbox or insecure, not {_short(flag.value)!r}", place


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
    """What is wrong with a mount. BuildKit reads the fields in order: `type` has to stand before what depends on it."""
    kind = "bind"
    seen: dict[str, str] = {}
    for field in mount_fields(value):
        key, equals, text = field.partition("=")
        key = key.lower()
        if not equals and key not in ("readonly", "ro", "readwrite", "rw", "required"):
            yield f"invalid field {_short(field)!r} in the mount: it must be a key=value pair"
            continue
        if key not in _MOUNT_KEYS:
            yield f"unexpected key {_short(key)!r} in the mount{_nearest(key, _MOUNT_KEYS)}"
            continue
        if key == "from" and "$" in text[:-1]:
            yield "'from' of a mount doesn't support variable expansion: name a stage with FROM and an ARG instead"
        if (key == "required" and kind not in ("secret", "ssh")) or (key == "size" and kind != "tmpfs"):
            yield f"unexpected key {_short(key)!r} for mount type {kind!r}"
            continue
        seen[key] = text
        if _EXPANDS.search(text):
            if key == "type":
                return
            continue
        if key == "type":
            kind = text.lower()
            if kind not in _MOUNT_TYPES:
                yield f"unsupported mount type {_short(text)!r}{_nearest(kind, _MOUNT_TYPES)}"
                return
        elif equals:
            message = _mount_value(key, text)
            if message:
                yield message
    yield from _mount_combination(kind, seen)


_EXPANDS = re.compile(r"[$'\"\\`]")


def _mount_value(key: str, text: str) -> str | None:
    if key == "sharing" and text.lower() not in ("shared", "private", "locked"):
        return f"unsupported sharing value {_short(text)!r}: it is shared, private or locked"
    if key in ("readonly", "ro", "readwrite", "rw", "required") and text not in _BOOLEANS:
        return f"invalid value for {key}: {_short(text)!r}"
    if (key == "mode" and not _OCTAL.fullmatch(text)) or (key in ("uid", "gid") and not _DIGITS.fullmatch(text)):
        return f"invalid value {_short(text)!r} for {key}"
    if key == "size" and not _DIGITS.search(text):
        return f"invalid value for size: {_short(text)!r}"
    return None


def _mount_combination(kind: str, seen: dict[str, str]) -> Iterator[str]:
    if kind in ("bind", "tmpfs"):
        for key in ("mode", "uid", "gid"):
            if key in seen:
                yield f"{key} not allowed for {kind!r} type mounts"
    if "sharing" in seen and kind != "cache":
        yield f"invalid cache sharing set for {kind} mount"
    if kind == "secret":
        has_source, has_target = _any(seen, "source", "src"), _any(seen, "target", "dst", "destination")
        if _any(seen, "from"):
            yield "a secret mount should not have a from"
        if not (has_source or has_target or _any(seen, "id")):
            yield "invalid secret mount: one of id, source and target is required"
        if has_source and _any(seen, "id"):
            yield "both source and id can't be set on a secret mount"
    elif kind != "ssh" and "/" in (seen.get("target"), seen.get("dst"), seen.get("destination")):
        yield "invalid mount target '/': a mount can't hide the whole file system"


def _any(seen: dict[str, str], *keys: str) -> bool:
    return any(seen.get(key) for key in keys)


def _device(value: str) -> Iterator[str]:
    """What is wrong with `RUN --device=name[,required]`."""
    name = ""
    for field in mount_fields(value):
        key, equals, text = field.partition("=")
        key = key.lower()
        if key == "required":
            if equals and text not in _BOOLEANS:
                yield f"invalid value for required: {_short(text)!r}"
        elif key == "name" and equals:
            if name:
                yield f"the device's name is already set to {_short(name)!r}"
            name = text
        elif not name:
            name = field
        else:
            yield f"unexpected field {_short(field)!r} in the device: it takes a name and required"


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


_EXPANDING_FLAGS = {"ADD": ("chown", "chmod", "checksum"), "COPY": ("chown", "chmod"), "FROM": ("platform",)}
"""Flags whose values BuildKit expands as well (those of mounts aside)."""

_PLAIN = {
    escape: re.compile(rf"""(?:[^$'"{quoted}]|"[^$"{quoted}]*"|'[^']*')*""", re.DOTALL)
    for escape, quoted in (("\\", r"\\"), ("`", "`"))
}
"""Text without variables and escapes, whose quotes are all closed: nothing can be wrong with it."""


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
    judge = _JUDGES.get(instruction.keyword)
    plain = _PLAIN[dockerfile.escape].fullmatch
    if judge is None and plain(instruction.arguments):
        return
    lookup: Callable[[str], Value | None] | None = None
    for text, place in _expandable(instruction):
        if judge is None and plain(text):
            continue
        if lookup is None:
            lookup = before(instruction)
        try:
            value = expand(text, lookup, dockerfile.escape).value.text
        except ExpansionError as error:
            yield "bad-expansion", f"can't read {text[:60]!r}: {error}", place
            continue
        if judge is not None and value is not None:
            yield from judge(text, value, place)


def _expanded_flags(
    dockerfile: Dockerfile, instruction: Instruction, before: Callable[[Instruction], Callable[[str], Value | None]]
) -> Iterator[Complaint]:
    for flag in instruction.flags:
        if flag.value is None or flag.name not in _EXPANDING_FLAGS.get(instruction.keyword, ()):
            continue
        place = Node(flag.start, flag.end)
        try:
            value = expand(flag.value, before(instruction), dockerfile.escape).value.text
        except ExpansionError as error:
            yield "bad-expansion", f"can't read --{flag.name}={flag.value[:60]}: {error}", place
            continue
        if value is None:
            continue
        if flag.name == "platform" and not value:
            yield "blank-platform", f"--platform={flag.value[:60]} comes to nothing: no ARG gives it a value", place
        elif flag.name == "chmod" and _DIGITS.fullmatch(value) and not _OCTAL_MODE.fullmatch(value):
            yield "invalid-chmod", f"--chmod takes an octal number from 0 to 7777, not {value[:40]!r}", place


def _judge_ports(text: str, value: str, place: Node) -> Iterator[Complaint]:
    for spec in value.split():
        message = bad_port(spec)
        if message:
            yield "invalid-port", message, place


def _judge_signal(text: str, value: str, place: Node) -> Iterator[Complaint]:
    if not _is_signal(value):
        yield "invalid-signal", f"unknown signal {value[:40]!r}", place


def _judge_base(text: str, value: str, place: Node) -> Iterator[Complaint]:
    if not value:
        yield "blank-base", f"the base image {text[:60]!r} comes to nothing: no ARG gives it a value", place


_JUDGES: dict[str, Callable[[str, str, Node], Iterator[Complaint]]] = {
    "EXPOSE": _judge_ports,
    "FROM": _judge_base,
    "STOPSIGNAL": _judge_signal,
}


def _is_signal(text: str) -> bool:
    if _DIGITS.fullmatch(text[1:] if text[:1] in ("+", "-") else text):
        return text.strip("+-0") != ""
    return text.upper().removeprefix("SIG") in SIGNALS


def bad_port(spec: str) -> str | None:
    """Why `[[ip:]host-port:]port[-port][/protocol]` is none, or None (`dockerfile2llb/convert_expose.go`)."""
    host, _, last = spec.rpartition(":")
    address, _, host_port = host.rpartition(":")
    port, _, protocol = last.partition("/")
    if not port:
        return f"no port specified in {_short(spec)!r}"
    if protocol.lower() not in ("", "tcp", "udp", "sctp"):
        return f"invalid protocol {_short(protocol)!r} in {_short(spec)!r}: it is tcp, udp or sctp"
    if address and not _is_address(address):
        return f"invalid IP address {_short(address)!r} in {_short(spec)!r}"
    sizes = []
    for ports in (port, host_port) if host_port else (port,):
        low, dash, high = ports.partition("-")
        for number in (low, high) if dash else (low,):
            if not _DIGITS.fullmatch(number) or len(number.lstrip("0")) > 5 or _number(number) > 65535:
                return f"invalid port {_short(number)!r} in {_short(spec)!r}: it is a number from 0 to 65535"
        if dash and _number(high) < _number(low):
            return f"invalid range of ports {_short(ports)!r} in {_short(spec)!r}"
        sizes.append(_number(high) - _number(low) if dash else 0)
    if len(sizes) == 2 and sizes[0] and sizes[0] != sizes[1]:
        return f"the ranges of ports {_short(port)!r} and {_short(host_port)!r} differ in length in {_short(spec)!r}"
    return None


def _is_address(text: str) -> bool:
    from ipaddress import ip_address

    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _references(dockerfile: Dockerfile, instruction: Instruction) -> Iterator[Complaint]:
    inner = instruction.trigger or instruction
    if inner.keyword != "COPY":
        return
    for source, place in stage_references(instruction):
        if "$" in source:
            message = (
                "--from doesn't support variable expansion: name a stage with FROM, using an ARG from before the first"
                " FROM, and copy from that"
            )
            yield "from-variable", message, place
        elif (
            source.isascii()
            and source.isdigit()
            and inner is instruction
            and instruction.stage is not None
            and dockerfile.stage_named(source, instruction.stage) is None
        ):
            yield "dangling-stage", f"--from={_short(source)}: no earlier stage has this number", place


def _stage_order(dockerfile: Dockerfile) -> Iterator[Problem]:
    """Stages that need themselves, and stages that need one which comes only later."""
    stages = dockerfile.stages
    if len(stages) == 1 and stages[0].name is None:
        return
    for stage in stages:
        base = stage.base
        if isinstance(base, Stage) and stage.base_reference != base.name:
            word = stage.from_instruction.words[0]
            message = f"FROM takes the name of a stage in lower case: {base.name}, not {stage.base_reference}"
            yield Problem("stage-name-case", message, word.start, word.end, instruction=stage.from_instruction)
    cycles: set[Stage] = set()
    for problem, cycle in _cycles(dockerfile):
        cycles.update(cycle)
        yield problem
    reachable = dockerfile.reachable(stages[-1]) if stages else set()
    for stage in stages:
        if stage in cycles or stage not in reachable:
            continue
        for instruction in stage.instructions:
            for source, place in stage_references(instruction) if instruction.flags else ():
                found = dockerfile.stage_called(source)
                if found is not None and found.index > stage.index:
                    message = (
                        f"stage {_short(source)!r} comes only later, on line {found.from_instruction.line}:"
                        " what a stage takes files from has to stand before it"
                    )
                    yield Problem("later-stage", message, place.start, place.end, instruction=instruction)


def _cycles(dockerfile: Dockerfile) -> Iterator[tuple[Problem, list[Stage]]]:
    """Stages that need themselves: each stage is named in one cycle at most."""
    path: list[Stage] = []
    place_in_path: dict[Stage, int] = {}
    finished: set[Stage] = set()
    told: set[Stage] = set()
    for start in dockerfile.stages:
        if start in finished:
            continue
        path.append(start)
        place_in_path[start] = 0
        waiting = [iter(list(dockerfile.dependencies(start)))]
        while waiting:
            needed = next(waiting[-1], None)
            if needed is None:
                waiting.pop()
                stage = path.pop()
                del place_in_path[stage]
                finished.add(stage)
            elif needed in place_in_path:
                cycle = path[place_in_path[needed] :]
                if told.isdisjoint(cycle):
                    told.update(cycle)
                    first = cycle.index(min(cycle, key=lambda stage: stage.index))
                    yield _circle(cycle[first:] + cycle[:first])
            elif needed not in finished:
                place_in_path[needed] = len(path)
                path.append(needed)
                waiting.append(iter(list(dockerfile.dependencies(needed))))


def _circle(cycle: list[Stage]) -> tuple[Problem, list[Stage]]:
    names = " → ".join(stage.written_name or str(stage.index) for stage in (*cycle, cycle[0]))
    place = cycle[0].from_instruction
    message = f"stages need each other: {names}"
    return Problem("circular-stages", message, place.start, place.end, instruction=place), cycle
