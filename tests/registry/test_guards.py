"""What a hostile or broken registry must not be able to do."""

from __future__ import annotations

import asyncio
import hashlib
import json
import threading
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from baseadvisor.image.reference import InvalidReference
from baseadvisor.registry import (
    AsyncRegistry,
    Credentials,
    DigestMismatch,
    Limits,
    NotFound,
    Options,
    ProtocolError,
    RateLimited,
    Refused,
    Unreachable,
)
from baseadvisor.registry.addresses import is_local
from baseadvisor.registry.display import printable
from baseadvisor.registry.endpoint import endpoint_of
from tests.registry.conftest import MakeRegistry
from tests.support import fault_server
from tests.support.fault_server import Answer, FaultServer, Seen, manifest_answer
from tests.support.oci import (
    OCI_CONFIG,
    OCI_INDEX,
    OCI_MANIFEST,
    Blob,
    Image,
    image,
    index,
    layer,
    platform,
    sha256,
)

ANNA = Credentials("anna", "secret")
Resolver = Callable[[str, int], Awaitable[list[str]]]


def small() -> Image:
    return image([layer({"a": "b"})])


def to(*addresses: str) -> Resolver:
    async def resolver(host: str, port: int) -> list[str]:
        return list(addresses)

    return resolver


# Addresses


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "169.254.169.254", "169.254.0.1", "::1", "::", "fe80::1", "fe80::1%eth0",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "fd00:ec2::254",
        "100.100.100.200", "168.63.129.16", "224.0.0.1", "255.255.255.255", "nonsense",
    ],
)  # fmt: skip
def test_local_addresses_are_known(address: str) -> None:
    assert is_local(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "10.0.0.5", "192.168.1.1", "172.16.0.9", "2606:4700::1111", "fd12::1"])
def test_public_and_private_addresses_are_not_local(address: str) -> None:
    assert not is_local(address)


@pytest.mark.parametrize("address", ["169.254.169.254", "127.0.0.1", "::1"])
def test_a_redirect_to_a_name_that_is_a_local_address_is_refused(
    address: str, faults: FaultServer, other: FaultServer, client: MakeRegistry
) -> None:
    port = other.host.rpartition(":")[2]
    one = small()
    faults.put_image("app", "1", one)
    faults.answers[f"/v2/app/blobs/{one.blobs[0].digest}"] = Answer(
        307, b"", {"Location": f"http://cdn.example.test:{port}/blob"}
    )

    async def resolver(host: str, port: int) -> list[str]:
        return [address if host == "cdn.example.test" else "127.0.0.1"]

    with pytest.raises(Refused, match=f"local address .*{address}"):
        client(resolver=resolver).image(f"{faults.host}/app:1")
    assert other.seen == []


def test_a_name_with_one_good_and_one_local_address_is_not_connected_to_the_local_one(
    faults: FaultServer, other: FaultServer, client: MakeRegistry
) -> None:
    port = other.host.rpartition(":")[2]
    one = small()
    faults.put_image("app", "1", one)
    faults.answers[f"/v2/app/blobs/{one.blobs[0].digest}"] = Answer(
        307, b"", {"Location": f"http://cdn.example.test:{port}/blob"}
    )

    async def resolver(host: str, port: int) -> list[str]:
        # TEST-NET-1: an address where nobody is.
        return ["127.0.0.1", "192.0.2.1"] if host == "cdn.example.test" else ["127.0.0.1"]

    with pytest.raises((Unreachable, Refused)):
        client(resolver=resolver, timeout=0.2, attempts=1).image(f"{faults.host}/app:1")
    assert other.seen == []


def test_the_registry_itself_may_be_local(faults: FaultServer, client: MakeRegistry) -> None:
    one = small()
    faults.put_image("app", "1", one)
    port = faults.host.rpartition(":")[2]
    host = f"registry.example.test:{port}"
    registry = client(insecure=frozenset([host]), resolver=to("127.0.0.1"))
    assert registry.image(f"{host}/app:1").digest == one.digest


