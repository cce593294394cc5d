"""What the newer version of a language no longer takes, each thing at its line."""

import pytest
from tests.advisor.asking import ask, candidates, port

from baseadvisor.advisor import Candidate

Told = dict[str, tuple[str, str, int | None]]


def told(candidate: Candidate, topic: str = "version") -> Told:
    """What a candidate's reasons of a topic say: what -> (severity, certainty, line)."""
    return {one.what: (one.severity, one.certainty, one.line) for one in candidate.reasons if one.topic == topic}


def moved(text: str, to: str) -> Told:
    return told(candidates(text)[to])


def why(text: str, to: str, what: str) -> str:
    return next(one.why for one in candidates(text)[to].reasons if one.what == what)


# Every language


@pytest.mark.parametrize(
    ("text", "to", "what", "line"),
    [
        ("FROM node:17\nCOPY . .\nRUN npm ci\n", "node:24-trixie", "Node.js 17 -> 24", 3),
        ('FROM node:0.10\nCMD ["node", "s.js"]\n', "node:24-trixie", "Node.js 0.10 -> 24", 2),
        ("FROM iojs:2\nRUN npm install\n", "node:26", "Node.js 2 -> 26", 2),
        ("FROM ruby:2.7\nRUN bundle install\n", "ruby:3.4", "Ruby 2.7 -> 3.4", 2),
        ("FROM php:8.1-fpm\nRUN composer install\n", "php:8.5-fpm", "PHP 8.1 -> 8.5", 2),
        ("FROM golang:1.20\nRUN go build\n", "golang:1.27", "Go 1.20 -> 1.27", 2),
        ("FROM rust:1.70\nRUN cargo build\n", "rust:1.98", "Rust 1.70 -> 1.98", 2),
        ("FROM python:3.9\nRUN pip install a\nRUN pip install b==1\n", "python:3.14", "Python 3.9 -> 3.14", 3),
        ('FROM openjdk:18-jdk\nCMD ["java", "-jar", "a.jar"]\n', "eclipse-temurin:25-jdk", "Java 18 -> 25", 2),
    ],
)
def test_a_new_version_has_to_be_supported_by_what_runs_on_it(text: str, to: str, what: str, line: int) -> None:
    severity, _, where = moved(text, to)[what]
    assert (severity, where) == ("check", line)


def test_the_version_that_a_release_packages_counts_as_the_images_own() -> None:
    text = "FROM ubuntu:20.04\nRUN apt-get install -y python3-pip \\\n  ruby\nRUN pip3 install --prefix /x a==1\n"
    found = moved(text, "ubuntu:24.04")
    assert found["Python 3.8 -> 3.12"] == ("check", "high", 4)
    assert found["Ruby 2.7 -> 3.2"] == ("check", "low", 3)
    assert "Python 3.8 -> 3.12" not in moved(
        text.replace("RUN apt", "RUN add-apt-repository ppa:deadsnakes/ppa && apt"), "ubuntu:24.04"
    )


def test_a_release_whose_version_is_not_known_has_at_least_that_of_the_one_before() -> None:
    text = "FROM alpine:3.10\nRUN apk add python3 && python3 x.py\n"
    assert moved(text, "alpine:3.24")["Python 3.7 -> 3.12 or newer"] == ("check", "high", 2)


@pytest.mark.parametrize(
    ("image", "to", "what"),
    [
        ("python:3.9", "cgr.dev/chainguard/python:latest", "Python 3.9 -> 3.14 or newer"),
        ("node:14", "cgr.dev/chainguard/node:latest", "Node.js 14 -> 26 or newer"),
        ("eclipse-temurin:17-jdk", "cgr.dev/chainguard/jre:latest", "Java 17 -> 26 or newer"),
    ],
)
def test_an_image_of_the_newest_version_alone_has_at_least_the_newest_known(image: str, to: str, what: str) -> None:
    assert moved(f'FROM {image}\nCMD ["x"]\n', to)[what][0] == "check"


def test_a_wide_tag_on_a_release_that_is_over_has_an_older_version() -> None:
    text = "FROM python:3-stretch\nRUN pip install a\n"
    assert moved(text, "python:3.14-trixie")["Python 3.10 at most -> 3.14"] == ("check", "medium", 2)
    go = moved("FROM golang:1-stretch\nRUN go build\n", "golang:1.27-trixie")
    assert go["Go 1.18 at most -> 1.27"] == ("check", "low", 2)
    assert not any(" at most" in what for what in moved(text.replace("3-", "3.6-"), "python:3.14-trixie"))


def test_ubuntus_releases_between_have_versions_as_well() -> None:
    found = moved("FROM ubuntu:19.04\nRUN apt-get install -y g++ python3 && make\n", "ubuntu:24.04")
    assert {"Python 3.7 -> 3.12", "GCC 8 -> 13"} <= found.keys()


def test_compilers_of_a_new_release_are_told_of_where_something_is_compiled() -> None:
    text = "FROM debian:11\nRUN apt-get install -y build-essential\n"
    assert moved(text + 'CMD ["/app"]\n', "debian:13") == {}
    assert moved(text + "RUN ./configure && make\n", "debian:13")["GCC 10 -> 14"] == ("check", "low", 3)


def test_a_variable_that_repeats_the_version_of_the_tag() -> None:
    text = "FROM ruby:3.3.1\nENV RUBY_VERSION=3.3.1 OTHER_VERSION=3.3\n"
    found = next(one for name, one in candidates(text).items() if name.startswith("ruby:3.4"))
    assert told(found)["RUBY_VERSION=3.3.1"] == ("check", "medium", 2)
    assert "OTHER_VERSION=3.3" not in told(found)


@pytest.mark.parametrize(
    ("image", "to", "what"),
    [
        ("fedora:22", "fedora:44", "GCC 5 -> 16"),
        ("amazonlinux:2", "amazonlinux:2023", "GCC 7 -> 11"),
        ("centos:6", "almalinux:9", "GCC 4.4 -> 11"),
    ],
)
def test_old_releases_of_rpms_distributions_have_versions_as_well(image: str, to: str, what: str) -> None:
    assert what in moved(f"FROM {image}\nRUN yum install -y gcc && make\n", to)


# Packages that name a version


def test_plain_names_of_packages_are_python_2_on_old_releases() -> None:
    text = "FROM ubuntu:14.04\nRUN apt-get install -y python-pip\nRUN pip install a\n"
    assert moved(text, "ubuntu:24.04")["Python 2.7 -> 3.12"] == ("check", "high", 3)
    assert candidates(text)["ubuntu:24.04"].effort == "moderate"
    enterprise = moved("FROM centos:7\nRUN yum install -y python-pip && pip install a\n", "almalinux:9")
    assert enterprise["Python 2.7 -> 3.9"][0] == "check"


def test_fedoras_libraries_keep_their_names_and_become_those_of_python_3() -> None:
    text = "FROM fedora:28\nRUN dnf install -y python-six\n"
    fedora = candidates(text)["fedora:44"]
    assert told(fedora)["Python 2.7 -> 3.14"] == ("check", "medium", 2)
    assert fedora.effort == "moderate"
    assert not any(what.startswith("Python 2") for what in moved(text.replace("28", "32"), "fedora:44"))
    headers = moved(text.replace("-six", "-devel"), "fedora:44")
    assert headers["Python 2.7 -> 3.14"] == ("check", "low", 2), "what is built may be for either"


@pytest.mark.parametrize(
    ("text", "to", "certainty"),
    [
        ("FROM alpine:3.7\nRUN apk add git python\nCOPY start /\nCMD /start\n", "alpine:3.24", "medium"),
        ("FROM debian:9\nRUN apt-get install -y python-lxml\n", "debian:13", "medium"),
        ("FROM debian:9\nRUN apt-get install -y python make g++\nCMD make\n", "debian:13", "low"),
        ("FROM node:8-stretch\nRUN apt-get install -y python-pip\n", "node:24-trixie", None),
        ("FROM node:8-stretch\nRUN apt-get install -y python && python a.py\n", "node:24-trixie", "high"),
        ("FROM centos:7\nCMD python a.py\n", "almalinux:9", "high"),
        ("FROM ubuntu:16.04\nRUN apt-get install -y mercurial && python a.py\n", "ubuntu:24.04", "high"),
        ("FROM python:alpine3.7\nRUN pip install a && python a.py\n", "python:3.14-alpine3.24", None),
        ("FROM centos:7\nRUN ln -s /opt/py/python3 /usr/bin/python\nCMD python a.py\n", "almalinux:9", None),
        ("FROM ubuntu:18.04\nRUN apt-get install -y python python3-pip && pip3 install a\n", "ubuntu:24.04", "medium"),
    ],
)
def test_what_is_for_python_2_has_to_be_ported(text: str, to: str, certainty: str | None) -> None:
    candidate = candidates(text)[to]
    found = next((each for what, each in told(candidate).items() if what.startswith("Python 2.7 -> 3")), None)
    assert found == (None if certainty is None else ("check", certainty, 2))
    if certainty is not None:
        assert candidate.effort in ("moderate", "large")
        assert candidate.unpatched is not None


def test_a_package_of_a_gone_version_is_a_new_version_as_an_image_would_be() -> None:
    text = "FROM debian:8\nRUN apt-get install -y openjdk-7-jre\nENV O=-XX:+UseParNewGC\nCMD java -jar a.jar\n"
    found = moved(text, "debian:13")
    assert found["Java 7 -> 21"] == ("check", "high", 4)
    assert found["-XX:+UseParNewGC"] == ("breaks", "high", 3)
    assert moved(text, "eclipse-temurin:8-jre")["Java 7 -> 8"] == ("check", "medium", 4)


def test_of_several_editions_the_nearest_counts_and_no_patch_takes_another_major() -> None:
    text = "FROM debian:8\nRUN apt-get install -y openjdk-7-jre\nCMD java -jar a.jar\n"
    alpine = candidates(text)["alpine:3.24"]
    assert "Java 7 -> 8" in told(alpine)
    assert alpine.effort == "moderate"
    assert "another major version" in str(alpine.unpatched)
    assert candidates(text.replace("openjdk-7", "openjdk-11"))["alpine:3.24"].unpatched is None


