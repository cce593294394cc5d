"""Makes the catalog's knowledge of an image anew from its registry, into a folder that lies over the shipped one.

Docker Hub's list of tags has sizes and digests for each platform and costs no pull; tags of one digest are one build.
What a build stands on is taken from the shipped catalog's rules: a list of tags does not tell.
"""

import json
import os
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from baseadvisor.advisor.facts import base_name
from baseadvisor.catalog.images import image_data
from baseadvisor.catalog.store import file_name
from baseadvisor.image.reference import Reference

if TYPE_CHECKING:
    from baseadvisor.registry import HubTag, ImageInfo, Registry

CURRENT = 90
"""Days: a tag that was not pushed for longer is not counted among the current ones."""


class Refreshed(NamedTuple):
    """What was written for an image: where, and how many builds and sizes are in it."""

    name: str
    path: str
    builds: int
    sizes: int
    complete: bool


def default_folder() -> str:
    """The folder that lies over the shipped catalog: `catalog` in the user's data folder for baseadvisor."""
    from platformdirs import user_data_dir

    return os.path.join(user_data_dir("baseadvisor", appauthor=False), "catalog")


def refresh(reference: Reference, registry: "Registry", folder: str, *, today: date) -> Refreshed:
    """Look at an image in its registry now, and write what is known of it to `folder`.

    An image of Docker Hub is refreshed with all its tags; of any other registry the one tag is. Raises RegistryError
    where the registry does not answer, OSError where the folder cannot be written.
    """
    name = base_name(reference)
    shipped = image_data(name)
    raw = _empty(name) if shipped is None else _raw(name)
    if reference.registry == "docker.io":
        listed = registry.hub_tags(reference)
        tags = [tag for tag in listed.tags if _is_current(tag, today)]
        raw["entries"] = _entries(name, tags) or raw["entries"]
        raw["sizes"] = _merged(raw["sizes"], [size for tag in tags for size in _sizes(name, tag, today)])
        complete = listed.complete
    else:
        raw["sizes"] = _merged(raw["sizes"], _size(reference, registry.image(reference), today))
        complete = True
    raw["as_of"] = today.isoformat()
    raw["source"] = f"{reference.registry}, asked on {today.isoformat()}"
    path = os.path.join(folder, "images", f"{file_name(name)}.json")
    _write(path, raw)
    return Refreshed(name, path, len(raw["entries"]), len(raw["sizes"]), complete)


def _raw(name: str) -> dict[str, Any]:
    from baseadvisor.catalog.store import load

    copied: dict[str, Any] = json.loads(json.dumps(load(f"images/{file_name(name)}")))
    return copied


def _empty(name: str) -> dict[str, Any]:
    return {"as_of": None, "source": None, "entries": [], "sizes": [], "seen": {}}


def _is_current(tag: "HubTag", today: date) -> bool:
    moment = tag.last_pushed or tag.last_updated
    return moment is not None and moment.date() >= today - timedelta(days=CURRENT)


def _entries(name: str, tags: "list[HubTag]") -> list[dict[str, Any]]:
    """The builds: tags whose image for the same Linux platform has one digest."""
    groups: dict[str, list[HubTag]] = {}
    for tag in tags:
        key = _digest(tag)
        if key is not None:
            groups.setdefault(key, []).append(tag)
    found = []
    for group in groups.values():
        platforms = sorted(
            {str(image.platform) for tag in group for image in tag.images if image.platform.os == "linux"}
        )
        if not platforms:
            continue
        entry: dict[str, Any] = {"tags": sorted(tag.name for tag in group), "platforms": platforms}
        entry.update(_stands_on(name, [tag.name for tag in group]))
        found.append(entry)
    return found


def _digest(tag: "HubTag") -> str | None:
    linux = [image for image in tag.images if image.platform.os == "linux" and image.digest]
    amd64 = next((image.digest for image in linux if str(image.platform) == "linux/amd64"), None)
    return amd64 or (linux[0].digest if linux else None)


def _stands_on(name: str, tags: list[str]) -> dict[str, str]:
    """What a build stands on, as one of its tags tells by the shipped rules; the fullest answer counts."""
    from baseadvisor.catalog import userland_of

    best: dict[str, str] = {}
    reference = Reference("docker.io", f"library/{name}") if "/" not in name else Reference.parse(name)
    for tag in tags:
        found = userland_of(reference, tag)
        if found is None:
            continue
        values = {"userland": found.id, "distribution": found.distribution, "release": found.release}
        told = {key: value for key, value in values.items() if value is not None}
        if len(told) > len(best):
            best = told
    return best


def _sizes(name: str, tag: "HubTag", today: date) -> list[dict[str, Any]]:
    moment = tag.last_pushed or tag.last_updated
    day = moment.date().isoformat() if moment is not None else today.isoformat()
    return [
        {
            "tag": tag.name,
            "platform": str(image.platform),
            "bytes": image.size,
            "as_of": day,
            **({"digest": image.digest} if image.digest else {}),
            "source": f"Docker Hub's list of tags, asked on {today.isoformat()}",
        }
        for image in tag.images
        if image.size and image.platform.os == "linux"
    ]


def _size(reference: Reference, info: "ImageInfo", today: date) -> list[dict[str, Any]]:
    return [
        {
            "tag": reference.effective_tag or "",
            "platform": str(info.platform) if info.platform is not None else "linux/amd64",
            "bytes": info.size,
            "as_of": today.isoformat(),
            "digest": info.digest,
            "source": f"{reference.registry}, asked on {today.isoformat()}",
        }
    ]


def _merged(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The old sizes with the new ones in place of those of the same tag and platform."""
    found = {(one["tag"], one["platform"]): one for one in old}
    found.update({(one["tag"], one["platform"]): one for one in new})
    return [found[key] for key in sorted(found)]


def _write(path: str, raw: dict[str, Any]) -> None:
    """Write in one step, so that no half file is ever read."""
    from tempfile import mkstemp

    os.makedirs(os.path.dirname(path), exist_ok=True)
    handle, temporary = mkstemp(prefix=".catalog-", dir=os.path.dirname(path))
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(raw, file, indent=1)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
