"""What BuildKit's reading of instructions refuses: for each kind a bad case and a good one."""

import pytest

from baseadvisor import parse
from baseadvisor.dockerfile.validation import bad_port

CASES = [
    # kind, bad line, what the message names, good line
    ("unknown-instruction", "RNU x", "RUN", "RUN x"),
    ("unknown-flag", "COPY --form=a b c", "from", "COPY --from=x b c"),
    ("unknown-flag", "USER --x y", "no flags", "USER y"),
    ("unknown-flag", "CMD --x y", "--x", "CMD y --x"),
    ("unknown-flag", "ADD --from=x a b", "--from", "ADD --checksum=sha256:1 a b"),
    ("duplicate-flag", "COPY --chown=a --chown=b c d", "--chown", "RUN --mount=target=/a --mount=target=/b x"),
    ("invalid-flag-value", "COPY --link=maybe a b", "'maybe'", "COPY --link=TRUE a b"),
    ("invalid-flag-value", "COPY --link= a b", "--link", "COPY --link a b"),
    ("missing-flag-value", "COPY --chown a b", "--chown", "COPY --chown=a b c"),
    ("missing-argument", "USER", "USER", "USER x"),
    ("missing-argument", "WORKDIR", "WORKDIR", 'WORKDIR ""'),
    ("missing-argument", "EXPOSE", "EXPOSE", "EXPOSE 1"),
    ("missing-argument", "ENV", "ENV", "ENV a=b"),
    ("missing-argument", "ARG", "ARG", "ARG a"),
    ("missing-argument", "STOPSIGNAL", "STOPSIGNAL", "STOPSIGNAL 9"),
    ("missing-argument", "ONBUILD", "ONBUILD", "ONBUILD RUN x"),
    ("missing-argument", "HEALTHCHECK", "HEALTHCHECK", "HEALTHCHECK NONE"),
    ("missing-argument", "VOLUME []", "VOLUME", 'VOLUME ["/x"]'),
    ("missing-argument", "SHELL []", "SHELL", 'SHELL ["sh"]'),
    ("missing-argument", "MAINTAINER", "MAINTAINER", "MAINTAINER x"),
    ("blank-name", "ENV =x", "ENV", "ENV a="),
    ("blank-name", "ARG =x", "ARG", "ARG a="),
    ("blank-name", "LABEL =x", "LABEL", 'LABEL ""=x'),
    ("from-arguments", "FROM a b", "one or three", "FROM a as b"),
    ("from-arguments", "FROM", "one or three", "FROM a"),
    ("from-arguments", "FROM a OR b", "one or three", "FROM a AS b"),
    ("invalid-stage-name", "FROM a AS 1b", "'1b'", "FROM a AS B-1_x.y"),
    ("missing-destination", "COPY a", "COPY", "COPY a b"),
    ("missing-destination", 'ADD ["a"]', "ADD", 'ADD ["a", "b"]'),
    ("heredoc-destination", "COPY a <<E\nE", "COPY", "COPY <<E a\nE"),
    ("heredoc-destination", 'COPY ["a", "<<E"]', "COPY", 'COPY ["<<E", "a"]'),
    ("shell-not-json", "SHELL sh -c", "JSON", 'SHELL ["sh", "-c"]'),
    ("empty-volume", 'VOLUME ["", "/x"]', "VOLUME", "VOLUME /x /y"),
    ("forbidden-trigger", "ONBUILD ONBUILD RUN x", "ONBUILD", "ONBUILD COPY a b"),
    ("forbidden-trigger", "ONBUILD FROM x", "FROM", "ONBUILD ADD a b"),
    ("forbidden-trigger", "ONBUILD maintainer x", "MAINTAINER", "ONBUILD user x"),
    ("invalid-onbuild-trigger", "ONBUILD COPY a", "COPY", "ONBUILD COPY a b"),
    ("invalid-onbuild-trigger", "ONBUILD RUN --x y", "--x", "ONBUILD RUN --network=none y"),
    ("healthcheck-none", "HEALTHCHECK NONE x", "NONE", "HEALTHCHECK --what=ever NONE"),
    ("healthcheck-type", "HEALTHCHECK curl x", "CURL", "HEALTHCHECK cmd curl x"),
    ("healthcheck-command", "HEALTHCHECK CMD", "CMD", "HEALTHCHECK CMD x"),
    ("healthcheck-command", "HEALTHCHECK CMD []", "CMD", 'HEALTHCHECK CMD ["x"]'),
    ("invalid-duration", "HEALTHCHECK --interval=5 CMD x", "'5'", "HEALTHCHECK --interval=1m30s CMD x"),
    ("invalid-duration", "HEALTHCHECK --timeout=1us CMD x", "1ms", "HEALTHCHECK --timeout=0 CMD x"),
    ("invalid-duration", "HEALTHCHECK --start-interval=-1s CMD x", "1ms", "HEALTHCHECK --start-interval=.5s CMD x"),
    ("invalid-duration", "HEALTHCHECK --start-period=٣s CMD x", "٣s", "HEALTHCHECK --start-period=1.5h CMD x"),
    ("invalid-number", "HEALTHCHECK --retries=many CMD x", "'many'", "HEALTHCHECK --retries=+003 CMD x"),
    ("invalid-number", "HEALTHCHECK --retries=-1 CMD x", "-1", "HEALTHCHECK --retries=0 CMD x"),
    (
        "invalid-number",
        "HEALTHCHECK --retries=2147483648 CMD x",
        "2147483648",
        "HEALTHCHECK --retries=2147483647 CMD x",
    ),
    ("invalid-network", "RUN --network=bridge x", "'bridge'", "RUN --network=host x"),
    ("invalid-network", "RUN --network= x", "default, none or host", "RUN --network=default x"),
    ("invalid-security", "RUN --security=off x", "'off'", "RUN --security=insecure x"),
    ("invalid-device", "RUN --device=a=b,c=d x", "c=d", "RUN --device=vendor.com/class=name,required x"),
    ("invalid-device", "RUN --device=a,required=perhaps x", "'perhaps'", "RUN --device=name=a,required=false x"),
    ("invalid-mount", "RUN --mount=type=volume,target=/x y", "'volume'", "RUN --mount=type=CACHE,target=/x y"),
    ("invalid-mount", "RUN --mount=type=cache,traget=/x y", "target", "RUN --mount=type=cache,dst=/x y"),
    ("invalid-mount", "RUN --mount=type=cache,/x y", "'/x'", "RUN --mount=type=bind,target=/x,rw y"),
    ("invalid-mount", "RUN --mount=from=$X,target=/x y", "from", "RUN --mount=from=x,target=/$X y"),
    (
        "invalid-mount",
        "RUN --mount=type=cache,target=/x,sharing=all y",
        "'all'",
        "RUN --mount=type=cache,target=/x,sharing=Locked y",
    ),
    (
        "invalid-mount",
        "RUN --mount=target=/x,sharing=locked y",
        "bind",
        "RUN --mount=type=cache,target=/x,sharing=$Y y",
    ),
    ("invalid-mount", "RUN --mount=target=/x,ro=yes y", "'yes'", "RUN --mount=target=/x,ro=true y"),
    (
        "invalid-mount",
        "RUN --mount=type=cache,target=/x,mode=0x1 y",
        "'0x1'",
        "RUN --mount=type=cache,target=/x,mode=0755 y",
    ),
    ("invalid-mount", "RUN --mount=target=/x,uid=1 y", "uid", "RUN --mount=type=secret,id=x,uid=1,gid=2,mode=0400 y"),
    (
        "invalid-mount",
        "RUN --mount=type=cache,target=/x,size=1g y",
        "size",
        "RUN --mount=type=tmpfs,target=/x,size=1g y",
    ),
    (
        "invalid-mount",
        "RUN --mount=size=1g,type=tmpfs,target=/x y",
        "size",
        "RUN --mount=type=tmpfs,size=512MiB,target=/x y",
    ),
    ("invalid-mount", "RUN --mount=target=/x,required y", "required", "RUN --mount=type=ssh,required y"),
    ("invalid-mount", "RUN --mount=type=secret y", "id", "RUN --mount=type=secret,id=a,env=TOKEN y"),
    ("invalid-mount", "RUN --mount=type=secret,id=a,src=b y", "both", "RUN --mount=type=secret,id=$A y"),
    (
        "invalid-mount",
        "RUN --mount=type=secret,id=a,from=b y",
        "from",
        "RUN --mount=type=secret,target=/run/x,required=true y",
    ),
    ("invalid-mount", "RUN --mount=type=cache,target=/ y", "'/'", "RUN --mount=type=cache,target=. y"),
    ("invalid-port", "EXPOSE http", "'http'", "EXPOSE 80/tcp 53/UDP 1-9 80/ 127.0.0.1:80:80"),
    ("invalid-port", "EXPOSE 65536", "'65536'", "EXPOSE 65535 0"),
    ("invalid-port", "EXPOSE 80/http", "'http'", "EXPOSE $PORT ${PORT}/udp"),
    ("invalid-signal", "STOPSIGNAL SIGFOO", "'SIGFOO'", "STOPSIGNAL sigterm"),
    ("invalid-signal", "STOPSIGNAL 0", "'0'", "STOPSIGNAL SIGRTMIN+3"),
    ("invalid-chmod", "COPY --chmod=999 a b", "'999'", "COPY --chmod=0755 a b"),
    ("invalid-chmod", "ADD --chmod=17777 a b", "'17777'", "ADD --chmod=u=rwX,go=rX a b"),
    ("bad-expansion", "ENV A=${", "${", "ENV A=${B}"),
    ("bad-expansion", "WORKDIR ${A=b}", "${A=b}", "WORKDIR ${A:-b}"),
    ("bad-expansion", "COPY --chown=${ a b", "--chown", "COPY --chown=$A:$B a b"),
    ("bad-expansion", "COPY 'a b", "'a", "COPY 'a b' c d"),
    ("bad-expansion", 'LABEL a="b', "double-quote", 'LABEL a="b"'),
    ("from-variable", "COPY --from=$X a b", "--from", "COPY --from=x a b"),
    ("dangling-stage", "COPY --from=7 a b", "--from=7", "COPY --from=0 a b"),
    ("blank-base", "FROM $NOWHERE", "$NOWHERE", "FROM $GLOBAL"),
    ("blank-platform", "FROM --platform=$NOWHERE a", "$NOWHERE", "FROM --platform=$BUILDPLATFORM a"),
]

