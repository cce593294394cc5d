"""`baseadvisor lint` within this process: what its options do."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import DEBIAN, FIXING_RULE, UBUNTU

from baseadvisor.cli.main import run

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def lint(project: Path, capsys: Capture) -> Callable[..., tuple[int, str, str]]:
    """Runs `baseadvisor lint ARGUMENTS` and gives exit status, standard output and standard error."""

    def lint(*arguments: str) -> tuple[int, str, str]:
        status = run(["lint", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return lint


Lint = Callable[..., tuple[int, str, str]]


def codes(out: str) -> list[str]:
    return [line.split()[2] for line in out.splitlines()]


@pytest.fixture(autouse=True)
def _dockerfile(project: Path) -> None:
    (project / "Dockerfile").write_text(UBUNTU)


class TestRules:
    def test_a_rule_can_be_ignored_by_any_of_its_ids(self, lint: Lint) -> None:
        for id_ in ("ACME001", "acme-no-ubuntu", "acme001"):
            assert lint("--ignore", id_)[0] == 0, id_

    def test_lists_take_commas_and_repetition(self, lint: Lint) -> None:
        assert lint("--ignore", "BA099,ACME001", "--ignore", "BA097")[0] == 0

    def test_an_unknown_rule_is_an_error_with_a_suggestion(self, lint: Lint) -> None:
        status, out, err = lint("--ignore", "acme-no-ubunt")
        assert (status, out) == (2, "")
        assert "acme-no-ubunt" in err
        assert err.count("\n") == 1

    def test_a_rule_that_only_hadolint_has_can_be_ignored_without_harm(self, lint: Lint) -> None:
        assert lint("--ignore", "DL9998")[0] == 1

    def test_select_replaces_and_extend_select_adds(self, lint: Lint) -> None:
        assert lint("--select", "BA001")[0] == 0
        assert lint("--select", "BA001", "--extend-select", "ACME001")[0] == 1

    @pytest.mark.parametrize("options", [("--severity", "ACME001=error"), ("--error", "ACME001")])
    def test_a_severity_can_be_set(self, lint: Lint, options: tuple[str, str]) -> None:
        assert "error ACME001" in lint("-f", "short", *options)[1]

    def test_a_severity_of_off_turns_a_rule_off(self, lint: Lint) -> None:
        assert lint("--severity", "acme-no-ubuntu=off")[0] == 0

    @pytest.mark.parametrize(
        ("options", "status"),
        [
            (("-t", "warning"), 1),
            (("-t", "error"), 0),
            (("--failure-threshold", "none"), 1),
            (("--failure-threshold", "ignore"), 1),
            (("--fail-on", "never"), 0),
            (("--fail-on", "style"), 1),
        ],
    )
    def test_thresholds(self, lint: Lint, options: tuple[str, ...], status: int) -> None:
        assert lint(*options)[0] == status

    def test_silenced_findings_do_not_count_and_can_be_shown(self, lint: Lint) -> None:
        Path("Dockerfile").write_text("# hadolint ignore=ACME001\nFROM ubuntu\n")
        assert lint("-f", "short")[:2] == (0, "")
        status, out, _ = lint("-f", "short", "--show-suppressed")
        assert status == 0
        assert out.endswith("(suppressed)\n")

    @pytest.mark.parametrize("option", ["--no-pragmas", "--disable-ignore-pragma"])
    def test_comments_can_be_made_to_count_for_nothing(self, lint: Lint, option: str) -> None:
        Path("Dockerfile").write_text("# hadolint ignore=ACME001\nFROM ubuntu\n")
        assert lint(option)[0] == 1


class TestConfiguration:
    def test_the_nearest_file_counts_for_each_dockerfile(self, lint: Lint) -> None:
        Path("sub").mkdir()
        Path("sub/Dockerfile").write_text(UBUNTU)
        Path("sub/baseadvisor.toml").write_text('select = ["BA001"]\n')
        assert lint("-f", "short")[1].splitlines() == ["Dockerfile:1:6: warning ACME001 ubuntu:22.04 is not used here"]

    def test_a_file_can_be_named_and_none_can_be_wanted(self, lint: Lint) -> None:
        Path("other.toml").write_text('select = ["BA001"]\n')
        assert lint("--config", "other.toml")[0] == 0
        assert lint("--no-config", "--select", "BA001")[0] == 0
        assert lint("--config", "other.toml", "--no-config")[0] == 2

    def test_a_named_file_that_is_not_there_is_an_error(self, lint: Lint) -> None:
        status, _, err = lint("--config", "gone.toml")
        assert (status, err) == (2, "baseadvisor: error: --config gone.toml: no such file\n")

    def test_excluded_files_are_left_out(self, lint: Lint) -> None:
        Path("a").mkdir()
        Path("a/Dockerfile").write_text(UBUNTU)
        config = Path("baseadvisor.toml")
        config.write_text(config.read_text() + 'exclude = ["a/"]\n')
        assert lint("--list-files")[1] == "Dockerfile\n"
        assert lint("--list-files", "--exclude", "/Dockerfile")[1] == ""

    def test_a_nearer_configuration_leaves_out_files_of_its_folder(self, lint: Lint) -> None:
        Path("sub").mkdir()
        for name in ("sub/Dockerfile", "sub/Dockerfile.old-build"):
            Path(name).write_text(UBUNTU)
        Path("sub/baseadvisor.toml").write_text('exclude = ["*.old-build"]\n')
        assert lint("--list-files")[1] == "Dockerfile\nsub/Dockerfile\n"
        assert lint("--list-files", "sub/Dockerfile.old-build")[1] == "sub/Dockerfile.old-build\n"

    def test_a_format_that_is_none_is_refused(self, lint: Lint) -> None:
        Path("baseadvisor.toml").write_text('format = "yaml"\n')
        status, out, err = lint()
        assert (status, out, err.count("\n")) == (2, "", 1)
        assert "there is no format 'yaml'" in err

    def test_the_command_line_wins_over_the_file(self, lint: Lint) -> None:
        config = Path("baseadvisor.toml")
        config.write_text(config.read_text() + 'fail-on = "style"\nformat = "json"\n')
        assert json.loads(lint()[1])["version"] == 1
        status, out, _ = lint("--fail-on", "error", "--format", "short")
        assert (status, out.count("\n")) == (0, 1)

    def test_build_arguments_are_known(self, lint: Lint, monkeypatch: pytest.MonkeyPatch) -> None:
        Path("Dockerfile").write_text("ARG BASE=debian\nFROM ${BASE}\n")
        assert lint()[0] == 0
        assert lint("--build-arg", "BASE=ubuntu")[0] == 1
        monkeypatch.setenv("BASE", "ubuntu")
        assert lint("--build-arg", "BASE")[0] == 1
        assert lint("--build-arg", "=x")[0] == 2

    def test_a_date_must_be_one(self, lint: Lint) -> None:
        assert lint("--as-of", "2026-01-31")[0] == 1
        assert lint("--as-of", "tomorrow")[0] == 2

    @pytest.mark.parametrize(
        "options", [("--severity", "ACME001"), ("--severity", "ACME001=bad"), ("--jobs", "x"), ("--timeout", "0")]
    )
    def test_a_value_that_makes_no_sense_is_refused(self, lint: Lint, options: tuple[str, str]) -> None:
        status, out, err = lint(*options)
        assert (status, out, err.count("\n")) == (2, "", 1)


class TestHadolint:
    def test_every_option_of_its_is_taken(self, lint: Lint) -> None:
        Path("hadolint.yaml").write_text("ignored: [DL3008]\n")
        options = """
            -V -c hadolint.yaml --file-path-in-report x --no-fail --no-color -f tty --error DL3000 --warning DL3001
            --info DL3002 --style DL3003 --ignore DL3006 --trusted-registry docker.io --require-label a:text
            --strict-labels --disable-ignore-pragma -t error -o out.txt
        """
        status, out, err = lint(*options.split(), "Dockerfile")
        assert (status, out) == (0, "")
        assert "error" not in err
        assert Path("out.txt").read_text()

    @pytest.mark.parametrize("format_", ["tty", "gitlab_codeclimate", "codacy", "gnu"])
    def test_its_names_of_formats_are_taken(self, lint: Lint, format_: str) -> None:
        assert lint("-f", format_)[0] == 1

    def test_its_configuration_counts_where_there_is_none_of_ours(self, lint: Lint, project: Path) -> None:
        Path("Dockerfile").write_text("FROM debian:13\nNOSUCH x\n")
        Path(".hadolint.yaml").write_text("override:\n  info: [DL1000]\nformat: gnu\n")
        assert lint("--select", "DL1000")[1].startswith("Dockerfile:2:1: error BA001")
        (project / "baseadvisor.toml").unlink()
        assert lint("--select", "DL1000")[1].startswith("baseadvisor:Dockerfile:2:1: BA001 info:")

    def test_its_environment_counts(self, lint: Lint, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HADOLINT_IGNORE", "ACME001")
        assert lint()[0] == 0


class TestOutputFiles:
    def test_a_file_alone_takes_the_place_of_standard_output(self, lint: Lint) -> None:
        status, out, _ = lint("-f", "json", "-o", "report.json")
        assert (status, out) == (1, "")
        assert json.loads(Path("report.json").read_text())["summary"]["warning"] == 1

    def test_a_format_and_a_file_come_besides(self, lint: Lint) -> None:
        out = lint("--output", "json=a.json", "--output", "tty=b.txt")[1]
        assert Path("b.txt").read_text() == out
        assert json.loads(Path("a.json").read_text())["summary"]["findings"] == 1

    def test_a_file_never_has_colours(self, lint: Lint) -> None:
        assert "\x1b" in lint("--color", "always", "-o", "text=b.txt")[1]
        assert "\x1b" not in Path("b.txt").read_text()

    @pytest.mark.parametrize("value", ["json=no/such/folder/x", "yaml=x.yaml", "no/such/folder/x"])
    def test_what_cannot_be_written_is_refused_before_anything_is_linted(self, lint: Lint, value: str) -> None:
        status, out, err = lint("--output", value)
        assert (status, out, err.count("\n")) == (2, "", 1)


class TestLimits:
    def test_a_file_that_takes_too_long_is_lost_alone(
        self, lint: Lint, project: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from baseadvisor.linting.engine import Linter

        Path("slow.Dockerfile").write_text(DEBIAN)
        parse = Linter.parse

        def slow(self: Linter, source: bytes, filename: str | None = None) -> object:
            while filename == "slow.Dockerfile":
                pass
            return parse(self, source, filename)

        monkeypatch.setattr(Linter, "parse", slow)
        status, out, err = lint("--timeout", "0.2", "-f", "short", "slow.Dockerfile", "Dockerfile")
        assert status == 3
        assert err == "baseadvisor: error: slow.Dockerfile: gave up after 0.2 seconds\n"
        assert out.startswith("Dockerfile:1:6:")

    def test_a_defect_of_ours_costs_one_file_and_is_one_line(self, lint: Lint, monkeypatch: pytest.MonkeyPatch) -> None:
        from baseadvisor.linting.engine import Linter

        parse = Linter.parse

        def broken(self: Linter, source: bytes, filename: str | None = None) -> object:
            if filename == "Dockerfile":
                raise RecursionError("too deep\nand more")
            return parse(self, source, filename)

        monkeypatch.setattr(Linter, "parse", broken)
        Path("a.Dockerfile").write_text(UBUNTU)
        status, out, err = lint("-f", "short", "Dockerfile", "a.Dockerfile", "gone")
        assert status == 3
        assert out.startswith("a.Dockerfile:1:6: ")
        assert "baseadvisor: error: gone: no such file or folder\n" in err
        err = err.replace("baseadvisor: error: gone: no such file or folder\n", "")
        assert err.startswith("baseadvisor: error: Dockerfile: baseadvisor failed on it (RecursionError: too deep")
        assert err.count("\n") == 1


class TestFix:
    @pytest.fixture(autouse=True)
    def _fixing(self, fixing: Path) -> None:
        """The rule that mends is on."""

    def test_the_file_is_mended_and_what_is_left_is_reported(self, lint: Lint) -> None:
        status, out, _ = lint("--fix")
        assert Path("Dockerfile").read_text() == "FROM ubuntu:22.04\nRUN TRUE\n"
        assert (status, out) == (0, "No findings in 1 file. 1 finding fixed.\n")

    def test_line_ends_mark_and_odd_bytes_stay(self, lint: Lint) -> None:
        Path("Dockerfile").write_bytes(b"\xef\xbb\xbfFROM a\r\nENV A=\xe9\r\nRUN true\r\n")
        lint("--fix", "-q")
        assert Path("Dockerfile").read_bytes() == b"\xef\xbb\xbfFROM a\r\nENV A=\xe9\r\nRUN TRUE\r\n"

    def test_permissions_and_links_stay(self, lint: Lint) -> None:
        Path("Dockerfile").rename("real")
        Path("real").chmod(0o640)
        Path("Dockerfile").symlink_to("real")
        lint("--fix")
        assert Path("Dockerfile").is_symlink()
        assert "TRUE" in Path("real").read_text()
        assert Path("real").stat().st_mode & 0o777 == 0o640
        assert [path.name for path in Path().iterdir() if path.name.startswith(".baseadvisor")] == []

    def test_a_clean_file_is_not_written(self, lint: Lint) -> None:
        Path("Dockerfile").write_text("FROM a\n")
        before = Path("Dockerfile").stat()
        lint("--fix")
        after = Path("Dockerfile").stat()
        assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)

    def test_unsafe_fixes_are_made_only_when_asked_for(self, lint: Lint, project: Path) -> None:
        (project / "rules" / "shout.toml").write_text(FIXING_RULE.format(fix="unsafe"))
        assert "1 can be fixed with --fix --unsafe-fixes" in lint("--fix")[1]
        assert Path("Dockerfile").read_text() == UBUNTU
        lint("--fix", "--unsafe-fixes")
        assert "TRUE" in Path("Dockerfile").read_text()

    def test_unsafe_fixes_alone_is_refused(self, lint: Lint) -> None:
        assert lint("--unsafe-fixes")[0] == 2

    def test_a_diff_shows_the_change_and_makes_none(self, lint: Lint) -> None:
        status, out, _ = lint("--diff")
        assert status == 1
        assert out == (
            "--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1,2 +1,2 @@\n FROM ubuntu:22.04\n-RUN true\n+RUN TRUE\n"
        )
        assert Path("Dockerfile").read_text() == UBUNTU

    def test_a_diff_of_a_clean_file_is_empty(self, lint: Lint) -> None:
        Path("Dockerfile").write_text("FROM a\n")
        assert lint("--diff") == (0, "", "")

    def test_a_missing_last_line_end_is_marked_in_the_diff(self, lint: Lint) -> None:
        Path("Dockerfile").write_text("RUN true")
        out = lint("--diff")[1]
        assert out.splitlines()[2:] == [
            "@@ -1 +1 @@",
            "-RUN true",
            "\\ No newline at end of file",
            "+RUN TRUE",
            "\\ No newline at end of file",
        ]

    def test_many_files_are_mended_in_processes(self, lint: Lint) -> None:
        for number in range(30):
            Path(f"Dockerfile.{number}").write_text(UBUNTU)
        status, out, _ = lint("--fix", "--jobs", "2")
        assert (status, out) == (0, "No findings in 31 files. 31 findings fixed.\n")
        assert all("TRUE" in path.read_text() for path in Path().glob("Dockerfile*"))


def test_what_a_failing_write_costs_is_the_file_alone(
    lint: Lint, fixing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import baseadvisor.cli.writing

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(baseadvisor.cli.writing, "replace", refuse)
    status, _, err = lint("--fix")
    assert (status, err) == (3, "baseadvisor: error: Dockerfile: cannot write it: Permission denied\n")
