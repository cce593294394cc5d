"""Credential files and helpers."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import pytest

from baseadvisor.registry import credentials as module
from baseadvisor.registry.credentials import Credentials, CredentialStore, HelperError, run_helper


def auth(username: str, password: str) -> dict[str, str]:
    return {"auth": base64.b64encode(f"{username}:{password}".encode()).decode()}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DOCKER_CONFIG", "REGISTRY_AUTH_FILE", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def docker_config(home: Path, **document: object) -> None:
    (home / ".docker").mkdir(exist_ok=True)
    (home / ".docker" / "config.json").write_text(json.dumps(document))


def helper(home: Path, monkeypatch: pytest.MonkeyPatch, name: str, script: str) -> None:
    folder = home / "bin"
    folder.mkdir(exist_ok=True)
    path = folder / f"docker-credential-{name}"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def lookup(registry: str, repository: str = "team/app") -> Credentials | None:
    return CredentialStore({}).lookup(registry, repository)


@pytest.mark.parametrize(
    ("key", "registry"),
    [
        ("https://index.docker.io/v1/", "docker.io"),
        ("docker.io", "docker.io"),
        ("registry-1.docker.io", "docker.io"),
        ("ghcr.io", "ghcr.io"),
        ("https://Registry.Example.com:5000/v2/", "registry.example.com:5000"),
    ],
)
def test_every_spelling_of_a_host_is_understood(key: str, registry: str, home: Path) -> None:
    docker_config(home, auths={key: auth("u", "p:q")})
    assert lookup(registry) == Credentials("u", "p:q")
    assert lookup("elsewhere.test") is None


def test_podman_keys_with_a_path_win_by_length(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = home / "auth.json"
    keys = {"r.test": "host", "r.test/team": "team", "r.test/team/app": "app", "r.test/te": "no"}
    path.write_text(json.dumps({"auths": {key: auth(user, "p") for key, user in keys.items()}}))
    monkeypatch.setenv("REGISTRY_AUTH_FILE", str(path))

    def user(repository: str) -> str:
        found = lookup("r.test", repository)
        return found.username if found else ""

    assert [user(name) for name in ("team/app", "team/app/deep", "team/other", "te/x", "tea/x")] == [
        "app", "app", "team", "no", "host",
    ]  # fmt: skip


def test_podmans_file_named_by_the_environment_comes_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docker_config(home, auths={"r.test": auth("docker", "p"), "d.test": auth("docker", "p")})
    (home / "auth.json").write_text(json.dumps({"auths": {"r.test": auth("podman", "p")}}))
    monkeypatch.setenv("REGISTRY_AUTH_FILE", str(home / "auth.json"))
    assert lookup("r.test") == Credentials("podman", "p")
    assert lookup("d.test") == Credentials("docker", "p")


def test_podmans_runtime_file_is_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "containers").mkdir()
    (home / "containers" / "auth.json").write_text(json.dumps({"auths": {"r.test": auth("podman", "p")}}))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(home))
    assert lookup("r.test") == Credentials("podman", "p")


def test_identity_and_registry_tokens_are_read(home: Path) -> None:
    docker_config(home, auths={"a.test": {"identitytoken": "id"}, "b.test": {"registrytoken": "reg"}, "c.test": {}})
    assert lookup("a.test") == Credentials(identity_token="id")
    assert lookup("b.test") == Credentials(registry_token="reg")
    assert lookup("c.test") is None


def test_a_helper_for_the_host_wins_over_the_store(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = 'read -r server; echo "{\\"Username\\":\\"%s\\",\\"Secret\\":\\"$server $1\\"}"'
    helper(home, monkeypatch, "one", answer % "one")
    helper(home, monkeypatch, "two", answer % "two")
    docker_config(home, credHelpers={"r.test": "one"}, credsStore="two", auths={"r.test": auth("file", "p")})
    assert lookup("r.test") == Credentials("one", "r.test get")
    assert lookup("docker.io") == Credentials("two", "https://index.docker.io/v1/ get")


def test_a_helper_that_knows_nothing_leaves_it_to_the_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helper(home, monkeypatch, "one", "cat >/dev/null; echo credentials not found in native keychain; exit 1")
    docker_config(home, credsStore="one", auths={"r.test": auth("file", "p")})
    assert lookup("r.test") == Credentials("file", "p")


def test_the_token_user_is_an_identity_token(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helper(home, monkeypatch, "one", 'cat >/dev/null; echo \'{"Username":"<token>","Secret":"id"}\'')
    assert run_helper("one", "r.test") == Credentials(identity_token="id")


@pytest.mark.parametrize("name", ["../../bin/sh", "a;b", "a b", "", "x/y", "$(id)"])
def test_a_name_that_is_no_helpers_is_not_run(name: str) -> None:
    with pytest.raises(HelperError, match="was not run"):
        run_helper(name, "r.test")


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("cat >/dev/null; echo no json", "not understood"),
        ("cat >/dev/null; echo '{\"Username\":1}'", "not understood"),
        ("cat >/dev/null; head -c 100000 /dev/zero", "not understood"),
        ("cat >/dev/null; printf 'locked\\033[2J'; exit 3", r"failed: locked\\x1b\[2J"),
        ("exec sleep 30", "gave no answer in 0.2 seconds"),
    ],
)
def test_a_helper_that_fails_says_so_in_one_line(
    script: str, message: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "sleep" in script:
        monkeypatch.setattr(module, "_HELPER_SECONDS", 0.2)
    helper(home, monkeypatch, "bad", script)
    with pytest.raises(HelperError, match=message):
        run_helper("bad", "r.test")


def test_what_is_broken_costs_itself_alone(home: Path) -> None:
    docker_config(
        home,
        credsStore="not-there",
        auths={"a.test": {"auth": "%%%"}, "b.test": auth("u", "p"), "c.test": 7, "d.test": {"auth": "bm8="}},
    )
    store = CredentialStore({})
    assert store.lookup("b.test", "x") == Credentials("u", "p")
    assert store.lookup("a.test", "x") is None
    assert any("docker-credential-not-there is not installed" in problem for problem in store.problems)
    assert any("entry for a.test" in problem for problem in store.problems)


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, '"x"', "\xff"])
def test_a_file_that_is_no_configuration_is_reported_and_passed_over(text: str, home: Path) -> None:
    (home / ".docker").mkdir()
    (home / ".docker" / "config.json").write_text(text, encoding="latin-1")
    store = CredentialStore({})
    assert store.lookup("r.test", "x") is None
    assert len(store.problems) == 1
