"""Which source a package may come from, and what of the sources is made for the release that is left."""

import pytest
from tests.advisor.asking import ask, candidates, port, told

UBUNTU = "FROM ubuntu:22.04\nRUN apt-get update\n"
LIST = "/etc/apt/sources.list.d/a.list"


def why(text: str, to: str) -> dict[str, str]:
    """What a move of the final stage says: what -> why."""
    return {one.what: one.why for one in candidates(text)[to].reasons}


def test_a_package_is_of_the_source_of_its_makers() -> None:
    text = (
        f"{UBUNTU}RUN curl https://repo.mongodb.org/key.asc | apt-key add -\n"
        f'RUN echo "deb https://repo.mongodb.org/apt/ubuntu jammy/mongodb-org/7.0 multiverse" > {LIST}\n'
        f'RUN echo "deb http://example.org/apt ./" >> {LIST}\n'
        "RUN apt-get install -y mongodb-org-shell\n"
    )
    assert "the source that line 4 adds" in why(text, "ubuntu:24.04")["packages mongodb-org-shell"]


@pytest.mark.parametrize(
    "source",
    [
        "deb https://dl.yarnpkg.com/debian/ stable main",
        "deb http://repo.mysql.com/apt/ubuntu jammy mysql-8.0",
        "deb https://packages.erlang-solutions.com/ubuntu jammy contrib",
        "deb http://apt.postgresql.org/pub/repos/apt jammy-pgdg main",
        "deb-src http://example.org/apt ./",
        "deb http://archive.ubuntu.com/ubuntu jammy-proposed main",
    ],
)
def test_a_package_is_of_no_source_that_has_others_alone(source: str) -> None:
    text = f'{UBUNTU}RUN echo "{source}" > {LIST}\nRUN apt-get install -y nowhere-known\n'
    assert "the source that line" not in why(text, "ubuntu:24.04")["packages nowhere-known"]


@pytest.mark.parametrize(
    ("source", "package"),
    [
        ("deb https://dl.yarnpkg.com/debian/ stable main", "yarn"),
        ("deb https://apt.corretto.aws stable main", "java-21-amazon-corretto-jdk"),
        ("deb [arch=amd64] https://updates.signal.org/desktop/apt jammy main", "signal-desktop"),
        ("deb https://artifacts.elastic.co/packages/8.x/apt stable main", "elasticsearch=8.1.0"),
    ],
)
def test_of_a_source_for_every_release_nothing_is_said(source: str, package: str) -> None:
    found = why(f'{UBUNTU}RUN echo "{source}" > {LIST}\nRUN apt-get install -y {package}\n', "ubuntu:24.04")
    assert not any(package.partition("=")[0] in what for what in found)
    assert "`jammy` by name" not in found


@pytest.mark.parametrize(
    "earlier",
    [
        'RUN echo "@edge https://dl-cdn.alpinelinux.org/alpine/edge/main" >> /etc/apk/repositories',
        "RUN apk add --repository https://dl-cdn.alpinelinux.org/alpine/edge/community gnu-libiconv",
        "RUN rm /etc/apk/keys/a.rsa.pub",
    ],
)
def test_what_adds_no_source_for_a_package(earlier: str) -> None:
    found = why(f"FROM alpine:3.20\n{earlier}\nRUN apk add nowhere-known\n", "alpine:3.24")
    assert "the source that line" not in found["packages nowhere-known"]


def test_a_repository_that_the_command_names_is_its_own() -> None:
    run = "RUN apk add --repository https://example.org/alpine nowhere-known"
    assert "line 2 adds" in why(f"FROM alpine:3.20\n{run}\n", "alpine:3.24")["packages nowhere-known"]


@pytest.mark.parametrize(
    "file", ["google-chrome-stable_current_amd64.deb", "a-keyring_1.0_all.deb", "a-release_1.0_all.deb"]
)
def test_a_package_file_for_every_release(file: str) -> None:
    assert f"package file {file}" not in why(f"{UBUNTU}RUN dpkg -i {file}\n", "ubuntu:24.04")
    assert "package file a_1.0_amd64.deb" in why(f"{UBUNTU}RUN dpkg -i a_1.0_amd64.deb\n", "ubuntu:24.04")


