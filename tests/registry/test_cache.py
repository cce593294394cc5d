"""The cache on disk: what is kept, for how long, for whom, and what happens when it is damaged."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from baseadvisor.registry import Credentials, Offline
from baseadvisor.registry.cache import Cache
from baseadvisor.registry.digest import digest_of
from tests.registry.conftest import MakeRegistry
from tests.support.fault_server import Answer, FaultServer, Seen, manifest_answer
from tests.support.oci import OCI_MANIFEST, Image, Pusher, image, layer
from tests.support.registry_server import RegistryServer

MIB = 1024 * 1024


def small() -> Image:
    return image([layer({"a": "b"})])


def test_the_second_time_only_the_tag_is_asked_for(
    anonymous: RegistryServer, push: Pusher, client: MakeRegistry
) -> None:
    push.image("cached/app", "1", small())
    reference = f"{anonymous.host}/cached/app:1"
    first = client().image(reference)
    before = anonymous.count()
    assert client(tag_age=0).image(reference) == first
    anonymous.count()
    asked = [request for request in anonymous.requests(before) if request.path != "/v2/"]
    assert [(request.method, request.path) for request in asked] == [("HEAD", "/v2/cached/app/manifests/1")]


def test_a_young_tag_is_not_asked_for_again(anonymous: RegistryServer, push: Pusher, client: MakeRegistry) -> None:
    push.image("cached/app", "1", small())
    reference = f"{anonymous.host}/cached/app:1"
    first = client().image(reference)
    tags = client().tags(reference)
    before = anonymous.count()
    again = client()
    assert again.image(reference) == first
    assert again.tags(reference) == tags
    assert again.requests == 0
    assert anonymous.count() == before


def test_a_tag_that_moved_is_seen_once_the_answer_is_old(
    anonymous: RegistryServer, push: Pusher, client: MakeRegistry
) -> None:
    reference = f"{anonymous.host}/moving/app:1"
    push.image("moving/app", "1", small())
    old = client().resolve(reference).digest
    moved = push.image("moving/app", "1", image([layer({"c": "d"})]))
    assert client().resolve(reference).digest == old
    assert client(tag_age=0).resolve(reference).digest == moved


def test_offline_touches_no_network_and_says_what_is_missing(
    anonymous: RegistryServer, push: Pusher, client: MakeRegistry
) -> None:
    push.image("cached/app", "1", small())
    reference = f"{anonymous.host}/cached/app:1"
    first = client().image(reference)
    offline = client(offline=True, tag_age=0)
    assert offline.image(reference) == first
    for ask in (offline.image, offline.tags, offline.userland):
        with pytest.raises(Offline, match="it is not in the cache; run once with the network"):
            ask("registry.example.test/never/seen:1")
    assert offline.requests == 0


def test_refresh_reads_nothing_from_the_cache(anonymous: RegistryServer, push: Pusher, client: MakeRegistry) -> None:
    push.image("cached/app", "1", small())
    reference = f"{anonymous.host}/cached/app:1"
    client().image(reference)
    before = anonymous.count()
    client(refresh=True).image(reference)
    anonymous.count()
    asked = [request.method for request in anonymous.requests(before) if request.path != "/v2/"]
    assert asked == ["HEAD", "GET", "GET"]


def test_without_a_cache_nothing_is_written(
    anonymous: RegistryServer, push: Pusher, client: MakeRegistry, tmp_path: Path
) -> None:
    push.image("cached/app", "1", small())
    client(use_cache=False, cache_dir=tmp_path / "none").image(f"{anonymous.host}/cached/app:1")
    assert not (tmp_path / "none").exists()


def test_one_identitys_images_are_not_anothers(faults: FaultServer, client: MakeRegistry) -> None:
    one = small()
    faults.put_image("app", "1", one)

    def guarded(seen: Seen) -> Answer:
        if "authorization" not in seen.headers:
            return Answer(401, b"", {"WWW-Authenticate": 'Basic realm="x"'})
        return manifest_answer(one.manifest.body, OCI_MANIFEST)

    faults.answers["/v2/app/manifests/1"] = guarded
    anna = {faults.host: Credentials("anna", "a")}
    first = client(credentials=anna).image(f"{faults.host}/app:1")
    assert client(credentials=anna, offline=True).image(f"{faults.host}/app:1") == first
    with pytest.raises(Offline):
        client(credentials={faults.host: Credentials("bert", "b")}, offline=True).image(f"{faults.host}/app:1")
    with pytest.raises(Offline):
        client(offline=True).image(f"{faults.host}/app:1")


def test_no_secret_is_written_to_disk(faults: FaultServer, client: MakeRegistry, tmp_path: Path) -> None:
    faults.put_image("app", "1", small())
    faults.answers["/v2/app/manifests/1"] = [
        Answer(401, b"", {"WWW-Authenticate": f'Bearer realm="{faults.url}/token"'}),
        manifest_answer(small().manifest.body, OCI_MANIFEST),
    ]
    faults.answers["/token"] = Answer(200, b'{"token":"very-secret-token"}')
    client(credentials={faults.host: Credentials("anna", "very-secret-password")}).image(f"{faults.host}/app:1")
    for path in (tmp_path / "cache").iterdir():
        assert b"very-secret" not in path.read_bytes()


def kept(folder: Path, *, max_bytes: int = MIB) -> Cache:
    return Cache(folder, max_bytes)


def test_content_changed_on_disk_is_not_believed(tmp_path: Path) -> None:
    cache, body = kept(tmp_path), b"content"
    cache.keep("scope", digest_of(body), "type", body)
    cache.remember("scope", "tag", "1", b"value")
    cache.close()
    with closing(sqlite3.connect(cache.path, isolation_level=None)) as db:
        db.execute("UPDATE content SET body = CAST('forged!' AS BLOB)")
        db.execute("UPDATE fact SET value = CAST('forged' AS BLOB)")
    assert cache.content("scope", digest_of(body)) is None
    assert cache.fact("scope", "tag", "1") is None


def test_the_least_recently_used_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    cache = kept(tmp_path, max_bytes=100_000)
    bodies = [bytes([number]) * 10_000 for number in range(12)]
    for number, body in enumerate(bodies):
        # Hours apart, so that each use is noted.
        monkeypatch.setattr("baseadvisor.registry.cache.time.time", lambda number=number: now + number * 10_000)
        cache.keep("scope", digest_of(body), "type", body)
        assert cache.content("scope", digest_of(bodies[0])) is not None
    held = [number for number, body in enumerate(bodies) if cache.content("scope", digest_of(body)) is not None]
    assert held[0] == 0
    assert held[1:] == list(range(12 - len(held) + 1, 12))
    assert 8 <= len(held) <= 10
    with closing(sqlite3.connect(cache.path)) as db:
        assert db.execute("SELECT count(*) FROM scope").fetchone() == (len(held),)


def test_facts_are_bounded_too(tmp_path: Path) -> None:
    cache = kept(tmp_path, max_bytes=100_000)
    for number in range(100):
        cache.remember("scope", "tags", str(number), bytes(1000))
    with closing(sqlite3.connect(cache.path)) as db:
        assert db.execute("SELECT sum(size) FROM fact").fetchone()[0] <= 25_000
    assert cache.fact("scope", "tags", "99") is not None


def test_what_is_bigger_than_the_cache_is_not_kept(tmp_path: Path) -> None:
    cache, body = kept(tmp_path, max_bytes=100), bytes(101)
    cache.keep("scope", digest_of(body), "type", body)
    assert cache.content("scope", digest_of(body)) is None


@pytest.mark.parametrize("damage", ["garbage", "truncated", "empty", "foreign", "middle"])
def test_a_damaged_file_is_thrown_away_and_begun_again(damage: str, tmp_path: Path) -> None:
    cache = kept(tmp_path)
    bodies = [bytes([number]) * 5000 for number in range(20)]
    for body in bodies:
        cache.keep("scope", digest_of(body), "type", body)
    cache.close()
    with closing(sqlite3.connect(cache.path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = cache.path.read_bytes()
    if damage == "garbage":
        cache.path.write_bytes(b"no database at all" * 500)
    elif damage == "truncated":
        cache.path.write_bytes(whole[: len(whole) // 2])
    elif damage == "empty":
        cache.path.write_bytes(b"")
    elif damage == "middle":
        cache.path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 8192) + whole[-4096:])
    else:
        cache.path.unlink()
        with closing(sqlite3.connect(cache.path)) as db:
            db.execute("CREATE TABLE content (other)")
            db.commit()
    for body in bodies:
        cache.content("scope", digest_of(body))
    fresh = b"fresh"
    for _ in range(2):
        cache.keep("scope", digest_of(fresh), "type", fresh)
    assert cache.content("scope", digest_of(fresh)) is not None


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = kept(tmp_path / "file")
    cache.keep("scope", digest_of(b"x"), "type", b"x")
    assert cache.content("scope", digest_of(b"x")) is None


def test_the_file_is_its_users_alone(tmp_path: Path) -> None:
    cache = kept(tmp_path / "sub")
    cache.remember("scope", "tag", "1", b"x")
    assert cache.path.stat().st_mode & 0o077 == 0


WRITER = """
import sys
from pathlib import Path
from baseadvisor.registry.cache import Cache
from baseadvisor.registry.digest import digest_of
cache = Cache(Path(sys.argv[1]), 1 << 20)
for number in range(60):
    body = f"{number}".encode() * 100
    cache.keep("scope", digest_of(body), "type", body)
    cache.remember("scope", "tag", str(number), body)
    assert cache.content("scope", digest_of(body)) is not None
"""


def test_processes_share_the_file(tmp_path: Path) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)]) for _ in range(2)]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    cache = kept(tmp_path)
    for number in range(60):
        assert cache.content("scope", digest_of(f"{number}".encode() * 100)) is not None
        assert cache.fact("scope", "tag", str(number)) is not None
    with closing(sqlite3.connect(cache.path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
