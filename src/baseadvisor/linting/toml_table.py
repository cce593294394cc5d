"""Reading TOML tables value by value, with errors that name the file, the line, the key and what was expected.

Configuration and rule files are read at every start, where importing pydantic alone would take four times as long as
linting a file; so the values are checked here, by hand.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from baseadvisor.linting.config import ConfigError
from baseadvisor.linting.nearest import hint

Path = tuple[str | int, ...]

_KINDS: dict[type, str] = {
    str: "a string",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    list: "an array",
    tuple: "an array",
    dict: "a table",
    type(None): "nothing",
}


def kind(value: object) -> str:
    """What TOML, YAML or JSON would call the type of `value`."""
    return _KINDS.get(type(value), "a date or time")


def load_toml(path: str) -> tuple[dict[str, Any], str]:
    """The content of a TOML file, and its text. Raises ConfigError when it cannot be read or is no TOML."""
    import tomllib

    try:
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read().replace("\r\n", "\n")
        return tomllib.loads(text), text
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8; TOML files are") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_syntax_error(path, str(error), text)) from None
    except RecursionError:
        raise ConfigError(f"{path}: its arrays or tables nest too deep to be read") from None


def _syntax_error(path: str, message: str, text: str) -> str:
    """tomllib's "… (at line 3, column 4)" or "… (at end of document)", with the line where every other error has it."""
    import re

    found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    if found is None:
        return f"{path}: not valid TOML: {message}"
    line = found[1] or text.rstrip("\n").count("\n") + 1
    return f"{path}:{line}: not valid TOML: {message[: found.start()]}"


class Table:
    """A table of a TOML file (or a mapping given in Python), read key by key.

    `path` leads from the file's root to this table. `text` is the file's text, to find lines in; None without a file.
    """

    __slots__ = ("_read", "data", "file", "path", "text")

    def __init__(self, data: Mapping[str, Any], file: str, text: str | None = None, path: Path = ()) -> None:
        self.data = data
        self.file = file
        self.path = path
        self.text = text
        self._read: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def error(self, message: str, *keys: str | int) -> ConfigError:
        """An error about the value that `keys` lead to from this table."""
        path = (*self.path, *keys)
        line = None if self.text is None else locate(self.text, path)
        where = self.file if line is None else f"{self.file}:{line}"
        return ConfigError(f"{where}: {dotted(path)}: {message}" if path else f"{where}: {message}")

    def get(self, key: str) -> Any:
        """The bare value, or None."""
        self._read.add(key)
        return self.data.get(key)

    def string(self, key: str, default: str | None = None, *, choices: Sequence[str] = ()) -> str | None:
        """A string, one of `choices` when there are any."""
        value = self.get(key)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self.error(f"expected a string, not {kind(value)}", key)
        if choices and value not in choices:
            raise self.error(f"{value!r} is none of {', '.join(choices)}{hint(value, choices)}", key)
        return value

    def required(self, key: str, *, choices: Sequence[str] = ()) -> str:
        """A string that must be there and not empty."""
        value = self.string(key, choices=choices)
        if value is None:
            raise self.error(f"the key {key!r} is missing")
        if not value.strip():
            raise self.error("must not be empty", key)
        return value

    def boolean(self, key: str, default: bool = False) -> bool:
        """true or false."""
        value = self.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.error(f"expected true or false, not {kind(value)}", key)
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        """An array of strings."""
        value = self.get(key)
        if value is None:
            return ()
        if not isinstance(value, list | tuple):
            raise self.error(f"expected an array of strings, not {kind(value)}", key)
        for at, item in enumerate(value):
            if not isinstance(item, str):
                raise self.error(f"expected an array of strings, but item {at + 1} is {kind(item)}", key)
        return tuple(value)

    def string_map(self, key: str) -> dict[str, str]:
        """A table of strings."""
        table = self.table(key)
        return {} if table is None else {name: table.required_text(name) for name in table.data}

    def required_text(self, key: str) -> str:
        """A string that may be empty."""
        value = self.string(key)
        if value is None:
            raise self.error(f"the key {key!r} is missing")
        return value

    def table(self, key: str) -> "Table | None":
        """A table within this one."""
        value = self.get(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise self.error(f"expected a table, not {kind(value)}", key)
        return Table(value, self.file, self.text, (*self.path, key))

    def tables(self, key: str) -> "list[Table]":
        """An array of tables (`[[key]]`)."""
        value = self.get(key)
        if value is None:
            return []
        if not isinstance(value, list | tuple) or not all(isinstance(item, Mapping) for item in value):
            raise self.error(f"expected an array of tables ([[{key}]]), not {kind(value)}", key)
        return [Table(item, self.file, self.text, (*self.path, key, at)) for at, item in enumerate(value)]

    def finish(self, known: Collection[str] = ()) -> None:
        """Raise for the first key that nobody read and that is not `known`."""
        valid = {*self._read, *known}
        for key in self.data:
            if key not in valid:
                raise self.error(f"unknown key{hint(key, valid)}", key)


def dotted(path: Iterable[str | int]) -> str:
    """`rules.pin.params`, `overrides[1].paths`."""
    out = ""
    for part in path:
        if isinstance(part, int):
            out += f"[{part + 1}]"
        else:
            out += f".{part}" if out else part
    return out


def frozen(value: Any) -> Any:
    """`value` with its arrays as tuples, so that nobody changes what many share."""
    if isinstance(value, list | tuple):
        return tuple(frozen(item) for item in value)
    if isinstance(value, Mapping):
        return {key: frozen(item) for key, item in value.items()}
    return value


def locate(text: str, path: Path) -> int | None:
    """The 1-based line of a TOML text where the value at `path` is, or the nearest table around it; None if nowhere."""
    best: int | None = None
    best_depth = 0
    for line, at in _keys(text):
        depth = 0
        while depth < len(at) and depth < len(path) and at[depth] == path[depth]:
            depth += 1
        if depth == len(at) and depth > best_depth:
            best, best_depth = line, depth
    return best


def _keys(text: str) -> Iterable[tuple[int, Path]]:
    """Each table header and each key of a TOML text: its line and full path. Multi-line strings are stepped over."""
    table: Path = ()
    counts: dict[Path, int] = {}
    closing: str | None = None
    for number, raw in enumerate(text.split("\n"), 1):
        if closing is not None:
            if closing in raw:
                closing = None
            continue
        line = raw.strip()
        if line.startswith("[["):
            name = _parts(line[2:].partition("]]")[0])
            array = _indexed(name[:-1], counts) + name[-1:]
            counts[array] = counts.get(array, -1) + 1
            table = (*array, counts[array])
            yield number, table
        elif line.startswith("["):
            table = _indexed(_parts(line[1:].partition("]")[0]), counts)
            yield number, table
        elif "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            yield number, (*table, *_parts(key))
            for quote in ('"""', "'''"):
                if value.lstrip().startswith(quote) and value.count(quote) % 2:
                    closing = quote


def _indexed(name: Path, counts: Mapping[Path, int]) -> Path:
    """`name` with, after each array of tables in it, the number of its last table."""
    path: Path = ()
    for part in name:
        path = (*path, part)
        if path in counts:
            path = (*path, counts[path])
    return path


def _parts(key: str) -> Path:
    """A dotted TOML key as its parts, quotes removed."""
    import re

    return tuple(part.strip("\"'") for part in re.findall(r'"[^"]*"|\'[^\']*\'|[^.\s]+', key))
