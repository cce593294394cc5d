"""Which commands a script runs, and where."""

import pytest

from baseadvisor.dockerfile.source_map import SourceMap
from baseadvisor.shell import Command, Script, parse


def script(text: str, dialect: str = "sh") -> Script:
    return parse(SourceMap.plain(text, 0), dialect=dialect)


def only(text: str, name: str) -> Command:
    (found,) = [command for command in script(text).commands if command.name == name]
    return found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a && b || c; d & e\nf", ["a", "b", "c", "d", "e", "f"]),
        ("a | b |& c", ["a", "b", "c"]),
        ("(a; b) && { c; d; }", ["a", "b", "c", "d"]),
        ("if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]),
        ("while a; do b; done; until c; do d; done", ["a", "b", "c", "d"]),
        ("for i in $(a) x; do b; done", ["a", "b"]),
        ("for ((i=0; i<3; i++)); do a; done", ["a"]),
        ("case $(a) in x|y) b;; (z) c ;; *) d; esac", ["a", "b", "c", "d"]),
        ("f() { a; }; function g { b; }; f", ["a", "b", "f"]),
        ('a "$(b "$(c)")" `d` <(e) ${X:-$(g)}', ["a", "b", "c", "d", "e", "g"]),
        ("X=$(a) Y=`b` c", ["c", "a", "b"]),
        ("export X=$(a)", ["export", "a"]),
        ("[ -f x ] && [[ -n $y ]] || test z", ["[", "[[", "test"]),
        ("! a | b && ! c", ["a", "b", "c"]),
        ("a <<EOF && b\nx $(c) y\nEOF\nd", ["a", "b", "c", "d"]),
        ("a <<'EOF'\nx $(c) y\nEOF\nd", ["a", "d"]),
        ("a <<A <<-B\n1\nA\n\t2\n\tB\nb", ["a", "b"]),
        ("a <<EOF >/x && b", ["a", "b"]),
        ('a <<< "$x" c; b', ["a", "b"]),
        ("/usr/bin/apt-get update; $BIN/pip install x; $X y", ["apt-get", "pip", None]),
        ("a # b; c\nd", ["a", "d"]),
        ("echo $((1+$(a)))", ["echo", "a"]),
        ("(( $(a) > 1 )) && b", ["a", "b"]),
        ("time (a; b)", ["time", "a", "b"]),
    ],
)
def test_finds_every_command_wherever_it_runs(text: str, names: list[str | None]) -> None:
    found = script(text)
    assert not found.problems
    assert [command.name for command in found.commands if command.words] == sorted(
        names, key=lambda name: [c.name for c in found.commands if c.words].index(name)
    )
    assert len([command for command in found.commands if command.words]) == len(names)


@pytest.mark.parametrize(
    ("text", "name", "within"),
    [
        ("sh -c 'x y'", "x", ("sh -c",)),
        ("bash -lc 'x y'", "x", ("bash -c",)),
        ("bash -euo pipefail -c 'x y'", "x", ("bash -c",)),
        ('/bin/sh -e -c "x y" arg0', "x", ("sh -c",)),
        ("eval x y", "x", ("eval",)),
        ("eval 'x y'", "x", ("eval",)),
        ("env A=b -u C x", "x", ("env",)),
        ("sudo -E -u root A=b x", "x", ("sudo",)),
        ("sudo --user=root -- x", "x", ("sudo",)),
        ("echo a | xargs -r -n 1 -I{} x {}", "x", ("xargs",)),
        ("find . -name '*.c' -exec x {} \\;", "x", ("find -exec",)),
        ("find . -execdir x {} +", "x", ("find -execdir",)),
        ("command x", "x", ("command",)),
        ("exec x", "x", ("exec",)),
        ("time -p x", "x", ("time",)),
        ("nohup nice -n 5 x", "x", ("nohup", "nice")),
        ("timeout -k 5 10 x", "x", ("timeout",)),
        ("su -c 'x y' user", "x", ("su -c",)),
        ("su - user -c 'x y'", "x", ("su -c",)),
        ("runuser -u user -- x", "x", ("runuser",)),
        ("gosu user x", "x", ("gosu",)),
        ("chroot --userspec=a /mnt x", "x", ("chroot",)),
        ("busybox x", "x", ("busybox",)),
        ("fakeroot x", "x", ("fakeroot",)),
        ("sudo sh -c 'timeout 3 x'", "x", ("sudo", "sh -c", "timeout")),
        ("bash <<EOF\nx\nEOF", "x", ("bash",)),
        ("bash -s arg <<EOF\nx\nEOF", "x", ("bash",)),
        ("conda run -n env x", "x", ("conda",)),
        ("trap 'x' EXIT", "x", ("trap",)),
    ],
)
def test_names_what_wraps_a_command(text: str, name: str, within: tuple[str, ...]) -> None:
    assert only(text, name).within == within