HEAD = "ARG GLOBAL=x\nFROM a\nFROM b\n"

NEWEST = [
    "COPY --exclude=*.md --exclude=*.txt --parents a b",
    "ADD --exclude=*.md --unpack=false --keep-git-dir=true a b",
    "ADD --link --checksum=sha256:abc https://a.b/c d",
    "COPY <<E <<-'F' /x/\nE\nF",
    "RUN --mount=type=cache,target=/x,id=a,sharing=private,from=b,source=/y,uid=1,gid=1,mode=0777 z",
    "RUN --mount=type=bind,readwrite=false,target=/x z",
    "RUN --mount=target=/x --security=sandbox --network=none z",
    "RUN --mount=type=ssh,id=a,target=/x,mode=0600,required=true z",
    "RUN --mount=type=secret,id=a,target=/x,env= z",
    "RUN --mount='type=cache,\"target=/x,y\"' z",
    "RUN --mount=type=$TYPE,whatever=1 z",
    "RUN --device=nvidia.com/gpu=all z",
    "HEALTHCHECK --interval=30s --timeout=3s --start-period=5s --start-interval=1s --retries=3 CMD x",
    "ARG --ignored=1 A",
    "STOPSIGNAL --ignored 9",
    "STOPSIGNAL ${SIGNAL:-SIGQUIT}",
    "EXPOSE 8080 [::1]:80:80/sctp 8000-8010:8000-8010 8000-8010:80",
    "ENV A='${' B=\"\\$x\" C=\\${",
    'LABEL "com.example"="a\\\nb"',
    "VOLUME /a $B",
    'SHELL ["powershell", "-command"]',
    "ENTRYPOINT []",
    "CMD []",
    "RUN",
    "CMD",
    "ONBUILD RUN --mount=type=cache,target=/x y",
    "ONBUILD HEALTHCHECK NONE",
    "RUN echo '${' \"$",
]