def test_what_bears_the_name_of_a_distribution_and_is_none() -> None:
    assert "`debian` by name" not in why("FROM debian:12\nRUN rm /etc/apt/preferences.d/no-debian-php\n", "alpine:3.24")
    text = "FROM ubuntu:22.04\nRUN id ubuntu || echo \"User 'ubuntu' is missing\"\n"
    assert "`ubuntu` by name" not in why(text, "alpine:3.24")
    text = "FROM debian:12\nCOPY --from=example/debian:12 /a /a\n"
    assert "`debian` by name" not in why(text, "alpine:3.24")


def test_a_personal_archive_that_moved_away_has_nothing_for_the_newest_release() -> None:
    text = "FROM ubuntu:18.04\nRUN add-apt-repository -y ppa:ondrej/php\n"
    assert port(text, "ubuntu:26.04")["ppa:ondrej/php"] == ("breaks", 2)
    assert port(text, "ubuntu:24.04")["ppa:ondrej/php"] == ("check", 2)


def test_chrome_in_one_version_is_of_its_time() -> None:
    address = "https://x.org/google-chrome-stable_53.0-1_amd64.deb"
    text = f"FROM ubuntu:16.04\nRUN wget {address} && dpkg -i google-chrome*.deb\n"
    assert port(text, "ubuntu:26.04")["package file google-chrome*.deb"] == ("check", 2)
    assert "package file google-chrome*.deb" not in port(text.replace("_53.0-1", "_current"), "ubuntu:26.04")


def test_a_package_file_that_asks_rpm_for_the_release_is_that_of_the_release() -> None:
    text = "FROM fedora:40\nRUN dnf install -y https://x.org/free-$(rpm -E %fedora).noarch.rpm\n"
    assert port(text, "fedora:44") == {}


def test_a_personal_archive_has_what_it_is_there_for_alone() -> None:
    install = "apt-get install -y python3.9 libffi7 libssl3"
    text = f"FROM ubuntu:20.04\nRUN add-apt-repository -y ppa:deadsnakes/ppa && {install}\n"
    found = port(text, "ubuntu:24.04", "packages")
    assert found["package libffi7"] == ("breaks", 2)
    assert found["packages python3.9"] == ("check", 2)
    assert not any("libssl3" in name for name in found)


def test_a_release_that_a_condition_asks_for_is_left_alone() -> None:
    line = "echo 'deb http://archive.debian.org/debian/ jessie main' > /etc/apt/sources.list"
    asked = f"FROM debian:11\nRUN if grep -q jessie /etc/os-release; then {line}; fi\n"
    assert "`jessie` by name" not in told(candidates(asked)["debian:13"])
    assert "`jessie` by name" in told(candidates(f"FROM debian:11\nRUN {line}\n")["debian:13"])


def test_a_codename_in_the_name_of_an_archive() -> None:
    text = "FROM ubuntu:16.04\nRUN wget https://x.org/v1/t-xenial-amd64.tar.gz && tar -xf t-xenial-amd64.tar.gz\n"
    found = port(text, "ubuntu:24.04")
    assert found["`xenial` in the name of an archive"] == ("check", 2)
    assert "`xenial` by name" not in found


def test_a_release_as_a_folder_of_its_own() -> None:
    text = "FROM ubuntu:16.04\nRUN wget https://packages.x.org/apt/16.04/x.deb\n"
    assert port(text, "ubuntu:24.04")["`16.04` by name"] == ("check", 2)


def test_packages_of_another_releases_source_are_told_as_well() -> None:
    text = (
        "FROM debian:8\nRUN echo deb http://deb.debian.org/debian jessie main > /etc/apt/sources.list\n"
        "RUN apt-get update && apt-get install -y python-pip\n"
    )
    assert port(text, "debian:13-slim")["package python-pip"] == ("check", 3)


def test_an_archive_that_is_removed_again() -> None:
    text = "FROM ubuntu:16.04\nRUN add-apt-repository -r ppa:a/b\n"
    assert "ppa:a/b" not in port(text, "ubuntu:24.04")


def test_a_package_of_debians_own_is_no_makers() -> None:
    text = (
        "FROM debian:9\nRUN echo deb https://x.org/debian stable main > /etc/apt/sources.list.d/x.list\n"
        "RUN apt-get update && apt-get install -y pcregrep yarn\n"
    )
    found = port(text, "debian:13-slim")
    assert found["package pcregrep"] == ("breaks", 3)
    assert "package yarn" not in found


