"""How long does it take to parse a file, beside BuildKit's own Go parser?

Ours is timed from bytes to the model, and with the whole model read (words, pairs, places, bases). BuildKit's is the
PyPI package `dockerfile`. Each file is parsed in turn by each, several rounds; a file's time is its best round.

    python benchmarks/parse.py CORPUS [--rounds 7]
"""

import gc
import sys
from collections.abc import Callable
from contextlib import suppress
from time import perf_counter_ns

import dockerfile as buildkit

import baseadvisor
from corpus import corpus_parser, files_of


def parse_only(data: bytes) -> None:
    """Bytes to the model."""
    baseadvisor.parse(data, recover=True)


def parse_and_read(data: bytes) -> None:
    """Bytes to the model, and everything in the model once."""
    model = baseadvisor.parse(data, recover=True)
    for instruction in model.instructions:
        _ = instruction.span, instruction.arguments, instruction.exec_form, instruction.values, instruction.flags
        _ = instruction.words, instruction.pairs, instruction.heredocs
    for stage in model.stages:
        _ = stage.base, stage.name, stage.platform


def parse_with_buildkit(data: bytes) -> None:
    """BuildKit's parser, its result turned into Python objects."""
    with suppress(buildkit.GoParseError):
        buildkit.parse_string(data.decode("utf-8", "replace"))


CONTESTANTS: dict[str, Callable[[bytes], None]] = {
    "baseadvisor, parsed": parse_only,
    "baseadvisor, parsed and read": parse_and_read,
    "BuildKit's parser": parse_with_buildkit,
}


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> int:
    """Print median and 99th percentile per file."""
    parser = corpus_parser(__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    texts = [path.read_bytes() for path in files_of(arguments)]
    best: dict[str, list[float]] = {name: [float("inf")] * len(texts) for name in CONTESTANTS}
    gc.disable()
    for _ in range(arguments.rounds):
        for index, data in enumerate(texts):
            for name, contestant in CONTESTANTS.items():
                start = perf_counter_ns()
                contestant(data)
                best[name][index] = min(best[name][index], (perf_counter_ns() - start) / 1e6)
        gc.collect()
    print(f"{len(texts)} files, best of {arguments.rounds} rounds each; milliseconds a file")
    print(f"{'':30}{'median':>9}{'p99':>9}{'sum':>10}")
    for name, times in best.items():
        print(f"{name:30}{percentile(times, 0.5):9.3f}{percentile(times, 0.99):9.3f}{sum(times):10.1f}")
    ours, theirs = best["baseadvisor, parsed and read"], best["BuildKit's parser"]
    for label, share in (("median", 0.5), ("p99", 0.99)):
        print(f"{label}: {percentile(ours, share) / percentile(theirs, share):.2f} times BuildKit's")
    return 0


if __name__ == "__main__":
    sys.exit(main())
