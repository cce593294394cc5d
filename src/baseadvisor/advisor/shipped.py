"""Whether the catalog's data holds together: names, dates, platforms, references from one table to another."""

import os
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from baseadvisor.catalog import store, userland_ids
from baseadvisor.image.platform import InvalidPlatform, Platform
from baseadvisor.image.reference import is_tag

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def data_files(folder: str) -> list[str]:
    """The names of the data files in a folder, as the catalog's store calls them."""
    found = []
    for root, _, names in os.walk(folder):
        inside = os.path.relpath(root, folder).replace(os.sep, "/")
        prefix = "" if inside == "." else inside + "/"
        found += [prefix + name.removesuffix(".json") for name in names if name.endswith(".json")]
    return sorted(found)


def shipped_folder() -> str:
    """Where the shipped data lies."""
    return os.path.join(os.path.dirname(store.__file__), "data")


def problems(folder: str, today: str) -> Iterator[str]:
    """What is wrong in the data of a folder, a line each."""
    for name in data_files(folder):
        try:
            raw = store.read(folder, name)
        except store.CatalogError as error:
            yield str(error)
            continue
        if name.startswith("images/"):
            yield from _image(name, raw, today)
        elif name.startswith("support/"):
            yield from _support(name, raw, today)
    if folder == shipped_folder():
        yield from _rules()


def _image(name: str, raw: dict[str, Any], today: str) -> Iterator[str]:
    known = set(userland_ids())
    seen: dict[str, str] = {}
    for entry in raw["entries"]:
        for tag in (*entry["tags"], *entry.get("shared", ())):
            if not is_tag(tag):
                yield f"{name}: {tag!r} is no tag"
        for tag in entry["tags"]:
            if tag in seen and seen[tag] == entry["platforms"][0]:
                yield f"{name}: the tag {tag} stands for two builds"
            seen[tag] = entry["platforms"][0]
        if entry.get("userland") is not None and entry["userland"] not in known:
            yield f"{name}: there is no userland {entry['userland']!r}"
        yield from _platforms(name, entry["platforms"])
    for size in raw["sizes"]:
        where = f"{name}: {size['tag']} on {size['platform']}"
        if not isinstance(size["bytes"], int) or size["bytes"] <= 0:
            yield f"{where}: {size['bytes']!r} bytes"
        yield from _day(where, size["as_of"], today)
        yield from _platforms(name, [size["platform"]])
        if not size["source"]:
            yield f"{where}: no source"


def _support(name: str, raw: dict[str, Any], today: str) -> Iterator[str]:
    if not raw["source"]:
        yield f"{name}: no source"
    yield from _day(name, raw["as_of"], today)
    for cycle in raw["cycles"]:
        where = f"{name}: {cycle['cycle']}"
        for key in ("released", "eol", "extended_eol"):
            value = cycle.get(key)
            if isinstance(value, str) and not _is_day(value):
                yield f"{where}: {key} is {value!r}"
        eol, released = cycle["eol"], cycle.get("released")
        if isinstance(eol, str) and isinstance(released, str) and eol < released:
            yield f"{where}: it ends before it begins"


def _rules() -> Iterator[str]:
    known = set(userland_ids())
    table = store.load("image_rules")
    rows = [row for rows in table["exact"].values() for row in rows]
    rows += [rule for row in table["patterns"] for rule in row["rules"]]
    for row in rows:
        if "{" not in row["userland"] and row["userland"] not in known:
            yield f"image_rules: there is no userland {row['userland']!r}"
        if "tag" in row:
            try:
                re.compile(row["tag"])
            except re.error as error:
                yield f"image_rules: {row['tag']!r}: {error}"


def _platforms(name: str, texts: list[str]) -> Iterator[str]:
    for text in texts:
        try:
            Platform.parse(text)
        except InvalidPlatform as error:
            yield f"{name}: {error}"


def _day(where: str, text: str, today: str) -> Iterator[str]:
    if not _is_day(text):
        yield f"{where}: {text!r} is no date"
    elif text > today:
        yield f"{where}: {text} is still to come"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return _DAY.fullmatch(text) is not None
