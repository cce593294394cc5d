"""Who may read: anonymous, Basic and token authentication of the real registry, and realms not to be trusted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from baseadvisor.registry import AccessDenied, Credentials, ProtocolError, Refused
from baseadvisor.registry.auth import judge_realm, same_site
from baseadvisor.registry.endpoint import endpoint_of
from baseadvisor.registry.errors import Where
from baseadvisor.registry.options import Options
from baseadvisor.registry.transport import Transport
from tests.registry.conftest import PASSWORD, USER, MakeRegistry
from tests.support.fault_server import Answer, FaultServer, Seen, manifest_answer
from tests.support.oci import OCI_MANIFEST, Image, Pusher, image, layer
from tests.support.registry_server import RegistryServer
from tests.support.token_server import TokenServer

ANNA = Credentials(USER, PASSWORD)


@pytest.fixture
def pushed(push: Pusher) -> Image:
    one = image([layer({"a": "b"})])
    for repository in ("private/app", "private/other", "public/app"):
        push.image(repository, "1", one)
    return one


@pytest.fixture(autouse=True)
def _fresh(tokens: TokenServer) -> Iterator[None]:
    tokens.asked.clear()
    yield
    tokens.expires_in = 300


def test_basic_credentials_open_a_private_image(
    with_basic: RegistryServer, pushed: Image, client: MakeRegistry
) -> None:
    registry = client(credentials={with_basic.host: ANNA})
    assert registry.image(f"{with_basic.host}/private/app:1").digest == pushed.digest


def test_wrong_basic_credentials_are_told_as_such(
    with_basic: RegistryServer, pushed: Image, client: MakeRegistry
) -> None:
    with pytest.raises(AccessDenied, match="credentials are not accepted"):
        client(credentials={with_basic.host: Credentials(USER, "wrong")}).image(f"{with_basic.host}/private/app:1")


def test_no_credentials_hint_at_logging_in(with_basic: RegistryServer, pushed: Image, client: MakeRegistry) -> None:
    with pytest.raises(AccessDenied, match=f"docker login {with_basic.host}"):
        client().image(f"{with_basic.host}/private/app:1")


def test_docker_config_file_gives_credentials(
    with_basic: RegistryServer, pushed: Image, client: MakeRegistry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    auth = ANNA.basic.removeprefix("Basic ") if ANNA.basic else ""
    (tmp_path / "config.json").write_text(json.dumps({"auths": {f"http://{with_basic.host}/v2/": {"auth": auth}}}))
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    registry = client(use_credential_files=True)
    assert registry.image(f"{with_basic.host}/private/app:1").digest == pushed.digest


def test_tokens_are_fetched_anonymously_for_public_images(
    with_tokens: RegistryServer, tokens: TokenServer, pushed: Image, client: MakeRegistry
) -> None:
    registry = client(trusted_hosts=frozenset(["127.0.0.1"]))
    assert registry.image(f"{with_tokens.host}/public/app:1").digest == pushed.digest
    assert [asked["scope"] for asked in tokens.asked] == ["repository:public/app:pull"]
    assert tokens.asked[0]["authorization"] == ""


def test_a_private_image_without_credentials_is_denied(
    with_tokens: RegistryServer, pushed: Image, client: MakeRegistry
) -> None:
    with pytest.raises(AccessDenied, match="does not exist or needs credentials"):
        client(trusted_hosts=frozenset(["127.0.0.1"])).image(f"{with_tokens.host}/private/app:1")


def test_tokens_are_fetched_with_basic_credentials_and_kept(
    with_tokens: RegistryServer, tokens: TokenServer, pushed: Image, client: MakeRegistry
) -> None:
    registry = client(trusted_hosts=frozenset(["127.0.0.1"]), credentials={with_tokens.host: ANNA})
    assert registry.image(f"{with_tokens.host}/private/app:1").digest == pushed.digest
    assert registry.image(f"{with_tokens.host}/private/app:1").digest == pushed.digest
    assert len(tokens.asked) == 1
    assert tokens.asked[0]["authorization"] == ANNA.basic


def test_a_second_repository_gets_its_token_without_another_refusal(
    with_tokens: RegistryServer, tokens: TokenServer, pushed: Image, client: MakeRegistry
) -> None:
    registry = client(trusted_hosts=frozenset(["127.0.0.1"]), credentials={with_tokens.host: ANNA})
    registry.image(f"{with_tokens.host}/private/app:1")
    before = with_tokens.count()
    registry.image(f"{with_tokens.host}/private/other:1")
    with_tokens.count()
    assert 401 not in [request.status for request in with_tokens.requests(before)]
    assert [asked["scope"] for asked in tokens.asked] == [
        "repository:private/app:pull",
        "repository:private/other:pull",
    ]


def test_an_identity_token_is_exchanged_by_post(
    with_tokens: RegistryServer, tokens: TokenServer, pushed: Image, client: MakeRegistry
) -> None:
    registry = client(
        trusted_hosts=frozenset(["127.0.0.1"]), credentials={with_tokens.host: Credentials(identity_token="refresh-me")}
    )
    assert registry.image(f"{with_tokens.host}/private/app:1").digest == pushed.digest
    assert (tokens.asked[0]["method"], tokens.asked[0]["grant_type"]) == ("POST", "refresh_token")
    assert tokens.asked[0]["refresh_token"] == "refresh-me"


def test_a_token_that_ran_out_is_fetched_again(
    with_tokens: RegistryServer, tokens: TokenServer, pushed: Image, client: MakeRegistry
) -> None:
    tokens.expires_in = 0.000001  # type: ignore[assignment]
    registry = client(trusted_hosts=frozenset(["127.0.0.1"]), credentials={with_tokens.host: ANNA})
    registry.image(f"{with_tokens.host}/private/app:1")
    registry.tags(f"{with_tokens.host}/private/app:1")
    assert len(tokens.asked) > 1


def test_a_token_refused_before_its_time_is_fetched_again(faults: FaultServer, client: MakeRegistry) -> None:
    one = image([layer({"a": "b"})])
    faults.put_image("app", "1", one)
    handed = iter(["first", "second", "third"])

    def token(_: Seen) -> Answer:
        return Answer(200, json.dumps({"token": next(handed), "expires_in": 3000}).encode())

    def guarded(seen: Seen) -> Answer:
        # The registry forgets the first token after one use.
        uses = [one.headers.get("authorization") for one in faults.seen if one.path == seen.path]
        fresh = seen.headers.get("authorization") == "Bearer first" and uses.count("Bearer first") == 1
        if not fresh and seen.headers.get("authorization") != "Bearer second":
            return Answer(401, b"", {"WWW-Authenticate": f'Bearer realm="{faults.url}/token",service="s"'})
        return manifest_answer(one.manifest.body, OCI_MANIFEST)

    faults.answers["/token"] = token
    faults.answers["/v2/app/manifests/1"] = guarded
    registry = client(use_cache=False)
    registry.resolve(f"{faults.host}/app:1")
    registry.resolve(f"{faults.host}/app:1")
    assert [path for path in faults.paths() if path.startswith("/token")] == [
        "/token?service=s&scope=repository%3Aapp%3Apull"
    ] * 2


def challenge_server(faults: FaultServer, header: str) -> None:
    one = image([layer({"a": "b"})])
    faults.put_image("app", "1", one)

    def guarded(seen: Seen) -> Answer:
        if seen.headers.get("authorization"):
            return manifest_answer(one.manifest.body, OCI_MANIFEST)
        return Answer(401, b"", {"WWW-Authenticate": header})

    faults.answers["/v2/app/manifests/1"] = guarded


def test_a_realm_elsewhere_gets_no_credentials_unless_named(
    faults: FaultServer, other: FaultServer, client: MakeRegistry
) -> None:
    # The other server is on the loopback, so it is refused before anything is sent there.
    challenge_server(faults, f'Bearer realm="{other.url}/token",service="s"')
    with pytest.raises(Refused, match="local address"):
        client(credentials={faults.host: ANNA}).resolve(f"{faults.host}/app:1")
    assert other.seen == []


def test_a_foreign_realm_is_asked_anonymously(
    faults: FaultServer, other: FaultServer, client: MakeRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = other.host.rpartition(":")[2]
    challenge_server(faults, f'Bearer realm="http://tokens.evil.test:{port}/token",service="s"')
    other.answers["/token"] = Answer(401)

    async def resolver(host: str, _: int) -> list[str]:
        return ["127.0.0.1"]

    # Stands in for a foreign server with an address of its own.
    monkeypatch.setattr("baseadvisor.registry.transport.is_local", lambda address: False)
    with pytest.raises(AccessDenied, match=r"were kept from its token server tokens\.evil\.test:\d+, another site"):
        client(credentials={faults.host: ANNA}, resolver=resolver).resolve(f"{faults.host}/app:1")
    assert len(other.seen) == 1
    assert "authorization" not in other.seen[0].headers
    assert "anna" not in other.seen[0].path


def test_a_realm_named_as_trusted_gets_credentials(
    faults: FaultServer, other: FaultServer, client: MakeRegistry
) -> None:
    challenge_server(faults, f'Bearer realm="{other.url}/token?keep=1",service="a&scope=evil"')
    other.answers["/token"] = Answer(200, b'{"access_token":"t"}')
    registry = client(credentials={faults.host: ANNA}, trusted_hosts=frozenset([other.host]))
    registry.resolve(f"{faults.host}/app:1")
    # The query is built, not joined: what the registry puts into a value stays in it.
    assert other.paths() == ["/token?keep=1&service=a%26scope%3Devil&scope=repository%3Aapp%3Apull&account=anna"]
    assert other.seen[0].headers["authorization"] == ANNA.basic


def test_the_token_call_follows_no_redirect(faults: FaultServer, other: FaultServer, client: MakeRegistry) -> None:
    challenge_server(faults, f'Bearer realm="{faults.url}/token",service="s"')
    faults.answers["/token"] = Answer(307, b"", {"Location": f"{faults.url}/elsewhere"})
    with pytest.raises(Refused, match="a redirect where none is followed"):
        client(credentials={faults.host: ANNA}).resolve(f"{faults.host}/app:1")
    assert "/elsewhere" not in faults.paths()


def test_a_token_answer_is_bounded_and_checked(faults: FaultServer, client: MakeRegistry) -> None:
    challenge_server(faults, f'Bearer realm="{faults.url}/token",service="s"')
    for body, message in (
        (b'{"token":"' + b"a" * 70_000 + b'"}', "bigger than 65536 bytes"),
        (b'{"token":"a b\\r\\nX: y"}', "no usable token"),
        (b"[]", "not understood"),
        (b"{}", "no usable token"),
    ):
        faults.answers["/token"] = Answer(200, body)
        with pytest.raises(ProtocolError, match=message):
            client(use_cache=False).resolve(f"{faults.host}/app:1")


def test_of_several_challenges_bearer_is_taken(faults: FaultServer, client: MakeRegistry) -> None:
    challenge_server(faults, f'Basic realm="b, c", Bearer realm="{faults.url}/token", service="s"')
    faults.answers["/token"] = Answer(200, b'{"token":"t"}')
    client(credentials={faults.host: ANNA}).resolve(f"{faults.host}/app:1")
    assert faults.seen[-1].headers["authorization"] == "Bearer t"


def test_basic_is_taken_when_the_bearer_realm_is_not_to_be_asked(faults: FaultServer, client: MakeRegistry) -> None:
    challenge_server(faults, 'Bearer realm="ftp://x/token", Basic realm="b"')
    client(credentials={faults.host: ANNA}).resolve(f"{faults.host}/app:1")
    assert faults.seen[-1].headers["authorization"] == ANNA.basic


@pytest.mark.parametrize(
    "realm",
    [
        "http://auth.example.com/token",
        "https://user:pw@auth.example.com/token",
        "https://auth.example.com/token#x",
        "https:///token",
        "/token",
        "file:///etc/passwd",
        "https://auth.example.com:0/",
        "https://auth.example.com\\@evil.test/",
        "https://auth.example.com/a b",
        "https://auth.example.com:99999/",
    ],
)
def test_a_realm_that_is_no_plain_https_address_is_refused(realm: str) -> None:
    endpoint = endpoint_of("registry.example.com")
    assert endpoint is not None
    with pytest.raises(Refused):
        judge_realm(realm, endpoint, Transport(Options()), Where("registry.example.com"))


@pytest.mark.parametrize(
    ("registry", "realm", "allowed"),
    [
        ("registry.example.com", "https://registry.example.com/token", True),
        ("registry.example.com", "https://auth.example.com/token", True),
        ("registry.example.com", "https://example.com/token", True),
        ("registry.example.com", "https://example.com.evil.test/token", False),
        ("registry.example.com", "https://evil.test/registry.example.com", False),
        ("registry.example.co.uk", "https://auth.example.co.uk/token", True),
        ("registry.example.co.uk", "https://other.co.uk/token", False),
        ("docker.io", "https://auth.docker.io/token", True),
        ("docker.io", "https://auth.docker.io.evil.test/token", False),
        ("ghcr.io", "https://ghcr.io/token", True),
        ("one.azurecr.io", "https://two.azurecr.io/oauth2/token", False),
        ("one.azurecr.io", "https://one.azurecr.io/oauth2/token", True),
        ("10.0.0.5:5000", "https://10.0.0.6/token", False),
        ("registry", "https://auth/token", False),
    ],
)
def test_only_the_registrys_own_site_may_be_told_who_asks(registry: str, realm: str, allowed: bool) -> None:
    endpoint = endpoint_of(registry)
    assert endpoint is not None
    judged = judge_realm(realm, endpoint, Transport(Options()), Where(registry))
    assert judged.may_have_credentials is allowed


def test_top_level_names_make_no_site() -> None:
    assert not same_site("a.com", "b.com")
    assert not same_site("one.github.io", "two.github.io")
    assert same_site("x.one.github.io", "one.github.io")


def test_secrets_are_in_no_repr(with_tokens: RegistryServer, client: MakeRegistry) -> None:
    options = Options(credentials={"a.test": ANNA})
    assert PASSWORD not in repr(ANNA) + repr(options) + str(options)
    assert "refresh-me" not in repr(Credentials(identity_token="refresh-me"))
    assert ANNA.identity not in ("", "anonymous")
    assert Credentials(USER, "another").identity == ANNA.identity
