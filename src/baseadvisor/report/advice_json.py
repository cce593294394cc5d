"""Advice as JSON, as `docs/schemas/advice.schema.json` describes it."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TextIO

from baseadvisor.advisor.ending import support_end
from baseadvisor.report import advice_words as words
from baseadvisor.report.escape import strict

if TYPE_CHECKING:
    from baseadvisor.advisor.model import Advice, Candidate, Figure, Image, Reason, StageAdvice

VERSION = 1


def render(advices: "Sequence[Advice]", errors: "Sequence[tuple[str, str]]", out: TextIO) -> None:
    """One object for all files. `errors` are pairs of a file's name and why it could not be read."""
    out.write(json.dumps(report_object(advices, errors), indent=2) + "\n")


def report_object(advices: "Sequence[Advice]", errors: "Sequence[tuple[str, str]]" = ()) -> dict[str, Any]:
    """Everything as plain data."""
    total = words.summed(advices)
    return {
        "version": VERSION,
        "files": [advice_object(advice) for advice in advices],
        "errors": [{"file": strict(file), "message": strict(message)} for file, message in errors],
        "summary": {
            "files": total.files,
            "images": total.images,
            "unsupported": total.unsupported,
            "final_images": total.finals,
            "final_images_with_known_saving": total.counted,
            "saving_bytes": total.saving,
        },
    }


def advice_object(advice: "Advice") -> dict[str, Any]:
    """The advice on one file."""
    return {
        "file": strict(advice.file),
        "as_of": advice.as_of,
        "catalog": {"date": advice.catalog_date, "age_days": advice.catalog_age},
        "platform": advice.platform,
        "live": advice.live,
        "notes": list(advice.notes),
        "problems": list(advice.problems),
        "stages": [_stage(stage, advice.as_of) for stage in advice.stages],
    }


def _stage(stage: "StageAdvice", as_of: str) -> dict[str, Any]:
    return {
        "index": stage.order,
        "name": stage.name,
        "line": stage.line,
        "final": stage.final,
        "written": strict(stage.written),
        "verdict": stage.verdict,
        "unknown": stage.unknown,
        "can_stay": stage.best is None and stage.image.state in ("supported", "extended"),
        "own_score": stage.own,
        "failing_now": [_reason(reason) for reason in stage.now],
        "image": image_object(stage.image, as_of),
        "candidates": [_candidate(candidate, as_of) for candidate in stage.candidates],
        "left_out": [{"reference": strict(one.reference), "why": strict(one.why)} for one in stage.left_out],
    }


def image_object(image: "Image", as_of: str) -> dict[str, Any]:
    """An image and what is known of it on a day."""
    userland = image.userland
    return {
        "reference": strict(image.reference),
        "state": image.state,
        "support_until": support_end(image, as_of).day,
        "support": [
            {
                "product": one.product,
                "name": one.name,
                "role": one.role,
                "state": one.state,
                "until": one.until,
                "extended_until": one.extended_until,
                "extended_means": one.extended_means,
                "source": one.source,
                "as_of": one.as_of,
            }
            for one in image.support
        ],
        "deprecated": image.deprecated,
        "deprecated_since": image.deprecated_since,
        "userland": None
        if userland is None
        else {
            "id": userland.id,
            "distribution": userland.distribution,
            "release": userland.release,
            "libc": userland.libc,
            "shell": userland.shell,
            "bash": userland.bash,
            "package_manager": userland.package_manager,
            "user": userland.user,
            "confidence": userland.confidence,
            "evidence": userland.evidence,
        },
        "size": _figure(image.size),
        "platforms": list(image.platforms),
        "digest": image.digest,
        "notes": list(image.notes),
    }


def _figure(figure: "Figure | None") -> dict[str, Any] | None:
    if figure is None:
        return None
    return {
        "bytes": figure.bytes,
        "platform": figure.platform,
        "image": figure.image,
        "tag": figure.tag,
        "match": figure.match,
        "as_of": figure.as_of,
        "source": figure.source,
    }


def _reason(reason: "Reason") -> dict[str, Any]:
    return {
        "topic": reason.topic,
        "severity": reason.severity,
        "certainty": reason.certainty,
        "what": strict(reason.what),
        "why": strict(reason.why),
        "line": reason.line,
        "patched": reason.patched,
    }


def _candidate(candidate: "Candidate", as_of: str) -> dict[str, Any]:
    saving = candidate.saving
    return {
        "kind": candidate.kind,
        "image": image_object(candidate.image, as_of),
        "other_names": list(candidate.other_names),
        "changes": list(candidate.changes),
        "major": candidate.major,
        "includes": candidate.includes,
        "saving": None
        if saving is None
        else {
            "bytes": saving.bytes,
            "share": round(saving.share, 4),
            "days_apart": saving.days_apart,
            "close": saving.close,
            "exact": saving.exact,
        },
        "effort": candidate.effort,
        "confidence": candidate.confidence.level,
        "confidence_why": strict(candidate.confidence.why),
        "score": candidate.score,
        "terms": [{"name": term.name, "points": term.points, "why": term.why} for term in candidate.terms],
        "reasons": [_reason(reason) for reason in candidate.reasons],
        "patchable": candidate.unpatched is None,
        "unpatched": None if candidate.unpatched is None else strict(candidate.unpatched),
        "outline": [strict(text) for text in candidate.outline],
        "source": candidate.source,
    }
