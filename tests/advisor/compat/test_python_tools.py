"""Programs in Python that are pinned to a version which a newer Python does not run."""

import pytest
from tests.advisor.asking import candidates

_TO = "python:3.14-trixie"


def told(text: str, to: str = _TO) -> dict[str, tuple[str, str, int | None]]:
    """What is said of the versions of languages, and what is by name."""
    found = candidates(text)[to].reasons
    return {one.what: (one.severity, one.certainty, one.line) for one in found if one.topic == "version"}


@pytest.mark.parametrize(
    ("lines", "what", "sure", "line"),
    [
        ("RUN pip install poetry==1.1.13\nRUN poetry install\n", "poetry==1.1.13", "high", 2),
        ('ENV V=1.1.15\nRUN pip install "poetry==$V"\nRUN poetry install\n', "poetry==1.1.15", "high", 3),
        ("RUN pip install poetry==1.1.13\n", "poetry==1.1.13", "medium", 2),
        ("RUN pip install pipenv==2018.11.26\nRUN pipenv install\n", "pipenv==2018.11.26", "high", 2),
        ("RUN pip install virtualenv==20.4.7\nRUN virtualenv /v\n", "virtualenv==20.4.7", "high", 2),
        ('RUN pip install ansible==2.9.27\nCMD ["ansible", "all"]\n', "ansible==2.9.27", "high", 2),
        ("RUN pip install awscli==1.18.69\nRUN aws --version\n", "awscli==1.18.69", "high", 2),
        ("RUN pip install docker-compose==1.29.2\n", "docker-compose==1.29.2", "high", 2),
        ("RUN pip install docker-compose\n", "docker-compose", "high", 2),
        (
            "ENV POETRY_VERSION=1.1.11\n"
            "RUN curl -sSL https://install.python-poetry.org | python3 -\nRUN poetry install\n",
            "poetry 1.1.11",
            "high",
            2,
        ),
        (
            "RUN curl -sSL https://install.python-poetry.org | python3 - --version 1.1.13\nRUN poetry install\n",
            "poetry 1.1.13",
            "high",
            2,
        ),
    ],
)
def test_a_tool_in_an_old_version_does_not_run_there(lines: str, what: str, sure: str, line: int) -> None:
    assert told(f"FROM python:3.9-bullseye\n{lines}")[what] == ("breaks", sure, line)


@pytest.mark.parametrize(
    "package",
    [
        *(
            "poetry==1.2.2",
            "poetry==1.0.10",
            "poetry",
            "pipenv==2023.6.2",
            "pipenv",
            "virtualenv==20.13.0",
            "virtualenv",
        ),
        *("ansible==6.7.0", "ansible==6.7.0", "awscli==1.29.5", "awscli", "poetry~=1.1", "poetry==$V"),
    ],
)
def test_what_runs_there_or_is_not_known_is_not_told(package: str) -> None:
    name = package.partition("=")[0].rstrip("~")
    found = told(f'FROM python:3.9-bullseye\nRUN pip install "{package}" && {name} --version\n')
    assert not any(what.startswith(name) for what in found)


def test_a_constraint_or_another_python_may_do() -> None:
    text = "FROM python:3.9-bullseye\n{}RUN pip install docker-compose==1.29.2\n"
    assert "docker-compose==1.29.2" not in told(text.format("RUN echo 'cython<3' > c\nENV PIP_CONSTRAINT=c\n"))
    assert "docker-compose==1.29.2" not in told(text.format("RUN conda create -n x python=3.9\n"))
    assert "docker-compose==1.29.2" not in told(text.format("RUN apt-get install -y python3-yaml\n"))
    later = text.replace("3.9-bullseye", "3.12-bookworm").format("")
    assert "docker-compose==1.29.2" not in told(later, "python:3.12-trixie")
