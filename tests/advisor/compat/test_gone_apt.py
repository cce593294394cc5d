"""What the archives' own indexes say of packages: gone, ambiguous, not enabled, of somebody else, or simply there."""

import pytest
from tests.advisor.asking import ask, candidates, port

from baseadvisor.advisor import Candidate, Reason

SOURCE = "RUN echo deb https://apt.example.org/ x main > /etc/apt/sources.list.d/x.list\n"
SCRIPT = "RUN curl -s https://example.org/setup.sh | sudo bash\n"


def install(*names: str) -> str:
    return f"RUN apt-get update && apt-get install -y {' '.join(names)}\n"


def moved(text: str, release: str = "13") -> Candidate:
    return next(
        one
        for one in candidates(text).values()
        if (one.image.distribution, one.image.release, one.kind) == ("debian", release, "refresh")
    )


def of(text: str, name: str) -> Reason | None:
    return next((one for one in moved(text).reasons if name in one.what), None)


@pytest.mark.parametrize(
    ("before", "name", "why"),
    [
        ("debian:12", "libsensors4-dev", "12 was the last release with it"),
        ("debian:11", "libicu67", "its ICU is 76"),
        ("debian:11", "php7.4-cli", "its PHP is 8.4"),
        ("debian:9", "netcat", "netcat-openbsd or netcat-traditional"),
        ("debian:9", "python-svn", "only python3-svn"),
        ("debian:8", "g++-4.9", "its GCC is 12, 13 and 14"),
        ("debian:9", "libgcrypt11-dev", "it has libgcrypt20-dev"),
        ("debian:12", "libaio1", "libaio1t64"),
    ],
)
def test_what_the_release_does_not_have_breaks_for_sure(before: str, name: str, why: str) -> None:
    reason = of(f"FROM {before}\n{install(name)}", name)
    assert reason is not None
    assert (reason.severity, reason.certainty) == ("breaks", "high")
    assert why in reason.why


@pytest.mark.parametrize("name", ["colordiff", "siege", "erlang-base", "git-core", "libcurl3-dev", "libffi-dev"])
def test_what_it_has_is_not_doubted(name: str) -> None:
    assert of(f"FROM debian:10\n{install(name)}", name) is None


def test_what_no_release_has_is_likely_to_break_and_may_come_from_elsewhere() -> None:
    reason = of(f"FROM debian:9\n{install('exampled')}", "exampled")
    assert reason is not None
    assert (reason.severity, reason.certainty) == ("breaks", "medium")
    for line in (SOURCE, SCRIPT):
        reason = of(f"FROM debian:9\n{line}{install('exampled')}", "exampled")
        assert reason is not None
        assert (reason.severity, reason.certainty) == ("check", "low")
        assert "line 2 adds" in reason.why


def test_a_script_brings_no_package_that_was_the_distributions() -> None:
    reason = of(f"FROM debian:9\n{SCRIPT}{install('libpng12-dev')}", "libpng12-dev")
    assert reason is not None
    assert reason.severity == "breaks"


def test_the_same_lack_on_both_sides_is_no_loss() -> None:
    assert of(f"FROM debian:12\n{install('python-svn')}", "python-svn") is None


def test_what_the_image_has_now_is_told() -> None:
    text = f"FROM debian:trixie\n{install('policykit-1', 'unrar', 'curl')}"
    now = {one.what: one.why for one in ask(text).stages[0].now}
    assert "polkitd" in now["package policykit-1"]
    assert "non-free" in now["package unrar"]
    enabled = text.replace("RUN", "RUN echo 'deb http://deb.debian.org/debian trixie non-free' > /etc/apt/x.list;")
    assert "package unrar" not in {one.what for one in ask(enabled).stages[0].now}


def test_another_architectures_packages_are_not_known() -> None:
    text = f"FROM debian:12\nRUN dpkg --add-architecture i386\n{install('wine32', 'exampled:i386')}"
    assert all(
        one.severity != "breaks" for one in moved(text).reasons if "wine32" in one.what or "exampled" in one.what
    )


def test_an_image_may_bring_its_own_source() -> None:
    stage = ask(f"FROM postgres:16-bookworm\n{install('postgresql-16-postgis-3', 'exampled')}").stages[0]
    assert not stage.now
    other = ask(f"FROM postgres:16-bookworm\n{install('postgresql-12-postgis-3')}").stages[0]
    assert [one.why for one in other.now] == [
        "Debian 12 (bookworm) does not have it: the image's own PostgreSQL is 16, and its PostGIS is "
        "postgresql-16-postgis-3"
    ]


def test_sid_changes_from_day_to_day() -> None:
    now = ask(f"FROM debian:sid\n{install('python2.7')}").stages[0].now
    assert [one.certainty for one in now if one.severity == "breaks"] == ["medium"]


def test_a_package_whose_number_went() -> None:
    found = candidates("FROM debian:9\nRUN apt-get update && apt-get install -y emacs25-nox\n")["debian:13-slim"]
    assert any("it has emacs-nox" in one.why for one in found.reasons)


def test_marks_on_packages_that_are_gone() -> None:
    text = "FROM debian:9\nRUN apt-get update && apt-get install -y git && apt-mark manual libpcre3 git\n"
    assert port(text, "debian:13-slim")["apt-mark manual libpcre3"] == ("breaks", 2)
    assert "apt-mark manual libpcre3" not in port(text.replace("git\n", "git || true\n"), "debian:13-slim")


def test_an_installation_that_asks() -> None:
    text = "FROM debian:9\nRUN apt-get update && apt-get install jq\n"
    assert port(text, "debian:13-slim")["apt-get install"] == ("check", 2)
    assert "apt-get install" not in port(text.replace("install", "install -y"), "debian:13-slim")
    assert "apt-get install" not in port(text.replace("apt-get install", "yes | apt-get install"), "debian:13-slim")


def test_patterns_are_no_names_of_packages() -> None:
    text = "FROM ubuntu:16.04\nRUN apt-get update && apt-get install -y iputils-*\n"
    assert not any("iputils" in what for what in port(text, "ubuntu:24.04"))


def test_drivers_that_were_made_for_one_release() -> None:
    text = "FROM ubuntu:14.04\nRUN apt-get update && apt-get install -y linux-generic-lts-xenial\n"
    assert port(text, "ubuntu:24.04")["package linux-generic-lts-xenial"] == ("breaks", 2)


@pytest.mark.parametrize(
    "run",
    [
        "apt-get install python3-pip",
        "apt-get install jq <<< y",
        "if grep -q bullseye /etc/os-release; then apt-mark hold libicu67; fi",
        "apt-mark hold nosuchpackage",
    ],
)
def test_what_is_so_already_or_answered(run: str) -> None:
    found = port(f'FROM debian:11\nSHELL ["bash", "-c"]\nRUN {run}\n', "debian:13-slim")
    assert not found.keys() & {"apt-get install", "apt-mark hold libicu67", "apt-mark hold nosuchpackage"}


def test_drivers_of_the_release_before_may_go_on() -> None:
    text = "FROM ubuntu:22.04\nRUN apt-get update && apt-get install -y linux-tools-generic-hwe-22.04\n"
    assert "package linux-tools-generic-hwe-22.04" not in port(text, "ubuntu:24.04")
