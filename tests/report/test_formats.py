"""The formats that tools read: each is what its reader expects, whatever stands in the file."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from tests.report.example import PLAIN, TEXT, WITH_SUPPRESSED, example, finding

from baseadvisor.dockerfile.span import Span
from baseadvisor.linting.finding import Fix
from baseadvisor.report import FORMAT_ALIASES, FORMATS, FileReport, Options, render
from baseadvisor.report.github import escaped, escaped_property
from baseadvisor.report.sarif import uri
from baseadvisor.report.schema import schema, schema_text

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "lint.schema.json"
NASTY = "x \"<&>' \x1b[1m \x00 \udcff \u202e \ufffe 日本 😀 %0A ]]> | `a` @team <img src=x> ://"


def written(format_: str, *reports: FileReport, options: Options = PLAIN) -> str:
    out = StringIO()
    render(format_, reports, out, options)
    return out.getvalue()


def nasty() -> FileReport:
    text = f"RUN echo {NASTY}\nRUN b\n"
    return FileReport("dir with space/Döckerfile", text, (finding(text, "echo " + NASTY, message=NASTY),))


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_is_written_while_the_reports_arrive(format_: str) -> None:
    out = StringIO()
    seen: list[int] = []

    def reports() -> Iterator[FileReport]:
        yield example()
        seen.append(len(out.getvalue()))
        yield example()

    render(format_, reports(), out, PLAIN)
    assert seen[0] > 0
    assert len(out.getvalue()) > seen[0]


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_takes_what_no_encoding_has(format_: str) -> None:
    written(format_, nasty(), options=WITH_SUPPRESSED).encode("utf-8", "backslashreplace")


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_has_a_form_for_no_files_at_all(format_: str) -> None:
    text = written(format_)
    if format_ in ("json", "sarif", "gitlab", "sonarqube"):
        json.loads(text)
    if format_ in ("checkstyle", "junit"):
        ET.fromstring(text)


def test_the_names_that_hadolint_uses_mean_the_same_formats() -> None:
    assert written("tty", example()) == written("text", example())
    assert written("gitlab_codeclimate", example()) == written("gitlab", example())
    assert set(FORMAT_ALIASES.values()) <= set(FORMATS)


def test_an_unknown_format_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        written("yaml", example())


class TestJson:
    def test_a_finding_has_the_documented_keys(self) -> None:
        report = json.loads(written("json", example()))
        assert report["version"] == 1
        assert report["findings"][0] == {
            "code": "BA201",
            "name": "apt-get-install-without-yes",
            "aliases": ["DL3014"],
            "severity": "warning",
            "message": "apt-get install lacks -y",
            "file": "app/Dockerfile",
            "line": 3,
            "column": 5,
            "end_line": 3,
            "end_column": 25,
            "instruction_line": 2,
            "category": "package-manager",
            "confidence": "high",
            "fix": {
                "safe": True,
                "description": "insert `-y`",
                "edits": [{"line": 3, "column": 20, "end_line": 3, "end_column": 20, "replacement": " -y"}],
            },
            "suppressed": None,
        }

    def test_the_summary_counts_suppressed_findings_apart(self) -> None:
        summary = json.loads(written("json", example(), FileReport("b", errors=("cannot read it",))))["summary"]
        assert summary == {
            "files": 2,
            "files_with_findings": 1,
            "findings": 2,
            "error": 1,
            "warning": 1,
            "info": 0,
            "style": 0,
            "suppressed": 1,
            "fixable": 1,
            "unsafely_fixable": 0,
            "fixed": 0,
            "errors": 1,
        }

    def test_suppressed_findings_are_there_only_when_asked_for(self) -> None:
        assert len(json.loads(written("json", example()))["findings"]) == 2
        findings = json.loads(written("json", example(), options=WITH_SUPPRESSED))["findings"]
        assert [entry["suppressed"] for entry in findings] == [None, None, {"line": 4, "reason": "wanted"}]

    def test_the_output_is_valid_by_the_schema(self) -> None:
        for reports in ((), (example(),), (nasty(), FileReport("b", errors=("gone",)))):
            for options in (PLAIN, WITH_SUPPRESSED):
                jsonschema.validate(json.loads(written("json", *reports, options=options)), schema())

    def test_the_schema_refuses_what_is_no_report(self) -> None:
        report = json.loads(written("json", example()))
        del report["findings"][0]["end_column"]
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(report, schema())

    def test_the_published_schema_is_current(self) -> None:
        assert SCHEMA.read_text(encoding="utf-8") == schema_text(), (
            "run: python -m baseadvisor.report.schema docs/schemas/lint.schema.json"
        )

    def test_a_replacement_with_bytes_that_are_not_utf8_is_still_json_for_strict_readers(self) -> None:
        from baseadvisor.fixes.edit import Edit

        odd = finding(TEXT, "curl", fix=Fix(True, (Edit(0, 1, "a\udcff"),), "x"))
        text = written("json", FileReport("a", TEXT, (odd,)))
        assert "\\udcff" not in text


class TestSarif:
    def run_of(self, *reports: FileReport, options: Options = PLAIN) -> Any:
        log = json.loads(written("sarif", *reports, options=options))
        assert log["version"] == "2.1.0"
        return log["runs"][0]

    def test_a_result_has_a_region_with_true_columns(self) -> None:
        result = self.run_of(example())["results"][0]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {"uri": "app/Dockerfile"}
        assert place["region"] == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 25}
        assert (result["ruleId"], result["level"]) == ("BA201", "warning")

    def test_no_region_is_empty(self) -> None:
        empty = finding(TEXT, "curl")
        empty = empty._replace(span=Span(empty.span.start, empty.span.start), end=empty.start)
        region = self.run_of(FileReport("a", TEXT, (empty,)))["results"][0]["locations"][0]["physicalLocation"][
            "region"
        ]
        assert region["endColumn"] == region["startColumn"] + 1

    def test_info_and_style_are_notes(self) -> None:
        found = [finding(TEXT, "curl", severity=severity) for severity in ("info", "style")]
        assert {result["level"] for result in self.run_of(FileReport("a", TEXT, found))["results"]} == {"note"}

    def test_each_result_points_at_its_rule(self) -> None:
        run = self.run_of(example(), example())
        rules = run["tool"]["driver"]["rules"]
        assert [rule["id"] for rule in rules] == ["BA201", "BA101"]
        assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])

    def test_suppressed_findings_are_marked_when_asked_for(self) -> None:
        assert len(self.run_of(example())["results"]) == 2
        results = self.run_of(example(), options=WITH_SUPPRESSED)["results"]
        assert [result.get("suppressions") for result in results] == [
            None,
            None,
            [{"kind": "inSource", "status": "accepted", "justification": "wanted"}],
        ]

    def test_a_fix_is_a_replacement(self) -> None:
        change = self.run_of(example())["results"][0]["fixes"][0]["artifactChanges"][0]
        assert change["replacements"] == [
            {
                "deletedRegion": {"startLine": 3, "startColumn": 20, "endLine": 3, "endColumn": 20},
                "insertedContent": {"text": " -y"},
            }
        ]

    def test_what_could_not_be_read_is_a_notification_and_no_success(self) -> None:
        invocation = self.run_of(FileReport("a", errors=("cannot read it",)))["invocations"][0]
        assert not invocation["executionSuccessful"]
        assert invocation["toolExecutionNotifications"][0]["message"] == {"text": "cannot read it"}

    @pytest.mark.parametrize(
        ("file", "expected"),
        [
            ("./a b/Döckerfile", "a%20b/D%C3%B6ckerfile"),
            ("/abs/Dockerfile", "file:///abs/Dockerfile"),
            ("C:\\x\\Dockerfile", "file:///C:/x/Dockerfile"),
            ("sub\\Dockerfile", "sub/Dockerfile"),
            ("a\udcff/Dockerfile", "a%FF/Dockerfile"),
        ],
    )
    def test_files_are_named_by_uri(self, file: str, expected: str) -> None:
        assert uri(file) == expected


class TestSonarqube:
    def test_columns_are_counted_from_zero(self) -> None:
        report = json.loads(written("sonarqube", example()))
        assert report["issues"][0]["primaryLocation"]["textRange"] == {
            "startLine": 3,
            "endLine": 3,
            "startColumn": 4,
            "endColumn": 24,
        }

    def test_every_issue_has_its_rule_with_an_impact(self) -> None:
        report = json.loads(written("sonarqube", example()))
        assert {issue["ruleId"] for issue in report["issues"]} == {rule["id"] for rule in report["rules"]}
        assert {rule["impacts"][0]["severity"] for rule in report["rules"]} <= {"HIGH", "MEDIUM", "LOW"}


class TestGithub:
    def test_an_annotation_names_file_place_and_rule(self) -> None:
        assert written("github", example()).splitlines()[0] == (
            "::warning file=app/Dockerfile,line=3,endLine=3,col=5,endColumn=25,"
            "title=BA201 apt-get-install-without-yes::apt-get install lacks -y"
        )

    def test_info_and_style_are_notices(self) -> None:
        for severity in ("info", "style"):
            text = written("github", FileReport("a", TEXT, (finding(TEXT, "curl", severity=severity),)))
            assert text.startswith("::notice ")

    def test_columns_are_left_out_over_several_lines(self) -> None:
        text = written("github", FileReport("a", TEXT, (finding(TEXT, "update && \\\n    apt-get"),)))
        assert text.startswith("::warning file=a,line=2,endLine=3,title=")

    def test_values_are_escaped_as_the_runner_wants(self) -> None:
        assert escaped("50%\r\n:,") == "50%25%0D%0A:,"
        assert escaped_property("a:b,c%\n") == "a%3Ab%2Cc%25%0A"

    def test_a_message_cannot_start_a_command_of_its_own(self) -> None:
        odd = finding(TEXT, "curl", message="x\n::add-mask::y")
        assert len(written("github", FileReport("a,b:c\nd", TEXT, (odd,))).splitlines()) == 1

    def test_a_file_that_cannot_be_read_is_an_error(self) -> None:
        text = written("github", FileReport("a", errors=("cannot read it",)))
        assert text == "::error file=a,title=baseadvisor::cannot read it\n"


class TestXml:
    def test_checkstyle_has_a_file_element_with_its_errors(self) -> None:
        root = ET.fromstring(written("checkstyle", example(), FileReport("clean")))
        first, clean = root.findall("file")
        assert (first.get("name"), clean.get("name")) == ("app/Dockerfile", "clean")
        assert not list(clean)
        assert first[0].attrib == {
            "line": "3",
            "column": "5",
            "severity": "warning",
            "message": "apt-get install lacks -y",
            "source": "BA201",
        }

    def test_junit_counts_findings_as_failures_and_clean_files_as_passed(self) -> None:
        root = ET.fromstring(written("junit", example(), FileReport("clean"), FileReport("b", errors=("x",))))
        suites = [(s.get("name"), s.get("tests"), s.get("failures"), s.get("errors")) for s in root]
        assert suites == [("app/Dockerfile", "2", "2", "0"), ("clean", "1", "0", "0"), ("b", "1", "0", "1")]

    @pytest.mark.parametrize("format_", ["checkstyle", "junit"])
    def test_it_is_well_formed_and_ascii_whatever_stands_in_it(self, format_: str) -> None:
        text = written(format_, nasty())
        assert text.isascii()
        root = ET.fromstring(text)
        message = next(e.get("message") or "" for e in root.iter() if e.tag in ("error", "failure"))
        assert "日本 😀" in message
        assert "\\x1b" in message


class TestCodeQuality:
    def test_gitlab_issues_have_path_lines_and_severity(self) -> None:
        first = json.loads(written("gitlab", example()))[0]
        assert first["location"] == {"path": "app/Dockerfile", "lines": {"begin": 3, "end": 3}}
        assert (first["check_name"], first["severity"]) == ("BA201", "major")

    def test_fingerprints_differ_between_equal_findings_and_stay_when_lines_move(self) -> None:
        text = "RUN a\nRUN a\n"
        twice = (finding(text, "RUN a"), finding(text, "RUN a", span=finding(text, "\nRUN a").span))
        prints = [issue["fingerprint"] for issue in json.loads(written("gitlab", FileReport("d", text, twice)))]
        assert len(set(prints)) == 2
        moved = "# new\n" + text
        again = json.loads(written("gitlab", FileReport("d", moved, (finding(moved, "RUN a"),))))
        assert again[0]["fingerprint"] == prints[0]

    def test_codeclimate_issues_end_with_nul(self) -> None:
        issues = written("codeclimate", example()).split("\0")
        assert len(issues) == 3
        assert not issues[-1].strip()
        assert json.loads(issues[1])["check_name"] == "BA101"

    def test_codacy_has_an_object_a_line(self) -> None:
        lines = [json.loads(line) for line in written("codacy", example()).splitlines()]
        assert lines[1] == {"filename": "app/Dockerfile", "line": 1, "message": "no tag", "patternId": "BA101"}


class TestLines:
    def test_gnu_lines_are_what_editors_read(self) -> None:
        first = written("gnu", example()).splitlines()[0]
        assert first == "baseadvisor:app/Dockerfile:3:5: BA201 warning: apt-get install lacks -y"

    def test_short_is_one_line_a_finding(self) -> None:
        lines = written("short", example(), options=WITH_SUPPRESSED).splitlines()
        assert lines[0] == "app/Dockerfile:1:6: error BA101 no tag"
        assert lines[2].endswith("(suppressed)")

    @pytest.mark.parametrize("format_", ["short", "gnu", "codacy"])
    def test_a_message_stays_on_its_line(self, format_: str) -> None:
        odd = finding(TEXT, "curl", message="one\ntwo\x1b[2J")
        text = written(format_, FileReport("a", TEXT, (odd,)))
        assert text.count("\n") == 1
        assert "\x1b" not in text


class TestMarkdown:
    def test_it_is_a_table_with_a_sentence_below(self) -> None:
        lines = written("markdown", example()).splitlines()
        assert lines[0] == "| Place | Severity | Rule | Finding |"
        assert lines[2].startswith("| `app/Dockerfile:3:5` | warning | BA201 apt-get-install-without-yes |")
        assert lines[-1].startswith("Found 2 findings")

    def test_nothing_in_a_message_is_markup(self) -> None:
        odd = finding(TEXT, "curl", message="a | b `c` <img> [x](http://y) @team")
        row = written("markdown", FileReport("d`|`", TEXT, (odd,))).splitlines()[2]
        assert r"a \| b \`c\` \<img\> \[x\]\(http\:\/\/y\)" in row
        assert "@team" not in row
        assert row.startswith("| `` d`\\|`:3:21 `` |")