def test_one_registry_cannot_send_the_client_to_another_local_one(
    faults: FaultServer, other: FaultServer, client: MakeRegistry
) -> None:
    one = small()
    other.put_image("app", "1", one)
    registry = client(use_cache=False)
    registry.image(f"{other.host}/app:1")  # it is in use, with a connection open
    seen = len(other.seen)
    faults.answers["/v2/app/manifests/1"] = Answer(307, b"", {"Location": f"{other.url}/v2/app/manifests/1"})
    with pytest.raises(Refused, match="local address"):
        registry.image(f"{faults.host}/app:1")
    assert len(other.seen) == seen


# Redirects


def test_a_redirect_is_followed_without_authorization_on_another_origin(
    faults: FaultServer, other: FaultServer, client: MakeRegistry
) -> None:
    one = small()
    faults.put_image("app", "1", one)
    config = one.blobs[0]

    def guarded(seen: Seen) -> Answer:
        if "authorization" not in seen.headers:
            return Answer(401, b"", {"WWW-Authenticate": 'Basic realm="x"'})
        return manifest_answer(one.manifest.body, OCI_MANIFEST)

    faults.answers["/v2/app/manifests/1"] = guarded
    faults.answers[f"/v2/app/blobs/{config.digest}"] = Answer(307, b"", {"Location": f"{other.url}/away"})
    # Back home: what was taken off stays off.
    other.answers["/away"] = Answer(302, b"", {"Location": f"{faults.url}/home", "Set-Cookie": "a=b"})
    faults.answers["/home"] = Answer(200, config.body)
    registry = client(credentials={faults.host: ANNA}, trusted_hosts=frozenset([other.host]))
    assert registry.image(f"{faults.host}/app:1").digest == one.digest
    assert "authorization" not in other.seen[-1].headers
    assert "authorization" not in faults.seen[-1].headers
    assert "cookie" not in faults.seen[-1].headers
    assert any(seen.headers.get("authorization") == ANNA.basic for seen in faults.seen)


def test_redirects_end(faults: FaultServer, client: MakeRegistry) -> None:
    faults.answers["/v2/app/manifests/1"] = Answer(307, b"", {"Location": "/v2/app/manifests/1"})
    with pytest.raises(Refused, match="too many redirects"):
        client().resolve(f"{faults.host}/app:1")
    assert len(faults.paths("HEAD")) == 6


@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://u:p@127.0.0.1/x", "gopher://x/", "http://"])
def test_a_redirect_to_what_is_no_usable_url_is_refused(target: str, faults: FaultServer, client: MakeRegistry) -> None:
    faults.answers["/v2/app/manifests/1"] = Answer(307, b"", {"Location": target})
    with pytest.raises(Refused):
        client().resolve(f"{faults.host}/app:1")


# Digests and shapes


def test_a_digest_that_is_no_digest_never_reaches_a_url(faults: FaultServer, client: MakeRegistry) -> None:
    for bad in ("sha256:../../../etc/passwd", "sha256:" + "A" * 64, "md5:" + "0" * 32, "sha512:" + "0" * 64):
        body = json.dumps(
            {"schemaVersion": 2, "config": {"mediaType": OCI_CONFIG, "digest": bad, "size": 2}, "layers": []}
        ).encode()
        faults.answers["/v2/app/manifests/1"] = manifest_answer(body, OCI_MANIFEST)
        faults.answers[f"/v2/app/manifests/{sha256(body)}"] = manifest_answer(body, OCI_MANIFEST)
        with pytest.raises(ProtocolError, match="not a sha256 or sha512 digest"):
            client(use_cache=False).image(f"{faults.host}/app:1")
    assert not [path for path in faults.paths() if "/blobs/" in path]


def test_a_reference_with_a_malformed_digest_is_no_reference(client: MakeRegistry) -> None:
    with pytest.raises(InvalidReference):
        client().image("debian@sha256:../../x")
    with pytest.raises(ProtocolError):
        client().image("debian@sha384:" + "0" * 96)


def test_a_header_with_a_bad_digest_is_not_believed(faults: FaultServer, client: MakeRegistry) -> None:
    one = small()
    faults.put_image("app", "1", one)
    faults.answers["/v2/app/manifests/1"] = manifest_answer(one.manifest.body, OCI_MANIFEST, "sha256:../x")
    assert client().resolve(f"{faults.host}/app:1").digest == one.digest


