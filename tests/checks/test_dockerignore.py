"""The patterns of a .dockerignore. The cases follow the documentation and moby/patternmatcher's own tests."""

import pytest

from baseadvisor.checks.dockerignore import IgnoreFile


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("node_modules", "node_modules"),
        ("node_modules", "node_modules/left-pad/index.js"),
        ("/src", "src/main.c"),
        ("src/", "src/main.c"),
        ("*.md", "README.md"),
        ("*/temp*", "somedir/temporary.txt"),
        ("*/*/temp*", "somedir/subdir/temporary.txt"),
        ("temp?", "tempa"),
        ("**", "a/b/c"),
        ("**/*.go", "main.go"),
        ("**/*.go", "a/b/main.go"),
        ("dir/**", "dir/a/b"),
        ("a/**/b", "a/b"),
        ("a/**/b", "a/x/y/b"),
        ("**/foo/bar", "foo/bar"),
        ("abc.def", "abc.def"),
        ("[a-c]x", "bx"),
        ("[^a-c]x", "dx"),
        ("a\\*b", "a*b"),
        ("a(b)+c", "a(b)+c"),
        ("./a/../b", "b"),
        ("*", "a/b/c"),
        (".*", ".git/config"),
    ],
)
def test_pattern_excludes_path(pattern: str, path: str) -> None:
    assert IgnoreFile(pattern).excludes(path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*.md", "docs/README.md"),
        ("temp?", "temp"),
        ("node_modules", "src/node_modules"),
        ("abc.def", "abcxdef"),
        ("dir/**", "dir"),
        ("a/*", "a"),
        ("[a-c]x", "dx"),
        ("a\\*b", "axb"),
        ("a/**/b", "ab"),
        ("# comment", "# comment"),
        ("", "a"),
        ("[", "["),
        ("src/main.c", "src"),
    ],
)
def test_pattern_leaves_path(pattern: str, path: str) -> None:
    assert not IgnoreFile(pattern).excludes(path)


def test_later_exception_takes_back_what_an_earlier_pattern_excludes() -> None:
    ignored = IgnoreFile("*.md\n!README.md\n")
    assert ignored.may_keep_part_of("*")
    assert not ignored.excludes("README.md")
    assert ignored.excludes("CHANGES.md")


def test_a_later_pattern_excludes_again_what_an_exception_took_back() -> None:
    assert IgnoreFile("*.md\n!README*.md\nREADME-secret.md").excludes("README-secret.md")


def test_comments_blank_lines_and_a_byte_order_mark_are_no_patterns() -> None:
    ignored = IgnoreFile("\ufeff# all of it\n\n   \n  secret  \n")
    assert not ignored.may_keep_part_of("*")
    assert ignored.excludes("secret/key")
    assert not ignored.excludes("public")
