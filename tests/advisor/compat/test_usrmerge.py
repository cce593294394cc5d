"""Archives that are unpacked over the root, where /bin is a link."""

import pytest
from tests.advisor.asking import port

TEXT = "FROM debian:9\nRUN curl -sL https://x.org/s6-overlay-amd64.tar.gz > /s6.tgz && tar xzf /s6.tgz -C /\n"
WHAT = "s6-overlay over the root"


def test_a_folder_takes_the_place_of_a_link() -> None:
    assert port(TEXT, "debian:13-slim")[WHAT] == ("breaks", 2)
    assert WHAT not in port(TEXT.replace("debian:9", "debian:12"), "debian:13-slim"), "it fails already"


@pytest.mark.parametrize("options", ["-C / --exclude='./bin'", "--keep-directory-symlink -C /", "-C /opt"])
def test_what_spares_the_link(options: str) -> None:
    assert WHAT not in port(TEXT.replace("-C /\n", f"{options}\n"), "debian:13-slim")


def test_another_archive_beside_it() -> None:
    text = (
        TEXT.replace("-C /\n", "--keep-directory-symlink -C /\n") + "RUN curl -sL https://x.org/a.tgz | tar xz -C /\n"
    )
    assert WHAT not in port(text, "debian:13-slim")
