"""Reads the shipped data files, each at most once a process."""

from __future__ import annotations

import errno
import json
import os
from functools import cache
from typing import Any

_DATA = os.path.join(os.path.dirname(__file__), "data")


class CatalogError(RuntimeError):
    """A shipped data file is damaged; ``str()`` says which."""


_overlay: list[str] = []


def use_overlay(folder: str) -> None:
    """From now on take what is known of images from ``folder`` where that is newer than what was shipped.

    Call it before anything is asked of the catalog: answers that were given are remembered. Linting does not use it, so
    that its results only change with a new version.
    """
    _overlay[:] = [folder]
    load.cache_clear()


@cache
def load(name: str) -> Any:
    """The content of ``data/<name>.json``, or None when there is no such file. Callers must not change it.

    Raises CatalogError when the file is there and cannot be read.
    """
    shipped = read(_DATA, name)
    if _overlay and name.startswith("images/"):
        newer = read(_overlay[0], name, cure="run `baseadvisor catalog refresh` again, or remove it")
        if isinstance(newer, dict) and (newer.get("as_of") or "") > ((shipped or {}).get("as_of") or ""):
            return newer
    return shipped


def read(folder: str, name: str, *, cure: str = "install baseadvisor again") -> Any:
    """The content of ``<folder>/<name>.json``, or None when there is no such file.

    Raises CatalogError, with the ``cure`` in its message, when it is there and cannot be read.
    """
    try:
        with open(os.path.join(folder, f"{name}.json"), encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOENT, errno.ENAMETOOLONG):
            return None  # an image's name may be longer than a file's
        raise CatalogError(f"cannot read the catalog's {name}.json: {error}; {cure}") from error


def file_name(image: str) -> str:
    """The name of an image's data file: ``ghcr.io/a/b`` is kept in ``ghcr.io__a__b.json``."""
    return image.replace("/", "__").replace(":", "_")
