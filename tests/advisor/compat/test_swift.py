"""The slim images of Swift."""

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
