"""Short ways to ask for advice, always as of the same day and from the catalog alone."""

from baseadvisor.advisor import Advice, Candidate, advise

DAY = "2026-11-24"


def ask(text: str, **options: object) -> Advice:
    """Advice on a Dockerfile's text."""
    return advise(text, offline=True, **{"as_of": DAY, **options})  # type: ignore[arg-type]


def candidates(text: str, **options: object) -> dict[str, Candidate]:
    """The candidates for the final stage's image, by reference, the best first."""
    final = next(stage for stage in ask(text, **options).stages if stage.final)
    return {one.image.reference: one for one in final.candidates}


def told(candidate: Candidate, topic: str | None = None) -> dict[str, tuple[str, int | None]]:
    """What a candidate's reasons say: what -> (severity, line)."""
    return {one.what: (one.severity, one.line) for one in candidate.reasons if topic in (None, one.topic)}


def port(text: str, to: str = "alpine:3.24", topic: str | None = None) -> dict[str, tuple[str, int | None]]:
    """What is said of moving the final stage to an image: what -> (severity, line)."""
    return told(candidates(text)[to], topic)
