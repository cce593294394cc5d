"""A finding's identity across commits: it stays when lines move, and differs between two of a kind in one file."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baseadvisor.linting.finding import Finding


class Fingerprints:
    """Gives the findings of one file, in order, their fingerprints."""

    def __init__(self, file: str, text: str) -> None:
        self._file = file.replace("\\", "/")
        self._lines: Sequence[str] = text.split("\n")
        self._seen: dict[str, int] = {}

    def of(self, finding: "Finding") -> str:
        """The SHA-256 (hex) of the file, the rule, the line's text and how many such there were before."""
        from hashlib import sha256

        first = finding.span.start.line
        line = self._lines[first - 1].strip() if 0 < first <= len(self._lines) else ""
        key = "\0".join((self._file, finding.code, line))
        before = self._seen.get(key, 0)
        self._seen[key] = before + 1
        return sha256(f"{key}\0{before}".encode("utf-8", "surrogatepass")).hexdigest()
