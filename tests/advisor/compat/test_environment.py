"""Locales, where the libc changes and where it does not."""

from tests.advisor.asking import port


def test_musl_has_no_locales_to_define() -> None:
    text = "FROM debian:bookworm\nRUN localedef -i de_DE -f UTF-8 de_DE\n"
    assert port(text, topic="locale") == {"localedef": ("breaks", 2)}
    stays = text.replace("debian:bookworm", "alpine:3.16")
    assert port(stays, topic="locale") == {}
    assert port(text.replace("localedef", "/usr/glibc-compat/bin/localedef"), topic="locale") == {}
