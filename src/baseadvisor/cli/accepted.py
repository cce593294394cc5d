"""The findings that a baseline accepts, over a run: leaving them out, or writing them down."""

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from baseadvisor.cli.errors import CommandError, say

if TYPE_CHECKING:
    import argparse

    from baseadvisor.linting.baseline import Baseline
    from baseadvisor.linting.config import Config
    from baseadvisor.report.model import FileReport


class Accepted:
    """Counts what is left out. With `update`, every finding is, and the baseline gets it."""

    def __init__(self, baseline: "Baseline | None", *, update: bool) -> None:
        self._baseline = baseline
        self._update = update
        self._accepted = 0
        self._gone = 0
        self._files = 0
        self._broken = False

    @classmethod
    def asked_for(cls, args: "argparse.Namespace", config: "Config") -> "Accepted":
        """As the command line and the configuration want it. Raises CommandError."""
        path = args.baseline
        if path is None and config.baseline is not None:
            path = os.path.relpath(os.path.join(config.root or "", config.baseline))
        if path is None:
            if args.update_baseline:
                raise CommandError("--update-baseline: say which file, with --baseline FILE or in the configuration")
            return cls(None, update=False)
        from baseadvisor.linting.baseline import Baseline, BaselineError, read_baseline

        if args.update_baseline and args.diff:
            raise CommandError("--update-baseline does not go with --diff, which changes nothing")
        if args.update_baseline and "-" in args.paths:
            raise CommandError("--update-baseline is for files, not for standard input")
        try:
            baseline = Baseline(path) if args.update_baseline and not os.path.exists(path) else read_baseline(path)
        except BaselineError as error:
            raise CommandError(str(error)) from None
        return cls(baseline, update=args.update_baseline)

    @property
    def known(self) -> "Baseline | None":
        """What to leave out while linting."""
        return None if self._update else self._baseline

    def watch(self, reports: Iterable["FileReport"]) -> Iterator["FileReport"]:
        """`reports` as they pass by."""
        for report in reports:
            self._accepted += report.accepted
            if not report.errors:
                self._gone += report.gone
            self._broken = self._broken or report.misconfigured
            if self._update and self._baseline is not None:
                if report.findings or not report.errors:
                    self._baseline.accept(report.file, report.text, report.findings)
                self._accepted += len(report.findings)
                self._files += bool(report.findings)
                report = report._replace(findings=(), failed=False)
            yield report

    def finish(self, *, quiet: bool) -> None:
        """Write the baseline where that is asked for, and tell how much is accepted. Raises CommandError."""
        if self._baseline is None:
            return
        path = self._baseline.path
        if self._update:
            if self._broken:
                raise CommandError(f"{path}: not written, because a configuration cannot be followed")
            _write(path, self._baseline.as_text())
            if not quiet:
                say(f"{_findings(self._accepted)} in {self._files} file{'' if self._files == 1 else 's'}: {path}")
        elif not quiet and (self._accepted or self._gone):
            gone = f"; {self._gone} more that it has are gone: --update-baseline" if self._gone else ""
            say(f"{_findings(self._accepted)} by {path}{gone}")


def _findings(count: int) -> str:
    return f"{count} finding{'' if count == 1 else 's'} accepted"


def _write(path: str, text: str) -> None:
    from baseadvisor.cli.errors import reason
    from baseadvisor.cli.writing import replace

    try:
        replace(path, text.encode("utf-8"))
    except OSError as error:
        raise CommandError(f"cannot write {path}: {reason(error)}; nothing was written") from None