def test_an_edition_that_is_there_still_or_comes_from_its_makers_is_no_jump() -> None:
    text = "FROM ubuntu:18.04\nRUN apt-get install -y openjdk-11-jdk && javac A.java\n"
    assert not any(what.startswith("Java") for what in moved(text, "ubuntu:24.04"))
    php = "FROM ubuntu:18.04\nRUN add-apt-repository ppa:ondrej/php && apt-get install -y php7.1-cli\n"
    assert not any(what.startswith("PHP") for what in moved(php, "ubuntu:24.04"))
    assert "PHP 7.1 -> 8.3" in moved(php.replace("add-apt-repository ppa:ondrej/php && ", ""), "ubuntu:24.04")


def test_alpines_packages_of_php_and_compilers_have_versions_too() -> None:
    text = "FROM alpine:3.4\nRUN apk add php5 build-base && ./configure && make\n"
    found = moved(text, "alpine:3.24")
    assert found["GCC 5 -> 15 or newer"] == ("check", "low", 2)
    assert found["PHP 5 -> 8.1 or newer"] == ("check", "low", 2)


def test_what_is_newest_by_itself_has_at_least_the_newest_known() -> None:
    text = "FROM debian:11\nRUN apt-get install -y gcc make && make\n"
    assert moved(text, "cgr.dev/chainguard/wolfi-base:latest")["GCC 10 -> 15 or newer"] == ("check", "low", 2)
    php = "FROM debian:8\nRUN apt-get install -y php5-cli\nCMD php a.php\n"
    assert "PHP 5 -> 8.1 or newer" in moved(php, "cgr.dev/chainguard/wolfi-base:latest")


def test_requirements_are_spoken_of_where_there_are_some() -> None:
    text = "FROM debian:11\nRUN apt-get install -y python3 make\n"
    assert why(text, "debian:13", "Python 3.9 -> 3.13").startswith("scripts that call python3")
    pip = "FROM python:3.9\nRUN pip install a==1\n"
    assert "telnetlib" in why(pip, "python:3.14", "Python 3.9 -> 3.14")


def test_an_old_interpreter_from_its_sources_meets_openssl_3() -> None:
    text = (
        "FROM centos:7\nENV RUBY_VERSION=2.4.1\n"
        "RUN curl -LO https://cache.ruby-lang.org/pub/ruby/2.4/ruby-$RUBY_VERSION.tar.gz && make install\n"
    )
    what = "Ruby 2.4 from its sources"
    assert moved(text, "almalinux:9")[what] == ("breaks", "high", 3)
    assert what not in moved(text, "almalinux:8")
    assert not any("sources" in one for one in moved(text.replace("2.4.1", "3.3.1"), "almalinux:9"))
    own = text + "RUN curl -O https://www.openssl.org/source/openssl-1.1.1w.tar.gz\n"
    assert what not in moved(own, "almalinux:9")


def test_an_old_php_with_openssl_is_not_built_there() -> None:
    text = (
        "FROM alpine:3.3\nENV PHP_VERSION 7.0.7\nENV PHP_FILENAME php-7.0.7.tar.xz\n"
        "RUN curl http://php.net/get/$PHP_FILENAME/from/this/mirror -o a && ./configure --with-openssl && make\n"
    )
    assert moved(text, "alpine:3.24")["PHP 7.0 from its sources"] == ("breaks", "high", 4)


@pytest.mark.parametrize(
    ("sources", "breaks"),
    [
        ("curl -O https://nodejs.org/dist/v0.10.26/node-v0.10.26.tar.gz && ./configure", True),
        ("curl -O https://nodejs.org/dist/v$NODE_VERSION/node-v$NODE_VERSION.tar.xz && ./configure", True),
        ("git clone https://github.com/nodejs/node.git && git checkout v10.1.0 && ./configure", True),
        ("git clone https://github.com/nodejs/node.git && git checkout v18.1.0 && ./configure", False),
        ("curl -O https://nodejs.org/dist/v8.1.0/node-v8.1.0-linux-x64.tar.xz && ./configure", False),
    ],
)
def test_an_old_node_is_configured_by_python_2(sources: str, breaks: bool) -> None:
    text = f"FROM ubuntu:18.04\nENV NODE_VERSION 8.12.0\nRUN apt-get install -y python\nRUN {sources}\n"
    found = [each for what, each in moved(text, "ubuntu:24.04").items() if what.startswith("configure of Node")]
    assert found == ([("breaks", "high", 4)] if breaks else [])


def test_the_node_gyp_of_an_old_node_needs_python_2() -> None:
    text = (
        "FROM buildpack-deps:jessie\nENV NODE_VERSION 0.12.5\n"
        "RUN curl -O https://nodejs.org/dist/v$NODE_VERSION/node-v$NODE_VERSION-linux-x64.tar.gz\nRUN npm install\n"
    )
    what = "npm install"
    assert told(candidates(text)["buildpack-deps:trixie"], "native")[what] == ("check", "low", 4)
    assert "Node.js 0.12 " in why(text, "buildpack-deps:trixie", what)
    assert what not in told(candidates(text.replace("0.12.5", "18.1.0"))["buildpack-deps:trixie"], "native")


def test_alpines_node_once_brought_npm_along() -> None:
    text = "FROM alpine:3.3\nRUN apk add nodejs\\<5{}\nRUN npm install -g a\n"
    assert port(text.format(""))["npm in RUN"] == ("breaks", 3)
    assert port(text.format(""))["Node.js 4 -> 24"][0] == "check"
    assert port(text.format(""), "node:24-alpine")["Node.js 4 -> 24"][0] == "check"
    assert "npm in RUN" not in port(text.format(""), "node:24-alpine")
    assert "npm in RUN" not in port(text.format(" npm"))


def test_a_split_does_not_find_what_another_python_installed() -> None:
    text = 'FROM python:3.12-alpine\nRUN pip install a\nCOPY . .\nCMD ["python", "x.py"]\n'
    to = "cgr.dev/chainguard/python:latest"
    assert moved(text, to)["Python 3.12 -> 3.14 or newer"] == ("breaks", "high", 2)
    assert "lib/python3.12/site-packages" in why(text, to, "Python 3.12 -> 3.14 or newer")
    apart = text.replace("install a", "install --target=/a a")
    assert moved(apart, to)["Python 3.12 -> 3.14 or newer"][0] == "check"


# Node.js


def test_npm_7_fails_where_vulnerabilities_are_left() -> None:
    text = "FROM node:10-stretch\nRUN npm install && npm audit fix{}\n"
    assert moved(text.format(""), "node:24-trixie")["npm audit fix"] == ("check", "medium", 2)
    assert "npm audit fix" not in moved(text.format(" || true"), "node:24-trixie")
    brought = text.format("").replace("npm install", "npm install -g npm@9 && npm install")
    assert not {"npm audit fix", "npm install"} & set(moved(brought, "node:24-trixie"))
    newer = text.format("").replace("node:10-stretch", "node:20-bookworm")
    assert "npm audit fix" not in moved(newer, "node:24-trixie")


def test_npm_7_is_stricter() -> None:
    found = moved("FROM node:14\nRUN npm i -g pm2\nRUN npm ci\n", "node:24-trixie")
    assert found["npm ci"] == ("check", "low", 3)
    assert moved("FROM node:14\nRUN npm install\n", "node:24-trixie")["npm install"] == ("check", "medium", 2)
    assert "npm ci" not in moved("FROM node:16\nRUN npm ci\n", "node:24-trixie")


def test_npm_of_its_old_repository_stays_as_it_is() -> None:
    text = "FROM node:10-stretch\nADD https://github.com/npm/npm/archive/latest.tar.gz /a/\nRUN npm install\n"
    found = moved(text, "node:24-trixie")
    assert found["npm of npm/npm"] == ("check", "medium", 2)
    link = "FROM node:10-stretch\nRUN echo https://github.com/npm/npm/issues/3 && npm install\n"
    assert "npm of npm/npm" not in moved(link, "node:24-trixie")
    assert "npm install" not in found


def test_an_old_npm_does_not_run() -> None:
    assert moved("FROM node:10\nRUN npm install -g npm@5\n", "node:24-trixie")["npm@5"] == ("breaks", "high", 2)
    assert "npm@11" not in moved("FROM node:10\nRUN npm install -g npm@11\n", "node:24-trixie")
    for version, severity in (("3.10.8", "check"), ("3.10.9", "breaks"), ("2", "check"), ("6.13.4", "check")):
        text = f"FROM node:10\nRUN npm install -g npm@{version}\n"
        assert moved(text, "node:24-trixie")[f"npm@{version}"][0] == severity


def test_npm_cleans_its_cache_by_force_alone() -> None:
    clean = "FROM node:6\nRUN npm cache clean\n"
    assert moved(clean, "node:24-trixie")["npm cache clean"] == ("breaks", "high", 2)
    assert "npm cache clean" not in moved(clean.replace("clean", "clean --force"), "node:24-trixie")
    assert "npm cache clean" not in moved(clean.replace("clean", "clean || true"), "node:24-trixie")


def test_newer_npm_links_a_folder_and_installs_nothing_for_it() -> None:
    text = "FROM node:10\nWORKDIR /app\nCOPY . .\nRUN npm install -g{}\n"
    assert moved(text.format(""), "node:24-trixie")["npm install -g"] == ("breaks", "high", 4)
    assert "npm install -g" not in moved(text.format(" pm2"), "node:24-trixie")
    assert "npm install -g" not in moved(text.format("").replace("npm", "xargs -a l npm"), "node:24-trixie")
    assert "npm install -g" not in moved(text.format("").replace("RUN", "RUN npm ci\nRUN"), "node:24-trixie")
    assert "npm install -g" not in moved(text.format(" || true"), "node:24-trixie")
    assert "npm install -g" not in moved(text.format("").replace("node:10", "node:16"), "node:24-trixie")