def test_a_missing_digest_header_is_made_up_for_by_hashing(faults: FaultServer, client: MakeRegistry) -> None:
    one = small()
    faults.put_image("app", "1", one)
    faults.answers["/v2/app/manifests/1"] = Answer(200, one.manifest.body, {"Content-Type": OCI_MANIFEST})
    assert client().resolve(f"{faults.host}/app:1").digest == one.digest


def test_a_registry_without_head_is_asked_with_get(faults: FaultServer, client: MakeRegistry) -> None:
    one = small()
    faults.put_image("app", "1", one)

    def no_head(seen: Seen) -> Answer:
        return Answer(405) if seen.method == "HEAD" else manifest_answer(one.manifest.body, OCI_MANIFEST)

    faults.answers["/v2/app/manifests/1"] = no_head
    assert client().resolve(f"{faults.host}/app:1").digest == one.digest


def test_a_body_that_does_not_hash_to_its_digest_is_refused_and_not_kept(
    faults: FaultServer, client: MakeRegistry
) -> None:
    one = small()
    faults.put_image("app", "1", one)
    config = f"/v2/app/blobs/{one.blobs[0].digest}"
    good = faults.answers[config]
    faults.answers[config] = Answer(200, one.blobs[0].body.replace(b"amd64", b"arm64"))
    with pytest.raises(DigestMismatch):
        client().image(f"{faults.host}/app:1")
    faults.answers[config] = good
    assert client().image(f"{faults.host}/app:1").digest == one.digest


def test_a_lying_digest_header_is_found_out(faults: FaultServer, client: MakeRegistry) -> None:
    one, another = small(), image([layer({"c": "d"})])
    faults.put_image("app", "1", one)
    headers = manifest_answer(one.manifest.body, OCI_MANIFEST, another.digest)
    faults.answers["/v2/app/manifests/1"] = headers
    faults.answers[f"/v2/app/manifests/{another.digest}"] = headers
    with pytest.raises(DigestMismatch):
        client().image(f"{faults.host}/app:1")


@pytest.mark.parametrize(
    ("document", "content_type", "message"),
    [
        ({"mediaType": OCI_INDEX, "manifests": []}, OCI_MANIFEST, "but was sent as"),
        ({"manifests": [], "layers": [], "config": {}}, OCI_INDEX, "an index and an image at once"),
        ({"schemaVersion": 1, "fsLayers": []}, "application/vnd.docker.distribution.manifest.v1+json", "old schema 1"),
        ({"hello": 1}, OCI_MANIFEST, "not understood"),
        ([], OCI_MANIFEST, "not understood"),
        ("x", "text/html", "not understood"),
    ],
)
def test_a_manifest_that_is_not_what_it_says_is_refused(
    document: object, content_type: str, message: str, faults: FaultServer, client: MakeRegistry
) -> None:
    body = json.dumps(document).encode()
    faults.answers["/v2/app/manifests/1"] = manifest_answer(body, content_type)
    faults.answers[f"/v2/app/manifests/{sha256(body)}"] = manifest_answer(body, content_type)
    with pytest.raises(ProtocolError, match=message):
        client().image(f"{faults.host}/app:1")


@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"a":' * 50_000, b"\xff\xfe", b""])
def test_json_made_to_break_a_parser_is_one_line(body: bytes, faults: FaultServer, client: MakeRegistry) -> None:
    faults.answers["/v2/app/manifests/1"] = manifest_answer(body, OCI_MANIFEST)
    faults.answers[f"/v2/app/manifests/{sha256(body)}"] = manifest_answer(body, OCI_MANIFEST)
    faults.answers["/v2/app/tags/list"] = Answer(200, body)
    for ask in (client().image, client().tags):
        with pytest.raises(ProtocolError) as caught:
            ask(f"{faults.host}/app:1")
        assert "\n" not in str(caught.value)


def test_an_index_that_holds_itself_ends(faults: FaultServer, client: MakeRegistry) -> None:
    inner = small().manifest
    for depth in range(12):
        inner = index([inner.descriptor()], annotations={"depth": str(depth)})
        faults.put_manifest("app", str(depth), inner)
    with pytest.raises(ProtocolError, match="nests more than can be right"):
        client().image(f"{faults.host}/app:11")
    assert len(faults.paths("GET")) < 8


