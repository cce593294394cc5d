"""Accounts: which one a command makes, and when root's rights are given up."""

import pytest

import baseadvisor
from baseadvisor.analysis import Analysis
from baseadvisor.checks.identity import runs_as_root, unused_user


def made(command: str) -> list[str]:
    """The accounts that a stage makes and does not use."""
    dockerfile = baseadvisor.parse(f'FROM debian:12\nRUN {command}\nCMD ["serve"]\n')
    return [hit.values["user"] for hit in unused_user(Analysis(dockerfile))]


@pytest.mark.parametrize(
    "command",
    [
        "useradd app",
        "useradd -r -u 1000 -g 0 -s /bin/false app",
        "useradd --uid=1000 --create-home app",
        "useradd -rms /bin/bash app",
        "adduser -S -D -H -G web app",
        "adduser --system --uid 1000 --gecos '' app",
    ],
)
def test_account_is_found_behind_its_flags(command: str) -> None:
    assert made(command) == ["app"]


@pytest.mark.parametrize(
    "command",
    [
        "useradd $NAME",
        "adduser app web",  # puts an account into a group
        "useradd -D -s /bin/bash",
        "useradd app && chown app /srv",
        "groupadd app",
    ],
)
def test_account_that_is_used_or_unknown_is_left_alone(command: str) -> None:
    assert made(command) == []


@pytest.mark.parametrize(
    ("lines", "root"),
    [
        ('CMD ["serve"]', True),
        ('ENTRYPOINT ["gosu", "app", "serve"]', False),
        ("CMD su app -c serve", False),
        ('RUN apt-get install -y gosu\nCOPY start /\nCMD ["/start"]', False),
        ('RUN su app -c build\nCMD ["serve"]', True),
        ('USER app\nCMD ["serve"]', False),
        ('USER $WHO\nCMD ["serve"]', False),
        ("RUN make", False),
    ],
)
def test_root_is_what_nothing_changes(lines: str, root: bool) -> None:
    analysis = Analysis(baseadvisor.parse(f"FROM debian:12\n{lines}\n"))
    assert bool(list(runs_as_root(analysis, root_images=("debian",)))) is root


@pytest.mark.parametrize("starts", ["ENTRYPOINT []", "CMD []", "ENTRYPOINT []\nCMD []", "COPY a /"])
def test_an_image_that_starts_nothing_runs_as_nobody(starts: str) -> None:
    dockerfile = baseadvisor.parse(f"FROM scratch\nCOPY kernel /\n{starts}\n")
    assert not list(runs_as_root(Analysis(dockerfile), root_images=()))


def test_an_image_that_starts_something_as_root_is_told() -> None:
    dockerfile = baseadvisor.parse('FROM scratch\nENTRYPOINT []\nCMD ["/init"]\n')
    assert [hit.values["image"] for hit in runs_as_root(Analysis(dockerfile), root_images=())] == ["scratch"]
