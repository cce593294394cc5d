"""A tag is a version and a flavour, and a newer one in the same flavour is always right."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.version import Version

from baseadvisor.image.tag import Tag, newer_in_same_flavour, same_flavour


@pytest.mark.parametrize(
    ("text", "version", "precision", "flavour", "distribution", "release"),
    [
        ("3.12.4-slim-bookworm", "3.12.4", 3, ("slim",), "debian", "12"),
        ("8u342-jre-alpine3.16", "8u342", 2, ("jre",), "alpine", "3.16"),
        ("8u502-b07-jdk-alpine-3.24", "8u502", 2, ("jdk",), "alpine", "3.24"),
        ("22.04", "22.04", 2, (), None, None),
        ("noble-20240801", "20240801", 1, (), "ubuntu", "24.04"),
        ("bookworm-20240101-slim", "20240101", 1, ("slim",), "debian", "12"),
        ("ubi9-minimal", None, 0, ("minimal",), "ubi", "9"),
        ("jdk-21.0.2_13-jre", "21.0.2_13", 3, ("jdk", "jre"), None, None),
        ("21.0.2_13-jre-alpine-3.19", "21.0.2_13", 3, ("jre",), "alpine", "3.19"),
        ("latest", None, 0, ("latest",), None, None),
        ("stable-slim", None, 0, ("stable", "slim"), None, None),
        ("v1.2.3", "1.2.3", 3, (), None, None),
        ("alpine-2.3.0", "2.3.0", 3, (), "alpine", None),
        ("alpine3.16", None, 0, (), "alpine", "3.16"),
        ("3-alpine", "3", 1, (), "alpine", None),
        ("ubuntu-22.04", None, 0, (), "ubuntu", "22.04"),
        ("ubuntu2204-1.2.3", "1.2.3", 3, (), "ubuntu", "22.04"),
        ("debian-12", None, 0, (), "debian", "12"),
        ("3.12.1-debian-12-r5", "3.12.1", 3, (), "debian", "12"),
        ("7.4-fpm-alpine3.16", "7.4", 2, ("fpm",), "alpine", "3.16"),
        ("1.25.3-alpine3.18-perl", "1.25.3", 3, ("perl",), "alpine", "3.18"),
        ("1.27.0-windowsservercore-ltsc2022", "1.27.0", 3, (), "windowsservercore", "ltsc2022"),
        ("nanoserver-1809", None, 0, (), "nanoserver", "1809"),
        ("3.9.16-eclipse-temurin-11-noble", "3.9.16", 3, ("eclipse", "temurin-11"), "ubuntu", "24.04"),
        ("11.0.25-jdk25-temurin-noble", "11.0.25", 3, ("jdk25", "temurin"), "ubuntu", "24.04"),
        ("1.18-otp-27-alpine", "1.18", 2, ("otp-27",), "alpine", None),
        ("8.0-jammy-chiseled", "8.0", 2, ("chiseled",), "ubuntu", "22.04"),
        ("11.8.0-cudnn8-runtime-ubuntu22.04", "11.8.0", 3, ("cudnn8", "runtime"), "ubuntu", "22.04"),
        ("8-al2023", "8", 1, (), "amazonlinux", "2023"),
        ("9.4-949.1714662671", "9.4", 2, (), None, None),
        ("26.1.3.Final-jdk17", "26.1.3.Final", 3, ("jdk17",), None, None),
        ("RELEASE.2024-01-02T03-04-05Z", "RELEASE.2024-01-02T03-04-05Z", 1, (), None, None),
        ("3f2a1bc", None, 0, ("3f2a1bc",), None, None),
        ("lts-alpine3.18", None, 0, ("lts",), "alpine", "3.18"),
        ("stream9", None, 0, (), "centos-stream", "9"),
        ("xenial", None, 0, (), "ubuntu", "16.04"),
    ],
)
def test_a_tag_is_taken_apart(
    text: str,
    version: str | None,
    precision: int,
    flavour: tuple[str, ...],
    distribution: str | None,
    release: str | None,
) -> None:
    tag = Tag.parse(text)
    assert (tag.version, tag.precision, tag.flavour) == (version, precision, flavour)
    assert (tag.distribution, tag.release) == (distribution, release)
    assert tag.prerelease is None


@pytest.mark.parametrize(
    ("text", "prerelease"),
    [
        ("3.15.0rc1-slim-trixie", "rc1"),
        ("3.15-rc-slim", "rc"),
        ("1.2-rc1-alpine", "rc1"),
        ("4.0.0-rc-5-eclipse-temurin-17", "rc5"),
        ("17-ea-11-jdk-slim", "ea11"),
        ("19beta3", "beta3"),
        ("1.7.0-beta.5", "beta5"),
        ("1.8a1", "alpha1"),
        ("11.0.0-M26", "milestone26"),
        ("8.0.100-preview.7-alpine3.18", "preview7"),
        ("2.9-dev5-alpine", "dev5"),
        ("3.12-dev", "dev"),
        ("nightly", "nightly"),
        ("nightly-slim", "nightly"),
        ("edge", "edge"),
        ("2.0.0.Beta1", "beta1"),
        ("2.0.0.CR1", "rc1"),
    ],
)
def test_what_is_not_released_is_known(text: str, prerelease: str) -> None:
    assert Tag.parse(text).prerelease == prerelease


OLDER_TO_NEWER = [
    ["3.9", "3.10", "3.12", "3.12.4", "4"],
    ["8u77", "8u111", "8u342-b06", "8u342-b07"],
    ["11.0.16_8", "11.0.16.1_1", "17.0.9_9", "21_35", "21.0.2_13"],
    ["20231231", "20240801", "20240801.1", "20240802"],
    ["1.0.dev1", "1.0a1", "1.0a2", "1.0b1", "1.0rc1", "1.0rc2", "1.0", "1.0.1"],
    ["1.1.1", "1.1.1a", "1.1.1w"],
    ["9.4-945", "9.4-949.1714662671", "9.5-1"],
    ["RELEASE.2023-12-02T10-51-33Z", "RELEASE.2024-01-01T16-36-33Z"],
]


@pytest.mark.parametrize("texts", OLDER_TO_NEWER, ids=lambda texts: texts[0])
def test_versions_are_ordered_by_age_whatever_their_scheme(texts: list[str]) -> None:
    keys = [Tag.parse(text).sort_key for text in texts]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


numbers = st.lists(st.integers(0, 40), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))
suffixes = st.sampled_from(["", "", "a1", "a2", "b1", "rc1", "rc3", ".dev2"])


@settings(deadline=None)
@given(numbers, suffixes, numbers, suffixes)
def test_the_order_is_that_of_packaging_where_packaging_has_one(one: str, s1: str, other: str, s2: str) -> None:
    first, second = one + s1, other + s2
    expected = (Version(first) > Version(second)) - (Version(first) < Version(second))
    a, b = Tag.parse(first).sort_key, Tag.parse(second).sort_key
    assert (a > b) - (a < b) == expected


PYTHON = [
    "3.9-slim",
    "3.10-slim",
    "3.11-slim",
    "3.12-slim",
    "3.13-slim",
    "3.14-rc-slim",
    "3.13.1-slim",
    "3.13",
    "3-slim",
    "4.0-slim",
    "3.12-slim-bullseye",
    "3.12-slim-bookworm",
    "3.13-slim-bookworm",
    "3.13-slim-trixie",
    "3.13-alpine3.20",
    "latest",
]


def texts(found: list[Tag]) -> list[str]:
    return [tag.text for tag in found]


def test_a_newer_tag_keeps_flavour_precision_and_major() -> None:
    assert texts(newer_in_same_flavour("3.11-slim", PYTHON)) == ["3.13-slim", "3.12-slim"]


def test_a_major_jump_is_made_only_when_asked() -> None:
    assert texts(newer_in_same_flavour("3.12-slim", PYTHON, keep=0)) == ["4.0-slim", "3.13-slim"]
    assert texts(newer_in_same_flavour("3.12-slim", PYTHON, keep=2)) == []


def test_the_distribution_moves_forward_only_and_only_when_asked() -> None:
    assert texts(newer_in_same_flavour("3.12-slim-bookworm", PYTHON)) == ["3.13-slim-bookworm"]
    assert texts(newer_in_same_flavour("3.12-slim-bookworm", PYTHON, move_distribution=True)) == [
        "3.13-slim-trixie",
        "3.13-slim-bookworm",
    ]
    assert texts(newer_in_same_flavour("3.12-slim-bullseye", PYTHON, keep=2, move_distribution=True)) == [
        "3.12-slim-bookworm"
    ]


def test_a_codename_never_moves_to_another_distribution() -> None:
    assert newer_in_same_flavour("21-jdk-jammy", ["21-jdk-trixie"], move_distribution=True) == []
    assert texts(newer_in_same_flavour("21-jdk-jammy", ["21-jdk-noble"], move_distribution=True)) == ["21-jdk-noble"]


def test_alpine_moves_by_number_and_not_by_text() -> None:
    found = newer_in_same_flavour("20-alpine3.9", ["20-alpine3.16", "20-alpine3.8"], move_distribution=True)
    assert texts(found) == ["20-alpine3.16"]


def test_a_tag_that_is_only_a_distribution_moves_too() -> None:
    assert texts(newer_in_same_flavour("bookworm-slim", ["trixie-slim", "trixie"], move_distribution=True)) == [
        "trixie-slim"
    ]
    assert texts(newer_in_same_flavour("ubi9-minimal", ["ubi10-minimal", "ubi10"], move_distribution=True)) == [
        "ubi10-minimal"
    ]


def test_another_half_year_of_ubuntu_is_another_release() -> None:
    ubuntu = ["20.04", "22.04", "22.10", "24.04", "latest", "noble"]
    assert newer_in_same_flavour("22.04", ubuntu) == []
    assert texts(newer_in_same_flavour("22.04", ubuntu, keep=0)) == ["24.04", "22.10"]


def test_a_minor_of_a_product_is_not_taken_for_a_half_year() -> None:
    assert texts(newer_in_same_flavour("20.9", ["20.10", "20.4"])) == ["20.10"]


def test_below_one_the_second_number_is_the_major() -> None:
    assert newer_in_same_flavour("0.24", ["0.25"]) == []
    assert texts(newer_in_same_flavour("0.24.1", ["0.24.9", "0.25.0"])) == ["0.24.9"]


def test_dates_move_on_over_the_new_year_within_the_codename() -> None:
    dates = ["noble-20240801", "noble-20250108", "jammy-20250201", "noble-20231201"]
    assert texts(newer_in_same_flavour("noble-20240801", dates)) == ["noble-20250108"]


def test_java_builds_move_within_their_feature_release() -> None:
    tags = ["21_35-jre", "21.0.2_13-jre", "21-jre", "22_36-jre", "21.0.2_13-jdk"]
    assert texts(newer_in_same_flavour("21_35-jre", tags)) == ["21.0.2_13-jre"]
    assert texts(newer_in_same_flavour("8u111-jdk", ["8u342-jdk", "9u1-jdk"])) == ["8u342-jdk"]


def test_the_version_of_another_thing_in_the_tag_stays() -> None:
    tags = ["3.9.9-eclipse-temurin-17", "3.9.9-eclipse-temurin-21", "3.9.10-eclipse-temurin-17"]
    assert texts(newer_in_same_flavour("3.9.8-eclipse-temurin-17", tags)) == [tags[2], tags[0]]
    assert newer_in_same_flavour("10.1-jdk17", ["10.2-jdk21"]) == []


def test_a_release_candidate_leads_to_its_release() -> None:
    assert texts(newer_in_same_flavour("3.14-rc-slim", ["3.14-slim", "3.13-slim", "3.15-rc-slim"])) == ["3.14-slim"]


def test_a_channel_without_end_has_no_successor() -> None:
    assert newer_in_same_flavour("3.12-dev", ["3.13-dev", "3.13"]) == []
    assert newer_in_same_flavour("nightly", ["1.0", "latest"]) == []


def test_a_leading_v_is_part_of_the_flavour() -> None:
    assert texts(newer_in_same_flavour("v1.2.3", ["1.3.0", "v1.3.0"])) == ["v1.3.0"]


word = st.sampled_from(
    ["slim", "alpine3.16", "alpine", "bookworm", "trixie", "noble", "jdk17", "rc1", "20240801", "fpm"]
)
number = st.from_regex(r"v?[0-9]{1,2}(\.[0-9]{1,2}){0,2}", fullmatch=True)
tag_text = st.lists(word | number, min_size=1, max_size=4).map("-".join)


@settings(deadline=None)
@given(tag_text, st.lists(tag_text, max_size=12), st.integers(0, 2), st.booleans())
def test_newer_is_never_a_prerelease_nor_itself_nor_older_nor_another_flavour(
    text: str, candidates: list[str], keep: int, move: bool
) -> None:
    tag = Tag.parse(text)
    found = newer_in_same_flavour(tag, [*candidates, text], keep=keep, move_distribution=move)
    assert [one.sort_key for one in found] == sorted((one.sort_key for one in found), reverse=True)
    for one in found:
        assert one.text != text
        assert not one.is_prerelease
        assert one.sort_key >= tag.sort_key
        assert one.flavour == tag.flavour
        assert one.precision == tag.precision
        assert same_flavour(tag, one, move_distribution=move)
        if tag.scheme == "number":
            assert one.numbers[:keep] == tag.numbers[:keep]
        if not move:
            assert (one.distribution, one.release) == (tag.distribution, tag.release)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_every_text_gives_a_tag(text: str) -> None:
    tag = Tag.parse(text)
    assert tag.text == text
    assert isinstance(tag.sort_key, tuple)


@settings(deadline=None)
@given(st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", fullmatch=True))
def test_every_valid_tag_is_of_its_own_flavour(text: str) -> None:
    tag = Tag.parse(text)
    assert same_flavour(tag, tag)
    assert newer_in_same_flavour(tag, [text]) == []
