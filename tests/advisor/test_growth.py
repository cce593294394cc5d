"""How much more is done for a file of twice the length: about twice as much, so that no file keeps anybody waiting."""

import sys
from types import FrameType

import pytest
from tests.advisor.asking import ask

_FILES = {
    "unseen packages, and pip": (50, "", "RUN apt-get install -y $(lsb_release -{0})\nRUN pip3 install a{0}\n", ""),
    "sources that are gone": (400, "RUN <<EOF cat > /x\n", "deb https://dl.bintray.com/x{0} bionic main\n", "EOF\n"),
    "packages by their versions": (50, "", "RUN apt-get install -y libssl1.0.0=1.{0} php5-x{0}=1\n", ""),
    "sources, and packages out of them": (
        50,
        "",
        "RUN echo 'deb https://x.org/{0} bionic main' > /etc/apt/sources.list.d/a && apt-get install -y foo{0}=1\n",
        "",
    ),
}


def _calls(text: str) -> int:
    """How many functions are called to weigh a file."""
    calls = 0

    def count(_: FrameType, event: str, __: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        ask(text)
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("name", _FILES)
def test_twice_the_length_is_about_twice_the_work(name: str) -> None:
    lines, head, line, end = _FILES[name]
    few, many = (
        f"FROM ubuntu:18.04\n{head}{''.join(line.format(at) for at in range(count))}{end}"
        for count in (lines, 2 * lines)
    )
    ask(few)  # what is read or compiled once
    assert _calls(many) < 2.3 * _calls(few)
