"""What the official images with ONBUILD did when a file was built: it is part of the file, at its FROM.

Source: the `onbuild` folders of docker-library/python, ruby, golang, docker-node and docker-maven, before they were
given up.
"""

from typing import NamedTuple

from baseadvisor.advisor.move import Move

LAST_BUILT = "2018-04-23"
"""The last day of such tags at the latest: that of Node.js 10, which had none (docker-node issue 704)."""


class Built(NamedTuple):
    """The family of the manager that installs, its command, and all that is done in words."""

    family: str
    command: str
    steps: str


_BUILT = {
    "python": Built(
        "pip",
        "pip install -r requirements.txt",
        "WORKDIR /usr/src/app, COPY requirements.txt, RUN pip install -r requirements.txt, COPY . .",
    ),
    "ruby": Built(
        "bundler", "bundle install", "WORKDIR /usr/src/app, COPY Gemfile Gemfile.lock, RUN bundle install, COPY . ."
    ),
    "node": Built(
        "npm",
        "npm install",
        'WORKDIR /usr/src/app, COPY package.json, RUN npm install, COPY . ., CMD ["npm", "start"]',
    ),
    "golang": Built(
        "go",
        "go-wrapper install",
        "WORKDIR /go/src/app, COPY . ., a download and an install, which take a go.mod now, CMD of the program",
    ),
    "maven": Built("maven", "mvn install", "WORKDIR /usr/src/app, ADD . ., RUN mvn install"),
}


def is_lost(move: Move) -> bool:
    """Whether the move leaves an image with ONBUILD for one without."""
    return "onbuild" in move.before.tag and "onbuild" not in move.after.tag


def built(move: Move) -> Built | None:
    """What the image that is left built by itself; None where it did not, or it is not known."""
    return _BUILT.get(move.name_before) if is_lost(move) else None


def place(move: Move) -> int:
    """The offset of the FROM that asked for it."""
    stage = move.needs.stages[0].stage
    assert stage is not None  # noqa: S101 - a stage that stands on an image has one
    return stage.from_instruction.start
