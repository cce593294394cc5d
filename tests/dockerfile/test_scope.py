"""Which variables an instruction sees, with what values."""

import pytest

from baseadvisor import parse
from baseadvisor.dockerfile.expansion import Value
from baseadvisor.dockerfile.scope import DEFAULT_PATH, BuildOptions, Environment, Scopes


def seen(text: str, name: str, options: BuildOptions | None = None) -> Value | None:
    """The value of a variable at the last instruction of a file."""
    dockerfile = parse(text, recover=True, options=options)
    return Scopes(dockerfile, options).before(dockerfile.instructions[-1]).lookup(name)


def text_of(value: Value | None) -> str | None:
    return None if value is None else value.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM scratch\nENV X=1\nRUN x\n", "1"),
        ("FROM scratch\nENV X 1 2\nRUN x\n", "1 2"),
        ("FROM scratch\nARG X=1\nRUN x\n", "1"),
        ("FROM scratch\nRUN x\nENV X=1\n", None),  # not seen by itself
        ("FROM scratch\nENV X=1\nENV X=2\nRUN x\n", "2"),
        ("FROM scratch\nENV X=1\nENV X=$X$X Y=$X\nRUN x\n", "11"),
        ("FROM scratch\nENV Y=1\nENV Y=2 X=$Y\nRUN x\n", "1"),  # one instruction sees what was before it
        ("FROM scratch\nARG Y=1\nARG Y=2 X=$Y\nRUN x\n", "2"),  # but ARG goes one by one
        ("FROM scratch\nENV X=1\nARG X=2\nRUN x\n", "2"),
        ("FROM scratch\nARG X=2\nENV X=1\nRUN x\n", "1"),
        ("FROM scratch\nENV X=1\nARG X\nRUN x\n", "1"),
        ("ARG X=1\nFROM scratch\nRUN x\n", None),
        ("ARG X=1\nFROM scratch\nARG X\nRUN x\n", "1"),
        ("ARG X=1\nFROM scratch\nARG X=2\nRUN x\n", "2"),
        ("ARG Y=1\nARG X=$Y\nFROM scratch\nARG X\nRUN x\n", "1"),
        ("FROM scratch AS a\nENV X=1\nFROM a\nRUN x\n", "1"),
        ("FROM scratch AS a\nARG X=1\nFROM a\nRUN x\n", "1"),
        ("FROM scratch AS a\nENV X=1\nFROM scratch\nRUN x\n", None),
        ("FROM scratch AS a\nENV X=1\nFROM a AS b\nENV X=${X}2\nFROM b\nRUN x\n", "12"),
        ("FROM scratch\nENV 'X'=1\nRUN x\n", "1"),
        ("FROM scratch\nENV K=X\nENV $K=1\nRUN x\n", "1"),
        ("FROM scratch\nENV X=\"a b\"'c'\\ d\nRUN x\n", "a bc d"),
        ("# escape=`\nFROM scratch\nENV X=a` b\nRUN x\n", "a b"),
        ("FROM scratch\nENV X=1\nONBUILD RUN x\n", "1"),
    ],
)
def test_a_variable_has_the_value_that_was_set_last(text: str, expected: str | None) -> None:
    value = seen(text, "X")
    assert text_of(value) == expected
    assert (value is None) == (expected is None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ARG X=1\nFROM a\n", "1"),
        ("ARG X=1\nARG X=2\nFROM a\n", "2"),
        ("ARG X=1\nFROM a\nARG X=2\nENV X=3\nFROM b\n", "1"),
        ("FROM a\n", None),
        ("FROM a\nARG X=1\nFROM b\n", None),
    ],
)
def test_a_from_sees_the_arguments_above_the_first_one_alone(text: str, expected: str | None) -> None:
    assert text_of(seen(text, "X")) == expected


def test_what_the_base_image_may_set_is_not_known() -> None:
    value = seen("FROM alpine\nRUN x\n", "X")
    assert value is not None
    assert value.names == ("X",)


def test_a_value_on_an_unknown_one_keeps_the_part_that_is_known() -> None:
    value = seen("FROM alpine\nENV PATH=/opt/bin:$PATH\nRUN x\n", "PATH")
    assert value is not None
    assert (value.text, value.prefix) == (None, "/opt/bin:")


def test_scratch_has_the_default_path_and_nothing_else() -> None:
    assert text_of(seen("FROM scratch\nRUN x\n", "PATH")) == DEFAULT_PATH
    assert seen("FROM scratch\nRUN x\n", "HOME") is None


