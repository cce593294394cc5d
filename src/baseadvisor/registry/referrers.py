"""What kind of thing a referrer is: signature, SBOM, provenance, scan."""

from __future__ import annotations

from collections.abc import Mapping

from baseadvisor.registry.models import ReferrerKind

# Tags that cosign (before OCI 1.1) hangs on an image's digest.
COSIGN_SUFFIXES: Mapping[str, ReferrerKind] = {"sig": "signature", "att": "provenance", "sbom": "sbom"}

# Annotations by which an attestation says what its statement is about (in-toto, sigstore bundle, BuildKit).
_PREDICATES = (
    "in-toto.io/predicate-type",
    "dev.sigstore.bundle.predicateType",
    "predicateType",
)
_WORDS: tuple[tuple[str, ReferrerKind], ...] = (
    ("spdx", "sbom"),
    ("cyclonedx", "sbom"),
    ("syft", "sbom"),
    ("sbom", "sbom"),
    ("openvex", "vulnerabilities"),
    ("vuln", "vulnerabilities"),
    ("sarif", "vulnerabilities"),
    ("cosmos", "vulnerabilities"),
    ("provenance", "provenance"),
    ("slsa", "provenance"),
    ("cosign/sign", "signature"),
    ("signature", "signature"),
    (".sig.", "signature"),
    ("in-toto", "provenance"),
    ("sigstore.bundle", "signature"),
)


def kind_of(artifact_type: str, annotations: Mapping[str, str]) -> ReferrerKind:
    """The kind by predicate type where an annotation gives one, else by artifact type."""
    for subject in (*(annotations.get(name, "") for name in _PREDICATES), artifact_type):
        lowered = subject.lower()
        for word, kind in _WORDS:
            if word in lowered:
                return kind
    return "other"
