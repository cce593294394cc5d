"""Who asks: Docker's ``config.json``, credential helpers, and Podman's ``auth.json``.

Sources: docker/cli's documentation of ``config.json`` and docker/docker-credential-helpers' README for the helpers'
protocol; containers/image's containers-auth.json(5) for keys with a path (``host/namespace/repo``), longest first.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from baseadvisor.registry.display import printable
from baseadvisor.registry.errors import AccessDenied, Where

DOCKER_HUB = "docker.io"
_HUB_NAMES = frozenset({"docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"})
_HUB_SERVER = "https://index.docker.io/v1/"
_HELPER = re.compile(r"[A-Za-z0-9_.-]+")
_HELPER_SECONDS = 15.0
_MAX_FILE = 4 * 1024 * 1024
_MAX_ANSWER = 64 * 1024


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user name with a password, or an identity (refresh) token, or a ready registry token; none of it in repr."""

    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    identity_token: str = field(default="", repr=False)
    registry_token: str = field(default="", repr=False)

    @property
    def basic(self) -> str | None:
        """The value of an ``Authorization: Basic`` header, or None when there is no password."""
        if not self.password:
            return None
        return "Basic " + base64.b64encode(f"{self.username}:{self.password}".encode()).decode("ascii")

    @property
    def identity(self) -> str:
        """A short name for who asks, to keep one identity's cache from another's; no secret can be drawn from it."""
        # Tokens are long and random, so hashing them gives nothing away; a password is left out for not being so.
        seed = "\0".join((self.username, self.identity_token, self.registry_token))
        return hashlib.sha256(seed.encode()).hexdigest()[:16]


def canonical_host(name: str) -> str:
    """A registry's one name, from any spelling used in files: no scheme, no path, Docker Hub as ``docker.io``."""
    host = re.sub(r"^https?://", "", name.strip(), flags=re.IGNORECASE).partition("/")[0].lower()
    return DOCKER_HUB if host in _HUB_NAMES else host


class CredentialStore:
    """Looks credentials up: those given, then each file in order.

    Reads files once, on first use. ``problems`` collects what was wrong with files and helpers, one line each: a
    broken entry costs that entry, and the request goes on without credentials.
    """

    def __init__(self, given: Mapping[str, Credentials], *, use_files: bool = True) -> None:
        self._given = {canonical_host(name): value for name, value in given.items()}
        self._use_files = use_files
        self._files: list[_AuthFile] | None = None
        self._helped: dict[tuple[str, str], Credentials | None] = {}
        self._lock = threading.Lock()
        self.problems: list[str] = []

    def lookup(self, registry: str, repository: str) -> Credentials | None:
        """Credentials for a repository, or None. May run a credential helper, so it can take seconds."""
        with self._lock:
            return self._lookup(canonical_host(registry), repository)

    def _lookup(self, host: str, repository: str) -> Credentials | None:
        if host in self._given:
            return self._given[host]
        if self._files is None:
            self._files = [
                loaded
                for path in (auth_files() if self._use_files else ())
                if (loaded := _AuthFile.load(path, self.problems))
            ]
        for file in self._files:
            found = self._in_file(file, host, repository)
            if found is not None:
                return found
        return None

    def _in_file(self, file: _AuthFile, host: str, repository: str) -> Credentials | None:
        # A helper named for the host wins over the common store, and both over what lies in the file itself.
        helper = file.helpers.get(host) or file.store
        if helper:
            found = self._from_helper(helper, host)
            if found is not None:
                return found
        for key in _keys(host, repository):
            if key in file.auths:
                return file.auths[key]
        return None

    def _from_helper(self, helper: str, host: str) -> Credentials | None:
        if (helper, host) not in self._helped:
            try:
                found = run_helper(helper, _HUB_SERVER if host == DOCKER_HUB else host)
            except HelperError as error:
                self.problems.append(str(error))
                found = None
            self._helped[helper, host] = found
        return self._helped[helper, host]


def auth_files() -> Iterator[Path]:
    """The files credentials may lie in, in the order they are asked, whether they exist or not."""
    home = Path(os.environ.get("HOME") or os.path.expanduser("~"))
    if os.environ.get("REGISTRY_AUTH_FILE"):
        yield Path(os.environ["REGISTRY_AUTH_FILE"])
    yield Path(os.environ.get("DOCKER_CONFIG") or home / ".docker") / "config.json"
    if os.environ.get("XDG_RUNTIME_DIR"):
        yield Path(os.environ["XDG_RUNTIME_DIR"]) / "containers" / "auth.json"
    yield Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "containers" / "auth.json"


def _keys(host: str, repository: str) -> Iterator[str]:
    parts = repository.split("/")
    for end in range(len(parts), 0, -1):
        yield f"{host}/{'/'.join(parts[:end])}"
    yield host


