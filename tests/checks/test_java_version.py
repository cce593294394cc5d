"""Which Java an address is of."""

import pytest

from baseadvisor.checks.java_version import url_major

GITHUB = "https://github.com"


@pytest.mark.parametrize(
    ("address", "major"),
    [
        (f"{GITHUB}/ibmruntimes/semeru17-binaries/releases/download/jdk-17.0.8%2B7/ibm-semeru-open-jdk_x64.tar.gz", 17),
        (f"{GITHUB}/AdoptOpenJDK/openjdk13-binaries/releases/download/jdk-13%2B33/OpenJDK13U-jdk_x64.tar.gz", 13),
        (f"{GITHUB}/graalvm/graalvm-ce-builds/releases/download/jdk-20.0.1/graalvm-community-jdk-20.0.1.tar.gz", 20),
        (f"{GITHUB}/graalvm/graalvm-ce-builds/releases/download/vm-21.0.0/graalvm-ce-java16-linux-amd64.tar.gz", 16),
        (f"{GITHUB}/oracle/graal/releases/download/vm-19.0.0/graalvm-ce-19.0.0-linux-amd64.tar.gz", None),
        ("https://api.adoptium.net/v3/binary/latest/19/ga/linux/x64/jdk/hotspot/normal/eclipse", 19),
        ("https://corretto.aws/downloads/latest/amazon-corretto-20-x64-linux-jdk.tar.gz", 20),
        ("https://cdn.azul.com/zulu/bin/zulu8.28.0.1-jdk8.0.163-linux_x64.tar.gz", 8),
        ("https://download.java.net/java/GA/jdk9/9.0.4/binaries/openjdk-9.0.4_linux-x64_bin.tar.gz", 9),
        ("https://download.bell-sw.com/java/18.0.2+10/bellsoft-jdk18.0.2+10-linux-amd64.tar.gz", 18),
        ("https://aka.ms/download-jdk/microsoft-jdk-16.0.2.7.1-linux-x64.tar.gz", 16),
        ("http://download.oracle.com/otn-pub/java/jdk/7u45-b18/server-jre-7u45-linux-x64.tar.gz", 7),
        ("https://example.com/app/jdk-notes-7.txt", None),
    ],
)
def test_the_address_tells_the_version(address: str, major: int | None) -> None:
    assert url_major(address) == major