@pytest.mark.parametrize("text", ["command -v x", "sudo -l x", "su user", "sh x.sh", "env", "bundle install", "uv pip"])
def test_a_wrapper_that_runs_nothing_wraps_nothing(text: str) -> None:
    assert len(script(text).commands) == 1


def test_a_nested_script_points_into_the_file_through_quotes_and_escapes() -> None:
    text = """sh -c "a \\"b c\\" && 'd' \\$e" && bash -c 'f'"'g' h'i'"""
    commands = script(text).commands
    a = next(command for command in commands if command.name == "a")
    assert text[a.start : a.end] == 'a \\"b c\\"'
    assert a.words[1].value == "b c"
    d = next(command for command in commands if command.name == "d")
    assert text[d.start : d.end].endswith("\\$e")
    assert d.words[1].expansions == ("e",)


def test_a_substitution_in_a_nested_script_is_found_once() -> None:
    assert [c.name for c in script('sh -c "a $(b)"').commands] == ["sh", "a", "b"]


@pytest.mark.parametrize(
    "text",
    [
        "get https://example.com/$V/tool-$V.tgz -o $V-$W.tgz",
        "get ${V}x$W/y a$V$W.b$C.d",
        'get x$(a)-$V.c-$W.e "$(b)$V-$W.x"',
    ],
)
def test_a_word_with_two_bare_variables_is_one(text: str) -> None:
    assert " ".join(word.text for word in script(text).commands[0].words) == text


def test_so_it_is_in_assignments_redirects_and_loops() -> None:
    found = script("X=a-$V-$W.c get >b-$V-$W.c; for x in a-$V-$W.c b; do put; done")
    assert [word.word.text if word.word else None for word in found.assigned] == ["a-$V-$W.c", None]
    assert [word.text for word in found.assigned[1].values] == ["a-$V-$W.c", "b"]
    assert [redirect.target.text for redirect in found.redirects if redirect.target] == ["b-$V-$W.c"]
    assert [command.name for command in found.commands] == ["get", "put"]


def test_assignments_before_a_command_are_its_own() -> None:
    command = only("A=1 B='x y' cmd z", "cmd")
    assert [(each.name, each.word.value if each.word else None) for each in command.assignments] == [
        ("A", "1"),
        ("B", "x y"),
    ]
    assert [word.text for word in command.words] == ["cmd", "z"]


def test_redirects_belong_to_the_command_they_stand_on() -> None:
    found = script("a && b >x 2>&1 c | d </y")
    b, d = found.commands[1], found.commands[2]
    assert [(r.operator, r.fd, r.target.text if r.target else None) for r in b.redirects] == [
        (">", None, "x"),
        (">&", 2, "1"),
    ]
    assert [word.text for word in b.words] == ["b", "c"]
    assert [r.operator for r in d.redirects] == ["<"]
    assert found.commands[0].redirects == ()


def test_a_groups_redirect_has_no_command() -> None:
    (redirect,) = script("{ a; b; } > x").redirects
    assert redirect.command is None
    assert redirect.target is not None
    assert redirect.target.value == "x"


def test_a_heredoc_keeps_its_body_and_whether_it_expands() -> None:
    quoted = only("cat <<'EOF' > /f\nx $y\nEOF\n", "cat").redirects[0]
    plain = only("cat <<EOF > /f\nx $y\nEOF\n", "cat").redirects[0]
    assert quoted.heredoc is not None
    assert quoted.heredoc.text == "x $y\n"
    assert (quoted.operator, quoted.expands, plain.expands) == ("<<", False, True)


