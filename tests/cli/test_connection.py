"""The options of the command line that say how registries are reached, with a real registry as Docker Hub's mirror."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support import registry_server
from tests.support.oci import Pusher, image, layer
from tests.support.registry_server import RegistryServer

from baseadvisor.cli.main import run

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def mirror(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegistryServer]:
    folder = tmp_path_factory.mktemp("mirror")
    with registry_server.serve(folder, folder / "store") as server:
        Pusher(server.host).image("library/alpine", "3.24", image([layer({"etc/alpine-release": "3.24.0\n"})]))
        yield server


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_a_mirror_answers_for_the_registry(capsys: Capture, mirror: RegistryServer) -> None:
    since = mirror.count()
    assert run(["advise", "--mirror", f"docker.io={mirror.host}", "alpine:3.24"]) == 0
    assert "from the registry, and the catalog" in capsys.readouterr().out
    assert next(request.path for request in mirror.requests(since)) == "/v2/library/alpine/manifests/3.24"


def test_what_the_cache_remembers_is_asked_anew_on_demand(capsys: Capture, mirror: RegistryServer) -> None:
    arguments = ["advise", "--mirror", f"docker.io={mirror.host}", "alpine:3.24"]
    run(arguments)
    since = mirror.count()
    run(arguments)
    assert not [request for request in mirror.requests(since) if request.method == "GET"]
    since = mirror.count()
    run([*arguments, "--refresh"])
    assert [request for request in mirror.requests(since) if request.method == "GET"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--mirror", "mirror.example.org"], "write REGISTRY=HOST"),
        (["--mirror", "docker.io=https://mirror.example.org"], "without https://"),
        (["--insecure-registry", "http://registry.example.org"], "without https://"),
        (["--trusted-host", "a b"], "not a registry's host"),
        (["--ca-file", "none.pem"], "no such file"),
        (["--offline", "--refresh"], "leave out --offline"),
    ],
)
def test_what_is_not_well_formed_is_said_in_a_line(capsys: Capture, arguments: list[str], said: str) -> None:
    assert run(["advise", *arguments, "alpine:3.24"]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
