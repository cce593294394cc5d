"""Write docs/reference/package-managers.md: which rule holds which package manager to which property.

    python tools/package_matrix.py            write the page
    python tools/package_matrix.py --check    fail where the page is not what the rules say

The cells are drawn from the rule files: a rule's check (and its parameters) say which property it is about, its
`managers` which managers. Where a cell stays empty, `REASONS` says why.
"""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "rules" / "package-manager"
PAGE = ROOT / "docs" / "reference" / "package-managers.md"

APT = ("apt-get", "apt", "aptitude")
DNF = ("yum", "dnf", "dnf5", "microdnf", "tdnf")
SYSTEM = (*APT, "apk", *DNF, "zypper", "pacman")
PYTHON = ("pip", "pipx", "uv")
NODE = ("npm", "yarn", "pnpm", "bun")
RUBY = ("gem", "bundle")
CONDA = ("conda", "mamba", "micromamba")
LANGUAGE = (*PYTHON, *NODE, *RUBY, "composer", *CONDA, "cargo", "go")
MANAGERS = (*SYSTEM, *LANGUAGE)

PROPERTIES = {
    "asks nothing": ("package_manager.asks",),
    "only what is needed": ("package_manager.recommends",),
    "leaves nothing behind": ("package_manager.leaves", "package_manager.caches_by_default"),
    "cache mount fits": (
        "cache_mounts.not_locked",
        "cache_mounts.unexpanded",
        "cache_mounts.unused",
        "cache_mounts.of_another_user",
        "cache_mounts.not_writable",
        "cache_mounts.emptied",
        "cache_mounts.shared_by_releases",
    ),
    "fresh index": (
        "package_manager.refresh_apart",
        "package_manager.earlier_index",
        "removed_packages.index_missing",
        "package_manager.lacks_flag+beside",
    ),
    "pinned": ("package_manager.unpinned", "package_manager.moving_version"),
    "base not upgraded": ("package_manager.takes_action", "package_manager.upgrades_all"),
    "build packages gone": (
        "removed_packages.removed_later",
        "removed_packages.set_left",
        "removed_packages.build_tools_left",
    ),
    "lock file kept": (
        "locked_packages.lock_ignored",
        "locked_packages.lock_renewed",
        "package_manager.lacks_flag",
        "package_manager.has_flag",
    ),
    "no development packages": ("locked_packages.for_development",),
    "right command and source": (
        "package_manager.uses",
        "package_sources.source_over_http",
        "package_sources.line_over_http",
        "package_sources.trusted_for_all",
        "package_sources.node_release",
        "ecosystem_ruby.system_gems_updated",
        "gone.empty_package",
        "gone.gone_hosts",
        "commands.runs",
    ),
}
"""The columns, and the checks that are about each."""

OF_OTHERS = {
    "apt-key-used": APT,
    "add-apt-repository-used": APT,
    "repository-over-http": (*APT, "apk", *DNF, "zypper", "pacman"),
    "apt-transport-https-empty": APT,
    "key-trusted-for-all": APT,
    "nodesource-out-of-support": (*APT, *DNF),
    "gem-system-update-refused": ("gem",),
    "host-gone": (*APT, *DNF),
    "cache-mount-tilde": (*PYTHON, *NODE, "composer", "cargo", "go"),
}
"""The managers of rules that do not name them, because they are about other commands or about mounts."""


class Why(NamedTuple):
    """Why no rule is about a property of some managers."""

    managers: tuple[str, ...]
    reason: str


REASONS: Mapping[str, tuple[Why, ...]] = {
    "asks nothing": (
        Why(("apk", "uv", "pipx", "gem", "bundle", "cargo", "go"), "It asks nothing when it installs."),
        Why((*NODE, "composer"), "It asks nothing where there is no terminal."),
    ),
    "only what is needed": (
        Why(("apk",), "Alpine's packages recommend nothing."),
        Why(("yum",), "The yum of CentOS 7 knows no weak dependencies; where yum is another name of dnf, write dnf."),
        Why(("tdnf",), "It has no switch for weak dependencies."),
        Why(("zypper",), "The images of openSUSE and SUSE leave them out by themselves (solver.onlyRequires)."),
        Why(("pacman",), "Optional dependencies are listed and not installed."),
        Why(
            PYTHON, "Extras and groups are installed only when asked for (uv's group dev: see the last but one column)."
        ),
        Why(NODE, "Optional dependencies are often a platform's own binaries, without which a package does not run."),
        Why((*RUBY, "composer", *CONDA, "cargo", "go"), "It knows no recommended packages, or only suggests them."),
    ),
    "leaves nothing behind": (
        Why(("pnpm", "bun"), "What is installed are hard links into its store, so nothing is there twice."),
    ),
    "cache mount fits": (
        Why(("pacman",), "It runs as root, on the one release there is: a mount on /var/cache/pacman/pkg fits."),
        Why(("gem",), "Its cache lies among the gems themselves, where a mount would take them out of the image."),
    ),
    "fresh index": (
        Why(("apk", *DNF, "zypper"), "It looks by itself whether its index is too old, before each install."),
        Why(LANGUAGE, "It keeps no index of its own, and asks its registry each time."),
    ),
    "pinned": (
        Why(
            ("pacman",),
            "Arch's repositories hold the newest version alone; only an archive of a day (archive.archlinux.org) "
            "can be pinned.",
        ),
        Why(("bundle",), "It installs what Gemfile.lock names, and no package by the command line."),
    ),
    "base not upgraded": (
        Why(("pacman",), "Arch supports whole upgrades alone, so an install is one."),
        Why(LANGUAGE, "The base image's packages are not its own."),
    ),
    "build packages gone": (Why(("bundle", "go"), "It removes no single packages."),),
    "lock file kept": (
        Why(SYSTEM, "A distribution has no lock files: pin versions, or the archive."),
        Why(("pip",), "requirements.txt is the lock file, and pip checks hashes for all as soon as there is one."),
        Why(("pipx",), "It installs single tools by their versions."),
        Why(("gem",), "The lock file, Gemfile.lock, is Bundler's."),
        Why(CONDA, "environment.yml locks nothing; a list of exact builds leaves nothing open that could be ignored."),
        Why(("go",), "It keeps to go.mod and go.sum unless told otherwise (-mod=mod)."),
    ),
    "no development packages": (
        Why((*SYSTEM, *CONDA), "Its packages are not told apart by what they are for."),
        Why(("pip", "pipx", "gem"), "It installs packages for development only when asked to."),
        Why(("cargo", "go"), "What only tests need is not part of a program that is built or installed."),
    ),
    "right command and source": (
        Why(("bundle",), "Its sources stand in the Gemfile."),
        Why(("composer",), "It refuses sources without TLS by itself (secure-http)."),
        Why(("go",), "It checks modules against go.sum and the checksum database, wherever they come from."),
    ),
}
"""Why a cell is empty: the first one for the manager counts."""


