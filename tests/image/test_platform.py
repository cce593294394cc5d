"""Platforms are normalised as containerd does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baseadvisor.image.platform import InvalidPlatform, Platform


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("linux/amd64", "linux/amd64"),
        ("linux/x86_64", "linux/amd64"),
        ("linux/x86-64", "linux/amd64"),
        ("linux/amd64/v1", "linux/amd64"),
        ("linux/amd64/v2", "linux/amd64/v2"),
        ("linux/aarch64", "linux/arm64"),
        ("linux/arm64/v8", "linux/arm64"),
        ("linux/arm64/8", "linux/arm64"),
        ("linux/armhf", "linux/arm/v7"),
        ("linux/armel", "linux/arm/v6"),
        ("linux/arm", "linux/arm/v7"),
        ("linux/arm/v7", "linux/arm/v7"),
        ("linux/arm/7", "linux/arm/v7"),
        ("linux/arm/6", "linux/arm/v6"),
        ("linux/i386", "linux/386"),
        ("linux/386", "linux/386"),
        ("Linux/AMD64", "linux/amd64"),
        ("macos/arm64", "darwin/arm64"),
        ("arm64", "linux/arm64"),
        ("aarch64", "linux/arm64"),
        ("windows", "windows/amd64"),
        ("windows(10.0.20348.2402)/amd64", "windows(10.0.20348.2402)/amd64"),
        ("linux/riscv64", "linux/riscv64"),
        ("linux/ppc64le", "linux/ppc64le"),
        ("linux/s390x", "linux/s390x"),
    ],
)
def test_every_way_to_write_a_platform_gives_one_normal_form(written: str, normal: str) -> None:
    platform = Platform.parse(written)
    assert str(platform) == normal
    assert Platform.parse(normal) == platform
    assert platform.is_known


@pytest.mark.parametrize(
    "text", ["", "/", "linux/", "/amd64", "a/b/c/d", "linux/amd 64", "linux/*", "amd65", "$TARGET"]
)
def test_what_is_no_platform_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(InvalidPlatform, match="invalid platform") as caught:
        Platform.parse(text)
    assert "\n" not in str(caught.value)


def test_an_unknown_but_well_formed_platform_is_read_and_said_to_be_unknown() -> None:
    assert not Platform.parse("linux/amd65").is_known


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("arm64v8", "linux/arm64"),
        ("arm32v5", "linux/arm/v5"),
        ("i386", "linux/386"),
        ("windows-amd64", "windows/amd64"),
    ],
)
def test_names_of_the_official_images_lists_are_understood(name: str, normal: str) -> None:
    assert str(Platform.of_official_image(name)) == normal


def test_a_name_no_official_list_has_gives_nothing() -> None:
    assert Platform.of_official_image("pdp11") is None


@settings(deadline=None)
@given(st.text(alphabet="abcdev0123456789/()._-LX", max_size=30))
def test_normalising_twice_changes_nothing(text: str) -> None:
    try:
        platform = Platform.parse(text)
    except InvalidPlatform:
        return
    assert Platform.parse(str(platform)) == platform
