"""Files, folders and programs that a newer or a smaller image has not, or has already."""

import pytest
from tests.advisor.asking import ask, candidates, port, told


def refreshed(text: str, flavour: str, release: str = "13") -> dict[str, tuple[str, int | None]]:
    """What is said of the first candidate of a userland (`debian`, `debian-slim`) in a release."""
    for one in candidates(text).values():
        userland = one.image.userland
        if userland is not None and (userland.id, userland.release) == (flavour, release):
            return told(one)
    raise LookupError(flavour)


def now(text: str) -> dict[str, tuple[str, int | None]]:
    return {one.what: (one.severity, one.line) for one in ask(text).stages[0].now}


SOURCES = "sed of /etc/apt/sources.list"
EDIT = "RUN sed -i s/deb.debian.org/a.example/ /etc/apt/sources.list\n"


def test_sources_that_debian_has_in_another_file() -> None:
    assert refreshed(f"FROM debian:11\n{EDIT}", "debian")[SOURCES] == ("breaks", 2)
    assert now(f"FROM python:3.12\n{EDIT}") == {SOURCES: ("breaks", 2)}


@pytest.mark.parametrize(
    "before",
    [
        "RUN echo deb http://deb.debian.org/debian trixie main > /etc/apt/sources.list\n",
        "COPY sources.list /etc/apt/\n",
        "RUN echo a | tee /etc/apt/sources.list\n",
    ],
)
def test_sources_that_the_file_makes(before: str) -> None:
    assert SOURCES not in now(f"FROM debian:13\n{before}{EDIT}")


@pytest.mark.parametrize("run", [f"{EDIT.strip()} || true", "RUN if [ -f /a ]; then sed -i /etc/apt/sources.list; fi"])
def test_sources_that_may_be_missing(run: str) -> None:
    assert now(f"FROM debian:13\n{run}\n") == {}


def test_sources_of_which_a_comment_is_left() -> None:
    assert told(candidates(f"FROM ubuntu:20.04\n{EDIT}")["ubuntu:24.04"])[SOURCES] == ("check", 2)


@pytest.mark.parametrize(
    ("run", "what"),
    [
        ("ssh-keyscan example.org > /known", "ssh-keyscan in RUN"),
        ("echo a >> /etc/ssh/ssh_config", "writes into /etc/ssh"),
        ("tar xJf a.tar.xz", "tar with xz"),
        ("tar -xf a.tar.bz2", "tar with bzip2"),
        ("convert a.png b.png", "convert in RUN"),
        ("autoreconf -i", "autoreconf in RUN"),
    ],
)
def test_what_slim_images_lack(run: str, what: str) -> None:
    text = f'FROM python:3.9\nRUN {run}\nCMD ["/a"]\n'
    assert refreshed(text, "debian-slim")[what] == ("breaks", 2)
    assert what not in refreshed(text, "debian")
    packages = "openssh-client xz-utils bzip2 imagemagick autoconf"
    installed = text.replace("RUN", f"RUN apt-get update && apt-get install -y {packages}\nRUN")
    assert what not in refreshed(installed, "debian-slim")


def test_busybox_unpacks_by_itself() -> None:
    for one in candidates("FROM python:3.9\nRUN tar xJf a.tar.xz\nCMD a\n").values():
        assert one.image.distribution != "alpine" or "tar with xz" not in told(one)


def test_python_that_an_image_has_not() -> None:
    found = refreshed("FROM node:10\nRUN python a.py\nCMD node a.js\n", "debian-slim")
    assert found["python in RUN"] == ("breaks", 2)
    after = "FROM node:10\nRUN curl -sL https://deb.nodesource.com/setup_8.x | bash - && python a.py\nCMD node a.js\n"
    assert refreshed(after, "debian-slim")["python in RUN"] == ("breaks", 2)
    assert "python in RUN" not in refreshed(after.replace("deb.nodesource.com/setup_8.x", "a.org"), "debian-slim")
    assert "python in RUN" not in refreshed("FROM node:10\nRUN python a.py || true\nCMD node a.js\n", "debian-slim")


def test_python_that_a_script_may_bring() -> None:
    text = "FROM centos:7\nCOPY . /a\nRUN /a/install.sh && pip3 install b\nCMD /a/b\n"
    assert not any("no Python at all" in reason.why for one in candidates(text).values() for reason in one.reasons)


def test_what_node_gyp_lacks_is_what_the_image_lacks() -> None:
    found = candidates("FROM python:3.9\nRUN npm rebuild\nCMD a\n")
    slim = next(one for name, one in found.items() if "-slim" in name)
    (reason,) = [one for one in slim.reasons if "node-gyp" in one.why]
    assert reason.why == f"node-gyp needs make and g++: {slim.image.reference} has none"


def test_keys_that_openssh_no_longer_makes() -> None:
    text = "FROM alpine:3.12\nRUN apk add openssh && ssh-keygen -t dsa -f /key\n"
    assert told(candidates(text)["alpine:3.24"])["ssh-keygen -t dsa"] == ("breaks", 2)
    assert "ssh-keygen -t dsa" in now(text.replace("3.12", "3.24"))
    assert "ssh-keygen -t dsa" not in now(text.replace("3.12", "3.24").replace("t dsa", "t ecdsa"))


def test_a_folder_that_a_package_makes() -> None:
    text = "FROM debian:{}\nRUN apt-get update && apt-get install -y {}\nRUN mkdir {}\n"
    assert now(text.format(13, "openssh-server", "/var/run/sshd")) == {"mkdir /run/sshd": ("breaks", 3)}
    assert now(text.format(12, "php-fpm", "/run/php")) == {"mkdir /run/php": ("breaks", 3)}
    assert now(text.format(12, "openssh-server", "/var/run/sshd")) == {}
    assert now(text.format(13, "openssh-server", "-p /var/run/sshd")) == {}
    assert now(text.format(13, "nginx", "/var/run/sshd")) == {}


def test_repositories_that_are_edited_for_a_minor_of_one_digit() -> None:
    text = "FROM alpine:3.8\nRUN sed -i -e 's/v[[:digit:]]\\.[[:digit:]]/edge/g' /etc/apk/repositories\n"
    what = "sed of /etc/apk/repositories"
    assert told(candidates(text)["alpine:3.24"])[what] == ("breaks", 2)
    assert told(candidates(text.replace("[[:digit:]]\\.[[:digit:]]", "3.8"))["alpine:3.24"])[what] == ("check", 2)


def test_apache_by_its_name_on_debian() -> None:
    text = (
        "FROM debian:11\nRUN apt-get update && apt-get install -y apache2\n"
        'COPY a.conf /etc/apache2/sites-enabled/\nCMD ["apache2ctl", "-D", "FOREGROUND"]\n'
    )
    found = told(candidates(text)["alpine:3.24"])
    assert found["CMD starts apache2ctl"] == ("breaks", 4)
    assert found["the path /etc/apache2/sites-enabled/"] == ("breaks", 3)


def test_sources_that_are_removed() -> None:
    text = "FROM debian:9\nRUN rm {}/etc/apt/sources.list && echo deb http://x.org/debian trixie main > /etc/apt/a\n"
    assert port(text.format(""), "debian:13-slim")["rm of /etc/apt/sources.list"] == ("breaks", 2)
    assert "rm of /etc/apt/sources.list" not in port(text.format("-f "), "debian:13-slim")
