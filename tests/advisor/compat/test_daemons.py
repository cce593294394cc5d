"""Services that Debian's packages set up, and those of others do not."""

from tests.advisor.asking import candidates, told

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
