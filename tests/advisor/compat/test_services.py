"""What an image starts by itself."""

import pytest
from tests.advisor.asking import port


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ('["example"]', {"CMD starts example": ("breaks", 3)}),
        ('["python", "a.py"]', {"CMD starts python": ("breaks", 3)}),
        ('["gunicorn", "app"]', {"CMD starts gunicorn": ("breaks", 3)}),
        ('["a.py"]', {}),
        ('["-m", "app"]', {}),
        ('["/start.sh"]', {}),
    ],
)
def test_a_command_becomes_the_arguments_of_the_language(command: str, found: dict[str, tuple[str, int]]) -> None:
    text = f"FROM python:3.14-slim\nRUN pip install example\nCMD {command}\n"
    assert port(text, "cgr.dev/chainguard/python:latest", "service") == found


def test_an_entrypoint_of_ones_own_takes_the_images_place() -> None:
    text = 'FROM python:3.14-slim\nRUN pip install example\nENTRYPOINT ["example"]\nCMD ["help"]\n'
    assert port(text, "cgr.dev/chainguard/python:latest", "service") == {}
