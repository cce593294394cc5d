"""Runs the command as users do: as a process."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence


def environment(**changes: str) -> dict[str, str]:
    """This process's environment without what changes the output, and with `changes`."""
    unwanted = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "PYTHONIOENCODING", "PYTHONUTF8")
    kept = {k: v for k, v in os.environ.items() if k not in unwanted and not k.startswith("HADOLINT_")}
    return {**kept, **changes}


def baseadvisor(
    *arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None, prefix: Sequence[str] = ()
) -> "subprocess.CompletedProcess[bytes]":
    """`baseadvisor ARGUMENTS` in the working folder, to its end."""
    return subprocess.run(
        [*prefix, sys.executable, "-m", "baseadvisor", *arguments],
        input=stdin,
        capture_output=True,
        env=environment() if env is None else dict(env),
        timeout=120,
        check=False,
    )
