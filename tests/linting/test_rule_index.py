"""The set of rules, and its quick form."""

from pathlib import Path
from types import ModuleType

import pytest

from baseadvisor.linting import rule_index
from baseadvisor.linting.config import ConfigError
from baseadvisor.linting.index_writer import index_source, write_index
from baseadvisor.linting.rule import Rule
from baseadvisor.linting.rule_file import read_rule, rule_files
from baseadvisor.linting.rule_index import RuleIndex, fingerprint, rules_folder, shipped


def rule(code: str, name: str, *aliases: str, category: str = "shell") -> Rule:
    return Rule(
        code, name, name, name, "warning", "stable", "high", category, aliases, "0.1.0", "generic.x", "none", {}, name
    )


def test_every_id_finds_its_rules_in_any_case() -> None:
    first, second = rule("BA601", "one", "DL3008", "buildkit:StageNameCasing"), rule("BA602", "two", "DL3008")
    index = RuleIndex([second, first])
    assert index.rules == (first, second)
    assert index.find("DL3008") == index.find("dl3008") == index.find("shell") == index.find("all") == (first, second)
    assert index.find("one") == index.find("BA601") == index.find("StageNameCasing") == (first,)
    assert index.find("java") == index.find("nothing") == ()


@pytest.mark.parametrize(
    ("second", "message"),
    [
        (rule("BA601", "two"), "two: the code 'BA601' is already that of the rule in one"),
        (rule("BA602", "one"), "the name 'one' is already"),
    ],
)
def test_two_rules_of_one_code_or_name_are_refused(second: Rule, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        RuleIndex([rule("BA601", "one"), second])


@pytest.mark.parametrize("alias", ["one", "BA601", "ba601"])
def test_an_alias_that_is_another_rules_name_or_code_is_refused(alias: str) -> None:
    index = RuleIndex([rule("BA601", "one"), rule("BA602", "two", alias)])
    with pytest.raises(ConfigError, match="is the name or code of the rule in one"):
        index.find("one")


def test_a_rule_called_like_a_category_is_refused() -> None:
    with pytest.raises(ConfigError, match="'shell' means a group of rules"):
        RuleIndex([rule("BA601", "shell")]).find("shell")


def test_the_written_index_gives_back_every_shipped_rule(tmp_path: Path) -> None:
    path = tmp_path / "_index.py"
    write_index(rules_folder(), str(path))
    module = ModuleType("written")
    exec(compile(path.read_text("utf-8"), str(path), "exec"), module.__dict__)
    read = sorted(read_rule(path, rules_folder()) for path in rule_files(rules_folder()))
    assert [Rule._make(row) for row in module.RULES] == read
    assert fingerprint(rules_folder()) == module.FINGERPRINT
    assert list(tmp_path.iterdir()) == [path]


def test_writing_the_index_refuses_a_wrong_rule(tmp_path: Path) -> None:
    (tmp_path / "shell").mkdir()
    (tmp_path / "shell" / "x.toml").write_text("name = 1")
    with pytest.raises(ConfigError, match=r"x.toml: the key .code. is missing"):
        index_source(str(tmp_path))


def test_the_fingerprint_changes_with_every_change_to_the_rules(tmp_path: Path) -> None:
    folder = tmp_path / "shell"
    folder.mkdir()
    seen = {fingerprint(str(tmp_path))}
    (folder / "a.toml").write_text("1")
    seen.add(fingerprint(str(tmp_path)))
    (folder / "a.toml").write_text("12")
    seen.add(fingerprint(str(tmp_path)))
    (folder / "a.toml").rename(folder / "b.toml")
    seen.add(fingerprint(str(tmp_path)))
    (folder / "b.txt").write_text("no rule")
    assert len(seen) == 4
    assert fingerprint(str(tmp_path)) in seen


class _Index(ModuleType):
    FINGERPRINT = 0
    RULES: tuple[tuple[object, ...], ...] = ()


def test_in_a_checkout_an_index_written_for_other_rules_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    stale = _Index("stale")
    stale.FINGERPRINT = fingerprint(rules_folder()) ^ 1
    monkeypatch.setattr(rule_index, "import_module", lambda _: stale)
    monkeypatch.setattr(rule_index, "_shipped", None)
    monkeypatch.setattr(rule_index, "in_checkout", lambda: True)
    assert shipped().find("unused-pragma")


def test_in_a_checkout_an_index_written_for_these_rules_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = _Index("fresh")
    fresh.FINGERPRINT = fingerprint(rules_folder())
    fresh.RULES = (tuple(rule("BA601", "one")),)
    monkeypatch.setattr(rule_index, "import_module", lambda _: fresh)
    monkeypatch.setattr(rule_index, "_shipped", None)
    assert [each.name for each in shipped().rules] == ["one"]


def test_an_installation_without_rules_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> ModuleType:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(rule_index, "import_module", missing)
    monkeypatch.setattr(rule_index, "_shipped", None)
    monkeypatch.setattr(rule_index, "in_checkout", lambda: False)
    with pytest.raises(ConfigError, match="has no rules; please install it again"):
        shipped()
