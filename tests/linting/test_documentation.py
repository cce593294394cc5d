"""What the documentation shows is accepted."""

import re
from pathlib import Path

from baseadvisor.linting.config import Config
from baseadvisor.linting.config_file import OPTIONS, read_config
from baseadvisor.linting.rule_file import read_rule
from baseadvisor.linting.rule_folder import generic_checks

DOCS = Path(__file__).parents[2] / "docs"


def toml_blocks(name: str) -> list[str]:
    return re.findall(r"```toml\n(.*?)```", (DOCS / name).read_text("utf-8"), re.DOTALL)


def test_the_configuration_shown_has_every_key_and_is_read(tmp_path: Path) -> None:
    (text,) = toml_blocks("configuration.md")
    (tmp_path / "lint-rules").mkdir()
    path = tmp_path / "baseadvisor.toml"
    path.write_text(text, "utf-8")
    assert read_config(str(path)) != Config()
    assert [key for key in OPTIONS if not re.search(rf"^(?:{key} = |\[+{key}\b)", text, re.MULTILINE)] == []


def test_the_rules_shown_are_read(tmp_path: Path) -> None:
    shipped, _, own = toml_blocks("writing-rules.md")
    for text in (shipped.replace("BA201", "ACME201"), own):
        path = tmp_path / "rule.toml"
        path.write_text(text, "utf-8")
        assert read_rule(str(path)).name in text


def test_every_generic_check_is_told_of() -> None:
    text = (DOCS / "writing-rules.md").read_text("utf-8")
    assert [name for name in generic_checks() if f"`generic.{name}`" not in text] == []
