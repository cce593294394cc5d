"""Stages: what they stand on, what they need, how they are found."""

import pytest

from baseadvisor import parse
from baseadvisor.dockerfile.model import BaseImage, Dockerfile, Stage
from baseadvisor.dockerfile.scope import BuildOptions


def model(text: str, **build_args: str) -> Dockerfile:
    return parse(text, recover=True, options=BuildOptions(build_args=build_args))


def needs(dockerfile: Dockerfile, index: int) -> list[int]:
    return [stage.index for stage in dockerfile.dependencies(dockerfile.stages[index])]


def test_a_stage_holds_its_instructions_from_its_from_on() -> None:
    dockerfile = model("ARG A\nFROM a AS One\nRUN x\nONBUILD RUN y\nFROM b\nCMD z\n")
    first, second = dockerfile.stages
    assert [each.keyword for each in first.instructions] == ["FROM", "RUN", "ONBUILD"]
    assert [each.keyword for each in second.instructions] == ["FROM", "CMD"]
    assert (first.name, first.written_name, first.index) == ("one", "One", 0)
    assert (second.name, second.index) == (None, 1)
    assert dockerfile.instructions[0].stage is None
    assert all(each.stage is second for each in second.instructions)
    assert (first.span.start.line, first.span.end.line) == (2, 4)


def test_a_stage_on_a_stage_is_linked_and_on_an_image_is_not() -> None:
    dockerfile = model("FROM alpine AS base\nFROM base AS build\nFROM build\nFROM later\nFROM x AS later\n")
    base, build, last, late, _ = dockerfile.stages
    assert build.base is base
    assert last.base is build
    assert last.ancestry == (base, build, last)
    assert last.base_image == "alpine"
    assert isinstance(late.base, BaseImage)  # a stage that comes later is none yet


def test_the_last_of_several_stages_with_one_name_counts_from_there_on() -> None:
    dockerfile = model("FROM a AS x\nFROM x AS x\nFROM x\n")
    assert [stage.base.index for stage in dockerfile.stages if isinstance(stage.base, Stage)] == [0, 1]
    assert dockerfile.stage_named("X") is dockerfile.stages[1]


@pytest.mark.parametrize(
    ("text", "base", "known"),
    [
        ("FROM alpine:3\n", "alpine:3", True),
        ("ARG V=3\nFROM alpine:${V}\n", "alpine:3", True),
        ("ARG V\nFROM alpine:${V:-3}\n", "alpine:${V:-3}", False),
        ("ARG V=3\nARG W=${V}.1\nFROM alpine:$W\n", "alpine:3.1", True),
        ("FROM \"alpine\":'3'\n", "alpine:3", True),
        ("FROM alpine-$TARGETARCH\n", "alpine-$TARGETARCH", False),
        ("FROM ${\n", "${", False),
        ("FROM\n", "", True),
    ],
)
def test_a_base_image_is_expanded_as_far_as_it_is_known(text: str, base: str, known: bool) -> None:
    image = model(text).stages[0].base_image
    assert (image, image.known) == (base, known)


def test_build_arguments_go_before_defaults() -> None:
    dockerfile = model("ARG V=3\nFROM alpine:$V\n", V="4", OTHER="x")
    assert dockerfile.stages[0].base == "alpine:4"
    assert dockerfile.stages[0].base_image.written == "alpine:$V"


def test_a_variable_may_name_a_stage() -> None:
    dockerfile = model("ARG TARGET=build\nFROM a AS build\nFROM $TARGET\n")
    assert dockerfile.stages[1].base is dockerfile.stages[0]
    assert dockerfile.stages[1].base_reference.written == "$TARGET"


@pytest.mark.parametrize(
    ("flag", "platform"),
    [("", None), ("--platform=linux/arm64 ", "linux/arm64"), ("--platform=$BUILDPLATFORM ", "$BUILDPLATFORM")],
)
def test_the_platform_is_expanded_where_it_is_known(flag: str, platform: str | None) -> None:
    assert model(f"FROM {flag}a\n").stages[0].platform == platform


