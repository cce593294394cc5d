"""Servers shared by the registry's tests: one store of images, read through three kinds of authentication."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from baseadvisor.registry import Options, Registry
from tests.support import fault_server, registry_server, token_server, userlands
from tests.support.fault_server import FaultServer
from tests.support.oci import Pusher
from tests.support.programs import run
from tests.support.registry_server import RegistryServer
from tests.support.token_server import TokenServer

# How long an example takes says something of the machine, not of the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

USER, PASSWORD = "anna", "s3cret:with colon"

MakeRegistry = Callable[..., Registry]


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("images")


@pytest.fixture(scope="session")
def anonymous(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegistryServer]:
    with registry_server.serve(tmp_path_factory.mktemp("anonymous"), store) as server:
        yield server


@pytest.fixture(scope="session")
def with_basic(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegistryServer]:
    folder = tmp_path_factory.mktemp("basic")
    run("htpasswd", "-Bbc", folder / "htpasswd", USER, PASSWORD)
    auth = {"htpasswd": {"realm": "test", "path": str(folder / "htpasswd")}}
    with registry_server.serve(folder, store, auth=auth) as server:
        yield server


@pytest.fixture(scope="session")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TokenServer]:
    with token_server.serve(tmp_path_factory.mktemp("tokens")) as server:
        yield server


@pytest.fixture(scope="session")
def with_tokens(store: Path, tokens: TokenServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegistryServer]:
    settings = {
        "realm": tokens.url,
        "service": token_server.SERVICE,
        "issuer": token_server.ISSUER,
        "rootcertbundle": str(tokens.bundle),
    }
    with registry_server.serve(tmp_path_factory.mktemp("tokened"), store, auth={"token": settings}) as server:
        yield server


@pytest.fixture(scope="session")
def push(anonymous: RegistryServer) -> Pusher:
    return Pusher(anonymous.host)


@pytest.fixture
def faults() -> Iterator[FaultServer]:
    with fault_server.serve() as server:
        yield server


@pytest.fixture
def other() -> Iterator[FaultServer]:
    """A second server: where redirects, realms and links of the first lead."""
    with fault_server.serve() as server:
        yield server


@pytest.fixture
def client(tmp_path: Path) -> Iterator[MakeRegistry]:
    """Makes clients that know nothing of this machine: own cache, no credential files, no proxy, quick retries."""
    made: list[Registry] = []

    def make(**options: object) -> Registry:
        resolver = options.pop("resolver", None)
        settings = {
            "use_credential_files": False,
            "cache_dir": tmp_path / "cache",
            "backoff": 0.001,
            "proxy": "",
            **options,
        }
        extra = {"resolver": resolver} if resolver is not None else {}
        registry = Registry(Options(**settings), **extra)  # type: ignore[arg-type]
        made.append(registry)
        return registry

    yield make
    for registry in made:
        registry.close()


@pytest.fixture(scope="session")
def userland_cache(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that outlives the run: userlands are dear to make."""
    cache: pytest.Cache | None = getattr(request.config, "cache", None)
    return tmp_path_factory.mktemp("userlands") if cache is None else cache.mkdir("baseadvisor-userlands")


@pytest.fixture(scope="session")
def debian_root(userland_cache: Path) -> Path:
    with userlands.alone(userland_cache):
        return userlands.debian(userland_cache)


@pytest.fixture(scope="session")
def debian_folders(userland_cache: Path) -> dict[str, Path]:
    with userlands.alone(userland_cache):
        return userlands.debian_images(userland_cache)


@pytest.fixture(scope="session")
def rpm_root(userland_cache: Path) -> Path:
    with userlands.alone(userland_cache):
        return userlands.rpm_root(userland_cache)
