"""The report for people."""

from io import StringIO

from tests.report.example import PLAIN, TEXT, WITH_SUPPRESSED, example, finding

from baseadvisor.linting.finding import Fix
from baseadvisor.report import FileReport, Options, render
from baseadvisor.report.escape import file_name


def text_of(*reports: FileReport, options: Options = PLAIN) -> str:
    out = StringIO()
    render("text", reports, out, options)
    return out.getvalue()


def test_a_finding_is_a_block_with_its_place_source_marks_and_what_to_do() -> None:
    assert text_of(example()) == (
        "app/Dockerfile:3:5: warning BA201 apt-get-install-without-yes\n"
        "  apt-get install lacks -y\n"
        "   |\n"
        " 3 |     apt-get install curl\n"
        "   |     ^^^^^^^^^^^^^^^^^^^^\n"
        "   = fix available (--fix): insert `-y`\n"
        "   = also known as DL3014\n"
        "\n"
        "app/Dockerfile:1:6: error BA101 image-without-tag\n"
        "  no tag\n"
        "   |\n"
        " 1 | FROM debian\n"
        "   |      ^^^^^^\n"
        "   = also known as DL3014\n"
        "\n"
        "Found 2 findings (1 error, 1 warning) in 1 file. 1 can be fixed with --fix. 1 finding suppressed.\n"
    )


def test_suppressed_findings_are_shown_in_their_place_with_the_reason_when_asked_for() -> None:
    shown = text_of(example(), options=WITH_SUPPRESSED)
    assert "app/Dockerfile:4:6: info BA701 last-user-is-root (suppressed)\n" in shown
    assert "= suppressed on line 4: wanted\n" in shown
    assert shown.index("BA101") < shown.index("BA201") < shown.index("BA701")


def test_nothing_found_is_said_in_one_line() -> None:
    assert text_of(FileReport("a"), FileReport("b")) == "No findings in 2 files.\n"


def test_nothing_found_is_not_said_when_quiet() -> None:
    assert text_of(FileReport("a"), options=Options(quiet=True)) == ""


def test_an_unsafe_fix_names_the_option_that_makes_it() -> None:
    unsafe = finding(TEXT, "curl", fix=Fix(False, (), "remove `curl`"))
    shown = text_of(FileReport("a", TEXT, (unsafe,)))
    assert "= fix available (--fix --unsafe-fixes): remove `curl`" in shown
    assert "1 can be fixed with --fix --unsafe-fixes, to be looked over." in shown


def test_a_finding_that_is_not_certain_says_so() -> None:
    assert "not certain" in text_of(FileReport("a", TEXT, (finding(TEXT, "curl", confidence="low"),)))


def test_colours_are_there_only_when_wanted() -> None:
    assert "\x1b" not in text_of(example())
    coloured = text_of(example(), options=Options(color=True))
    assert "\x1b[1;31merror\x1b[0m" in coloured
    assert "\x1b[1;33mwarning\x1b[0m" in coloured


def test_nothing_from_the_file_can_reach_the_terminal_unescaped() -> None:
    text = "RUN echo \x1b[2J\x07\x9b31m \u202e\n"
    shown = text_of(FileReport("a", text, (finding(text, "echo", message="see \x1b[2J\nnext"),)))
    assert all(character.isprintable() for line in shown.split("\n") for character in line)
    assert "see \\x1b[2J\\x0anext" in shown


def test_no_line_is_a_command_to_the_runner_of_a_pipeline() -> None:
    for message in ("::add-mask::x", "  ##vso[task.complete]x", "::error::"):
        text = "RUN a \\\n::stop-commands::x\n"
        found = finding(text, "a \\\n::stop-commands::x", message=message)
        shown = text_of(FileReport(file_name("::error::x/Dockerfile"), text, (found,)))
        assert not [line for line in shown.splitlines() if line.strip().startswith(("::", "##"))]
