"""The builder makes the same catalog from the same facts, and refuses facts that cannot be right."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from .building import SCRIPT, builder

BUILD = builder()


def listed(tags: list[str], directory: str, **more: Any) -> dict[str, Any]:
    return {"tags": tags, "architectures": ["amd64", "arm64v8"], "directory": directory, **more}


@pytest.mark.parametrize(
    ("image", "tags", "directory", "expected"),
    [
        ("python", ["3.12-slim", "3.12-slim-trixie"], "3.12/slim-trixie", ("debian-slim", "debian", "13")),
        ("nginx", ["1.31-alpine", "1.31-alpine3.24"], "mainline/alpine", ("alpine", "alpine", "3.24")),
        ("eclipse-temurin", ["21-jre-noble"], "21/jre/ubuntu/noble", ("ubuntu", "ubuntu", "24.04")),
        ("sapmachine", ["21", "21-ubuntu"], "dockerfiles/21/ubuntu/24_04/jdk", ("ubuntu", "ubuntu", "24.04")),
        ("alpine", ["3.24.1", "3.24", "3", "latest"], ".", ("alpine", "alpine", "3.24")),
        ("alpine", ["20260805", "edge"], ".", ("alpine", "alpine", "edge")),
        ("rockylinux", ["9.3-minimal", "9-minimal"], ".", ("rockylinux-minimal", "rockylinux", "9")),
        ("groovy", ["5.0-jdk21-noble"], "groovy-5.0/jdk-21", ("ubuntu", "ubuntu", "24.04")),
        ("nats", ["2.14-scratch", "2.14-linux"], "2.14.x/scratch", ("scratch", None, None)),
        ("golang", ["1.27-nanoserver-ltsc2022"], "1.27/windows/x", ("windows-nanoserver", "windows", "ltsc2022")),
        ("arangodb", ["3.12", "3.12.9", "latest"], "alpine/3.12.9", ("alpine", "alpine", None)),
        ("xwiki", ["16"], "16/mysql", (None, None, None)),
    ],
)
def test_tags_and_folders_tell_what_an_official_image_stands_on(
    image: str, tags: list[str], directory: str, expected: tuple[str | None, str | None, str | None]
) -> None:
    made = BUILD.entry(image, listed(tags, directory), {})
    assert (made["userland"], made["distribution"], made["release"]) == expected
    assert made["platforms"] == ["linux/amd64", "linux/arm64"]


def test_a_look_at_the_image_helps_where_the_tags_are_silent() -> None:
    made = BUILD.entry("telegraf", listed(["1.39", "latest"], "telegraf/1.39"), {"latest": "debian12"})
    assert (made["userland"], made["release"]) == ("debian", "12")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("debian 12 bookworm", "debian12"),
        ("debian trixie", "trixie"),
        ("alpine 3.24.1", "alpine3.24"),
        ("ubuntu 22.04", "ubuntu22.04"),
        ("oracle linux 9", "oraclelinux9"),
        ("ubi9-minimal 9.8", "ubi9-minimal"),
        ("busybox glibc (debian 13 libc)", None),
        ("debian testing", None),
        (None, None),
    ],
)
def test_distributions_in_words_become_what_a_tag_would_say(text: str | None, word: str | None) -> None:
    assert BUILD.seen_distribution(text) == word


def test_a_build_that_would_have_two_distributions_is_refused() -> None:
    with pytest.raises(BUILD.BuildError, match="more than one distribution"):
        BUILD.entry("nginx", listed(["1.31-alpine", "1.31-trixie"], "mainline"), {})


def test_a_build_that_would_have_two_releases_is_refused() -> None:
    with pytest.raises(BUILD.BuildError, match="more than one release"):
        BUILD.entry("python", listed(["3.12-bookworm", "3.12-trixie"], "3.12"), {})


def test_an_architecture_nobody_knows_is_refused() -> None:
    with pytest.raises(BUILD.BuildError, match="architecture"):
        BUILD.entry("python", {"tags": ["3"], "architectures": ["pdp11"], "directory": "."}, {})


def product(cycles: list[dict[str, Any]], *, rolling: bool = False) -> Any:
    return BUILD.ProductModel(title="X", rolling=rolling, source="s", as_of="2026-01-01", cycles=cycles)


def test_support_dates_must_be_dates_and_releases_unique() -> None:
    assert product([{"cycle": "1", "eol": "2026-02-01"}]).cycles[0].eol == "2026-02-01"
    with pytest.raises(ValidationError):
        product([{"cycle": "1", "eol": "2026-02-31"}])
    with pytest.raises(ValidationError, match="twice"):
        product([{"cycle": "1", "eol": True}, {"cycle": "1", "eol": False}])
    with pytest.raises(ValidationError, match="rolling"):
        product([])
    assert product([], rolling=True).rolling


def test_a_source_is_never_empty() -> None:
    with pytest.raises(ValidationError):
        BUILD.RuleModel(userland="debian", source="")


def test_a_wrong_digest_or_size_is_refused() -> None:
    row = {"tag": "1", "platform": "linux/amd64", "bytes": 5, "as_of": "2026-01-01", "source": "s"}
    assert BUILD.SizeModel(**row).bytes == 5
    with pytest.raises(ValidationError):
        BUILD.SizeModel(**row | {"digest": "sha256:12"})
    with pytest.raises(ValidationError):
        BUILD.SizeModel(**row | {"bytes": 0})


def test_the_same_content_is_written_as_the_same_lines() -> None:
    assert BUILD.dump({"b": [1, {"c": None}], "a": {}}, 1) == '{\n"b":[1,{"c":null}],\n"a":{}\n}'
    assert json.loads(BUILD.dump({"b": [1, {"c": None}]}, 2)) == {"b": [1, {"c": None}]}


def test_missing_facts_end_in_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "data"
    kept.mkdir()
    (kept / "meta.json").write_text("{}")
    with pytest.raises(BUILD.BuildError, match=r"official_tags\.json is missing"):
        BUILD.build(tmp_path, kept)
    assert (kept / "meta.json").exists(), "nothing is deleted before the new catalog is whole"


def test_the_script_lies_where_the_tables_are() -> None:
    for table in ("images", "products", "deprecated", "userlands", "java", "users"):
        assert (SCRIPT.parent / "catalog" / f"{table}.toml").is_file()
