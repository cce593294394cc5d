"""Variables in words. The cases follow BuildKit's own vectors (frontend/dockerfile/shell: envVarTest, lex_test.go)."""

import pytest

from baseadvisor.dockerfile.expansion import ExpansionError, Unknown, Value, expand, unquote

VARIABLES = {
    "PWD": "/home",
    "SHELL": "bash",
    "KOREAN": "한국어",
    "NULL": "",
    "FOO": "xxyy",
    "STARS": "a***yy*",
    "PATHS": "/foo*/*/*.txt",
    "TMP": "/tmp/tmp/bar.txt",
    "URL": "http://google.de",
    "V": "v1.2.3-rc1",
    "NEEDLE": "\\*/",
    "SLASH": "/tmp",
    "REGEX": "()[]{}^$.*?|\\x",
    "LINES": "a\nb",
}


def lookup(name: str) -> Value | None:
    if name.startswith("UNKNOWN"):
        return Value.unknown(name)
    return Value.literal(VARIABLES[name]) if name in VARIABLES else None


CASES = [
    # quotes and escapes
    ("hello", "hello"),
    ("he'll'o", "hello"),
    ("he\\'llo", "he'llo"),
    ("abc\\tdef", "abctdef"),
    ('"abc\\tdef"', "abc\\tdef"),
    ('"abc\\\\tdef"', "abc\\tdef"),
    ("'abc\\tdef'", "abc\\tdef"),
    ("hello\\", "hello"),
    ("hello\\\\", "hello\\"),
    ('"hel\'lo"', "hel'lo"),
    ("'hello\\'", "hello\\"),
    ("'hello\\there'", "hello\\there"),
    ("'hello\\\\there'", "hello\\\\there"),
    ("\"''\"", "''"),
    ("he$PWD", "he/home"),
    ("he$PWD'x'", "he/homex"),
    ("he\\$PWD", "he$PWD"),
    ('"he\\$PWD"', "he$PWD"),
    ("'he$PWD'", "he$PWD"),
    ('"$PWD"', "/home"),
    ("a b", "a b"),
    ("  a", "  a"),
    # names
    ("$", "$"),
    ("he$.", "he$."),
    ("$$", ""),  # the parameter $, which is not set
    ("he$PWDx", "he"),
    ("he${PWD}x", "he/homex"),
    ("he$-x", "hex"),
    ("he$1x", "hex"),
    ("he$12x", "hex"),
    ("he${1}x", "hex"),
    ("he$@", "he"),
    ("$KOREAN", "한국어"),
    ("안녕$KOREAN", "안녕한국어"),
    ("he${MISSING}x", "hex"),
    ("$NULL", ""),
    # - and :-
    ("${MISSING:-000}", "000"),
    ("${MISSING-000}", "000"),
    ("${NULL:-000}", "000"),
    ("${NULL-000}", ""),
    ("${PWD:-000}", "/home"),
    ("${PWD-000}", "/home"),
    ("${MISSING:-${PWD}}", "/home"),
    ("${MISSING:-$PWD}x", "/homex"),
    ("${MISSING:-${NULL:-a}}", "a"),
    ("${MISSING:-a:b}", "a:b"),
    ("${MISSING:-}", ""),
    ("${MISSING:-'a b'}", "a b"),
    ('${MISSING:-"a\\"b"}', 'a"b'),
    ("${MISSING:-a\\}b}", "a}b"),
    ('"${MISSING:-a b}"', "a b"),
    # + and :+
    ("${PWD:+1}", "1"),
    ("${PWD+1}", "1"),
    ("${NULL:+1}", ""),
    ("${NULL+1}", "1"),
    ("${MISSING:+1}", ""),
    ("${MISSING+1}", ""),
    ("${PWD:+${SHELL}}", "bash"),
    ("a${PWD:+b}c", "abc"),
    # ? and :?
    ("${PWD:?message}", "/home"),
    ("${PWD?message}", "/home"),
    ("${NULL?message}", ""),
    # # and ##
    ("${FOO#x}", "xyy"),
    ("${FOO##x}", "xyy"),
    ("${FOO#*x}", "xyy"),
    ("${FOO##*x}", "yy"),
    ("${FOO#*}", "xxyy"),
    ("${FOO##*}", ""),
    ("${FOO#}", "xxyy"),
    ("${FOO##}", "xxyy"),
    ("${FOO#*x*y}", "y"),
    ("${FOO##*x*y}", ""),
    ("${FOO#?}", "xyy"),
    ("${FOO#y}", "xxyy"),
    ("${FOO#$NULL}", "xxyy"),
    ("${V#v}", "1.2.3-rc1"),
    ("${V##*.}", "3-rc1"),
    ("${URL#*://}", "google.de"),
    ("${MISSING#a}", ""),
    ("${REGEX#()[]{\\}^$.\\*\\?|\\\\}", "x"),
    ("${LINES#*b}", "a\nb"),
    # % and %%
    ("${FOO%y}", "xxy"),
    ("${FOO%%y*}", "xx"),
    ("${FOO%y*}", "xxy"),
    ("${FOO%}", "xxyy"),
    ("${FOO%%$NULL}", "xxyy"),
    ("${STARS%%\\**}", "a"),
    ("${STARS%%\\**\\*}", "a"),
    ("${STARS%\\*}", "a***yy"),
    ("${V%-*}", "v1.2.3"),
    ("${V%%.*}", "v1"),
    ("${MISSING:-.}${FOO%x}${MISSING:-.}", ".xxyy."),
    # / and //
    ("${FOO/x/z}", "zxyy"),
    ("${FOO//x/z}", "zzyy"),
    ("${FOO/$NULL/ww}", "wwxxyy"),
    ("${FOO///}", "xxyy"),
    ("${FOO//x/}", "yy"),
    ("${FOO/?y/-}", "x-y"),
    ("${PATHS/$NEEDLE/.}", "/foo.*/*.txt"),
    ("${PATHS//$NEEDLE/.}", "/foo..*.txt"),
    ("${TMP/$SLASH/}", "/tmp/bar.txt"),
    ("${TMP//$SLASH/}", "/bar.txt"),
    ("${TMP//\\//\\/}", "\\/tmp\\/tmp\\/bar.txt"),
    ("${URL/http:\\/\\//https:\\/\\/}", "https:\\/\\/google.de"),
    ("${MISSING/a/b}", ""),
    ("${V//./_}", "v1_2_3-rc1"),
]

