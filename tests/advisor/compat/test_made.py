"""What a stage makes that another takes."""

import pytest
from tests.advisor.asking import ask, candidates, told

from baseadvisor.advisor.compat.building.made import holding
from baseadvisor.analysis import Analysis
from baseadvisor.dockerfile.source import parse

DOTNET = (
    "FROM mcr.microsoft.com/dotnet/sdk:6.0 AS build\nCOPY . .\nRUN dotnet publish -c Release -o /app {}\n"
    "FROM mcr.microsoft.com/dotnet/aspnet:6.0\nCOPY --from=build /app /app\n"
)
C = (
    "FROM debian:11 AS build\nRUN apt-get update && apt-get install -y gcc libssl-dev {}\nRUN gcc -o /a a.c -lssl\n"
    "FROM debian:12\nCOPY --from=build /a /a\n"
)


@pytest.mark.parametrize(
    ("options", "native"),
    [
        ("--self-contained", True),
        ("-r linux-x64 --self-contained true", True),
        ("--self-contained false", False),
        ("--self-contained=false", False),
        ("-r linux-musl-x64 --self-contained true", False),
        ("", False),
    ],
)
def test_which_programs_of_net_are_for_one_libc(options: str, native: bool) -> None:
    analysis = Analysis(parse(DOTNET.format(options)))
    build, final = analysis.stages
    assert (holding(analysis, build, final.instructions[-1]) == "compiled") is native


def test_the_host_of_net_is_built_for_every_glibc() -> None:
    text = DOTNET.format("--self-contained")
    told_of = [told(one, "binary") for stage in ask(text).stages for one in stage.candidates]
    assert not any(told_of)
    ahead = text.replace("--self-contained", "-p:PublishAot=true")
    assert any(told(one, "binary") for stage in ask(ahead).stages for one in stage.candidates)


def test_a_package_that_is_called_static_links_nothing() -> None:
    for package in ("", "qemu-user-static"):
        assert told(candidates(C.format(package))["debian:13"], "binary"), package
    static = C.replace("-o /a", "-static -o /a").format("")
    assert told(candidates(static)["debian:13"], "binary") == {}


@pytest.mark.parametrize(("run", "own"), [("true", False), ("gcc -shared l.c", True), ("clang -shared l.c", True)])
def test_what_a_compiler_makes_beside_net_is_of_the_stages_glibc(run: str, *, own: bool) -> None:
    text = DOTNET.format("--self-contained").replace("COPY . .", f"COPY . .\nRUN {run}")
    assert any(told(one, "binary") for stage in ask(text).stages for one in stage.candidates) is own


def test_home_is_not_empty_on_ubuntu() -> None:
    text = "FROM debian:11\nWORKDIR /home\nRUN git clone https://example.org/a.git {}\n"
    for target, found in ((".", True), ("/home/", True), ("a", False), ("", False)):
        ported = told(candidates(text.format(target).replace("debian:11", "ubuntu:20.04"))["ubuntu:24.04"])
        assert ("git clone into /home" in ported) is found


@pytest.mark.parametrize(("target", "held"), [("/usr/bin/app", "compiled"), ("/go/src/app/", None)])
def test_what_go_compiles_below_its_gopath_is_no_source(target: str, held: str | None) -> None:
    text = (
        "FROM golang:1.20-bullseye AS b\nWORKDIR /go/src/app\nCOPY . .\nRUN go build -o app .\n"
        f"FROM debian:11\nCOPY --from=b /go/src/app/app {target}\n"
    )
    analysis = Analysis(parse(text))
    build, final = analysis.stages
    assert holding(analysis, build, final.instructions[-1]) == held
