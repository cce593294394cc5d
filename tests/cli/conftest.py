"""A project with a rule of its own, so that what the command does is seen whatever rules are shipped."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.fixes.edit import Edit

RULE = """
name = "acme-no-ubuntu"
code = "ACME001"
summary = "Ubuntu is not used here"
message = "{image} is not used here"
severity = "warning"
category = "base-image"
check = "generic.forbidden_base_images"
why = "We stand on Debian."

[params]
images = ["ubuntu*"]
"""

FIXING_RULE = """
name = "acme-loud"
code = "ACME002"
summary = "a command is shouted"
severity = "style"
category = "instruction"
check = "acme.shout"
fix = "{fix}"
"""

UBUNTU = "FROM ubuntu:22.04\nRUN true\n"
DEBIAN = "FROM debian:13\nRUN true\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: a repository's root with a configuration and the rule ACME001 (warning)."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "baseadvisor.toml").write_text('rule-folders = ["rules"]\nselect = ["ACME001"]\n')
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "ubuntu.toml").write_text(RULE)
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def fixing(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same with a rule that mends: ACME002 (style) turns `true` into `TRUE`. For commands run in this process."""
    (project / "baseadvisor.toml").write_text('rule-folders = ["rules"]\nselect = ["ACME002"]\n')
    (project / "rules" / "shout.toml").write_text(FIXING_RULE.format(fix="safe"))

    def shout(analysis: Any) -> Iterator[Hit]:
        for instruction in analysis.dockerfile.instructions:
            at = instruction.end - len("true")
            if analysis.dockerfile.text[at : instruction.end] == "true":
                yield hit(instruction, edits=(Edit(at, instruction.end, "TRUE"),))

    module = ModuleType("baseadvisor.checks.acme")
    module.shout = shout  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "baseadvisor.checks.acme", module)
    return project
