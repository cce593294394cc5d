"""A tag that names a track is answered by the same track."""

import pytest
from tests.advisor.asking import ask, candidates, told


@pytest.mark.parametrize(
    ("image", "expected"),
    [("nginx:alpine", "nginx:alpine-slim"), ("nginx:stable", "nginx:stable-alpine")],
)
def test_a_track_stays_a_track(image: str, expected: str) -> None:
    assert expected in candidates(f"FROM {image}\nCOPY . .\n")


def test_latest_is_no_choice_of_a_track() -> None:
    assert all(":latest" not in name for name in candidates("FROM node:latest\nCOPY . .\n") if name.startswith("node"))


def test_a_release_that_is_supported_for_two_years_can_stay() -> None:
    stage = ask('FROM eclipse-temurin:21-jre-noble\nCOPY . .\nCMD ["java", "-jar", "x.jar"]\n').stages[0]
    assert "eclipse-temurin:21-jre-resolute" in [one.image.reference for one in stage.candidates]
    assert stage.best is None


def test_a_tag_that_was_given_up_is_followed_in_its_own_repository() -> None:
    stage = ask("FROM maven:3.6-jdk-11-slim\nRUN mvn package\n").stages[0]
    assert stage.best is not None
    assert stage.best.image.reference == "maven:3.9-eclipse-temurin-11"


STATIC = "FROM golang:1.27 AS b\nRUN CGO_ENABLED=0 go build -o /a .\nFROM {}\nCOPY --from=b /a /\nCMD ['/a']\n"


@pytest.mark.parametrize("tag", ["", ":nonroot", ":debug"])
def test_the_static_image_of_the_same_makers_keeps_the_user(tag: str) -> None:
    found = candidates(STATIC.format(f"gcr.io/distroless/base-debian13{tag}"))
    static = {name: one.kind for name, one in found.items() if "static-debian13" in name}
    assert static == {f"gcr.io/distroless/static-debian13{tag}": "slim"}
    assert list(found).index(f"gcr.io/distroless/static-debian13{tag}") < list(found).index("scratch")


def test_a_split_of_what_the_file_installs_shows_no_difference_in_size() -> None:
    text = (
        "FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y openjdk-21-jdk\nRUN mvn package\n"
        'CMD ["java", "-jar", "x.jar"]\n'
    )
    splits = [one for one in candidates(text).values() if one.kind == "split"]
    assert splits
    assert all(one.saving is None and one.includes == "java" for one in splits)


def test_python_of_another_version_does_not_run_what_pip_installed() -> None:
    text = 'FROM python:3.12-bookworm\nRUN pip install x\nCMD ["python", "x.py"]\n'
    found = candidates(text)["cgr.dev/chainguard/python:latest"]
    assert told(found, "build")["what is installed for Python 3.12"] == ("breaks", None)


def test_an_older_build_that_is_pinned_gets_no_fixes() -> None:
    stage = ask('FROM python:3.13.0-slim-trixie\nCOPY . .\nCMD ["python", "x.py"]\n').stages[0]
    assert "older build" in stage.verdict
    assert stage.best is not None
    assert stage.best.image.reference.startswith("python:3.13.")


def test_a_release_that_is_not_known_bounds_the_support() -> None:
    stage = ask('FROM eclipse-temurin:25.0.1_8-jre-alpine\nCOPY . .\nCMD ["java", "-jar", "x.jar"]\n').stages[0]
    assert "at most: which release of Alpine Linux" in stage.verdict


def test_what_the_final_stage_stands_on_is_not_called_it() -> None:
    advice = ask("FROM debian:13 AS base\nRUN make\nFROM base AS app\nCMD x\n")
    assert advice.stages[0].below == "app"
    assert ask("FROM debian:13 AS base\nCMD x\n").stages[0].below is None


@pytest.mark.parametrize("release", ["12", "13"])
def test_distroless_node_ends_with_its_node(release: str) -> None:
    text = f'FROM gcr.io/distroless/nodejs22-debian{release}:nonroot\nCOPY . .\nCMD ["x.js"]\n'
    stage = ask(text).stages[0]
    assert "Node.js 22" in [line.name for line in stage.image.support]
    assert "gcr.io/distroless/nodejs24-debian13:nonroot" in [one.image.reference for one in stage.better]
