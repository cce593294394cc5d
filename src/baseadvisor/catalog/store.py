"""Reads the shipped data files, each at most once a process."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

_DATA = os.path.join(os.path.dirname(__file__), "data")


class CatalogError(RuntimeError):
    """A shipped data file is damaged; ``str()`` says which."""


@cache
def load(name: str) -> Any:
    """The content of ``data/<name>.json``, or None when there is no such file. Callers must not change it.

    Raises CatalogError when the file is there and cannot be read.
    """
    try:
        with open(os.path.join(_DATA, f"{name}.json"), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise CatalogError(f"cannot read the catalog's {name}.json: {error}; install baseadvisor again") from error


def file_name(image: str) -> str:
    """The name of an image's data file: ``ghcr.io/a/b`` is kept in ``ghcr.io__a__b.json``."""
    return image.replace("/", "__").replace(":", "_")
