"""What lies inside images in the real registry, against what the distributions' own tools say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from baseadvisor.registry import DigestMismatch, Libc, Limits, ProtocolError, Shell, Unreachable, Userland
from tests.registry.conftest import MakeRegistry
from tests.support import userlands
from tests.support.fault_server import Answer, FaultServer, Seen
from tests.support.oci import OCI_MANIFEST, Blob, Image, Link, Pusher, Tree, image, layer, sha256, tar
from tests.support.programs import run
from tests.support.registry_server import RegistryServer


def listed(userland: Userland) -> set[tuple[str, str, str]]:
    return {(package.name, package.version, package.architecture) for package in userland.packages}


@pytest.fixture(scope="session")
def debian_images(debian_folders: dict[str, Path], anonymous: RegistryServer, push: Pusher) -> str:
    """Debian with its layer as gzip, zstd and zstd:chunked."""
    for kind, folder in debian_folders.items():
        if kind == "gzip":
            target = f"docker://{anonymous.host}/debian/{kind}:1"
            run("skopeo", "copy", "--dest-tls-verify=false", f"dir:{folder}", target)
        else:
            # skopeo would leave a registry with the compression it has already.
            push.folder(f"debian/{kind}", "1", folder)
    return f"{anonymous.host}/debian"


@pytest.mark.parametrize("compression", ["gzip", "zstd", "zstd-chunked"])
def test_debian_is_read_as_dpkg_tells_it(
    compression: str, debian_images: str, debian_root: Path, client: MakeRegistry
) -> None:
    registry = client()
    told = registry.userland(f"{debian_images}/{compression}:1")
    assert registry.image(f"{debian_images}/{compression}:1").layers[0].media_type.endswith(compression[:4])
    assert (told.id, told.version_id) == ("debian", "12")
    assert told.package_format == "dpkg"
    assert listed(told) == userlands.dpkg_says(debian_root)
    assert told.package_managers == ("apt", "apt-get", "dpkg")
    assert told.shell == Shell(path="/usr/bin/dash", name="dash")
    assert (told.has_bash, told.has_libc, told.has_certificates) == (True, True, False)
    assert told.libc is not None
    assert (told.libc.name, told.libc.version) == ("glibc", "2.36")
    assert (told.user, told.uid) == ("www-data", 33)
    assert (told.complete, told.verified) == (True, True)


def test_a_chunked_layer_is_read_in_parts(debian_images: str, client: MakeRegistry, anonymous: RegistryServer) -> None:
    registry = client(use_cache=False)
    layer_size = registry.image(f"{debian_images}/zstd-chunked:1").size
    before = anonymous.count()
    told = registry.userland(f"{debian_images}/zstd-chunked:1")
    anonymous.count()
    assert told.notes == ()
    assert told.bytes_read < layer_size / 10
    assert 206 in [request.status for request in anonymous.requests(before)]


def test_a_userland_is_read_once_and_kept(debian_images: str, client: MakeRegistry, anonymous: RegistryServer) -> None:
    first = client().userland(f"{debian_images}/gzip:1")
    before = anonymous.count()
    again = client(offline=True).userland(f"{debian_images}/gzip:1")
    assert anonymous.count() == before
    assert again == first


def put(push: Pusher, repository: str, *trees: Tree | bytes, run: Mapping[str, object] | None = None) -> Image:
    one = image([layer(tree) for tree in trees], run=run)
    push.image(repository, "1", one)
    return one


def test_alpine_is_understood(anonymous: RegistryServer, push: Pusher, client: MakeRegistry) -> None:
    put(push, "alpine", userlands.alpine(), run={"User": "guest"})
    told = client().userland(f"{anonymous.host}/alpine:1")
    assert (told.id, told.version_id, told.package_format) == ("alpine", "3.21.3", "apk")
    assert told.shell == Shell(path="/bin/busybox", name="busybox")
    assert told.has_bash is False
    assert told.libc == Libc(name="musl", version="1.2.5", loader="/lib/ld-musl-x86_64.so.1")
    assert told.certificates == "/etc/ssl/certs/ca-certificates.crt"
    assert told.package_managers == ("apk",)
    assert told.uid == 405
    assert [package.name for package in told.packages] == ["busybox", "ca-certificates-bundle", "musl"]


@pytest.mark.parametrize("database", ["sqlite", "ndb", "bdb"])
@pytest.mark.parametrize("folder", ["var/lib/rpm", "usr/lib/sysimage/rpm"])
def test_red_hat_and_suse_layouts_are_understood(
    database: str,
    folder: str,
    rpm_root: Path,
    tmp_path: Path,
    anonymous: RegistryServer,
    push: Pusher,
    client: MakeRegistry,
) -> None:
    headers = userlands.rpm_headers(rpm_root)
    if database == "sqlite":
        name, body = "rpmdb.sqlite", (rpm_root / "var/lib/rpm/rpmdb.sqlite").read_bytes()
    elif database == "ndb":
        name, body = "Packages.db", userlands.ndb(headers)
    else:
        userlands.berkeley_db(headers, tmp_path / "Packages")
        name, body = "Packages", (tmp_path / "Packages").read_bytes()
    tree: dict[str, bytes | str | Link | None] = {
        "bin": Link("usr/bin"),
        "lib64": Link("usr/lib64"),
        f"{folder}/{name}": body,
        "usr/lib64/ld-linux-x86-64.so.2": b"\x7fELF",
        "usr/bin/bash": b"\x7fELF",
        "usr/bin/sh": Link("bash"),
        "usr/bin/microdnf": b"\x7fELF",
        "etc/os-release": 'ID="rhel"\nVERSION_ID="9.6"\nPRETTY_NAME="Red Hat \\"Enterprise\\" Linux"\n',
        "etc/pki/tls/certs/ca-bundle.crt": Link("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
        "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem": "x",
    }
    if folder != "var/lib/rpm":
        tree["var/lib/rpm"] = Link("../../usr/lib/sysimage/rpm")
    put(push, f"rpm/{database}", tree)
    told = client(refresh=True).userland(f"{anonymous.host}/rpm/{database}:1")
    assert (told.id, told.version_id, told.package_format) == ("rhel", "9.6", "rpm")
    assert told.os_release["PRETTY_NAME"] == 'Red Hat "Enterprise" Linux'
    assert listed(told) == userlands.rpm_says(rpm_root)
    assert told.shell == Shell(path="/usr/bin/bash", name="bash")
    assert told.libc == Libc(name="glibc", version="2.34", loader="/usr/lib64/ld-linux-x86-64.so.2")
    assert told.package_managers == ("microdnf",)
    assert told.certificates == "/etc/pki/tls/certs/ca-bundle.crt"


def test_distroless_has_packages_and_no_shell(
    debian_root: Path, anonymous: RegistryServer, push: Pusher, client: MakeRegistry
) -> None:
    put(push, "distroless", userlands.distroless(debian_root), run={"User": "nonroot:nonroot"})
    told = client().userland(f"{anonymous.host}/distroless:1")
    assert told.package_format == "dpkg"
    assert listed(told) == {
        row for row in userlands.dpkg_says(debian_root) if row[0] in ("base-files", "libc6", "tzdata", "netbase")
    }
    assert (told.has_shell, told.shell, told.package_managers) == (False, None, ())
    assert told.libc is not None
    assert told.libc.version == "2.36"
    assert told.uid == 65532


def test_arch_is_understood(anonymous: RegistryServer, push: Pusher, client: MakeRegistry) -> None:
    desc = "%NAME%\n{0}\n\n%VERSION%\n{1}\n\n%BASE%\n{0}\n\n%DEPENDS%\na\nb\n\n%ARCH%\nx86_64\n\n%SIZE%\n4096\n\n"
    tree: Tree = {
        "var/lib/pacman/local/ALPM_DB_VERSION": "9\n",
        "var/lib/pacman/local/glibc-2.40+r16-1/desc": desc.format("glibc", "2.40+r16-1"),
        "var/lib/pacman/local/glibc-2.40+r16-1/files": "%FILES%\nusr/\n",
        "var/lib/pacman/local/bash-5.2.37-1/desc": desc.format("bash", "5.2.37-1"),
        "var/lib/pacman/local/broken/desc": "%NAME%\n\n",
        "usr/bin/pacman": b"\x7fELF",
        "usr/lib/ld-linux-x86-64.so.2": b"\x7fELF",
        "usr/lib/os-release": "ID=arch\n",
        "etc/os-release": Link("../usr/lib/os-release"),
    }
    put(push, "arch", tree)
    told = client().userland(f"{anonymous.host}/arch:1")
    assert (told.id, told.package_format, told.package_managers) == ("arch", "pacman", ("pacman",))
    assert listed(told) == {("glibc", "2.40+r16-1", "x86_64"), ("bash", "5.2.37-1", "x86_64")}
    assert told.libc == Libc(name="glibc", version="2.40", loader="/usr/lib/ld-linux-x86-64.so.2")


def test_an_empty_image_has_nothing_and_says_so(anonymous: RegistryServer, push: Pusher, client: MakeRegistry) -> None:
    put(push, "scratch", {"app": b"\x7fELF static"})
    told = client().userland(f"{anonymous.host}/scratch:1")
    assert (told.os_release, told.package_format, told.packages) == ({}, "", ())
    assert (told.has_shell, told.has_libc, told.has_certificates, told.has_bash) == (False,) * 4
    assert told.complete


def test_upper_layers_hide_and_replace(anonymous: RegistryServer, push: Pusher, client: MakeRegistry) -> None:
    put(
        push,
        "layered",
        userlands.alpine(),
        {"bin/.wh.ash": b"", "bin/bash": b"\x7fELF", "bin/sh": Link("bash"), "etc/ssl/.wh..wh..opq": b""},
        {"lib/apk/db/installed": "P:musl\nV:1.2.6-r0\nA:x86_64\n\n", "sbin/.wh.apk": b""},
    )
    told = client().userland(f"{anonymous.host}/layered:1")
    assert told.shell == Shell(path="/bin/bash", name="bash")
    assert (told.has_bash, told.has_certificates, told.package_managers) == (True, False, ())
    assert told.libc == Libc(name="musl", version="1.2.6", loader="/lib/ld-musl-x86_64.so.1")


def test_busybox_linked_hard_under_another_name_is_told(
    anonymous: RegistryServer, push: Pusher, client: MakeRegistry
) -> None:
    tree: Tree = {
        "bin/[": b"\x7fELF busybox",
        "bin/busybox": Link("bin/[", hard=True),
        "bin/sh": Link("bin/[", hard=True),
        "lib/libc.so.6": b"...GNU C Library (Buildroot) stable release version 2.40.\nCopyright",
        "lib/ld-linux-x86-64.so.2": b"\x7fELF",
    }
    put(push, "busybox", tree)
    told = client().userland(f"{anonymous.host}/busybox:1")
    assert told.shell == Shell(path="/bin/sh", name="busybox")
    assert told.libc == Libc(name="glibc", version="2.40", loader="/lib/ld-linux-x86-64.so.2")


def test_java_is_found_behind_links(anonymous: RegistryServer, push: Pusher, client: MakeRegistry) -> None:
    tree: Tree = {
        "usr/lib/jvm/default-jvm": Link("java-21-openjdk"),
        "usr/lib/jvm/java-21-openjdk/release": 'IMPLEMENTOR="Eclipse Adoptium"\nJAVA_VERSION="21.0.5"\n',
    }
    put(push, "java", tree, run={"Env": ["JAVA_HOME=/usr/lib/jvm/default-jvm"]})
    told = client().userland(f"{anonymous.host}/java:1")
    assert (told.java_home, told.java_version) == ("/usr/lib/jvm/default-jvm", "21.0.5")


def test_a_link_to_a_program_that_is_gone_is_no_shell(
    anonymous: RegistryServer, push: Pusher, client: MakeRegistry
) -> None:
    tree: Tree = {"bin": Link("usr/bin"), "usr/bin/sh": Link("dash"), "etc/ssl": Link("/elsewhere")}
    put(push, "dangling", tree)
    told = client().userland(f"{anonymous.host}/dangling:1")
    assert (told.has_shell, told.has_certificates) == (False, False)


def test_links_out_of_what_is_watched_are_told_by_name(
    anonymous: RegistryServer, push: Pusher, client: MakeRegistry
) -> None:
    tree: Tree = {
        "bin/sh": Link("/nix/store/abc-bash-5.2/bin/bash"),
        "etc/ssl/certs/ca-bundle.crt": Link("/nix/store/def-cacert/etc/ssl/certs/ca-bundle.crt"),
    }
    put(push, "nix", tree)
    told = client().userland(f"{anonymous.host}/nix:1")
    assert told.shell == Shell(path="/nix/store/abc-bash-5.2/bin/bash", name="bash")
    assert told.certificates == "/etc/ssl/certs/ca-bundle.crt"


def test_reading_stops_when_all_is_known(anonymous: RegistryServer, push: Pusher, client: MakeRegistry) -> None:
    full = {**userlands.alpine(), "bin/bash": b"\x7fELF"}
    one = put(push, "stops", {"never": "read"}, full)
    before = anonymous.count()
    told = client().userland(f"{anonymous.host}/stops:1")
    anonymous.count()
    asked = [request.path for request in anonymous.requests(before)]
    assert told.layers_read == 1
    assert f"/v2/stops/blobs/{one.blobs[2].digest}" in asked
    assert f"/v2/stops/blobs/{one.blobs[1].digest}" not in asked


# Hostile and broken layers


def faulty(faults: FaultServer, *blobs: Blob) -> str:
    faults.put_image("app", "1", image(blobs))
    return f"{faults.host}/app:1"


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_a_bomb_is_counted_by_what_it_expands_to(compression: str, faults: FaultServer, client: MakeRegistry) -> None:
    bomb = layer(tar({"zeros": bytes(64 * 1024 * 1024)}), compression)
    assert len(bomb.body) < 100_000
    with pytest.raises(ProtocolError, match="expand to more than 1000000 bytes"):
        client(limits=Limits(layers_decompressed=1_000_000)).userland(faulty(faults, bomb))


def test_a_climbing_path_is_refused(faults: FaultServer, client: MakeRegistry) -> None:
    with pytest.raises(ProtocolError, match=r"a layer cannot be read: a path climbs out of the image \(\.\.\)"):
        client().userland(faulty(faults, layer({"../../etc/passwd": "root"})))


def test_too_many_entries_are_refused(faults: FaultServer, client: MakeRegistry) -> None:
    with pytest.raises(ProtocolError, match="more than 10 entries"):
        client(limits=Limits(layer_entries=10)).userland(faulty(faults, layer({f"{n}": "" for n in range(20)})))


def test_what_is_held_in_memory_is_bounded(faults: FaultServer, client: MakeRegistry) -> None:
    folder = "var/lib/dpkg/status.d"
    many = layer({f"{folder}/{number}": b"x" for number in range(60)})
    with pytest.raises(ProtocolError, match="more than 50 entries of the kinds that are read"):
        client(limits=Limits(kept_entries=50), use_cache=False).userland(faulty(faults, many))
    big = layer({f"{folder}/{number}": b"x" * 1000 for number in range(60)})
    with pytest.raises(ProtocolError, match="needed are bigger than 50000 bytes together"):
        client(limits=Limits(kept=50_000), use_cache=False).userland(faulty(faults, big))
    whiteouts = layer({f"a/.wh.{number}": b"" for number in range(60)})
    with pytest.raises(ProtocolError, match="more than 50 entries"):
        client(limits=Limits(kept_entries=50), use_cache=False).userland(faulty(faults, whiteouts))


def test_another_operating_system_is_unknown_not_empty(faults: FaultServer, client: MakeRegistry) -> None:
    one = image([layer({"Files/Windows": None})], os="windows", run={"User": "ContainerUser"})
    faults.put_image("app", "1", one)
    told = client().userland(f"{faults.host}/app:1", "windows/amd64")
    assert (told.user, told.complete, told.has_shell, told.package_format) == ("ContainerUser", False, None, None)
    assert "windows" in told.notes[0]


@pytest.mark.parametrize(
    "body", [b"\x1f\x8bgarbage" * 10, b"\x28\xb5\x2f\xfdgarbage" * 10, b"BZh9" * 200, b"text" * 500]
)
def test_what_is_no_layer_is_told(body: bytes, faults: FaultServer, client: MakeRegistry) -> None:
    with pytest.raises(ProtocolError, match="a layer cannot be read"):
        client().userland(faulty(faults, Blob(body, "application/vnd.oci.image.layer.v1.tar+gzip")))


def test_a_layer_that_is_not_what_its_digest_says_is_refused(faults: FaultServer, client: MakeRegistry) -> None:
    good, bad = layer({"a": "1"}), layer({"a": "2"})
    assert len(good.body) == len(bad.body)
    reference = faulty(faults, good)
    faults.answers[f"/v2/app/blobs/{good.digest}"] = Answer(200, bad.body)
    with pytest.raises(DigestMismatch):
        client().userland(reference)


def test_a_layer_longer_than_said_is_refused(faults: FaultServer, client: MakeRegistry) -> None:
    good = layer({"a": "1"})
    reference = faulty(faults, good)
    faults.answers[f"/v2/app/blobs/{good.digest}"] = Answer(200, good.body + bytes(10_000))
    with pytest.raises(ProtocolError, match="longer than its manifest says"):
        client().userland(reference)


def test_a_broken_connection_is_taken_up_where_it_broke(faults: FaultServer, client: MakeRegistry) -> None:
    blob = layer(tar({**userlands.alpine(), "noise": bytes(range(256)) * 4000}), "none")
    reference = faulty(faults, blob)
    whole = faults.answers[f"/v2/app/blobs/{blob.digest}"]
    assert callable(whole)

    def breaking(seen: Seen) -> Answer:
        answer = whole(seen)
        assert answer is not None
        if "range" not in seen.headers:
            answer.cut = len(blob.body) // 2
        return answer

    faults.answers[f"/v2/app/blobs/{blob.digest}"] = breaking
    told = client().userland(reference)
    assert (told.id, told.verified) == ("alpine", True)
    ranges = [seen.headers["range"] for seen in faults.seen if "range" in seen.headers]
    assert len(ranges) == 1
    assert ranges[0] != "bytes=0-"


def test_a_server_without_ranges_is_read_from_the_start_again(faults: FaultServer, client: MakeRegistry) -> None:
    blob = layer(tar({**userlands.alpine(), "noise": bytes(range(256)) * 4000}), "none")
    reference = faulty(faults, blob)
    faults.answers[f"/v2/app/blobs/{blob.digest}"] = [Answer(200, blob.body, cut=400_000), Answer(200, blob.body)]
    told = client().userland(reference)
    assert (told.id, told.verified) == ("alpine", True)


def test_a_connection_that_always_breaks_is_given_up(faults: FaultServer, client: MakeRegistry) -> None:
    blob = layer({"a": "1"})
    reference = faulty(faults, blob)
    faults.answers[f"/v2/app/blobs/{blob.digest}"] = Answer(200, blob.body, cut=3)
    with pytest.raises(Unreachable):
        client(attempts=1).userland(reference)
    assert len([path for path in faults.paths() if path.endswith(blob.digest)]) == 4


def test_beyond_the_budget_the_rest_is_unknown_not_absent(faults: FaultServer, client: MakeRegistry) -> None:
    big = layer(tar({"noise": b"x" * 100_000}), "none")
    reference = faulty(faults, big, layer({"etc/os-release": "ID=mine\n"}))
    told = client(limits=Limits(layers_compressed=50_000)).userland(reference)
    assert told.id == "mine"
    assert (told.has_shell, told.has_libc, told.package_format, told.complete) == (None, None, None, False)
    assert not told.verified


def test_a_damaged_package_database_is_one_line(faults: FaultServer, client: MakeRegistry) -> None:
    reference = faulty(faults, layer({"var/lib/rpm/Packages.db": b"RpmP" + b"\xff" * 100}))
    with pytest.raises(
        ProtocolError, match=r"/var/lib/rpm/Packages.db cannot be read: its rpm database is of an unknown"
    ):
        client().userland(reference)


def test_layers_that_are_no_archives_are_passed_over(faults: FaultServer, client: MakeRegistry) -> None:
    one = image([layer(userlands.alpine())])
    document = json.loads(one.manifest.body)
    document["layers"].append({"mediaType": "application/vnd.in-toto+json", "digest": sha256(b"{}"), "size": 2})
    faults.put_image("app", "1", Image(Blob(json.dumps(document).encode(), OCI_MANIFEST), one.blobs))
    assert client().userland(f"{faults.host}/app:1").id == "alpine"
