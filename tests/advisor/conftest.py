"""A real registry that holds Debian's images, and answers for Docker Hub."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.support import debian_bases, registry_server
from tests.support.builder import Builder
from tests.support.oci import Image, Pusher
from tests.support.registry_server import RegistryServer

from baseadvisor.registry import Options, Registry

MakeClient = Callable[[], Registry]


@pytest.fixture(scope="session")
def userland_cache(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that outlives the run: userlands are dear to make."""
    cache: pytest.Cache | None = getattr(request.config, "cache", None)
    return tmp_path_factory.mktemp("userlands") if cache is None else cache.mkdir("baseadvisor-userlands")


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegistryServer]:
    with registry_server.serve(tmp_path_factory.mktemp("hub"), tmp_path_factory.mktemp("hub-store")) as server:
        yield server


@pytest.fixture(scope="session")
def debians(hub: RegistryServer, userland_cache: Path) -> dict[str, Image]:
    """Debian's images on the hub, by tag."""
    return debian_bases.push_all(Pusher(hub.host), userland_cache)


@pytest.fixture
def client(hub: RegistryServer, tmp_path: Path) -> Iterator[MakeClient]:
    """Makes clients that share a cache, know nothing of this machine and reach nothing but the loopback."""
    made: list[Registry] = []

    async def resolver(host: str, port: int) -> list[str]:
        if host != "127.0.0.1":
            raise OSError(f"{host} is not the loopback")
        return [host]

    def make() -> Registry:
        options = Options(
            mirrors={"docker.io": (hub.host,)},
            use_credential_files=False,
            cache_dir=tmp_path / "client-cache",
            proxy="",
            attempts=1,
        )
        registry = Registry(options, resolver=resolver)
        made.append(registry)
        return registry

    yield make
    for registry in made:
        registry.close()


@pytest.fixture(scope="session")
def builder(hub: RegistryServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    made = Builder(tmp_path_factory.mktemp("builder") / "buildah", hub.host)
    yield made
    made.close()
