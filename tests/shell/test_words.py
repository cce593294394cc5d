"""What a shell makes of one word."""

import pytest

from baseadvisor.dockerfile.source_map import SourceMap
from baseadvisor.shell import Script, Word, parse
from baseadvisor.shell.words import brace_alternatives, unquoted


def word(text: str, dialect: str = "sh") -> Word:
    (command,) = [c for c in parse(SourceMap.plain("cmd " + text, 0), dialect=dialect).commands if c.name == "cmd"]
    assert len(command.words) == 2, command.words
    return command.words[1]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", "a"),
        ("'a b'", "a b"),
        ('"a b"', "a b"),
        ("a'b'\"c\"d", "abcd"),
        (r"a\ b", "a b"),
        (r'"a\"b\$c\d"', 'a"b$c\\d'),
        (r"'a\b'", r"a\b"),
        ("$'a\\nb\\x41\\''", "a\nbA'"),
        ("''", ""),
        ("--foo='a b'", "--foo=a b"),
        ("*.txt", "*.txt"),
        ("a$", "a$"),
        ("foo=1.2", "foo=1.2"),
        ("-y", "-y"),
        ("'>=1.0'", ">=1.0"),
        ("a#b", "a#b"),
        ("{a,b}", "{a,b}"),
        ("{}", "{}"),
        ("~/x", "~/x"),
        ("%q", "%q"),
    ],
)
def test_quotes_are_removed(text: str, value: str) -> None:
    assert word(text).value == value


@pytest.mark.parametrize(
    ("text", "prefix", "names"),
    [
        ("a$B", "a", ("B",)),
        ("${B}c", "", ("B",)),
        ('"x $B ${C:-$D}"', "x ", ("B", "C", "D")),
        ("a$(b $C)", "a", ()),
        ("a`b`", "a", ()),
        ("$1$@", "", ("1", "@")),
        ("${#B}", "", ("B",)),
        ("${B%%.*}", "", ("B",)),
        ("a$((1+2))", "a", ()),
        ("'$A'\"$B\"", "$A", ("B",)),
    ],
)
def test_a_word_that_expands_has_no_value(text: str, prefix: str, names: tuple[str, ...]) -> None:
    found = word(text)
    assert found.value is None
    assert found.prefix == prefix
    assert found.expansions == names


def test_quoting_globs_and_substitutions_are_told() -> None:
    assert word("'a'").quoted
    assert not word("a").quoted
    assert word("a*").glob
    assert not word("'a*'").glob
    assert word("a$(b)").substitutes
    assert not word("a$B").substitutes


def test_braces_expand_in_bash_and_stay_in_sh() -> None:
    assert word("a{b,c}", "bash").value is None
    assert word("a{b,c}", "sh").value == "a{b,c}"
    assert word("a{b,c}").alternatives == ("ab", "ac")
    assert word("'a{b,c}'").alternatives == ("a{b,c}",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", ["a"]),
        ("{a,b}{c,d}", ["ac", "ad", "bc", "bd"]),
        ("{a,{b,c}}x", ["ax", "bx", "cx"]),
        ("x{1..3}", ["x1", "x2", "x3"]),
        ("{c..a}", ["c", "b", "a"]),
        ("{a}", ["{a}"]),
        ("${a,b}", ["${a,b}"]),
        ("{,a}", ["", "a"]),
        ("{a,b", ["{a,b"]),
        ("'{a,b}'", ["'{a,b}'"]),
    ],
)
def test_brace_expansion(text: str, expected: list[str]) -> None:
    assert brace_alternatives(text) == expected


def test_brace_expansion_stops_at_its_limit() -> None:
    bomb = "{a,b}" * 30
    assert brace_alternatives(bomb) == [bomb]
    assert len(brace_alternatives("{1..999999999}")) <= 257


def test_what_an_inner_shell_gets_points_into_the_file() -> None:
    text = r"""'a '"b \"c\" $D"e"""
    inner = unquoted(SourceMap.plain(text, 100), 0, len(text))
    assert inner.text == 'a b "c" $De'
    for index, char in enumerate(inner.text):
        assert text[inner.offset(index) - 100] == char


def resolve(text: str, environment: dict[str, str] | None = None) -> str | None:
    script: Script = parse(SourceMap.plain(text, 0))
    (command,) = [each for each in script.commands if each.name == "cmd"]
    return script.resolve(command.words[-1], environment)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("X=1; cmd $X", "1"),
        ("X=1 && cmd a$X-b", "a1-b"),
        ("export X='a b'; cmd ${X}", "a b"),
        ("X=1; X=2; cmd $X", "2"),
        ("X=1; X+=2; cmd $X", "12"),
        ("X=1; Y=$X.2; cmd $Y", "1.2"),
        ("cmd literal", "literal"),
        ("X=; cmd ${X:-d}", "d"),
        ("X=; cmd a${X:+e}", "a"),
        ("X=1; cmd ${X:-d}", "1"),
        ("if a; then X=1; cmd $X; fi", "1"),
        ("a && X=1 && cmd $X", "1"),
        ("(X=1; cmd $X)", "1"),
        ("cmd $X; X=1", None),
        ("X=1 other; cmd $X", None),
        ("(X=1); cmd $X", None),
        ("X=$(a); cmd $X", None),
        ("read X; cmd $X", None),
        ("X=1; read X; cmd $X", None),
        ("X=1; if a; then X=2; fi; cmd $X", None),
        ("a && X=1; cmd $X", None),
        ("X=1; a || X=2; cmd $X", None),
        ("X=1; while a; do cmd $X; X=2; done", None),
        ("for X in a b; do cmd $X; done", None),
        ("for X in a; do cmd $X; done", "a"),
        ("echo 1 | X=1; cmd $X", None),
        ("X=1; cmd ${X%.*}", None),
        ("X=$X; cmd $X", None),
        ("f() { X=1; }; cmd $X", None),
        ("sh -c 'X=1'; cmd $X", None),
        ("X=1; cmd $X/a-$X-b.tar", "1/a-1-b.tar"),
    ],
)
def test_variables_are_filled_in_only_where_that_is_sure(text: str, expected: str | None) -> None:
    assert resolve(text) == expected


def test_the_environment_counts_until_the_script_changes_it() -> None:
    assert resolve("cmd $X", {"X": "e"}) == "e"
    assert resolve("cmd ${X:-d}", {"X": "e"}) == "e"
    assert resolve("X=1; cmd $X", {"X": "e"}) == "1"
    assert resolve("X=$(a); cmd $X", {"X": "e"}) is None
    assert resolve("cmd ${X:-d}") is None


def test_growing_values_are_not_followed_for_ever() -> None:
    chain = "".join(f"X{i}=$X{i + 1}$X{i + 1}$X{i + 1};" for i in range(30))
    assert resolve(chain + "cmd $X0") is None


def test_assignments_are_listed() -> None:
    script = parse(SourceMap.plain("A=1; export B=2; read -r C D; for E in x y; do :; done; F=3 cmd", 0))
    assert [(each.name, each.kind) for each in script.assigned] == [
        ("A", "assign"),
        ("B", "export"),
        ("C", "read"),
        ("D", "read"),
        ("E", "for"),
        ("F", "command"),
    ]
    assert [each.value for each in script.assigned[4].values] == ["x", "y"]