def test_openssl_3_stops_webpack_4_where_something_is_built() -> None:
    build = "FROM node:14\nRUN npm run build\n"
    assert moved(build, "node:24-trixie")["npm run build"] == ("check", "medium", 2)
    legacy = build.replace("RUN", "RUN NODE_OPTIONS=--openssl-legacy-provider")
    assert "npm run build" not in moved(legacy, "node:24-trixie")


def test_modules_that_stopped_with_a_version_of_node() -> None:
    found = moved("FROM node:8\nRUN npm install -g node-sass\nRUN gulp build\n", "node:24-trixie")
    assert found["node-sass"] == ("breaks", "medium", 2)
    assert found["gulp"] == ("check", "medium", 3)


def test_node_of_nodesource_is_a_version_as_well() -> None:
    text = "FROM ubuntu:18.04\nRUN curl https://deb.nodesource.com/setup_16.x | bash && apt-get install -y nodejs\n"
    text += "WORKDIR /a\nRUN npm ci\n"
    node = candidates(text)["node:24-trixie-slim"]
    assert told(node)["Node.js 16 -> 24"] == ("check", "medium", 4)
    assert node.effort == "moderate"
    assert "Node.js 16 -> 24" in moved(text, "alpine:3.24")
    assert not any(what.startswith("Node.js") for what in moved(text, "ubuntu:24.04"))
    assert "Node.js 26 -> 26" not in moved(text.replace("_16", "_26"), "node:26-slim")


def test_the_official_image_has_no_yarn_from_26_on() -> None:
    yarn = "FROM node:22\nRUN yarn install\n"
    assert moved(yarn, "node:26")["yarn install"] == ("breaks", "high", 2)
    assert "yarn install" not in moved(yarn, "node:24-trixie")
    assert "yarn install" not in moved(yarn.replace("RUN", "RUN npm install -g yarn\nRUN"), "node:26")
    latest = candidates("FROM node:latest\nRUN yarn install\n")
    assert all(told(one)["yarn install"][0] == "breaks" for name, one in latest.items() if name.startswith("node:26"))
    assert "either" in why("FROM node:latest\nRUN yarn install\nCMD x\n", "node:26-slim", "yarn install")


def test_the_official_image_has_no_corepack_from_25_on() -> None:
    found = moved("FROM node:22\nRUN corepack enable && yarn install\n", "node:26")
    assert found["corepack enable"] == ("breaks", "high", 2)
    assert "yarn install" not in found


@pytest.mark.parametrize(
    ("option", "severity"),
    [
        ("--always-compact", "breaks"),
        ("--debug=5858", "breaks"),
        ("--some_flag_of_v8", "check"),
        ("--max_old_space_size=400", None),
        ("--inspect", None),
    ],
)
def test_options_of_node_that_stop_it(option: str, severity: str | None) -> None:
    found = moved(f'FROM node:6\nCMD ["node", "{option}", "s.js", "--verbose"]\n', "node:24-trixie")
    assert found.get(f"node {option}", (None,))[0] == severity
    assert "node --verbose" not in found


# Ruby


def test_bundler_1_does_not_run_on_ruby_3_2() -> None:
    pinned = moved("FROM ruby:2.5\nRUN gem install bundler -v 1.17.3 && bundle install\n", "ruby:3.4")
    assert pinned["bundler 1.17.3"] == ("breaks", "high", 2)
    locked = moved("FROM ruby:2.5\nRUN bundle install\n", "ruby:3.4")
    assert locked["bundle install"] == ("check", "low", 2)


def test_rubygems_3_has_no_options_for_no_ri_and_no_rdoc() -> None:
    text = "FROM ruby:2.5\nRUN gem install --no-ri --no-rdoc a\n"
    assert moved(text, "ruby:3.4")["gem --no-ri"] == ("breaks", "high", 2)
    assert "gem --no-ri" not in moved(text.replace("2.5", "2.7"), "ruby:3.4")
    packaged = text.replace("ruby:2.5", "ubuntu:16.04")
    assert moved(packaged, "ubuntu:24.04")["gem --no-ri"] == ("breaks", "high", 2)
    assert "gem --no-ri" not in moved(packaged + "RUN rbenv install 2.4.1\n", "ubuntu:24.04")


def test_the_newest_webpack_is_not_webpack_4() -> None:
    text = "FROM node:8\nRUN npm install -g {}\nWORKDIR /a\nRUN webpack\n"
    assert "webpack" in told(candidates(text.format("webpack@4 webpack-cli@3"))["node:24-trixie"], "version")
    assert "webpack" not in told(candidates(text.format("webpack webpack-cli"))["node:24-trixie"], "version")


def test_a_packaged_npm_refuses_to_clean_its_cache_unforced() -> None:
    install = "RUN yum install -y nodejs npm\n"
    text = f"FROM centos:7\n{install}RUN npm cache clean\n"
    assert moved(text, "almalinux:9")["npm cache clean"] == ("breaks", "high", 3)
    assert "npm cache clean" not in moved(text.replace("clean", "clean --force"), "almalinux:9")
    other = "RUN curl -sL https://rpm.nodesource.com/setup_4.x | bash -\n"
    assert "npm cache clean" not in moved(text.replace(install, other + install), "almalinux:9")


def test_npm_does_not_write_over_the_yarn_of_the_image() -> None:
    text = "FROM node:6\nRUN npm install -g {}yarn\n"
    what = "npm install -g yarn"
    assert moved(text.format(""), "node:24-trixie")[what] == ("breaks", "high", 2)
    assert what not in moved(text.format("--force "), "node:24-trixie")
    assert what not in moved(text.format("").replace("npm", "rm -f /usr/local/bin/yarn* && npm"), "node:24-trixie")
    assert [one.what for one in ask("FROM node:24\nRUN npm i -g yarn\n").stages[0].now] == [what]
    assert ask("FROM node:26\nRUN npm i -g yarn\n").stages[0].now == ()
    assert ask("FROM alpine:3.24\nRUN apk add npm && npm i -g yarn\n").stages[0].now == ()


def test_a_program_by_go_get_that_is_called_afterwards_fails_with_code_too() -> None:
    text = "FROM golang\nCOPY . .\nRUN go get -u github.com/kardianos/govendor\nRUN {} sync\n"
    assert [one.line for one in ask(text.format("govendor")).stages[0].now] == [3]
    assert ask(text.format("other")).stages[0].now == ()


def test_options_that_pip_has_no_more() -> None:
    text = "FROM python:2.7\nRUN pip install {}--use-wheel -r a.txt\n"
    found = next(iter(candidates(text.format("")).values()))
    assert told(found)["pip --use-wheel"] == ("breaks", "high", 2)
    old = next(iter(candidates(text.format("pip==9.0.1 && pip install ")).values()))
    assert "pip --use-wheel" not in told(old)


def test_make_below_gopath_wants_a_go_mod() -> None:
    text = "FROM golang:1.9-alpine3.7\nADD . /go/src/x\nWORKDIR /go/src/x\nRUN apk add --no-cache make\nRUN make all\n"
    found = next(iter(candidates(text).values()))
    assert told(found, "version")["make all"] == ("check", "medium", 5)
    outside = next(iter(candidates(text.replace("/go/src/x", "/x")).values()))
    assert "make all" not in told(outside, "version")


def test_the_other_builds_in_gopath_are_named_by_their_lines() -> None:
    text = "FROM golang:1.9\nWORKDIR /go/src/x\nCOPY . .\nRUN go build -o a ./a\nRUN go build -o b ./b\n"
    assert why(text, "golang:1.27", "go build").endswith("(also line 5)")


def test_the_build_that_is_sure_to_stop_leads() -> None:
    text = "FROM golang:1.9\nWORKDIR /go/src/x\nCOPY . .\nRUN make a\nRUN make b\nRUN go build\n"
    first = next(iter(candidates(text).values()))
    assert [(one.what, one.severity, one.line) for one in first.reasons if "go.mod" in one.why] == [
        ("go build", "breaks", 6)
    ]
    fetched = "FROM golang:1.10\nRUN go install example.org/a/b\nRUN go install example.org/c/d\n"
    first = next(iter(candidates(fetched).values()))
    told = [one for one in first.reasons if "by a version" in one.why]
    assert [one.line for one in told] == [2]
    assert "example.org/a/b@VERSION" in told[0].why
    assert "also line 3" in told[0].why


def test_a_go_mod_has_to_be_copied_where_only_go_files_are() -> None:
    text = "FROM golang:1.10\nWORKDIR /go/src/x\nCOPY *.go ./\nRUN go install -v ./...\n"
    assert "copy go.mod and go.sum with the code of line 3" in why(text, "golang:1.27", "go install")
    assert "copy go.mod" not in why(text.replace("*.go", "."), "golang:1.27", "go install")


def test_a_pipfile_asks_for_its_python() -> None:
    text = "FROM python:3.6\nCOPY Pipfile* ./\nRUN pip install pipenv && pipenv install {}\n"
    for options, severity in (("--system --deploy", True), ("", True), ("--system", False)):
        found = next(iter(candidates(text.format(options)).values()))
        assert ("pipenv install" in told(found, "version")) is severity, options


def test_bundler_4_refuses_what_it_was_to_remember() -> None:
    text = "FROM ruby:2.7\nCOPY Gemfile* ./\nRUN bundle install --jobs 4 --without=test\n"
    assert moved(text, "ruby:4.0")["bundle install --without"] == ("check", "medium", 3)
    assert "bundle install --without" not in moved(text, "ruby:3.4")
    assert not any(one.startswith("bundle install -") for one in moved(text.replace("--without=test", ""), "ruby:4.0"))
    newest = text.replace("RUN", "RUN gem install bundler &&")
    assert moved(newest, "ruby:3.4")["bundle install --without"] == ("check", "medium", 3)
    assert "bundle install --without" not in moved(newest.replace("bundler", "bundler:2.4.22"), "ruby:3.4")


