"""The slim images of Swift."""

import pytest
from tests.advisor.asking import candidates, told
from tests.advisor.compat.test_failing_now import now

_TEXT = "FROM swift:5.1\nCOPY . .\nRUN swift build -c release\nCMD .build/release/a\n"


def test_slim_has_no_compiler() -> None:
    found = candidates(_TEXT)
    assert told(found["swift:6.0-slim"], "native") == {"swift in RUN": ("breaks", 3)}
    assert told(found["swift:6.0"], "native") == {}
    assert next(iter(found)) == "swift:6.0"


def test_what_only_runs_may_be_slim() -> None:
    text = _TEXT.replace("FROM swift:5.1", "FROM swift:5.1 AS a").replace(
        "CMD", "FROM swift:5.1\nCOPY --from=a /b /b\nCMD"
    )
    found = candidates(text)
    assert told(found["swift:6.0-slim"], "native") == {}


def test_what_compiles_when_it_is_started_needs_the_compiler_too() -> None:
    found = candidates('FROM swift:5.1\nCOPY . .\nCMD ["swift", "run"]\n')
    assert told(found["swift:6.0-slim"], "native") == {"swift in CMD": ("breaks", 3)}
    assert next(iter(found)) == "swift:6.0"


def test_the_slim_image_builds_nothing_today_either() -> None:
    text = "FROM swift:6.0-slim\nCOPY . .\nRUN swift build\n"
    assert now(text) == {"swift in RUN": ("breaks", 3)}
    assert now(text.replace("swift build", "if [ -d a ]; then swift build; fi")) == {}


def test_a_script_that_builds_wants_the_compiler() -> None:
    text = "FROM swift:5.8-jammy\nCOPY build.sh .\nRUN ./build.sh\n"
    found = candidates(text)
    assert told(found["swift:6.0-noble-slim"], "native") == {"./build.sh in RUN": ("check", 3)}
    assert next(iter(found)) == "swift:6.0-noble"


def test_a_compiler_of_the_distributions() -> None:
    text = "FROM swift:6.0-slim\nRUN apt-get update && apt-get install -y {}\nRUN {} a\nCMD lldb a\n"
    for package in ("clang", "clang-18"):
        assert now(text.format(f"{package} lldb", "clang++")) == {}
        assert now(text.format(f"{package} lldb", "swiftc")) == {"swiftc in RUN": ("breaks", 3)}
        assert now(text.format(package, "clang")) == {"lldb in CMD": ("breaks", 4)}
    assert now(text.format("gdb lldb", "clang++")) == {"clang++ in RUN": ("breaks", 3)}


@pytest.mark.parametrize(
    ("run", "program"),
    [
        ("bash build.sh", "build.sh"),
        ("bash -e ./scripts/build", "./scripts/build"),
        ("/bin/bash -o pipefail scripts/build.sh", "scripts/build.sh"),
        ("make release", "make"),
        ("apt-get install -y clang && make", None),
        ("/usr/bin/apt-get update", None),
        ("/usr/sbin/useradd app", None),
        ("bash -c 'echo a/b'", None),
        ("curl -o /tmp/setup.sh https://example.org/a && bash /tmp/setup.sh", None),
        ("curl https://example.org/a > setup.sh && sh setup.sh", None),
        ("curl https://example.org/a | bash -s -- a/b", None),
    ],
)
def test_what_is_a_script_of_the_files_own(run: str, program: str | None) -> None:
    found = candidates(f"FROM swift:5.8-jammy\nCOPY . .\nRUN {run}\n")
    told_of = told(found["swift:6.0-noble-slim"], "native")
    assert told_of == ({f"{program} in RUN": ("check", 3)} if program is not None else {})


def test_a_script_is_nothing_where_what_is_built_elsewhere_is_copied() -> None:
    text = "FROM swift:5.8 AS a\nRUN swift build\nFROM swift:5.8-jammy\nCOPY --from=a /a /a\nRUN ./start.sh\n"
    assert told(candidates(text)["swift:6.0-noble-slim"], "native") == {}
    assert "./start.sh in RUN" in told(candidates(text.replace("--from=a ", ""))["swift:6.0-noble-slim"], "native")
