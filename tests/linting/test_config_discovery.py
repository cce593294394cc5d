"""Where configuration is looked for."""

from pathlib import Path

import pytest

from baseadvisor.linting.config_discovery import find_config, find_hadolint


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with a repository in it; the working folder is the repository's `a/b`."""
    home = tmp_path / "home"
    (home / "repo" / "a" / "b").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.chdir(home / "repo" / "a" / "b")
    return home


def write(path: Path, text: str = "") -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return str(path)


def found(home: Path) -> str | None:
    return find_config(str(home / "repo" / "a" / "b" / "Dockerfile"))


def test_without_any_there_is_none(home: Path) -> None:
    assert found(home) is None
    assert find_config(None) is None


def test_the_nearest_of_our_own_wins(home: Path) -> None:
    far = write(home / "repo" / "baseadvisor.toml")
    assert found(home) == far
    near = write(home / "repo" / "a" / "baseadvisor.toml")
    assert found(home) == near
    assert find_config("../../Dockerfile") == far
    assert find_config(None) == near


def test_pyproject_counts_only_with_our_table(home: Path) -> None:
    write(home / "repo" / "a" / "pyproject.toml", '[project]\ndependencies = ["baseadvisor"]\n')
    assert found(home) is None
    ours = write(home / "repo" / "pyproject.toml", "[tool.baseadvisor]\n")
    assert found(home) == ours
    write(home / "repo" / "pyproject.toml", "tool.baseadvisor.preview = true\n")
    assert found(home) == ours


def test_a_broken_pyproject_counts_when_our_table_is_in_it(home: Path) -> None:
    write(home / "repo" / "pyproject.toml", "x = \n")
    assert found(home) is None
    path = write(home / "repo" / "pyproject.toml", "x = \n[tool.baseadvisor]\n")
    assert found(home) == path


def test_baseadvisor_toml_comes_before_pyproject(home: Path) -> None:
    write(home / "repo" / "pyproject.toml", "[tool.baseadvisor]\n")
    own = write(home / "repo" / "baseadvisor.toml")
    assert found(home) == own


@pytest.mark.parametrize("marker", ["folder", "file"])
def test_the_walk_ends_at_the_repositorys_root(home: Path, marker: str) -> None:
    git = home / "repo" / "a" / ".git"
    if marker == "folder":
        git.mkdir()
    else:
        write(git, "gitdir: elsewhere")  # a worktree
    write(home / "repo" / "baseadvisor.toml")
    assert found(home) is None
    own = write(home / "repo" / "a" / "baseadvisor.toml")
    assert found(home) == own


def test_the_walk_ends_at_the_home_folder(home: Path) -> None:
    write(home.parent / "baseadvisor.toml")
    assert found(home) is None
    own = write(home / "baseadvisor.toml")
    assert found(home) == own


def test_hadolints_places_are_tried_in_its_order(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = home / "settings"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(settings))
    places = [
        home / ".hadolint.yaml",
        home / "hadolint" / "config.yml",
        home / ".hadolint" / "hadolint.yaml",
        home / ".config" / "hadolint.yml",
        settings / "hadolint.yaml",
        home / "repo" / "a" / "b" / ".hadolint.yml",
        home / "repo" / "a" / "b" / ".hadolint.yaml",
    ]
    for place in places:
        write(place)
        assert find_hadolint() == str(place)


def test_hadolint_looks_in_the_working_folder_and_not_above(home: Path) -> None:
    write(home / "repo" / "a" / ".hadolint.yaml")
    assert found(home) is None


def test_our_own_comes_before_hadolints(home: Path) -> None:
    theirs = write(home / "repo" / "a" / "b" / ".hadolint.yaml")
    assert found(home) == theirs
    own = write(home / "repo" / "baseadvisor.toml")
    assert found(home) == own
