"""The formats of an explanation."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from baseadvisor.explanation import Explanation, explain
from baseadvisor.report.explanation import FORMATS, render
from baseadvisor.report.explanation.page import DARK, LIGHT
from baseadvisor.report.explanation.schema import schema_text
from baseadvisor.report.model import Options

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "docs" / "schemas" / "explanation.schema.json"
CASES: dict[str, tuple[str | Path, str | None]] = {
    "openjdk": (ROOT / "examples" / "openjdk-alpine.Dockerfile", "rhel 7"),
    "go": (ROOT / "examples" / "go-service.Dockerfile", "ubuntu 20.04"),
    "python": (ROOT / "examples" / "python-web.Dockerfile", None),
    "windows": ("mcr.microsoft.com/windows/servercore:ltsc2022", "rhel 9"),
    "scratch": ("scratch", "windows 2022"),
}
HOSTILE = (
    'FROM debian:12 AS "<b>"\n'
    'LABEL "<script>alert(1)</script>"=\'"&\' \x1b[31m=red \u202e=turned\n'
    "RUN apt-get install -y '<img src=x onerror=y>' `id` '|' '![x](https://example.com/x.png)' @everyone\n"
    "RUN echo ::error::x\x07\n"
    'ENTRYPOINT ["</text></svg><script>", "]]>", "::set-output", "\\u0000"]\n'
)
VOID = {"meta", "link", "br", "hr", "img", "input"}


@pytest.fixture(params=CASES, scope="module")
def explanation(request: pytest.FixtureRequest) -> Explanation:
    what, host = CASES[request.param]
    return explain(what, host=host)


@pytest.fixture(scope="module")
def hostile() -> Explanation:
    return explain(HOSTILE, filename="<x>\x1b[2J\udcff::y", host="rhel 7")


class Balanced(HTMLParser):
    """Raises for a tag that is not closed in its place; collects tags and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parsed(page: str) -> Balanced:
    parser = Balanced()
    parser.feed(page)
    parser.close()
    assert parser.open == []
    return parser


def test_svg_is_xml_and_needs_nothing_besides(explanation: Explanation) -> None:
    picture = render(explanation, "svg")
    root = ET.fromstring(picture)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.find("{http://www.w3.org/2000/svg}title") is not None
    assert root.find("{http://www.w3.org/2000/svg}desc") is not None
    assert root.get("role") == "img"
    assert "prefers-color-scheme" in picture
    assert not re.search(r"(?:href|src|url\()", picture)


def test_svg_text_stays_inside(explanation: Explanation) -> None:
    root = ET.fromstring(render(explanation, "svg"))
    height = float(root.get("height") or 0)
    assert all(0 < float(one.get("y") or 0) < height for one in root.iter("{http://www.w3.org/2000/svg}text"))


def test_html_is_well_formed_and_needs_nothing_besides(explanation: Explanation) -> None:
    page = render(explanation, "html")
    tags = parsed(page).tags
    assert [tag for tag, _ in tags if tag in ("script", "img", "link", "iframe", "object")] == []
    assert "prefers-color-scheme" in page
    assert ("html", {"lang": "en"}) in tags
    targets = {attributes["id"] for _, attributes in tags if "id" in attributes}
    links = [attributes.get("href") or "" for tag, attributes in tags if tag == "a"]
    assert all(link.startswith("https://") or link[1:] in targets for link in links)


def test_json_keeps_to_its_schema(explanation: Explanation) -> None:
    jsonschema.validate(json.loads(render(explanation, "json")), json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_the_published_schema_is_current() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), (
        "run: python -m baseadvisor.report.explanation.schema docs/schemas/explanation.schema.json"
    )


@pytest.mark.parametrize("width", [20, 40, 59, 60, 80, 200])
def test_text_keeps_to_the_terminals_width(explanation: Explanation, width: int) -> None:
    rows = render(explanation, "text", Options(width=width)).splitlines()
    most = max(40, min(width, 100))
    assert max(len(row) for row in rows if "https://" not in row) <= most


def test_colour_is_there_only_when_asked_for(explanation: Explanation) -> None:
    plain = render(explanation, "text", Options(color=False))
    assert "\x1b" not in plain
    coloured = render(explanation, "text", Options(color=True))
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


@pytest.mark.parametrize("format_name", ["text", "markdown", "html"])
def test_every_question_answer_and_source_is_shown(explanation: Explanation, format_name: str) -> None:
    shown = render(explanation, format_name)
    assert "Is there a second kernel" in shown
    for source in explanation.sources:
        assert source.url is None or source.url.replace("&", "&amp;" if format_name == "html" else "&") in shown


@pytest.mark.parametrize("format_name", FORMATS)
def test_control_characters_are_escaped(hostile: Explanation, format_name: str) -> None:
    shown = render(hostile, format_name)
    assert all(character == "\n" or character.isprintable() or character == "\u200b" for character in shown)
    shown.encode("utf-8")


def test_hostile_text_is_no_markup_in_html_and_svg(hostile: Explanation) -> None:
    tags = {tag for tag, _ in parsed(render(hostile, "html")).tags}
    assert tags.isdisjoint({"script", "img", "svg", "text"})
    root = ET.fromstring(render(hostile, "svg"))
    assert {one.tag.rpartition("}")[2] for one in root.iter()} <= {"svg", "title", "desc", "style", "rect", "text"}


def test_hostile_text_is_no_markup_in_markdown(hostile: Explanation) -> None:
    shown = render(hostile, "markdown")
    assert not re.search(r"(?<!\\)<(?!https://)", re.sub(r"`[^`]*`", "", shown))
    assert not re.search(r"(?<!\\)!\[", shown)
    assert "@everyone" not in shown
    assert not [row for row in shown.splitlines() if row.startswith("::")]


def test_hostile_text_gives_no_command_to_a_runner(hostile: Explanation) -> None:
    assert not [row for row in render(hostile, "text").splitlines() if row.lstrip().startswith(("::", "##"))]


def test_an_unknown_format_is_refused(hostile: Explanation) -> None:
    with pytest.raises(KeyError):
        render(hostile, "pdf")


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, as WCAG 2 defines it."""

    def luminance(color: str) -> float:
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable_on_what_it_stands_on(colors: dict[str, str]) -> None:
    for text in ("text", "muted", "yes", "depends", "no", "unknown", "link"):
        assert contrast(colors[text], colors["page"]) >= 4.5, text
    for ground in ("image", "host", "left"):
        assert contrast(colors[f"{ground}-line"], colors[ground]) >= 4.5, ground
    for text in ("text", "muted", "link"):
        assert contrast(colors[text], colors["box"]) >= 4.5, text
