"""Clear Linux's package manager, where another distribution takes its place."""

import pytest
from tests.advisor.asking import ask, candidates, port

from baseadvisor.advisor.shortlist import shortlisted

_WOLFI = "cgr.dev/chainguard/wolfi-base:latest"
_TEXT = "FROM clearlinux:latest\nRUN swupd update\nRUN swupd bundle-add git go-basic && \\\n swupd clean\n"


def test_every_line_and_the_bundles_are_named() -> None:
    candidate = candidates(_TEXT)[_WOLFI]
    gone, bundles = (one for one in candidate.reasons if one.topic == "packages")
    assert (gone.severity, gone.line) == ("breaks", 2)
    assert "also lines 3, 4" in gone.why
    assert (bundles.what, bundles.severity, bundles.line) == ("bundles git, go-basic", "check", 3)
    assert candidate.confidence.level == "low"


def test_bundles_by_an_option_are_read() -> None:
    text = "FROM clearlinux:latest\nRUN swupd os-install --path /r --bundles=redis,su-exec\n"
    assert port(text, _WOLFI, "packages")["bundles redis, su-exec"] == ("check", 2)


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ('bundle-add "git" $X git ${Y:-foo}', "git, $X, ${Y:-foo}"),
        ("os-install -B redis -B su-exec", "redis, su-exec"),
        ("os-install --bundles 'redis,git' --path /r -B su-exec", "redis, git, su-exec"),
    ],
)
def test_each_bundle_is_named_once_and_without_quotes(arguments: str, names: str) -> None:
    text = f"FROM clearlinux:latest\nRUN swupd {arguments}\n"
    assert port(text, _WOLFI, "packages")[f"bundles {names}"] == ("check", 2)


def test_it_is_known_and_not_to_be_tried() -> None:
    assert port(_TEXT, _WOLFI, "untried") == {}
    assert port(_TEXT + "RUN frobnicate\n", _WOLFI, "untried") == {"frobnicate": ("check", 5)}


def test_what_is_laid_over_a_root_that_stays_is_of_its_system() -> None:
    text = _TEXT.replace("latest", "latest AS a") + "FROM clearlinux/os-core:latest\nCOPY --from=a /root {}\n"
    advice = shortlisted(next(one for one in ask(text.format("/")).stages if not one.final))
    assert advice.candidates == ()
    assert "laid over clearlinux/os-core:latest of line 5" in advice.left_out[0].why
    assert next(one for one in ask(text.format("/opt")).stages if not one.final).candidates
