"""Versions as numbers."""

from baseadvisor.image.numbers import dotted, is_number, number, numbers


def test_every_number_is_read() -> None:
    assert numbers("24.04") == (24, 4)
    assert numbers("v3.12.0rc1") == (3, 12, 0, 1)
    assert numbers("bookworm") == numbers(None) == ()
    assert dotted((3, 12)) == "3.12"


def test_of_a_number_that_is_none_the_start_is_read() -> None:
    assert number("1" * 5000) == int("1" * 18)
    assert numbers("7." + "2" * 5000) == (7, int("2" * 18))


def test_a_digit_that_is_raised_or_in_a_circle_is_no_number() -> None:
    assert all(map(is_number, ("24", "1" * 5000)))
    assert not any(map(is_number, ("", "²", "1²", "⑤", "٣", "1.2", "-1", "v1")))
    assert numbers("1²·2") == (1, 2)
