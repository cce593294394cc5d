"""Reading rule files, and what is wrong with wrong ones."""

from pathlib import Path

import pytest

from baseadvisor.linting.config import ConfigError
from baseadvisor.linting.rule_file import read_rule, rule_files
from baseadvisor.linting.rule_text import rule_text

OWN = """
name = "no-curl"
code = "ACME001"
summary = "curl {is} forbidden"
severity = "error"
category = "security"
aliases = ["DL4001", "buildkit:StageNameCasing", "trivy:DS-0002", "checkov:CKV_DOCKER_1", "tally:a/b", "kics:a_b"]
check = "generic.forbidden_command"
why = "because"

[params]
commands = ["curl"]

[[bad]]
dockerfile = '''
RUN curl x
'''
lines = [1]
"""


def write(folder: Path, text: str, name: str = "rule.toml") -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return str(path)


def test_a_rule_has_what_its_file_says_and_the_defaults_for_the_rest(tmp_path: Path) -> None:
    rule = read_rule(write(tmp_path, OWN))
    assert (rule.name, rule.code, rule.severity, rule.category) == ("no-curl", "ACME001", "error", "security")
    assert (rule.status, rule.confidence, rule.fix, rule.since) == ("stable", "high", "none", "")
    assert rule.params == {"commands": ("curl",)}
    assert rule.path == str(tmp_path / "rule.toml")


def test_without_a_message_the_summary_is_taken_word_for_word(tmp_path: Path) -> None:
    assert read_rule(write(tmp_path, OWN)).message.format_map({}) == "curl {is} forbidden"


def test_a_rule_answers_to_name_code_aliases_and_buildkits_bare_names(tmp_path: Path) -> None:
    ids = read_rule(write(tmp_path, OWN)).ids
    assert {"no-curl", "ACME001", "DL4001", "buildkit:StageNameCasing", "StageNameCasing", "trivy:DS-0002"} <= set(ids)


def test_words_and_examples_are_read_on_demand(tmp_path: Path) -> None:
    text = rule_text(read_rule(write(tmp_path, OWN)))
    assert (text.why, text.bad[0].dockerfile, text.bad[0].lines, text.good) == ("because", "RUN curl x\n", (1,), ())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "no-curl"\n', "", ": the key 'name' is missing"),
        (
            '"no-curl"',
            '"NoCurl"',
            ":2: name: 'NoCurl' is not of the form: kebab-case, like apt-get-install-without-yes",
        ),
        ('"ACME001"', '"BA001"', ":3: code: codes that begin with BA are baseadvisor's; choose letters of your own"),
        ('"ACME001"', "7", ":3: code: expected a string, not a number"),
        ('"error"', '"eror"', ":5: severity: 'eror' is none of error, warning, info, style; did you mean 'error'?"),
        ('category = "security"', 'catgory = "security"', ": the key 'category' is missing"),
        ('why = "because"', 'wy = "because"', ":9: wy: unknown key; did you mean 'why'?"),
        ("summary = ", "summary == ", ":4: not valid TOML: Invalid value"),
        ("generic.forbidden_command", "forbidden_command", ":8: check: 'forbidden_command' is not of the form: module"),
        ("DL4001", "DL41", ":7: aliases: 'DL41' is no id of a linter we know"),
        ('["curl"]', "2020-01-01", ":12: params.commands: a parameter is a string, a number, a boolean, or an array"),
    ],
)
def test_a_wrong_rule_file_is_one_error_with_file_and_line(
    tmp_path: Path, old: str, new: str, message: str | None
) -> None:
    path = write(tmp_path, OWN.replace(old, new))
    if message is None:
        read_rule(path)
        return
    with pytest.raises(ConfigError) as caught:
        read_rule(path)
    assert str(caught.value).startswith(path + message), str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_shipped_rule_stands_where_its_name_and_category_say(tmp_path: Path) -> None:
    text = OWN.replace("ACME001", "BA701") + ""
    text = text.replace('why = "because"', 'why = "because"\nsince = "0.1.0"')
    assert read_rule(write(tmp_path, text, "security/no-curl.toml"), str(tmp_path)).path == "security/no-curl.toml"
    with pytest.raises(ConfigError, match=r"belongs into security/no-curl.toml"):
        read_rule(write(tmp_path, text, "shell/no-curl.toml"), str(tmp_path))
    with pytest.raises(ConfigError, match=r"'BA201' is no code of security \(BA7xx\)"):
        read_rule(write(tmp_path, text.replace("BA701", "BA201"), "security/no-curl.toml"), str(tmp_path))


def test_rule_files_are_all_toml_files_below_a_folder_but_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.toml", "a/c.toml", ".git/d.toml", "e.txt", ".f.toml"):
        write(tmp_path, "", name)
    assert rule_files(str(tmp_path)) == [str(tmp_path / "a" / "c.toml"), str(tmp_path / "b.toml")]


def test_a_folder_of_rules_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        rule_files(str(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("[2, 1]", "in the order of the file"),
        ("[]", "expected an array"),
        ("1", "expected an array"),
        ("[true]", "exp"),
    ],
)
def test_wrong_lines_in_an_example_are_an_error(tmp_path: Path, lines: str, message: str) -> None:
    rule = read_rule(write(tmp_path, OWN.replace("lines = [1]", f"lines = {lines}")))
    with pytest.raises(ConfigError, match=message):
        rule_text(rule)