ERRORS = [
    ("he'llo", "single-quote"),
    ("he\\\\'llo", "single-quote"),
    ('"hello', "double-quote"),
    ('"hello\\"', "double-quote"),
    ("${}", "bad substitution"),
    ("${:}", "bad substitution"),
    ("${{x}", "bad substitution"),
    ("${:-x}", "bad substitution"),
    ("${", "missing '}'"),
    ("he${x", "unsupported modifier"),
    ("${x:-y", "missing '}'"),
    ("${x=y}", "unsupported modifier"),
    ("${x:=y}", "unsupported modifier"),
    ("${x:}", "unsupported modifier"),
    ("${x.}", "unsupported modifier"),
    ("${FOO//ww}", "missing '/'"),
    ("${FOO//}", "missing '/'"),
    ("${FOO/a/b", "missing '}'"),
    ("${FOO#\\x}", "invalid escape"),
    ("${MISSING:?message here}", "MISSING: message here"),
    ("${MISSING?}", "MISSING: is not allowed to be unset"),
    ("${NULL:?}", "NULL: is not allowed to be empty"),
    ("${NULL:?is $PWD}", "NULL: is /home"),
]


def test_the_table_is_long_enough_to_be_worth_its_name() -> None:
    assert len(CASES) >= 80


@pytest.mark.parametrize(("word", "expected"), CASES)
def test_a_word_expands_as_in_buildkit(word: str, expected: str) -> None:
    assert expand(word, lookup).value.text == expected


