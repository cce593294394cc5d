"""`baseadvisor migrate`: hadolint's settings in our form, and nothing lost without a word."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from baseadvisor.cli.main import run
from baseadvisor.linting.config_file import read_config
from baseadvisor.linting.hadolint_config import read_hadolint

Capture = pytest.CaptureFixture[str]
Migrate = Callable[..., tuple[int, str, str]]

EVERYTHING = """\
failure-threshold: error
format: tty
no-fail: true
no-color: true
ignored:
  - DL3008   # our mirror has one "version" of each
  # quoting is fine here
  - SC2086
override:
  warning: [DL3015]
  style:
    - DL3059
trustedRegistries: [docker.io, "*.gcr.io"]
label-schema:
  org.opencontainers.image.source: url
  author: text
strict-labels: true
disable-ignore-pragma: true
"""


@pytest.fixture
def migrate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> Migrate:
    """Runs `baseadvisor migrate ARGUMENTS` in an empty folder and gives exit status, output and remarks."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)

    def migrate(*arguments: str) -> tuple[int, str, str]:
        status = run(["migrate", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return migrate


def test_every_setting_means_the_same_afterwards(migrate: Migrate) -> None:
    Path(".hadolint.yaml").write_text(EVERYTHING)
    assert migrate("--write")[0] == 0
    ours, theirs = read_config("baseadvisor.toml"), read_hadolint(".hadolint.yaml")
    same = {"source": None, "notes": (), "color": None, "format": "text"}
    assert ours._replace(**same) == theirs._replace(**same)  # type: ignore[arg-type]


def test_hadolints_own_threshold_comes_along(migrate: Migrate) -> None:
    Path(".hadolint.yaml").write_text("ignored: []\n")
    assert tomllib.loads(migrate()[1]) == {"fail-on": "info"}


def test_the_reasons_beside_rules_are_kept_with_our_names_for_them(migrate: Migrate) -> None:
    Path(".hadolint.yaml").write_text(EVERYTHING)
    out = migrate()[1]
    assert '"DL3008",  # apt-unpinned-package: our mirror has one "version" of each\n' in out
    assert '"SC2086",  # quoting is fine here\n' in out


def test_variables_are_taken_in_and_named(migrate: Migrate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HADOLINT_IGNORE", "DL3008, DL3015")
    monkeypatch.setenv("HADOLINT_OVERRIDE_ERROR", "DL3025")
    status, out, err = migrate()
    assert status == 0
    assert tomllib.loads(out) == {"fail-on": "info", "ignore": ["DL3008", "DL3015"], "severity": {"DL3025": "error"}}
    assert "HADOLINT_IGNORE still counts" in err


def test_what_means_nothing_here_is_told_and_left_out(migrate: Migrate) -> None:
    Path(".hadolint.yaml").write_text("ignored: [DL9998, DL3008]\nno-color: true\nsomething: 1\n")
    _, out, err = migrate()
    assert tomllib.loads(out)["ignore"] == ["DL3008"]
    assert "DL9998 is left out" in err
    assert "unknown key 'something'" in err
    assert "NO_COLOR" in err


def test_a_table_of_pyproject_is_added_to_what_is_there(migrate: Migrate) -> None:
    Path(".hadolint.yaml").write_text(EVERYTHING)
    Path("pyproject.toml").write_text("[project]\nname = 'x'")
    assert migrate("--write", "--pyproject")[0] == 0
    data = tomllib.loads(Path("pyproject.toml").read_text())
    assert data["project"] == {"name": "x"}
    assert data["tool"]["baseadvisor"]["severity"] == {"DL3015": "warning", "DL3059": "style"}
    assert read_config("pyproject.toml").ignore == ("DL3008", "SC2086")
    before = Path("pyproject.toml").read_text()
    status, out, err = migrate("--write", "--pyproject")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert Path("pyproject.toml").read_text() == before


def test_a_configuration_of_ours_is_not_overwritten(migrate: Migrate) -> None:
    Path(".hadolint.yaml").write_text(EVERYTHING)
    Path("baseadvisor.toml").write_text("preview = true\n")
    status, out, err = migrate("--write")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert Path("baseadvisor.toml").read_text() == "preview = true\n"


def test_a_folder_or_file_can_be_named_and_is_written_beside(migrate: Migrate) -> None:
    Path("sub").mkdir()
    Path("sub/.hadolint.yml").write_text("ignored: [DL3008]\n")
    assert migrate("sub") == migrate("sub/.hadolint.yml")
    migrate("sub", "--write")
    assert read_config("sub/baseadvisor.toml").ignore == ("DL3008",)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "nothing to do"),
        (("gone.yaml",), "no such file"),
        (("home",), "no .hadolint.yaml in it"),
        (("x.toml",), "is a .yaml file"),
        (("bad.yaml",), "bad.yaml:1: ignored: expected a list"),
        (("worse.yaml",), "not valid YAML"),
    ],
)
def test_what_cannot_be_migrated_is_one_line(migrate: Migrate, arguments: tuple[str, ...], said: str) -> None:
    Path("home").mkdir()
    Path("x.toml").touch()
    Path("bad.yaml").write_text("ignored: DL3008\n")
    Path("worse.yaml").write_text("ignored: [\n")
    status, out, err = migrate(*arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_any_text_survives_as_toml(tmp_path: Path) -> None:
    from baseadvisor.linting.config import DEFAULT
    from baseadvisor.linting.config_writer import config_toml

    odd = 'a "b" \\ \n\t\x01\x7f é \U0001f600'
    config = DEFAULT._replace(label_schema={odd: "text", "": "url"}, exclude=(odd,))
    assert tomllib.loads(config_toml(config)) == {"exclude": [odd], "label-schema": {odd: "text", "": "url"}}