def test_a_suite_after_the_name_of_an_archive() -> None:
    text = (
        "FROM debian:11\nRUN curl -L https://x.org/a-bullseye.tar.gz | tar xz && "
        "echo 'deb http://apt.x.org/debian bullseye main' > /etc/apt/sources.list.d/x.list && apt-get update\n"
    )
    assert port(text, "debian:13-slim")["`bullseye` by name"] == ("breaks", 2)


def test_a_number_that_is_no_release() -> None:
    text = "FROM ubuntu:20.04\nRUN curl -LO https://x.org/tool/23.10/tool.tar.gz\n"
    assert "`23.10` by name" not in port(text, "ubuntu:24.04")


def test_backports_are_no_other_releases_source() -> None:
    text = (
        "FROM debian:11\nRUN echo deb http://deb.debian.org/debian bullseye-backports main >> /etc/apt/sources.list\n"
        "RUN apt-get update && apt-get install -y libicu67\n"
    )
    assert port(text, "debian:13-slim")["package libicu67"] == ("breaks", 3)


def test_a_maker_whose_address_has_the_packages_name() -> None:
    text = (
        "FROM debian:12\nRUN echo deb https://packages.clickhouse.com/deb stable main >> /etc/apt/sources.list\n"
        "RUN apt-get update && apt-get install -y clickhouse-server\n"
    )
    assert not any(one[0] == "breaks" for one in port(text, "debian:13-slim", "packages").values())


def test_a_host_that_is_gone_has_no_suite_to_look_for() -> None:
    text = "FROM ubuntu:18.04\nRUN echo 'deb https://HOST/ kubernetes-xenial main' > /etc/apt/sources.list.d/k.list\n"
    assert port(text.replace("HOST", "apt.kubernetes.io"), "ubuntu:24.04") == {}
    assert "`kubernetes-xenial` by name" in port(text.replace("HOST", "apt.example.org"), "ubuntu:24.04")


@pytest.mark.parametrize(
    "source",
    [
        "https://Apt.kubernetes.io/ kubernetes-xenial",
        "https://Apt.kubernetes.io/ kubernetes-bionic",
        "https://dl.bintray.com:443/x/deb bionic",
        "https://x.bintray.com/deb/bionic xenial",
        "https://repo.saltstack.com/apt/ubuntu/18.04/amd64/latest bionic",
    ],
)
def test_nor_has_one_that_is_written_otherwise(source: str) -> None:
    text = f"FROM ubuntu:18.04\nRUN echo 'deb {source} main' > {LIST} && apt-get update\n"
    assert port(text, "ubuntu:24.04") == {}
    assert any(one.topic == "gone" for one in ask(text).stages[0].now)


@pytest.mark.parametrize(
    ("source", "suite"),
    [
        # that is moved, and may be taken from where it is
        ("http://apt.postgresql.org/pub/repos/apt bionic-pgdg", "bionic-pgdg"),
        # Subversion alone is gone there
        ("https://github.com/x/y/raw/deb bionic", "bionic"),
    ],
)
def test_a_suite_of_what_is_served_in_part_is_told(source: str, suite: str) -> None:
    text = f"FROM ubuntu:18.04\nRUN echo 'deb {source} main' > {LIST} && apt-get update\n"
    assert port(text, "ubuntu:24.04")[f"`{suite}` by name"] == ("breaks", 2)


@pytest.mark.parametrize("step", [1, -1])
def test_a_suite_beside_one_that_is_gone_is_told(step: int) -> None:
    sources = ["deb https://dl.bintray.com/x bionic main", "deb http://example.org/x bionic main"]
    lists = " && ".join(f"echo '{source}' >> {LIST}" for source in sources[::step])
    text = f"FROM ubuntu:18.04\nRUN {lists} && apt-get update\n"
    assert port(text, "ubuntu:24.04")["`bionic` by name"] == ("breaks", 2)


def test_a_list_of_sources_is_called_after_a_release() -> None:
    text = "FROM ubuntu:18.04\nRUN wget -O /etc/apt/sources.list.d/a.list https://apt.example.org/{}.list\n"
    assert "apt.example.org has a suite" in why(text.format("stretch"), "ubuntu:24.04")["`stretch` by name"]
    assert "`a` by name" not in why(text.format("a"), "ubuntu:24.04")
