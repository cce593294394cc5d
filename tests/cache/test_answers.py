"""Answers kept between runs: found again, bounded, shared by processes, and never wrong."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import pytest

from baseadvisor.cache.answers import Answers
from baseadvisor.cache.folder import cache_folder

KEYS = [bytes([number]) * 32 for number in range(100)]


def test_what_is_kept_is_found_by_another_process(tmp_path: Path) -> None:
    Answers(str(tmp_path / "a")).keep({KEYS[0]: b"x", KEYS[1]: b"y"})
    code = f"from baseadvisor.cache.answers import Answers; print(Answers({str(tmp_path / 'a')!r}).get([{KEYS[1]!r}]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"{ {KEYS[1]: b'y'} }\n"


def test_looking_for_what_is_not_there_makes_no_file(tmp_path: Path) -> None:
    assert Answers(str(tmp_path / "sub" / "a")).get(KEYS) == {}
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_the_users_alone(tmp_path: Path) -> None:
    Answers(str(tmp_path / "sub" / "a")).keep({KEYS[0]: b"x"})
    assert (tmp_path / "sub" / "a").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "sub").stat().st_mode & 0o777 == 0o700


def test_it_stays_within_its_bound_and_the_least_used_go(tmp_path: Path) -> None:
    answers = Answers(str(tmp_path / "a"), most_bytes=1000)
    answers.keep(dict.fromkeys(KEYS[:9], b"x" * 100))
    with closing(sqlite3.connect(tmp_path / "a")) as db, db:
        db.execute("UPDATE answer SET used = 0")
    assert set(answers.get([KEYS[0]])) == {KEYS[0]}
    answers.keep({KEYS[50]: b"x" * 120, KEYS[51]: b"x" * 120})
    left = set(answers.get(KEYS))
    assert {KEYS[0], KEYS[50], KEYS[51]} <= left
    assert len(left) < 9
    answers.keep({KEYS[60]: b"x" * 200})
    assert KEYS[60] not in answers.get(KEYS)


@pytest.mark.parametrize("how", ["no database", "half", "no table", "a folder", "another version"])
def test_a_damaged_file_is_thrown_away_and_works_again(tmp_path: Path, how: str) -> None:
    path = tmp_path / "a"
    answers = Answers(str(path))
    answers.keep(dict.fromkeys(KEYS, b"x" * 200))
    answers.close()
    if how == "no database":
        path.write_bytes(b"no database at all" * 500)
    elif how == "half":
        path.write_bytes(path.read_bytes()[:5000])
    elif how == "a folder":
        path.unlink()
        path.mkdir()
    else:
        with closing(sqlite3.connect(path)) as db, db:
            db.execute("DROP TABLE answer" if how == "no table" else "PRAGMA user_version = 77")
    answers = Answers(str(path))
    assert answers.get(KEYS[:1]) in ({}, {KEYS[0]: b"x" * 200})
    answers.keep({KEYS[0]: b"y"})
    assert Answers(str(path)).get(KEYS[:1]) == ({} if how == "a folder" else {KEYS[0]: b"y"})


def test_a_changed_answer_is_not_believed(tmp_path: Path) -> None:
    answers = Answers(str(tmp_path / "a"))
    answers.keep({KEYS[0]: b"x", KEYS[1]: b"y"})
    with closing(sqlite3.connect(tmp_path / "a")) as db, db:
        db.execute("UPDATE answer SET value = ? WHERE key = ?", (b"z", KEYS[0]))
        db.execute("UPDATE answer SET value = 'text' WHERE key = ?", (KEYS[1],))
    assert answers.get(KEYS[:2]) == {}


def test_a_path_below_a_file_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    answers = Answers(str(tmp_path / "file" / "a"))
    answers.keep({KEYS[0]: b"x"})
    assert answers.get(KEYS) == {}


def fill(path: str, number: int) -> int:
    answers = Answers(path)
    for at in range(20):
        answers.keep({bytes([number]) * 16 + bytes([at]) * 16: b"%d %d" % (number, at)})
    return len(answers.get([bytes([number]) * 16 + bytes([at]) * 16 for at in range(20)]))


def test_processes_share_it(tmp_path: Path) -> None:
    path = str(tmp_path / "a")
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(fill, [path] * 4, range(4)))
    assert all(found)
    keys = [bytes([number]) * 16 + bytes([at]) * 16 for number in range(4) for at in range(20)]
    kept = Answers(path).get(keys)
    assert all(value == b"%d %d" % (key[0], key[16]) for key, value in kept.items())


def test_the_folder_is_the_platforms(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from platformdirs import user_cache_dir

    monkeypatch.delenv("BASEADVISOR_CACHE_DIR", raising=False)
    for value in (str(tmp_path), "", None):
        monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
        if value is not None:
            monkeypatch.setenv("XDG_CACHE_HOME", value)
        assert cache_folder() == user_cache_dir("baseadvisor", appauthor=False)
    monkeypatch.setenv("BASEADVISOR_CACHE_DIR", str(tmp_path / "own"))
    assert cache_folder() == str(tmp_path / "own")
