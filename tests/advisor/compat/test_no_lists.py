"""apt-get install without apt-get update passes as long as the image has the packages already."""

from tests.advisor.asking import ask, port


def test_what_the_slim_image_lacks_needs_lists() -> None:
    text = "FROM node:16\nRUN apt-get install -y git\nCOPY . .\nCMD node x\n"
    assert port(text, "node:24-trixie-slim", "packages") == {"apt-get install git without update": ("breaks", 2)}
    assert port(text, "node:24-trixie", "packages") == {}


def test_with_lists_it_is_silent() -> None:
    for text in (
        "FROM node:16\nRUN apt-get update && apt-get install -y git\nCOPY . .\nCMD node x\n",
        "FROM node:16\nRUN apt-get install -y frobnicator\n",  # fails already
        "FROM node:16-slim\nRUN apt-get install -y git\nCOPY . .\nCMD node x\n",  # fails already
    ):
        for candidate in ask(text).stages[0].candidates:
            assert not any("without update" in one.what for one in candidate.reasons)
