"""docs/licences.md has every package that is installed with baseadvisor, with the licence that it states."""

from tools.list_licences import PAGE, listed, packages

FORBIDDEN = ("GPL-2", "GPL-3", "AGPL", "GNU General")


def test_the_page_is_current() -> None:
    page = listed(PAGE.read_text("utf-8"))
    assert {name: licence for name, licence, _ in packages()}.items() <= page.items()


def test_nothing_that_is_linked_is_under_a_licence_that_spreads() -> None:
    for name, licence, _ in packages():
        assert not any(word in licence for word in FORBIDDEN), (name, licence)
