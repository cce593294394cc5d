"""Content digests: their form, checked before one touches a URL or a path, and their meaning, checked on every body."""

from __future__ import annotations

import hashlib
import re

# Stricter than the grammar of the OCI image specification (descriptor.md): the two registered algorithms, exact
# lengths. CVE-2024-3727 (containers/image) is what an unchecked digest can do.
_DIGEST = re.compile(r"sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128}")


def is_digest(text: str) -> bool:
    """Whether the text is a sha256 or sha512 digest in its one spelling."""
    return _DIGEST.fullmatch(text) is not None


def digest_of(body: bytes, algorithm: str = "sha256") -> str:
    """The digest of a body: ``sha256:`` and its hexadecimal hash."""
    return f"{algorithm}:{hashlib.new(algorithm, body).hexdigest()}"


def matches(body: bytes, digest: str) -> bool:
    """Whether a body hashes to the (well-formed) digest."""
    return is_digest(digest) and digest_of(body, digest.partition(":")[0]) == digest
