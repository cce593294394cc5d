"""A tool for a language, downloaded in one version, may not go with the language's new version."""

from tests.advisor.asking import candidates, port, told

LINT = "https://github.com/golangci/golangci-lint/releases/download/v1.9.1/golangci-lint-1.9.1-linux-amd64.tar.gz"


def test_it_is_to_be_tried_where_the_language_moves() -> None:
    found = told(candidates(f"FROM golang:1.20\nRUN curl -L {LINT} | tar xz\n")["golang:1.27"], "version")
    assert found["download of golangci-lint-1.9.1-linux-amd64.tar.gz"] == ("check", 2)


def test_nothing_of_other_tools_and_of_the_language_itself() -> None:
    for url in (
        "https://github.com/krallin/tini/releases/download/v0.19.0/tini",
        "https://go.dev/dl/go1.20.1.linux-amd64.tar.gz",
        LINT.replace("1.9.1", "latest"),
    ):
        found = candidates(f"FROM golang:1.20\nRUN curl -LO {url}\n")["golang:1.27"]
        assert not any("download" in name for name in told(found, "version")), url


def test_microsofts_old_repositories_ended_with_a_version_of_net() -> None:
    text = "FROM microsoft/dotnet:aspnetcore-runtime\nCOPY a /a\n"
    found = port(text, "mcr.microsoft.com/dotnet/aspnet:10.0")
    assert found[".NET 2.2 -> 10"] == ("breaks", 2)


def test_a_program_that_is_only_called_like_go_is_no_tool_for_it() -> None:
    for url in (
        "https://github.com/tianon/gosu/releases/download/1.10/gosu-amd64",
        "https://github.com/google/protobuf/releases/download/v3.5.1/protoc-3.5.1-linux-x86_64.zip",
    ):
        found = candidates(f"FROM golang:1.20\nRUN curl -LO {url}\n")["golang:1.27"]
        assert not any("download" in name for name in told(found, "version")), url