def test_a_wide_index_costs_a_bounded_number_of_requests(faults: FaultServer, client: MakeRegistry) -> None:
    leaves = [index([], annotations={"n": str(number)}) for number in range(60)]
    for leaf in leaves:
        faults.put_manifest("app", leaf.digest, leaf)
    faults.put_manifest("app", "1", index([leaf.descriptor() for leaf in leaves]))
    with pytest.raises(ProtocolError, match="nests more"):
        client(limits=Limits(index_entries=20)).image(f"{faults.host}/app:1")
    assert len(faults.paths("GET")) < 30


# Bounds


@pytest.mark.parametrize("chunked", [False, True])
def test_a_manifest_over_the_bound_is_not_read_to_its_end(
    chunked: bool, faults: FaultServer, client: MakeRegistry
) -> None:
    body = b" " * (4 * 1024 * 1024 + 10)
    answer = manifest_answer(body, OCI_MANIFEST, sha256(b"x"))
    faults.answers["/v2/app/manifests/1"] = answer
    faults.answers[f"/v2/app/manifests/{sha256(b'x')}"] = answer
    with pytest.raises(ProtocolError, match="bigger than 4194304 bytes"):
        client().image(f"{faults.host}/app:1")


def test_a_config_over_the_bound_is_not_even_asked_for(faults: FaultServer, client: MakeRegistry) -> None:
    config = {"mediaType": OCI_CONFIG, "digest": sha256(b"c"), "size": 9 * 1024 * 1024}
    body = json.dumps({"schemaVersion": 2, "config": config, "layers": []}).encode()
    faults.put_manifest("app", "1", Blob(body, OCI_MANIFEST))
    with pytest.raises(ProtocolError, match="its config is said to be 9437184 bytes big"):
        client().image(f"{faults.host}/app:1")
    assert not [path for path in faults.paths() if "/blobs/" in path]


def test_a_compressed_answer_is_counted_by_what_it_expands_to(faults: FaultServer, client: MakeRegistry) -> None:
    import gzip

    bomb = gzip.compress(b" " * (32 * 1024 * 1024))
    faults.answers["/v2/app/tags/list"] = Answer(200, bomb, {"Content-Encoding": "gzip"})
    with pytest.raises(ProtocolError, match="bigger than 4194304 bytes"):
        client().tags(f"{faults.host}/app:1")
    faults.answers["/v2/app/tags/list"] = Answer(200, gzip.compress(b'{"tags":["a"]}'), {"Content-Encoding": "gzip"})
    assert client().tags(f"{faults.host}/app:1").names == ("a",)


def test_only_identity_is_asked_for(faults: FaultServer, client: MakeRegistry) -> None:
    with pytest.raises(NotFound):
        client().resolve(f"{faults.host}/app:1")
    assert {seen.headers["accept-encoding"] for seen in faults.seen if seen.path != "/v2/"} == {"identity"}


def test_tags_are_paged_bounded_and_cleaned(faults: FaultServer, client: MakeRegistry) -> None:
    def page(seen: Seen) -> Answer:
        last = int(seen.path.partition("last=")[2] or 0)
        body = json.dumps({"tags": [f"t{last}", "bad tag", "\x1b[31mred", 7, "a" * 129]}).encode()
        return Answer(200, body, {"Link": f'</v2/app/tags/list?n=1000&last={last + 1}>; rel="next"'})

    faults.answers["/v2/app/tags/list"] = page
    told = client(limits=Limits(pages=7)).tags(f"{faults.host}/app:1")
    assert told.names == tuple(f"t{number}" for number in range(7))
    assert not told.complete


def test_a_link_to_another_host_is_refused(faults: FaultServer, other: FaultServer, client: MakeRegistry) -> None:
    faults.answers["/v2/app/tags/list"] = Answer(
        200, b'{"tags":["a"]}', {"Link": f'<http://evil.test:{other.host.rpartition(":")[2]}/v2/x>; rel="next"'}
    )
    with pytest.raises(Refused, match=r"leads to another host \(evil.test\)"):
        client().tags(f"{faults.host}/app:1")
    assert other.seen == []


def test_a_link_keeps_our_path_and_gives_its_query_alone(faults: FaultServer, client: MakeRegistry) -> None:
    faults.answers["/v2/virtual/app/tags/list?n=1000"] = Answer(
        200, b'{"tags":["a"]}', {"Link": f'<{faults.url}/v2/app/tags/list?last=a&n=1>; rel="next"'}
    )
    faults.answers["/v2/virtual/app/tags/list?last=a&n=1"] = Answer(200, b'{"tags":["b"]}')
    assert client().tags(f"{faults.host}/virtual/app:1").names == ("a", "b")


