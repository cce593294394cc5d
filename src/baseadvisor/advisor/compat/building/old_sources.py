"""Programs whose old sources do not compile with a newer compiler or assembler, or make a program that does not run.

Sources: FFmpeg's ticket 10405 and commit effadce6c7 (binutils 2.41 takes x86's shr by constants alone), which 6.0.1,
5.1.4 and 4.4.5 have as well; pyenv issues 1889 and 2046 and python/cpython 89863 (Python up to 3.7.3 by GCC 11).
"""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.archive.gone_dnf import LIKE_RHEL
from baseadvisor.advisor.compat.building.downloads import downloads
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.image.numbers import numbers

_FFMPEG = re.compile(
    r"ffmpeg\.org/releases/ffmpeg-(\d+\.\d+(?:\.\d+)?)|/FFmpeg/archive/(?:refs/tags/)?n(\d+\.\d+(?:\.\d+)?)"
)
_MENDED = ((4, 4, 5), (5, 1, 4), (6, 0, 1), (6, 1))
# The first releases with binutils 2.41. Where to look: https://repology.org/project/binutils.
_BINUTILS_2_41 = {"debian": (13,), "ubuntu": (24, 4), "alpine": (3, 19), "fedora": (40,)}
_WITHOUT_ASSEMBLER = re.compile(r"--disable-(?:x86)?asm\b")


# ... and with GCC 11.
_GCC_11 = {"debian": (12,), "ubuntu": (22, 4), "alpine": (3, 15), "fedora": (34,)} | dict.fromkeys(LIKE_RHEL, (9,))
_PYTHON = re.compile(r"Python-(?P<version>3\.\d+\.\d+|\$\{?[A-Z_]*VERSION\}?)[\w.]*\.t(?:ar|gz|xz)")
_PYTHON_MENDED = (3, 7, 4)
_LESS_OPTIMIZED = re.compile(r"-O[0-2]\b")


def reasons(move: Move) -> Iterator[Reason]:
    """Python and FFmpeg by their sources; the first of each."""
    if move.run_only:
        return
    if move.reaches(_GCC_11):
        yield from _python(move)
    if move.reaches(_BINUTILS_2_41):
        yield from _ffmpeg(move)


def _python(move: Move) -> Iterator[Reason]:
    """Python as its archive is called, by a version that the file sets."""
    texts = list(move.needs.words())
    if any(_LESS_OPTIMIZED.search(text) for text, _ in texts):
        return
    for text, start in texts:
        match = _PYTHON.search(text)
        version = _set_version(move) if match is not None and "$" in match["version"] else match and match["version"]
        if match is None or version is None or not (3,) <= numbers(version) < _PYTHON_MENDED:
            continue
        why = f"GCC 11 and later, which {move.place} has, make one of it that crashes: a newer Python, or CFLAGS=-O2"
        yield Reason(
            "version", "breaks", "medium", f"Python {version} from its sources", why, move.line(start + match.start())
        )
        return


def _set_version(move: Move) -> str | None:
    """The version of Python that an ENV or ARG sets."""
    pairs = [pair for each in move.needs.instructions if each.keyword in ("ENV", "ARG") for pair in each.pairs]
    return next((p.value for p in pairs if p.key == "PYTHON_VERSION" and p.value and p.value[0].isdigit()), None)


def _ffmpeg(move: Move) -> Iterator[Reason]:
    if any(_WITHOUT_ASSEMBLER.search(text) for text, _ in move.needs.words()):
        return
    for source in downloads(move.needs.analysis, move.needs.instructions):
        match = _FFMPEG.search(source.url)
        version = numbers(match[1] or match[2]) if match is not None else ()
        if match is not None and not _is_mended(version):
            why = f"the assembler of {move.place} refuses it on x86 (shr): 6.1, or the last of its own line, is mended"
            yield Reason("version", "breaks", "medium", f"FFmpeg {match[1] or match[2]}", why, source.line)
            return


def _is_mended(version: tuple[int, ...]) -> bool:
    same = next((one for one in _MENDED if one[:2] == version[:2]), None)
    return version >= (same if same is not None else _MENDED[-1])
