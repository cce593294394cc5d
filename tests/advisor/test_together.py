"""The stages of one file are not advised apart from each other."""

from tests.advisor.asking import ask

from baseadvisor.advisor.patching import patched
from baseadvisor.analysis import Analysis
from baseadvisor.dockerfile.source import parse

NODE = (
    "FROM node:14 AS build\nRUN apt-get update && apt-get install -y make\nRUN cd /app && npm ci\n"
    'FROM node:14\nCOPY --from=build /app /app\nCMD ["node", "/app/a.js"]\n'
)


def test_what_only_builds_is_refreshed_and_not_made_smaller() -> None:
    text = (
        "FROM golang:1.27-bookworm AS build\nRUN go build -o /app .\n"
        'FROM debian:13-slim\nCOPY --from=build /app /app\nCMD ["/app"]\n'
    )
    build = ask(text).stages[1]
    assert build.candidates[0].image.reference == "golang:1.27-trixie"
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


def test_what_another_stage_cannot_follow_is_no_patch() -> None:
    text = NODE.replace("install -y make", "install -y mongodb")
    advice = ask(text)
    final, build = advice.stages
    assert build.best is not None
    assert build.best.unpatched is not None
    assert final.best is not None
    assert final.best.unpatched == "line 1 would have to move with it, and no patch does that"
    none = patched(advice)
    assert none.taken == ()
    assert any(note.startswith("line 4: no patch for node:14: line 1 would have to move") for note in none.notes)


def test_two_images_of_one_language_move_together() -> None:
    text = (
        "FROM node:22 AS build\nRUN npm ci\n"
        'FROM gcr.io/distroless/nodejs22-debian13\nCOPY --from=build /app /app\nCMD ["/app/a.js"]\n'
    )
    final, build = ask(text).stages
    assert "plan the move" in final.verdict
    assert final.best is not None
    assert final.best.image.reference == "gcr.io/distroless/nodejs24-debian13"
    assert final.best.score < 0
    assert (
        "move lines 1 and 3 together" in {one.what: one.why for one in final.best.reasons}["what is copied from line 1"]
    )
    assert [stage.line for stage, _ in patched(ask(text)).taken] == [1], "line 3 is not moved to another version alone"
    newer = next(one for one in build.candidates if one.image.reference == "node:24-trixie")
    assert (
        "move lines 1 and 3 together" in {one.what: one.why for one in newer.reasons}["what the stage of line 3 copies"]
    )


def test_what_ends_soon_is_left_for_the_best_there_is() -> None:
    users = "RUN groupadd -g 1000 app\nRUN useradd -u 1000 -g 1000 app\nRUN adduser --uid 1000 web\n"
    text = "FROM eclipse-temurin:17-jdk-jammy\n" + users + "RUN javac A.java\n"
    stage = ask(text).stages[0]
    assert "plan the move" in stage.verdict
    assert stage.best is not None
    assert (stage.best.image.reference, stage.best.score < -10) == ("eclipse-temurin:17-jdk-resolute", True)


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


def test_what_is_copied_from_follows_where_its_taker_has_one_way() -> None:
    text = (
        "FROM node:22 AS build\nCOPY . /app\nRUN npm ci\n"
        'FROM gcr.io/distroless/nodejs22-debian13\nCOPY --from=build /app /app\nCMD ["a.js"]\n'
    )
    final, build = ask(text).stages
    assert final.best is not None
    assert final.best.image.reference == "gcr.io/distroless/nodejs24-debian13"
    assert build.best is not None
    assert build.best.image.reference == "node:24-trixie"


def test_what_is_compiled_on_a_newer_release_may_want_its_libraries() -> None:
    text = (
        "FROM ubuntu:18.04 AS build\nRUN apt-get update && apt-get install -y gcc\nRUN gcc -o a a.c\n"
        "FROM ubuntu:20.04\nRUN ./frobnicate\nCOPY --from=build /a /a\n"
    )
    final, build = ask(text).stages
    assert build.best is not None
    assert build.best.image.reference == "ubuntu:26.04"
    what = "what is copied from line 1"
    told = {one.image.reference: {reason.what for reason in one.reasons} for one in final.candidates}
    assert what in told["ubuntu:24.04"]
    assert what not in told["ubuntu:26.04"]


def test_a_stage_that_is_taken_whole_is_shipped() -> None:
    text = "FROM {} AS build\nRUN true\nFROM scratch\nCOPY --from=build {} /\n"
    build = ask(text.format("debian:12", "/")).stages[1]
    assert not any(term.why.startswith("only what is made") for one in build.candidates for term in one.terms)
    built = ask(text.format("debian:12", "/app")).stages[1]
    assert any(term.why.startswith("only what is made") for one in built.candidates for term in one.terms)


def test_of_two_stages_with_one_name_the_last_is_copied_from() -> None:
    # moby/buildkit, dockerfile2llb: a later stage takes the name over, so that nothing is taken from the first.
    text = (
        "FROM golang:1.12 AS build\nRUN go build -o /app .\nFROM golang:1.12 AS build\nRUN go build -o /app .\n"
        'FROM debian:13-slim\nCOPY --from=build /app /app\nCMD ["/app"]\n'
    )
    found = Analysis(parse(text))
    assert not found.transfers(found.stages[0])
    assert [one.taker.index for one in found.transfers(found.stages[1])] == [2]
