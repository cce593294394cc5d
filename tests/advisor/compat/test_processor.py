"""Which machines a build for amd64 runs on."""

import pytest
from tests.advisor.asking import port


@pytest.mark.parametrize("image", ["almalinux:10", "rockylinux/rockylinux:10", "quay.io/centos/centos:stream10"])
def test_ten_is_built_for_newer_machines(image: str) -> None:
    assert port("FROM centos:7\n", image, "processor") == {"amd64 machines": ("check", None)}


def test_eight_is_not() -> None:
    assert port("FROM centos:7\n", "almalinux:8", "processor") == {}