def test_copy_and_mounts_need_the_stages_they_take_from() -> None:
    dockerfile = model(
        "FROM a AS one\nFROM b AS two\nFROM c AS three\nFROM d\n"
        "COPY --from=ONE x y\nCOPY --from=1 x y\nCOPY --from=alpine x y\n"
        "RUN --mount=type=bind,from=three,target=/x --mount=from=0,target=/y true\n"
    )
    assert needs(dockerfile, 3) == [0, 1, 2]  # a mount's from=0 is an image called 0
    assert needs(dockerfile, 0) == []


def test_a_number_means_an_earlier_stage_alone() -> None:
    dockerfile = model("FROM a\nCOPY --from=0 x y\nCOPY --from=1 x y\nFROM b\nCOPY --from=0 x y\n")
    assert needs(dockerfile, 0) == []
    assert needs(dockerfile, 1) == [0]
    assert [problem.kind for problem in dockerfile.problems] == ["dangling-stage", "dangling-stage"]


def test_a_trigger_makes_the_stages_built_on_its_own_need_what_it_names() -> None:
    dockerfile = model("FROM a AS tools\nFROM b AS base\nONBUILD COPY --from=tools x y\nFROM base\nFROM c\n")
    assert needs(dockerfile, 1) == []
    assert needs(dockerfile, 2) == [1, 0]


def test_reachable_stages_are_those_a_build_runs() -> None:
    dockerfile = model("FROM a AS base\nFROM base AS build\nFROM b AS unused\nFROM c AS final\nCOPY --from=build x y\n")
    reached = dockerfile.reachable(dockerfile.stages[3])
    assert sorted(stage.index for stage in reached) == [0, 1, 3]
    target = dockerfile.target("UNUSED")
    assert target is dockerfile.stages[2]
    assert dockerfile.reachable(target) == {target}


def test_the_target_is_the_last_stage_unless_it_is_named() -> None:
    dockerfile = model("FROM a AS one\nFROM b\n")
    assert dockerfile.target() is dockerfile.stages[1]
    assert dockerfile.target("one") is dockerfile.stages[0]
    assert dockerfile.target("0") is dockerfile.stages[0]
    assert dockerfile.target("none") is None
    assert model("RUN x\n").target() is None


def test_stages_that_need_each_other_are_told_once() -> None:
    dockerfile = model("FROM a AS one\nCOPY --from=two x y\nFROM b AS two\nCOPY --from=one x y\n")
    (problem,) = dockerfile.problems
    assert problem.kind == "circular-stages"
    assert "one → two → one" in problem.message
    assert len(dockerfile.reachable(dockerfile.stages[0])) == 2


def test_a_stage_that_copies_from_itself_is_circular() -> None:
    dockerfile = model("FROM a AS one\nCOPY --from=one x y\n")
    assert [problem.kind for problem in dockerfile.problems] == ["circular-stages"]


def test_a_stage_that_comes_later_can_not_be_copied_from() -> None:
    text = "FROM a AS one\nCOPY --from=two x y\nFROM b AS two\nFROM c\nCOPY --from={} x y\n"
    (problem,) = model(text.format("one")).problems
    assert problem.kind == "later-stage"
    assert "'two'" in problem.message
    assert "line 3" in problem.message
    assert model(text.format("two")).problems == []  # the stage in question is not built at all


def test_from_takes_a_stages_name_in_lower_case() -> None:
    dockerfile = model("FROM a AS Base\nFROM Base\nFROM base\nCOPY --from=BASE x y\n")
    (problem,) = dockerfile.problems
    assert (problem.kind, dockerfile.text[problem.start : problem.end]) == ("stage-name-case", "Base")
    assert dockerfile.stages[1].base is dockerfile.stages[0]