def test_what_ruby_3_2_left_out() -> None:
    found = moved("FROM ruby:2.7\nRUN ruby -e 'exit 1 unless File.exists?(\"x\")'\n", "ruby:3.4")
    assert found["File.exists?"] == ("breaks", "high", 2)


# Go


def test_go_get_installs_nothing() -> None:
    text = "FROM golang:1.15\nRUN go get -u example.org/tool@v1 && tool\n"
    assert moved(text, "golang:1.27")["go get example.org/tool"] == ("breaks", "high", 2)
    assert "go install example.org/tool@VERSION" in why(text, "golang:1.27", "go get example.org/tool")
    given_up = "FROM golang:1.15\nRUN go get -u gopkg.in/alecthomas/gometalinter.v2\n"
    assert "golangci-lint" in why(given_up, "golang:1.27", "go get gopkg.in/alecthomas/gometalinter.v2")
    twice = moved(text + "RUN go get example.org/b example.org/c\n", "golang:1.27")
    assert [what for what in twice if what.startswith("go get")] == ["go get example.org/tool and 2 more"]


def test_go_get_that_only_fetches_needs_a_module() -> None:
    text = "FROM golang:1.15\nRUN go get -d -v example.org/a\nRUN go build -o /a example.org/a\n"
    found = moved(text, "golang:1.27")
    assert found["go get example.org/a"] == ("breaks", "high", 2)
    assert "Go 1.15 -> 1.27" not in found  # that Go goes on compiling is no word for a build that stops
    assert "GO111MODULE" not in why(text, "golang:1.27", "go build")
    brought = text.replace("RUN go get", "COPY . .\nRUN go get")
    assert "go get example.org/a" not in moved(brought, "golang:1.27")
    assert "Go 1.15 -> 1.27" in moved(brought, "golang:1.27")


def test_go_get_without_modules_is_refused() -> None:
    text = "FROM golang:1.15\nENV GO111MODULE=off\nCOPY . .\nRUN go get -d ./...\n"
    assert moved(text, "golang:1.27")["go get ./..."] == ("breaks", "high", 4)
    assert "go get ./..." not in moved(text.replace("go get -d ./...", "go build"), "golang:1.27")


def test_go_from_a_package_is_go_as_well() -> None:
    text = "FROM alpine:3.12\nRUN apk add go git && go get example.org/tool\n"
    assert moved(text, "alpine:3.24")["go get example.org/tool"] == ("breaks", "high", 2)


def test_a_build_in_gopath_wants_a_module() -> None:
    text = "FROM golang:1.9\nWORKDIR /go/src/example.org/a\nCOPY . .\nRUN go build -o /a\n"
    assert moved(text, "golang:1.27")["go build"] == ("breaks", "medium", 4)
    assert moved(text.replace("1.9", "1.13"), "golang:1.27")["go build"] == ("check", "medium", 4)
    assert moved(text.replace("RUN", "RUN dep ensure &&"), "golang:1.27")["go build"] == ("breaks", "medium", 4)
    alone = text.replace("go build -o /a", "dep ensure")
    assert moved(alone, "golang:1.27")["dep ensure"] == ("breaks", "medium", 4)
    assert "go build" not in moved(text.replace("COPY . .", "COPY go.mod . ./"), "golang:1.27")


# PHP


def php(*lines: str, old: str = "7.2-fpm", new: str = "8.5-fpm") -> Told:
    return moved("\n".join([f"FROM php:{old}", *lines, ""]), f"php:{new}")


def test_libraries_that_php_once_brought_along() -> None:
    found = php("RUN docker-php-ext-install mbstring zip")
    assert found["the extension mbstring"] == ("breaks", "high", 2)
    assert found["the extension zip"] == ("breaks", "high", 2)
    installed = php("RUN apt-get install -y libonig-dev libzip-dev", "RUN docker-php-ext-install mbstring zip")
    assert not any(what.startswith("the extension") for what in installed)
    alpine = php("RUN docker-php-ext-install mbstring", old="7.2-fpm-alpine", new="8.5-fpm-alpine")
    assert alpine["the extension mbstring"] == ("breaks", "high", 2)


def test_extensions_that_cannot_be_built_alone_any_more() -> None:
    found = php("RUN docker-php-ext-install json tokenizer", "RUN docker-php-ext-install opcache")
    assert [found[f"the extension {name}"][2] for name in ("json", "tokenizer", "opcache")] == [2, 2, 3]
    assert "the extension opcache" not in php("RUN docker-php-ext-install opcache", new="8.4-fpm")


def test_options_of_extensions_that_are_gone() -> None:
    found = php(
        "RUN docker-php-ext-configure gd --with-jpeg-dir=/usr && docker-php-ext-install gd",
        "RUN docker-php-ext-configure zip --with-libzip",
    )
    assert found["gd's --with-jpeg-dir"] == ("breaks", "high", 2)
    assert found["zip's --with-libzip"] == ("breaks", "high", 3)


def test_extensions_of_old_versions() -> None:
    found = php("RUN pecl install xdebug-2.9.8 example-1.0 redis-6.0.2")
    assert found["pecl xdebug-2.9.8"] == ("breaks", "high", 2)
    assert found["pecl example-1.0"] == ("check", "medium", 2)
    assert found["pecl redis-6.0.2"] == ("check", "medium", 2)


@pytest.mark.parametrize(
    ("old", "new", "package", "certainty"),
    [
        ("8.1-fpm", "8.5-fpm", "xdebug-3.1.5", "high"),
        ("8.1-fpm", "8.5-fpm", "xdebug-3.5.0", None),
        ("5.6-fpm", "8.4-fpm", "channel://pecl.php.net/ssh2-0.12", "medium"),
        ("5.6-fpm", "8.4-fpm", "memcache-3.0.8", "high"),
        ("5.6-fpm", "8.4-fpm", "mongo", "high"),
        ("7.1-fpm", "8.4-fpm", "mcrypt-1.0.1", "medium"),
    ],
)
def test_extensions_of_pecl_are_for_one_php(old: str, new: str, package: str, certainty: str | None) -> None:
    found = php(f"RUN pecl install {package}", old=old, new=new)
    expected = ("breaks", certainty, 2) if certainty is not None else None
    assert found.get(f"pecl {package.rpartition('/')[2]}") == expected


def test_commands_and_folders_of_packages_bear_the_version_of_php() -> None:
    text = (
        "FROM debian:8\nRUN apt-get install -y php5\nRUN php5enmod x\nRUN sed -i s/a/b/ /etc/php5/cli/php.ini\n"
        "RUN echo a=b >> /etc/php5/cli/php.ini\nRUN rm -f /etc/php5/a\n"
    )
    reasons = candidates(text)["debian:13"].reasons
    assert ("php5enmod", "breaks", 3) in [(one.what, one.severity, one.line) for one in reasons]
    folders = [(one.severity, one.line) for one in reasons if one.what == "the folder /etc/php5"]
    assert folders == [("breaks", 4), ("breaks", 5)]
    copied = moved("FROM debian:8\nRUN apt-get install -y php5\nCOPY a /etc/php5/a\nRUN cat /etc/php5/a\n", "debian:13")
    assert copied["the folder /etc/php5"] == ("check", "medium", 3)
    ubuntu = "FROM ubuntu:16.04\nRUN apt-get install -y php-cli && cat /etc/php/7.0/cli/php.ini\n"
    assert moved(ubuntu, "ubuntu:24.04")["the folder /etc/php/7.0"] == ("breaks", "high", 2)
    assert "the folder /etc/php/8.3" not in moved(ubuntu.replace("7.0", "8.3"), "ubuntu:24.04")


def test_composer_2_has_plugins_of_its_own() -> None:
    text = "FROM composer:1.8\nRUN composer global require hirak/prestissimo\n"
    to = next(one for one in candidates(text) if one.startswith("composer:2"))
    found = moved(text, to)
    assert found["Composer 1 -> 2"] == ("check", "high", 2)
    assert found["hirak/prestissimo"] == ("breaks", "high", 2)


def test_commands_that_debians_packages_alone_bring() -> None:
    text = "FROM debian:12\nRUN apt-get install -y apache2 php && a2enconf a && phpenmod b\n"
    assert {"a2enconf", "phpenmod"} <= {one.what for one in candidates(text)["alpine:3.24"].reasons}


def test_xdebug_on_alpine_needs_the_kernels_headers() -> None:
    alpine = {"old": "7.4-fpm-alpine", "new": "8.5-fpm-alpine"}
    assert php("RUN pecl install xdebug", **alpine)["pecl xdebug"] == ("breaks", "high", 2)
    assert "pecl xdebug" not in php("RUN apk add linux-headers && pecl install xdebug", **alpine)
    assert "pecl xdebug" not in php("RUN pecl install xdebug")


def test_sources_of_an_extension_have_to_support_the_new_php() -> None:
    assert php("RUN cd /tmp/x && phpize && ./configure && make")["phpize"] == ("check", "medium", 2)


# .NET


def test_dotnet_breaks_where_a_program_is_shown() -> None:
    alone = moved("FROM mcr.microsoft.com/dotnet/aspnet:6.0\n", "mcr.microsoft.com/dotnet/aspnet:10.0")
    assert alone[".NET 6 -> 10"] == ("check", "medium", None)
    text = "FROM mcr.microsoft.com/dotnet/aspnet:6.0\nEXPOSE 80\nCOPY --from=build /app .\n"
    found = moved(text, "mcr.microsoft.com/dotnet/aspnet:10.0")
    assert found[".NET 6 -> 10"] == ("breaks", "high", 3)
    assert found["EXPOSE 80"] == ("check", "high", 2)


def test_an_sdk_builds_for_older_targets_as_long_as_nothing_runs_on_it() -> None:
    text = "FROM mcr.microsoft.com/dotnet/sdk:6.0\nCOPY . .\nRUN dotnet publish -o /a\n"
    assert moved(text, "mcr.microsoft.com/dotnet/sdk:10.0")[".NET 6 -> 10"] == ("check", "medium", 3)
    runs = moved(text + "RUN dotnet test\n", "mcr.microsoft.com/dotnet/sdk:10.0")
    assert runs[".NET 6 -> 10"] == ("breaks", "high", 4)