def kinds(line: str) -> list[str]:
    return [problem.kind for problem in parse(f"{HEAD}{line}\n", recover=True).problems if problem.fatal]


@pytest.mark.parametrize(("kind", "bad", "names", "good"), CASES)
def test_a_fault_is_found_named_and_placed_and_its_neighbour_is_fine(
    kind: str, bad: str, names: str, good: str
) -> None:
    dockerfile = parse(f"{HEAD}{bad}\n", recover=True)
    found = [problem for problem in dockerfile.problems if problem.kind == kind]
    assert found, dockerfile.problems
    assert names in found[0].message
    assert "\n" not in found[0].message
    assert found[0].instruction is dockerfile.instructions[3]
    assert found[0] in dockerfile.instructions[3].problems or kind in ("later-stage", "stage-name-case")
    assert dockerfile.position(found[0].start).line == 4
    assert found[0].end > found[0].start
    assert not found[0].first_stage
    assert kinds(good) == []


@pytest.mark.parametrize("line", NEWEST)
def test_what_the_newest_buildkit_takes_is_not_refused(line: str) -> None:
    assert kinds(line) == []


def test_a_file_without_from_has_nothing_to_build() -> None:
    (problem,) = parse("RUN x\n", recover=True).problems
    assert problem.kind == "no-build-stage"
    assert parse("FROM a\nRUN x\n").problems == []


