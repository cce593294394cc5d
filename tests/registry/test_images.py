"""What the client tells of images in the real registry, against what was pushed and what skopeo says."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

import pytest

from baseadvisor.image.platform import Platform
from baseadvisor.registry import AsyncRegistry, NotFound, Options
from tests.registry.conftest import MakeRegistry
from tests.support.oci import Blob, Image, Pusher, image, index, layer, platform
from tests.support.programs import run
from tests.support.registry_server import RegistryServer

RUN = {
    "Env": ["PATH=/usr/bin:/bin", "JAVA_HOME=/opt/java", "EMPTY=", "ODD=a=b"],
    "User": "app:app",
    "Entrypoint": ["/entry", "--flag"],
    "Cmd": ["serve"],
    "WorkingDir": "/srv",
    "Labels": {"org.opencontainers.image.version": "1.2.3"},
    "ExposedPorts": {"8080/tcp": {}, "53/udp": {}},
    "Volumes": {"/data": {}},
    "StopSignal": "SIGQUIT",
    "OnBuild": ["RUN make"],
    "Shell": ["/bin/bash", "-c"],
}


def made(architecture: str, variant: str = "", *, docker: bool = False, compression: str = "gzip") -> Image:
    layers = [
        layer({"base": f"base of {architecture}{variant}" * 50}, compression, docker=docker),
        layer({"top": architecture}, compression, docker=docker),
    ]
    return image(layers, architecture=architecture, variant=variant, docker=docker, run=RUN)


def pushed_index(push: Pusher, repository: str, tag: str, *, docker: bool = False, compression: str = "gzip") -> Blob:
    platforms = [("amd64", ""), ("arm64", "v8"), ("arm", "v6"), ("arm", "v7")]
    images = [made(*one, docker=docker, compression=compression) for one in platforms]
    entries = [one.manifest.descriptor(platform=platform(*of)) for one, of in zip(images, platforms, strict=True)]
    whole = index(entries, docker=docker)
    push.index(repository, tag, whole, images)
    return whole


def skopeo(host: str, name: str, *arguments: str) -> dict[str, object]:
    answer = run("skopeo", *arguments, "inspect", "--tls-verify=false", f"docker://{host}/{name}")
    document: dict[str, object] = json.loads(answer)
    return document


@pytest.mark.parametrize(("docker", "compression"), [(False, "gzip"), (False, "zstd"), (True, "gzip")])
def test_image_of_an_index_is_what_skopeo_says(
    docker: bool, compression: str, anonymous: RegistryServer, push: Pusher, client: MakeRegistry
) -> None:
    name = f"indexed/{'docker' if docker else 'oci'}-{compression}"
    whole = pushed_index(push, name, "1", docker=docker, compression=compression)
    told = client().image(f"{anonymous.host}/{name}:1", "linux/arm64")
    said = skopeo(anonymous.host, f"{name}:1", "--override-arch=arm64", "--override-variant=v8")
    assert told.digest == whole.digest == said["Digest"]
    assert [entry.digest for entry in told.layers] == said["Layers"]
    assert dict(told.labels) == said["Labels"]
    assert [f"{name}={value}" for name, value in told.env.items()] == said["Env"]
    assert told.platform == Platform.parse("linux/arm64")
    assert (said["Architecture"], said["Os"]) == ("arm64", "linux")
    assert told.created == datetime(2026, 3, 1, 10, 20, 30, 123456, tzinfo=UTC)
    assert [str(one) for one in told.platforms] == ["linux/amd64", "linux/arm64", "linux/arm/v6", "linux/arm/v7"]


def test_image_tells_everything_of_the_config(anonymous: RegistryServer, push: Pusher, client: MakeRegistry) -> None:
    one = made("amd64")
    push.image("single/app", "1", one)
    told = client().image(f"{anonymous.host}/single/app:1")
    assert told.digest == told.manifest_digest == one.digest
    assert told.size == sum(len(blob.body) for blob in one.blobs[1:])
    assert [entry.size for entry in told.layers] == [len(blob.body) for blob in one.blobs[1:]]
    assert [entry.created_by for entry in told.layers] == ["layer 0", "layer 1"]
    assert told.env == {"PATH": "/usr/bin:/bin", "JAVA_HOME": "/opt/java", "EMPTY": "", "ODD": "a=b"}
    assert (told.user, told.entrypoint, told.cmd) == ("app:app", ("/entry", "--flag"), ("serve",))
    assert (told.working_dir, told.stop_signal) == ("/srv", "SIGQUIT")
    assert told.exposed_ports == ("53/udp", "8080/tcp")
    assert (told.volumes, told.on_build, told.shell) == (("/data",), ("RUN make",), ("/bin/bash", "-c"))


@pytest.mark.parametrize(
    ("wanted", "variant"), [("linux/arm/v7", "v7"), ("linux/arm/v6", "v6"), ("linux/arm/v8", "v7"), ("linux/arm", "v7")]
)
def test_the_nearest_lower_variant_is_chosen(
    wanted: str, variant: str, anonymous: RegistryServer, push: Pusher, client: MakeRegistry
) -> None:
    pushed_index(push, "variants/app", "1")
    told = client().image(f"{anonymous.host}/variants/app:1", wanted)
    assert told.platform is not None
    assert told.platform.variant == variant


def test_a_platform_that_is_not_offered_names_those_that_are(
    anonymous: RegistryServer, push: Pusher, client: MakeRegistry
) -> None:
    pushed_index(push, "variants/app", "1")
    with pytest.raises(NotFound, match=r"not offered for linux/s390x; it is for: linux/amd64, linux/arm64"):
        client().image(f"{anonymous.host}/variants/app:1", "linux/s390x")


def test_a_single_image_for_another_platform_is_not_passed_off_as_the_one_wanted(
    anonymous: RegistryServer, push: Pusher, client: MakeRegistry
) -> None:
    push.image("single/arm", "1", made("arm64", "v8"))
    with pytest.raises(NotFound, match="it is for linux/arm64, not for linux/amd64"):
        client().image(f"{anonymous.host}/single/arm:1")


def test_nested_indexes_are_followed_and_attestations_passed_over(
    anonymous: RegistryServer, push: Pusher, client: MakeRegistry
) -> None:
    one = made("amd64")
    statement = Blob(b'{"predicateType":"x"}', "application/vnd.in-toto+json")
    attestation = image([statement], architecture="unknown", os="unknown")
    entry = attestation.manifest.descriptor(
        platform=platform("unknown", os="unknown"),
        annotations={"vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": one.digest},
    )
    inner = index([entry, one.manifest.descriptor(platform=platform("amd64"))])
    push.index("nested/app", inner.digest, inner, [one, attestation])
    push.index("nested/app", "1", index([inner.descriptor()]))
    assert client().image(f"{anonymous.host}/nested/app:1").manifest_digest == one.digest


def test_media_types_may_be_left_out(anonymous: RegistryServer, push: Pusher, client: MakeRegistry) -> None:
    one = made("amd64")
    document = json.loads(one.manifest.body)
    del document["mediaType"]
    bare = Image(Blob(json.dumps(document).encode(), one.manifest.media_type), one.blobs)
    push.image("bare/app", "1", bare)
    assert client().image(f"{anonymous.host}/bare/app:1").digest == bare.digest


def test_an_unknown_tag_says_which_image_and_what_to_do(anonymous: RegistryServer, client: MakeRegistry) -> None:
    reference = f"{anonymous.host}/no/such:1"
    with pytest.raises(NotFound) as caught:
        client().resolve(reference)
    assert (caught.value.registry, caught.value.image) == (anonymous.host, reference)
    assert str(caught.value) == (
        f"{reference} ({anonymous.host}): there is no such image or tag; check the name, or log in if it is private"
    )


def test_a_reference_by_digest_needs_no_tag(anonymous: RegistryServer, push: Pusher, client: MakeRegistry) -> None:
    one = made("amd64")
    push.image("pinned/app", "1", one)
    told = client().resolve(f"{anonymous.host}/pinned/app@{one.digest}")
    assert (told.digest, told.size) == (one.digest, len(one.manifest.body))


def test_tags_are_those_the_registry_has(anonymous: RegistryServer, push: Pusher, client: MakeRegistry) -> None:
    one = made("amd64")
    for number in range(25):
        push.image("tagged/app", f"1.{number}", one)
    told = client().tags(f"{anonymous.host}/tagged/app")
    assert (
        list(told.names)
        == json.loads(run("skopeo", "list-tags", "--tls-verify=false", f"docker://{anonymous.host}/tagged/app"))["Tags"]
    )
    assert told.complete
    few = client().tags(f"{anonymous.host}/tagged/app", limit=7)
    assert len(few.names) == 7
    assert not few.complete


def test_many_images_are_read_at_once_and_faults_stand_in_their_place(
    anonymous: RegistryServer, push: Pusher, client: MakeRegistry
) -> None:
    push.image("many/app", "1", made("amd64"))
    results = client().images([f"{anonymous.host}/many/app:1", f"{anonymous.host}/many/app:2"])
    assert not isinstance(results[0], Exception)
    assert isinstance(results[1], NotFound)


def test_the_async_client_tells_the_same(anonymous: RegistryServer, push: Pusher, client: MakeRegistry) -> None:
    push.image("many/app", "1", made("amd64"))
    reference = f"{anonymous.host}/many/app:1"

    async def ask() -> object:
        async with AsyncRegistry(Options(use_credential_files=False, use_cache=False, proxy="")) as registry:
            return await registry.image(reference)

    assert asyncio.run(ask()) == client().image(reference)


def test_the_sync_client_works_inside_a_running_loop(
    anonymous: RegistryServer, push: Pusher, client: MakeRegistry
) -> None:
    push.image("many/app", "1", made("amd64"))

    async def ask() -> str:
        return client().resolve(f"{anonymous.host}/many/app:1").digest

    assert asyncio.run(ask()).startswith("sha256:")


def test_the_same_image_asked_for_at_the_same_time_is_fetched_once(anonymous: RegistryServer, push: Pusher) -> None:
    push.image("once/app", "1", made("amd64"))
    before = anonymous.count()

    async def ask() -> None:
        async with AsyncRegistry(Options(use_credential_files=False, use_cache=False, proxy="")) as registry:
            await asyncio.gather(*(registry.image(f"{anonymous.host}/once/app:1") for _ in range(20)))

    asyncio.run(ask())
    anonymous.count()
    asked = [f"{one.method} {one.path}" for one in anonymous.requests(before) if one.path != "/v2/"]
    assert len(asked) == len(set(asked)) == 3
