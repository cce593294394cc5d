"""Short ways to ask for advice, always as of the same day and from the catalog alone."""

from collections.abc import Mapping
from typing import Any

from baseadvisor.advisor import Advice, Candidate
from baseadvisor.advisor.advising import build_options, weighed_on
from baseadvisor.dockerfile.source import parse

DAY = "2026-11-24"


def ask(
    text: str,
    *,
    as_of: str = DAY,
    platform: str | None = None,
    allowed: tuple[str, ...] = (),
    build_args: Mapping[str, str] | None = None,
    target: str | None = None,
    filename: str | None = None,
) -> Advice:
    """Advice on a Dockerfile's text, with every candidate that is weighed."""
    options = build_options(dict(build_args or {}), platform, target)
    dockerfile = parse(text, filename=filename, recover=True, options=options)
    return weighed_on(dockerfile, as_of=as_of, platform=platform, allowed=allowed, options=options)


def candidates(text: str, **options: Any) -> dict[str, Candidate]:
    """The candidates for the final stage's image, by reference, the best first."""
    final = next(stage for stage in ask(text, **options).stages if stage.final)
    return {one.image.reference: one for one in final.candidates}


def told(candidate: Candidate, topic: str | None = None) -> dict[str, tuple[str, int | None]]:
    """What a candidate's reasons say: what -> (severity, line)."""
    return {one.what: (one.severity, one.line) for one in candidate.reasons if topic in (None, one.topic)}


def port(text: str, to: str = "alpine:3.24", topic: str | None = None) -> dict[str, tuple[str, int | None]]:
    """What is said of moving the final stage to an image: what -> (severity, line)."""
    return told(candidates(text)[to], topic)
