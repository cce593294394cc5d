"""`baseadvisor catalog`: show, verify, refresh."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from baseadvisor.advisor.refreshing import refresh
from baseadvisor.advisor.shipped import problems, shipped_folder
from baseadvisor.catalog import images, store
from baseadvisor.cli.main import run
from baseadvisor.image.platform import Platform
from baseadvisor.image.reference import Reference
from baseadvisor.registry import HubImage, HubTag, HubTagList

Capture = pytest.CaptureFixture[str]
TODAY = date(2026, 11, 24)
SIZE = {"tag": "1", "platform": "linux/amd64", "bytes": 1, "as_of": "2026-01-01", "source": "x"}
AMD64, ARM64 = "sha256:" + "a" * 64, "sha256:" + "b" * 64


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    yield tmp_path
    store._overlay.clear()
    store.load.cache_clear()
    images.image_data.cache_clear()


def test_what_is_known_is_shown_with_source_and_date(capsys: Capture) -> None:
    assert run(["catalog", "show", "python:3.12-slim", "--as-of", "2026-11-24"]) == 0
    shown = capsys.readouterr().out
    assert "Python 3.12: supported, until 2028-10-31 (endoflife.date" in shown
    assert "docker-library/official-images library/python" in shown
    assert "43.2 MB compressed, linux/amd64, 2026-08-05" in shown
    assert run(["catalog", "show", "openjdk:8-jdk", "-f", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert "eclipse-temurin" in data["deprecation"]["successors"]
    assert data["java_homes"]


def test_what_is_no_reference_is_said(capsys: Capture) -> None:
    assert run(["catalog", "show", "Not An Image"]) == 2
    assert "invalid image reference" in capsys.readouterr().err


def test_the_shipped_data_holds_together(capsys: Capture) -> None:
    assert run(["catalog", "verify"]) == 0
    assert "nothing wrong" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sizes": [SIZE | {"bytes": 0}]}, "bytes"),
        ({"sizes": [SIZE | {"platform": "x y"}]}, "platform"),
        ({"sizes": [SIZE | {"as_of": "2099-01-01"}]}, "to come"),
        ({"entries": [{"tags": ["-bad"], "platforms": ["linux/amd64"]}]}, "no tag"),
        ({"entries": [{"tags": ["1"], "platforms": ["linux/amd64"], "userland": "zz"}]}, "no userland"),
    ],
)  # fmt: skip
def test_damage_is_found(tmp_path: Path, change: dict[str, Any], said: str, capsys: Capture) -> None:
    folder = tmp_path / "images"
    folder.mkdir()
    (folder / "x.json").write_text(
        json.dumps({"as_of": "2026-01-01", "source": "s", "entries": [], "sizes": []} | change)
    )
    assert run(["catalog", "verify", "--folder", str(tmp_path)]) == 1
    assert said in capsys.readouterr().out
    assert list(problems(shipped_folder(), "2026-11-24")) == []


class Hub:
    """Stands for the registry client: answers with a list of tags."""

    def __init__(self, *tags: HubTag) -> None:
        self.tags = tags

    def hub_tags(self, reference: Reference) -> HubTagList:
        assert reference.repository == "library/python"
        return HubTagList(self.tags, True)


def hub_tag(name: str, day: datetime, digest: str = AMD64) -> HubTag:
    image = HubImage(Platform("linux", "amd64"), digest, 44_000_000)
    return HubTag(name, None, day, day, None, (image, HubImage(Platform("linux", "arm64"), ARM64, 43_000_000)))


def test_tags_of_one_digest_become_one_build_and_old_tags_none(tmp_path: Path, capsys: Capture) -> None:
    recent, old = datetime(2026, 11, 20, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)
    hub = Hub(
        hub_tag("3.14-slim-trixie", recent),
        hub_tag("3.14-slim", recent),
        hub_tag("3.14-alpine3.24", recent, "sha256:" + "c" * 64),
        hub_tag("2.7", old),
    )
    folder = tmp_path / "baseadvisor" / "catalog"
    done = refresh(Reference.parse("python"), hub, str(folder), today=TODAY)  # type: ignore[arg-type]
    assert done.builds == 2
    written = json.loads(Path(done.path).read_text())
    assert written["as_of"] == "2026-11-24"
    assert written["entries"][0]["tags"] == ["3.14-slim", "3.14-slim-trixie"]
    assert written["entries"][0]["userland"] == "debian-slim"
    assert written["entries"][0]["release"] == "13"
    assert list(problems(str(folder), "2026-11-24")) == []
    images.image_data.cache_clear()
    assert run(["catalog", "show", "python:3.14-slim"]) == 0
    shown = capsys.readouterr().out
    assert "44.0 MB compressed, linux/amd64, 2026-11-20 (Docker Hub's list of tags, asked on 2026-11-24)" in shown


def test_what_is_older_than_the_shipped_catalog_does_not_lie_over_it(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "python.json").write_text(json.dumps({"as_of": "2020-01-01", "entries": []}))
    store.use_overlay(str(tmp_path))
    assert store.load("images/python")["entries"]


def test_a_damaged_file_of_the_users_is_said_in_a_line(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "baseadvisor" / "catalog" / "images"
    folder.mkdir(parents=True)
    (folder / "python.json").write_text("{")
    images.image_data.cache_clear()
    assert run(["catalog", "show", "python:3.12"]) == 2
    assert "catalog refresh" in capsys.readouterr().err
