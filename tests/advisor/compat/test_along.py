"""What comes along with packages counts as there: with what is recommended, unless apt is told not to bring it."""

from tests.advisor.asking import ask, candidates, port

from baseadvisor.advisor import Reason


def of(text: str, what: str) -> Reason | None:
    found = next(one for one in candidates(text).values() if (one.image.release, one.kind) == ("13", "refresh"))
    return next((one for one in found.reasons if what in one.what), None)


def test_a_package_that_depends_on_adduser_brings_it() -> None:
    text = "FROM debian:12\nRUN apt-get update && apt-get install -y {}\nRUN adduser --system example\n"
    assert of(text.format("postgresql"), "adduser") is None
    reason = of(text.format("nginx"), "adduser")
    assert reason is not None
    assert (reason.severity, reason.certainty) == ("breaks", "high")


def test_what_is_recommended_comes_along_unless_it_is_left_out() -> None:
    text = "FROM debian:12\nRUN apt-get update && apt-get install -y {}git\nRUN adduser --system example\n"
    assert of(text.format(""), "adduser") is None
    assert of(text.format("--no-install-recommends "), "adduser") is not None
    configured = "FROM debian:12\nRUN echo 'APT::Install-Recommends 0;' > /etc/apt/apt.conf.d/x\n"
    assert of(text.format("").replace("FROM debian:12\n", configured), "adduser") is not None


def test_a_program_of_a_package_that_comes_along() -> None:
    text = "FROM python:3.12-bookworm\nRUN apt-get update && apt-get install -y {}\nRUN ps aux\nCMD python a.py\n"
    slim = candidates(text.format("apache2"))["python:3.12-slim-trixie"]
    assert not [one for one in slim.reasons if "ps in RUN" in one.what]
    slim = candidates(text.format("zip"))["python:3.12-slim-trixie"]
    assert [one for one in slim.reasons if "ps in RUN" in one.what]


def test_lsb_release_comes_along_with_what_depends_on_it() -> None:
    text = "FROM debian:bookworm\nRUN apt-get update && apt-get install -y {}\nRUN lsb_release -c\n"
    assert [one.what for one in ask(text.format("curl")).stages[0].now] == ["lsb_release in RUN"]
    assert not ask(text.format("software-properties-common")).stages[0].now


def test_what_comes_along_on_ubuntu_is_read_off_debian_around_it() -> None:
    text = "FROM ubuntu:22.04\nRUN apt-get update && apt-get install -y {}\nRUN adduser --system example\n"

    def said(package: str) -> list[str]:
        found = candidates(text.format(package))["ubuntu:24.04"]
        return [one.what for one in found.reasons if "adduser" in one.what]

    assert said("zip") == ["adduser"]
    assert said("postgresql") == []
    assert said("software-properties-common") == []


def test_what_comes_along_on_one_side_of_ubuntu_alone_is_not_sure() -> None:
    text = "FROM ubuntu:22.04\nRUN apt-get update && apt-get install -y {}\nRUN adduser --system example\n"

    def said(package: str) -> list[tuple[str, str]]:
        found = candidates(text.format(package))["ubuntu:26.04"]
        return [(one.severity, one.certainty) for one in found.reasons if "adduser" in one.what]

    assert said("zip") == [("breaks", "high")]
    assert said("openssh-server") == [("check", "low")]
    assert said("software-properties-common") == [("check", "low")]
    assert said("postgresql") == []


def test_what_took_a_packages_place_brings_the_same() -> None:
    text = 'FROM debian:8\nRUN apt-get update && apt-get install -y python-pip\nENTRYPOINT ["/usr/bin/make"]\n'
    assert "make in ENTRYPOINT" not in port(text, "debian:13-slim"), "python3-pip recommends build-essential"
    alone = text.replace("install -y", "install -y --no-install-recommends")
    assert "make in ENTRYPOINT" in port(alone, "debian:13-slim")
