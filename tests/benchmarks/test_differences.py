"""Every reason that the comparison with peers accepts is explained to the reader."""

import re
from pathlib import Path

from baseadvisor.dockerfile.span import Position, Span
from differences import REASONS, Case, reason_for

PAGE = Path(__file__).parents[2] / "docs/differences.md"
HEADINGS = re.findall(r"^## ([a-z0-9-]+)$", PAGE.read_text(), re.MULTILINE)


def test_every_reason_has_a_section_and_every_section_a_reason() -> None:
    assert sorted(HEADINGS) == sorted(reason.slug for reason in REASONS)


def test_what_the_peer_missed_in_a_file_it_cannot_read_is_explained(tmp_path: Path) -> None:
    case = Case(tmp_path / "Dockerfile", "hadolint", unread=True)
    assert reason_for(case, 1, "DL3006", Span(Position(1, 1), Position(1, 5))) == "peer-cannot-read-the-file"


def test_what_we_missed_is_never_explained_by_the_peer_reading_less(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text("FROM debian:12\n")
    assert reason_for(Case(file, "hadolint", unread=True), 1, "DL3006", None) is None
