"""Makes what is shipped of Debian's packages (catalog/data/apt) from the archive's own indexes.

    python -m tools.apt_archive --cache DIR [--mirror debian=URL] [--keyring FILE]

`apt-get update` fetches the indexes into DIR, a suite at a time, and checks them against the suite's signed Release
file, so that nothing is read that does not fit it: an index of packages that does not stops the build, and a suite
whose lists of files (Contents) do not fit is written without them. What is in DIR already is asked for again only where
the archive has something newer; `--offline` takes it as it is. The same indexes give the same bytes.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tools.apt_facts import Archive, Release, tables
from tools.apt_indexes import Stanza, files_of, stanzas

from baseadvisor.catalog.apt_table import write

OUTPUT = Path(__file__).parent.parent / "src" / "baseadvisor" / "catalog" / "data" / "apt"


class BuildError(Exception):
    """The indexes cannot be had, or are not whole; ``str()`` says which."""


class Suite(NamedTuple):
    """A folder of an archive's `dists`, and the archive that has it."""

    archive: str
    name: str


class Source(NamedTuple):
    """A release, the suites that an image's sources name for it, and the components that they have."""

    release: str
    codename: str
    suites: tuple[Suite, ...]
    components: tuple[str, ...]


MIRRORS = {"debian": "http://deb.debian.org/debian", "debian-security": "http://deb.debian.org/debian-security"}
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
ENABLED = frozenset({"main"})
"""What the official images' own sources have; the rest of the archive's components is there, and not enabled."""


def _debian(release: str, codename: str, *further: str) -> Source:
    rolling = release in ("14", "sid")
    suites = [Suite("debian", codename)]
    if not rolling:
        suites += [Suite("debian", f"{codename}-updates"), Suite("debian-security", f"{codename}-security")]
    return Source(release, codename, tuple(suites), ("main", "contrib", "non-free", *further))


SOURCES = (
    _debian("11", "bullseye"),
    _debian("12", "bookworm", "non-free-firmware"),
    _debian("13", "trixie", "non-free-firmware"),
    _debian("14", "forky", "non-free-firmware"),
    _debian("sid", "sid", "non-free-firmware"),
)
_CONFIGURATION = """\
Dir::Etc::sourcelist "{folder}/suite.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State::lists "{folder}/lists";
Dir::Cache "{folder}/cache";
APT::Sandbox::User "root";
APT::Architecture "amd64";
APT::Architectures {{ "amd64"; }};
Acquire::Languages "none";
Acquire::GzipIndexes "true";
"""
# As apt-file asks for them: a component's, and where there is none, the suite's.
_CONTENTS = """\
Acquire::IndexTargets::deb::Packages::DefaultEnabled "false";
Acquire::IndexTargets::deb::Contents-deb {
  MetaKey "$(COMPONENT)/Contents-$(ARCHITECTURE)"; Description "$(RELEASE)/$(COMPONENT) $(ARCHITECTURE) Contents";
  ShortDescription "Contents"; KeepCompressed "true"; };
Acquire::IndexTargets::deb::Contents-deb-legacy {
  MetaKey "Contents-$(ARCHITECTURE)"; Description "$(RELEASE) $(ARCHITECTURE) Contents"; ShortDescription "Contents";
  KeepCompressed "true"; Fallback-Of "Contents-deb"; };
"""


class Fetcher(NamedTuple):
    """Has apt-get bring a suite's indexes to a folder of their own."""

    cache: Path
    mirrors: Mapping[str, str]
    keyring: str
    offline: bool

    def lists(self, source: Source, suite: Suite, *, contents: bool) -> Path | None:
        """The folder of a suite's indexes; None where one of them does not fit its Release file."""
        folder = (self.cache / suite.name / ("contents" if contents else "packages")).absolute()
        done = folder / "done"
        if self.offline:
            return folder / "lists" if done.exists() else None
        for each in (folder / "lists" / "partial", folder / "cache" / "archives" / "partial"):
            each.mkdir(parents=True, exist_ok=True)
        done.unlink(missing_ok=True)
        architectures = "amd64,all" if contents else "amd64"
        (folder / "suite.list").write_text(
            f"deb [arch={architectures} signed-by={self.keyring}] {self.mirrors[suite.archive]} {suite.name} "
            f"{' '.join(source.components)}\n"
        )
        configuration = folder / "apt.conf"
        configuration.write_text(_CONFIGURATION.format(folder=folder) + (_CONTENTS if contents else ""))
        result = subprocess.run(
            ["apt-get", "update", "--error-on=any"],
            env={"APT_CONFIG": str(configuration), "PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            first = next((line for line in result.stderr.splitlines() if line.startswith("E:")), result.stderr)
            print(f"{suite.name}: {first.strip()}", file=sys.stderr)
            return None
        done.touch()
        return folder / "lists"


def read(source: Source, fetcher: Fetcher) -> tuple[Release, Archive]:
    """A release out of its suites' indexes."""
    packages: list[tuple[str, Stanza]] = []
    first: dict[str, str] = {}
    for suite in source.suites:
        lists = fetcher.lists(source, suite, contents=False)
        if lists is None:
            raise BuildError(f"the indexes of {suite.name} cannot be had")
        first = first or _release_file(lists)
        for component in source.components:
            for path in sorted(lists.glob(f"*_{component}_binary-amd64_Packages*")):
                packages += [(component, stanza) for stanza in stanzas(_lines(path))]
    lists = fetcher.lists(source, source.suites[0], contents=True)
    paths = sorted(lists.glob("*_Contents-*")) if lists is not None else []
    release = Release(source.release, source.codename, first["Suite"], _day(first["Date"]), bool(paths))
    files = (one for path in paths for one in files_of(_lines(path)))
    return release, Archive(packages, files, ENABLED)


def _lines(path: Path) -> Iterator[bytes]:
    """The lines of an index, however it is compressed."""
    with subprocess.Popen(["/usr/lib/apt/apt-helper", "cat-file", str(path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield from process.stdout
    if process.returncode:
        raise BuildError(f"{path.name} cannot be read")


def _release_file(lists: Path) -> dict[str, str]:
    text = next(lists.glob("*_InRelease")).read_text("utf-8")
    return dict(re.findall(r"^(Suite|Codename|Date): (.+)$", text, re.MULTILINE))


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _day(written: str) -> str:
    """`Sat, 21 Nov 2026 09:15:44 UTC` as 2026-11-21."""
    _, day, month, year, *_ = written.split()
    return f"{year}-{_MONTHS.index(month) + 1:02}-{int(day):02}"


def main(arguments: list[str] | None = None) -> int:
    """Write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cache", type=Path, required=True, metavar="DIR")
    parser.add_argument("--mirror", action="append", default=[], metavar="ARCHIVE=URL")
    parser.add_argument("--keyring", default=KEYRING, metavar="FILE")
    parser.add_argument("--offline", action="store_true")
    parser.add_argument("--output", type=Path, default=OUTPUT, metavar="DIR")
    options = parser.parse_args(arguments)
    mirrors = MIRRORS | dict(one.split("=", 1) for one in options.mirror)
    fetcher = Fetcher(options.cache, mirrors, options.keyring, options.offline)
    options.output.mkdir(parents=True, exist_ok=True)
    try:
        header, sections = tables(mirrors["debian"], (read(one, fetcher) for one in SOURCES))
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    size = write(options.output / "debian.table", header, sections)
    print(f"{', '.join(f'{len(rows)} {name}' for name, rows in sections.items())}, {size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
