"""Which modes let everybody write."""

import pytest

from baseadvisor.checks.permissions import others_may_write, sets_user_id


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


@pytest.mark.parametrize("mode", ["4755", "04711", "6755", "u+s", "+s", "ug+xs", "g-w,u+s", "u=rwxs"])
def test_sets_user_id(mode: str) -> None:
    assert sets_user_id(mode)


@pytest.mark.parametrize("mode", ["755", "2775", "1777", "g+s", "u-s", "a+s", "u+x", "file.sh", ""])
def test_sets_no_user_id(mode: str) -> None:
    assert not sets_user_id(mode)
