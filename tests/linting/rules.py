"""Rules for tests of the machinery, made of the generic checks."""

from typing import Any

from baseadvisor.linting.rule import Rule
from baseadvisor.linting.rule_index import RuleIndex


def rule(
    code: str = "ACME001",
    name: str = "no-add",
    *,
    check: str = "generic.forbidden_instruction",
    message: str = "{instruction} is forbidden",
    severity: str = "warning",
    status: str = "stable",
    category: str = "instruction",
    aliases: tuple[str, ...] = (),
    fix: str = "none",
    confidence: str = "high",
    **params: Any,
) -> Rule:
    if not params and check == "generic.forbidden_instruction":
        params = {"instructions": ("ADD",)}
    return Rule(
        code,
        name,
        name,
        message,
        severity,
        status,
        confidence,
        category,
        aliases,
        "",
        check,
        fix,
        params,
        f"{name}.toml",
    )


ADD = rule(aliases=("DL3020", "buildkit:NoAdd"))
USER = rule("ACME002", "no-user", severity="error", category="security", instructions=("USER",))
PREVIEW = rule("ACME003", "no-volume", status="preview", aliases=("buildkit:NoVolume",), instructions=("VOLUME",))
INDEX = RuleIndex([ADD, USER, PREVIEW])
