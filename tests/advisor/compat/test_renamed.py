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
    assert told(candidates(INSTALL + rest)["ubuntu:26.04"], "services") == {what: (severity, 3)}


def test_a_name_that_the_package_has_is_not_told() -> None:
    text = INSTALL.replace("squid3", "squid") + 'COPY squid.conf /etc/squid/\nCMD ["squid", "-N"]\n'
    assert told(candidates(text)["ubuntu:26.04"], "services") == {}
    assert told(candidates('FROM ubuntu:14.04\nCMD ["squid3"]\n')["ubuntu:26.04"], "services") == {}
