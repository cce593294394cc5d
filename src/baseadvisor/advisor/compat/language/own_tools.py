"""Installations of tools alone, and those of a project's own libraries."""

from baseadvisor.shell.packages import PackageAction

OF_PIP = frozenset({"pip", "setuptools", "wheel"})
_OWN = {"pip": OF_PIP, "gem": frozenset({"bundler", "rubygems-update"})}
_MANAGERS = {
    "pip": frozenset({"poetry", "pipenv", "pdm", "uv", "virtualenv", "hatch", "build"}),
    "npm": frozenset({"npm", "yarn", "pnpm", "corepack", "n", "npx"}),
}


def of_tools_alone(action: PackageAction) -> bool:
    """Whether a manager only brings itself, and what it builds with, up to date: `pip install --upgrade pip`."""
    own = _OWN.get(action.family, frozenset())
    return bool(action.packages) and all(package.name in own for package in action.packages)


def of_managers_alone(action: PackageAction) -> bool:
    """As `of_tools_alone`, or other managers of a project's libraries: `pip install poetry`, `npm install -g yarn`."""
    managers = _MANAGERS.get(action.family, frozenset())
    others = bool(action.packages) and all(package.name in managers for package in action.packages)
    return others or of_tools_alone(action)


def is_of_project(action: PackageAction) -> bool:
    """Whether the libraries of a project are installed: those of its folder, its list, or its lock file."""
    if action.has("--global") or action.subcommand.startswith("global"):
        return False
    return all(package.kind in ("requirements", "path") for package in action.packages)
