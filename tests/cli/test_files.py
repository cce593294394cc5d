"""Which files a path stands for."""

import os
from pathlib import Path

import pytest

from baseadvisor.cli.files import Found, find, is_dockerfile_name


@pytest.mark.parametrize(
    "name",
    [
        "Dockerfile",
        "dockerfile",
        "Dockerfile.dev",
        "Dockerfile-alpine",
        "Dockerfile_test",
        "app.Dockerfile",
        "app.dockerfile",
        "Containerfile",
        "Containerfile.ubi",
        "x.Containerfile",
    ],
)
def test_names_of_dockerfiles(name: str) -> None:
    assert is_dockerfile_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Dockerfile.dockerignore",
        "app.dockerignore",
        ".dockerignore",
        "Dockerfile.j2",
        "Dockerfile.template",
        "Dockerfile.md",
        "Dockerfile.bak",
        "Dockerfile~",
        "Dockerfile.swp",
        "Dockerfiles",
        "DockerfileGenerator",
        "Dockerfile.",
        "docker-compose.yml",
        "mydockerfile",
        "Dockerfile.dev.md",
    ],
)
def test_names_that_only_look_like_it(name: str) -> None:
    assert not is_dockerfile_name(name)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(*names: str, text: str = "FROM a\n") -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def names(*paths: str, gitignore: bool = True, exclude: tuple[str, ...] = ()) -> list[str]:
    return [found.name for found in find(paths or (".",), gitignore=gitignore, exclude=[(".", exclude)])]


def test_a_folder_stands_for_its_dockerfiles_in_a_settled_order(tree: Path) -> None:
    put("b/Dockerfile", "a/z.dockerfile", "a/Dockerfile", "Dockerfile", "Makefile", "a/Dockerfile.dockerignore")
    assert names() == ["Dockerfile", "a/Dockerfile", "a/z.dockerfile", "b/Dockerfile"]


def test_names_are_shown_below_the_folder_that_was_named(tree: Path) -> None:
    put("a/b/Dockerfile")
    assert names("./a/") == ["a/b/Dockerfile"]
    assert names(str(tree)) == [str(tree / "a" / "b" / "Dockerfile")]


def test_a_named_file_is_taken_whatever_its_name_and_whatever_is_ignored(tree: Path) -> None:
    put("x.txt", "Dockerfile.j2")
    Path(".gitignore").write_text("*\n")
    assert names("x.txt", "Dockerfile.j2", exclude=("*",)) == ["x.txt", "Dockerfile.j2"]


def test_a_file_is_taken_once(tree: Path) -> None:
    put("Dockerfile", "a/Dockerfile")
    assert names("a/Dockerfile", ".", "./Dockerfile") == ["a/Dockerfile", "Dockerfile"]
    assert names("a", "a/") == ["a/Dockerfile"]
    assert names("a/Dockerfile", "Dockerfile") == ["a/Dockerfile", "Dockerfile"]


def test_what_is_not_there_comes_with_its_error(tree: Path) -> None:
    assert list(find(["nope"])) == [Found("nope", "nope", "no such file or folder")]


def test_folders_of_version_control_are_passed_over_and_node_modules_is_not(tree: Path) -> None:
    put(".git/Dockerfile", ".hg/Dockerfile", "node_modules/x/Dockerfile", ".devcontainer/Dockerfile")
    assert names() == [".devcontainer/Dockerfile", "node_modules/x/Dockerfile"]


