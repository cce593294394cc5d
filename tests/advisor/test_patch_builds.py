"""A patch is proven by building: the file before and after it, on real Debian userlands, with real packages."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from tests.advisor.asking import DAY
from tests.advisor.conftest import MakeClient
from tests.support.builder import Builder
from tests.support.oci import Image, Pusher
from tests.support.registry_server import RegistryServer

from baseadvisor.advisor import Candidate, advise
from baseadvisor.advisor.live import Live
from baseadvisor.advisor.patching import patched

TWO_STAGES = """\
FROM debian:trixie AS build
RUN apt-get update \\
 && apt-get install -y --no-install-recommends jq \\
 && rm -rf /var/lib/apt/lists/*
COPY data.json /data.json
RUN jq -r '.greeting + " from " + .from' /data.json > /greeting

FROM debian:trixie
RUN useradd --system --uid 999 app
COPY --from=build /greeting /srv/greeting
USER app
CMD ["cat", "/srv/greeting"]
"""
DATA = {"data.json": '{"greeting": "hello", "from": "Debian"}\n'}

OLD_RELEASE = """\
ARG DEBIAN=12
FROM debian:${DEBIAN}
RUN apt-get update && apt-get install -y --no-install-recommends jq tini && rm -rf /var/lib/apt/lists/*
WORKDIR /srv
COPY data.json .
ENTRYPOINT ["tini", "--"]
CMD ["jq", "-r", ".from", "data.json"]
"""
SMOKE = ("tini", "--", "sh", "-c", "jq -r .from data.json && pwd && cut -d. -f1 /etc/debian_version")

JAVA = """\
FROM debian:trixie
ENV JAVA_HOME=/usr/lib/jvm/java-21-openjdk-amd64
ENV PATH=$JAVA_HOME/bin:$PATH
RUN apt-get update && apt-get install -y --no-install-recommends openjdk-21-jre-headless && rm -rf /var/lib/apt/lists/*
CMD ["java", "-version"]
"""


class Built(NamedTuple):
    """What a command answered in an image that was built, and the image's name in the registry."""

    answer: str
    reference: str


class Proof:
    """Patches a file with what the registry says now, and builds it before and after."""

    def __init__(self, builder: Builder, host: str, debians: dict[str, Image]) -> None:
        self.builder, self.host, self.debians = builder, host, debians

    def patch(self, client: MakeClient, text: str, *allowed: str) -> tuple[str, list[Candidate]]:
        """The patched text and the candidates that are in it."""
        with Live("linux/amd64", client(), today=DAY) as live:
            result = patched(advise(text, as_of=DAY, allowed=allowed, live=live))
        assert result.notes == ()
        return result.text, [candidate for _, candidate in result.taken]

    def build(self, name: str, text: str, *command: str) -> Built:
        image = self.builder.build(text, name, DATA)
        reference = f"{self.host}/built/{name}:1"
        self.builder.push(image, reference)
        return Built(self.builder.answer(image, *command), reference)


def smaller(client: MakeClient, before: Built, after: Built) -> int:
    """By how many compressed bytes one image is smaller than another."""
    registry = client()
    return registry.image(before.reference).size - registry.image(after.reference).size


@pytest.fixture(scope="module")
def proof(builder: Builder, hub: RegistryServer, debians: dict[str, Image]) -> Proof:
    return Proof(builder, hub.host, debians)


@pytest.fixture(scope="module")
def old_release(proof: Proof) -> Built:
    return proof.build("old-release", OLD_RELEASE, *SMOKE)


def test_a_slim_base_builds_in_two_stages_and_saves_what_was_promised(proof: Proof, client: MakeClient) -> None:
    text, taken = proof.patch(client, TWO_STAGES, "debian:*")
    assert text == TWO_STAGES.replace("debian:trixie", "debian:trixie-slim")
    assert [one.kind for one in taken] == ["slim", "slim"]
    command = ("sh", "-c", "cat /srv/greeting && id -u")
    before = proof.build("slim-before", TWO_STAGES, *command)
    after = proof.build("slim-after", text, *command)
    assert before.answer == after.answer == "hello from Debian\n999"
    promised = taken[0].saving
    assert promised is not None
    assert promised.bytes > 1_000_000
    assert smaller(client, before, after) == pytest.approx(promised.bytes, rel=0.05)


def test_a_newer_release_out_of_an_argument_builds_and_is_smaller(
    proof: Proof, old_release: Built, client: MakeClient
) -> None:
    text, taken = proof.patch(client, OLD_RELEASE, "debian:*")
    assert text == OLD_RELEASE.replace("DEBIAN=12", "DEBIAN=13-slim")
    after = proof.build("new-release", text, *SMOKE)
    assert (old_release.answer, after.answer) == ("Debian\n/srv\n12", "Debian\n/srv\n13")
    promised = taken[0].saving
    assert promised is not None
    # The packages of the new release have sizes of their own.
    assert smaller(client, old_release, after) > promised.bytes * 0.7


def test_java_stays_where_java_home_says(proof: Proof, client: MakeClient) -> None:
    text, taken = proof.patch(client, JAVA, "debian:*")
    assert text == JAVA.replace("FROM debian:trixie", "FROM debian:trixie-slim")
    # The version in three lines, and that the java of PATH is JAVA_HOME's own.
    command = 'java --version && test "$(readlink -f "$(command -v java)")" = "$JAVA_HOME/bin/java" && echo the same'
    before = proof.build("java-before", JAVA, "sh", "-c", command)
    after = proof.build("java-after", text, "sh", "-c", command)
    assert before.answer == after.answer
    assert before.answer.startswith("openjdk 21")
    assert before.answer.endswith("\nthe same")
    promised = taken[0].saving
    assert promised is not None
    assert smaller(client, before, after) > promised.bytes * 0.9


def test_a_base_of_the_companys_own_builds(
    proof: Proof, old_release: Built, client: MakeClient, hub: RegistryServer
) -> None:
    slim = proof.debians["trixie-slim"]
    Pusher(hub.host).image("base/debian", "trixie-slim", slim)
    own = f"{hub.host}/base/debian:trixie-slim"
    written = OLD_RELEASE.replace("ARG DEBIAN=12\n", "").replace("${DEBIAN}", "12")
    text, taken = proof.patch(client, written, own)
    assert text == written.replace("debian:12", own)
    assert taken[0].image.digest == slim.digest
    after = proof.build("own", text, *SMOKE)
    assert after.answer == "Debian\n/srv\n13"
    assert smaller(client, old_release, after) > 0
