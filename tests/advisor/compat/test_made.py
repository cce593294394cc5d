"""What a stage makes that another takes."""

import pytest
from tests.advisor.asking import ask, candidates, told

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
    found = [one for stage in ask(DOTNET.format(options)).stages for one in stage.candidates]
    assert any(told(one, "binary") for one in found) is native


def test_a_package_that_is_called_static_links_nothing() -> None:
    for package in ("", "qemu-user-static"):
        assert told(candidates(C.format(package))["debian:13"], "binary"), package
    static = C.replace("-o /a", "-static -o /a").format("")
    assert told(candidates(static)["debian:13"], "binary") == {}
