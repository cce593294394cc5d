"""What asks for a time zone while it is installed."""

from tests.advisor.asking import candidates


def asked(text: str, to: str = "ubuntu:24.04") -> dict[str, tuple[str, int | None]]:
    return {
        one.what: (one.certainty, one.line)
        for one in candidates(text + "CMD run\n")[to].reasons
        if "asks for the time zone" in one.why
    }


def test_what_brings_tzdata_to_an_ubuntu_without_it_asks_for_the_zone() -> None:
    assert asked("FROM ubuntu:16.04\nRUN apt-get install -y git\nRUN apt-get install -y php-cli\n") == {
        "apt-get install": ("low", 3)
    }
    assert asked("FROM ubuntu:16.04\nRUN apt-get install -y git\n") == {}
    ssh = "FROM ubuntu:16.04\nRUN apt-get install -y {}openssh-server\n"
    assert asked(ssh.format("")) == {"apt-get install": ("low", 2)}
    assert asked(ssh.format("--no-install-recommends ")) == {}
    java = "FROM eclipse-temurin:8-jdk-focal\nRUN apt-get install -y php-cli\n"
    assert asked(java, "eclipse-temurin:8-jdk-resolute") == {}  # its image has it


def test_python_brings_it_from_3_12_on() -> None:
    text = "FROM ubuntu:20.04\nRUN apt-get update && apt-get install -y python3-pip\n"
    assert asked(text) == {"apt-get install": ("low", 2)}


def test_what_asks_today_as_well_is_no_matter_of_the_move() -> None:
    assert asked("FROM ubuntu:20.04\nRUN apt-get install -y tzdata python3\n") == {}


def test_an_answer_beforehand_keeps_it_silent() -> None:
    for line in (
        "ENV DEBIAN_FRONTEND=noninteractive",
        "ENV TZ=Europe/Berlin",
        "RUN ln -fs /usr/share/zoneinfo/UTC /etc/localtime",
    ):
        assert asked(f"FROM ubuntu:16.04\n{line}\nRUN apt-get install -y php-cli\n") == {}