def test_what_runs_in_an_sdk_image_breaks_where_it_is_run() -> None:
    text = "FROM mcr.microsoft.com/dotnet/sdk:6.0\nCOPY . .\nRUN dotnet build\n"
    run = moved(text + 'CMD ["dotnet", "run"]\n', "mcr.microsoft.com/dotnet/sdk:10.0")
    assert run[".NET 6 -> 10"] == ("breaks", "high", 4)
    shell = moved(text + 'CMD ["bash"]\n', "mcr.microsoft.com/dotnet/sdk:10.0")
    assert shell[".NET 6 -> 10"] == ("check", "medium", 3)


def test_nothing_on_runtime_deps_asks_for_a_version_of_dotnet() -> None:
    text = 'FROM mcr.microsoft.com/dotnet/runtime-deps:6.0\nCOPY app .\nENTRYPOINT ["./app"]\n'
    assert ".NET 6 -> 10" not in moved(text, "mcr.microsoft.com/dotnet/runtime-deps:10.0")


# What is used, and where


def test_pinned_requirements_are_told_of_where_they_are_installed() -> None:
    text = "FROM python:3.9\nRUN pip install --upgrade pip setuptools\nRUN pip install -r r.txt\n"
    assert moved(text, "python:3.14")["Python 3.9 -> 3.14"][2] == 3


def test_go_is_told_of_where_it_compiles() -> None:
    text = "FROM golang:1.20\nRUN go env -w GOPROXY=direct && go mod download\n"
    newer = next(name for name in candidates(text) if name.startswith("golang:1."))
    assert not any(what.startswith("Go ") for what in moved(text, newer))
    found = moved(text + "COPY . .\nRUN go build\n", newer)
    assert [place for what, (_, _, place) in found.items() if what.startswith("Go ")] == [4]


# Servers


def test_a_configuration_of_nginx_has_to_suit_its_version() -> None:
    text = "FROM nginx:1.13\nCOPY index.html /usr/share/nginx/html/\n"
    newer = next(name for name in candidates(text) if name.startswith("nginx:1."))
    assert moved(text, newer) == {}
    found = moved(text + "COPY site.conf /etc/nginx/conf.d/\n", newer)
    assert [value for what, value in found.items() if what.startswith("nginx 1.13 -> ")] == [("check", "medium", 3)]


def test_an_application_has_to_suit_tomcat_below_10_as_well() -> None:
    text = "FROM tomcat:7-jre8\nCOPY a.war /usr/local/tomcat/webapps/\n"
    found = {name: told(one) for name, one in candidates(text).items() if name.startswith("tomcat:9")}
    assert found
    assert all(("check", "medium", 2) in one.values() for one in found.values())


# Java


def test_java_7_to_8_is_a_new_version_as_well() -> None:
    found = moved("FROM java:7-jdk\nCOPY . .\nRUN ant\n", "eclipse-temurin:8-jdk")
    assert found["Java 7 -> 8"] == ("check", "medium", 3)


def test_what_each_java_left_out_is_named() -> None:
    said = why("FROM openjdk:18-jdk\n", "eclipse-temurin:25-jdk", "Java 18 -> 25")
    assert "24 left out the security manager" in said
    assert "JAXB" not in said


def test_gradle_has_to_be_new_enough_for_java() -> None:
    text = "FROM openjdk:18-jdk\nRUN ./gradlew build\n"
    assert moved(text, "eclipse-temurin:25-jdk")["gradlew"] == ("check", "medium", 2)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("ENV GRADLE_VERSION=8.4", "Gradle 8.4"),
        ("ARG GRADLE_VERSION=8.14.3", "Gradle 8.14"),
        ("RUN curl -O https://services.gradle.org/distributions/gradle-7.6.1-bin.zip", "Gradle 7.6"),
    ],
)
def test_a_gradle_that_the_file_names_has_to_run_on_the_new_java(line: str, named: str) -> None:
    text = f"FROM openjdk:18-jdk\n{line}\n"
    assert moved(text, "eclipse-temurin:25-jdk")[named] == ("breaks", "high", 2)
    newer = "FROM openjdk:18-jdk\nENV GRADLE_VERSION=9.1.0\n"
    assert not any(what.startswith("Gradle") for what in moved(newer, "eclipse-temurin:25-jdk"))


# Rust


def test_rust_1_84_has_no_wasm32_wasi() -> None:
    text = "FROM rust:1.70\nRUN rustup target add wasm32-wasi\nRUN cargo build --target=wasm32-wasi\n"
    reasons = candidates(text)["rust:1.98"].reasons
    assert [(one.severity, one.line) for one in reasons if one.what == "wasm32-wasi"] == [("breaks", 2), ("breaks", 3)]
    assert "wasm32-wasi" not in moved(text.replace("wasi\n", "wasip1\n"), "rust:1.98")
    assert "wasm32-wasi" not in moved(text.replace("1.70", "1.85"), "rust:1.98")
    chosen = text.replace("RUN cargo", "RUN rustup default 1.70\nRUN cargo")
    assert "wasm32-wasi" not in moved(chosen, "rust:1.98")


def test_build_tools_have_versions_of_their_own() -> None:
    maven = candidates("FROM maven:3.6.3-jdk-8\nRUN mvn package\n")
    assert any(told(one).get("Maven 3.6 -> 3.9") == ("check", "low", 2) for one in maven.values())
    edited = candidates("FROM maven:3.6.3-jdk-8\nRUN sed -i s/a/b/ /usr/share/maven/bin/mvn\n")
    assert any(told(one).get("sed on the script mvn") == ("check", "medium", 2) for one in edited.values())
    own = candidates("FROM maven:3.6.3-jdk-8\nRUN sed -i s/a/b/ /usr/local/bin/mvn-entrypoint.sh\n")
    assert not any("sed on the script mvn" in told(one) for one in own.values())
    gradle = candidates("FROM gradle:7-jdk17\nRUN gradle build\n")
    assert any(told(one).get("Gradle 7 -> 9") == ("check", "high", 2) for one in gradle.values())


def test_go_wrapper_is_gone_from_the_image() -> None:
    text = 'FROM golang:1.8\nCOPY . .\nRUN go-wrapper download\nRUN go-wrapper install\nCMD ["go-wrapper", "run"]\n'
    assert moved(text, "golang:1.27")["go-wrapper"] == ("breaks", "high", 3)
    assert "also lines 4, 5" in why(text, "golang:1.27", "go-wrapper")


@pytest.mark.parametrize(
    "command",
    ["a2enmod php7.0", "service php7.0-fpm start", "/etc/init.d/php7.0-fpm start", "php7.0 -v", "a2enconf php7.0-fpm"],
)
def test_programs_modules_and_services_bear_the_version_of_php(command: str) -> None:
    text = f"FROM ubuntu:16.04\nRUN apt-get update && apt-get install -y apache2 php php-fpm\nRUN {command}\n"
    found = {one.what: one for one in candidates(text)["ubuntu:26.04"].reasons if one.line == 3}
    assert [one.severity for one in found.values()] == ["breaks"]
    assert "php7.0" in next(iter(found))
    newer = candidates(text.replace("7.0", "8.5"))["ubuntu:26.04"]
    assert not any(one.line == 3 and one.severity == "breaks" for one in newer.reasons)


def test_what_is_started_bears_the_version_of_php_as_well() -> None:
    text = "FROM ubuntu:16.04\nRUN apt-get update && apt-get install -y php-fpm\nCMD php-fpm7.0 -F\n"
    assert moved(text, "ubuntu:26.04")["php-fpm7.0"] == ("breaks", "high", 3)


@pytest.mark.parametrize("key", ["unsafe-perm true", "python python2.7", "user=0", "phantomjs_cdnurl https://x"])
def test_npm_9_refuses_what_is_no_setting(key: str) -> None:
    name = key.replace("=", " ").split()[0]
    found = moved(f"FROM node:16\nRUN npm config set {key}\n", "node:24-trixie")
    assert found[f"npm config set {name}"] == ("breaks", "high", 2)


def test_npm_9_came_with_node_18() -> None:
    text = "FROM node:{}\nRUN npm config set unsafe-perm true\n"
    for tag, fails_now in (("18", True), ("18.14.0", True), ("18.13.0", False), ("16", False)):
        stage = ask(text.format(tag)).stages[0]
        assert any(one.what == "npm config set unsafe-perm" for one in stage.now) is fails_now, tag
        there = told(next(iter(candidates(text.format(tag)).values())))
        assert ("npm config set unsafe-perm" in there) is not fails_now, tag


def test_npm_9_takes_its_own_settings_and_those_of_a_registry() -> None:
    for key in ("registry https://x", "strict-ssl false", "//x/:_authToken a", "@a:registry https://x"):
        found = moved(f"FROM node:16\nRUN npm config set {key}\n", "node:24-trixie")
        assert not any(name.startswith("npm config") for name in found), key


@pytest.mark.parametrize(
    ("text", "to", "what", "line"),
    [
        ("FROM node:20\nRUN npm i -g yarn@1\nRUN yarn --frozen-lockfile\n", "node:24-trixie", "Node.js 20 -> 24", 3),
        ("FROM node:20\nRUN npm i -g corepack\nRUN corepack npm ci\n", "node:24-trixie", "Node.js 20 -> 24", 3),
        ("FROM python:3.9\nRUN pip install poetry\nRUN poetry install\n", "python:3.12", "Python 3.9 -> 3.12", 3),
        ("FROM php:8.1\nRUN php -r '1;'\nCMD php a.php\n", "php:8.5", "PHP 8.1 -> 8.5", 3),
        ("FROM node:20\nRUN npm i -g a\nCMD a\n", "node:24-trixie", "Node.js 20 -> 24", 2),
    ],
)
def test_a_new_version_is_told_of_where_the_projects_libraries_are_installed(
    text: str, to: str, what: str, line: int
) -> None:
    assert moved(text, to)[what][-1] == line


