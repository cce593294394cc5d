"""Images whose entrypoint is a language."""

import pytest

from baseadvisor.advisor.entrypoints import command_after, entrypoint_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gcr.io/distroless/java21-debian13", ("java", "-jar")),
        ("gcr.io/distroless/java-base-debian13", None),
        ("gcr.io/distroless/nodejs22-debian13", ("node",)),
        ("gcr.io/distroless/base-debian13", None),
        ("cgr.dev/chainguard/jre", ("java",)),
        ("cgr.dev/chainguard/nginx", ("nginx",)),
        ("cgr.dev/chainguard/static", None),
        ("python", None),
    ],
)
def test_who_starts_a_language(name: str, words: tuple[str, ...] | None) -> None:
    assert entrypoint_of(name) == words


def test_what_is_left_of_a_command() -> None:
    assert command_after(("python3",), ("python3.14", "-m", "app")) == ("-m", "app")
    assert command_after(("java", "-jar"), ("java", "-jar", "a.jar")) == ("a.jar",)
    assert command_after(("java", "-jar"), ("java", "-Xmx1g", "-jar", "a.jar")) is None
    assert command_after(("node",), ("npm", "start")) is None
