"""Headers that came along with libcurl's on old releases."""

from tests.advisor.asking import port

_TEXT = "FROM ubuntu:14.04\nRUN apt-get install -y build-essential libcurl4-openssl-dev{}\nRUN {}\n"


def test_what_is_compiled_may_want_them() -> None:
    assert port(_TEXT.format("", "make"), "ubuntu:24.04", "native") == {"make": ("check", 3)}
    assert port(_TEXT.format("", "make").replace("14.04", "18.04"), "ubuntu:24.04", "native") == {}


def test_where_they_are_installed_or_nothing_compiles() -> None:
    assert port(_TEXT.format(" zlib1g-dev libssl-dev", "make"), "ubuntu:24.04", "native") == {}
    assert port(_TEXT.format("", "ls"), "ubuntu:24.04", "native") == {}
