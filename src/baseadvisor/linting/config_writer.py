"""Writes a configuration as TOML, in the form that `baseadvisor.linting.config_file` reads."""

from collections.abc import Iterable, Iterator, Mapping

from baseadvisor.linting.config import DEFAULT, Config

_ID_LISTS = ("select", "extend_select", "ignore")
_TEXT_LISTS = ("rule_folders", "allowed_registries", "exclude")
_SWITCHES = ("preview", "no_fail", "disable_pragmas", "report_unused_pragmas", "strict_labels")
_TEXTS = ("fail_on", "format", "target", "platform", "as_of")
_TABLES = ("severity", "label_schema", "build_args")


def config_toml(config: Config, *, table: str = "", remarks: Mapping[str, str] | None = None) -> str:
    """`config` as TOML: every option that is not the default, of those that a run over one configuration has.

    `table` is the name of the table to write into ("tool.baseadvisor"), "" for the file's top. `remarks` are comments
    to put beside ids. Overrides and the parameters of single rules are not written: what is migrated has none.
    """
    remarks = remarks or {}
    lines = [f"[{table}]"] if table else []
    for name in (*_SWITCHES, *_TEXTS, *_TEXT_LISTS, *_ID_LISTS):
        value = getattr(config, name)
        if value == getattr(DEFAULT, name):
            continue
        key = name.replace("_", "-")
        if isinstance(value, bool):
            lines.append(f"{key} = {str(value).lower()}")
        elif isinstance(value, str):
            lines.append(f"{key} = {quoted(value)}")
        else:
            lines += _array(key, dict.fromkeys(value), remarks if name in _ID_LISTS else {})
    for name in _TABLES:
        value = getattr(config, name)
        if not value:
            continue
        lines += ["", f"[{table}{'.' if table else ''}{name.replace('_', '-')}]"]
        for key, text in value.items():
            remark = remarks.get(key, "") if name == "severity" else ""
            lines.append(f"{_key(key)} = {quoted(text)}{'  # ' + remark if remark else ''}")
    return "\n".join(lines).lstrip("\n") + "\n" if lines else ""


def _array(key: str, items: Iterable[str], remarks: Mapping[str, str]) -> Iterator[str]:
    items = list(items)
    plain = f"{key} = [{', '.join(map(quoted, items))}]"
    if len(plain) <= 100 and not any(remarks.get(item) for item in items):
        yield plain
        return
    yield f"{key} = ["
    for item in items:
        remark = remarks.get(item, "")
        yield f"    {quoted(item)},{'  # ' + remark if remark else ''}"
    yield "]"


def _key(key: str) -> str:
    """A bare key where TOML allows one, else a quoted one."""
    return key if key and key.isascii() and key.replace("-", "").replace("_", "").isalnum() else quoted(key)


def quoted(text: str) -> str:
    """`text` as a basic string of TOML 1.0: what it does not allow as it is, it has as an escape."""
    short = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(short.get(char) or _escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    code = ord(char)
    if 0xD800 <= code <= 0xDFFF:
        return "\\uFFFD"
    return f"\\u{code:04X}" if code < 0x20 or code == 0x7F else char
