"""The checks for rules without Python."""

from typing import Any

import pytest

from baseadvisor.analysis import Analysis, Options
from baseadvisor.checks import generic
from baseadvisor.dockerfile.scope import BuildOptions
from baseadvisor.dockerfile.source import parse


def found(
    check: str, text: str, *, build: BuildOptions | None = None, **params: Any
) -> list[tuple[int, str, dict[str, str]]]:
    """The line, the text and the values of each hit."""
    build = build or BuildOptions()
    dockerfile = parse(text, recover=True, options=build)
    hits = getattr(generic, check)(Analysis(dockerfile, options=Options(build)), **params)
    return [(dockerfile.position(h.start).line, dockerfile.text[h.start : h.end], dict(h.values)) for h in hits]


def places(check: str, text: str, **params: Any) -> list[tuple[int, str]]:
    return [(line, shown) for line, shown, _ in found(check, text, **params)]


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("curl x", ["curl x"]),
        ("a && /usr/bin/curl -o y x; b", ["/usr/bin/curl -o y x"]),
        ("echo curl", []),
        ("apt-key add x", ["apt-key add x"]),
        ("apt-key --quiet add x", ["apt-key --quiet add x"]),
        ("apt-key list", []),
        ("apt-key", []),
        ("$(curl x)", ["curl x"]),
        ("sh -c 'curl x'", ["curl x"]),
    ],
)
def test_forbidden_command_finds_the_command_wherever_it_runs(run: str, expected: list[str]) -> None:
    hits = found("forbidden_command", f"FROM a\nRUN {run}\n", commands=("curl", "apt-key add"))
    assert [shown for _, shown, _ in hits] == expected
    assert all(values["command"] in ("curl", "apt-key add") for _, _, values in hits)


def test_forbidden_package_finds_installed_packages_by_glob() -> None:
    text = "FROM a\nRUN apt-get install -y telnet curl=1 && apt-get remove telnetd && apk add telnet\n"
    hits = found("forbidden_package", text, packages=("telnet*", "curl"))
    assert [(shown, values["package"], values["manager"]) for _, shown, values in hits] == [
        ("telnet", "telnet", "apt-get"),
        ("curl=1", "curl", "apt-get"),
        ("telnet", "telnet", "apk"),
    ]
    assert [
        values["manager"] for *_, values in found("forbidden_package", text, packages=("telnet",), managers=("apk",))
    ] == ["apk"]


@pytest.mark.parametrize(
    ("image", "allowed"),
    [
        ("registry.example/team/app:1", True),
        ("registry.example/app", True),
        ("python:3.13-slim", True),
        ("docker.io/library/python:3.13-slim", False),
        ("alpine:3.22", True),
        ("docker.io/library/alpine:3.22", True),
        ("alpine:3.21", False),
        ("python:3.13", False),
        ("registry.example.evil/app", False),
        ("scratch", True),
    ],
)
def test_allowed_base_images_matches_what_is_written_and_the_full_reference(image: str, allowed: bool) -> None:
    images = ("registry.example/*", "python:*-slim", "docker.io/library/alpine:3.22")
    hits = found("allowed_base_images", f"FROM --platform=linux/arm64 {image} AS x\n", images=images)
    assert hits == ([] if allowed else [(1, image, {"image": image})])


def test_allowed_base_images_leaves_stages_and_unknown_images_alone() -> None:
    text = "ARG X\nARG Y=bad:1\nFROM $X AS a\nFROM a\nFROM ${Y}\n"
    assert places("allowed_base_images", text, images=("ok:*",)) == [(5, "${Y}")]
    assert places("allowed_base_images", text, images=("ok:*",), build=BuildOptions({"Y": "ok:1"})) == []


def test_forbidden_base_images_is_the_other_way_round() -> None:
    text = "FROM debian:latest AS a\nFROM debian:12\nFROM a\n"
    assert places("forbidden_base_images", text, images=("*:latest",)) == [(1, "debian:latest")]


def test_required_label_looks_at_the_final_image() -> None:
    text = 'FROM a AS base\nLABEL one=1\nFROM b AS other\nLABEL two=2\nFROM base\nLABEL "three"="3"\n'
    hits = found("required_label", text, labels=("one", "two", "three", "four"))
    assert [(line, values["label"]) for line, _, values in hits] == [(5, "two"), (5, "four")]


def test_required_label_may_ask_for_a_form() -> None:
    text = "FROM a\nLABEL source='http://x' source=\"ftp://y\"\nLABEL open=$X\n"
    assert places("required_label", text, labels=("source", "open"), pattern="^https?://") == [(2, 'source="ftp://y"')]
    assert places("required_label", text.replace("ftp", "https"), labels=("source",), pattern="^https?://") == []


def test_instruction_pattern_finds_what_must_not_be_there() -> None:
    text = "FROM a\nUSER root\nUSER rooty\nRUN --network=host x\nONBUILD USER root\n"
    assert places("instruction_pattern", text, instructions=("user",), pattern="^root$") == [
        (2, "USER root"),
        (5, "USER root"),
    ]
    hits = found("instruction_pattern", text, instructions=("RUN",), pattern=r"--network=\w+")
    assert [(line, values) for line, _, values in hits] == [(4, {"instruction": "RUN", "text": "--network=host"})]


def test_instruction_pattern_can_be_required() -> None:
    text = "FROM a\nEXPOSE 8080\nEXPOSE 80\n"
    hits = found("instruction_pattern", text, instructions=("EXPOSE",), pattern=r"^\d{4,}$", required=True)
    assert hits == [(3, "EXPOSE 80", {"instruction": "EXPOSE", "text": "80"})]


def test_forbidden_instruction_finds_each() -> None:
    text = "FROM a\nADD b c\nadd d e\nCOPY f g\nONBUILD ADD h i\n"
    hits = found("forbidden_instruction", text, instructions=("add",))
    assert [(line, values) for line, _, values in hits] == [(line, {"instruction": "ADD"}) for line in (2, 3, 5)]


def test_required_instruction_looks_at_the_final_image() -> None:
    text = "FROM a AS base\nUSER x\nFROM b\nHEALTHCHECK NONE\nFROM base AS last\n"
    hits = found("required_instruction", text, instructions=("USER", "healthcheck"))
    assert hits == [(5, "FROM base AS last", {"instruction": "HEALTHCHECK"})]
    assert places("required_instruction", text, instructions=("HEALTHCHECK",), build=BuildOptions(target="1")) == []


@pytest.mark.parametrize("check", ["required_label", "required_instruction"])
def test_a_file_without_from_has_no_final_image(check: str) -> None:
    params = {"labels": ("x",)} if check == "required_label" else {"instructions": ("USER",)}
    assert places(check, "RUN x\n", **params) == []
