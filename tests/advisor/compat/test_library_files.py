"""Libraries by paths that bear a version or Debian's name of an architecture."""

import pytest
from tests.advisor.asking import ask, candidates, told

from baseadvisor.advisor import Candidate

LIB = "/lib/x86_64-linux-gnu"


def of_the_build(text: str, place: str) -> Candidate:
    """The first candidate for the build stage that is on a release of a distribution."""
    found = next(stage for stage in ask(text).stages if not stage.final).candidates
    return next(one for one in found if f"{one.image.distribution} {one.image.release}".startswith(place))


@pytest.mark.parametrize(
    ("path", "severity"),
    [
        (f"{LIB}/ld-2.31.so", "breaks"),
        (f"{LIB}/libpthread-2.31.so", "breaks"),
        ("/usr/lib/x86_64-linux-gnu/libstdc++.so.6.0.28", "breaks"),
        (f"{LIB}/libc.so.6", None),
        ("/opt/own/ld-2.31.so", None),
    ],
)
def test_a_library_by_the_version_of_the_old_release(path: str, severity: str | None) -> None:
    copied = f"FROM debian:11 AS build\nRUN apt-get update\nFROM scratch\nCOPY --from=build {path} /lib/\n"
    found = told(of_the_build(copied, "debian 13"), "paths")
    assert found.get(f"the path {path}") == ((severity, 4) if severity else None)
    linked = candidates(f"FROM debian:11\nRUN ln -s {path} /usr/lib/own.so\n")["debian:13"]
    assert told(linked, "paths").get(f"the path {path}") == ((severity, 2) if severity else None)


def test_what_is_copied_out_of_the_folder_of_an_architecture() -> None:
    text = (
        "FROM python:3.9-bullseye AS build\nRUN pip install flask\nFROM scratch\n"
        f"COPY --from=build /usr{LIB}/libz.so.1 /lib/\nCOPY --from=build /srv /srv\n"
    )
    assert told(of_the_build(text, "alpine"), "paths")[f"COPY from /usr{LIB}"] == ("breaks", 4)
    assert not told(of_the_build(text, "debian 13"), "paths")


def test_a_library_whose_package_is_gone() -> None:
    text = "FROM debian:11 AS build\nRUN apt-get update\nFROM scratch\nCOPY --from=build /usr{lib}/{file} /lib/\n"
    gone = told(of_the_build(text.format(lib=LIB, file="libpcre.so.3"), "debian 13"), "paths")
    assert gone == {f"the path /usr{LIB}/libpcre.so.3": ("breaks", 4)}
    for file in ("libz.so.1", "libcurl.so.4", "libfrob.so.1"):
        assert told(of_the_build(text.format(lib=LIB, file=file), "debian 13"), "paths") == {}, file
