"""The stages of one file are not advised apart from each other."""

from tests.advisor.asking import ask

from baseadvisor.advisor.patching import patched

NODE = (
    "FROM node:14 AS build\nRUN apt-get update && apt-get install -y make\nRUN cd /app && npm ci\n"
    'FROM node:14\nCOPY --from=build /app /app\nCMD ["node", "/app/a.js"]\n'
)


def test_what_only_builds_is_refreshed_and_not_made_smaller() -> None:
    text = (
        "FROM golang:1.26-bookworm AS build\nRUN go build -o /app .\n"
        'FROM debian:13-slim\nCOPY --from=build /app /app\nCMD ["/app"]\n'
    )
    build = ask(text).stages[1]
    assert build.candidates[0].image.reference == "golang:1.26-trixie"
    saving = next(term for term in build.candidates[0].terms if term.name == "saving")
    assert (saving.points, saving.why) == (0, "only what is made in it is shipped")
    shipped = ask("FROM debian:12 AS other\nRUN true\nFROM debian:13\n").stages[1]
    assert shipped.candidates[0].image.reference == "debian:13-slim", "nobody copies from it: it may be a target"


def test_one_image_has_one_target() -> None:
    final, build = ask(NODE).stages
    assert final.best is not None
    assert build.best is not None
    assert final.best.image.reference == build.best.image.reference
    assert "together" in {term.name for one in (final, build) for term in one.candidates[0].terms}


def test_a_patch_moves_both_or_none() -> None:
    advice = ask(NODE)
    both = patched(advice)
    assert [stage.line for stage, _ in both.taken] == [4, 1]
    final, build = advice.stages
    stuck = build._replace(candidates=tuple(one._replace(unpatched="by hand") for one in build.candidates))
    none = patched(advice._replace(stages=(final, stuck)))
    assert none.taken == ()
    assert "line 4: no patch for node:14: line 1 moves with it" in none.notes


def test_what_is_copied_in_keeps_its_version() -> None:
    text = (
        "FROM node:24 AS build\nRUN npm ci\n"
        "FROM node:14-alpine\nCOPY --from=build /app/node_modules /app/node_modules\n"
    )
    final = ask(text).stages[0]
    assert final.best is not None
    assert final.best.image.reference == "node:24-alpine"
    apart = next(one for one in final.candidates if one.image.reference.startswith("node:26"))
    assert ("together", -12.0) in {(term.name, term.points) for term in apart.terms}
