"""Referrers, and Docker Hub's list of tags."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from baseadvisor.image.platform import Platform
from baseadvisor.registry import HubImage, NotFound, ProtocolError, Refused
from baseadvisor.registry.errors import Where
from baseadvisor.registry.links import next_page
from baseadvisor.registry.rate_limit import RateLimit, read_rate_limit, retry_after
from baseadvisor.registry.referrers import kind_of
from tests.registry.conftest import MakeRegistry
from tests.support.fault_server import Answer, FaultServer, Seen
from tests.support.oci import OCI_INDEX, Blob, Image, Pusher, image, index, layer, platform, sha256
from tests.support.registry_server import RegistryServer


def small() -> Image:
    return image([layer({"a": "b"})])


def referrer(number: int, artifact_type: str, **annotations: str) -> dict[str, Any]:
    manifest = Blob(f"{number}".encode(), "application/vnd.oci.image.manifest.v1+json", annotations)
    return manifest.descriptor(artifactType=artifact_type)


def test_referrers_are_read_page_by_page(faults: FaultServer, client: MakeRegistry) -> None:
    one = small()
    faults.put_image("app", "1", one)
    first = index([referrer(1, "application/spdx+json"), referrer(2, "application/vnd.cncf.notary.signature")])
    second = index([referrer(3, "application/vnd.dev.sigstore.bundle.v0.3+json")])
    path = f"/v2/app/referrers/{one.digest}"
    headers = {"Content-Type": OCI_INDEX}
    faults.answers[path] = Answer(200, first.body, {**headers, "Link": f'<{path}?page=2>; rel="next"'})
    faults.answers[f"{path}?page=2"] = Answer(200, second.body, headers)
    told = client().referrers(f"{faults.host}/app:1")
    assert [(one.kind, one.via) for one in told] == [
        ("sbom", "referrers"),
        ("signature", "referrers"),
        ("signature", "referrers"),
    ]


def test_an_empty_list_of_referrers_is_an_answer(faults: FaultServer, client: MakeRegistry) -> None:
    one = small()
    faults.put_image("app", "1", one)
    faults.answers[f"/v2/app/referrers/{one.digest}"] = Answer(200, index([]).body, {"Content-Type": OCI_INDEX})
    assert client().referrers(f"{faults.host}/app:1") == ()
    assert f"/v2/app/manifests/{one.digest.replace(':', '-')}" not in faults.paths()


def test_a_registry_without_the_api_is_read_by_its_tags(
    anonymous: RegistryServer, push: Pusher, client: MakeRegistry
) -> None:
    one, signature = small(), image([layer({"sig": "x"})])
    push.image("signed/app", "1", one)
    statement = image(
        [layer({"s": "x"})], artifactType="application/vnd.cyclonedx+json", subject=one.manifest.descriptor()
    )
    tag = one.digest.replace(":", "-")
    entry = statement.manifest.descriptor(artifactType="application/vnd.cyclonedx+json")
    push.index("signed/app", tag, index([entry]), [statement])
    push.image("signed/app", f"{tag}.sig", signature)
    told = client().referrers(f"{anonymous.host}/signed/app:1")
    assert [(one.kind, one.digest, one.via) for one in told] == [
        ("sbom", statement.digest, "tag"),
        ("signature", signature.digest, "tag"),
    ]


def test_buildkits_attestations_are_found_in_the_index(
    anonymous: RegistryServer, push: Pusher, client: MakeRegistry
) -> None:
    one = small()
    statements = [
        Blob(b"{}", "application/vnd.in-toto+json", {"in-toto.io/predicate-type": "https://spdx.dev/Document"}),
        Blob(b"[]", "application/vnd.in-toto+json", {"in-toto.io/predicate-type": "https://slsa.dev/provenance/v1"}),
    ]
    attestation = image(statements, architecture="unknown", os="unknown")
    entry = attestation.manifest.descriptor(
        platform=platform("unknown", os="unknown"),
        annotations={"vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": one.digest},
    )
    whole = index([one.manifest.descriptor(platform=platform("amd64")), entry])
    push.index("attested/app", "1", whole, [one, attestation])
    told = client().referrers(f"{anonymous.host}/attested/app:1")
    assert [(one.kind, one.via) for one in told] == [("sbom", "index"), ("provenance", "index")]
    assert told[0].annotations["vnd.docker.reference.digest"] == one.digest


def test_referrers_are_bounded(faults: FaultServer, client: MakeRegistry) -> None:
    one = small()
    faults.put_image("app", "1", one)
    path = f"/v2/app/referrers/{one.digest}"

    def endless(seen: Seen) -> Answer:
        page = int(seen.path.partition("page=")[2] or 0)
        entries = [referrer(page * 100 + number, "application/spdx+json") for number in range(100)]
        return Answer(200, index(entries).body, {"Content-Type": OCI_INDEX, "Link": f'<?page={page + 1}>; rel="next"'})

    faults.answers[path] = endless
    assert len(client().referrers(f"{faults.host}/app:1")) == 500


@pytest.mark.parametrize(
    ("artifact_type", "annotations", "kind"),
    [
        ("application/vnd.dev.cosign.artifact.sig.v1+json", {}, "signature"),
        ("application/vnd.cncf.notary.signature", {}, "signature"),
        ("application/vnd.syft+json", {}, "sbom"),
        ("text/spdx+json", {}, "sbom"),
        ("application/vnd.in-toto+json", {"in-toto.io/predicate-type": "https://cyclonedx.org/bom"}, "sbom"),
        ("application/vnd.in-toto+json", {}, "provenance"),
        (
            "application/vnd.dev.sigstore.bundle.v0.3+json",
            {"dev.sigstore.bundle.predicateType": "https://slsa.dev/provenance/v1"},
            "provenance",
        ),
        (
            "application/vnd.dev.sigstore.bundle.v0.3+json",
            {"dev.sigstore.bundle.predicateType": "https://sigstore.dev/cosign/sign/v1"},
            "signature",
        ),
        ("application/sarif+json", {}, "vulnerabilities"),
        ("application/x-anything", {}, "other"),
    ],
)
def test_the_kind_of_a_referrer_is_told(artifact_type: str, annotations: dict[str, str], kind: str) -> None:
    assert kind_of(artifact_type, annotations) == kind


# Docker Hub


def hub_tag(name: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "digest": sha256(name.encode()),
        "full_size": 30_000_000,
        "last_updated": "2026-02-03T04:05:06.789Z",
        "tag_last_pushed": "2026-02-03T04:05:07Z",
        "images": [
            {"architecture": "amd64", "os": "linux", "variant": None, "size": 29_000_000, "digest": sha256(b"amd64")},
            {"architecture": "arm", "os": "linux", "variant": "v7", "size": 0, "digest": "bad"},
            {"architecture": "unknown", "os": "unknown", "size": 5},
        ],
        **more,
    }


def test_docker_hubs_tags_have_sizes_and_dates(faults: FaultServer, client: MakeRegistry) -> None:
    page = "/v2/repositories/library/debian/tags?page_size=100&ordering=last_updated"
    following = "/v2/repositories/library/debian/tags?ordering=last_updated&page=2&page_size=100"
    faults.answers[page] = Answer(
        200, json.dumps({"count": 2, "next": faults.url + following, "results": [hub_tag("12")]}).encode()
    )
    faults.answers[following] = Answer(200, json.dumps({"next": None, "results": [hub_tag("11")]}).encode())
    told = client(hub_url=faults.url).hub_tags("debian")
    assert [tag.name for tag in told.tags] == ["12", "11"]
    assert told.complete
    tag = told.tags[0]
    assert (tag.digest, tag.full_size) == (sha256(b"12"), 30_000_000)
    assert tag.last_pushed == datetime(2026, 2, 3, 4, 5, 7, tzinfo=UTC)
    assert tag.images == (
        HubImage(Platform.parse("linux/amd64"), sha256(b"amd64"), 29_000_000),
        HubImage(Platform.parse("linux/arm/v7"), None, None),
    )


def test_lists_are_remembered_with_their_time(faults: FaultServer, client: MakeRegistry) -> None:
    one = small()
    faults.put_image("app", "1", one)
    entry = referrer(1, "application/spdx+json")
    faults.answers[f"/v2/app/referrers/{one.digest}"] = Answer(200, index([entry]).body, {"Content-Type": OCI_INDEX})
    faults.answers["/v2/app/tags/list"] = Answer(200, b'{"tags":["1","2"]}')
    faults.answers["/v2/repositories/library/debian/tags"] = Answer(
        200, json.dumps({"results": [hub_tag("12")]}).encode()
    )
    reference = f"{faults.host}/app:1"
    fresh, later = client(hub_url=faults.url), client(hub_url=faults.url, offline=True, tag_age=0)
    fresh.image(reference)
    tags, referrers, hub_tags = fresh.tags(reference), fresh.referrers(reference), fresh.hub_tags("debian")
    assert (later.tags(reference), later.referrers(reference)) == (tags, referrers)
    assert later.hub_tags("debian") == hub_tags
    assert abs(later.tags(reference).as_of - tags.as_of) < timedelta(seconds=1)
    assert abs(later.resolve(reference).as_of - fresh.resolve(reference).as_of) < timedelta(seconds=1)
    assert later.requests == 0


def test_bad_rows_cost_themselves_alone(faults: FaultServer, client: MakeRegistry) -> None:
    rows: list[Any] = [
        None, 7, {}, {"name": 1}, {"name": "bad tag"}, {"name": "\x1b[0m"},
        {"name": "bare"}, hub_tag("odd", images=[None, {"os": 1}], full_size="big", last_updated="yesterday"),
    ]  # fmt: skip
    faults.answers["/v2/repositories/library/debian/tags"] = Answer(200, json.dumps({"results": rows}).encode())
    told = client(hub_url=faults.url).hub_tags("debian")
    assert [tag.name for tag in told.tags] == ["bare", "odd"]
    assert (told.tags[1].full_size, told.tags[1].last_updated, told.tags[1].images) == (None, None, ())


def test_hub_pages_are_bounded_and_stay_on_the_hub(
    faults: FaultServer, other: FaultServer, client: MakeRegistry
) -> None:
    def endless(seen: Seen) -> Answer:
        page = int(seen.path.partition("&page=")[2] or 1)
        link = f"{faults.url}/v2/repositories/a/b/tags?x=1&page={page + 1}"
        return Answer(200, json.dumps({"next": link, "results": [hub_tag(f"t{page}")]}).encode())

    faults.answers["/v2/repositories/a/b/tags"] = endless
    told = client(hub_url=faults.url).hub_tags("a/b", pages=4)
    assert ([tag.name for tag in told.tags], told.complete) == (["t1", "t2", "t3", "t4"], False)
    assert len(client(hub_url=faults.url).hub_tags("a/b").tags) == 20
    faults.answers["/v2/repositories/a/b/tags"] = Answer(
        200, json.dumps({"next": "http://elsewhere.test/x", "results": []}).encode()
    )
    with pytest.raises(Refused, match="another host"):
        client(hub_url=faults.url, refresh=True).hub_tags("a/b")
    assert other.seen == []


def test_only_docker_hub_has_that_list(client: MakeRegistry, faults: FaultServer) -> None:
    with pytest.raises(NotFound, match="only Docker Hub"):
        client().hub_tags("ghcr.io/a/b")
    faults.answers["/v2/repositories/library/debian/tags"] = Answer(200, b"<html>")
    with pytest.raises(ProtocolError, match="list of tags is not understood"):
        client(hub_url=faults.url).hub_tags("debian")


# Headers

HERE = Where("r.test")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("", None),
        ('</v2/a/tags/list?last=x>; rel="next"', "https://r.test/v2/a/tags/list?last=x"),
        ("</v2/a/tags/list?last=x>; rel=next", "https://r.test/v2/a/tags/list?last=x"),
        ('<?last=x>; title="a, b"; rel="prev next"', "https://r.test/v2/a/tags/list?last=x"),
        ('</one>; rel="prev", </two?last=y>; rel="next"', "https://r.test/v2/a/tags/list?last=y"),
        ("<http://r.test/v2/a/tags/list?last=x>; rel=next", "https://r.test/v2/a/tags/list?last=x"),
        ("</v2/a?last=x>; rel=nextish", None),
        ("nonsense", None),
    ],
)
def test_links_are_read(header: str | None, expected: str | None) -> None:
    assert next_page(header, "https://r.test/v2/a/tags/list", HERE) == expected


@pytest.mark.parametrize(
    "target", ["https://evil.test/v2/", "//evil.test/x?last=1", "ftp://r.test/x", "https://u@r.test/"]
)
def test_links_elsewhere_are_refused(target: str) -> None:
    with pytest.raises(Refused):
        next_page(f"<{target}>; rel=next", "https://r.test/v2/a/tags/list", HERE)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("5", 5.0),
        ("1.5", 1.5),
        ("Sun, 01 Mar 2026 00:01:00 GMT", 60.0),
        ("Sun, 01 Mar 2020 00:01:00 GMT", 0.0),
        ("1772323230", 30.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("9" * 400, None),
    ],
)
def test_retry_after_is_read(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}, datetime(2026, 3, 1, tzinfo=UTC)) == seconds


def test_quotas_are_read() -> None:
    headers = {"ratelimit-limit": "200;w=21600", "ratelimit-remaining": "198;w=21600"}
    assert read_rate_limit("docker.io", headers) == RateLimit("docker.io", 200, 198, 21600)
    assert read_rate_limit("docker.io", {"ratelimit-remaining": "7"}) == RateLimit("docker.io", None, 7, None)
    assert read_rate_limit("docker.io", {"ratelimit-limit": "many"}) is None
