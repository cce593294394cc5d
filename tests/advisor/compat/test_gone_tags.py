"""Tags that their makers deleted: FROM itself fails."""

import pytest
from tests.advisor.asking import ask

from baseadvisor.advisor import Reason


def _gone(image: str) -> list[Reason]:
    return [one for one in ask(f"FROM {image}\nRUN true\n").stages[0].now if one.what.startswith("FROM ")]


@pytest.mark.parametrize(
    "image",
    [
        "openjdk",
        "openjdk:8-jdk-alpine",
        "openjdk:11-slim",
        "openjdk:17-alpine",
        "openjdk:21-oracle",
        "java:8-jre",
        "nvidia/cuda:10.0-cudnn7-devel-ubuntu18.04",
        "nvidia/cuda",
        "microsoft/aspnetcore:2.0",
    ],
)
def test_what_was_deleted_is_told_at_its_from(image: str) -> None:
    (reason,) = _gone(image)
    assert (reason.severity, reason.certainty, reason.line) == ("breaks", "high", 1)


@pytest.mark.parametrize(
    "image",
    [
        "openjdk:11.0.6-jre-slim",
        "openjdk:8u212-jdk",
        "openjdk:14-ea",
        "openjdk:21-rc",
        "openjdk:27-ea-jdk-slim",
        "registry.example.org/openjdk:8",
        "openjdk:8@sha256:" + "a" * 64,
        "nvidia/cuda:13.0.1-base-ubuntu24.04",
        "mcr.microsoft.com/dotnet/sdk:8.0",
    ],
)
def test_what_is_there_is_not(image: str) -> None:
    assert _gone(image) == []


def test_what_may_be_deleted_is_likely() -> None:
    assert [one.certainty for one in _gone("nvidia/cuda:11.2.2-base-ubuntu20.04")] == ["medium"]