def test_nothing_is_said_of_pins_where_none_are_seen() -> None:
    text = "FROM python:3.9\nRUN pip install awscli\n"
    assert "pinned" not in why(text, "python:3.12", "Python 3.9 -> 3.12")
    for pinned in ("awscli==1.0", "-r requirements.txt", "."):
        assert "pinned" in why(text.replace("awscli", pinned), "python:3.12", "Python 3.9 -> 3.12")


def test_fedoras_releases_have_their_languages_by_a_table() -> None:
    text = "FROM fedora:40\nRUN dnf install -y python3-pip ruby php golang\nRUN pip3 install flask\n"
    found = moved(text, "fedora:44")
    for what in ("Python 3.12 -> 3.14", "Ruby 3.3 -> 4.0", "PHP 8.3 -> 8.5"):
        assert what in found
    assert not any(
        " -> " in what for what in moved(text.replace(":40", ":43"), "fedora:44") if what.startswith("Python")
    )


def test_an_old_pnpm_fetches_nothing_on_a_new_node() -> None:
    for command in ("npm install -g pnpm@7.25.1", "corepack prepare pnpm@7.25.1 --activate"):
        assert moved(f"FROM node:18\nRUN {command}\n", "node:24-trixie")["pnpm@7.25.1"] == ("breaks", "high", 2)
    for version in ("7.32.2", "7.33.7", "8.3.1", "9.0.0"):
        assert f"pnpm@{version}" not in moved(f"FROM node:18\nRUN npm i -g pnpm@{version}\n", "node:24-trixie")


def test_a_flag_of_a_build_tool_is_no_line_to_run() -> None:
    assert moved("FROM rust:1.80\nCOPY . .\nRUN cargo build -r -p x\n", "rust:1.98")["Rust 1.80 -> 1.98"][-1] == 3


def test_an_sdk_knows_portable_runtimes_alone() -> None:
    text = "FROM mcr.microsoft.com/dotnet/core/sdk:2.2\nRUN dotnet publish --runtime {}\n"
    sdk = "mcr.microsoft.com/dotnet/sdk:10.0"
    found = told(candidates(text.format("ubuntu.14.04-x64"))[sdk])
    assert found["runtime ubuntu.14.04-x64"] == ("breaks", "high", 2)
    assert not [what for what in told(candidates(text.format("linux-x64"))[sdk]) if what.startswith("runtime")]


def test_the_folder_of_extensions_bears_their_version() -> None:
    text = "FROM php:7.2-cli\nRUN echo extension=/usr/local/lib/php/extensions/no-debug-non-zts-20170718/a.so > a.ini\n"
    found = told(next(iter(candidates(text).values())))
    assert found["no-debug-non-zts-20170718"] == ("breaks", "high", 2)


def test_modules_of_java_that_are_gone_stop_it() -> None:
    text = 'FROM openjdk:10-jre\nCOPY a.jar /\nCMD ["java", "--add-modules", "java.xml.bind", "-jar", "a.jar"]\n'
    assert [what for what in told(candidates(text)["eclipse-temurin:25-jre"]) if what.startswith("--add-modules")]


def test_rubygems_of_the_distribution_is_not_replaced() -> None:
    text = "FROM ubuntu:18.04\nRUN apt-get install -y ruby && gem update --system\n"
    assert told(candidates(text)["ubuntu:24.04"])["gem update --system"] == ("breaks", "high", 2)


def test_what_was_called_after_net_core_is_at_most_3_1() -> None:
    found = moved("FROM mcr.microsoft.com/dotnet/core/aspnet\nCOPY . .\n", "mcr.microsoft.com/dotnet/aspnet:10.0")
    assert ".NET 3.1 -> 10" in found


def test_another_programs_r_is_no_runtime() -> None:
    text = "FROM mcr.microsoft.com/dotnet/sdk:6.0\nRUN pip install -r debian10-requirements.txt && dotnet build\n"
    assert not any(what.startswith("runtime ") for what in moved(text, "mcr.microsoft.com/dotnet/sdk:10.0"))
    own = "FROM mcr.microsoft.com/dotnet/sdk:2.1\nRUN dotnet publish \\\r\n # x\r\n  -r ubuntu.16.04-x64\r\n"
    assert any(what.startswith("runtime ") for what in moved(own, "mcr.microsoft.com/dotnet/sdk:10.0"))


def test_a_tag_that_is_built_no_more_and_tells_no_version() -> None:
    stage = ask("FROM jetty:alpine\nRUN true\n").stages[0]
    assert stage.verdict == "jetty:alpine is not built, or no more: the official list has no such tag"
    assert any(one.what.startswith("jetty:alpine -> 12") for one in stage.candidates[0].reasons)
    listed = ask("FROM nginx:alpine\nRUN true\n").stages[0]
    assert "built no more" not in listed.verdict


def test_java_8_that_the_file_installs_is_kept_where_an_image_brings_it() -> None:
    text = (
        "FROM debian:8\nRUN apt-get update && apt-get install -y openjdk-7-jre-headless\n"
        'ADD https://x.org/app-1.0.jar /app.jar\nCMD ["java", "-jar", "/app.jar"]\n'
    )
    found = candidates(text)
    assert any(one.name == "java" for one in found["debian:13-slim"].terms)
    assert not any(one.name == "java" for one in found["eclipse-temurin:8-jre"].terms)


def test_meteor_names_its_own_node() -> None:
    text = "FROM node:8\nRUN curl https://install.meteor.com/ | sh && meteor build --directory /app\n"
    assert told(candidates(text)["node:24-trixie"])["Meteor"][::2] == ("check", 2)
    assert "Meteor" not in told(candidates(text.replace("meteor", "x"))["node:24-trixie"])


def test_one_package_without_a_project_has_no_lock_file() -> None:
    text = "FROM node:10\nWORKDIR /data\nRUN npm install json-server@0.14.0\n"
    assert "npm install" not in told(candidates(text)["node:24-trixie"])
    assert "npm install" in told(candidates(text.replace("RUN", "COPY package.json .\nRUN"))["node:24-trixie"])


@pytest.mark.parametrize(
    ("image", "stops"), [("node:8", True), ("node:8.15.0", False), ("node:10.18.0", True), ("node:6", False)]
)
def test_npm_that_writes_over_no_yarn(image: str, stops: bool) -> None:
    now = {one.what for one in ask(f"FROM {image}\nRUN npm install -g yarn\n").stages[0].now}
    assert ("npm install -g yarn" in now) is stops


def test_node_of_a_version_manager() -> None:
    text = "FROM ubuntu:16.04\nRUN apt-get update && apt-get install -y nodejs npm && n 12.13.0\nRUN npm ci\n"
    assert not any("Node.js" in what for what in port(text, "ubuntu:24.04"))
    assert any("Node.js" in what for what in port(text.replace(" && n 12.13.0", ""), "ubuntu:24.04"))


def test_go_gets_what_xargs_hands_it() -> None:
    text = "FROM golang:1.10\nCOPY list.txt /\nRUN cat /list.txt | xargs go get -v\n"
    assert told(candidates(text)["golang:1.27"])["go get NAME"][::2] == ("breaks", 3)
    own = "FROM golang:1.10\nCOPY go-wrapper /usr/local/bin/\nRUN go-wrapper install\n"
    assert "go-wrapper" not in told(candidates(own)["golang:1.27"])


def test_an_extension_goes_with_its_library() -> None:
    text = (
        "FROM php:7.2-fpm\nRUN apt-get update && apt-get install -y libzip-dev && docker-php-ext-install zip hash && "
        "apt-get purge -y --auto-remove libzip-dev\n"
    )
    found = told(candidates(text)["php:8.4-fpm"])
    assert found["apt-get purge libzip-dev"][::2] == ("breaks", 2)
    assert found["the extension hash"][::2] == ("breaks", 2)
    assert "apt-get purge libzip-dev" not in told(candidates(text.replace(" --auto-remove", ""))["php:8.4-fpm"])


def test_intl_brings_no_headers_of_its_own() -> None:
    text = "FROM php:8.4-fpm-bookworm\nRUN apt-get install -y libxml2-dev{} && docker-php-ext-install intl\n"
    assert moved(text.format(""), "php:8.4-fpm-trixie")["the extension intl"] == ("breaks", "high", 2)
    assert "the extension intl" not in moved(text.format(" libicu-dev"), "php:8.4-fpm-trixie")


def test_a_branch_for_an_old_php() -> None:
    text = (
        "FROM php:7.3-fpm\nRUN git clone -b php7 https://github.com/php-memcached-dev/php-memcached && phpize && make\n"
    )
    assert moved(text, "php:8.4-fpm")["the branch php7"] == ("breaks", "medium", 2)
    assert "the branch php7" not in moved(text.replace("php7", "master"), "php:8.4-fpm")


def test_gitbook_carries_an_npm_of_its_own() -> None:
    text = "FROM node:10\nRUN npm install -g gitbook-cli && gitbook fetch\n"
    assert moved(text, "node:24-trixie")["gitbook"] == ("breaks", "medium", 2)


def test_a_ruby_of_three_numbers_is_an_edition() -> None:
    text = "FROM ubuntu:12.04\nRUN apt-get update && apt-get install -y ruby1.9.3\nRUN gem install bundler\n{}\n"
    found = moved(text.format("CMD bundle install --deployment"), "ubuntu:24.04")
    assert "Ruby 1.9 -> 3.2" in found
    assert found["bundle install --deployment"] == ("check", "medium", 4)


def test_extensions_in_a_variable() -> None:
    text = "FROM php:7.2-fpm\nRUN modules='wddx xmlrpc mbstring' && docker-php-ext-install $modules\n"
    found = moved(text, "php:8.4-fpm")
    assert {"the extension wddx", "the extension xmlrpc", "the extension mbstring"} <= found.keys()


def test_settings_of_xdebug_2() -> None:
    text = "FROM php:7.3-fpm\nRUN echo xdebug.remote_enable=1 >> /usr/local/etc/php/conf.d/x.ini\n"
    assert moved(text, "php:8.4-fpm")["xdebug.remote_enable"] == ("check", "high", 2)