@pytest.mark.parametrize(("word", "reason"), ERRORS)
def test_a_word_that_buildkit_refuses_is_refused(word: str, reason: str) -> None:
    with pytest.raises(ExpansionError, match=f"(?s).*{reason}"):
        expand(word, lookup)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("a`$PWD", "a$PWD"), ("a\\b", "a\\b"), ('"`"x"', '"x'), ("C:\\$SHELL", "C:\\bash"), ("a``", "a`")],
)
def test_a_backtick_escapes_where_the_file_says_so(word: str, expected: str) -> None:
    assert expand(word, lookup, "`").value.text == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("a b", ["a", "b"]),
        ("a $FOO", ["a", "xxyy"]),
        ("'a b' c", ["a b", "c"]),
        ("a\\ b", ["a b"]),
        ("${MISSING:-x y}z", ["x", "yz"]),
        ('"${MISSING:-x y}"z', ["x yz"]),
        ("$NULL", []),
        ("  a  ", ["a"]),
        ("a\u00a0b", ["a", "b"]),
    ],
)
def test_what_is_expanded_splits_at_white_space_unless_it_is_quoted(word: str, expected: list[str]) -> None:
    assert expand(word + " ''", lookup).words == expected


def test_the_variables_found_and_not_found_are_told() -> None:
    expansion = expand("${FOO-a} ${NULL:-b} ${BAZ-c}", lookup)
    assert expansion.matched == ["FOO", "NULL"]
    assert expansion.unmatched == ["BAZ"]


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("a${UNKNOWN}b", ["a", "UNKNOWN", "b"]),
        ("${UNKNOWN:-d}", ["UNKNOWN"]),  # what it is when it is not empty can't be told
        ("${UNKNOWN-d}", ["UNKNOWN"]),
        ("${UNKNOWN#x}", ["UNKNOWN"]),
        ("${UNKNOWN/a/b}c", ["UNKNOWN", "c"]),
        ("${FOO%$UNKNOWN}", ["FOO"]),
        ("${MISSING:-$UNKNOWN}", ["UNKNOWN"]),
        ("${FOO:+$UNKNOWN}x", ["UNKNOWN", "x"]),
    ],
)
def test_what_is_not_known_stays_apart_from_what_is(word: str, parts: list[str]) -> None:
    value = expand(word, lookup).value
    assert value.text is None
    assert [part.name if isinstance(part, Unknown) else part for part in value.parts] == parts


def test_a_value_tells_its_known_ends() -> None:
    value = expand("node:${UNKNOWN}-alpine", lookup).value
    assert (value.prefix, value.suffix, value.names) == ("node:", "-alpine", ("UNKNOWN",))
    assert value.surely_not_empty
    assert not Value.unknown("X").surely_not_empty


def test_known_text_around_an_unknown_part_makes_a_value_surely_not_empty() -> None:
    half = Value(["a", Unknown("X")])
    assert expand("${V:-d}", lambda _: half).value.parts == half.parts
    assert expand("${V:+d}", lambda _: half).value.text == "d"


def test_nesting_has_a_limit_and_no_more_than_that() -> None:
    deep = "${a:-" * 60 + "x" + "}" * 60
    assert expand(deep, lookup).value.text == "x"
    with pytest.raises(ExpansionError, match="nested too deeply"):
        expand("${a:-" * 5000 + "}" * 5000, lookup)


def test_a_variable_that_doubles_itself_ends_up_unknown_instead_of_filling_the_memory() -> None:
    value = Value.literal("x")
    for _ in range(60):
        value = expand("$A$A", lambda _, known=value: known).value  # type: ignore[misc]
    assert value.text is None


def test_unquoting_leaves_variables_as_they_are() -> None:
    assert unquote("\"a b\"'c'\\d$X${Y:-z}") == "a bcd$X${Y:-z}"
    assert unquote('a`"b', "`") == 'a"b'