class TestGitignore:
    def test_ignored_files_and_folders_are_left_out(self, tree: Path) -> None:
        put("Dockerfile", "node_modules/x/Dockerfile", "Dockerfile.local")
        Path(".gitignore").write_text("node_modules/\n*.local\n")
        assert names() == ["Dockerfile"]
        assert len(names(gitignore=False)) == 3

    def test_a_nested_file_speaks_of_its_folder_and_wins_over_those_above(self, tree: Path) -> None:
        put("a/Dockerfile", "a/Dockerfile.dev", "b/Dockerfile.dev")
        Path(".gitignore").write_text("*.dev\n")
        Path("a/.gitignore").write_text("!Dockerfile.dev\n/Dockerfile\n")
        assert names() == ["a/Dockerfile.dev"]

    def test_a_pattern_with_a_slash_is_bound_to_its_folder(self, tree: Path) -> None:
        put("x/Dockerfile", "a/x/Dockerfile", "a/b/x/Dockerfile")
        Path("a").joinpath(".gitignore").write_text("/x/\n")
        assert names() == ["a/b/x/Dockerfile", "x/Dockerfile"]

    def test_what_is_in_an_ignored_folder_cannot_be_taken_back(self, tree: Path) -> None:
        put("build/Dockerfile")
        Path(".gitignore").write_text("build/\n!build/Dockerfile\n")
        assert names() == []

    def test_a_folder_below_the_root_of_the_working_tree_hears_those_above(self, tree: Path) -> None:
        put("a/b/Dockerfile", "a/b/Dockerfile.dev", "a/b/Dockerfile.tst")
        (tree / ".git" / "info").mkdir(parents=True)
        (tree / ".git" / "info" / "exclude").write_text("*.tst\n")
        Path(".gitignore").write_text("*.dev\n")
        assert names("a/b") == ["a/b/Dockerfile"]

    def test_a_file_above_is_not_heard_outside_a_working_tree(self, tree: Path) -> None:
        put("a/Dockerfile")
        Path(".gitignore").write_text("Dockerfile\n")
        assert names("a") == ["a/Dockerfile"]

    def test_a_line_that_is_no_pattern_is_passed_over(self, tree: Path) -> None:
        put("Dockerfile", "Dockerfile.dev")
        Path(".gitignore").write_text("!\n///\n# comment\n\n*.dev\n")
        assert names() == ["Dockerfile"]

    def test_bytes_that_are_not_utf8_do_no_harm(self, tree: Path) -> None:
        put("Dockerfile", "Dockerfile.dev")
        Path(".gitignore").write_bytes(b"\xff\xfe\n*.dev\n")
        assert names() == ["Dockerfile"]


def test_excluded_files_and_folders_are_left_out(tree: Path) -> None:
    put("a/Dockerfile", "b/Dockerfile", "a/Dockerfile.dev")
    assert names(exclude=("b/", "*.dev")) == ["a/Dockerfile"]


def test_exclusion_holds_against_what_gitignore_takes_back(tree: Path) -> None:
    put("a/Dockerfile")
    Path(".gitignore").write_text("!a/\n")
    assert names(exclude=("a/",)) == []


class TestLinks:
    def test_links_to_folders_are_not_entered_so_loops_end(self, tree: Path) -> None:
        put("a/Dockerfile")
        os.symlink("..", tree / "a" / "loop")
        os.symlink("a", tree / "b")
        assert names() == ["a/Dockerfile"]

    def test_a_named_link_to_a_folder_is(self, tree: Path) -> None:
        put("a/Dockerfile")
        os.symlink("a", tree / "b")
        assert names("b") == ["b/Dockerfile"]

    def test_a_link_to_a_file_is_followed_and_a_broken_one_is_not(self, tree: Path) -> None:
        put("real")
        os.symlink("real", tree / "Dockerfile")
        os.symlink("gone", tree / "Dockerfile.gone")
        assert names() == ["Dockerfile"]


def test_what_is_no_file_is_left_alone(tree: Path) -> None:
    os.mkfifo(tree / "Dockerfile")
    (tree / "x.Dockerfile").mkdir()
    put("x.Dockerfile/Dockerfile")
    assert names() == ["x.Dockerfile/Dockerfile"]


def test_a_folder_that_cannot_be_read_comes_with_its_error(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put("a/Dockerfile", "b/Dockerfile")
    scandir = os.scandir

    def refusing(folder: str) -> object:
        if folder.endswith("/a"):
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refusing)
    assert [(found.name, found.error) for found in find(["."])] == [
        ("a", "cannot read the folder: permission denied"),
        ("b/Dockerfile", None),
    ]
