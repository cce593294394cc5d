"""The four severities a finding can have, and how they compare."""

SEVERITIES = ("error", "warning", "info", "style")
"""From the gravest to the lightest, named as hadolint and ShellCheck name them."""

_RANK = {severity: len(SEVERITIES) - at for at, severity in enumerate(SEVERITIES)}


def rank(severity: str) -> int:
    """4 for "error" down to 1 for "style"; 0 for anything below them all (hadolint's "ignore" and "none")."""
    return _RANK.get(severity, 0)


def at_least(severity: str, threshold: str) -> bool:
    """Whether `severity` is as grave as `threshold` or graver. Nothing reaches the threshold "none"."""
    return threshold != "none" and rank(severity) >= rank(threshold)
