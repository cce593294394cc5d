"""Numbers of thousands of digits, which Python does not read: they are no versions, and stop nothing."""

import pytest
from tests.advisor.asking import ask

from baseadvisor import lint

_DIGITS = "1" * 5000


@pytest.mark.parametrize(
    "text",
    [
        "FROM ubuntu:18.04\nRUN apt-get update && apt-get install -y openjdk-@-jdk python@ php@ ruby@\n",
        "FROM ubuntu:18.04\nRUN curl -sL https://deb.nodesource.com/setup_@.x | bash\n",
        "FROM centos:7\nRUN yum install -y https://dl.fedoraproject.org/pub/epel/epel-release-latest-@.noarch.rpm\n",
        "FROM adoptopenjdk/openjdk@\n",
        "FROM k8s@.gcr.io/a/b:1\nRUN true\n",
        "FROM haproxy:1.7\nEXPOSE @\nRUN useradd -u @ x\n",
        "FROM python:3.6\nRUN pip install a-1-cp3@-cp3@m-linux_x86_64.whl pip==@\n",
        "FROM debian:9\nRUN wget https://a.example/stable/stack-@.tar.gz node-v@.0.0-linux-x64.tar.gz\n",
        "FROM ubuntu:18.04\nENV JAVA_HOME=/usr/lib/jvm/java-@-openjdk JAVA_VERSION=@\nRUN gem install a -v @.@\n",
    ],
)
def test_they_stop_nothing(text: str) -> None:
    long = text.replace("@", _DIGITS)
    assert ask(long).stages
    assert not lint(long).problems
