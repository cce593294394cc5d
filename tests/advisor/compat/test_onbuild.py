"""What an image did when a file was built on it."""

from tests.advisor.asking import candidates, told


def test_what_an_image_built_by_itself_has_to_be_written() -> None:
    text = "# a comment\nFROM python:3.6-onbuild\n"
    found = told(candidates(text)["python:3.12-slim"])
    assert found["the image's own ONBUILD"] == ("breaks", 2)
    assert found["pip install -r requirements.txt of ONBUILD"] == ("check", 2)
    assert found["Python 3.6 -> 3.12"] == ("check", 2)
    why = next(one.why for one in candidates(text)["python:3.12-slim"].reasons if "ONBUILD" in one.what)
    assert "COPY requirements.txt" in why


def test_the_programs_of_python_2_are_the_files_own() -> None:
    assert told(candidates("FROM python:2-onbuild\n")["python:3.12"])["Python 2.7 -> 3.12"] == ("breaks", 1)


def test_npm_installs_there_as_well() -> None:
    found = told(candidates("FROM node:7-onbuild\n")["node:24-trixie-slim"])
    assert found["npm install of ONBUILD"] == ("check", 1)
    assert found["Node.js 7 -> 24"] == ("check", 1)


def test_the_last_version_with_onbuild() -> None:
    found = told(candidates("FROM node:onbuild\n")["node:26-slim"])
    assert "Node.js 9 at most -> 26" in found
