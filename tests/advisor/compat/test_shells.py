"""Who needs bash, and where."""

import pytest
from tests.advisor.asking import candidates, port


@pytest.mark.parametrize(
    "run", ["rm /bin/sh && ln -s /bin/bash /bin/sh", "ln -sf /usr/bin/bash /bin/sh", "su app -s /bin/bash -c true"]
)
def test_bash_by_its_path_is_needed(run: str) -> None:
    text = f"FROM debian:bookworm\nRUN {run}\n"
    assert list(port(text, topic="shell").values()) == [("breaks", 2)]
    assert candidates(text)["alpine:3.24"].unpatched is not None
    assert port(text, "debian:trixie", "shell") == {}
    assert port(text.replace("RUN", "RUN apt-get install -y bash\nRUN"), topic="shell") == {}


@pytest.mark.parametrize("run", ["useradd -s /bin/bash app", "echo /bin/bash", "test -x /bin/bash || true"])
def test_naming_bash_is_not_needing_it(run: str) -> None:
    assert port(f"FROM debian:bookworm\nRUN {run}\n", topic="shell") == {}
