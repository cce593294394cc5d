"""Comments that tell why a base is this version."""

import pytest
from tests.advisor.asking import candidates, told

_WHAT = "what a comment says"


@pytest.mark.parametrize(
    "text",
    [
        "# Replace with node:24-slim as soon as the fix is out\nFROM node:22-slim\nCOPY . .\n",
        "# do not upgrade: sharp breaks\n# see the tracker\nFROM node:22-slim\nCOPY . .\n",
        "# pinned to 22 because of OpenSSL\nARG NODE=22\nFROM node:${NODE}-slim\nCOPY . .\n",
    ],
)
def test_a_reason_for_the_version_is_shown(text: str) -> None:
    first = next(iter(candidates(text).values()))
    assert told(first)[_WHAT] == ("check", 1)
    assert first.confidence.level != "high"


@pytest.mark.parametrize(
    "text",
    [
        "# the image of the application\nFROM node:22-slim\n",
        "# pinned by its digest\nFROM node:22-slim\n",
        "# do not edit, this file is generated\n\nFROM node:22-slim\n",
        "# do not use another port\nARG PORT=80\n\nFROM node:22-slim\n",
    ],
)
def test_other_comments_are_let_be(text: str) -> None:
    assert _WHAT not in told(next(iter(candidates(text).values())))


def test_a_long_comment_is_shortened() -> None:
    text = f"# until {'x ' * 200}\nFROM node:22-slim\n"
    reason = next(one for one in next(iter(candidates(text).values())).reasons if one.what == _WHAT)
    assert len(reason.why) < 150
