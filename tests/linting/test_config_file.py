"""Our own configuration files."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from baseadvisor.linting.config import DEFAULT, Config, ConfigError, PathOverride
from baseadvisor.linting.config_file import OPTIONS, config_schema, load, read_config, read_mapping

FULL = """
select = ["syntax", "DL1000"]
extend-select = ["unused-pragma"]
ignore = ["BA099", "SC2086"]
preview = true
fail-on = "info"
no-fail = true
disable-pragmas = true
report-unused-pragmas = true
allowed-registries = ["docker.io"]
strict-labels = true
target = "final"
platform = "linux/arm64"
as-of = 2026-01-31
exclude = ["vendor/**"]
format = "json"

[severity]
unknown-instruction = "warning"
DL1001 = "off"

[rules.BA001]
severity = "info"
kinds = ["unknown-instruction", "unknown-flag"]

[label-schema]
author = "text"

[build-args]
VERSION = "12"

[[overrides]]
paths = ["test/**"]
ignore = ["syntax"]
select = ["pragma-used"]
severity = { pragma-used = "error" }
"""


def write(folder: Path, text: str, name: str = "baseadvisor.toml") -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


def test_every_key_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, FULL)
    assert read_config(path) == Config(
        select=("syntax", "DL1000"),
        extend_select=("unused-pragma",),
        ignore=("BA099", "SC2086"),
        preview=True,
        severity={"unknown-instruction": "warning", "DL1001": "off", "BA001": "info"},
        rules={"BA001": {"kinds": ("unknown-instruction", "unknown-flag")}},
        overrides=(PathOverride(("test/**",), ("syntax",), ("pragma-used",), {"pragma-used": "error"}),),
        fail_on="info",
        no_fail=True,
        disable_pragmas=True,
        report_unused_pragmas=True,
        allowed_registries=("docker.io",),
        label_schema={"author": "text"},
        strict_labels=True,
        build_args={"VERSION": "12"},
        target="final",
        platform="linux/arm64",
        as_of="2026-01-31",
        exclude=("vendor/**",),
        format="json",
        root=str(tmp_path),
        source=path,
    )


def test_pyproject_has_it_in_its_tool_table(tmp_path: Path) -> None:
    path = write(tmp_path, '[tool.other]\nx = 1\n[tool.baseadvisor]\nfail-on = "error"\n', "pyproject.toml")
    assert read_config(path) == DEFAULT._replace(fail_on="error", root=str(tmp_path), source=path)


def test_pyproject_without_our_table_is_an_error(tmp_path: Path) -> None:
    for text in ("", "[tool.other]\n"):
        with pytest.raises(ConfigError, match=r"pyproject.toml: has no table \[tool.baseadvisor\]"):
            read_config(write(tmp_path, text, "pyproject.toml"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('\nignor = ["DL3008"]', ":2: ignor: unknown key; did you mean 'ignore'?"),
        ('ignore = "DL1000"', ":1: ignore: expected an array of strings, not a string"),
        ('\n\nselect = ["unknown-instrution"]', ":3: select: there is no rule 'unknown-instrution'; did you mean"),
        ('extend-select = ["DL1002"]', ":1: extend-select: there is no rule 'DL1002'; did you mean 'DL"),
        ('fail-on = "eror"', ":1: fail-on: 'eror' is none of error, warning, info, style, none; did you mean 'error'?"),
        ("preview = 1", ":1: preview: expected true or false, not a number"),
        ('[severity]\nBA001 = "bad"', ":2: severity.BA001: 'bad' is none of error, warning, info, style, off"),
        ('[severity]\nBA901x = "error"', ":2: severity.BA901x: there is no rule 'BA901x'"),
        (
            "[rules.BA001]\nknds = []",
            ":2: rules.BA001.knds: the rule has no such option; did you mean 'kinds'? (it has",
        ),
        ('[rules.BA001]\nkinds = "x"', ":2: rules.BA001.kinds: expected an array, not a string"),
        ("[rules.BA001]\nkinds = [1]", ":2: rules.BA001.kinds: expected an array of strings, but item 1 is a number"),
        ("[rules.nothing]\nx = 1", ":1: rules.nothing: there is no rule 'nothing'"),
        ("[[overrides]]\nignore = []", ":1: overrides[1].paths: an override needs `paths`"),
        (
            '[[overrides]]\npaths=["a"]\n[[overrides]]\npaths=["b"]\nignored=[]',
            ":5: overrides[2].ignored: unknown key; did you mean 'ignore'?",
        ),
        ('[label-schema]\na = "txt"', ":2: label-schema.a: 'txt' is none of text, rfc3339"),
        ("[build-args]\nV = 12", ":2: build-args.V: expected a string, not a number"),
        ('as-of = "yesterday"', ":1: as-of: 'yesterday' is no date; write YYYY-MM-DD"),
        ("x = ", ":1: not valid TOML: Invalid value"),
    ],
)
def test_a_wrong_configuration_is_one_error_with_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        read_config(path)
    assert str(caught.value).startswith(path + message), str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_line_is_that_of_pyproject(tmp_path: Path) -> None:
    path = write(tmp_path, '[project]\nname = "x"\n[tool.baseadvisor]\n\nfail_on = "error"', "pyproject.toml")
    with pytest.raises(ConfigError, match=r"pyproject.toml:5: tool.baseadvisor.fail_on: unknown key; .* 'fail-on'"):
        read_config(path)


def test_a_mapping_is_read_like_a_file() -> None:
    assert read_mapping({"ignore": ["DL1000"], "build-args": {"A": "1"}}) == Config(
        ignore=("DL1000",), build_args={"A": "1"}
    )
    with pytest.raises(ConfigError, match=r"^configuration: ignor: unknown key; did you mean 'ignore'\?$"):
        read_mapping({"ignor": []})


def test_the_command_line_is_over_the_environment_over_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, 'fail-on = "error"\nignore = ["BA001"]\ntarget = "a"\nplatform = "p"\n[build-args]\nA = "1"')
    environ = {"HADOLINT_FAILURE_THRESHOLD": "info", "HADOLINT_IGNORE": "DL1001", "HADOLINT_NOFAIL": "1"}
    command_line = {"target": "b", "ignore": ["BA099"], "no-fail": False, "build-args": {"B": "2"}}
    config = load(path, environ=environ, command_line=command_line)
    assert (config.fail_on, config.target, config.platform, config.no_fail) == ("info", "b", "p", False)
    assert config.ignore == ("BA001", "DL1001", "BA099")
    assert config.build_args == {"A": "1", "B": "2"}
    assert load(None) == DEFAULT


def test_an_error_on_the_command_line_says_so() -> None:
    with pytest.raises(ConfigError, match=r"^command line: ignore: there is no rule 'BA0011'; did you mean"):
        load(None, command_line={"ignore": ["BA0011"]})


OWN = """
name = "no-curl"
code = "ACME001"
summary = "no curl"
severity = "error"
category = "security"
check = "generic.forbidden_instruction"
[params]
instructions = ["ADD"]
"""


def own_rules(folder: Path, text: str) -> str:
    (folder / "lint" / "deep").mkdir(parents=True)
    (folder / "lint" / "deep" / "rule.toml").write_text(text)
    return write(folder, 'rule-folders = ["lint"]\nselect = ["no-curl"]\n')


def test_a_folder_of_own_rules_is_read_from_the_configurations_folder(tmp_path: Path) -> None:
    from baseadvisor.linting import lint

    (finding,) = lint("FROM a:1\nADD b c\n", config=own_rules(tmp_path, OWN)).findings
    assert (finding.code, finding.name, finding.severity, finding.message) == ("ACME001", "no-curl", "error", "no curl")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "generic.forbidden_instruction",
            "generic.forbiden_command",
            ":7: check: there is no 'generic.forbiden_command'",
        ),
        ("instructions", "instruction", ":9: params.instruction: generic.forbidden_instruction has no such parameter"),
        ('["ADD"]', '"ADD"', ":9: params.instructions: expected an array of strings, not a string"),
        ('["ADD"]', "[1]", ":9: params.instructions: expected an array of strings, not an array of other"),
        ('instructions = ["ADD"]', "", ":8: params: generic.forbidden_instruction needs the parameter 'instructions'"),
        ('"no curl"', '"no curl"\nmessage = "{"', ":5: message: not a valid template"),
        (
            "no-curl",
            "unused-pragma",
            ": the name 'unused-pragma' is already that of the rule in syntax/unused-pragma.toml",
        ),
        (
            'forbidden_instruction"\n[params]',
            'instruction_pattern"\n[params]\npattern = "("',
            ":9: params.pattern: not a valid regular expression",
        ),
    ],
)
def test_an_own_rule_that_could_not_run_is_an_error(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = own_rules(tmp_path, OWN.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        read_config(path)
    assert str(caught.value).startswith(str(tmp_path / "lint" / "deep" / "rule.toml") + message), str(caught.value)


def test_a_rule_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nowhere: this folder of rules cannot be read: No such file"):
        read_config(write(tmp_path, 'rule-folders = ["nowhere"]'))


def schema_allows(options: dict[str, Any]) -> bool:
    return bool(jsonschema.Draft202012Validator(config_schema()).is_valid(options))


def test_the_schema_allows_what_is_read_and_nothing_else() -> None:
    import tomllib

    jsonschema.Draft202012Validator.check_schema(config_schema())
    options = tomllib.loads(FULL)
    options["as-of"] = options["as-of"].isoformat()
    assert schema_allows(options)
    wrong: list[dict[str, Any]] = [
        {"ignor": []},
        {"ignore": "x"},
        {"fail-on": "bad"},
        {"overrides": [{}]},
        {"preview": 1},
    ]
    assert not any(map(schema_allows, wrong))
    assert set(config_schema()["properties"]) == set(OPTIONS)


def test_every_key_is_an_attribute_of_config() -> None:
    keys = {key.replace("-", "_") for key in OPTIONS}
    assert set(Config._fields) - keys == {"root", "source", "notes", "color"}


def test_reading_configuration_does_not_import_what_is_slow(tmp_path: Path) -> None:
    path = write(tmp_path, FULL)
    code = (
        "import sys; before = set(sys.modules); from baseadvisor.linting.config_file import read_config;"
        "read_config(sys.argv[1]); print(*set(sys.modules) - before)"
    )
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
    assert {"tomllib"} == set(done.stdout.split()) & {"tomllib", "pydantic", "httpx", "yaml", "inspect", "pathlib"}
