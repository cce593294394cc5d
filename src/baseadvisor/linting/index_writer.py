"""Writes `baseadvisor.linting._index`: every shipped rule as a Python literal. Run by the build (`hatch_build.py`)."""

import os

from baseadvisor.linting.rule_file import read_rule, rule_files
from baseadvisor.linting.rule_index import RuleIndex, fingerprint


def index_source(folder: str, *, for_wheel: bool = False) -> str:
    """The source of the index module for the rules below `folder`. Raises ConfigError when one of them is wrong.

    `for_wheel` leaves out the fingerprint of the files, which only a checkout asks for and which no two have alike.
    """
    index = RuleIndex(read_rule(path, folder) for path in rule_files(folder))
    _ = index.by_id  # clashing ids raise here
    rows = "".join(f"    {tuple(rule)!r},\n" for rule in index.rules)
    return (
        '"""Generated from rules/ by hatch_build.py."""\n\n'
        f"FINGERPRINT = {0 if for_wheel else fingerprint(folder)}\n"
        f"RULES: tuple[tuple[object, ...], ...] = (\n{rows})\n"
    )


def write_index(folder: str, path: str, *, for_wheel: bool = False) -> None:
    """Write the index module for the rules below `folder` to `path`, in one step."""
    source = index_source(folder, for_wheel=for_wheel)
    unfinished = f"{path}.{os.getpid()}"
    with open(unfinished, "w", encoding="utf-8") as file:
        file.write(source)
    os.replace(unfinished, path)
