"""The tables of facts: every fact has its source, every source its address and day."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from baseadvisor.explanation.facts import libc_version, numbers, reaches, source, table

TABLES = ("hosts", "libcs", "compatibility")


def named_sources(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from one if key.endswith("sources") else named_sources(one)
    elif isinstance(value, list):
        for one in value:
            yield from named_sources(one)


def test_every_source_is_used_and_every_used_one_is_there() -> None:
    from pathlib import Path

    import baseadvisor.explanation as package

    code = "".join(path.read_text(encoding="utf-8") for path in Path(package.__path__[0]).glob("*.py"))
    used = {name for each in TABLES for name in named_sources(table(each))}
    assert used <= set(table("sources"))
    assert {name for name in table("sources") if name not in used and f'"{name}"' not in code} == set()


@pytest.mark.parametrize("name", list(table("sources")))
def test_source_has_an_address_and_a_day(name: str) -> None:
    found = source(name)
    assert found.title
    assert found.url is not None
    assert found.url.startswith("https://")
    assert found.verified is (found.date is not None)
    if found.date is not None:
        date.fromisoformat(found.date)


def test_every_host_with_a_kernel_and_every_c_library_has_a_source() -> None:
    for entry in table("hosts").values():
        assert all(row["sources"] for row in entry.get("releases", ()) if "kernel" in row)
    for entry in table("libcs").values():
        assert all(row["sources"] for row in entry["releases"])


def test_releases_of_rebuilds_are_those_of_rhel() -> None:
    found = libc_version("rockylinux", "9.4")
    assert found is not None
    assert found[:2] == ("glibc", "2.34")
    assert libc_version("debian", "12.5") == libc_version("debian", "12")
    assert libc_version("nonesuch", "1") is None


@pytest.mark.parametrize(
    ("version", "needed", "expected"),
    [
        ("3.10", "3.2", True),
        ("2.6.32", "3.2", False),
        ("3.10", "3.10.0", True),
        ("20.10.9", "20.10.10", False),
        ("edge", "3.14", True),
        ("", "1", None),
        (None, "1", None),
    ],
)
def test_versions_compare_by_number(version: str | None, needed: str, expected: bool | None) -> None:
    assert reaches(version, needed) is expected


def test_a_version_of_endless_digits_is_bounded() -> None:
    assert len(str(numbers("9" * 100_000)[0])) <= 6