def test_a_python_by_its_path_that_the_release_has_not() -> None:
    text = "FROM ubuntu:18.04\nCMD /usr/bin/python3.7 /a.py\n"
    assert moved(text, "ubuntu:24.04")["`/usr/bin/python3.7` by name"] == ("breaks", "high", 2)
    assert not moved(text.replace("3.7", "3.12"), "ubuntu:24.04")


def test_go_install_out_of_gopath() -> None:
    text = (
        "FROM golang:1.9\nRUN cd /go/src/github.com/a/b && wget -qO- https://x.org/b.tar.gz | tar xz && "
        "go install github.com/a/b/cmd/c\n"
    )
    assert moved(text, "golang:1.27")["go install"] == ("breaks", "medium", 2)
    assert "go install" not in moved(text.replace("cmd/c", "cmd/c@v1"), "golang:1.27")


def test_java_that_tomcat_stands_on() -> None:
    text = "FROM tomcat:7\nRUN apt-get update && apt-get install -y openjdk-7-jdk\n"
    assert any(what.startswith("Java 7 -> 2") for what in moved(text, "tomcat:10.1"))


def test_the_newest_npm_wants_node_22() -> None:
    now = {one.what for one in ask("FROM node:20\nRUN npm install -g npm\n").stages[0].now}
    assert "npm install -g npm" in now
    assert not ask("FROM node:24\nRUN npm install -g npm\n").stages[0].now


def test_openssl_by_the_first_version_that_is_for_it() -> None:
    text = (
        "FROM ubuntu:14.04\nRUN apt-get install -y gcc && wget https://cache.ruby-lang.org/pub/ruby/ruby-2.3.1.tar.gz\n"
    )
    reasons = candidates(text)["ubuntu:24.04"].reasons
    assert any("Ruby 3.1 is the first for it" in one.why for one in reasons)


def test_the_folder_of_yarn_bears_its_version() -> None:
    text = (
        "FROM node:10-alpine AS node\nFROM ruby:3.4-alpine\nENV YARN_VERSION 1.12.3\n"
        "COPY --from=node /opt/yarn-v$YARN_VERSION /opt/yarn\n"
    )
    stage = next(one for one in ask(text).stages if one.name == "node")
    named = {one.what for each in stage.candidates if each.image.reference == "node:24-alpine" for one in each.reasons}
    assert "/opt/yarn-v1.12.3" in named


def test_an_image_brings_its_own_java_whatever_the_release_packages() -> None:
    text = 'FROM ubuntu:16.04\nRUN apt-get update && apt-get install -y default-jre\nCMD ["java", "-jar", "/a.jar"]\n'
    brings = candidates(text)["eclipse-temurin:8-jre"]
    assert not any(what.startswith("Java 8 -> 2") for what in told(brings))
    assert not any(one.name == "java" for one in brings.terms)


@pytest.mark.parametrize(
    "text",
    [
        "FROM golang:1.14\nWORKDIR /app\nCOPY app.yaml . /app/\nRUN go get -d github.com/foo/bar\n",
        "FROM golang:1.14\nRUN git clone https://github.com/a/b /b\nWORKDIR /b\nRUN go install github.com/a/b/cmd/c\n",
    ],
)
def test_code_that_may_be_a_module(text: str) -> None:
    assert not any(one[0] == "breaks" for one in moved(text, "golang:1.27").values())


def test_what_is_built_of_ones_own_has_no_version_to_ask_for() -> None:
    text = "FROM golang:1.9\nWORKDIR /go/src/a.b/c\nCOPY . .\nRUN glide install && go install a.b/c/cmd/d\n"
    assert "go mod init" in why(text, "golang:1.27", "go install")


@pytest.mark.parametrize(
    "run",
    [
        "apt-get install -y libmagickwand-dev && docker-php-ext-install intl",
        "apt-get install -y libxml2-dev librsvg2-dev && docker-php-ext-install intl",
        "docker-php-ext-install intl",
    ],
)
def test_what_brings_icu_or_may(run: str) -> None:
    assert "the extension intl" not in moved(f"FROM php:8.4-fpm-bookworm\nRUN {run}\n", "php:8.4-fpm-trixie")


@pytest.mark.parametrize("keeps", ["apt-get install -y libzip4 && ", "apt-mark manual libzip4 && "])
def test_a_library_that_is_kept(keeps: str) -> None:
    text = (
        "FROM php:7.2-fpm\nRUN apt-get install -y libzip-dev && docker-php-ext-install zip && "
        f"{keeps}apt-get purge -y --auto-remove libzip-dev\n"
    )
    assert "apt-get purge libzip-dev" not in moved(text, "php:8.4-fpm")


def test_a_python_that_is_copied_is_there_by_its_path() -> None:
    text = "FROM ubuntu:18.04\nCOPY --from=x /usr/bin/python3.7 /usr/bin/python3.7\nCMD /usr/bin/python3.7 /a.py\n"
    assert "`/usr/bin/python3.7` by name" not in moved(text, "ubuntu:24.04")


def test_settings_of_xdebug_for_both() -> None:
    text = "FROM php:7.3-fpm\nRUN echo xdebug.remote_enable=1 > /x\nRUN echo xdebug.mode=debug >> /x\n"
    assert "xdebug.remote_enable" not in moved(text, "php:8.4-fpm")


def test_a_version_that_lasts_comes_before_one_that_has_to_be_left_soon() -> None:
    first = next(iter(candidates("FROM php:7.4-apache\nCOPY . /var/www/html\n", as_of="2026-11-30")))
    assert first == "php:8.4-apache"
    assert next(iter(candidates("FROM ruby:3.0\nCOPY . .\n", as_of="2026-11-30"))).startswith("ruby:3.4")


def test_the_version_of_a_release_that_is_not_known_is_another() -> None:
    text = "FROM node:16\nRUN apt-get update && apt-get install -y python3-pip\n"
    assert told(candidates(text)["node:24-trixie"], "version")["Python -> 3.13"] == ("check", "low", 2)
    known = text.replace("node:16", "node:16-bookworm")
    assert "Python -> 3.13" not in told(candidates(known)["node:24-trixie"], "version")


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ("RUN apt-get install -y python3 make g++", "scripts that call python3 meet Python 3.13"),
        ("RUN apt-get install -y python3-pip\nRUN pip3 install a", "what pip installs, and what runs on it, has to"),
        (
            "RUN apt-get install -y python3-pip\nRUN pip3 install a==1",
            "the code has to support Python 3.13, and pinned requirements",
        ),
    ],
)
def test_what_meets_a_python_of_a_version_that_is_not_known(lines: str, what: str) -> None:
    found = candidates(f"FROM node:16\n{lines}\n")["node:24-trixie"].reasons
    (reason,) = [one for one in found if one.what == "Python -> 3.13"]
    assert f"; {what}" in reason.why


def test_pip_of_packages_that_are_not_seen_is_the_distributions() -> None:
    text = "FROM ubuntu:16.04\nRUN xargs -a /p.txt apt-get install -y\nRUN pip3 install -r /r.txt\n"
    found = told(candidates(text)["ubuntu:24.04"], "version")
    assert found["pip3 install"] == ("breaks", "high", 3)
    assert found["Python 3.5 -> 3.12"][0] == "check"


def test_nodejs_current_is_not_the_one_with_long_term_support() -> None:
    text = "FROM alpine:3.18\nRUN apk add nodejs-current npm\nRUN npm install -g a\n"
    assert not any("Node.js" in what for what in told(next(iter(candidates(text).values())), "version"))


def test_what_a_tag_that_moved_on_leaves_behind_has_the_same_words() -> None:
    text = "FROM python:3-stretch\nRUN pip install instabot\n"
    reasons = [one for one in next(iter(candidates(text).values())).reasons if "at most" in one.what]
    assert "distutils" in reasons[0].why


def test_sockets_of_php_include_the_kernels_headers() -> None:
    text = "FROM php:7.4-fpm-alpine\nRUN docker-php-ext-install sockets\n"
    what = "docker-php-ext-install sockets"
    assert told(candidates(text)["php:8.4-fpm-alpine"], "version")[what] == ("breaks", "medium", 2)
    with_headers = text.replace("RUN", "RUN apk add linux-headers &&")
    assert what not in told(candidates(with_headers)["php:8.4-fpm-alpine"], "version")
    assert what not in told(candidates(text.replace("-alpine", ""))["php:8.4-fpm"], "version")


def test_go_is_told_of_where_go_is_and_not_at_any_make() -> None:
    text = "FROM golang:1.20\nRUN ./configure && make\nRUN go mod tidy && make\n"
    assert told(candidates(text)["golang:1.27"], "version")["Go 1.20 -> 1.27"][2] == 3


def test_gems_that_are_installed_when_it_is_started_want_a_compiler() -> None:
    text = 'FROM ruby:3.0\nENV BUNDLE_PATH=/b\nCOPY Gemfile .\nENTRYPOINT ["./start.sh"]\nCMD ["rails", "server"]\n'
    assert told(candidates(text)["ruby:3.4-slim"], "native") != {}
    assert next(iter(candidates(text))) == "ruby:3.4"
    copied = text.replace("ENTRYPOINT", "COPY --from=gems /b /b\nENTRYPOINT")
    assert told(candidates(copied)["ruby:3.4-slim"], "native") == {}


def test_npm_by_a_package_is_as_new_as_its_release() -> None:
    text = "FROM debian:10\nRUN apt-get install -y nodejs npm\nCOPY . .\nRUN npm install\n"
    assert moved(text, "debian:13")["npm install"] == ("check", "medium", 4)
    assert "npm install" not in moved(text.replace("debian:10", "debian:11"), "debian:13")
    without = text.replace("debian:10", "debian:11").replace(" npm\n", "\n", 1)
    assert moved(without, "debian:13")["npm install"] == ("check", "medium", 4)