def test_only_arguments_may_stand_before_the_first_from() -> None:
    (problem,) = parse("ARG A\nRUN x\nFROM a\n", recover=True).problems
    assert (problem.kind, problem.start) == ("instruction-before-from", 6)
    assert "RUN" in problem.message
    assert parse("ARG A\nFROM a\nRUN x\n").problems == []


def test_a_required_variable_that_is_missing_is_told_with_its_message() -> None:
    (problem,) = parse('FROM scratch\nENV A="${B:?set B, please}"\n', recover=True).problems
    assert (problem.kind, problem.message.endswith("B: set B, please")) == ("bad-expansion", True)
    assert parse('FROM alpine\nENV A="${B:?set B, please}"\n').problems == []  # the base image may set it
    assert parse('FROM scratch\nARG B\nENV A="${B:?set B, please}"\n').problems == []  # a build may


@pytest.mark.parametrize(
    ("line", "fatal"),
    [
        ("ONBUILD COPY a", False),
        ("ONBUILD RUN --x y", False),
        ("ONBUILD RNU x", False),
        ("ONBUILD COPY --from=$X a b", False),
        ("ONBUILD --x RUN y", True),
        ("ONBUILD FROM a", True),
        ("ONBUILD", True),
    ],
)
def test_a_fault_in_a_trigger_does_not_end_this_build(line: str, fatal: bool) -> None:
    problems = parse(f"{HEAD}{line}\n", recover=True).problems
    assert [problem.fatal for problem in problems] == [fatal]


def test_problems_come_in_the_order_of_the_file() -> None:
    starts = [problem.start for problem in parse("FROM a\nEXPOSE x\nFOO\nENV A\nUSER\n", recover=True).problems]
    assert len(starts) == 4
    assert starts == sorted(starts)


def test_messages_stay_short_whatever_the_file_holds() -> None:
    long = "x" * 30_000
    for line in (
        f"RUN --{long}=1 x",
        f"RUN --mount={long} x",
        f"EXPOSE {long}",
        f"FROM a AS 1{long}",
        f"ENV a=b {long}",
    ):
        for problem in parse(f"FROM a\n{line}\n", recover=True).problems:
            assert len(problem.message) < 300


@pytest.mark.parametrize(
    "spec",
    ["80", "80/tcp", "80/", "1-2", "0", "65535", "00080", "1.2.3.4:1:2", "[::1]:1:2/udp", ":80", "1-3:5", "::80"],
)
def test_a_port_buildkit_takes_is_no_bad_port(spec: str) -> None:
    assert bad_port(spec) is None


@pytest.mark.parametrize(
    "spec",
    ["", "a", "80/x", "80/tcp/x", "2-1", "1-2-3", "-1", "1-", "65536", "1.2.3:1:2", "x:80", "1-2:3-5", "80:", "٨"],
)
def test_a_port_buildkit_refuses_is_a_bad_port(spec: str) -> None:
    message = bad_port(spec)
    assert message is not None
    assert "port" in message or "protocol" in message or "address" in message
