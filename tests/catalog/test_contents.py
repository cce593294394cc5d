"""What is installed in the commonest bases."""

import pytest

from baseadvisor import catalog


@pytest.mark.parametrize("image", ["alpine:3.23.6", "alpine:3.23", "alpine:3.23.2"])
def test_a_distribution_is_known_by_its_release(image: str) -> None:
    contents = catalog.contents_of(image)
    assert contents is not None
    assert contents.complete
    assert contents.has("busybox") is True
    assert contents.has("bash") is False


def test_a_list_that_was_not_read_to_its_end_proves_no_absence() -> None:
    contents = catalog.contents_of("debian:bookworm-slim")
    assert contents is not None
    assert contents.has("apt") is True
    assert contents.has("zzz-no-such-package") is None


@pytest.mark.parametrize("image", ["debian:bookworm", "alpine:3.4", "example.com/app:1", "python:3.6-slim"])
def test_other_images_are_not_known(image: str) -> None:
    assert catalog.contents_of(image) is None
