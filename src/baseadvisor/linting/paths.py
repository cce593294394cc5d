"""Whether a file is one that a configuration's globs mean."""

import os
from collections.abc import Sequence


def matches(patterns: Sequence[str], filename: str | None, root: str | None) -> bool:
    """Whether `filename` matches one of the `.gitignore`-style patterns, seen from the folder `root`.

    A file outside `root`, and text without a file name, match nothing.
    """
    if not patterns or filename is None:
        return False
    from pathspec import GitIgnoreSpec

    path = os.path.relpath(os.path.abspath(filename), root or os.getcwd())
    if path.startswith(os.pardir + os.sep) or os.path.isabs(path):
        return False
    return GitIgnoreSpec.from_lines(patterns).match_file(path.replace(os.sep, "/"))
