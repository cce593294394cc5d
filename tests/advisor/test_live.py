"""What the registry says goes before the catalog; what it does not say is told and taken from the catalog."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from tests.advisor.asking import DAY
from tests.advisor.conftest import MakeClient
from tests.support import registry_server
from tests.support.oci import Image, Pusher
from tests.support.registry_server import RegistryServer

from baseadvisor.advisor import Advice
from baseadvisor.advisor.advising import advise
from baseadvisor.advisor.live import Live, userland_from
from baseadvisor.advisor.patching import patched
from baseadvisor.image.platform import Platform
from baseadvisor.image.reference import Reference
from baseadvisor.registry import NotFound, Options, RegistryError, Unreachable, Userland
from baseadvisor.registry import Registry as RealRegistry
from baseadvisor.registry.errors import Where

DIGEST = "sha256:" + "d" * 64


class Registry:
    """Stands for the client: images by familiar name, anything else is not found, or nothing answers."""

    def __init__(self, sizes: dict[str, int], *, down: bool = False, inside: Userland | None = None) -> None:
        self.sizes = sizes
        self.down = down
        self.inside = inside
        self.asked: list[str] = []

    def images(self, references: Sequence[Reference], platform: str) -> list[Any]:
        return [self._one(reference) for reference in references]

    def _one(self, reference: Reference) -> Any:
        self.asked.append(reference.familiar)
        if self.down:
            return Unreachable("no answer", Where(reference.registry, reference.familiar))
        if reference.familiar not in self.sizes:
            return NotFound("there is no such image", Where(reference.registry, reference.familiar))
        return SimpleNamespace(
            platform=Platform("linux", "amd64"),
            platforms=(Platform("linux", "amd64"), Platform("linux", "arm64")),
            size=self.sizes[reference.familiar],
            digest=DIGEST,
            created=datetime(2026, 11, 1, tzinfo=UTC),
        )

    def userland(self, reference: Reference, platform: str) -> Userland:
        if self.inside is None:
            raise RegistryError("it could not be read", Where(reference.registry))
        return self.inside


def live(registry: Registry) -> Live:
    return Live("linux/amd64", registry, today=DAY)  # type: ignore[arg-type]


def test_sizes_of_now_and_what_is_not_there_is_no_candidate() -> None:
    registry = Registry({"python:3.9-slim": 50_000_000, "python:3.12-slim": 40_000_000})
    advice = advise("FROM python:3.9-slim\n", as_of=DAY, live=live(registry))
    stage = advice.stages[0]
    assert advice.live
    assert stage.image.size is not None
    assert stage.image.size.match == "live"
    assert stage.best is not None
    assert stage.best.image.reference == "python:3.12-slim"
    assert stage.best.saving is not None
    assert (stage.best.saving.bytes, stage.best.saving.close) == (10_000_000, True)
    gone = set(registry.asked) - set(registry.sizes)
    assert gone
    assert not gone & {one.image.reference for one in stage.candidates}


def test_only_the_first_few_candidates_are_asked_for() -> None:
    registry = Registry({})
    advise("FROM python:3.9\nRUN pip install x\n", as_of=DAY, live=live(registry))
    assert len(registry.asked) <= 5


def test_a_registry_that_does_not_answer_is_asked_once_and_told_once() -> None:
    registry = Registry({}, down=True)
    connection = live(registry)
    advice = advise("FROM python:3.9-slim AS a\nFROM node:14\n", as_of=DAY, live=connection)
    assert not advice.live
    assert advice.stages[0].candidates
    assert len(registry.asked) == 1
    assert [note for note in advice.notes if "no answer" in note and "catalog is used instead" in note]


def test_the_userland_of_an_image_nobody_knows_is_read_out_of_it() -> None:
    inside = Userland(
        os_release={"ID": "debian", "VERSION_ID": "11"},
        package_managers=("apt-get", "dpkg"),
        has_shell=True,
        has_bash=True,
        has_libc=True,
        user="1000",
    )
    registry = Registry({"registry.example.org/team/base:7": 90_000_000}, inside=inside)
    advice = advise("FROM registry.example.org/team/base:7\n", as_of=DAY, live=live(registry))
    image = advice.stages[0].image
    assert (image.distribution, image.release) == ("debian", "11")
    assert image.state in ("extended", "ended")
    assert image.userland is not None
    assert image.userland.user == "1000"


def test_what_was_found_inside_in_the_catalogs_words() -> None:
    alpine = userland_from(Userland(os_release={"ID": "alpine", "VERSION_ID": "3.22.1"}, package_managers=("apk",)))
    assert alpine is not None
    assert (alpine.id, alpine.release, alpine.libc) == ("alpine", "3.22", "musl")
    empty = userland_from(
        Userland(os_release={"ID": "debian", "VERSION_ID": "13"}, has_shell=False, has_bash=False, has_libc=True)
    )
    assert empty is not None
    assert (empty.id, empty.shell, empty.package_manager) == ("distroless-debian", None, None)
    assert userland_from(Userland(os_release={"ID": "unheard-of"})) is None


@pytest.mark.parametrize(
    ("id_", "version", "programs", "manager"),
    [
        ("debian", "12", ("apt", "apt-get", "dpkg"), "apt-get"),
        ("debian", "12", ("dpkg",), None),
        ("centos", "7", ("rpm", "yum"), "yum"),
        ("fedora", "42", ("dnf5", "rpm"), "dnf"),
        ("azurelinux", "3.0", ("rpm", "tdnf"), "tdnf"),
        ("rhel", "9.4", ("dnf", "microdnf", "rpm", "yum"), "dnf"),
        ("rhel", "9.4", ("microdnf", "rpm"), "microdnf"),
    ],
)
def test_the_package_manager_is_what_installs_by_name(
    id_: str, version: str, programs: tuple[str, ...], manager: str | None
) -> None:
    found = userland_from(Userland(os_release={"ID": id_, "VERSION_ID": version}, package_managers=programs))
    assert found is not None
    assert found.package_manager == manager


def test_a_pinned_patch_names_the_digest() -> None:
    registry = Registry({"python:3.9-slim": 50_000_000, "python:3.12-slim": 40_000_000})
    advice = advise("FROM python:3.9-slim\n", as_of=DAY, live=live(registry))
    assert patched(advice, pin=True).text == f"FROM python:3.12-slim@{DIGEST}\n"
    assert patched(advice).text == "FROM python:3.12-slim\n"


# The same with a real registry, which holds real Debian images and counts what it is asked.


def by_digest(server: RegistryServer, since: int) -> list[str]:
    """What was read by digest: manifests, configs and layers."""
    return [one.path for one in server.requests(since) if one.method == "GET" and "sha256:" in one.path]


@pytest.fixture
def asked_now(hub: RegistryServer, debians: dict[str, Image], client: MakeClient) -> Callable[..., Advice]:
    """Asks with a client that has just been made, as each run of the program has."""
    assert debians

    def ask(text: str, *allowed: str) -> Advice:
        with Live("linux/amd64", client(), today=DAY) as connection:
            return advise(text, as_of=DAY, allowed=allowed, live=connection)

    return ask


def test_a_real_registry_tells_sizes_and_digests(
    asked_now: Callable[..., Advice], hub: RegistryServer, debians: dict[str, Image]
) -> None:
    since = hub.count()
    advice = asked_now("FROM debian:12\nRUN apt-get update\n", "debian:*")
    stage = advice.stages[0]
    assert advice.live
    assert advice.notes == ()
    # A size is that of the layers, which are pulled, and not of the manifest or config.
    sizes = {tag: sum(len(blob.body) for blob in image.blobs[1:]) for tag, image in debians.items()}
    named = {one.tag: one for one in (stage.image, *(candidate.image for candidate in stage.candidates))}
    assert {"12", "13-slim"} <= named.keys() <= debians.keys()
    for tag, image in named.items():
        assert image.digest == debians[tag].digest
        assert image.size is not None
        assert (image.size.bytes, image.size.match, image.size.as_of) == (sizes[tag], "live", DAY)
    assert stage.best is not None
    assert stage.best.saving is not None
    assert stage.best.saving.bytes == sizes["12"] - sizes["13-slim"]
    # No layer is pulled for that.
    layers = {image.blobs[1].digest for image in debians.values()}
    hub.count()
    assert not [path for path in by_digest(hub, since) if path.rpartition("/")[2] in layers]


def test_a_pinned_patch_names_what_the_registry_holds(
    asked_now: Callable[..., Advice], debians: dict[str, Image]
) -> None:
    text = "FROM debian:12\nCMD true\n"
    pinned = patched(asked_now(text, "debian:*"), pin=True).text
    assert pinned == f"FROM debian:13-slim@{debians['13-slim'].digest}\nCMD true\n"


def test_a_second_run_reads_nothing_by_digest_again(asked_now: Callable[..., Advice], hub: RegistryServer) -> None:
    text = "FROM debian:bookworm AS build\nRUN true\nFROM debian:12-slim\nCOPY --from=build /a /a\n"
    since = hub.count()
    first = asked_now(text, "debian:*")
    between = hub.count()
    assert by_digest(hub, since)
    second = asked_now(text, "debian:*")
    hub.count()
    assert by_digest(hub, between) == []
    assert second == first


def test_an_own_image_that_nobody_knows_is_read_on_a_real_registry(
    asked_now: Callable[..., Advice], hub: RegistryServer, debians: dict[str, Image]
) -> None:
    Pusher(hub.host).image("team/base", "7", debians["bookworm-slim"])
    since = hub.count()
    text = f"FROM {hub.host}/team/base:7\nRUN apt-get update\n"
    image = asked_now(text).stages[0].image
    assert (image.distribution, image.release, image.state) == ("debian", "12", "extended")
    assert image.userland is not None
    assert (image.userland.package_manager, image.userland.bash, image.userland.user) == ("apt-get", True, "root")
    layer = debians["bookworm-slim"].blobs[1].digest
    between = hub.count()
    assert [path for path in by_digest(hub, since) if path.endswith(layer)]
    assert asked_now(text).stages[0].image == image
    hub.count()
    assert by_digest(hub, between) == []


def test_an_image_that_a_real_registry_does_not_have_is_no_candidate(
    asked_now: Callable[..., Advice], hub: RegistryServer, debians: dict[str, Image]
) -> None:
    # A folder of that name passes Docker Hub through, so the catalog knows what is in it.
    for tag in ("bookworm", "trixie-slim"):
        Pusher(hub.host).image("dockerhub/library/debian", tag, debians[tag])
    own = f"{hub.host}/dockerhub/library/debian"
    advice = asked_now(f"FROM {own}:bookworm\n")
    named = [one.image.reference for one in advice.stages[0].candidates]
    assert f"{own}:trixie-slim" in named
    assert f"{own}:trixie" not in named
    assert [note for note in advice.notes if f"{own}:trixie:" in note or f"{own}:trixie " in note]


def test_a_registry_that_cannot_be_reached_leaves_the_catalog_and_one_note() -> None:
    host = f"127.0.0.1:{registry_server.free_port()}"
    options = Options(use_credential_files=False, use_cache=False, proxy="", attempts=1)
    text = f"FROM {host}/dockerhub/library/debian:bookworm AS a\nFROM {host}/dockerhub/library/python:3.9\n"
    allowed = (f"{host}/*",)
    offline = advise(text, as_of=DAY, offline=True, allowed=allowed)
    with RealRegistry(options) as registry, Live("linux/amd64", registry, today=DAY) as connection:
        advice = advise(text, as_of=DAY, allowed=allowed, live=connection)
    assert not advice.live
    assert [stage.candidates for stage in advice.stages] == [stage.candidates for stage in offline.stages]
    assert advice.stages[0].candidates
    (note,) = advice.notes
    assert f"({host}): no connection" in note
    assert note.endswith("; the shipped catalog is used instead")
    assert "\n" not in note
