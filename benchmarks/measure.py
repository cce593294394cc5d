"""One command, run once: its wall time, its processor time and the memory its processes take together."""

import os
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

SAMPLING_SECONDS = 0.05


class Usage(NamedTuple):
    """Seconds of wall clock and processor, mebibytes at the peak."""

    wall: float
    processor: float
    memory: float


class CommandError(Exception):
    """The command could not do its work."""


def _descendants(pid: int) -> list[int]:
    """`pid` and the processes below it."""
    found = [pid]
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            children = Path(f"/proc/{pid}/task/{task}/children").read_text().split()
            for child in children:
                found += _descendants(int(child))
    except OSError:
        pass
    return found


def _proportional_kib(pid: int) -> int:
    """What a process takes of memory, with shared pages divided among those that share them (Linux's Pss)."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


class _Sampler(threading.Thread):
    """Keeps the largest sum of memory seen over some processes and all below them."""

    def __init__(self, pids: Sequence[int]) -> None:
        super().__init__(daemon=True)
        self.pids = pids
        self.peak_kib = 0
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(SAMPLING_SECONDS):
            total = sum(_proportional_kib(each) for pid in self.pids for each in _descendants(pid))
            self.peak_kib = max(self.peak_kib, total)


def run(
    *commands: Sequence[str],
    folder: Path,
    environment: dict[str, str],
    sample: bool = False,
    accept: Sequence[int] = (0, 1),
) -> Usage:
    """Run the commands at the same time and wait for all.

    Peak memory is the largest resident set of any one process, and, with `sample` (for long runs), the largest sum seen
    over all of them where that is more.
    """
    start = perf_counter()
    running = [
        subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for command in commands
    ]
    sampler = _Sampler([process.pid for process in running])
    if sample:
        sampler.start()
    processor = 0.0
    largest_kib = 0
    for process in running:
        _, status, resources = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        processor += resources.ru_utime + resources.ru_stime
        largest_kib = max(largest_kib, resources.ru_maxrss)
    wall = perf_counter() - start
    sampler.over.set()
    for process in running:
        if process.returncode not in accept:
            raise CommandError(f"exit status {process.returncode} of {process.args!r:.300}")
    return Usage(wall, processor, max(largest_kib, sampler.peak_kib) / 1024)
