"""The userland inside an image: what a container finds there, read out of the image's own layers.

Nothing is unpacked and nothing run: layers are read from the top down, only as far as needed, and a fact that was not
reached is None (unknown), never guessed.
"""

from __future__ import annotations

import asyncio
import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from baseadvisor.registry import interest, media_types
from baseadvisor.registry.display import printable
from baseadvisor.registry.errors import ProtocolError, Where
from baseadvisor.registry.interest import Interest, loader_name
from baseadvisor.registry.layers import LayerReader, OpenBlob, OverBudget
from baseadvisor.registry.models import ImageConfig, Manifest, environment
from baseadvisor.registry.options import Limits
from baseadvisor.registry.overlay import Node, Overlay
from baseadvisor.registry.packages import Package, read_apk, read_dpkg, read_pacman
from baseadvisor.registry.rpmdb import FILES, BadDatabase, read_bdb, read_header, read_ndb, read_sqlite

PackageFormat = Literal["dpkg", "apk", "rpm", "pacman"]
_GLIBC_VERSION = re.compile(rb"GNU C Library [^\n]{0,200}?version (\d+\.\d+(?:\.\d+)?)")
_GLIBC_PACKAGES = {"dpkg": ("libc6",), "rpm": ("glibc", "glibc-core"), "apk": ("glibc",), "pacman": ("glibc",)}
_MUSL_PACKAGES = {"dpkg": ("musl",), "rpm": ("musl",), "apk": ("musl",)}
_DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Shell(_Value):
    """``/bin/sh``: ``path`` where it leads (``/usr/bin/dash``), ``name`` the program behind it (``busybox``)."""

    path: str
    name: str


class Libc(_Value):
    """The C library: ``glibc``, ``musl`` or ``uclibc``; version None where nothing tells; ``loader`` its dynamic
    loader's path (empty when only the package database tells of it)."""

    name: Literal["glibc", "musl", "uclibc"]
    version: str | None
    loader: str = ""


class Userland(_Value):
    """An image's userland. None means unknown: reading stopped at a bound before it could be told.

    - ``os_release``: the fields of os-release(5), empty when the image has none.
    - ``package_format``: the database's kind, ``""`` when there is none; ``packages`` what it lists, by name;
      ``package_managers`` the programs found (``apt-get``, ``apk``, ``dnf`` …), so that a distroless image, which has
      a database and no program, shows as such.
    - ``shell``: what ``/bin/sh`` is, ``has_shell`` False when there is none; ``has_bash``; ``libc``, with ``has_libc``
      False for an image without any (static programs only); ``certificates``: the path of the authorities' bundle,
      ``has_certificates``.
    - ``user``: as the config names it, ``uid`` its number where that can be told (0 for none).
    - ``java_home``/``java_version``: from ENV JAVA_HOME and the ``release`` file in it.
    - ``complete``: every fact was reached; ``verified``: every layer read was read whole and hashed to its digest
      (or its parts to digests that the manifest vouches for); ``layers_read``, ``bytes_read`` (compressed).
    """

    os_release: dict[str, str] = Field(default_factory=dict)
    package_format: PackageFormat | Literal[""] | None = None
    packages: tuple[Package, ...] = ()
    package_managers: tuple[str, ...] = ()
    shell: Shell | None = None
    has_shell: bool | None = None
    has_bash: bool | None = None
    libc: Libc | None = None
    has_libc: bool | None = None
    certificates: str | None = None
    has_certificates: bool | None = None
    user: str = ""
    uid: int | None = None
    env: dict[str, str] = Field(default_factory=dict)
    path: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    java_home: str | None = None
    java_version: str | None = None
    complete: bool = True
    verified: bool = True
    layers_read: int = 0
    bytes_read: int = 0
    notes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The distribution (``debian``, ``alpine``, ``rhel``), empty when unknown."""
        return self.os_release.get("ID", "")

    @property
    def version_id(self) -> str:
        """The distribution's version (``12``, ``3.22.1``), empty when unknown."""
        return self.os_release.get("VERSION_ID", "")

    def package(self, name: str) -> Package | None:
        """The installed package of that name, or None."""
        return next((package for package in self.packages if package.name == name), None)


