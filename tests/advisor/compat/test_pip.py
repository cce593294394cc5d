"""pip of the distribution's own Python."""

import pytest
from tests.advisor.asking import candidates, port, told
from tests.advisor.compat.test_failing_now import now

_MOVES = {
    "alpine:3.18": ("alpine:3.24", "apk add py3-pip"),
    "debian:11": ("debian:13", "apt-get install -y python3-pip"),
    "php:7.4-bullseye": ("php:8.5-trixie", "apt-get install -y python3-pip"),
    "node:18-bullseye": ("node:24-trixie", "apt-get install -y python3-pip"),
}


def moved(text: str, to: str) -> dict[str, tuple[str, int | None]]:
    return told(candidates(text)[to], "version")


@pytest.mark.parametrize("image", _MOVES)
def test_the_distributions_pip_refuses_whatever_the_image_is_for(image: str) -> None:
    to, install = _MOVES[image]
    text = f"FROM {image}\nRUN {install}\nRUN pip3 install a\n"
    assert moved(text, to)["pip3 install"] == ("breaks", 3)


@pytest.mark.parametrize(
    "before",
    [
        "RUN rm /usr/lib/python3*/EXTERNALLY-MANAGED",
        "RUN pip3 config set global.break-system-packages true",
        "ENV PIP_BREAK_SYSTEM_PACKAGES=1",
        "RUN python3 -m venv /v",
        "ENV PIP_TARGET=/v",
    ],
)
def test_the_ban_may_be_lifted(before: str) -> None:
    text = f"FROM debian:11\nRUN apt-get install -y python3-pip\n{before}\nRUN pip3 install a\n"
    assert "pip3 install" not in moved(text, "debian:13")


def test_the_option_lifts_it_for_its_own_command_alone() -> None:
    text = (
        "FROM debian:11\nRUN apt-get install -y python3-pip\n"
        "RUN pip3 install --break-system-packages a\nRUN pip3 install b\n"
    )
    assert moved(text, "debian:13")["pip3 install"] == ("breaks", 4)


def test_another_pip_than_the_distributions_is_free() -> None:
    assert "pip install" not in moved("FROM python:3.9\nRUN pip install a\n", "python:3.14")
    text = "FROM debian:11\nRUN apt-get install -y python3-pip\nRUN /opt/v/bin/pip install a\n"
    assert "pip install" not in moved(text, "debian:13")


@pytest.mark.parametrize(
    "run",
    [
        "curl https://bootstrap.pypa.io/get-pip.py | python3",
        "curl -O https://bootstrap.pypa.io/get-pip.py && python3 get-pip.py && pip install a",
    ],
)
def test_get_pip_is_refused_as_well(run: str) -> None:
    text = f"FROM ubuntu:20.04\nRUN apt-get install -y python3 curl\nRUN {run}\n"
    assert moved(text, "ubuntu:24.04")["get-pip.py"] == ("breaks", 3)


def test_alpines_ensurepip_is_refused_as_well() -> None:
    text = "FROM {}\nRUN apk add python3\nRUN python3 -m ensurepip && pip3 install a\n"
    assert moved(text.format("alpine:3.18"), "alpine:3.24")["ensurepip"] == ("breaks", 3)
    assert now(text.format("alpine")) == {"ensurepip": ("breaks", 3)}


def test_alpines_python_once_brought_pip_along() -> None:
    text = "FROM alpine:3.10\nRUN apk add {}\nRUN python3 -m pip install a\n"
    found = moved(text.format("python3"), "alpine:3.24")
    assert found["python3 -m pip"] == ("breaks", 3)
    assert found["pip install"] == ("breaks", 3)
    assert "python3 -m pip" not in moved(text.format("python3 py3-pip"), "alpine:3.24")


