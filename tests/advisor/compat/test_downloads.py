"""Which libc a download was linked against, as far as its address tells."""

import pytest
from tests.advisor.asking import candidates, port, told

from baseadvisor.advisor.compat.building.downloads import downloads, libc_of
from baseadvisor.analysis import Analysis
from baseadvisor.dockerfile.source import parse

TEMURIN = (
    "https://github.com/adoptium/temurin21-binaries/releases/download/x/OpenJDK21U-jdk_x64_linux_hotspot_21.tar.gz"
)


@pytest.mark.parametrize(
    ("url", "libc"),
    [
        ("https://nodejs.org/dist/v22.1.0/node-v22.1.0-linux-x64.tar.xz", "glibc"),
        ("https://nodejs.org/dist/v22.1.0/node-v22.1.0.tar.xz", None),
        ("https://unofficial-builds.nodejs.org/download/release/v22.1.0/node-v22.1.0-linux-x64-musl.tar.xz", None),
        (TEMURIN, "glibc"),
        (TEMURIN.replace("x64_linux", "x64_alpine-linux"), None),
        ("https://cdn.azul.com/zulu/bin/zulu21.0.1-jdk21.0.1-linux_aarch64.tar.gz", "glibc"),
        ("https://cdn.azul.com/zulu/bin/zulu21.0.1-jdk21.0.1-linux_musl_x64.tar.gz", None),
        ("https://github.com/protocolbuffers/protobuf/releases/download/v3/protoc-3-${TARGETOS}-${arch}.zip", "glibc"),
        ("https://example.org/protoc-gen-x-linux-amd64", "?"),
        ("https://www.dropbox.com/download?plat=lnx.x86_64", "glibc"),
        ("https://www.dropbox.com/download?dl=packages/dropbox.py", None),
        ("https://example.org/a-ppc64le_linux.tar.gz", "?"),
        ("https://example.org/linux/amd64_stable/tool-1.2.tar.gz", "?"),
        ("https://example.org/tool-linux.zip", "?"),
        ("https://example.org/tool-linux-$ARCH.tar.gz", "?"),
        ("https://example.org/tool-linux-x64.tar.gz.sha256", None),
        ("https://example.org/tool-1.2.tar.gz", None),
        ("https://get.helm.sh/helm-v3-linux-amd64.tar.gz", None),
        ("https://download.bell-sw.com/java/17/${FILE}", "glibc"),
        ("https://download.bell-sw.com/java/17/$FILE-musl.tar.gz", None),
        ("https://download.bell-sw.com/java/17/sources.zip", None),
    ],
)
def test_what_an_address_tells(url: str, libc: str | None) -> None:
    assert libc_of(url) == libc


def test_variables_are_filled_in_as_far_as_they_are_known() -> None:
    text = (
        "FROM debian:13\nARG NAME=tool MIRROR=https://example.org/get\nENV VERSION=1.2\n"
        "RUN case $(uname -m) in x86_64) A=x64;; *) A=arm64;; esac \\\n"
        " && curl -O https://example.org/$NAME-${VERSION}-linux-$A.tgz && wget $MIRROR/b.tgz\nADD $MIRROR/$OTHER /\n"
    )
    analysis = Analysis(parse(text))
    found = [(one.url, one.line) for one in downloads(analysis, analysis.final.instructions)]
    assert found == [
        ("https://example.org/get", 2),
        ("https://example.org/tool-1.2-linux-x64.tgz", 5),
        ("https://example.org/get/b.tgz", 5),
        ("https://example.org/get/${OTHER}", 6),
    ]


def test_downloads_for_glibc_break_on_musl() -> None:
    text = f"FROM debian:bookworm\nENV URL={TEMURIN}\nRUN curl -fsSL $URL | tar xz\n"
    assert list(port(text, topic="binary").values()) == [("breaks", 2)]
    assert port(text, "debian:trixie", "binary") == {}


def test_a_download_for_each_machine_is_said_once() -> None:
    text = "FROM debian:bookworm\nRUN curl -O https://example.org/x-linux-x64.tgz && \\\n curl -O https://example.org/x-linux-arm64.tgz\n"
    assert list(port(text, topic="binary").values()) == [("check", 2)]


def test_conda_is_for_glibc() -> None:
    text = "FROM debian:bookworm\nRUN micromamba install -y example\n"
    assert port(text, topic="binary") == {"micromamba in RUN": ("breaks", 2)}


def test_a_java_that_is_unpacked_from_anywhere() -> None:
    text = "FROM debian:bookworm\nENV JAVA_HOME=/opt/java\nRUN curl -fsSL $JDK | tar xz -C /opt/java\n"
    assert port(text, topic="binary") == {"JAVA_HOME=/opt/java": ("check", 2)}
    deeper = text.replace("JAVA_HOME=/opt/java", "JAVA_HOME=/opt/java/jre")
    assert port(deeper, topic="binary") == {"JAVA_HOME=/opt/java/jre": ("check", 2)}


def test_a_java_that_the_same_run_unpacks_elsewhere() -> None:
    text = (
        "FROM debian:bookworm\nARG ROOT=/usr/lib/jvm/own\nRUN curl -fsSL $JDK | tar xz -C $ROOT\n"
        "ENV JAVA_HOME=${ROOT}\n"
    )
    assert port(text, topic="binary") == {"JAVA_HOME=/usr/lib/jvm/own": ("check", 4)}
    packaged = text.replace("RUN", "RUN apt-get update && apt-get install -y openjdk-17-jre-headless &&")
    assert port(packaged, topic="binary") == {}