class Cell(NamedTuple):
    """The codes of the rules, or the reason why there is none."""

    rules: tuple[tuple[str, str, str], ...]  # code, name, status
    reason: str


def rules() -> Iterator[dict[str, Any]]:
    """The rule files of package managers, by code."""
    found = [tomllib.loads(path.read_text("utf-8")) for path in RULES.glob("*.toml")]
    yield from sorted(found, key=lambda rule: rule["code"])


def managers_of(rule: Mapping[str, Any]) -> tuple[str, ...]:
    """The managers that a rule is about."""
    params = rule.get("params", {})
    if rule["name"] in OF_OTHERS:
        return OF_OTHERS[rule["name"]]
    command = params.get("command")
    return tuple(params.get("managers", (command,) if command else ()))


def property_of(rule: Mapping[str, Any]) -> str:
    """The property that a rule is about; raises LookupError where its check belongs to none."""
    check = rule["check"] + ("+beside" if rule.get("params", {}).get("beside") else "")
    for name, checks in PROPERTIES.items():
        if check in checks:
            return name
    raise LookupError(f"{rule['name']}: {check} belongs to no property in tools/package_matrix.py")


def matrix() -> dict[tuple[str, str], Cell]:
    """Every cell by manager and property."""
    found: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for rule in rules():
        for manager in managers_of(rule):
            key = (manager, property_of(rule))
            found.setdefault(key, []).append((rule["code"], rule["name"], rule["status"]))
    cells = {}
    for manager in MANAGERS:
        for name in PROPERTIES:
            reasons = [why.reason for why in REASONS.get(name, ()) if manager in why.managers]
            cells[manager, name] = Cell(tuple(found.get((manager, name), ())), reasons[0] if reasons else "")
    return cells


def page() -> str:
    """The page's text."""
    cells = matrix()
    notes: list[str] = []
    lines = [
        "# Package managers: what is held to what",
        "",
        "Each cell names the rules that hold a package manager to a property; those in *italics* are in preview and",
        "run only when asked for. A number is a note below the table: why there is nothing to hold it to. The table is",
        "drawn from the rule files by `tools/package_matrix.py`. Whether packages are signed is with the rules on",
        "security.",
        "",
        "| | " + " | ".join(PROPERTIES) + " |",
        "|---" * (len(PROPERTIES) + 1) + "|",
    ]
    for manager in MANAGERS:
        row = []
        for name in PROPERTIES:
            cell = cells[manager, name]
            if cell.rules:
                row.append(" ".join(_link(*rule) for rule in cell.rules))
                continue
            if cell.reason not in notes:
                notes.append(cell.reason)
            row.append(str(notes.index(cell.reason) + 1))
        lines.append(f"| {manager} | " + " | ".join(row) + " |")
    lines.append("")
    lines += [f"{number}. {note}" for number, note in enumerate(notes, 1)]
    lines += ["", "## The rules", "", "| code | rule | what it says |", "|---|---|---|"]
    for rule in rules():
        mark = "*" if rule["status"] == "preview" else ""
        lines.append(f"| {mark}{rule['code']}{mark} | `{rule['name']}` | {rule['summary'].replace('|', '&#124;')} |")
    return "\n".join(lines) + "\n"


def _link(code: str, name: str, status: str) -> str:
    mark = "*" if status == "preview" else ""
    return f"{mark}[{code}](../../rules/package-manager/{name}.toml){mark}"


def main() -> int:
    """Write or check the page."""
    if "--check" in sys.argv[1:]:
        if not PAGE.is_file() or PAGE.read_text("utf-8") != page():
            print(
                "docs/reference/package-managers.md is out of date: run python tools/package_matrix.py", file=sys.stderr
            )
            return 1
        return 0
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
