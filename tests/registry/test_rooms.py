"""Where things live: HTTP in one module, and nothing of it loaded before it is needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import baseadvisor
from baseadvisor import registry
from tests.support.fault_server import Answer, FaultServer

SOURCE = Path(baseadvisor.__file__).parent


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names


@pytest.mark.parametrize("library", ["httpx", "httpcore", "stamina"])
def test_the_http_library_is_used_in_one_module(library: str) -> None:
    users = {str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") if library in imported(path)}
    assert users == {"registry/transport.py"}


def test_importing_the_package_loads_no_http() -> None:
    code = "import sys, baseadvisor.registry; print([m for m in ('httpx', 'pydantic', 'sqlite3') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_every_public_name_is_there() -> None:
    for name in registry.__all__:
        assert getattr(registry, name).__name__ == name
    with pytest.raises(AttributeError):
        registry.nothing  # noqa: B018


def test_retries_say_nothing_on_their_own(faults: FaultServer) -> None:
    faults.answers["/v2/app/tags/list?n=1000"] = [Answer(503), Answer(200, b'{"tags":["a"]}')]
    code = (
        "from baseadvisor.registry import Options, Registry\n"
        "options = Options(use_cache=False, use_credential_files=False, backoff=0.001)\n"
        f"with Registry(options) as client: print(client.tags('{faults.host}/app:1').names)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("('a',)\n", "")
