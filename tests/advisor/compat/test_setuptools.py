"""What of setuptools is not there any more."""

import pytest
from tests.advisor.compat.test_failing_now import now
from tests.advisor.compat.test_pip import moved


@pytest.mark.parametrize("run", ["easy_install a", "easy_install-2.7 a", "python -m easy_install a"])
def test_easy_install_is_gone(run: str) -> None:
    text = f"FROM debian:9\nRUN apt-get install -y python-setuptools\nRUN {run}\n"
    assert moved(text, "debian:13")["easy_install"] == ("breaks", 3)
    assert moved(f"FROM python:2.7\nRUN {run}\n", "python:3.14")["easy_install"] == ("breaks", 2)
    assert now(f"FROM ubuntu\nRUN {run}\n")["easy_install"] == ("breaks", 2)


def test_an_older_setuptools_has_it() -> None:
    text = "FROM python:2.7\nRUN pip install setuptools==44.0 && easy_install a\n"
    assert "easy_install" not in moved(text, "python:3.14")
    assert "easy_install" not in now("FROM debian:11\nRUN easy_install a || pip install a\n")


def test_a_setup_script_needs_setuptools() -> None:
    text = "FROM python:3.9\nCOPY . .\nRUN {}python setup.py install\n"
    assert moved(text.format(""), "python:3.14")["python setup.py"] == ("breaks", 3)
    assert moved(text.format("pip install a && "), "python:3.14")["python setup.py"] == ("check", 3)
    assert "python setup.py" not in moved(text.format("pip install setuptools && "), "python:3.14")
    ubuntu = "FROM ubuntu:20.04\nRUN apt-get install -y python3{}\nRUN python3 setup.py build\n"
    assert moved(ubuntu.format(""), "ubuntu:24.04")["python3 setup.py"] == ("breaks", 3)
    assert "python3 setup.py" not in moved(ubuntu.format("-setuptools"), "ubuntu:24.04")
