"""Our DockerfileParser: the original's behaviour where that is right, BuildKit's where it is not."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import dockerfile_parse
import pytest

import baseadvisor
from baseadvisor.dockerfile.compat import DockerfileParser


def ours(text: str | bytes, **options: Any) -> DockerfileParser:
    return DockerfileParser(fileobj=BytesIO(text.encode() if isinstance(text, str) else text), **options)


def original(text: str, **options: Any) -> Any:
    return dockerfile_parse.DockerfileParser(fileobj=BytesIO(text.encode()), **options)


SIMPLE = [
    "",
    "FROM fedora\n",
    "FROM fedora\nCMD yum -y update && \\\n    yum clean all\n",
    "# comment\n\nFROM  a  AS b\n   # indented\nRUN one \\\n  # between\n  two\nUSER x",
    'FROM a\nENV A=b C="d e" F=\'g\' H=\\ i\nENV J k l\nLABEL x=$A y=${C}z "k"=v\nARG M\nARG N=o\n',
    'ARG V=1\nFROM a:$V AS x\nENV P=/x:$P\nLABEL a=b\nFROM b:${V}\nLABEL c=d\nCMD ["e"]\nCMD f\n',
    "FROM a\nLABEL a=1 b=2\nLABEL a=3\nENV A=1\nENV B=$A$A\nEXPOSE 80\nRUN x\n",
    "# syntax=a/b\n# escape=`\nFROM a\nRUN a `\n b\n",
    "FROM --platform=linux/amd64 a\nfrom b as c\nrun x\n",
]
READERS = [
    "lines",
    "content",
    "structure",
    "json",
    "parent_images",
    "baseimage",
    "is_multistage",
    "cmd",
    "labels",
    "envs",
    "args",
]


def read(parser: Any, name: str) -> Any:
    try:
        return getattr(parser, name)
    except IndexError:
        return "nothing"


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("text", SIMPLE)
def test_simple_files_are_read_as_the_original_reads_them(text: str, name: str) -> None:
    options = {"parent_env": {"P": "/bin"}, "build_args": {"M": "given"}}
    assert read(ours(text, **options), name) == read(original(text, **options), name)


@pytest.mark.parametrize("text", SIMPLE)
def test_contexts_are_those_of_the_original(text: str) -> None:
    assert [vars(each) for each in ours(text).context_structure] == [
        vars(each) for each in original(text).context_structure
    ]


def set_base(parser: Any) -> None:
    parser.baseimage = "new:1"


def set_parents(parser: Any) -> None:
    parser.parent_images = ["one", "two"]


def set_cmd(parser: Any) -> None:
    parser.cmd = "new"


def set_label(parser: Any) -> None:
    parser.labels["a"] = "x y"


def add_label(parser: Any) -> None:
    parser.labels["new"] = "x"


def drop_label(parser: Any) -> None:
    del parser.labels["a"]


def set_envs(parser: Any) -> None:
    parser.envs = {"A": "2", "Z": "it's"}


def set_args(parser: Any) -> None:
    parser.args = {"M": "2"}


def add_lines(parser: Any) -> None:
    parser.add_lines("RUN a", "RUN b", all_stages=True)


def add_lines_at_start(parser: Any) -> None:
    parser.add_lines("RUN a", at_start=True)


def replace_line(parser: Any) -> None:
    parser.add_lines_at(parser.structure[-1], "RUN z", replace=True)


def set_content(parser: Any) -> None:
    parser.content = "FROM other\n"


EDITS = [
    set_base,
    set_cmd,
    set_label,
    add_label,
    drop_label,
    set_envs,
    set_args,
    add_lines,
    add_lines_at_start,
    replace_line,
    set_content,
]


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("cache_content", [False, True])
def test_simple_files_are_changed_as_the_original_changes_them(
    edit: Callable[[Any], None], cache_content: bool
) -> None:
    text = "FROM a\nLABEL a=1 b=2\nENV A=1\nARG M=1\nRUN x\nCMD old\n"
    mine, theirs = ours(text, cache_content=cache_content), original(text, cache_content=cache_content)
    edit(mine)
    edit(theirs)
    assert mine.content == theirs.content
    assert mine.structure == theirs.structure


def test_several_parents_are_set_as_the_original_sets_them() -> None:
    text = "FROM a AS x\nRUN y\nFROM b\n"
    mine, theirs = ours(text), original(text)
    set_parents(mine)
    set_parents(theirs)
    assert mine.content == theirs.content
    for wrong in (["one"], ["one", "two", "three"]):
        with pytest.raises(RuntimeError):
            mine.parent_images = wrong
    with pytest.raises(RuntimeError):
        ours("RUN x\n").baseimage = "y"


def test_it_stands_where_the_original_stands(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM a\n")
    parser = baseadvisor.DockerfileParser(str(tmp_path))
    assert isinstance(parser, dockerfile_parse.DockerfileParser)
    parser.baseimage = "b"
    assert (tmp_path / "Dockerfile").read_text() == "FROM b\n"
    with pytest.raises(OSError, match="No such file"):
        _ = DockerfileParser(str(tmp_path / "none")).structure


def entries(text: str | bytes) -> list[tuple[str, int, int, str]]:
    return [
        (entry["instruction"], entry["startline"], entry["endline"], entry["value"]) for entry in ours(text).structure
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "FROM a\nRUN <<E\nFROM b\n# c\nE\nUSER x\n",
            [("FROM", 0, 0, "a"), ("RUN", 1, 4, "<<E\nFROM b\n# c\nE"), ("USER", 5, 5, "x")],
        ),
        ("FROM a\nRUN a \\\n\n  b\n", [("FROM", 0, 0, "a"), ("RUN", 1, 3, "a   b")]),
        ("FROM a\nRUN a \\", [("FROM", 0, 0, "a"), ("RUN", 1, 1, "a")]),
        ("FROM a\nRUN a\\\\\nUSER x\n", [("FROM", 0, 0, "a"), ("RUN", 1, 1, "a\\\\"), ("USER", 2, 2, "x")]),
        ("\ufeffFROM a\n", [("FROM", 0, 0, "a")]),
        ("\ufeff# c\nFROM a\n", [("COMMENT", 0, 0, "c"), ("FROM", 1, 1, "a")]),
        ("# c\r\nFROM a\r\nRUN x \\\r\n y\r\n", [("COMMENT", 0, 0, "c"), ("FROM", 1, 1, "a"), ("RUN", 2, 3, "x  y")]),
        (
            "# c\n# escape=`\nFROM a\nRUN a \\\n b\n",
            [("COMMENT", 0, 0, "c"), ("COMMENT", 1, 1, "escape=`"), ("FROM", 2, 2, "a"), ("RUN", 3, 4, "a  b")],
        ),
        (
            "# check=skip=all\n# escape=`\nFROM a`\nb\n",
            [("COMMENT", 0, 0, "check=skip=all"), ("COMMENT", 1, 1, "escape=`"), ("FROM", 2, 3, "ab")],
        ),
        (
            "FROM a\nRUN x \\\n# c\n\n# d\n y\n",
            [("FROM", 0, 0, "a"), ("COMMENT", 2, 2, "c"), ("COMMENT", 4, 4, "d"), ("RUN", 1, 5, "x  y")],
        ),
        (b"FROM a\nLABEL x=\xff\n", [("FROM", 0, 0, "a"), ("LABEL", 1, 1, "x=\udcff")]),
    ],
)
def test_structure_follows_buildkit_where_the_original_departs_from_it(
    text: str | bytes, expected: list[tuple[str, int, int, str]]
) -> None:
    assert entries(text) == expected


def test_the_contents_of_all_entries_are_the_lines_of_the_file() -> None:
    text = "# a\nFROM b \\\n  AS c\nRUN <<E\r\n# no comment\r\nE\n# d\nRUN x"
    assert "".join(entry["content"] for entry in ours(text).structure) == text


def test_bytes_that_are_not_utf_8_are_read_and_written_back() -> None:
    data = b"\xef\xbb\xbfFROM a\r\nLABEL x=\xff\x85\x0b\r\n"
    file = BytesIO(data)
    parser = DockerfileParser(fileobj=file)
    assert parser.baseimage == "a"
    assert len(parser.lines) == 2
    parser.lines = parser.lines
    assert file.getvalue() == data
    parser.baseimage = "b"
    assert file.getvalue() == data.replace(b"FROM a", b"FROM b")


@pytest.mark.parametrize(
    ("head", "image"),
    [
        ("ARG V\nFROM a:${V:-1}\n", "a:1"),
        ("ARG V=1.2.3\nFROM a:${V%.*}\n", "a:1.2"),
        ("ARG V=1\nARG W=$V.0\nFROM a:$W\n", "a:1.0"),
        ("ARG V\nFROM a${V:+:$V}\n", "a"),
        ("FROM a-${TARGETARCH}\n", "a-${TARGETARCH}"),
        ("ARG V=x/y\nFROM ${V/x/z}\n", "z/y"),
        ("FROM a${\n", "a${"),
        ("FROM --platform=$P --x=y a\n", "a"),
        ("FROM \\\n  a \\\n  AS b\n", "a"),
    ],
)
def test_every_form_of_variable_in_an_image_is_expanded(head: str, image: str) -> None:
    parser = ours(head)
    assert parser.parent_images == [image]
    assert parser.baseimage == image


def test_build_arguments_reach_images() -> None:
    assert ours("ARG V=1\nFROM a:$V\n", build_args={"V": "2"}).baseimage == "a:2"
    assert ours("ARG V\nFROM a:${V:-1}\n", build_args={"V": "2"}).baseimage == "a:2"


@pytest.mark.parametrize(
    ("text", "envs"),
    [
        ("FROM a\nENV A=${B:-c} D=${E:+f}\n", {"A": "c", "D": ""}),
        ("FROM a\nENV A=1\nENV A=2 B=$A\n", {"A": "2", "B": "1"}),
        ("FROM a AS b\nENV X=1\nFROM b\nENV Y=$X\n", {"Y": "1"}),
        ("FROM a\nARG X=1\nARG Y=${X}2\nENV Z=$Y\n", {"Z": "12"}),
        ("FROM a\nENV A=$(date) B='$A'\n", {"A": "$(date)", "B": "$A"}),
        ("# escape=`\nFROM a\nENV A=C:\\x B=a` b\n", {"A": "C:\\x", "B": "a b"}),
        ("FROM a\nENV A=x.y.z\nENV B=${A##*.} C=${A//./-}\n", {"A": "x.y.z", "B": "z", "C": "x-y-z"}),
        ("FROM a\nENV A=${\n", {"A": "${"}),
    ],
)
def test_every_form_of_variable_in_env_is_expanded(text: str, envs: dict[str, str]) -> None:
    parser = ours(text)
    assert parser.envs == envs
    assert parser.context_structure[-1].line_envs == {key: envs[key] for key in parser.context_structure[-1].line_envs}


def test_arguments_are_what_a_build_makes_of_them() -> None:
    text = "ARG A=1\nARG B=2\nFROM x\nARG A\nARG B=3\nARG C=${A}4\nARG D\n"
    assert ours(text).args == {"A": "1", "B": "3", "C": "14", "D": ""}
    assert ours(text, build_args={"B": "5", "D": "6"}).args == {"A": "1", "B": "5", "C": "14", "D": "6"}


def test_without_replacement_variables_stay() -> None:
    parser = ours("FROM a\nENV A=\"$B\" C='${D:-e}'\nLABEL $A=b\n", env_replace=False)
    assert parser.envs == {"A": "$B", "C": "${D:-e}"}
    assert parser.labels == {"$A": "b"}


def test_changing_an_image_keeps_the_rest_of_its_from() -> None:
    parser = ours("from --platform=linux/arm64 \\\n  a as  b # x\nRUN y\n".replace(" # x", ""))
    parser.baseimage = "c:1"
    assert parser.content == "from --platform=linux/arm64 \\\n  c:1 as  b\nRUN y\n"


def test_the_last_setting_of_a_key_is_the_one_that_is_changed() -> None:
    parser = ours("FROM a\nENV A=1 B=2\nENV A=3 \\\n    C=4\nENV D 5 6\nARG E\n")
    parser.envs["A"] = "new value"
    parser.envs["D"] = "7"
    parser.args["E"] = "8"
    assert parser.content == "FROM a\nENV A=1 B=2\nENV A='new value' \\\n    C=4\nENV D 7\nARG E=8\n"
    del parser.envs["A"]
    assert parser.content == "FROM a\nENV B=2\nENV C=4\nENV D 7\nARG E=8\n"
    del parser.envs["D"]
    assert parser.envs == {"B": "2", "C": "4"}
    with pytest.raises(KeyError):
        del parser.envs["none"]


def test_lines_are_added_after_a_heredoc_and_not_in_it() -> None:
    parser = ours("FROM a\nRUN <<E\nFROM no\nE\n")
    parser.add_lines("USER x", at_start=True)
    parser.add_lines("USER y")
    assert parser.content == "FROM a\nUSER x\nRUN <<E\nFROM no\nE\nUSER y\n"
    assert not parser.is_multistage


def test_what_the_original_refuses_is_refused() -> None:
    with pytest.raises(ValueError, match="find ="):
        _ = ours("FROM a\nENV A=b c\n").envs
    with pytest.raises(ValueError, match="Unsupported"):
        ours("FROM a\n")._instruction_getter("RUN", True)
