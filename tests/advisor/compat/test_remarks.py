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
        "# do not upgrade\nARG OTHER=22\nARG NODE=22\nFROM node:${NODE}-slim\n",
    ],
)
def test_other_comments_are_let_be(text: str) -> None:
    assert _WHAT not in told(next(iter(candidates(text).values())))


@pytest.mark.parametrize(
    "comment",
    [
        "We cannot move to 3.9 yet",
        "it does not link to glibc, so can't use alpine",
        "3.9 breaks the build",
        "newer versions are broken",
        "stuck on 3.8",
        "Only works with version 3.8, or an error is thrown",
        "tested only on Python 3.8",
        "workaround for a bug of Python",
        "numpy does not support 3.9 yet",
        "Python 3.8 until numpy is out",
        "hadolint ignore=DL3006\n# don\N{RIGHT SINGLE QUOTATION MARK}t bump",
    ],
)
def test_a_comment_holds_the_base_back(comment: str) -> None:
    text = f"# {comment}\nFROM python:3.8\n"
    assert told(next(iter(candidates(text).values())))[_WHAT] == ("check", 1 + comment.count("\n"))


@pytest.mark.parametrize(
    "comment",
    [
        "Run the regression tests in this stage",
        "This Dockerfile breaks the build into small layers",
        "do not use root",
        "only works with root",
        "do not use root in Python",
        "No workaround needed any more",
        "break the cache here on purpose",
        "you cannot use this file except in compliance with the License",
        "Copyright the authors; you cannot use version 2.0 of it for anything else",
        "hadolint ignore=DL3006 until next year",
        "hadolint ignore=DL3006 until version 3",
        "checkov:skip=CKV_DOCKER_2: until 3.9",
        "Always a tag of its own, don't use latest",
        "the official image, pinned by digest for integrity",
        "pinned by digest since that is safer",
        "do not update the packages here",
        "wait until the server is up",
        "see https://python.org/until/3.9, it is broken",
        "Python 3.8\n#\n# broken lines follow",
    ],
)
def test_prose_is_no_hold(comment: str) -> None:
    assert _WHAT not in told(next(iter(candidates(f"# {comment}\nFROM python:3.8\n").values())))


def test_the_lines_of_a_comment_are_quoted_together() -> None:
    text = "# We cannot upgrade\n# to anything newer than 3.8.\nFROM python:3.8\n"
    reason = next(one for one in next(iter(candidates(text).values())).reasons if one.what == _WHAT)
    assert reason.why.startswith('"We cannot upgrade to anything newer than 3.8."')
    assert reason.line == 1
    text = f"# {'All that is done here. ' * 5}\n{text}"
    reason = next(one for one in next(iter(candidates(text).values())).reasons if one.what == _WHAT)
    assert reason.why.startswith('"We cannot upgrade to anything')
    assert reason.line == 2


def test_the_value_of_an_argument_may_take_another() -> None:
    text = "# do not upgrade\nARG V=3.8\n\nARG B=python:${V}\nFROM ${B}\n"
    assert told(next(iter(candidates(text).values())))[_WHAT] == ("check", 1)
    text = "# do not upgrade\nARG V=3.8\n\nARG B=python:3.8\nFROM ${B}\n"
    assert _WHAT not in told(next(iter(candidates(text).values())))


def test_a_long_comment_is_shortened() -> None:
    text = f"# do not upgrade until {'x ' * 200}\nFROM node:22-slim\n"
    reason = next(one for one in next(iter(candidates(text).values())).reasons if one.what == _WHAT)
    assert len(reason.why) < 150