def test_pipelines_are_shared_and_know_their_stages() -> None:
    found = script("a && b x | (c; d) | sudo e && f")
    by_name = {command.name: command for command in found.commands}
    pipeline = by_name["b"].pipeline
    assert pipeline is not None
    assert [[c.name for c in stage] for stage in pipeline.stages] == [["b"], ["c", "d"], ["sudo", "e"]]
    assert by_name["e"].pipeline is pipeline
    assert (by_name["b"].position, by_name["d"].position, by_name["e"].position) == (0, 1, 2)
    assert by_name["a"].pipeline is None
    assert by_name["f"].pipeline is None
    assert found.source.text[pipeline.start : pipeline.end] == "b x | (c; d) | sudo e"


def test_precedence_is_the_shells_where_a_redirect_stands_in_a_list() -> None:
    found = script("a && b >x | c")
    a, b, c = found.commands
    assert a.pipeline is None
    assert b.pipeline is c.pipeline is not None
    assert (a.after, b.after, c.after) == (None, "&&", "|")


def test_the_operator_before_each_command() -> None:
    found = script("a; b && (c || d) & e\nf")
    assert [command.after for command in found.commands] == [None, ";", "&&", "||", "&", ";"]
    assert [command.background for command in found.commands] == [False, True, True, True, False, False]


def test_where_a_command_stands() -> None:
    assert only("if x; then y; fi", "x").condition
    assert not only("if x; then y; fi", "y").condition
    assert only("if x; then y; fi", "y").conditional
    assert only("for i in a; do y; done", "y").in_loop
    assert only("a $(y)", "y").in_substitution
    assert only("! y", "y").negated
    assert only("f() { y; }", "y").in_function == "f"


@pytest.mark.parametrize(
    ("text", "ignored"),
    [
        ("x || true", True),
        ("x || :", True),
        ("x || echo failed", True),
        ("x || exit 0", True),
        ("x || exit 1", False),
        ("x && y || true", True),
        ("(x; y) || true", True),
        ("true || x", False),
        ("x; true", False),
        ("x | true", False),
    ],
)
def test_knows_when_a_failure_is_ignored(text: str, ignored: bool) -> None:
    assert only(text, "x").ignored is ignored


def test_knows_whose_status_the_scripts_is() -> None:
    assert [c.name for c in script("a; b && c | d").last] == ["d"]
    assert [c.name for c in script("a; if b; then c; else d; fi").last] == ["c", "d"]
    assert [c.name for c in script("a; sh -c 'b; c'").last] == ["sh", "c"]


def test_commands_of_one_and_list_share_it() -> None:
    a, b, c = script("a && b; c").commands
    assert a.list is b.list
    assert [command.name for command in a.list.commands] == ["a", "b"]
    assert c.list is not a.list


def test_options_hold_from_where_they_are_set() -> None:
    found = script("a; set -eo pipefail; b; set +e; c; (set -e; d); e")
    by_name = {command.name: command for command in found.commands if command.name != "set"}
    assert [found.errexit_at(by_name[n]) for n in "abcde"] == [False, True, False, True, False]
    assert [found.pipefail_at(by_name[n]) for n in "abcde"] == [False, True, True, True, True]


def test_a_nested_shells_options_are_its_own() -> None:
    found = script("set -e; bash -o pipefail -c 'a | b'")
    a = next(command for command in found.commands if command.name == "a")
    assert found.pipefail_at(a)
    assert not found.errexit_at(a)


def test_flags_are_found_in_every_way_they_are_written() -> None:
    command = only("x -qy --format=json -o out -- -z", "x")
    assert command.has_flag("-y", "--yes")
    assert command.has_flag("--format")
    assert not command.has_flag("-z")
    assert command.flag_value("--format") == "json"
    value = command.flag_value("-o")
    assert getattr(value, "text", None) == "out"
    assert [word.text for word in command.operands] == ["out", "-z"]


