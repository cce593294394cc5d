"""Options that busybox's programs do not take."""

import pytest
from tests.advisor.asking import port


@pytest.mark.parametrize(
    ("run", "what", "package"),
    [
        ("tar --remove-files -cf /a.tar /a", "tar --remove-files", "tar"),
        ("echo x | sha256sum --check", "sha256sum --check", "coreutils"),
        ("chmod --recursive a+r /srv", "chmod --recursive", "coreutils"),
        ("ln --symbolic /a /b", "ln --symbolic", "coreutils"),
        ("grep -oP 'x' /a", "grep -P", "grep"),
        ("find / -name a -printf '%p'", "find -printf", "findutils"),
        ("echo a | xargs -d ' ' echo", "xargs -d", "findutils"),
        ("date -d '1 day ago'", "date -d '1 day ago'", "coreutils"),
        ("stat --format=%s /a", "stat --format", "coreutils"),
        ("cp --no-preserve=mode /a /b", "cp --no-preserve", "coreutils"),
    ],
)
def test_options_of_the_gnu_programs(run: str, what: str, package: str) -> None:
    text = f"FROM debian:bookworm\nRUN {run}\n"
    assert port(text, topic="programs") == {what: ("breaks", 2)}
    assert port(text, "debian:trixie", "programs") == {}
    installed = text.replace("RUN", f"RUN apt-get update && apt-get install -y {package}\nRUN")
    assert port(installed, topic="programs") == {}


@pytest.mark.parametrize(
    "run",
    [
        "tar --strip-components=1 --exclude=x -xzf /a.tgz",
        "sha256sum -c /a",
        "cp --recursive --parents /a /b",
        "grep -q --color=never x /a",
        "find / -name a -print0 | xargs -0 -r rm -f",
        "date -d @0",
        "date -u +%F",
        "rm -- --x",
        "chmod --recursive a+r /srv || true",
        "sed -i -E s/a/b/ /a",
    ],
)
def test_what_busybox_knows(run: str) -> None:
    assert port(f"FROM debian:bookworm\nRUN {run}\n", topic="programs") == {}


def test_an_image_that_has_coreutils_on_alpine() -> None:
    text = 'FROM eclipse-temurin:21-jre-noble\nRUN sha512sum --strict -c /a && find / -printf %p\nCMD ["java"]\n'
    assert port(text, "eclipse-temurin:21-jre-alpine-3.24", "programs") == {"find -printf": ("breaks", 2)}
