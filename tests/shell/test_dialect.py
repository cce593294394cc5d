"""Which language a script is in."""

import pytest

from baseadvisor.shell import dialect_of, shebang_dialect, shell_options


@pytest.mark.parametrize(
    ("words", "dialect"),
    [
        (["/bin/sh", "-c"], "sh"),
        (["/bin/bash", "-o", "pipefail", "-c"], "bash"),
        (["/bin/ash", "-eo", "pipefail", "-c"], "ash"),
        (["busybox", "sh", "-c"], "ash"),
        (["/usr/bin/env", "bash", "-c"], "bash"),
        (["/usr/bin/env", "-S", "A=b", "bash"], "bash"),
        (["powershell", "-Command"], "powershell"),
        (["C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe"], "powershell"),
        (["pwsh", "-c"], "powershell"),
        (["cmd", "/S", "/C"], "cmd"),
        (["CMD.EXE", "/C"], "cmd"),
        (["/usr/bin/python3.12"], "python"),
        (["/usr/bin/fish", "-c"], "fish"),
        (["/opt/thing"], "unknown"),
        ([], "unknown"),
        (["env"], "unknown"),
    ],
)
def test_the_shells_words_name_the_dialect(words: list[str], dialect: str) -> None:
    assert dialect_of(words) == dialect


@pytest.mark.parametrize(
    ("line", "dialect"),
    [
        ("#!/bin/bash -e", "bash"),
        ("#!/usr/bin/env python3", "python"),
        ("#! /bin/sh", "sh"),
        ("#!/opt/thing", "unknown"),
        ("#!", "unknown"),
        ("echo", None),
        ("# comment", None),
    ],
)
def test_a_shebang_names_the_dialect(line: str, dialect: str | None) -> None:
    assert shebang_dialect(line) == dialect


@pytest.mark.parametrize(
    ("words", "errexit", "pipefail"),
    [
        (["/bin/sh", "-c"], False, False),
        (["/bin/bash", "-o", "pipefail", "-c"], False, True),
        (["/bin/bash", "-euxo", "pipefail", "-c"], True, True),
        (["/bin/bash", "-e", "-o", "errexit", "-c"], True, False),
        (["/bin/bash", "-o", "nounset", "-c"], False, False),
        (["/bin/bash", "+o", "pipefail", "-c"], False, False),
    ],
)
def test_the_shells_words_turn_options_on(words: list[str], errexit: bool, pipefail: bool) -> None:
    options = shell_options(words)
    assert (options.errexit, options.pipefail) == (errexit, pipefail)