@pytest.mark.parametrize(
    ("image", "to", "install", "command"),
    [
        ("ubuntu:18.04", "ubuntu:24.04", "apt-get install -y python3.7", "python3.7"),
        ("ubuntu:18.04", "ubuntu:24.04", "apt-get install -y python3", "python3.6"),
        ("ubuntu:18.04", "alpine:3.24", "apt-get install -y python3.7", "python3.7"),
        ("ubuntu:20.04", "ubuntu:24.04", "apt-get install -y python2", "python2"),
        ("centos:7", "almalinux:9", "yum install -y curl", "/usr/bin/python2.7"),
    ],
)
def test_commands_of_a_version_that_is_gone(image: str, to: str, install: str, command: str) -> None:
    text = f'FROM {image}\nRUN {install}\nRUN {command} a.py\nENTRYPOINT ["{command}", "b.py"]\n'
    found = next(one for one in candidates(text)[to].reasons if one.what == f"the command {command}")
    assert (found.severity, found.line) == ("breaks", 3)
    assert found.why.endswith("; line 4 as well")


def test_commands_of_a_version_that_another_source_brings_are_there() -> None:
    text = (
        "FROM ubuntu:18.04\nRUN add-apt-repository ppa:deadsnakes/ppa && apt-get install -y python3.7\n"
        "RUN python3.7 a.py\n"
    )
    assert "the command python3.7" not in moved(text, "ubuntu:24.04")


def test_alpines_pip_is_missing_on_a_moving_tag_as_well() -> None:
    assert now("FROM alpine\nRUN apk add python3\nRUN pip3 install a\n")["pip3"] == ("breaks", 3)
    assert "pip3" not in now("FROM alpine\nRUN apk add python3 py3-pip\nRUN pip3 install a\n")


@pytest.mark.parametrize(
    "brought",
    ["apt-get install -y python-setuptools && easy_install pip", "apt-get install -y python3 python3-dev"],
)
def test_pip_that_only_the_distributions_python_can_have_is_refused(brought: str) -> None:
    text = f"FROM ubuntu:18.04\nRUN {brought}\nRUN pip install flask\n"
    assert moved(text, "ubuntu:24.04")["pip install"] == ("breaks", 3)
    own = f"FROM python:3.9-bullseye\nRUN {brought}\nRUN pip install flask\n"
    assert all("pip install" not in told(one, "version") for one in candidates(own).values() if one.kind == "refresh")


def test_a_python_of_another_version_is_not_the_distributions() -> None:
    fetched = "curl https://bootstrap.pypa.io/get-pip.py"
    text = f"FROM ubuntu:22.04\nRUN apt-get install -y python3.9\nRUN {fetched} | python3{{}}\n"
    assert "get-pip.py" not in told(candidates(text.format(".9"))["ubuntu:26.04"])
    assert "get-pip.py" in told(candidates(text.format(""))["ubuntu:26.04"])


def test_what_is_set_later_allows_nothing_before() -> None:
    text = "FROM debian:11\nRUN apt-get install -y python3-pip\nRUN pip3 install a\nENV PIP_BREAK_SYSTEM_PACKAGES=1\n"
    assert told(candidates(text)["debian:13"])["pip3 install"] == ("breaks", 3)
    lines = text.splitlines(keepends=True)
    assert "pip3 install" not in told(candidates("".join([lines[0], lines[3], *lines[1:3]]))["debian:13"])


def test_leap_16_marks_its_python_as_its_own() -> None:
    text = "FROM opensuse/leap:15.6\nRUN zypper -n install python3-pip\nRUN pip install ansible\n"
    assert port(text, "opensuse/leap:16.0", "version")["pip install"] == ("breaks", 3)


def test_pip_replaces_nothing_without_being_asked() -> None:
    text = "FROM ubuntu:16.04\nRUN apt-get update && apt-get install -y python3-pip\nRUN pip3 install {}setuptools\n"
    why = {one.what: one.why for one in candidates(text.format(""))["ubuntu:24.04"].reasons}
    assert "PEP 668" in why["pip3 install setuptools"]
    upgraded = {one.what: one.why for one in candidates(text.format("-U "))["ubuntu:24.04"].reasons}
    assert "may not replace" in upgraded["pip3 install setuptools"]