def test_a_link_to_itself_ends(faults: FaultServer, client: MakeRegistry) -> None:
    faults.answers["/v2/app/tags/list"] = Answer(
        200, b'{"tags":["a"]}', {"Link": '</v2/app/tags/list?n=1000>; rel="next"'}
    )
    assert client().tags(f"{faults.host}/app:1").names == ("a",)


def test_a_slow_drip_is_given_up(faults: FaultServer, client: MakeRegistry) -> None:
    faults.answers["/v2/app/tags/list"] = Answer(200, b'{"tags":["a"]}' + b" " * 200, drip=0.05)
    with pytest.raises(Unreachable, match="no whole answer in time"):
        client(deadline=0.3, attempts=1).tags(f"{faults.host}/app:1")


def test_a_cut_body_is_tried_again(faults: FaultServer, client: MakeRegistry) -> None:
    faults.answers["/v2/app/tags/list?n=1000"] = [
        Answer(200, b'{"tags":["a"]}', cut=5),
        Answer(200, b'{"tags":["a"]}'),
    ]
    assert client().tags(f"{faults.host}/app:1").names == ("a",)
    faults.answers["/v2/b/tags/list"] = Answer(200, b'{"tags":["a"]}', cut=5)
    with pytest.raises(Unreachable, match="the connection broke"):
        client(attempts=2).tags(f"{faults.host}/b:1")


# Rate limits


def test_429_with_a_short_wait_is_obeyed(faults: FaultServer, client: MakeRegistry) -> None:
    times: list[float] = []

    def limited(seen: Seen) -> Answer:
        times.append(time.monotonic())
        return Answer(429, b"", {"Retry-After": "1"}) if len(times) == 1 else Answer(200, b'{"tags":["a"]}')

    faults.answers["/v2/app/tags/list"] = limited
    assert client().tags(f"{faults.host}/app:1").names == ("a",)
    assert times[1] - times[0] >= 1.0


def test_429_with_a_long_wait_is_told_at_once(faults: FaultServer, client: MakeRegistry) -> None:
    faults.answers["/v2/app/tags/list"] = Answer(
        429, b"", {"Retry-After": "7200", "ratelimit-limit": "100;w=21600", "ratelimit-remaining": "0;w=21600"}
    )
    with pytest.raises(RateLimited) as caught:
        client().tags(f"{faults.host}/app:1")
    assert caught.value.retry_after == 7200
    assert "free again in 7200 s" in str(caught.value)
    assert "0 of 100 pulls left per 6 h" in str(caught.value)
    assert len(faults.paths("GET")) - faults.paths().count("/v2/") == 1


def test_429_without_a_wait_is_tried_a_bounded_number_of_times(faults: FaultServer, client: MakeRegistry) -> None:
    faults.answers["/v2/app/tags/list"] = Answer(429)
    with pytest.raises(RateLimited):
        client(attempts=3).tags(f"{faults.host}/app:1")
    assert faults.paths().count("/v2/app/tags/list?n=1000") == 3


def test_the_quota_is_shown(faults: FaultServer, client: MakeRegistry) -> None:
    one = small()
    answer = manifest_answer(one.manifest.body, OCI_MANIFEST)
    quota = {
        "ratelimit-limit": "100;w=21600",
        "ratelimit-remaining": "76;w=21600",
        "docker-ratelimit-source": "1.2.3.4",
    }
    faults.answers["/v2/app/manifests/1"] = Answer(200, answer.body, {**answer.headers, **quota})
    registry = client()
    registry.resolve(f"{faults.host}/app:1")
    told = registry.rate_limits[faults.host]
    assert (told.limit, told.remaining, told.window, told.source) == (100, 76, 21600, "1.2.3.4")
    assert str(told) == f"{faults.host}: 76 of 100 pulls left per 6 h"


