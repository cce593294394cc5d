"""Base images that are pinned by digest."""

from tests.advisor.asking import ask, candidates, port

from baseadvisor.advisor.patching import patched
from baseadvisor.fixes.apply import apply_edits
from baseadvisor.report.advice_words import size, size_source

DIGEST = "sha256:" + "0" * 64


def test_that_the_pin_falls_away_is_said() -> None:
    assert port(f"FROM debian:11@{DIGEST}\n", "debian:13", "digest") == {"the pin by digest": ("note", 1)}
    assert port("FROM debian:11\n", "debian:13", "digest") == {}


def test_a_size_of_the_tag_is_not_said_to_be_the_digests() -> None:
    figure = ask(f"FROM debian:bookworm@{DIGEST}\n").stages[0].image.size
    assert figure is not None
    assert size(figure).startswith("~")
    assert "of the tag bookworm, not of the digest" in size_source(figure)
    plain = ask("FROM debian:bookworm\n").stages[0].image.size
    assert not size(plain).startswith("~")


def test_a_name_stays_as_fully_written_as_it_was() -> None:
    text = f"FROM docker.io/library/debian:11@{DIGEST}\n"
    assert apply_edits(text, candidates(text)["debian:13"].edits) == "FROM docker.io/library/debian:13\n"
    argument = "ARG V=11\nFROM docker.io/library/debian:${V}\n"
    assert apply_edits(argument, candidates(argument)["debian:13"].edits) == argument.replace("=11", "=13")


def test_a_pin_is_written_to_the_full_name() -> None:
    advice = ask("FROM docker.io/library/debian:11\n")
    stage = advice.stages[0]
    pinned = tuple(one._replace(image=one.image._replace(digest=DIGEST)) for one in stage.candidates)
    advice = advice._replace(stages=(stage._replace(candidates=pinned),))
    text = patched(advice, pin=True).text
    assert text.startswith("FROM docker.io/library/debian:")
    assert text.endswith(f"@{DIGEST}\n")