_ADAPTER = TypeAdapter(Userland)


def dump_userland(userland: Userland) -> bytes:
    """A userland as bytes for the cache."""
    return _ADAPTER.dump_json(userland)


def load_userland(value: bytes) -> Userland | None:
    """A userland out of the cache; None when it is not one of this version's."""
    try:
        return _ADAPTER.validate_json(value)
    except ValidationError:
        return None


async def read_userland(
    manifest: Manifest, config: ImageConfig, *, limits: Limits, where: Where, open_blob: OpenBlob
) -> Userland:
    """Read an image's layers, top first, until all is known. Raises RegistryError."""
    env = environment(config.config.env)
    if config.os not in ("", "linux"):
        return _foreign(config)
    reach = Interest(env.get("JAVA_HOME", ""))
    overlay = Overlay(reach.relevant)
    view = _View(overlay, reach, config)
    reader = LayerReader(
        overlay,
        limits=limits,
        where=where,
        open_blob=open_blob,
        content=reach.content,
        enough=view.is_enough,
    )
    layers = [layer for layer in reversed(manifest.layers) if media_types.is_tar_layer(layer.media_type)]
    reached_all = True
    try:
        for layer in layers:
            await reader.read(layer)
            if reader.satisfied:
                break
    except OverBudget:
        overlay.end_layer()
        reached_all = False
    spent = reader.spent
    facts = await asyncio.to_thread(view.facts, where, reached_all=reached_all)
    return facts.model_copy(
        update={
            "verified": reached_all and spent.verified == spent.layers,
            "layers_read": spent.layers,
            "bytes_read": spent.compressed,
            "notes": tuple(spent.notes),
        }
    )


def _foreign(config: ImageConfig) -> Userland:
    """An image of another operating system: the config is told, the rest is unknown."""
    run = config.config
    return Userland(
        user=run.user,
        env=environment(run.env),
        entrypoint=run.entrypoint,
        cmd=run.cmd,
        complete=False,
        verified=False,
        notes=(f"its operating system is {printable(config.os, 40)}, whose files are not read",),
    )