@dataclass(frozen=True, slots=True)
class _AuthFile:
    auths: Mapping[str, Credentials]
    helpers: Mapping[str, str]
    store: str

    @classmethod
    def load(cls, path: Path, problems: list[str]) -> _AuthFile | None:
        try:
            if path.stat().st_size > _MAX_FILE:
                raise ValueError("it is too big")
            document = json.loads(path.read_bytes())
            if not isinstance(document, dict):
                raise ValueError("it is not an object")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError, RecursionError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not valid JSON"
            problems.append(f"{printable(str(path))} was not used: {reason}")
            return None
        return cls(
            auths=dict(_auths(_section(document, "auths"), path, problems)),
            helpers={
                canonical_host(host): helper
                for host, helper in _section(document, "credHelpers").items()
                if isinstance(helper, str)
            },
            store=document["credsStore"] if isinstance(document.get("credsStore"), str) else "",
        )


def _section(document: dict[str, object], name: str) -> dict[str, object]:
    section = document.get(name)
    return section if isinstance(section, dict) else {}


def _auths(section: dict[str, object], path: Path, problems: list[str]) -> Iterator[tuple[str, Credentials]]:
    for key, entry in section.items():
        if not isinstance(entry, dict):
            continue
        try:
            credentials = _credentials(entry)
        except ValueError:
            problems.append(f"{printable(str(path))}: the entry for {printable(key)} was not used: its auth is damaged")
            continue
        if credentials is not None:
            yield _auth_key(key), credentials


def _auth_key(key: str) -> str:
    """``host/ns/repo`` as Podman writes it, or the host alone of the URLs that Docker writes (``https://host/v1/``)."""
    without_scheme = re.sub(r"^https?://", "", key.strip(), flags=re.IGNORECASE)
    host, _, path = without_scheme.partition("/")
    path = path.strip("/")
    if without_scheme != key.strip() or path in ("v1", "v2"):
        path = ""
    return f"{canonical_host(host)}/{path}" if path else canonical_host(host)


def _credentials(entry: dict[str, object]) -> Credentials | None:
    def text(name: str) -> str:
        value = entry.get(name)
        return value if isinstance(value, str) else ""

    username, password = text("username"), text("password")
    if text("auth"):
        try:
            decoded = base64.b64decode(text("auth"), validate=True).decode("utf-8").rstrip("\0")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise ValueError("auth") from error
        username, separator, password = decoded.partition(":")
        if not separator:
            raise ValueError("auth")
    if not (password or text("identitytoken") or text("registrytoken")):
        return None
    return Credentials(username, password, text("identitytoken"), text("registrytoken"))


class HelperError(Exception):
    """A credential helper could not be used; ``str()`` is one line that says why."""


def run_helper(name: str, server: str) -> Credentials | None:
    """Ask ``docker-credential-<name> get`` for a server; None when it has nothing. Raises HelperError.

    The name is checked, the program found on PATH and started without a shell, with a time limit and a bound on what
    it may answer.
    """
    if _HELPER.fullmatch(name) is None:
        raise HelperError(f"the credential helper {printable(name)!r} was not run: that is no helper's name")
    program = shutil.which(f"docker-credential-{name}")
    if program is None:
        raise HelperError(f"the credential helper docker-credential-{name} is not installed")
    try:
        with subprocess.Popen(
            [program, "get"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            try:
                output, _ = process.communicate(server.encode(), timeout=_HELPER_SECONDS)
            except subprocess.TimeoutExpired:
                raise HelperError(f"docker-credential-{name} gave no answer in {_HELPER_SECONDS:g} seconds") from None
            finally:
                process.kill()
    except OSError as error:
        raise HelperError(f"docker-credential-{name} could not be run: {error.strerror}") from None
    if process.returncode != 0:
        message = output[:200].decode("utf-8", "replace").strip()
        if "not found" in message.lower():
            return None
        raise HelperError(f"docker-credential-{name} failed: {printable(message) or 'no reason given'}")
    return _helper_answer(name, output)


def _helper_answer(name: str, output: bytes) -> Credentials | None:
    try:
        answer = json.loads(output) if len(output) <= _MAX_ANSWER else None
    except (ValueError, RecursionError):
        answer = None
    username = answer.get("Username") if isinstance(answer, dict) else None
    secret = answer.get("Secret") if isinstance(answer, dict) else None
    if not isinstance(username, str) or not isinstance(secret, str):
        raise HelperError(f"docker-credential-{name} gave an answer that is not understood")
    if not secret:
        return None
    # The helpers' protocol: this user name says that the secret is an identity token.
    return Credentials(identity_token=secret) if username == "<token>" else Credentials(username, secret)


def denied(store: CredentialStore, where: Where, *, status: int, sent: bool, note: str | None = None) -> AccessDenied:
    """The fault for a 401 or 403, with the likeliest reason as its hint."""
    if sent:
        return AccessDenied(f"the credentials are not accepted (HTTP {status})", where, hint=note or "log in again")
    reasons = [note] if note else []
    reasons.extend(store.problems[-2:])
    reasons.append(f"log in with: docker login {where.registry}")
    return AccessDenied(
        f"the image does not exist or needs credentials (HTTP {status})", where, hint=". ".join(reasons)
    )
