"""Root's login by sshd."""

from tests.advisor.asking import port

_TEXT = "FROM centos:7\nRUN yum install -y openssh-server\nRUN echo 'root:a' | chpasswd\n"


def test_a_password_lets_root_in_no_more() -> None:
    assert port(_TEXT, "almalinux:9", "services")["a password for root"] == ("check", 3)
    asked = _TEXT.replace("echo 'root:a' | chpasswd", "echo a | passwd --stdin root")
    assert port(asked, "almalinux:9", "services")["a password for root"] == ("check", 3)


def test_nothing_of_it_where_the_file_configures_sshd_or_another_account() -> None:
    for text in (
        f"{_TEXT}RUN echo 'PermitRootLogin yes' >> /etc/ssh/sshd_config\n",
        f"{_TEXT}COPY sshd_config /etc/ssh/\n",
        _TEXT.replace("root:", "app:"),
        _TEXT.replace("openssh-server", "openssh-clients"),
    ):
        assert "a password for root" not in port(text, "almalinux:9", "services")
