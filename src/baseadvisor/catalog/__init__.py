"""Shipped knowledge of userlands, images, support dates, Java and packages: works with no network at all.

Every figure has a source and a date. Nothing is read before it is asked for; ``import baseadvisor.catalog`` itself
costs nothing, its names are loaded when first used. What is not known is None or empty, never guessed.

| module | answers |
|---|---|
| ``userlands`` | ``userland_of(reference)``: libc, shell, package manager, distribution, release; ``image_user`` |
| ``support`` | ``support_of(reference)``, ``support_for(product, version)``: until when; ``is_released`` |
| ``images`` | ``resolve_alias``, ``entry_of``, ``tags``, ``size_of``, ``sizes`` of the official images |
| ``deprecated`` | ``deprecation_of(reference)``: no longer kept up, and what to take instead |
| ``java`` | ``java_home_of_image``, ``java_home_of_package``: every right value of JAVA_HOME; ``default_java`` |
| ``packages`` | ``translate(name, "apt", "apk")``, ``obsolete(name)``, ``seen(name, family)`` |
| ``apt`` | ``availability``, ``version``, ``brings``, ``packages_of_command``: out of Debian's own indexes |
| ``apt_flags`` | ``has_update_flag(distribution, release)``: options of apt that not every release has |
| ``contents`` | ``contents_of(reference)``: packages that the commonest bases hold |
| ``snapshot`` | ``snapshot_date()``, ``age_days(on)`` |

A reference may be a text or a ``Reference``. The data is made by ``tools/build_catalog.py``, that of ``apt`` by
``tools/apt_archive.py``.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from baseadvisor.catalog.contents import Contents as Contents
    from baseadvisor.catalog.contents import contents_of as contents_of
    from baseadvisor.catalog.deprecated import Deprecation as Deprecation
    from baseadvisor.catalog.deprecated import deprecation_of as deprecation_of
    from baseadvisor.catalog.deprecated import deprecations as deprecations
    from baseadvisor.catalog.images import Entry as Entry
    from baseadvisor.catalog.images import Size as Size
    from baseadvisor.catalog.images import SizeAnswer as SizeAnswer
    from baseadvisor.catalog.images import entry_of as entry_of
    from baseadvisor.catalog.images import is_official as is_official
    from baseadvisor.catalog.images import most_exact_tag as most_exact_tag
    from baseadvisor.catalog.images import official_name as official_name
    from baseadvisor.catalog.images import resolve_alias as resolve_alias
    from baseadvisor.catalog.images import size_of as size_of
    from baseadvisor.catalog.images import sizes as sizes
    from baseadvisor.catalog.images import tags as tags
    from baseadvisor.catalog.java import JavaHome as JavaHome
    from baseadvisor.catalog.java import default_java as default_java
    from baseadvisor.catalog.java import java_home_of_image as java_home_of_image
    from baseadvisor.catalog.java import java_home_of_package as java_home_of_package
    from baseadvisor.catalog.packages import Translation as Translation
    from baseadvisor.catalog.packages import obsolete as obsolete
    from baseadvisor.catalog.packages import seen as seen
    from baseadvisor.catalog.packages import translate as translate
    from baseadvisor.catalog.snapshot import age_days as age_days
    from baseadvisor.catalog.snapshot import snapshot_date as snapshot_date
    from baseadvisor.catalog.store import CatalogError as CatalogError
    from baseadvisor.catalog.support import Support as Support
    from baseadvisor.catalog.support import cycles as cycles
    from baseadvisor.catalog.support import is_released as is_released
    from baseadvisor.catalog.support import products as products
    from baseadvisor.catalog.support import support_for as support_for
    from baseadvisor.catalog.support import support_of as support_of
    from baseadvisor.catalog.support import support_of_distribution as support_of_distribution
    from baseadvisor.catalog.userlands import ImageUser as ImageUser
    from baseadvisor.catalog.userlands import Userland as Userland
    from baseadvisor.catalog.userlands import image_user as image_user
    from baseadvisor.catalog.userlands import userland as userland
    from baseadvisor.catalog.userlands import userland_ids as userland_ids
    from baseadvisor.catalog.userlands import userland_of as userland_of

_HOME = {
    "Contents": "contents",
    "contents_of": "contents",
    "Deprecation": "deprecated",
    "deprecation_of": "deprecated",
    "deprecations": "deprecated",
    "Entry": "images",
    "Size": "images",
    "SizeAnswer": "images",
    "entry_of": "images",
    "is_official": "images",
    "most_exact_tag": "images",
    "official_name": "images",
    "resolve_alias": "images",
    "size_of": "images",
    "sizes": "images",
    "tags": "images",
    "JavaHome": "java",
    "java_home_of_image": "java",
    "default_java": "java",
    "java_home_of_package": "java",
    "Translation": "packages",
    "obsolete": "packages",
    "seen": "packages",
    "translate": "packages",
    "age_days": "snapshot",
    "snapshot_date": "snapshot",
    "CatalogError": "store",
    "Support": "support",
    "cycles": "support",
    "is_released": "support",
    "products": "support",
    "support_for": "support",
    "support_of": "support",
    "support_of_distribution": "support",
    "ImageUser": "userlands",
    "Userland": "userlands",
    "image_user": "userlands",
    "userland": "userlands",
    "userland_of": "userlands",
    "userland_ids": "userlands",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
