"""Installations of a manager's own tools alone: no library of the project is among them."""

from baseadvisor.shell.packages import PackageAction

OF_PIP = frozenset({"pip", "setuptools", "wheel"})
_OWN = {"pip": OF_PIP, "gem": frozenset({"bundler", "rubygems-update"})}


def of_tools_alone(action: PackageAction) -> bool:
    """Whether a manager only brings itself, and what it builds with, up to date: `pip install --upgrade pip`."""
    own = _OWN.get(action.family, frozenset())
    return bool(action.packages) and all(package.name in own for package in action.packages)
