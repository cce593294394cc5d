"""Which modes let everybody write."""

import pytest

from baseadvisor.checks.permissions import others_may_write


@pytest.mark.parametrize(
    "mode", ["777", "0777", "666", "776", "702", "2777", "a+rwx", "o+w", "a=rw", "u=rwx,o=w", "ugo+w"]
)
def test_others_may_write(mode: str) -> None:
    assert others_may_write(mode)


@pytest.mark.parametrize(
    "mode",
    [
        "755", "0644", "775", "770",
        "1777", "01777", "a+rwxt", "+t",  # sticky, as /tmp is
        "+w", "+rwx", "u+w", "g=u", "g+rwx",  # obey the umask, or are not for others
        "o-w", "a-w", "o+w,o-w", "a+x", "a+rX",
        "file.txt", "", "77", "99999",
    ],
)  # fmt: skip
def test_others_may_not_write(mode: str) -> None:
    assert not others_may_write(mode)