def test_a_failing_registry_is_tried_again_and_then_told(faults: FaultServer, client: MakeRegistry) -> None:
    faults.answers["/v2/app/tags/list?n=1000"] = [Answer(503), Answer(502), Answer(200, b'{"tags":[]}')]
    assert client().tags(f"{faults.host}/app:1").names == ()
    faults.answers["/v2/b/tags/list"] = Answer(500)
    with pytest.raises(Unreachable, match=r"the registry failed \(HTTP 500\); try again later"):
        client(attempts=2).tags(f"{faults.host}/b:1")


def test_concurrency_is_bounded(faults: FaultServer) -> None:
    one = small()
    lock = threading.Lock()
    now = most = 0

    def slow(seen: Seen) -> Answer:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.02)
        with lock:
            now -= 1
        return manifest_answer(one.manifest.body, OCI_MANIFEST)

    for number in range(20):
        faults.answers[f"/v2/app/manifests/{number}"] = slow

    async def ask() -> None:
        async with AsyncRegistry(
            Options(use_credential_files=False, use_cache=False, proxy="", concurrency=3)
        ) as registry:
            await asyncio.gather(*(registry.resolve(f"{faults.host}/app:{number}") for number in range(20)))

    asyncio.run(ask())
    assert 1 < most <= 3


def test_closing_ends_what_is_under_way(faults: FaultServer) -> None:
    faults.answers["/v2/app/tags/list"] = Answer(200, b" " * 1000, drip=0.05)

    async def ask() -> None:
        registry = AsyncRegistry(Options(use_credential_files=False, use_cache=False, proxy=""))
        asked = asyncio.create_task(registry.tags(f"{faults.host}/app:1"))
        while "/v2/app/tags/list?n=1000" not in faults.paths():
            await asyncio.sleep(0.01)
        await registry.aclose()
        with pytest.raises(asyncio.CancelledError):
            await asked

    asyncio.run(asyncio.wait_for(ask(), 20))


# Names, TLS, proxies, mirrors


def test_an_unknown_host_is_one_line(client: MakeRegistry) -> None:
    async def resolver(host: str, port: int) -> list[str]:
        raise OSError(-2, "Name or service not known")

    with pytest.raises(Unreachable, match=r"test\): the host registry.example.test is not known; check"):
        client(resolver=resolver).resolve("registry.example.test/app:1")


