"""Files of packages: links onto what a package brings, and files that it no longer has."""

import pytest
from tests.advisor.asking import ask, candidates, port

from baseadvisor.advisor import Reason

NODE = "RUN apt-get update && apt-get install -y nodejs\n"


def of(text: str, what: str) -> list[Reason]:
    found = next(one for one in candidates(text).values() if (one.image.release, one.kind) == ("13", "refresh"))
    return [one for one in found.reasons if what in one.what]


def test_a_link_onto_a_program_that_a_package_now_brings() -> None:
    (reason,) = of(f"FROM debian:8\n{NODE}RUN ln -s /usr/bin/nodejs /usr/bin/node\n", "ln onto")
    assert (reason.severity, reason.certainty, reason.line) == ("breaks", "high", 3)
    assert reason.what == "ln onto /usr/bin/node"


@pytest.mark.parametrize(
    "line",
    [
        "RUN ln -sf /usr/bin/nodejs /usr/bin/node\n",
        "RUN ln -s /usr/bin/nodejs /usr/local/bin/node\n",
        "RUN ln -s /usr/bin/nodejs /usr/bin/node || true\n",
        "RUN rm /usr/bin/node; ln -s /usr/bin/nodejs /usr/bin/node\n",
    ],
)
def test_a_link_that_does_not_fail(line: str) -> None:
    assert not of(f"FROM debian:8\n{NODE}{line}", "ln onto")


def test_a_link_that_fails_now() -> None:
    stage = ask(f"FROM debian:12\n{NODE}RUN ln -s /usr/bin/nodejs /usr/bin/node\n").stages[0]
    assert [one.what for one in stage.now] == ["ln onto /usr/bin/node"]


def test_a_file_that_the_package_no_longer_has() -> None:
    text = "FROM debian:11\nRUN apt-get update && apt-get install -y fail2ban nginx\nRUN sed -i s/0/1/ {}\n"
    (reason,) = of(text.format("/etc/fail2ban/action.d/badips.conf"), "sed of")
    assert (reason.severity, reason.certainty, reason.line) == ("check", "medium", 3)
    assert not of(text.format("/etc/nginx/nginx.conf"), "sed of")
    assert not of(text.format("/etc/nginx/sites-enabled/default"), "sed of")


@pytest.mark.parametrize("target", ["/usr/bin/nodejs", "$(which nodejs)"])
def test_a_link_onto_a_program_that_ubuntu_has_as_debian_around_it(target: str) -> None:
    stage = ask(f"FROM ubuntu:22.04\n{NODE}RUN ln -s {target} /usr/bin/node\n").stages[0]
    assert [one.what for one in stage.now] == ["ln onto /usr/bin/node"]
    stage = ask(f"FROM ubuntu:22.04\n{NODE}RUN ln -s {target} /usr/bin/node22\n").stages[0]
    assert not stage.now


@pytest.mark.parametrize(("image", "fails"), [("ubuntu:18.04", True), ("debian:10", True), ("ubuntu:16.04", False)])
def test_a_link_onto_node_on_releases_without_an_index(image: str, fails: bool) -> None:
    now = ask(f"FROM {image}\n{NODE}RUN ln -s /usr/bin/nodejs /usr/bin/node\n").stages[0].now
    assert ("ln onto /usr/bin/node" in [one.what for one in now]) is fails


def test_node_is_not_copied_onto_what_it_links_to() -> None:
    text = "FROM debian:9\nRUN apt-get update && apt-get install -y nodejs\nRUN cp /usr/bin/nodejs /usr/bin/node\n"
    assert port(text, "debian:13", "paths")["cp to /usr/bin/node"] == ("breaks", 3)
    assert "cp to /usr/bin/node" not in port(text.replace("debian:9", "debian:12"), "debian:13", "paths")
