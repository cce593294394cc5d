"""Numbers of thousands of digits, and digits such as `²`, which Python does not read: no versions, and no obstacle."""

import pytest
from tests.advisor.asking import ask

from baseadvisor import lint
from baseadvisor.linting.config import Config

_LONG = "1" * 5000


@pytest.mark.parametrize("digits", [_LONG, "²", "1²", "⑤", "٣"], ids=["long", "square", "mixed", "circled", "arabic"])
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
        "FROM ubuntu:18.04\nRUN apt-get -q=@ update && apt-get install --quiet=@ -y nodejs=@ openjdk-@-jre a-@\n",
        "FROM debian:12\nCOPY --from=@ /a /a\nCOPY --chmod=@ --chown=@:@ b /b\nRUN chmod @ /b && useradd -u@ -g @ x\n",
        "FROM node:@\nRUN npm install a@ && npm i -g npm@@\nEXPOSE @-@/tcp\nSTOPSIGNAL @\nUSER @:@\n",
        "FROM nvidia/cuda:11.8-base\nRUN pip install torch==1+cu@ && conda install pytorch-cuda=@.@\n",
        "FROM debian:@-slim\nHEALTHCHECK --interval=@s --retries=@ CMD true\nVOLUME /@\nRUN echo {@..@} 2>&@\n",
        "FROM ubuntu:@.04\nRUN curl https://deb.nodesource.com/setup_@.x | sh && dpkg-reconfigure tzdata\n",
        "FROM openjdk:@-jdk\nENV JAVA_OPTS=-Xmx@m\nCMD java -XX:MaxRAMPercentage=@ -version:@ -jar a.jar\n",
    ],
)
def test_they_stop_nothing(text: str, digits: str) -> None:
    text = text.replace("@", digits)
    assert ask(text).stages
    assert not lint(text, config=Config(preview=True)).problems


@pytest.mark.parametrize("digits", ["²", "٣"])
def test_what_is_no_digit_is_no_port(digits: str) -> None:
    said = {
        reason.what
        for one in ask(f"FROM haproxy:1.7\nEXPOSE {digits}\n").stages[0].candidates
        for reason in one.reasons
    }
    assert not any(what.startswith("EXPOSE") for what in said)
