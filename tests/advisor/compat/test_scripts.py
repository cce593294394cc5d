"""Scripts of the build context that RUN starts."""

import pytest
from tests.advisor.asking import port

START = "FROM ubuntu:20.04\n"


@pytest.mark.parametrize(
    ("brings", "runs", "script"),
    [
        ('COPY ["zz-install.sh", "/root"]', "bash /root/zz-install.sh", "/root/zz-install.sh"),
        ("ADD zz.sh /tmp/setup", "chmod +x /tmp/setup && /tmp/setup", "/tmp/setup"),
        ("COPY . /srv", "cd /srv && ./zz.sh --fast", "./zz.sh"),
        ("COPY scripts /scripts/", ". /scripts/zz.sh", "/scripts/zz.sh"),
    ],
)
def test_a_script_of_the_context_is_not_seen(brings: str, runs: str, script: str) -> None:
    found = port(f"{START}{brings}\nRUN {runs}\n", "ubuntu:24.04")
    assert found[f"script {script} in RUN"] == ("check", 3)


@pytest.mark.parametrize(
    "lines",
    [
        "RUN curl -o zz.sh https://example.org/zz.sh && sh ./zz.sh",
        "COPY . /srv\nRUN curl -o zz.sh https://example.org/zz.sh && sh zz.sh",
        "COPY zz.sh /usr/local/bin/\nRUN chmod +x /usr/local/bin/zz.sh",
        "FROM ubuntu:20.04 AS made\nFROM ubuntu:20.04\nCOPY --from=made /zz.sh /zz.sh\nRUN /zz.sh",
    ],
)
def test_other_scripts_are_not_told(lines: str) -> None:
    assert not any(what.startswith("script") for what in port(f"{START}{lines}\n", "ubuntu:24.04"))


def test_a_script_that_is_started_on_another_release() -> None:
    text = 'FROM debian:9\nRUN apt-get update && apt-get install -y rsyslog\nCOPY start.sh /\nCMD ["/start.sh"]\n'
    assert port(text, "debian:13-slim")["script /start.sh in CMD"] == ("check", 4)
    relative = text.replace('["/start.sh"]', '["usr/../start.sh"]')
    assert port(relative, "debian:13-slim")["script usr/../start.sh in CMD"] == ("check", 4)
    program = text.replace("start.sh", "run-in-front")
    assert port(program, "debian:13-slim")["program /run-in-front in CMD"] == ("check", 4)
    assert "script /start.sh in CMD" not in port(text.replace("debian:9", "debian:13"), "debian:13-slim")


def test_what_supervisord_starts_is_not_seen() -> None:
    text = (
        "FROM ubuntu:20.04\nRUN apt-get update && apt-get install -y supervisor\n"
        "COPY supervisord.conf /etc/supervisor/conf.d/a.conf\nCMD supervisord -n\n"
    )
    assert port(text, "ubuntu:24.04", "scripts") == {"supervisord's configuration": ("check", 3)}
    assert port(text.replace("CMD supervisord", "CMD sleep"), "ubuntu:24.04", "scripts") == {}


def test_a_script_out_of_the_file_itself_is_seen() -> None:
    text = (
        "FROM ubuntu:20.04\nRUN apt-get update && apt-get install -y curl\n"
        "COPY <<EOF /start.sh\necho a\nEOF\nCMD /start.sh\n"
    )
    assert port(text, "ubuntu:24.04", "scripts") == {}
