"""Tags and repositories that their makers deleted, so that FROM cannot be pulled any more."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from baseadvisor.advisor.model import Certainty, Reason
from baseadvisor.advisor.move import Move


class _Gone(NamedTuple):
    """Which tags of a repository on Docker Hub are gone, as regular expressions for the whole name and tag, and why."""

    name: re.Pattern[str]
    tag: re.Pattern[str]
    why: str
    certainty: Certainty = "high"


# Sources, by row: docker-library/openjdk pull request 550 (what names no exact version or early access, 2025-11-03);
# "manifest unknown" for library/java in many reports since 2022; NVIDIA's container support policy (tags are deleted
# half a year after their end; CUDA 10 by mid-2023, latest in January 2021); microsoft/containerregistry issue 69 and
# "Docker container images will be deleted from Docker Hub" of .NET's blog (2021-08-21).
_GONE = (
    _Gone(
        re.compile("openjdk"),
        re.compile(r"(?!.*(?:^|-)(?:ea|rc)(?:-|$))(?!\d+u\d)(?!\d+\.\d)(?!\d+-b\d)(?:\d+(?:-.*)?|[a-z].*)"),
        "Docker Hub has it no more since November 2025, when the tags without an exact version were deleted",
    ),
    _Gone(re.compile("java"), re.compile(".*"), "Docker Hub has the tags of this repository no more"),
    _Gone(
        re.compile("nvidia/cuda"),
        re.compile(r"(?:[1-9]|10)\.\d.*|latest|devel.*|runtime.*|base.*"),
        "NVIDIA deleted it: tags go half a year after their CUDA's end",
    ),
    _Gone(
        re.compile("nvidia/cuda"),
        re.compile(r"11\.\d.*"),
        "NVIDIA deletes tags half a year after their CUDA's end",
        "medium",
    ),
    _Gone(
        re.compile("microsoft/(?:dotnet|aspnetcore|aspnetcore-build)"),
        re.compile(".*"),
        "Microsoft deleted it from Docker Hub in 2021: its images are at mcr.microsoft.com",
    ),
)


def standing(move: Move) -> Iterator[Reason]:
    """The image itself, where its tag is gone: of a move from nowhere."""
    image = move.after
    if image.parsed is None or image.parsed.registry != "docker.io" or image.parsed.digest is not None:
        return
    name = image.parsed.familiar_name
    found = next((one for one in _GONE if one.name.fullmatch(name) and one.tag.fullmatch(image.tag)), None)
    stage = move.needs.stages[0].stage
    if found is not None and stage is not None:
        line = move.line(stage.from_instruction.start)
        yield Reason("gone", "breaks", found.certainty, f"FROM {image.reference}", found.why, line)
