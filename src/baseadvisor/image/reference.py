"""Image references: ``[registry/]repository[:tag][@digest]``.

The grammar and the way short names are completed are those of ``github.com/distribution/reference`` (``regexp.go``,
``normalize.go``), which Docker, BuildKit and containerd share; digests are checked as
``github.com/opencontainers/go-digest`` checks them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

DEFAULT_REGISTRY = "docker.io"
DEFAULT_TAG = "latest"
MAX_REPOSITORY_LENGTH = 255
MAX_TAG_LENGTH = 128

_LEGACY_REGISTRY = "index.docker.io"
_OFFICIAL = "library/"
_DIGEST_HEX = {"sha256": 64, "sha384": 96, "sha512": 128}

_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_REGISTRY = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?")
_REMOTE = re.compile(
    rf"({_COMPONENT}(?:/{_COMPONENT})*)"
    r"(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
    r"(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?"
)


class InvalidReference(ValueError):  # noqa: N818 - the name other OCI tools and our callers read best
    """A text that no image can be called by; ``str()`` of it is one line that says why."""


class Reference(NamedTuple):
    """A complete, valid reference to an image.

    ``registry`` is the host with its port (``docker.io`` where none was written); ``repository`` the path on it
    (``library/debian`` for ``debian``); ``tag`` and ``digest`` are None where they were not written.
    """

    registry: str
    repository: str
    tag: str | None = None
    digest: str | None = None

    @classmethod
    def parse(cls, text: str) -> Reference:
        """Read a reference as Docker does, completing ``docker.io`` and ``library/``.

        Raises InvalidReference. A bare 64-digit hexadecimal name is refused, since it would be an image id.
        ``registry`` is empty in one odd case that the grammar lets pass: a first component with a dot that cannot be
        a host name (``my_host.example/app``).
        """
        registry, remote = _split_registry(text)
        match = _REMOTE.fullmatch(remote)
        if match is None or _is_identifier(text):
            raise InvalidReference(_reason(text))
        repository, tag, digest = match.groups()
        if _REGISTRY.fullmatch(registry) is None:
            # Only as a path component can such a first part still be valid.
            registry, repository = "", f"{registry}/{repository}"
            if re.fullmatch(rf"{_COMPONENT}(?:/{_COMPONENT})*", repository) is None:
                raise InvalidReference(_reason(text))
        if len(repository) > MAX_REPOSITORY_LENGTH:
            raise InvalidReference(
                f"invalid image reference {_shown(text)}: the repository name has {len(repository)} characters, "
                f"at most {MAX_REPOSITORY_LENGTH} are allowed"
            )
        if digest is not None:
            problem = _digest_problem(digest)
            if problem:
                raise InvalidReference(f"invalid image reference {_shown(text)}: {problem}")
        return cls(registry, repository, tag, digest)

    @property
    def name(self) -> str:
        """Registry and repository, complete: ``docker.io/library/debian``."""
        return f"{self.registry}/{self.repository}" if self.registry else self.repository

    @property
    def familiar_name(self) -> str:
        """The name as people write it: ``debian``, ``grafana/grafana``, ``quay.io/centos/centos``.

        It always reads back as the same image, so ``docker.io/`` stays where the rest alone would mean another one.
        """
        if self.registry != DEFAULT_REGISTRY:
            return self.name
        short = self.official or self.repository
        ambiguous = _is_identifier(short) or _split_registry(short) != (self.registry, self.repository)
        return self.name if ambiguous else short

    @property
    def official(self) -> str | None:
        """The name of the Docker Official Image (``debian``), or None when this is not one."""
        if self.registry == DEFAULT_REGISTRY and self.repository.startswith(_OFFICIAL):
            rest = self.repository[len(_OFFICIAL) :]
            return None if "/" in rest else rest
        return None

    @property
    def familiar(self) -> str:
        """The shortest text that means this reference: ``debian:12@sha256:…``."""
        return self.familiar_name + self._suffix()

    @property
    def canonical(self) -> str:
        """The complete text: ``docker.io/library/debian:12``; ``str()`` gives the same."""
        return self.name + self._suffix()

    @property
    def effective_tag(self) -> str | None:
        """The tag that is pulled: the one written, ``latest`` where there is neither tag nor digest, else None."""
        if self.tag is None and self.digest is None:
            return DEFAULT_TAG
        return self.tag

    def with_tag(self, tag: str) -> Reference:
        """The same repository under another tag and without a digest. Raises InvalidReference for a bad tag."""
        if not is_tag(tag):
            raise InvalidReference(f"invalid image tag {_shown(tag)}: {_tag_problem(tag)}")
        return Reference(self.registry, self.repository, tag)

    def _suffix(self) -> str:
        tag = "" if self.tag is None else f":{self.tag}"
        return tag if self.digest is None else f"{tag}@{self.digest}"

    def __str__(self) -> str:
        return self.canonical


def is_tag(text: str) -> bool:
    """Whether a text can be a tag: a letter, digit or ``_``, then up to 127 of those, ``.`` and ``-``."""
    return re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", text) is not None


def is_digest(text: str) -> bool:
    """Whether a text is a digest of a known algorithm with exactly the right number of lower-case digits."""
    algorithm, separator, encoded = text.partition(":")
    return bool(separator) and _digest_problem(f"{algorithm}:{encoded}") is None


def _split_registry(text: str) -> tuple[str, str]:
    first, slash, rest = text.partition("/")
    if not slash:
        return DEFAULT_REGISTRY, _OFFICIAL + text
    if first == _LEGACY_REGISTRY:
        registry, remote = DEFAULT_REGISTRY, rest
    elif first == "localhost" or "." in first or ":" in first or first.lower() != first:
        registry, remote = first, rest
    else:
        registry, remote = DEFAULT_REGISTRY, text
    if registry == DEFAULT_REGISTRY and "/" not in remote:
        remote = _OFFICIAL + remote
    return registry, remote


def _is_identifier(text: str) -> bool:
    return len(text) == 64 and not text.strip("0123456789abcdef")


def _digest_problem(digest: str) -> str | None:
    algorithm, _, encoded = digest.partition(":")
    length = _DIGEST_HEX.get(algorithm)
    if length is None:
        return f"unknown digest algorithm {_shown(algorithm)} (sha256 and sha512 are usual)"
    if len(encoded) != length:
        return f"a {algorithm} digest has {length} hexadecimal digits, this one has {len(encoded)}"
    if encoded.strip("0123456789abcdef"):
        return "a digest is written in lower-case hexadecimal digits"
    return None


def _tag_problem(tag: str) -> str:
    if not tag:
        return "the tag is empty"
    if len(tag) > MAX_TAG_LENGTH:
        return f"the tag has {len(tag)} characters, at most {MAX_TAG_LENGTH} are allowed"
    return "a tag is made of letters, digits, '_', '.' and '-', and starts with none of the last two"


def _reason(text: str) -> str:
    """Why a text failed, in one line: the likeliest mistake first."""
    lead = f"invalid image reference {_shown(text)}: "
    if not text:
        return "invalid image reference: it is empty"
    if any(character.isspace() for character in text):
        return lead + "it holds white space"
    if "://" in text:
        return lead + "leave out the scheme (" + _shown(text.partition("://")[0] + "://") + ")"
    if _is_identifier(text):
        return lead + "64 hexadecimal digits are an image id, not a name"
    named, at, digest = text.partition("@")
    _, remote = _split_registry(named)
    repository, colon, tag = remote.partition(":")
    if at and (":" not in digest or re.fullmatch(r"[^:]+:[0-9a-fA-F]{32,}", digest) is None):
        return lead + "the digest after '@' must be like sha256: and 64 hexadecimal digits"
    if repository.lower() != repository:
        return lead + "the repository name must be lower case"
    if colon and not is_tag(tag):
        return lead + _tag_problem(tag)
    if not repository.removeprefix(_OFFICIAL):
        return lead + "the repository name is missing"
    return lead + ("a name is made of lower-case letters and digits, joined by '/', '.', '_', '__' or dashes")


def _shown(text: str) -> str:
    """Quoted for a terminal: control characters escaped, long texts cut."""
    return repr(text if len(text) <= 100 else text[:97] + "...")
