"""What holds for every text: agreement with BuildKit's parser, and the way back to the bytes."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from baseadvisor import parse
from baseadvisor.dockerfile.model import Dockerfile, Instruction, Node
from tests.dockerfile.oracle import differences

fixed = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

KEYWORDS = [
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
]

space = st.sampled_from([" ", "  ", "\t", " \\\n ", "\\\n", " \\\n# between\n  ", " \\\n\n "])
line_end = st.sampled_from(["\n", "\r\n", " \n", "\n\n"])
keyword = st.one_of(st.sampled_from(KEYWORDS), st.sampled_from(["run", "From", "onbuild", "HealthCheck"]))
name = st.sampled_from(["A", "b_1", "PATH", "x.y", "0"])
variable = st.sampled_from(["$A", "${A}", "${A:-d}", "${A+x y}", "${A#*b}", "${A/b/c}", "\\$A", "${A:?}"])
word = st.one_of(
    st.text("abc/.:-_*0\\", min_size=1, max_size=6),
    variable,
    st.sampled_from(['"a b"', "'a  b'", '"a\\"b"', "a\\ b", '"$A"', "é", '"', "'", "#", "\u00a0", "&&", "|"]),
)
words = st.lists(word, max_size=4).flatmap(lambda items: st.just(" ".join(items)))
flag = st.sampled_from(
    ["--from=a", "--mount=type=cache,target=/x", '--a="b c"', "--platform=$A", "--x", "--", "--interval=5s", "--a=\\ b"]
)
json_array = st.lists(
    st.sampled_from(['"a"', '"b c"', '"\\u00e9"', '"\\n"', "1", "null", "'a'", '"\\ud800"', "[]"]), max_size=3
).flatmap(lambda items: st.sampled_from(["[" + ", ".join(items) + end for end in ("]", "] x", "", ",]", "] ]")]))
pairs = st.lists(st.tuples(name, word), min_size=1, max_size=3).flatmap(
    lambda items: st.just(" ".join(f"{key}={value}" for key, value in items))
)
heredoc = st.tuples(
    st.sampled_from(["<<", "<<-", "3<<"]), st.sampled_from(["E", "'E'", '"E F"', "$E", "E\\ F"]), st.booleans()
).map(
    lambda parts: f"{parts[0]}{parts[1]} /x\nbody $A \\\n\t# no comment\n" + ("E\n" if parts[2] else "\tE\nE F\n$E\n")
)


@st.composite
def instruction(draw: st.DrawFn) -> str:
    text = draw(keyword) + draw(space)
    if draw(st.integers(0, 4)) == 0:
        text += draw(keyword) + draw(space)
    if draw(st.integers(0, 3)) == 0:
        text += draw(flag) + draw(space)
    text += draw(st.one_of(words, pairs, json_array, heredoc, st.just("")))
    return text + draw(line_end)


@st.composite
def dockerfile(draw: st.DrawFn) -> str:
    head = draw(
        st.sampled_from(["", "", "# escape=`\n", "# syntax=a/b:1\n", "#!/bin/sh\n# escape=`\n", "\ufeff", "# c\n"])
    )
    body = draw(st.lists(st.one_of(instruction(), st.just("# comment\n"), st.just("\n")), max_size=5))
    text = head + "FROM a\n" + "".join(body)
    return text.replace("\\", "`") if head == "# escape=`\n" and draw(st.booleans()) else text


token = st.one_of(
    keyword,
    st.sampled_from(
        [
            " ",
            "  ",
            "\t",
            "\n",
            "\\\n",
            "\\ \n",
            "\\\\\n",
            "\r\n",
            "\\\r\n",
            "#",
            "# c\n",
            "a",
            "b=c",
            "A=",
            "=x",
            "'",
            '"',
            '"a b"',
            "\\",
            "\\ ",
            "$X",
            "${X}",
            "${X:-d}",
            "${",
            "<<EOF",
            "<<-E",
            '<<"Q"',
            "EOF\n",
            "\tE\n",
            "Q\n",
            "[",
            "]",
            '"x"',
            ",",
            '["a", "b"]',
            "[1]",
            "--flag",
            '--a="b c"',
            "--",
            "-",
            "\x0b",
            "\x0c",
            "CMD",
            "NONE",
            "AS",
            "`",
            "<<",
            "3<<E",
            "<<<x",
            "{",
            "}",
            "\x1f",
        ]
    ),
)
soup = st.lists(token, max_size=16).map("".join)


@fixed
@given(dockerfile())
def test_a_dockerfile_is_read_as_buildkit_reads_it(text: str) -> None:
    assert differences(text) == []


@fixed
@given(soup)
@example("FROM a\nRUN a \\")
@example("FROM a\nENV a\\\n")
@example("RUN x\\\n")
def test_any_tokens_are_read_as_buildkit_reads_them(text: str) -> None:
    assert differences(text) == []


@fixed
@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbfFROM a\r\n\xff\x00")
@example(b"")
def test_a_model_gives_back_the_bytes_it_was_made_from(data: bytes) -> None:
    assert bytes(parse(data, recover=True)) == data


@fixed
@given(st.one_of(dockerfile(), soup))
def test_every_part_stands_inside_the_file_and_words_stand_where_they_say(text: str) -> None:
    model = parse(text, recover=True)
    for each in model.instructions:
        _check(model, each)
    for note in (*model.comments, *model.directives):
        assert model.text[note.start] == "#"
    for problem in model.problems:
        assert 0 <= problem.start <= problem.end <= len(model.text)


def _check(model: Dockerfile, each: Instruction) -> None:
    nodes: list[Node] = [*each.words, *each.pairs, *each.heredocs]
    for node in nodes:
        assert each.start <= node.start <= node.end <= each.end <= len(model.text)
    for flag in each.flags:
        assert each.start <= flag.start < flag.end <= each.end
    if each.exec_form is None:
        for word in each.words:
            written = model.text[word.start : word.end]
            if "\n" not in written:
                assert written == word.text
    assert model.text[each.keyword_start : each.keyword_end].replace("\\\n", "").upper() == each.keyword or (
        "\n" in model.text[each.keyword_start : each.keyword_end]
    )
    if each.trigger is not None:
        _check(model, each.trigger)