def test_a_single_dash_long_option_is_no_cluster() -> None:
    assert not only("find . -name x", "find").has_flag("-n")


@pytest.mark.parametrize("tool", ["mvn", "./mvnw", "gradle", "./gradlew", "ant", "sbt"])
def test_properties_of_java_build_tools_are_no_clusters(tool: str) -> None:
    command = only(f"{tool} -q -Pprod -Dmaven.test.skip=true -o build", tool.removeprefix("./"))
    assert command.has_flag("-o")
    assert command.has_flag("-q")
    assert not command.has_flag("-v", "-B", "-r")


@pytest.mark.parametrize("dialect", ["powershell", "cmd", "unknown", "python"])
def test_another_language_is_not_read_as_a_shell_script(dialect: str) -> None:
    found = script("Get-Item x; foo", dialect)
    assert found.commands == ()
    assert found.unparsed


def test_a_shebang_has_the_last_word() -> None:
    assert script("#!/usr/bin/env python3\nimport os").unparsed
    found = script("#!/bin/bash\nx", "powershell")
    assert found.dialect == "bash"
    assert [command.name for command in found.commands] == ["x"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a; b | | c; d", ["a", "b", "c", "d"]),
        ('a; b "c && d', ["a"]),
        ("a\nfoo )\nb", ["a", "b"]),
    ],
)
def test_says_what_it_cannot_parse_and_keeps_the_rest(text: str, names: list[str]) -> None:
    found = script(text)
    assert found.problems
    assert {command.name for command in found.commands} <= set(names)
    assert "a" in {command.name for command in found.commands}


@pytest.mark.parametrize("text", ["fi else }", "then x", "a; done"])
def test_a_stray_keyword_is_a_problem(text: str) -> None:
    assert script(text).problems


@pytest.mark.parametrize(
    "text",
    [
        "a " + "$(" * 5000 + ")" * 5000,
        "(" * 5000 + "a" + ")" * 5000,
        "if a; then " * 3000 + "fi;" * 3000,
        "`" * 20001,
        "${a:-" * 3000,
        "a" * 1_000_001,
        "sudo " * 5000 + "x",
        ")" * 60_000,
        "x" + "&& x" * 20_000,
    ],
)
def test_extremes_neither_crash_nor_pass_unsaid(text: str) -> None:
    found = script(text)
    assert found.unparsed or found.problems or len(found.commands) > 1


def test_commands_that_run_each_other_without_end_are_a_limit_that_is_told() -> None:
    assert script("sudo " * 101 + "x").unparsed == "more than 100 commands run each other in it"
    assert [command.name for command in script("sudo " * 100 + "x").commands][-1] == "x"


def test_a_long_script_is_read_to_its_end() -> None:
    found = script("a b; " * 20_000 + "z")
    assert found.unparsed is None
    assert len(found.commands) == 20_001
    assert found.commands[-1].name == "z"


def test_text_outside_ascii_keeps_its_offsets() -> None:
    text = "echo 'é→😀' && x ü"
    command = only(text, "x")
    assert text[command.start : command.end] == "x ü"
    assert command.words[1].value == "ü"


def test_offsets_go_through_the_source_map() -> None:
    file = "RUN a \\\n  && b c\n"
    joined = SourceMap("a   && b c", (0, 2), (4, 8))
    found = parse(joined)
    b = found.commands[1]
    assert file[b.start : b.end] == "b c"
    assert file[b.words[1].start : b.words[1].end] == "c"


def test_carriage_returns_before_line_ends_are_not_part_of_words() -> None:
    text = "a b\r\ncat <<EOF\r\nx\r\nEOF\r\nc d\r\n"
    found = script(text)
    assert [[word.value for word in command.words] for command in found.commands] == [["a", "b"], ["cat"], ["c", "d"]]
    c = found.commands[2]
    assert text[c.start : c.end] == "c d"


def test_a_word_torn_by_a_continuation_line_is_one() -> None:
    command = script("foo\\\nbar a\\\nb c").commands[0]
    assert [word.value for word in command.words] == ["foobar", "ab", "c"]