def test_a_known_base_environment_is_seen() -> None:
    options = BuildOptions(base_environment=lambda base: {"X": "1"} if base == "a" else None)
    assert text_of(seen("FROM a\nRUN x\n", "X", options)) == "1"
    assert text_of(seen("FROM a\nRUN x\n", "PATH", options)) == DEFAULT_PATH
    assert text_of(seen("FROM b\nRUN x\n", "X", options)) is None


def test_build_arguments_reach_only_those_who_declare_them() -> None:
    options = BuildOptions(build_args={"X": "given"})
    assert text_of(seen("FROM scratch\nARG X=1\nRUN x\n", "X", options)) == "given"
    assert text_of(seen("ARG X=1\nFROM a\n", "X", options)) == "given"
    assert text_of(seen("ARG X=1\nFROM scratch\nARG X\nRUN x\n", "X", options)) == "given"
    assert seen("FROM scratch\nRUN x\n", "X", options) is None
    assert text_of(seen("FROM scratch\nARG X\nENV X=env\nRUN x\n", "X", options)) == "env"


def test_an_argument_without_a_value_is_declared_and_unknown() -> None:
    dockerfile = parse("FROM scratch\nARG X\nRUN x\n")
    environment = Scopes(dockerfile).before(dockerfile.instructions[-1])
    variable = environment.get("X")
    assert variable is not None
    assert (variable.value, variable.kind) == (None, "arg")
    value = environment.lookup("X")
    assert value is not None
    assert value.names == ("X",)
    assert environment.literal("X") is None


def test_the_platform_arguments_are_seen_by_from_and_by_those_who_declare_them() -> None:
    options = BuildOptions(platform="linux/arm/v7", target="final")
    assert text_of(seen("FROM a\n", "TARGETARCH", options)) == "arm"
    assert text_of(seen("FROM scratch\nARG TARGETVARIANT\nRUN x\n", "TARGETVARIANT", options)) == "v7"
    assert text_of(seen("FROM scratch\nARG TARGETSTAGE\nRUN x\n", "TARGETSTAGE", options)) == "final"
    assert seen("FROM scratch\nRUN x\n", "TARGETARCH", options) is None
    value = seen("FROM a\n", "TARGETARCH")
    assert value is not None
    assert value.names == ("TARGETARCH",)


def test_a_variable_tells_where_it_was_set_and_whether_a_build_may_change_it() -> None:
    dockerfile = parse("FROM a\nARG X=1\nENV Y=2\nRUN x\n")
    environment = Scopes(dockerfile).before(dockerfile.instructions[-1])
    x, y = environment.get("X"), environment.get("Y")
    assert x is not None
    assert y is not None
    assert (x.kind, x.default, x.instruction) == ("arg", True, dockerfile.instructions[1])
    assert (y.kind, y.default, y.pair) == ("env", False, dockerfile.instructions[2].pairs[0])


def test_each_instruction_sees_what_was_set_by_then() -> None:
    dockerfile = parse("FROM scratch\nENV X=1\nRUN a\nENV X=2 Y=3\nRUN b\n")
    scopes = Scopes(dockerfile)
    last = scopes.before(dockerfile.instructions[4])
    middle = scopes.before(dockerfile.instructions[2])
    assert {name: text_of(variable.value) for name, variable in last.variables.items()} == {
        "PATH": DEFAULT_PATH,
        "X": "2",
        "Y": "3",
    }
    assert (middle.literal("X"), middle.get("Y")) == ("1", None)
    assert set(middle.variables) == {"PATH", "X"}
    assert scopes.after(dockerfile.stages[0]).literal("Y") == "3"


def test_a_file_without_from_has_variables_as_well() -> None:
    assert text_of(seen("ENV X=1\nRUN x\n", "X")) == "1"


def test_an_environment_can_be_made_of_a_mapping() -> None:
    assert Environment({}, False).lookup("X") is None
    assert Environment({}, True).lookup("X") is not None


def test_variables_that_grow_without_end_become_unknown() -> None:
    value = seen("FROM scratch\nENV X=x\n" + "ENV X=$X$X\n" * 60 + "RUN x\n", "X")
    assert value is not None
    assert value.text is None


def test_the_platform_that_builds_is_known_where_it_is_told() -> None:
    options = BuildOptions(platform="linux/arm64", build_platform="linux/amd64")
    assert text_of(seen("FROM a\n", "BUILDARCH", options)) == "amd64"
    assert text_of(seen("FROM a\n", "TARGETARCH", options)) == "arm64"
    value = seen("FROM a\n", "BUILDARCH", BuildOptions(platform="linux/arm64"))
    assert value is not None
    assert value.names == ("BUILDARCH",)
