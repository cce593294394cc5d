"""The GitHub Action's steps, run as a runner runs them, as far as a machine without GitHub can.

Its first step is run once, and installs from this checkout; pip gets the dependencies from the package index.
"""

import json
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
INSTALL, LINT, UPLOAD, FAIL = ACTION["runs"]["steps"]
BAD = "FROM debian:13\nNOSUCH thing\n"


class Done(NamedTuple):
    status: int
    out: str
    outputs: dict[str, str]
    summary: str


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A runner's temporary folder, with baseadvisor installed into it by the action's first step."""
    temporary = tmp_path_factory.mktemp("runner")
    done = run_step(INSTALL, temporary, temporary, {"shellcheck": "false"})
    assert done.status == 0, done.out
    assert re.fullmatch(r"baseadvisor \d+\.\d+\.\d+\n", done.out)
    return temporary


def run_step(step: Mapping[str, Any], runner: Path, folder: Path, inputs: Mapping[str, str]) -> Done:
    """A step with these inputs, the others at their defaults, in a working folder."""
    values = {name: given["default"] for name, given in ACTION["inputs"].items()} | dict(inputs)
    known = {f"inputs.{name}": value for name, value in values.items()} | {"github.action_path": str(ROOT)}
    known["steps.lint.outputs.status"] = values.get("status", "")
    step_environment = {
        name: re.sub(r"\$\{\{ (.*?) \}\}", lambda found: known[found[1]], value) for name, value in step["env"].items()
    }
    output, summary = runner / "output", runner / "summary"
    for path in (output, summary):
        path.write_text("")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(runner),
            "RUNNER_TEMP": str(runner),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            **{name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "BASEADVISOR_"))},
            **step_environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    pairs = dict(line.split("=", 1) for line in output.read_text().splitlines())
    return Done(done.returncode, done.stdout, pairs, summary.read_text())


def test_inputs_reach_scripts_as_variables_alone() -> None:
    for step in (INSTALL, LINT, FAIL):
        assert "${{" not in step["run"]


def test_every_input_is_used_and_described() -> None:
    text = (ROOT / "action.yml").read_text("utf-8")
    for name, given in ACTION["inputs"].items():
        assert f"inputs.{name}" in text, name
        assert given["description"]
        assert isinstance(given["default"], str)


def test_findings_are_annotated_and_summed_up(runner: Path, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(BAD)
    done = run_step(LINT, runner, tmp_path, {})
    assert done.status == 0
    assert done.outputs == {"status": "1"}
    assert "::error file=Dockerfile,line=2" in done.out
    assert "BA001" in done.summary


def test_a_clean_file_is_status_0(runner: Path, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM debian:13\n")
    assert run_step(LINT, runner, tmp_path, {}).outputs == {"status": "0"}


def test_sarif_is_written_where_it_is_wanted_or_when_it_is_uploaded(runner: Path, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(BAD)
    for inputs, path in (
        ({"sarif-file": "out.sarif"}, tmp_path / "out.sarif"),
        ({"upload-sarif": "true"}, runner / "baseadvisor.sarif"),
    ):
        outputs = run_step(LINT, runner, tmp_path, inputs).outputs
        assert tmp_path / outputs["sarif-file"] == path
        assert json.loads(path.read_text())["runs"][0]["results"][0]["ruleId"] == "BA001"
    assert "upload-sarif == 'true'" in UPLOAD["if"]
    assert UPLOAD["with"]["sarif_file"] == ACTION["outputs"]["sarif-file"]["value"]


def test_paths_and_options_are_taken_as_they_are(runner: Path, tmp_path: Path) -> None:
    odd = "a b$(touch hacked);'\".Dockerfile"
    for name in (odd, "-f.Dockerfile", "other.Dockerfile"):
        (tmp_path / name).write_text(BAD)
    inputs = {"paths": f"{odd}\n-f.Dockerfile\n", "annotate": "false", "args": "--format\nshort\n--severity=BA001=info"}
    done = run_step(LINT, runner, tmp_path, inputs)
    assert [line.rpartition(":2:1:")[0] for line in done.out.splitlines()] == [odd, "-f.Dockerfile"]
    assert done.outputs == {"status": "0"}
    assert not (tmp_path / "hacked").exists()


def test_the_other_inputs_become_options(runner: Path, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(BAD)
    assert run_step(LINT, runner, tmp_path, {"fail-on": "never"}).outputs == {"status": "0"}
    assert run_step(LINT, runner, tmp_path, {"config": "gone.toml"}).outputs == {"status": "2"}
    assert run_step(LINT, runner, tmp_path, {"changed-since": "x"}).outputs == {"status": "2"}


@pytest.mark.parametrize("status", ["0", "1", "3"])
def test_the_last_step_ends_as_linting_did(tmp_path: Path, status: str) -> None:
    assert run_step(FAIL, tmp_path, tmp_path, {"status": status}).status == int(status)


def test_the_template_for_gitlab_is_two_documents_and_keeps_to_its_inputs() -> None:
    text = (ROOT / "ci" / "gitlab.yml").read_text("utf-8")
    head, job = yaml.safe_load_all(text)
    used = set(re.findall(r"\$\[\[ inputs\.(\w+) \]\]", text))
    assert used == set(head["spec"]["inputs"])
    assert job["baseadvisor"]["artifacts"]["reports"]["codequality"] in job["baseadvisor"]["script"][-1]


def test_the_documentation_has_every_input() -> None:
    page = (ROOT / "docs" / "how-to" / "github-actions.md").read_text("utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE) == list(ACTION["inputs"])
    gitlab = (ROOT / "docs" / "how-to" / "gitlab-ci.md").read_text("utf-8")
    (head, _) = yaml.safe_load_all((ROOT / "ci" / "gitlab.yml").read_text("utf-8"))
    assert set(re.findall(r"^\| `([a-z-]+)` \|", gitlab, re.MULTILINE)) == set(head["spec"]["inputs"])
