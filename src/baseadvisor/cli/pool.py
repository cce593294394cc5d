"""Many files at once, in processes, so that no file can take the others down with it.

Each worker has a pipe of its own. When one dies or hangs, the files it had are tried again one by one, so that only the
one that does it is lost. Results leave in the order the work came in; only so many files are under way that memory does
not grow with their number.
"""

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Function = Callable[[Sequence[Item]], Iterable[Result]]

_FIRST_CHUNK = 4
CHUNK = 32
"""Files a worker gets at once, in the beginning and at most: enough to share what they need alike (one ShellCheck for
all their scripts); few files are shared out evenly all the same."""
_ANSWER_SECONDS = 0.05
"""How long a worker may hold back what it has found out, to send more of it at once."""
WINDOW = 128
"""Files under way a worker: how far one slow file may let the others run ahead."""


def available_processors() -> int:
    """The processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Worker(Generic[Item, Result]):
    """A process with its end of the pipe, and the work it has not answered yet, chunk by chunk in order."""

    def __init__(self, function: "Function[Item, Result]", siblings: "list[_Worker[Item, Result]]") -> None:
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
        self.chunks: deque[deque[tuple[int, Item]]] = deque()
        self.since = monotonic()

    @property
    def is_nearly_idle(self) -> bool:
        return len(self.chunks) < 2 and sum(map(len, self.chunks)) <= CHUNK // 2

    def give(self, chunk: list[tuple[int, Item]]) -> None:
        if not self.chunks:
            self.since = monotonic()
        self.chunks.append(deque(chunk))
        # A worker that has just died is found out when its answer is waited for.
        with suppress(OSError):
            self.connection.send(chunk)

    def answered(self) -> None:
        """Note that the first item has its answer."""
        self.since = monotonic()
        self.chunks[0].popleft()
        if not self.chunks[0]:
            self.chunks.popleft()

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


def _serve(function: "Function[Item, Result]", connection: "Connection", inherited: "list[Connection]") -> None:
    """A worker's life: work in, answers out, until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in inherited:
        other.close()
    try:
        while True:
            chunk = connection.recv()
            answers: list[tuple[int, Result]] = []
            since = monotonic()
            for (index, _), result in zip(chunk, function([item for _, item in chunk]), strict=True):
                answers.append((index, result))
                if monotonic() - since > _ANSWER_SECONDS:
                    connection.send(answers)
                    answers = []
                    since = monotonic()
            if answers:
                connection.send(answers)
    except (EOFError, OSError):
        return


def spread(
    items: Iterable[Item],
    function: "Function[Item, Result]",
    *,
    jobs: int,
    seconds: float,
    failed: Callable[[Item, str], Result],
) -> Iterator[Result]:
    """The results of the items, worked out in `jobs` processes, in the order of the items.

    `function` gets some items at a time and gives their results in order. An item for which no answer comes within
    `seconds`, or with which its process dies, gives `failed(item, why)`.
    """
    workers: list[_Worker[Item, Result]] = []
    source = enumerate(items)
    again: deque[tuple[int, Item]] = deque()
    answers: dict[int, Result] = {}
    taken = given_out = 0
    size = _FIRST_CHUNK
    exhausted = False

    def next_chunk() -> list[tuple[int, Item]]:
        nonlocal taken, size, exhausted
        if again:
            return [again.popleft()]
        chunk: list[tuple[int, Item]] = []
        while len(chunk) < size:
            if exhausted or taken - given_out >= WINDOW * jobs:
                break
            entry = next(source, None)
            if entry is None:
                exhausted = True
                break
            taken += 1
            chunk.append(entry)
        if taken >= 2 * size * jobs:
            size = min(2 * size, CHUNK)
        return chunk

    def lost(worker: _Worker[Item, Result], why: str) -> None:
        for chunk in worker.chunks:
            again.extend(chunk)
        if worker.chunks and len(worker.chunks[0]) == 1:
            index, item = worker.chunks[0][0]
            answers[index] = failed(item, why)
            again.remove((index, item))
        worker.end()
        workers.remove(worker)

    try:
        while True:
            for worker in [worker for worker in workers if worker.is_nearly_idle]:
                if chunk := next_chunk():
                    worker.give(chunk)
            while len(workers) < jobs and (chunk := next_chunk()):
                worker = _Worker(function, workers)
                workers.append(worker)
                worker.give(chunk)
            busy = {worker.connection: worker for worker in workers if worker.chunks}
            if not busy:
                return
            soonest = min(worker.since for worker in busy.values()) + seconds
            for ready in wait(list(busy), timeout=max(0.0, soonest - monotonic())):
                worker = busy[ready]  # type: ignore[index]
                try:
                    received = worker.connection.recv()
                except (EOFError, OSError):
                    worker.process.join(1)
                    lost(worker, _death(worker.process.exitcode))
                    continue
                for index, answer in received:
                    worker.answered()
                    answers[index] = answer
            for worker in [worker for worker in workers if worker.chunks and monotonic() - worker.since > seconds]:
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
