"""What fails on every image, since what is fetched is gone."""

import pytest
from tests.advisor.asking import ask, candidates, told

KEY = "--recv-keys 0123456789ABCDEF0123456789ABCDEF01234567"
SKS = f"gpg --keyserver ha.pool.sks-keyservers.net {KEY}"


def now(text: str) -> dict[str, tuple[str, str, int | None]]:
    """What fails on the final stage's image as it is: what -> (severity, certainty, line)."""
    final = next(stage for stage in ask(text).stages if stage.final)
    return {one.what: (one.severity, one.certainty, one.line) for one in final.now}


@pytest.mark.parametrize(
    ("run", "what"),
    [
        (SKS, "ha.pool.sks-keyservers.net"),
        (f"set -e; {SKS}; make", "ha.pool.sks-keyservers.net"),
        ("curl -fsSLO https://dl.bintray.com/a/b.zip && unzip b.zip", "dl.bintray.com"),
        ("curl -fsSL https://dl.bintray.com/a/b.tgz | tar xz", "dl.bintray.com"),
        ("curl -O https://bintray.com/artifact/download/a/b.zip", "bintray.com"),
        ("git clone git://github.com/a/b.git", "git://github.com"),
        ("pip install git+git://github.com/a/b", "git://github.com"),
        ("svn export https://github.com/a/b/trunk", "svn from github.com"),
        ("hg clone https://bitbucket.org/a/b", "hg from bitbucket.org"),
        ("wget https://a.googlecode.com/files/b.tar.gz", "a.googlecode.com/files"),
        ("go get code.google.com/p/a", "go from code.google.com/p"),
        (
            "wget http://download.oracle.com/otn-pub/java/jdk/8u131-b11/jdk-8u131-linux-x64.rpm",
            "download.oracle.com/otn-pub/java/jdk/",
        ),
        ("pip install -i http://pypi.python.org/simple a", "http://pypi.python.org/"),
        ("wget https://www.apache.org/dist/tomcat/tomcat-8/v8.0.32/bin/a.tar.gz", "tomcat 8.0.32 at www.apache.org"),
        ("V=3.3.9; curl -fO https://dlcdn.apache.org/maven/maven-3/$V/a.tgz", "maven 3.3.9 at dlcdn.apache.org"),
        ("add-apt-repository -y ppa:ondrej/php5-5.6", "ppa:ondrej/php5-5.6"),
        ("apt-get install -y oracle-java8-installer", "package oracle-java8-installer"),
    ],
)
def test_what_is_gone_fails(run: str, what: str) -> None:
    assert now(f"FROM ubuntu:22.04\nRUN {run}\n").get(what) == ("breaks", "high", 2)


@pytest.mark.parametrize(
    ("run", "what"),
    [
        (f"{SKS}; make", "ha.pool.sks-keyservers.net"),
        ("curl https://dl.bintray.com/a/install | sh", "dl.bintray.com"),
        ("wget http://apache.example.org/dist/maven/maven-3/3.3.9/a.tgz", "maven 3.3.9 at apache.example.org"),
        ("add-apt-repository -y ppa:webupd8team/java", "ppa:webupd8team/java"),
    ],
)
def test_what_may_fail_later_or_elsewhere_is_likely(run: str, what: str) -> None:
    assert now(f"FROM ubuntu:22.04\nRUN {run}\n").get(what) == ("breaks", "medium", 2)


