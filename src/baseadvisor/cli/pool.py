"""Many files at once, in processes, so that no file can take the others down with it.

Each worker has a pipe of its own and reports file by file; so when one dies or hangs it is known in which file, and
that file alone is lost. Results leave in the order the work came in; only so many files are under way that memory does
not grow with their number.
"""

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_CHUNK = 8
"""Files a worker gets at once: enough to keep it busy while its results are read."""
_WINDOW = 64
"""Files under way a worker: how far one slow file may let the others run ahead."""


def available_processors() -> int:
    """The processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Worker(Generic[Item, Result]):
    """A process with its end of the pipe, and the work it has not answered yet, in order."""

    def __init__(self, function: Callable[[Item], Result], siblings: "list[_Worker[Item, Result]]") -> None:
        # Forking is safe (this program has one thread) and quick, but not on macOS, whose frameworks do not bear it.
        context = get_context("fork" if sys.platform == "linux" else "spawn")
        self.connection, theirs = context.Pipe()
        inherited = [sibling.connection for sibling in siblings] if sys.platform == "linux" else []
        self.process: BaseProcess = context.Process(  # type: ignore[attr-defined]
            target=_serve, args=(function, theirs, [*inherited, self.connection] if inherited else []), daemon=True
        )
        # Until the new process has said that it does not mind, an interrupt from the keyboard waits.
        with _interrupts_held_back():
            self.process.start()
        theirs.close()
        self.work: deque[tuple[int, Item]] = deque()
        self.since = monotonic()

    def give(self, chunk: list[tuple[int, Item]]) -> None:
        if not self.work:
            self.since = monotonic()
        self.work.extend(chunk)
        # A worker that has just died is found out when its answer is waited for.
        with suppress(OSError):
            self.connection.send(chunk)

    def end(self) -> None:
        self.connection.close()
        if self.process.is_alive():
            self.process.kill()
        self.process.join()


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(function: Callable[[Item], Result], connection: "Connection", inherited: "list[Connection]") -> None:
    """A worker's life: work in, answers out, until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in inherited:
        other.close()
    try:
        while True:
            for index, item in connection.recv():
                connection.send((index, function(item)))
    except (EOFError, OSError):
        return


def spread(
    items: Iterable[Item],
    function: Callable[[Item], Result],
    *,
    jobs: int,
    seconds: float,
    failed: Callable[[Item, str], Result],
) -> Iterator[Result]:
    """`function` of each item, worked out in `jobs` processes, in the order of the items.

    An item that takes longer than `seconds`, or with which its process dies, gives `failed(item, why)`.
    """
    workers: list[_Worker[Item, Result]] = []
    source = enumerate(items)
    again: deque[tuple[int, Item]] = deque()
    answers: dict[int, Result] = {}
    taken = given_out = 0
    exhausted = False

    def next_chunk() -> list[tuple[int, Item]]:
        nonlocal taken, exhausted
        chunk: list[tuple[int, Item]] = []
        while len(chunk) < _CHUNK:
            if again:
                chunk.append(again.popleft())
                continue
            if exhausted or taken - given_out >= _WINDOW * jobs:
                break
            entry = next(source, None)
            if entry is None:
                exhausted = True
                break
            taken += 1
            chunk.append(entry)
        return chunk

    def lost(worker: _Worker[Item, Result], why: str) -> None:
        if worker.work:
            index, item = worker.work.popleft()
            answers[index] = failed(item, why)
            again.extend(worker.work)
        worker.end()
        workers.remove(worker)

    try:
        while True:
            for worker in [worker for worker in workers if len(worker.work) <= _CHUNK // 2]:
                if chunk := next_chunk():
                    worker.give(chunk)
            while len(workers) < jobs and (chunk := next_chunk()):
                worker = _Worker(function, workers)
                workers.append(worker)
                worker.give(chunk)
            busy = {worker.connection: worker for worker in workers if worker.work}
            if not busy:
                return
            soonest = min(worker.since for worker in busy.values()) + seconds
            for ready in wait(list(busy), timeout=max(0.0, soonest - monotonic())):
                worker = busy[ready]  # type: ignore[index]
                try:
                    index, answer = worker.connection.recv()
                except (EOFError, OSError):
                    worker.process.join(1)
                    lost(worker, _death(worker.process.exitcode))
                    continue
                worker.work.popleft()
                worker.since = monotonic()
                answers[index] = answer
            for worker in [worker for worker in workers if worker.work and monotonic() - worker.since > seconds]:
                if not worker.connection.poll():
                    lost(worker, f"gave up after {seconds:g} seconds")
            while given_out in answers:
                yield answers.pop(given_out)
                given_out += 1
    finally:
        for worker in workers:
            worker.end()


def _death(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return f"the process that linted it was ended by signal {-exit_code} (out of memory?)"
    return f"the process that linted it ended with status {exit_code}"