def test_programs_of_pip_are_in_usr_local() -> None:
    text = 'FROM centos:7\nRUN yum install -y python-pip && pip install supervisor\nCMD ["{}/supervisord"]\n'
    assert port(text.format("/usr/bin"), "almalinux:9", "paths") == {"/usr/bin/supervisord": ("breaks", 3)}
    assert port(text.format("/usr/local/bin"), "almalinux:9", "paths") == {}
    packaged = text.replace("python-pip && pip install supervisor", "supervisor").format("/usr/bin")
    assert port(packaged, "almalinux:9", "paths") == {}


@pytest.mark.parametrize(
    ("runs", "breaks"),
    [
        ("pip3 install supervisor && /usr/bin/supervisord -v", True),
        ("/usr/bin/pip3 install supervisor && ln -s /a /usr/bin/b && /usr/bin/supervisord -v", True),
        ("pip3 install -U pip && /usr/bin/pip install a", False),
        ("yum install -y ansible && pip3 install ansible && /usr/bin/ansible a", False),
        ("yum install -y python3-flask && pip3 install flask && /usr/bin/flask a", False),
        ("pip3 install --prefix=/usr supervisor && /usr/bin/supervisord -v", False),
        ("pip3 install supervisor && ln -s /usr/local/bin/supervisord /usr/bin/ && /usr/bin/supervisord -v", False),
        ("pip3 install flask && cp -p /usr/local/bin/flask /usr/bin/flask && /usr/bin/flask a", False),
        ("pip3 install flask && echo a > /usr/bin/flask && /usr/bin/flask a", False),
        ("/v/bin/pip install gunicorn && /usr/bin/gunicorn a", False),
        ("python3 -m venv /v && . /v/bin/activate && pip install flask && /usr/bin/flask a", False),
        ("pipx install flask && /usr/bin/flask a", False),
        ("easy_install -d /a flask && /usr/bin/flask a", False),
    ],
)
def test_what_else_puts_a_program_of_pips_into_usr_bin(runs: str, *, breaks: bool) -> None:
    found = port(f"FROM centos:7\nRUN yum install -y python3-pip\nRUN {runs}\n", "almalinux:9", "paths")
    assert found == ({"/usr/bin/supervisord": ("breaks", 3)} if breaks else {})


def test_a_copy_puts_a_program_of_pips_into_usr_bin() -> None:
    text = "FROM centos:7\nRUN yum install -y python3-pip && pip3 install flask\nCOPY a {}\nCMD /usr/bin/flask run\n"
    assert port(text.format("/a"), "almalinux:9", "paths") == {"/usr/bin/flask": ("breaks", 4)}
    for target in ("/usr/bin/flask", "/usr/bin/"):
        assert port(text.format(target), "almalinux:9", "paths") == {}


def test_another_tools_folder_is_no_other_python() -> None:
    text = "FROM alpine:3.9\nENV PATH $PATH:/opt/{}/bin\nRUN apk add python3\nRUN python3 -m ensurepip\n"
    assert port(text.format("apache-maven-3.8.6"))["ensurepip"] == ("breaks", 4)
    assert "ensurepip" not in port(text.format("venv"))


def test_get_pip_is_refused_where_the_distributions_python_is_there_by_then() -> None:
    install, fetched = "RUN apt-get install -y python3\n", "RUN curl -O https://bootstrap.pypa.io/get-pip.py\n"
    run = f"{fetched}RUN python3 get-pip.py\n"
    assert moved(f"FROM debian:11\n{install}{run}", "debian:13")["get-pip.py"] == ("breaks", 4)
    for none in (run, run + install, f"{install}RUN rm /usr/lib/python3*/EXTERNALLY-MANAGED\n{run}"):
        assert "get-pip.py" not in moved(f"FROM debian:11\n{none}", "debian:13")


def test_a_pip_of_easy_install_is_the_distributions_from_there_on() -> None:
    easy, pip = "RUN easy_install pip\n", "RUN pip install a\n"
    assert moved(f"FROM ubuntu:20.04\n{easy}{pip}", "ubuntu:24.04")["pip install"] == ("breaks", 3)
    assert "pip install" not in moved(f"FROM ubuntu:20.04\n{pip}{easy}", "ubuntu:24.04")
