"""Clear Linux's package manager, where another distribution takes its place."""

from tests.advisor.asking import candidates, port

_WOLFI = "cgr.dev/chainguard/wolfi-base:latest"
_TEXT = "FROM clearlinux:latest\nRUN swupd update\nRUN swupd bundle-add git go-basic && \\\n swupd clean\n"


def test_the_bundles_and_every_line_are_named() -> None:
    (reason,) = (one for one in candidates(_TEXT)[_WOLFI].reasons if one.topic == "packages")
    assert (reason.severity, reason.line) == ("breaks", 2)
    assert "also lines 3, 4" in reason.why
    assert "the bundles git, go-basic hold" in reason.why


def test_it_is_known_and_not_to_be_tried() -> None:
    assert port(_TEXT, _WOLFI, "untried") == {}
    assert port(_TEXT + "RUN frobnicate\n", _WOLFI, "untried") == {"frobnicate": ("check", 5)}
