"""Old sources that a newer assembler refuses."""

import pytest
from tests.advisor.asking import candidates, told

_TEXT = "FROM debian:11\nRUN apt-get install -y gcc make curl\nRUN curl https://ffmpeg.org/releases/ffmpeg-{}.tar.xz\n"


@pytest.mark.parametrize("version", ["4.4.4", "3.4", "5.0.3", "6.0"])
def test_ffmpeg_that_the_assembler_refuses(version: str) -> None:
    assert told(candidates(_TEXT.format(version))["debian:13"])[f"FFmpeg {version}"] == ("breaks", 3)


@pytest.mark.parametrize("version", ["4.4.5", "5.1.6", "6.1", "7.0.2"])
def test_ffmpeg_that_is_mended(version: str) -> None:
    assert f"FFmpeg {version}" not in told(candidates(_TEXT.format(version))["debian:13"])


def test_where_it_does_without_assembler_or_stays() -> None:
    without = _TEXT.format("4.4") + "RUN ./configure --disable-x86asm && make\n"
    assert "FFmpeg 4.4" not in told(candidates(without)["debian:13"])
    same = _TEXT.format("4.4").replace("debian:11", "debian:13")
    assert "FFmpeg 4.4" not in told(candidates(same)["debian:13-slim"])


def test_an_old_python_crashes_with_gcc_11() -> None:
    text = "FROM centos:7\nENV PYTHON_VERSION={}\nRUN tar xf Python-$PYTHON_VERSION.tgz && make\n"
    assert told(candidates(text.format("3.6.3"))["almalinux:9"])["Python 3.6.3 from its sources"] == ("breaks", 3)
    assert "Python 3.6.3 from its sources" not in told(candidates(text.format("3.6.3"))["almalinux:8"])
    assert "Python 3.8.1 from its sources" not in told(candidates(text.format("3.8.1"))["almalinux:9"])
    mended = text.format("3.6.3") + "ENV CFLAGS=-O2\n"
    assert "Python 3.6.3 from its sources" not in told(candidates(mended)["almalinux:9"])
