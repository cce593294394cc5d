"""Programs of the system that tests need; one that is missing is a failure that says which package brings it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

PACKAGES = {
    "apt-config": "apt",
    "buildah": "buildah",
    "docker-registry": "docker-registry",
    "mmdebstrap": "mmdebstrap",
    "umoci": "umoci",
    "skopeo": "skopeo",
    "rpm": "rpm",
    "rpmbuild": "rpm",
    "db_load": "db-util",
    "dpkg-query": "dpkg",
    "htpasswd": "apache2-utils",
}


def program(name: str) -> str:
    """The path of a program. Raises RuntimeError naming the Debian package to install."""
    found = shutil.which(name)
    if found is None:
        raise RuntimeError(f"these tests need {name}: apt-get install {PACKAGES[name]}")
    return found


def run(*command: str | Path, input_text: str | None = None, env: Mapping[str, str] | None = None) -> str:
    """Run a program and give its standard output; what it said is in the failure when it fails."""
    arguments: Sequence[str] = [program(str(command[0])), *(str(part) for part in command[1:])]
    done = subprocess.run(
        arguments, input=input_text, capture_output=True, text=True, check=False, timeout=600, env=env
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stderr[-2000:]}")
    return done.stdout
