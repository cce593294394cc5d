"""How much it matters that a host is gone."""

import pytest

from baseadvisor.analysis import Analysis
from baseadvisor.checks.gone import gone_hosts
from baseadvisor.dockerfile.source import parse

GET = "curl -fsSLO https://gone.example/x"


@pytest.mark.parametrize(
    "run",
    [
        f"{GET} || curl -fsSLO https://example.com/x",
        f"curl -fsSLO https://example.com/x || {GET}",
        f"({GET} || true) && make",
        f"if ! {GET}; then exit 0; fi",
        f"for i in 1 2; do {GET} && break; curl -fsSLO https://example.com/x && break; done",
        "for host in gone.example example.com; do curl -fsSLO https://$host/x && break; done",
    ],
)
def test_a_host_that_is_one_of_several_may_be_gone(run: str) -> None:
    assert severities(run) == ["info"]


@pytest.mark.parametrize(
    "run",
    [
        f"{GET} && make",
        f"{GET}; make || true",
        f"{GET} && make -j$(nproc || echo 1)",
        f"for file in x y; do {GET}; done; rm /a || true",
    ],
)
def test_an_alternative_to_another_command_does_not_bring_the_host_back(run: str) -> None:
    assert severities(run) == [None]


def severities(run: str) -> list[str | None]:
    hits = gone_hosts(Analysis(parse(f"FROM a\nRUN {run}\n")), hosts={"gone.example": "it is gone"})
    return [hit.values.get("severity") for hit in hits]
