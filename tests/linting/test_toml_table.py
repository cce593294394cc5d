"""Errors about TOML files point at the right line."""

from pathlib import Path

import pytest

from baseadvisor.linting.config import ConfigError
from baseadvisor.linting.toml_table import Path as KeyPath
from baseadvisor.linting.toml_table import Table, load_toml, locate

TEXT = '''\
a = 1
"b c" = """
a = 2
[x]
"""
[x]
a = [
  "not = a key",
]
d.e = 5
[[y]]
a = 1
[[y]]
a = 2
[y.z]
q = 3
# a = 9
['k.l']
m = { n = 1 }
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("a",), 1),
        (("b c",), 2),
        (("x",), 6),
        (("x", "a"), 7),
        (("x", "d", "e"), 10),
        (("y", 0, "a"), 12),
        (("y", 1), 13),
        (("y", 1, "a"), 14),
        (("y", 1, "z", "q"), 16),
        (("k.l", "m", "n"), 19),
        (("x", "nothing"), 6),
        (("nothing",), None),
    ],
)
def test_a_key_is_found_on_its_line(path: KeyPath, line: int | None) -> None:
    assert locate(TEXT, path) == line


def test_values_of_another_type_are_refused_by_name_and_line(tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    path.write_text(TEXT)
    data, text = load_toml(str(path))
    table = Table(data, "t.toml", text)
    for read, message in [
        (lambda: table.string("a"), "t.toml:1: a: expected a string, not a number"),
        (lambda: table.boolean("a"), "t.toml:1: a: expected true or false, not a number"),
        (lambda: table.strings("x"), "t.toml:6: x: expected an array of strings, not a table"),
        (lambda: table.table("b c"), "t.toml:2: b c: expected a table, not a string"),
        (lambda: table.tables("x"), "t.toml:6: x: expected an array of tables ([[x]]), not a table"),
        (lambda: table.tables("y")[1].string("a"), "t.toml:14: y[2].a: expected a string, not a number"),
        (lambda: table.required("nope"), "t.toml: the key 'nope' is missing"),
    ]:
        with pytest.raises(ConfigError) as caught:
            read()  # type: ignore[no-untyped-call]
        assert str(caught.value) == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a = \n", ":1: not valid TOML: Invalid value"),
        (b"a = 1\na = 2\n", ":2: not valid TOML: Cannot overwrite a value"),
        (b"a = '\xff'\n", ": is not UTF-8; TOML files are"),
        (b"a = " + b"[" * 100_000 + b"\n", ": its arrays or tables nest too deep to be read"),
    ],
)
def test_what_is_no_toml_is_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "t.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load_toml(str(path))
    assert str(caught.value) == f"{path}{message}"


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nope.toml: cannot be read: No such file or directory$"):
        load_toml(str(tmp_path / "nope.toml"))


def test_lines_are_right_in_a_file_with_crlf(tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    path.write_bytes(b"a = 1\r\nb = 2\r\n")
    data, text = load_toml(str(path))
    with pytest.raises(ConfigError, match=":2: b: expected a string"):
        Table(data, "t.toml", text).string("b")
