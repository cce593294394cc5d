"""What apt installs along with a package, as far as its indexes tell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from tools.apt_indexes import Group, Stanza

_PRIORITIES = ("required", "important", "standard", "optional", "extra")

# What debootstrap's variant minbase, which the official images are made with, installs besides what is required.
_IMAGES = frozenset({"apt", "usr-is-merged"})


class Closure:
    """Follows the needs of packages in one release. `providers` names what apt takes for a virtual package."""

    def __init__(self, packages: Mapping[str, Stanza], providers: Mapping[str, str | None]) -> None:
        self._packages = packages
        self._providers = providers
        self.base: frozenset[str] = frozenset()
        self.base = self._reach(
            (name for name, one in packages.items() if one.essential or one.priority == "required" or name in _IMAGES),
            recommends=False,
        )

    def of(self, name: str, *, recommends: bool) -> frozenset[str]:
        """What the package needs, with itself and without what the official image has."""
        return self._reach([name], recommends=recommends) - self.base

    def _reach(self, names: Iterable[str], *, recommends: bool) -> frozenset[str]:
        found = set(self.base)
        waiting = list(names)
        while waiting:
            name = waiting.pop(0)
            stanza = self._packages.get(name)
            if stanza is None or name in found:
                continue
            found.add(name)
            groups = stanza.needs + (stanza.recommends if recommends else ())
            for group in groups:
                chosen = self._choice(group, found, waiting)
                if chosen is not None:
                    waiting.append(chosen)
        return frozenset(found)

    def _choice(self, group: Group, found: Collection[str], waiting: Collection[str]) -> str | None:
        """The package that a dependency brings; None where it is met, or cannot be."""
        if any(self._real(name) in found or self._real(name) in waiting for name in group):
            return None
        return next((real for name in group if (real := self._real(name)) is not None), None)

    def _real(self, name: str) -> str | None:
        return name if name in self._packages else self._providers.get(name)


def provider_of(names: Collection[str], packages: Mapping[str, Stanza]) -> str | None:
    """The one of a virtual package's providers that is taken: the only one of the highest priority."""
    ranked = sorted((_PRIORITIES.index(packages[name].priority), name) for name in names)
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        return None
    return ranked[0][1]
