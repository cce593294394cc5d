"""Services that Debian's packages set up, and those of others do not."""

from tests.advisor.asking import candidates, port, told

SSH = 'FROM debian:10\nRUN apt-get install -y openssh-server && mkdir /run/sshd\nCMD ["/usr/sbin/sshd", "-D"]\n'
SUPERVISOR = (
    'FROM debian:10\nRUN apt-get install -y supervisor\nCOPY a.conf /etc/supervisor/conf.d/\nCMD ["supervisord"]\n'
)


def test_the_keys_of_sshd() -> None:
    found = candidates(SSH)
    assert told(found["alpine:3.24"])["CMD starts sshd"] == ("breaks", 3)
    assert "CMD starts sshd" not in told(found["debian:13"])
    assert "CMD starts sshd" not in told(candidates(SSH.replace("mkdir", "ssh-keygen -A; mkdir"))["alpine:3.24"])


def test_where_supervisord_looks_for_programs() -> None:
    what = "the path /etc/supervisor/conf.d/"
    found = candidates(SUPERVISOR)
    assert told(found["alpine:3.24"])[what] == ("breaks", 3)
    assert what not in told(found["debian:13"])
    named = SUPERVISOR.replace('"supervisord"', '"supervisord", "-c", "/etc/supervisor/supervisord.conf"')
    assert what not in told(candidates(named)["alpine:3.24"])


def test_long_lines_of_sed_take_no_time() -> None:
    text = (
        "FROM ubuntu:16.04\nRUN "
        + "sed -i s/PermitRootLogin/ " * 300
        + "\nRUN sed -i s/PermitRootLogin"
        + "/" * 6000
        + "\n"
    )
    assert "sed of PermitRootLogin" not in port(text, "ubuntu:24.04")


def test_what_looks_for_the_comment_or_says_it_otherwise_is_left_alone() -> None:
    text = (
        "FROM ubuntu:16.04\nRUN apt-get update && apt-get install -y openssh-server\n"
        "RUN sed -i 's/{}/yes/' /etc/ssh/sshd_config\n"
    )
    what = "sed of PermitRootLogin"
    assert port(text.format("PermitRootLogin .*"), "ubuntu:24.04")[what] == ("check", 3)
    beside = text.replace("/etc/ssh/", "").replace("RUN sed -i ", "RUN cd /etc/ssh && sed -i -e")
    assert port(beside.format("PermitRootLogin .*"), "ubuntu:24.04")[what] == ("check", 3)
    assert what not in port(text.format("#PermitRootLogin .*"), "ubuntu:24.04")
    assert what not in port(text.format("PasswordAuthentication no"), "ubuntu:24.04")
    started = text.format("PermitRootLogin .*") + 'CMD ["/usr/sbin/sshd", "-D", "-o", "PermitRootLogin=yes"]\n'
    assert what not in port(started, "ubuntu:24.04")
