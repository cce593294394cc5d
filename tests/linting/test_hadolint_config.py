"""hadolint's configuration, read as it is."""

from pathlib import Path

import pytest

from baseadvisor.linting.config import DEFAULT, ConfigError
from baseadvisor.linting.config_file import load, read_config
from baseadvisor.linting.hadolint_config import read_environment

FULL = """
failure-threshold: warning
format: sarif
ignored:
  - DL1000
  - SC2086
label-schema:
  author: text
  created: rfc3339
no-color: true
no-fail: true
override:
  error: [DL1001]
  info:
    - SC1001
strict-labels: true
disable-ignore-pragma: true
trustedRegistries:
  - docker.io
  - "*.gcr.io"
"""


def write(folder: Path, text: str) -> str:
    path = folder / ".hadolint.yaml"
    path.write_text(text, "utf-8")
    return str(path)


def test_every_key_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, FULL)
    assert read_config(path) == DEFAULT._replace(
        ignore=("DL1000", "SC2086"),
        severity={"DL1001": "error", "SC1001": "info"},
        fail_on="warning",
        format="sarif",
        color=False,
        no_fail=True,
        strict_labels=True,
        disable_pragmas=True,
        allowed_registries=("docker.io", "*.gcr.io"),
        label_schema={"author": "text", "created": "rfc3339"},
        root=str(tmp_path),
        source=path,
    )


@pytest.mark.parametrize(
    ("threshold", "fail_on"),
    [("error", "error"), ("style", "style"), ("ignore", "style"), ("none", "style")],
)
def test_thresholds_below_style_fail_on_any_finding(tmp_path: Path, threshold: str, fail_on: str) -> None:
    assert read_config(write(tmp_path, f"failure-threshold: {threshold}\n")).fail_on == fail_on


def test_the_usual_threshold_is_info(tmp_path: Path) -> None:
    assert read_config(write(tmp_path, "ignored: []\n")).fail_on == "info"
    assert read_config(write(tmp_path, "")).fail_on == "info"


def test_one_trusted_registry_may_stand_alone(tmp_path: Path) -> None:
    assert read_config(write(tmp_path, "trustedRegistries: docker.io\n")).allowed_registries == ("docker.io",)


def test_the_gravest_override_of_a_rule_wins(tmp_path: Path) -> None:
    config = read_config(write(tmp_path, "override:\n  style: [DL1000]\n  warning: [DL1000]\n  info: [DL1000]\n"))
    assert config.severity == {"DL1000": "warning"}


