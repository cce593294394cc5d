"""Paths of one distribution that lead nowhere on another."""

import pytest
from tests.advisor.asking import port


@pytest.mark.parametrize("path", ["/etc/skel/.bashrc", "/etc/pam.d/su", "/etc/default/useradd"])
def test_files_that_alpine_does_not_have(path: str) -> None:
    text = f"FROM debian:bookworm\nRUN sed -i s/a/b/ {path}\n"
    assert port(text, topic="paths") == {f"sed of {path}": ("check", 2)}
    assert port(text, "debian:trixie", "paths") == {}
    assert port(text.replace(path, "/etc/passwd"), topic="paths") == {}


def test_a_program_that_its_package_has_elsewhere() -> None:
    text = 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y tini\nENTRYPOINT ["/usr/bin/tini", "--"]\n'
    assert port(text, topic="paths") == {"ENTRYPOINT names /usr/bin/tini": ("breaks", 3)}
    assert port(text, "debian:trixie", "paths") == {}
    assert port(text.replace("/usr/bin/tini", "tini"), topic="paths") == {}
