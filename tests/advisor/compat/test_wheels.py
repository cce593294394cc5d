"""Python packages in one version, of which the newer Python has no build."""

import pytest
from tests.advisor.asking import candidates, port


def told(pin: str, to: str = "python:3.12") -> list[tuple[str, str, int | None]]:
    text = f"FROM python:3.10\nRUN pip install {pin}\n"
    return [(one.severity, one.certainty, one.line) for one in candidates(text)[to].reasons if one.what == pin]


@pytest.mark.parametrize(
    ("pin", "certainty"), [("torch==1.12.1", "high"), ("tensorflow_cpu==2.9.1", "high"), ("numpy==1.22.4", "medium")]
)
def test_no_build_for_the_new_python(pin: str, certainty: str) -> None:
    assert told(pin) == [("breaks", certainty, 2)]


@pytest.mark.parametrize("pin", ["torch==2.4.0", "numpy==1.26.4", "torch>=1.12", "torch", "abc==2.0", "numpy==1.9.0"])
def test_silent_where_there_is_one_or_nothing_is_known(pin: str) -> None:
    assert told(pin) == []  # numpy 1.9 has none for the old Python either


def test_another_python_that_the_file_brings_stays_as_it_is() -> None:
    conda = "RUN bash Miniconda3.sh -b -p /opt/conda\nRUN pip install torch==1.7.0\n"
    found = candidates(f"FROM ubuntu:20.04\nRUN apt-get update && apt-get install -y python3-pip\n{conda}")
    assert not any(one.what == "torch==1.7.0" for one in found["ubuntu:24.04"].reasons)
    later = "FROM python:3.10\nRUN pip install torch==1.12.1 && echo https://www.python.org/ftp/\n"
    assert any(one.what == "torch==1.12.1" for one in candidates(later)["python:3.12"].reasons)


def test_a_wheel_says_which_python_it_is_for() -> None:
    text = "FROM python:3.5\nRUN pip install https://x.org/a-1.0-{}-manylinux1_x86_64.whl\n"
    assert port(text.format("cp35-cp35m"), "python:3.12")["the wheel a-1.0"] == ("breaks", 2)
    assert "the wheel a-1.0" not in port(text.format("cp35-abi3"), "python:3.12")


def test_a_wheel_for_another_python_than_the_one_that_changes() -> None:
    text = "FROM python:3.5\nRUN pip install https://x.org/a-1.0-cp37-cp37m-linux_x86_64.whl\n"
    assert "the wheel a-1.0" not in port(text, "python:3.12")


def test_long_words_are_no_wheels() -> None:
    port("FROM python:3.5\nRUN echo " + "a" * 200_000 + " > /x && pip install a\n", "python:3.12")