@pytest.mark.parametrize(
    "run",
    [
        f"{SKS} || true",
        f"{SKS} || gpg --keyserver keyserver.ubuntu.com {KEY}",
        f"gpg --keyserver keyserver.ubuntu.com {KEY} || {SKS}",
        f"for s in ha.pool.sks-keyservers.net keyserver.ubuntu.com; do gpg --keyserver $s {KEY} && break; done",
        f"for k in a b; do {SKS} && break; done",
        f"if [ -n $KEY ]; then {SKS}; fi",
        "git config --global url.https://github.com/.insteadOf git://github.com/",
        "curl -O https://jcenter.bintray.com/a/b.jar",
        "echo see https://dl.bintray.com/a",
        "git clone https://bitbucket.org/a/b",
        "curl -O https://storage.googleapis.com/google-code-archive-downloads/v2/code.google.com/p/a/b.zip",
        "curl -fO https://archive.apache.org/dist/tomcat/tomcat-8/v8.0.32/bin/a.tar.gz",
        "curl -fO https://dlcdn.apache.org/maven/maven-3/3.9.9/a.tgz",
        "curl -fO https://download.oracle.com/java/21/latest/jdk-21_linux-x64_bin.tar.gz",
        "add-apt-repository -y ppa:ondrej/php && apt-get update",
    ],
)
def test_what_is_there_or_has_an_alternative_is_not_told(run: str) -> None:
    assert not any(one.topic == "gone" for one in ask(f"FROM ubuntu:22.04\nRUN {run}\n").stages[0].now)


def test_all_of_several_may_be_gone() -> None:
    text = f"FROM ubuntu:22.04\nRUN {SKS} || gpg --keyserver pgp.pool.sks-keyservers.net {KEY}\n"
    assert "ha.pool.sks-keyservers.net" in now(text)


def test_a_place_is_told_once_with_its_other_lines() -> None:
    text = f"FROM ubuntu:22.04\nRUN {SKS}\nRUN {SKS}\nADD https://dl.bintray.com/a /a\n"
    found = {one.what: one for one in ask(text).stages[0].now}
    assert found["ha.pool.sks-keyservers.net"].line == 2
    assert found["ha.pool.sks-keyservers.net"].why.endswith("; line 3 as well")
    assert found["dl.bintray.com"].line == 4


def test_a_source_of_packages_that_is_gone_fails_where_packages_are_installed() -> None:
    source = 'RUN echo "deb https://dl.bintray.com/sbt/debian /" > /etc/apt/sources.list.d/sbt.list\n'
    assert now(f"FROM ubuntu:22.04\n{source}") == {}
    text = f"FROM ubuntu:22.04\n{source}RUN apt-get update && apt-get install -y sbt\n"
    assert now(text)["dl.bintray.com"] == ("breaks", "high", 2)


def test_what_fails_now_is_not_repeated_with_the_candidates() -> None:
    for candidate in candidates(f"FROM ubuntu:20.04\nRUN {SKS}\n").values():
        assert "ha.pool.sks-keyservers.net" not in told(candidate)


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("FROM python:3.6\nRUN curl https://bootstrap.pypa.io/get-pip.py | python\n", "get-pip.py", 2),
        ("FROM python:3.9\nRUN curl https://bootstrap.pypa.io/get-pip.py | python\n", "get-pip.py", 2),
        ("FROM debian:9\nRUN curl -O https://bootstrap.pypa.io/get-pip.py\nRUN python get-pip.py\n", "get-pip.py", 3),
        ("FROM ubuntu:22.04\nRUN wget https://bootstrap.pypa.io/get-pip.py && python2.7 get-pip.py\n", "get-pip.py", 2),
        ("FROM ruby:2.7\nRUN gem install bundler\n", "gem install bundler", 2),
        ("FROM ubuntu:18.04\nRUN apt-get install -y ruby\nRUN gem install bundler\n", "gem install bundler", 3),
        ("FROM ubuntu:16.04\nRUN apt-get install -y ruby2.3\nRUN gem install bundler\n", "gem install bundler", 3),
        ("FROM node:16\nRUN npm install -g npm\n", "npm install -g npm", 2),
        ("FROM node:12\nRUN npm i -g npm@latest && npm -v\n", "npm install -g npm@latest", 2),
        ("FROM r-base:latest\nRUN R -e \"source('http://bioconductor.org/biocLite.R')\"\n", "biocLite.R", 2),
    ],
)
def test_the_newest_of_a_tool_does_not_run_on_an_old_language(text: str, what: str, line: int) -> None:
    assert now(text).get(what) == ("breaks", "high", line)


