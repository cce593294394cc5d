"""Programs and folders that Debian's and Ubuntu's packages call otherwise than they did."""

import pytest
from tests.advisor.asking import candidates, told

INSTALL = "FROM ubuntu:14.04\nRUN apt-get update && apt-get install -y squid3\n"


@pytest.mark.parametrize(
    ("rest", "what", "severity"),
    [
        ('ENTRYPOINT ["squid3", "-N"]\n', "ENTRYPOINT starts squid3", "breaks"),
        ("RUN squid3 -z\n", "squid3 in RUN", "breaks"),
        ("COPY squid.conf /etc/squid3/squid.conf\n", "the folder /etc/squid3", "breaks"),
        ("COPY squid.conf /etc/\n", "squid.conf", "check"),
    ],
)
def test_what_squid_calls_otherwise(rest: str, what: str, severity: str) -> None:
    found = told(candidates(INSTALL + rest)["ubuntu:26.04"], "services")
    assert found[what] == (severity, 3)
    assert ("squid.conf" in found) is ("squid.conf" in rest)


def test_what_slurm_calls_otherwise() -> None:
    text = "FROM ubuntu:18.04\nRUN apt-get update && apt-get install -y slurm-wlm\nCOPY slurm.conf /etc/slurm-llnl/\n"
    assert told(candidates(text)["ubuntu:24.04"], "services")["the folder /etc/slurm-llnl"] == ("breaks", 3)
    later = text.replace("ubuntu:18.04", "ubuntu:22.04")
    assert "the folder /etc/slurm-llnl" not in told(candidates(later)["ubuntu:24.04"], "services")


def test_a_name_that_the_package_has_is_not_told() -> None:
    text = INSTALL.replace("squid3", "squid") + 'COPY squid.conf /etc/squid/\nCMD ["squid", "-N"]\n'
    assert told(candidates(text)["ubuntu:26.04"], "services") == {}
    assert told(candidates('FROM ubuntu:14.04\nCMD ["squid3"]\n')["ubuntu:26.04"], "services") == {}
