"""Work spread over processes: order, and what a process that dies or hangs costs."""

import itertools
import os
import signal
import time
from collections.abc import Iterator, Sequence

import pytest

from baseadvisor.cli.pool import WINDOW, spread


def work(items: Sequence[int | str]) -> Iterator[str]:
    return map(one, items)


def one(item: int | str) -> str:
    if item == "die":
        os._exit(7)
    if item == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if item == "hang":
        time.sleep(3600)
    return f"done {item}"


def failed(item: int | str, why: str) -> str:
    return f"lost {item}: {why}"


def results(*items: int | str, jobs: int = 2, seconds: float = 60.0) -> list[str]:
    return list(spread(items, work, jobs=jobs, seconds=seconds, failed=failed))


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_the_order_of_the_work(jobs: int) -> None:
    assert results(*range(200), jobs=jobs) == [f"done {number}" for number in range(200)]


def test_no_work_gives_no_results() -> None:
    assert results() == []


def test_a_process_that_dies_costs_the_item_it_was_at() -> None:
    got = results(*range(20), "die", *range(20, 40), "kill")
    assert got[20] == "lost die: the process that linted it ended with status 7"
    assert got[41] == "lost kill: the process that linted it was ended by signal 9 (out of memory?)"
    assert [each for each in got if each.startswith("done")] == [f"done {number}" for number in range(40)]


def test_an_item_that_hangs_is_given_up_and_costs_no_other() -> None:
    got = results(*range(10), "hang", *range(10, 30), seconds=0.5)
    assert got[10] == "lost hang: gave up after 0.5 seconds"
    assert len([each for each in got if each.startswith("done")]) == 30


def test_many_deaths_in_a_row_are_survived() -> None:
    assert [each[:8] for each in results(*(["die"] * 12), 1)] == ["lost die"] * 12 + ["done 1"]


def test_work_is_taken_up_only_so_far_ahead_of_the_results() -> None:
    counter = itertools.count()
    stream = spread(counter, work, jobs=2, seconds=60, failed=failed)
    for _ in range(300):
        next(stream)
    assert next(counter) <= 300 + 2 * WINDOW
    stream.close()  # type: ignore[attr-defined]
