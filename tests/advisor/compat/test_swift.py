"""The slim images of Swift."""

from tests.advisor.asking import candidates, told

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
