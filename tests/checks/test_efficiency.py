"""What newer syntax would say, worded so that it means the same."""

import pytest

from baseadvisor.analysis import Analysis
from baseadvisor.checks.efficiency import writes_file
from baseadvisor.dockerfile.source import parse


@pytest.mark.parametrize(
    ("run", "heredoc"),
    [
        ("echo 'a=b' > /etc/app.conf", "<<EOF"),
        ("echo 'PATH=/x:$PATH' > /etc/profile.d/x.sh", "<<'EOF'"),
        (r"echo 'a\b' > /etc/app.conf", "<<'EOF'"),
        ("cat <<'EOF' > /etc/x\n$HOME\nEOF", "<<'EOF'"),
    ],
)
def test_a_file_that_docker_would_change_gets_a_quoted_delimiter(run: str, heredoc: str) -> None:
    (found,) = writes_file(Analysis(parse(f"FROM a\nRUN {run}\n")))
    assert found.values["heredoc"] == heredoc