def test_names_that_are_put_together_in_the_run() -> None:
    text = (
        'FROM debian:13\nRUN A=`uname -m` && V="$A.tgz" && P=`echo "tool-linux-${V}"` && Q=$(cat name) && '
        "curl -O https://example.org/$P -O https://example.org/$Q\n"
    )
    analysis = Analysis(parse(text))
    found = [one.url for one in downloads(analysis, analysis.final.instructions)]
    assert found == ["https://example.org/tool-linux-$A.tgz", "https://example.org/$Q"]


def test_a_host_that_serves_java_alone() -> None:
    text = "FROM debian:bookworm\nRUN curl -fsSL https://download.bell-sw.com/java/17/$FILE | tar xz -C /srv\n"
    [reason] = [one for one in candidates(text)["alpine:3.24"].reasons if one.topic == "binary"]
    assert (reason.severity, reason.certainty, reason.line) == ("breaks", "medium", 2)


def test_glibc_as_a_package_of_alpine() -> None:
    url = "https://github.com/sgerrand/alpine-pkg-glibc/releases/download/2.35-r1/glibc-2.35-r1.apk"
    text = f"FROM alpine:3.12\nRUN wget {url} && apk add --allow-untrusted glibc-2.35-r1.apk\n"
    assert list(port(text, topic="binary").values()) == [("breaks", 2)]
    assert port(text.replace("3.12", "3.21"), topic="binary") == {}
    assert port(text.replace("apk add", "apk add --force-overwrite"), topic="binary") == {}


@pytest.mark.parametrize(
    "name",
    [
        "cmake-3.20.0-Linux-x86_64.sh",
        "kibana-5.1.1-linux-x86_64.tar.gz",
        "sonar-scanner-cli-3.3.0-linux.zip",
        "tensorflow-0.6.0-cp27-none-linux_x86_64.whl",
    ],
)
def test_makers_whose_builds_for_linux_are_for_glibc(name: str) -> None:
    found = port(f"FROM debian:12\nRUN curl -LO https://example.org/{name}\n", topic="binary")
    assert [severity for severity, _ in found.values()] == ["breaks"]


def test_the_package_of_glibc_is_refused_where_apk_adds_it() -> None:
    url = "https://github.com/sgerrand/alpine-pkg-glibc/releases/download/2.35-r1/glibc-2.35-r1.apk"
    text = f"FROM alpine:3.12\nRUN wget {url} && \\\n    apk add --allow-untrusted glibc-2.35-r1.apk\n"
    assert list(port(text, topic="binary").values()) == [("breaks", 3)]
    assert candidates(text)["alpine:3.24"].effort not in ("drop-in", "small")


@pytest.mark.parametrize(
    "url",
    [
        "https://public.dhe.ibm.com/ibmdl/export/pub/systems/cloud/runtimes/java/meta/sdk/linux/x86_64/index.yml",
        "https://example.org/java/ibm-java-sdk-8.0-5.35-x86_64-archive.bin",
        "https://example.org/ibm-semeru-open-jdk_x64_linux_8u302b08.tar.gz",
    ],
)
def test_ibms_java_is_for_glibc(url: str) -> None:
    assert libc_of(url) == "glibc"


def test_an_old_openj9_is_not_loaded_by_a_new_glibc() -> None:
    base = "https://github.com/ibmruntimes/semeru20-binaries/releases/download"
    text = "FROM ubuntu:22.04\nRUN curl -LO {}/ibm-semeru-open-jdk_x64_linux_20.0.2_9_openj9-0.{}.0.tar.gz\n"
    found = {one.what for one in candidates(text.format(base, 40))["ubuntu:26.04"].reasons}
    assert "OpenJ9 0.40" in found
    assert not any(what.startswith("OpenJ9") for what in told(candidates(text.format(base, 51))["ubuntu:26.04"]))
    assert not any(what.startswith("OpenJ9") for what in told(candidates(text.format(base, 40))["ubuntu:24.04"]))


def test_phantomjs_stops_at_a_newer_openssl_s_configuration() -> None:
    text = "FROM debian:8\nRUN curl -LO https://bitbucket.org/ariya/phantomjs/downloads/phantomjs-2.1.1-linux-x86_64.tar.bz2\n{}"
    assert port(text.format(""), "debian:13", "binary") == {"PhantomJS": ("breaks", 2)}
    assert port(text.format("ENV OPENSSL_CONF=/dev/null\n"), "debian:13", "binary") == {}
    npm = "FROM node:8-stretch\nRUN npm install -g phantomjs-prebuilt\n"
    assert port(npm, "node:24-trixie", "binary") == {"PhantomJS": ("breaks", 2)}


def test_what_drives_phantomjs_is_left_behind() -> None:
    text = (
        "FROM debian:8\nRUN apt-get install -y python-pip && pip install {}\n"
        "RUN curl -LO https://bitbucket.org/ariya/phantomjs/downloads/phantomjs-$V.tar.bz2\n"
    )
    assert port(text.format("selenium"), "debian:13", "version")["pip install selenium"] == ("check", 2)
    assert "pip install selenium" not in port(text.format("selenium==3.141.0"), "debian:13", "version")
