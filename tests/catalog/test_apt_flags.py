"""Options of apt that not every release has."""

import pytest

from baseadvisor.catalog.apt_flags import has_update_flag


@pytest.mark.parametrize(
    ("distribution", "release", "known"),
    [
        ("debian", "12", False),
        ("debian", "13", True),
        ("debian", "sid", True),
        ("debian", "testing", True),
        ("debian", None, None),
        ("ubuntu", "22.04", False),
        ("ubuntu", "24.04", True),
        ("kali", None, None),
        ("alpine", "3.24", None),
        (None, None, None),
    ],
)
def test_apt_can_update_first_from_2_7_on(distribution: str | None, release: str | None, known: bool | None) -> None:
    assert has_update_flag(distribution, release) is known
