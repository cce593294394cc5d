"""An init that starts all services of a container."""

import pytest
from tests.advisor.asking import candidates, told

SYSTEMD = 'FROM {}\nRUN systemctl disable getty\nCMD ["/sbin/init"]\n'


def test_upstart_is_left_for_systemd() -> None:
    text = "FROM centos:6\nRUN mv /etc/init/tty.conf /etc/init/tty.off\nCMD /sbin/init\n"
    found = told(candidates(text)["almalinux:9"], "services")
    assert found == {"the path /etc/init/tty.conf": ("breaks", 2), "CMD starts init": ("breaks", 3)}
    old = told(candidates(text.replace("centos:6", "amazonlinux:2018.03"))["amazonlinux:2023"], "services")
    assert old["CMD starts init"] == ("breaks", 3)


@pytest.mark.parametrize(
    ("old", "new", "found"), [("debian:12", "debian:13", True), ("centos:7", "almalinux:9", False)]
)
def test_systemd_that_wants_cgroup_v2(old: str, new: str, found: bool) -> None:
    assert ("CMD starts init" in told(candidates(SYSTEMD.format(old))[new], "services")) is found


def test_another_program_is_no_init() -> None:
    text = SYSTEMD.format("debian:12").replace("/sbin/init", "/init")
    assert "CMD starts init" not in told(candidates(text)["debian:13"], "services")