@pytest.mark.parametrize(
    "text",
    [
        "FROM python:3.6\nRUN curl https://bootstrap.pypa.io/pip/3.6/get-pip.py | python\n",
        "FROM python:3.13\nRUN curl https://bootstrap.pypa.io/get-pip.py | python\n",
        "FROM python:3.6\nRUN curl https://bootstrap.pypa.io/get-pip.py | python || true\n",
        "FROM ruby:2.7\nRUN gem install bundler -v 2.4.22\n",
        "FROM ruby:2.7\nRUN gem install bundler:2.4.22\n",
        "FROM ruby:2.7\nRUN gem install bundler || true\n",
        "FROM ruby:3.4\nRUN gem install bundler\n",
        "FROM node:16\nRUN npm install -g npm@8\n",
        "FROM node:12\nRUN npm install -g npm\n",
        "FROM node:24\nRUN npm install -g npm\n",
        "FROM node:16\nWORKDIR /a\nRUN npm install npm\n",
    ],
)
def test_a_version_that_fits_runs(text: str) -> None:
    assert now(text) == {}


def test_nodesource_has_no_old_node_for_a_newer_release() -> None:
    run = "RUN curl -sL https://deb.nodesource.com/setup_{}.x | bash -\n"
    what = "deb.nodesource.com/setup_12.x"
    assert now("FROM debian:13\n" + run.format(12))[what] == ("breaks", "medium", 2)
    assert now("FROM debian:11\n" + run.format(12)) == {}
    assert now("FROM debian:13\n" + run.format(20)) == {}


def test_of_an_archive_that_is_gone_nothing_is_asked_for_another_release() -> None:
    run = "RUN apt-get install -y software-properties-common && add-apt-repository -y {}\n"
    moved = candidates("FROM ubuntu:22.04\n" + run.format("ppa:webupd8team/java"))["ubuntu:24.04"]
    assert "ppa:webupd8team/java" not in told(moved)
    installs = run.format("ppa:webupd8team/java") + "RUN apt-get update && apt-get install -y oracle-java8-installer\n"
    found = candidates("FROM ubuntu:16.04\n" + installs)
    for image, what in (("ubuntu:24.04", "package"), ("eclipse-temurin:8", "install of")):
        reason = next(one for one in found[image].reasons if one.what == f"{what} oracle-java8-installer")
        assert "ppa:webupd8team/java of line 2 with it" in reason.why
    moved = candidates("FROM ubuntu:22.04\n" + run.format("ppa:deadsnakes/ppa"))["ubuntu:24.04"]
    assert "ppa:deadsnakes/ppa" in told(moved)


def test_what_postgresql_s_makers_moved_to_their_archive() -> None:
    text = (
        "FROM debian:13\nRUN echo 'deb http://apt.postgresql.org/pub/repos/apt/ {}-pgdg main' "
        "> /etc/apt/sources.list.d/pgdg.list\nRUN apt-get update\n"
    )
    now = [one.what for one in ask(text.format("xenial")).stages[0].now]
    assert any("xenial-pgdg" in what for what in now)
    assert not any("pgdg" in one.what for one in ask(text.format("trixie")).stages[0].now)


@pytest.mark.parametrize("key", ["91A6E7F85D05C65630BEF18951852D87348FFC4C", "51852D87348FFC4C"])
def test_a_key_that_hashicorp_signs_by_no_more(key: str) -> None:
    text = f"FROM debian:13\nRUN gpg --keyserver keyserver.ubuntu.com --recv-keys {key}\n"
    assert [(severity, line) for severity, _, line in now(text).values()] == [("breaks", 2)]
    new = "C874011F0AB405110D02105534365D9472D7468F"
    assert now(text.replace(key, new)) == {}
    assert now(text.replace(key, f"{key} {new}")) == {}
