"""Wheels that another stage makes, and that are installed from a mount."""

from tests.advisor.asking import ask, candidates, told

_BUILD = "RUN pip wheel -r r.txt -w /wheels\n"
_INSTALL = "RUN --mount=type=bind,from=build,source=/wheels,target=/w pip install /w/*.whl\n"


def test_wheels_are_for_one_version_of_python() -> None:
    text = f"FROM python:3.9-slim-bookworm AS build\n{_BUILD}FROM python:3.9-bookworm\n{_INSTALL}"
    newer = next(one for name, one in candidates(text).items() if name.startswith("python:3.14"))
    assert told(newer, "version")["RUN --mount=from=build"] == ("check", 4)


def test_wheels_for_glibc_are_refused_on_alpine() -> None:
    text = f"FROM python:3.14-bookworm AS build\n{_BUILD}FROM python:3.14-slim-bookworm\n{_INSTALL}"
    found = {name: told(one, "binary").get("wheels of build") for name, one in candidates(text).items()}
    assert {reason for name, reason in found.items() if "alpine" in name} == {("breaks", 4)}
    assert {reason for name, reason in found.items() if "alpine" not in name} == {None}
    made = next(stage for stage in ask(text).stages if not stage.final).candidates
    assert {told(one, "binary").get("wheels of build") for one in made if "alpine" in one.image.reference} == {
        ("breaks", 4)
    }
