"""What COPY and ADD take, and where they put it."""

import pytest

from baseadvisor.advisor.copies import is_into_folder, sources_of, target_of
from baseadvisor.dockerfile.source import parse


@pytest.mark.parametrize(
    ("line", "sources", "target", "folder"),
    [
        ("COPY a.sh /b.sh", ("a.sh",), "/b.sh", False),
        ("COPY --from=x /a /b/", ("/a",), "/b", True),
        ('COPY ["a.sh", "b c", "/x"]', ("a.sh", "b c"), "/x", True),
        ("COPY ['a.sh', '/']", ("a.sh",), "", True),
        ("ADD \"a.sh\" '/x/'", ("a.sh",), "/x", True),
        ("COPY a.sh .", ("a.sh",), ".", True),
        ("COPY a.sh \\\n  # why\n  b.sh \\\n  /", ("a.sh", "b.sh"), "", True),
        ("COPY <<a.sh <<-'b.sh' c.sh /x/\na\na.sh\nb\n\tb.sh", ("a.sh", "b.sh", "c.sh"), "/x", True),
        ("COPY", (), "", False),
        ("COPY []", (), "", False),
    ],
)
def test_every_form_of_a_copy(line: str, sources: tuple[str, ...], target: str, folder: bool) -> None:
    copy = parse(f"FROM x\n{line}\n", recover=True).instructions[1]
    assert (sources_of(copy), target_of(copy), is_into_folder(copy)) == (sources, target, folder)


def test_what_onbuild_copies() -> None:
    copy = parse('FROM x\nONBUILD COPY ["a", "/b"]\n', recover=True).instructions[1].trigger
    assert copy is not None
    assert (sources_of(copy), target_of(copy)) == (("a",), "/b")