def test_a_gemfile_is_read_by_bundle_alone() -> None:
    text = "FROM ruby:2.7\nCOPY . .\nRUN {}\n"
    for command, read in (("bundle install", True), ("gem install rake", False)):
        reasons = candidates(text.format(command))["ruby:3.4"].reasons
        (why,) = [one.why for one in reasons if one.what == "Ruby 2.7 -> 3.4"]
        assert ("a ruby line in the Gemfile" in why) is read


def test_a_python_that_pip_alone_shows() -> None:
    text = "FROM ubuntu:16.04\nRUN {}\nRUN pip3 install -r /r.txt\n"
    for run, of_packages in (("xargs -a /p.txt apt-get install -y", True), ("apt-get install -y curl", False)):
        found = moved(text.format(run), "ubuntu:24.04")
        assert ("Python 3.5 -> 3.12" in found) is of_packages
        assert ("pip3 install" in found) is of_packages
    after = "FROM ubuntu:16.04\nRUN pip3 install -r /r.txt\nRUN xargs -a /p.txt apt-get install -y\n"
    assert not {"Python 3.5 -> 3.12", "pip3 install"} & set(moved(after, "ubuntu:24.04"))


def test_a_pinned_xdebug_is_told_what_the_next_one_needs() -> None:
    text = "FROM php:7.4-fpm-alpine\nRUN pecl install xdebug-2.9.8\n"
    assert "linux-headers" in why(text, "php:8.4-fpm-alpine", "pecl xdebug-2.9.8")
    with_headers = text.replace("RUN", "RUN apk add linux-headers &&")
    assert "linux-headers" not in why(with_headers, "php:8.4-fpm-alpine", "pecl xdebug-2.9.8")
    assert "linux-headers" not in why(text.replace("-alpine", ""), "php:8.4-fpm", "pecl xdebug-2.9.8")


def test_no_lock_file_holds_old_crates() -> None:
    text = "FROM rust:1.70\nCOPY {} ./\nRUN cargo build\n"
    what = "Rust 1.70 -> 1.98"
    assert "newest crates" in why(text.format("Cargo.toml"), "rust:1.98", what)
    for brought in ("Cargo.toml Cargo.lock", "Cargo.*", ".", "--from=a /src/ Cargo.toml"):
        assert "Cargo.lock keeps" in why(text.format(brought), "rust:1.98", what)


def test_what_is_copied_into_nets_folder_is_no_program() -> None:
    text = (
        "FROM mcr.microsoft.com/dotnet/runtime:9.0.1\nENV ASPNET_VERSION=9.0.1\nARG X=9.0.1\n"
        "COPY --from=a /dotnet /usr/share/dotnet\n"
    )
    to = "mcr.microsoft.com/dotnet/runtime:10.0"
    assert moved(text, to)[".NET 9 -> 10"] == ("breaks", "high", 4)
    assert "of .NET 10 as well" in why(text, to, ".NET 9 -> 10")
    assert "(also line 3)" in why(text, to, "ASPNET_VERSION=9.0.1")


def test_what_a_go_get_put_into_gopath_is_missed_where_it_is_looked_for() -> None:
    text = "FROM golang:1.12\nRUN go get -u example.org/a/b\nRUN cd $GOPATH/src/example.org/a/b && make\n"
    assert "where line 3 looks" in why(text, "golang:1.27", "go get example.org/a/b")
    assert "looks" not in why(text.replace("a/b &&", "c &&"), "golang:1.27", "go get example.org/a/b")


@pytest.mark.parametrize("line", ["ENV GO111MODULE on", "RUN go build -mod vendor", "RUN go build -mod=readonly"])
def test_what_builds_with_modules_already_has_them(line: str) -> None:
    text = "FROM golang:1.12\nWORKDIR /go/src/a\n{}COPY . .\nRUN go build -o /a\n"
    assert "go build" in moved(text.format(""), "golang:1.27")
    assert "go build" not in moved(text.format(f"{line}\n"), "golang:1.27")


def test_extensions_that_the_image_has_are_not_built_again() -> None:
    text = "FROM php:7.3-{}\nRUN docker-php-ext-install iconv dom\n"
    assert moved(text.format("fpm-alpine"), "php:8.4-fpm-alpine")["the extension iconv"] == ("breaks", "medium", 2)
    assert "the extension iconv" not in moved(text.format("fpm"), "php:8.4-fpm")
    assert "the extension dom" not in moved(text.format("fpm"), "php:8.4-fpm")
    assert moved(text.format("fpm"), "php:8.5-fpm")["the extension dom"] == ("breaks", "medium", 2)


def test_ansible_by_the_python_there() -> None:
    text = "FROM python:3.9\nRUN pip install ansible==2.7.4\n"
    assert "take 9 or newer" in why(text, "python:3.14", "ansible==2.7.4")


def test_the_old_link_to_openjdks_java() -> None:
    text = "FROM openjdk:8-jre\nRUN ln -s /docker-java-home/jre /a/jre\n"
    assert port(text, "eclipse-temurin:8-jre", "java")["the path /docker-java-home/jre"] == ("breaks", 2)


def test_what_is_enabled_and_gone() -> None:
    text = "FROM php:7.3-fpm\nRUN docker-php-ext-enable imap gd\n"
    assert moved(text, "php:8.4-fpm")["docker-php-ext-enable imap"] == ("breaks", "medium", 2)


@pytest.mark.parametrize(
    "line",
    [
        "git checkout php7",
        "git checkout -b php7 origin/php7",
        "git switch php7",
        "git clone --branch=php7 https://a.org/b",
    ],
)
def test_every_way_to_a_branch_for_an_old_php(line: str) -> None:
    text = f"FROM php:7.0-fpm\nRUN git clone https://a.org/b /usr/src/php/ext/b && cd /usr/src/php/ext/b && {line}\n"
    assert moved(text, "php:8.4-fpm")["the branch php7"] == ("breaks", "medium", 2)


def test_asp_net_before_3_has_to_be_ported() -> None:
    text = "FROM mcr.microsoft.com/dotnet/core/aspnet:2.2\nCOPY --from=a /app .\nENTRYPOINT dotnet a.dll\n"
    to = "mcr.microsoft.com/dotnet/aspnet:10.0"
    assert "have to be ported" in why(text, to, ".NET 2.2 -> 10")
    assert "have to be ported" not in why(text.replace("core/aspnet:2.2", "aspnet:6.0"), to, ".NET 6 -> 10")


def test_a_program_that_says_where_it_listens() -> None:
    text = "FROM mcr.microsoft.com/dotnet/aspnet:6.0\nENTRYPOINT dotnet a.dll{}\n"
    assert "port 80" in moved(text.format(""), "mcr.microsoft.com/dotnet/aspnet:10.0")
    assert "port 80" not in moved(text.format(" --urls http://*:5000"), "mcr.microsoft.com/dotnet/aspnet:10.0")


def test_tomcats_package_beside_an_older_java() -> None:
    text = "FROM ubuntu:16.04\nRUN apt-get install -y tomcat7 oracle-java8-installer\n"
    assert "nor does it start on the Java 8" in why(text, "eclipse-temurin:8", "Tomcat 7 -> 10")
    assert "nor does it start" not in why(text, "ubuntu:24.04", "Tomcat 7 -> 10")


def test_pip_of_conda_keeps_its_python() -> None:
    text = (
        "FROM ubuntu:14.04\nRUN apt-get install -y python python-pip\nRUN bash Miniconda.sh -p /miniconda -b\n"
        "ENV PATH=/miniconda/bin:$PATH\nRUN pip install -r a.txt\n"
    )
    assert moved(text, "ubuntu:24.04")["Python 2.7 -> 3.12"][2] == 2
    assert moved(text.replace("/miniconda/bin", "/opt/a"), "ubuntu:24.04")["Python 2.7 -> 3.12"][2] == 2
    without = text.replace("RUN bash Miniconda.sh -p /miniconda -b\nENV PATH=/miniconda/bin:$PATH\n", "")
    assert moved(without, "ubuntu:24.04")["Python 2.7 -> 3.12"][2] == 3


def test_a_check_of_native_modules_stands_where_the_project_installs_them() -> None:
    text = (
        "FROM buildpack-deps:jessie\nENV V=0.12.5\nRUN curl -LO https://nodejs.org/dist/v$V/node-v$V-linux-x64.tar.gz\n"
        "RUN npm install -g npm@2.11.3\nRUN npm install\n"
    )
    assert port(text, "buildpack-deps:trixie", "native") == {"npm install": ("check", 5)}


@pytest.mark.parametrize(("old", "said"), [("1.20", True), ("1.12", False)])
def test_what_an_old_go_mod_cannot_hold_is_not_said(old: str, said: bool) -> None:
    found = candidates(f"FROM golang:{old}\nRUN go build\n")["golang:1.27"].reasons
    assert any("x/tools" in one.why for one in found) is said


def test_a_source_of_r_has_no_java() -> None:
    text = (
        "FROM ubuntu:14.04\n"
        "RUN echo deb http://ppa.launchpad.net/marutter/c2d4u/ubuntu trusty main >> /etc/apt/sources.list\n"
        "RUN apt-get update && apt-get install -y r-cran-nobody openjdk-7-jdk\n"
    )
    found = candidates(text)["ubuntu:24.04"].reasons
    assert [one.severity for one in found if one.what == "package openjdk-7-jdk"] == ["breaks"]
    assert [one.severity for one in found if "r-cran-nobody" in one.what] == ["check"]


def test_scripts_of_phps_image_that_are_copied_over_its_own() -> None:
    text = "FROM php:5.5-cli\nCOPY docker-php-ext-* /usr/local/bin/\n"
    (found,) = [one for one in next(iter(candidates(text).values())).reasons if "docker-php-ext-" in one.what]
    assert (found.severity, found.line) == ("check", 2)
    for own in ("docker-php-entrypoint", "docker-php-ext-get"):
        other = text.replace("docker-php-ext-*", own)
        assert not any(own in one.what for one in next(iter(candidates(other).values())).reasons)
