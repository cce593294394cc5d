"""`baseadvisor schema`: the schemas that are published, and what they describe keeps to them."""

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from baseadvisor.cli.main import run
from baseadvisor.cli.schema import SCHEMAS

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_valid_and_the_published_one_is_current(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", name]) == 0
    text = capsys.readouterr().out
    Draft202012Validator.check_schema(json.loads(text))
    assert (DOCS / "schemas" / f"{name}.schema.json").read_text("utf-8") == text


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ('fail-on = "error"\nignore = ["DL3008"]\n[rules.DL3008]\nseverity = "info"\n', True),
        ('fail-on = "fatal"\n', False),
        ('ignored = ["DL3008"]\n', False),
        ("[[overrides]]\nignore = []\n", False),
    ],
)
def test_the_schema_of_the_configuration_tells_right_from_wrong(text: str, valid: bool) -> None:
    validator = Draft202012Validator(json.loads(SCHEMAS["config"]()))
    assert validator.is_valid(tomllib.loads(text)) is valid