def test_rules_and_keys_that_only_hadolint_has_are_notes(tmp_path: Path) -> None:
    path = write(tmp_path, "ignored: [DL9999, SC2086, unused-pragma]\nverbose: true\noverride: {error: [what]}\n")
    config = read_config(path)
    assert config.ignore == ("DL9999", "SC2086", "unused-pragma")
    assert config.notes == (
        f"{path}:2: unknown key 'verbose'",
        f"{path}: no rule here is called 'DL9999'; it has no effect",
        f"{path}: no rule here is called 'what'; it has no effect",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\nignored: DL1000\n", ":2: ignored: expected a list, not a string"),
        ("ignored:\n- 3\n", ":1: ignored: expected a list of strings, but it has a number in it"),
        ("failure-threshold: eror\n", ":1: failure-threshold: 'eror' is none of error, warning, info, style, ignore"),
        (
            "override:\n  errors: []\n",
            ":2: override.errors: is none of error, warning, info, style; did you mean 'error'?",
        ),
        ("override: []\n", ":1: override: expected lists named error"),
        ("override:\n  info: DL1000\n", ":2: override.info: expected a list, not a string"),
        ("label-schema:\n  a: txt\n", ":2: label-schema.a: 'txt' is none of text, rfc3339"),
        ("no-fail: 3\n", ":1: no-fail: expected true or false, not a number"),
        ("format: [a]\n", ":1: format: expected a string, not a list"),
        ("a: b: c\n", ":1: not valid YAML: mapping values are not allowed here"),
        ("ignored: [\n", ":2: not valid YAML:"),
        ("- a\n", ": expected keys like `ignored:`, not a list"),
        ("\x00", ": not valid YAML:"),
        ("!!python/object:os.system {}\n", ":1: not valid YAML: could not determine a constructor"),
    ],
)
def test_a_wrong_file_is_one_error_with_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        read_config(path)
    assert str(caught.value).startswith(path + message), str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_variable_is_read() -> None:
    config = read_environment(
        {
            "HADOLINT_NOFAIL": "true",
            "HADOLINT_FORMAT": "json",
            "HADOLINT_FAILURE_THRESHOLD": "none",
            "HADOLINT_OVERRIDE_ERROR": "DL1000, DL1001",
            "HADOLINT_OVERRIDE_STYLE": "DL1001",
            "HADOLINT_IGNORE": "SC2086,DL9998",
            "HADOLINT_STRICT_LABELS": "on",
            "HADOLINT_DISABLE_IGNORE_PRAGMA": "0",
            "HADOLINT_TRUSTED_REGISTRIES": "docker.io,quay.io",
            "HADOLINT_REQUIRE_LABELS": "maintainer:text,org.x:y:semver",
            "HADOLINT_VERBOSE": "1",
            "PATH": "/",
        },
        DEFAULT,
    )
    assert config == DEFAULT._replace(
        no_fail=True,
        format="json",
        fail_on="style",
        severity={"DL1000": "error", "DL1001": "error"},
        ignore=("SC2086", "DL9998"),
        strict_labels=True,
        disable_pragmas=False,
        allowed_registries=("docker.io", "quay.io"),
        label_schema={"maintainer": "text", "org.x:y": "semver"},
        notes=("environment: no rule here is called 'DL9998'; it has no effect",),
    )


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("HADOLINT_FAILURE_THRESHOLD", "eror", "'eror' is none of error, .*; did you mean 'error'"),
        ("HADOLINT_REQUIRE_LABELS", "maintainer", "'maintainer' is not of the form label:type"),
        ("HADOLINT_REQUIRE_LABELS", "a:b", "'b' is none of text"),
    ],
)
def test_a_wrong_variable_is_named(name: str, value: str, message: str) -> None:
    with pytest.raises(ConfigError, match=f"^{name}: {message}"):
        read_environment({name: value}, DEFAULT)


def test_ignore_lists_of_file_and_environment_add_up(tmp_path: Path) -> None:
    path = write(tmp_path, "ignored: [DL1000]\nfailure-threshold: error\n")
    config = load(path, environ={"HADOLINT_IGNORE": "DL1001"})
    assert (config.ignore, config.fail_on) == (("DL1000", "DL1001"), "error")
    assert load(path, environ={}) == read_config(path)


def test_a_rule_both_ignored_and_overridden_is_ignored(tmp_path: Path) -> None:
    from baseadvisor.linting import lint

    both = write(tmp_path, "ignored: [DL1000]\noverride: {error: [DL1000]}\n")
    assert "DL1000" not in [alias for f in lint("FROM a:1\nRUNN\n", config=both).findings for alias in f.aliases]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("override: &a\n  error: *a\n", ":2: override.error: expected a list"),
        ("ignored: &a [*a]\n", ":1: ignored: expected a list of strings"),
        ("ignored: " + "[" * 5000 + "]" * 5000, ": its lists or maps nest too deep to be read"),
        (
            "a0: &a0 {x: 1}\n"
            + "".join(
                f"a{n}: &a{n} {{{', '.join(f'{key}: *a{n - 1}' for key in 'abcdefghi')}}}\n" for n in range(1, 30)
            )
            + "ignored: *a29\n",
            ":31: ignored: expected a list",
        ),
    ],
    ids=["map in itself", "list in itself", "deep", "aliases of aliases"],
)
def test_what_is_made_to_blow_up_is_one_line(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        read_config(path)
    assert str(caught.value).startswith(f"{path}{message}")
    assert "\n" not in str(caught.value)