class _View:
    """The facts, as the overlay shows them so far."""

    def __init__(self, overlay: Overlay, reach: Interest, config: ImageConfig) -> None:
        self._overlay = overlay
        self._reach = reach
        self._config = config
        self._env = environment(config.config.env)

    def is_enough(self) -> bool:
        """Whether every fact has been found; what is not there at all can only be told at the end."""
        found = self._overlay.find
        return (
            self._text(*interest.OS_RELEASE) is not None
            and self._database() is not None
            and found("bin/sh") is not None
            and self._program("bash") is not None
            and self._loader() is not None
            and self._certificates() is not None
            and (not self._named_user() or self._text(interest.ACCOUNTS) is not None)
            and (not self._reach.java_release or self._text(self._reach.java_release) is not None)
        )

    def facts(self, where: Where, *, reached_all: bool) -> Userland:
        """All facts; those not found are absent when everything was read, else unknown."""
        run = self._config.config
        kind, packages = self._packages(where)
        shell, libc, certificates = self._shell(), self._libc(kind, packages), self._certificates()
        release = self._text(self._reach.java_release) if self._reach.java_release else None
        absent = False if reached_all else None
        path = self._env.get("PATH", _DEFAULT_PATH)
        return Userland(
            os_release=_assignments(self._text(*interest.OS_RELEASE) or ""),
            package_format=kind or ("" if reached_all else None),
            packages=packages,
            package_managers=tuple(name for name in interest.MANAGERS if self._program(name) is not None),
            shell=shell,
            has_shell=True if shell else absent,
            has_bash=True if self._program("bash") is not None else absent,
            libc=libc,
            has_libc=True if libc else absent,
            certificates=f"/{certificates}" if certificates else None,
            has_certificates=True if certificates else absent,
            user=run.user,
            uid=self._uid(),
            env=self._env,
            path=tuple(part for part in path.split(":") if part),
            entrypoint=run.entrypoint,
            cmd=run.cmd,
            java_home=self._env.get("JAVA_HOME") or None,
            java_version=_assignments(release).get("JAVA_VERSION") if release else None,
            complete=reached_all,
        )

    def _text(self, *paths: str) -> str | None:
        for path in paths:
            node = self._overlay.find(path)
            if node is not None and node.content is not None:
                return node.content.decode("utf-8", "replace")
        return None

    def _program(self, name: str) -> Node | None:
        for folder in interest.PROGRAM_FOLDERS:
            node = self._overlay.find(f"{folder}/{name}")
            if node is not None and node.entry.kind == "file":
                return node
        return None

    def _certificates(self) -> str | None:
        for path in interest.CERTIFICATES:
            # A link whose target is not among the paths watched still says that there is a bundle.
            if self._overlay.find(path) is not None or not self._overlay.dangles(path):
                return path
        return None

    def _database(self) -> tuple[PackageFormat, str] | None:
        """The package database's kind and path; the first found, as an image has one."""
        if self._has_content(interest.DPKG):
            return "dpkg", interest.DPKG
        for path in interest.APK:
            if self._has_content(path):
                return "apk", path
        for folder in interest.RPM_FOLDERS:
            for name in FILES:
                if self._has_content(f"{folder}/{name}"):
                    return "rpm", f"{folder}/{name}"
        return None

    def _has_content(self, path: str) -> bool:
        node = self._overlay.find(path)
        return node is not None and bool(node.content)

    def _packages(self, where: Where) -> tuple[PackageFormat | None, tuple[Package, ...]]:
        found: list[Package] = []
        kind: PackageFormat | None = None
        database = self._database()
        if database is not None:
            kind, path = database
            if kind == "rpm":
                found.extend(self._rpm(path, where))
            else:
                text = self._text(path) or ""
                found.extend(read_dpkg(text) if kind == "dpkg" else read_apk(text))
        # Distroless images keep a file a package, and no status file (or an empty one).
        for path, node in self._overlay.under(interest.DPKG_FOLDER):
            if node.content is not None and not path.endswith(".md5sums"):
                kind = kind or "dpkg"
                found.extend(read_dpkg(node.content.decode("utf-8", "replace"), with_status=False))
        # pacman keeps a folder a package.
        for path, node in self._overlay.under(interest.PACMAN_FOLDER):
            package = read_pacman(node.content.decode("utf-8", "replace")) if node.content is not None else None
            if package is not None and path.endswith("/desc"):
                kind = kind or "pacman"
                found.append(package)
        unique = {(package.name, package.version, package.architecture): package for package in found}
        return kind, tuple(sorted(unique.values(), key=lambda package: (package.name, package.version)))

    def _rpm(self, path: str, where: Where) -> list[Package]:
        node = self._overlay.find(path)
        content = node.content if node is not None and node.content is not None else b""
        try:
            match FILES[path.rpartition("/")[2]]:
                case "sqlite":
                    log = self._overlay.find(f"{path}-wal")
                    blobs = read_sqlite(content, (log.content or b"") if log is not None else b"")
                case "ndb":
                    blobs = read_ndb(content)
                case _:
                    blobs = read_bdb(content)
            packages = [read_header(blob) for blob in blobs]
        except BadDatabase as error:
            raise ProtocolError(f"/{path} cannot be read: {error}", where) from None
        # Keys of trusted signers are kept as packages, but are none.
        return [package for package in packages if package.name != "gpg-pubkey"]

    def _shell(self) -> Shell | None:
        resolved = self._overlay.resolve("bin/sh")
        if resolved is None:
            return None
        node = self._overlay.find("bin/sh")
        name = resolved.rpartition("/")[2]
        if node is None:
            # A link to a program that is not watched: its name is all that is known.
            return None if self._overlay.dangles("bin/sh") else Shell(path=f"/{resolved}", name=name)
        if node.entry.link:
            name = self._behind(node.entry.link)
        return Shell(path=f"/{resolved}", name=name)

    def _behind(self, target: str) -> str:
        """The program that a hard link is: busybox links all its names to one of them, seldom its own."""
        name = target.rpartition("/")[2]
        for program in ("busybox", "toybox", "coreutils", "bash", "dash"):
            node = self._program(program)
            if node is not None and (node.entry.link == target or node.entry.path == target):
                return program
        return name if name in interest.SHELLS else "sh"

    def _loader(self) -> str | None:
        """The path of the dynamic loader; musl's wins, for Alpine images at times carry glibc's beside it."""
        loaders = [path for path in self._loaders() if not _is_plain_libc(path)]
        return min(loaders, key=lambda path: (not _is_musl(path), path), default=None)

    def _loaders(self) -> list[str]:
        return [path for path, _ in self._overlay.under("lib") if loader_name(path)] + [
            path
            for folder in ("lib32", "lib64", "usr/lib", "usr/lib32", "usr/lib64")
            for path, _ in self._overlay.under(folder)
            if loader_name(path)
        ]

    def _libc(self, kind: PackageFormat | None, packages: tuple[Package, ...]) -> Libc | None:
        versions = {package.name: package.version for package in packages}
        loader = self._loader()
        if loader is None:
            name = next((name for name in _GLIBC_PACKAGES.get(kind or "", ()) if name in versions), None)
            return Libc(name="glibc", version=_upstream(versions[name])) if name else None
        if loader_name(loader) and _is_musl(loader):
            name = next((name for name in _MUSL_PACKAGES.get(kind or "", ()) if name in versions), None)
            return Libc(name="musl", version=_upstream(versions[name]) if name else None, loader=f"/{loader}")
        if "uClibc" in loader:
            return Libc(name="uclibc", version=None, loader=f"/{loader}")
        name = next((name for name in _GLIBC_PACKAGES.get(kind or "", ()) if name in versions), None)
        version = _upstream(versions[name]) if name else self._glibc_version()
        return Libc(name="glibc", version=version, loader=f"/{loader}")

    def _glibc_version(self) -> str | None:
        """glibc's version from its files: the name of old ones (libc-2.31.so), the text inside new ones."""
        for path in self._loaders():
            match = re.fullmatch(r"(?:libc|ld)-([0-9.]+)\.so", loader_name(path) or "")
            if match is not None:
                return match[1]
            node = self._overlay.find(path)
            if path.endswith("/libc.so.6") and node is not None and node.content is not None:
                told = _GLIBC_VERSION.search(node.content)
                if told is not None:
                    return told[1].decode("ascii")
        return None

    def _named_user(self) -> bool:
        name = self._config.config.user.partition(":")[0]
        return bool(name) and not name.isdigit()

    def _uid(self) -> int | None:
        name = self._config.config.user.partition(":")[0]
        if not name:
            return 0
        if name.isascii() and name.isdigit():
            return int(name[:10])
        for line in (self._text(interest.ACCOUNTS) or "").splitlines():
            fields = line.split(":")
            if len(fields) >= 3 and fields[0] == name and fields[2].isascii() and fields[2].isdigit():
                return int(fields[2][:10])
        return 0 if name == "root" else None


def _is_musl(path: str) -> bool:
    return (loader_name(path) or "").startswith("ld-musl-")


def _is_plain_libc(path: str) -> bool:
    return (loader_name(path) or "").startswith("libc")


def _upstream(version: str) -> str:
    """The upstream part of a package's version: no epoch, no revision (``1:2.36-9+deb12u1`` -> ``2.36``)."""
    return re.split(r"[-+~]", version.rpartition(":")[2], maxsplit=1)[0].partition("_git")[0]


def _assignments(text: str | None) -> dict[str, str]:
    """``NAME=value`` lines, quotes taken off as os-release(5) has them."""
    fields: dict[str, str] = {}
    for line in (text or "").splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            fields[name] = _unquoted(value.strip())
    return fields


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1] if value[0] == "'" else re.sub(r"\\([\"$`\\])", r"\1", value[1:-1])
    return value