def test_a_closed_port_is_one_line(client: MakeRegistry) -> None:
    with pytest.raises(Unreachable, match="no connection"):
        client(attempts=1).resolve("127.0.0.1:1/app:1")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for registry.example.test, signed by itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "registry.example.test")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("registry.example.test")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(built.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem"


def test_a_certificate_nobody_vouches_for_is_refused_unless_given_or_waived(
    certificate: tuple[Path, Path], client: MakeRegistry
) -> None:
    one = small()
    with fault_server.serve(certificate=certificate) as server:
        server.put_image("app", "1", one)
        host = f"registry.example.test:{server.host.rpartition(':')[2]}"
        resolver = to("127.0.0.1")
        with pytest.raises(Unreachable, match="its certificate is not trusted: self-signed certificate; give the"):
            client(resolver=resolver).resolve(f"{host}/app:1")
        assert server.seen == []
        trusting = client(resolver=resolver, ca_file=certificate[0])
        assert trusting.resolve(f"{host}/app:1").digest == one.digest
        waived = client(resolver=resolver, insecure=frozenset([host]))
        assert waived.resolve(f"{host}/app:1").digest == one.digest


def test_a_name_the_certificate_does_not_have_is_refused(certificate: tuple[Path, Path], client: MakeRegistry) -> None:
    with fault_server.serve(certificate=certificate) as server:
        host = f"other.example.test:{server.host.rpartition(':')[2]}"
        with pytest.raises(Unreachable, match="certificate is not trusted"):
            client(resolver=to("127.0.0.1"), ca_file=certificate[0]).resolve(f"{host}/app:1")


def test_plain_http_is_only_spoken_when_asked(faults: FaultServer, client: MakeRegistry) -> None:
    faults.put_image("app", "1", small())
    host = f"registry.example.test:{faults.host.rpartition(':')[2]}"
    with pytest.raises(Unreachable):
        client(resolver=to("127.0.0.1"), attempts=1).resolve(f"{host}/app:1")
    assert faults.seen == []


def test_https_is_not_left_for_http_by_a_redirect(
    certificate: tuple[Path, Path], faults: FaultServer, client: MakeRegistry
) -> None:
    with fault_server.serve(certificate=certificate) as server:
        host = f"registry.example.test:{server.host.rpartition(':')[2]}"
        server.answers["/v2/app/manifests/1"] = Answer(307, b"", {"Location": f"{faults.url}/v2/app/manifests/1"})
        with pytest.raises(Refused, match="from https to http"):
            client(resolver=to("127.0.0.1"), ca_file=certificate[0]).resolve(f"{host}/app:1")
    assert faults.seen == []


def test_a_proxy_is_used_and_literal_local_addresses_are_not_asked_through_it(
    faults: FaultServer, client: MakeRegistry
) -> None:
    one = small()
    faults.answers["http://registry.example.test/v2/app/manifests/1"] = manifest_answer(one.manifest.body, OCI_MANIFEST)
    registry = client(proxy=faults.url, insecure=frozenset(["registry.example.test"]), attempts=1)
    assert registry.resolve("registry.example.test/app:1").digest == one.digest
    faults.answers["http://registry.example.test/v2/app/manifests/2"] = Answer(
        307, b"", {"Location": "http://169.254.169.254/latest/meta-data"}
    )
    with pytest.raises(Refused, match=r"local address \(169.254.169.254\)"):
        registry.resolve("registry.example.test/app:2")
    assert not [path for path in faults.paths() if "169.254" in path]


def test_the_environment_names_the_proxy(
    faults: FaultServer, client: MakeRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = small()
    monkeypatch.setenv("http_proxy", faults.url)
    monkeypatch.setenv("no_proxy", "direct.example.test")
    for host in ("registry.example.test", "direct.example.test"):
        faults.answers[f"http://{host}/v2/app/manifests/1"] = manifest_answer(one.manifest.body, OCI_MANIFEST)
    hosts = frozenset(["registry.example.test", "direct.example.test"])
    options = {"insecure": hosts, "attempts": 1, "proxy": None}

    async def resolver(host: str, port: int) -> list[str]:
        if host == "127.0.0.1":
            return [host]
        raise OSError(-2, "unknown")

    assert client(resolver=resolver, **options).resolve("registry.example.test/app:1").digest == one.digest
    with pytest.raises(Unreachable, match="not known"):
        client(resolver=resolver, **options).resolve("direct.example.test/app:1")


def test_a_mirror_is_asked_first_and_the_registry_when_it_fails(
    faults: FaultServer, other: FaultServer, client: MakeRegistry
) -> None:
    one, two = small(), image([layer({"two": "2"})])
    other.answers["/mirrored/v2/app/manifests/1"] = manifest_answer(one.manifest.body, OCI_MANIFEST)
    faults.put_image("app", "1", two)
    faults.put_image("app", "2", two)
    registry = client(mirrors={faults.host: (f"{other.host}/mirrored",)})
    assert registry.resolve(f"{faults.host}/app:1").digest == one.digest
    assert registry.resolve(f"{faults.host}/app:2").digest == two.digest
    assert "/mirrored/v2/app/manifests/2" in other.paths()


def test_a_mirror_that_is_gone_is_not_waited_for_again(faults: FaultServer, client: MakeRegistry) -> None:
    faults.put_image("app", "1", small())
    registry = client(mirrors={faults.host: ("127.0.0.1:1",)}, attempts=2)
    registry.image(f"{faults.host}/app:1")
    # One question how the mirror speaks, two tries to ask it, and then the image's own three and the registry's one.
    assert registry.requests <= 7


def test_how_a_host_speaks_is_asked_once(faults: FaultServer) -> None:
    one = small()
    for number in range(20):
        faults.put_manifest("app", str(number), one.manifest)

    async def ask() -> int:
        async with AsyncRegistry(Options(use_credential_files=False, use_cache=False, proxy="")) as registry:
            await asyncio.gather(*(registry.resolve(f"{faults.host}/app:{number}") for number in range(20)))
            return registry.requests

    assert asyncio.run(ask()) == 21


def test_docker_hub_is_asked_where_it_lives() -> None:
    endpoint = endpoint_of("docker.io")
    assert endpoint is not None
    assert endpoint.url("library/debian/tags/list") == "https://registry-1.docker.io/v2/library/debian/tags/list"


@pytest.mark.parametrize("host", ["a.test/../x", "a.test?x", "a.test#x", "u@a.test", "", "a test"])
def test_a_host_that_is_none_is_no_endpoint(host: str) -> None:
    assert endpoint_of(host) is None


def test_a_proxy_of_another_kind_is_told(client: MakeRegistry) -> None:
    with pytest.raises(Unreachable, match="the proxy is of a kind that is not supported; name an HTTP proxy"):
        client(proxy="socks5://127.0.0.1:1").resolve("registry.example.test/app:1")


def test_sha512_is_understood(faults: FaultServer, client: MakeRegistry) -> None:
    one = small()
    config = one.blobs[0]

    def sha512(body: bytes) -> str:
        return "sha512:" + hashlib.sha512(body).hexdigest()

    document = json.loads(one.manifest.body)
    document["config"]["digest"] = sha512(config.body)
    body = json.dumps(document).encode()
    faults.answers[f"/v2/app/manifests/{sha512(body)}"] = manifest_answer(body, OCI_MANIFEST, sha512(body))
    faults.answers["/v2/app/manifests/1"] = manifest_answer(body, OCI_MANIFEST, sha512(body))
    faults.answers[f"/v2/app/blobs/{sha512(config.body)}"] = Answer(200, config.body)
    assert client().image(f"{faults.host}/app:1").digest == sha512(body)
    faults.answers[f"/v2/app/blobs/{sha512(config.body)}"] = Answer(200, config.body + b" ")
    with pytest.raises(DigestMismatch):
        client(refresh=True).image(f"{faults.host}/app:1")


# Words


def test_what_registries_say_cannot_steer_a_terminal(faults: FaultServer, client: MakeRegistry) -> None:
    message = "\x1b[2J\x07\u202egone\r\n\u2028::error::"
    faults.answers["/v2/app/tags/list"] = Answer(
        418, json.dumps({"errors": [{"code": "X\x1b", "message": message}]}).encode()
    )
    with pytest.raises(ProtocolError) as caught:
        client().tags(f"{faults.host}/app:1")
    text = str(caught.value)
    assert text.isprintable()
    assert r"\x1b[2J\x07\u202egone\r\n\u2028" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 漢", "plain é 漢"),
        ("\x00\x1b\x9b", r"\x00\x1b\x9b"),
        ("a\nb", r"a\nb"),
        ("\u200b\ud800", r"\u200b\ud800"),
    ],
)
def test_control_characters_are_escaped(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_labels_stay_as_they_are_for_programs(faults: FaultServer, client: MakeRegistry) -> None:
    faults.put_image("app", "1", image([layer({"a": "b"})], run={"Labels": {"x": "\x1b[31m"}}))
    assert client().image(f"{faults.host}/app:1").labels == {"x": "\x1b[31m"}


def test_nulls_and_wrong_types_in_a_config_are_as_good_as_absent(faults: FaultServer, client: MakeRegistry) -> None:
    faults.put_image(
        "app",
        "1",
        image([layer({"a": "b"})], run={"Env": None, "Labels": {"a": 1}, "Cmd": "x", "User": 0, "Volumes": None}),
    )
    told = client().image(f"{faults.host}/app:1")
    assert (told.env, told.labels, told.cmd, told.user, told.volumes) == ({}, {}, (), "", ())


def test_foreign_layers_are_told_of_and_never_fetched(faults: FaultServer, client: MakeRegistry) -> None:
    one = image([layer({"a": "b"})])
    document = json.loads(one.manifest.body)
    document["layers"].append(
        {
            "mediaType": "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
            "digest": sha256(b"far"),
            "size": 3,
            "urls": [f"{faults.url}/far"],
        }
    )
    faults.put_image("app", "1", Image(Blob(json.dumps(document).encode(), OCI_MANIFEST), one.blobs))
    assert len(client().image(f"{faults.host}/app:1", "linux/amd64").layers) == 2
    assert "/far" not in faults.paths()


def test_an_empty_index_offers_nothing(faults: FaultServer, client: MakeRegistry) -> None:
    faults.put_manifest("app", "1", index([]))
    with pytest.raises(NotFound, match="it is for: none"):
        client().image(f"{faults.host}/app:1")
    faults.put_manifest("app", "2", index([small().manifest.descriptor(platform=platform("unknown", os="unknown"))]))
    with pytest.raises(NotFound):
        client().image(f"{faults.host}/app:2")
