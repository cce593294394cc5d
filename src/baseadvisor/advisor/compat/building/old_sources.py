"""Programs whose old sources do not compile with a newer assembler.

Source: FFmpeg's ticket 10405 and commit effadce6c7 (binutils 2.41 takes x86's shr by constants alone), which 6.0.1,
5.1.4 and 4.4.5 have as well.
"""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.building.downloads import downloads
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.image.numbers import numbers

_FFMPEG = re.compile(r"ffmpeg\.org/releases/ffmpeg-(\d+\.\d+(?:\.\d+)?)|/FFmpeg/archive/(?:refs/tags/)?n(\d+\.\d+(?:\.\d+)?)")
_MENDED = ((4, 4, 5), (5, 1, 4), (6, 0, 1), (6, 1))
# The first releases with binutils 2.41. Where to look: https://repology.org/project/binutils.
_BINUTILS_2_41 = {"debian": (13,), "ubuntu": (24, 4), "alpine": (3, 19), "fedora": (40,)}
_WITHOUT_ASSEMBLER = re.compile(r"--disable-(?:x86)?asm\b")


def reasons(move: Move) -> Iterator[Reason]:
    """FFmpeg by its sources; the first of them."""
    if move.run_only or not move.reaches(_BINUTILS_2_41):
        return
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
