"""What holds for every script, however strange."""

from hypothesis import given, settings
from hypothesis import strategies as st

from baseadvisor.dockerfile.source_map import SourceMap
from baseadvisor.shell import Script, parse
from baseadvisor.shell.leftovers import leftovers
from baseadvisor.shell.packages import package_actions

_TOKENS = st.sampled_from(
    [
        *["a", "b1", "apt-get", "install", "-y", "--x=1", "x=1", "sh", "-c", "sudo", "find", "-exec", "eval", "env"],
        *["pip", "apk", "add", "é", "$X", "${Y:-z}", "$(", ")", "`", "'", '"', "\\", "\\\n", "\n", "\r\n", ";", "&&"],
        *["||", "|", "&", "(", "{", "}", "if", "then", "fi", "for", "in", "do", "done", "while", "case", "esac", ";;"],
        *[
            "<<EOF",
            "EOF",
            "<<-'E'",
            "<",
            ">",
            "2>&1",
            "#",
            "[",
            "[[",
            "]]",
            "]",
            "$((",
            "))",
            "{a,b}",
            "*",
            "!",
            "=",
            "\0",
        ],
    ]
)
_SCRIPTS = st.one_of(
    st.lists(_TOKENS, max_size=25).map(" ".join),
    st.lists(_TOKENS, max_size=25).map("".join),
    st.text(max_size=60),
    st.text(alphabet="ab $(){}'\"`\\\n;|&<>#=é\r", max_size=60),
)


def _pieces(script: Script) -> list[tuple[int, int]]:
    found = [(each.start, each.end) for each in script.commands]
    found += [(word.start, word.end) for each in script.commands for word in each.words]
    found += [(each.start, each.end) for each in script.redirects]
    found += [(each.start, each.end) for each in script.assigned]
    found += [(each.start, each.end) for each in script.problems]
    found += [(c.pipeline.start, c.pipeline.end) for c in script.commands if c.pipeline]
    return found


@settings(max_examples=300, deadline=None)
@given(_SCRIPTS, st.sampled_from(["sh", "bash"]))
def test_any_text_is_read_and_every_offset_lies_in_it(text: str, dialect: str) -> None:
    script = parse(SourceMap.plain(text, 7), dialect=dialect)
    for start, end in _pieces(script):
        assert 7 <= start <= end <= 7 + len(text)
    actions = package_actions(script, {"X": "1"})
    leftovers([script], actions)
    for command in script.commands:
        assert isinstance(command.ignored, bool)
        script.pipefail_at(command)
        for word in command.words:
            script.resolve(word, {"X": "1", "Y": "$X"})


@settings(max_examples=300, deadline=None)
@given(_SCRIPTS)
def test_a_word_is_the_text_at_its_offsets(text: str) -> None:
    script = parse(SourceMap.plain(text, 0))
    for command in script.commands:
        if command.within:
            continue  # a nested script's text is what is left after quote removal
        for word in command.words:
            if "\r" not in text:
                assert text[word.start : word.end] == word.text


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["a", "-b", "c=1", "'d e'", '"f"']), min_size=1, max_size=4), min_size=1))
def test_plain_commands_come_back_as_they_were_written(commands: list[list[str]]) -> None:
    text = " && ".join("x " + " ".join(words) for words in commands)
    found = parse(SourceMap.plain(text, 0)).commands
    assert [[word.text for word in command.words[1:]] for command in found] == commands


@settings(max_examples=200, deadline=None)
@given(_SCRIPTS, st.lists(st.integers(1, 30), max_size=5))
def test_offsets_go_through_any_source_map(text: str, gaps: list[int]) -> None:
    starts, origins, file = [0], [0], 0
    at = 0
    for gap in gaps:
        at += gap
        if at >= len(text):
            break
        file += 3
        starts.append(at)
        origins.append(at + file)
    source = SourceMap(text, starts, origins)
    script = parse(source)
    for start, end in _pieces(script):
        assert 0 <= start <= end <= len(text) + file
