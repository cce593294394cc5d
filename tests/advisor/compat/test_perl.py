"""Perl scripts on a distribution's newer Perl."""

from tests.advisor.asking import candidates, told

_TEXT = "FROM debian:8\nRUN apt-get install -y apache2\nADD index.pl /var/www/html/\n"


def test_a_script_that_may_use_what_perl_left_out() -> None:
    found = next(one for one in candidates(_TEXT)["debian:13"].reasons if one.what == "Perl script index.pl")
    assert (found.severity, found.certainty, found.line) == ("check", "low", 3)
    assert "libcgi-pm-perl" in found.why
    installed = _TEXT.replace("apache2", "libcgi-pm-perl")
    found = next(one for one in candidates(installed)["debian:13"].reasons if one.what == "Perl script index.pl")
    assert "CGI" not in found.why


def test_where_nothing_is_left_out() -> None:
    assert "Perl script index.pl" not in told(candidates(_TEXT.replace("debian:8", "debian:11"))["debian:13"])
    assert "Perl script index.pl" not in told(candidates(_TEXT.replace("index.pl", "index.py"))["debian:13"])
