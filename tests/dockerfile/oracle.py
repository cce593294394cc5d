"""Comparison with BuildKit's own parser, as the PyPI package `dockerfile` wraps it."""

import dockerfile as buildkit

from baseadvisor import parse
from baseadvisor.dockerfile.parser import KEYWORDS


def differences(text: str) -> list[str]:
    """In what our model and BuildKit's parse of `text` differ; [] where they agree."""
    model = parse(text, recover=True)
    rejected = [problem.message for problem in model.problems if problem.first_stage]
    try:
        reference = buildkit.parse_string(text)
    except buildkit.GoParseError as error:
        return [] if rejected else [f"BuildKit rejects it: {error}"]
    except UnicodeDecodeError:
        return []  # BuildKit reads flags byte by byte and tears characters apart; its answer can't be shown.
    if rejected:
        return [f"we reject it: {rejected}"]
    if len(reference) != len(model.instructions):
        return [f"{len(reference)} instructions for BuildKit, {len(model.instructions)} for us"]
    found = []
    for theirs, ours in zip(reference, model.instructions, strict=True):
        inner = ours.trigger or ours
        pairs = {
            "keyword": ((theirs.cmd or "").upper(), ours.keyword),
            "trigger": ((theirs.sub_cmd or "").upper(), ours.trigger.keyword if ours.trigger else ""),
            "flags": (list(theirs.flags), list(ours.flags)),
            "json": (theirs.json, inner.exec_form is not None),
            "lines": ((theirs.start_line, theirs.end_line), (ours.span.start.line, ours.span.end.line)),
            "heredocs": (
                # The package passes over those of an ONBUILD trigger (that they are consumed shows in the lines).
                [(heredoc.name, heredoc.content) for heredoc in theirs.heredocs],
                [(heredoc.name, heredoc.content) for heredoc in ([] if ours.trigger else inner.heredocs)],
            ),
        }
        if inner.keyword in KEYWORDS and inner.keyword != "ONBUILD":
            pairs["values"] = (list(theirs.value), ours.values)
        found += [
            f"{ours.keyword} {what}: {a!r} for BuildKit, {b!r} for us" for what, (a, b) in pairs.items() if a != b
        ]
    return found
