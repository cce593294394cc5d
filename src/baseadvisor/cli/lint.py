"""`baseadvisor lint`: findings on Dockerfiles."""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

from baseadvisor.cache.folder import cache_folder
from baseadvisor.cli.accepted import Accepted
from baseadvisor.cli.check import Work, check, gave_up
from baseadvisor.cli.configuration import Configurations, configurations
from baseadvisor.cli.errors import CLEAN, FOUND, UNREADABLE, USAGE, CommandError, complain, say
from baseadvisor.cli.files import STDIN, Found, find
from baseadvisor.cli.outputs import open_outputs
from baseadvisor.cli.terminal import with_progress
from baseadvisor.linting.config import ConfigError
from baseadvisor.linting.severity import SEVERITIES
from baseadvisor.report import FORMAT_ALIASES, FORMATS

if TYPE_CHECKING:
    from baseadvisor.cli.changed import Changes
    from baseadvisor.linting.config import Config
    from baseadvisor.report.model import FileReport

_FEW_FILES = 24
"""Up to so many, starting processes takes longer than linting."""
_AT_ONCE = 8
"""So many are linted together."""
_WORTH_KEEPING = 8
"""From so many files on reports are kept for the next run; for fewer, opening the cache takes longer than it spares."""
_GRACE = 5.0
"""In seconds."""

_DESCRIPTION = """\
Find what is wrong in Dockerfiles.

A PATH is a file, a folder (searched for Dockerfile, Dockerfile.*, *.Dockerfile,
Containerfile and the like; .gitignore is followed), or - for standard input.
A rule is named by its name, its code, or what hadolint, BuildKit and others
call it: see `baseadvisor rules`."""

_EPILOG = """\
exit status: 2 configuration or usage error, 3 an input could not be read or
parsed (the rest is reported), 1 findings at or above --fail-on, 0 otherwise;
the first of these that applies.

hadolint's options work as well: --failure-threshold, --no-fail, --error,
--warning, --info, --style, --trusted-registry, --require-label,
--strict-labels, --disable-ignore-pragma, --file-path-in-report, --no-color,
and -o FILE."""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "lint",
        help="find what is wrong in Dockerfiles",
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    add_arguments(parser)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the paths and options of linting to a command's parser."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="file, folder, or - (default: the current folder)")
    _add_input(parser.add_argument_group("input"))
    _add_rules(parser.add_argument_group("rules"))
    _add_build(parser.add_argument_group("the build"))
    _add_output(parser.add_argument_group("output"))
    _add_fixes(parser.add_argument_group("fixes"))


def _add_input(group: "argparse._ArgumentGroup") -> None:
    group.add_argument(
        "--stdin-filename",
        "--file-path-in-report",
        metavar="NAME",
        help="what standard input is called in the report and in the configuration",
    )
    group.add_argument("-c", "--config", metavar="FILE", help="the configuration to use, whatever its name")
    group.add_argument("--no-config", action="store_true", help="use no configuration file")
    group.add_argument("--exclude", action="append", metavar="GLOB", help="leave out, as a line of .gitignore would")
    group.add_argument("--no-gitignore", action="store_true", help="search folders whatever .gitignore says")
    group.add_argument(
        "--changed-since",
        metavar="REV",
        help="files changed since a commit of git, and findings in instructions with a changed line",
    )
    group.add_argument("--list-files", action="store_true", help="print the files that would be linted, and end")
    group.add_argument("--no-cache", action="store_true", help="take nothing from earlier runs, and keep nothing")
    group.add_argument("-j", "--jobs", metavar="N", default="auto", help="processes to use (default: auto)")
    group.add_argument(
        "--timeout", metavar="SECONDS", type=float, default=60.0, help="the most that one file may take (default: 60)"
    )


def _add_rules(group: "argparse._ArgumentGroup") -> None:
    ids = {"action": "append", "metavar": "ID[,ID]"}
    group.add_argument("--select", **ids, help="use these rules and categories alone")  # type: ignore[arg-type]
    group.add_argument("--extend-select", **ids, help="use these as well")  # type: ignore[arg-type]
    group.add_argument("--ignore", **ids, help="do not use these")  # type: ignore[arg-type]
    group.add_argument("--preview", action="store_true", default=None, help="use the rules that are in preview too")
    group.add_argument(
        "--severity", action="append", metavar="ID=LEVEL", help="give a rule another severity (or `off`)"
    )
    for severity in SEVERITIES:
        group.add_argument(f"--{severity}", action="append", metavar="ID", help=argparse.SUPPRESS)
    group.add_argument(
        "--fail-on",
        metavar="LEVEL",
        choices=(*SEVERITIES, "never"),
        help="the lightest severity that gives exit status 1: error, warning, info, style, never (default: warning)",
    )
    group.add_argument(
        "-t", "--failure-threshold", choices=(*SEVERITIES, "none", "ignore"), metavar="LEVEL", help=argparse.SUPPRESS
    )
    group.add_argument("--no-fail", action="store_true", default=None, help="exit with 0 whatever is found")
    group.add_argument("--trusted-registry", action="append", metavar="REGISTRY", help=argparse.SUPPRESS)
    group.add_argument("--require-label", action="append", metavar="NAME:TYPE", help=argparse.SUPPRESS)
    group.add_argument("--strict-labels", action="store_true", default=None, help=argparse.SUPPRESS)
    group.add_argument(
        "--no-pragmas",
        "--disable-ignore-pragma",
        dest="disable_pragmas",
        action="store_true",
        default=None,
        help="comments that silence rules count for nothing",
    )
    group.add_argument("--baseline", metavar="FILE", help="leave out the findings that this file accepts")
    group.add_argument(
        "--update-baseline", action="store_true", help="write into the baseline what is found now, and accept it"
    )
    group.add_argument(
        "--report-unused-pragmas", action="store_true", default=None, help="find comments that silence nothing"
    )


def _add_build(group: "argparse._ArgumentGroup") -> None:
    group.add_argument("--build-arg", action="append", metavar="NAME=VALUE", help="the value of an ARG")
    group.add_argument("--target", metavar="STAGE", help="the stage that is built (default: the last)")
    group.add_argument("--platform", metavar="OS/ARCH", help="the platform that is built for")
    group.add_argument(
        "--as-of",
        metavar="DATE",
        help="judge support dates by this day (YYYY-MM-DD), not by that of the shipped catalog",
    )


def _add_output(group: "argparse._ArgumentGroup") -> None:
    group.add_argument(
        "-f", "--format", metavar="FORMAT", choices=(*FORMATS, *FORMAT_ALIASES), help=f"one of {', '.join(FORMATS)}"
    )
    group.add_argument(
        "-o",
        "--output",
        action="append",
        metavar="FORMAT=FILE",
        help="write that format to a file besides; FILE alone: write there instead of to standard output",
    )
    group.add_argument("--show-suppressed", action="store_true", help="show what comments silence, marked as such")
    group.add_argument("-q", "--quiet", action="store_true", help="no remarks, and no summary when nothing is found")
    group.add_argument("-V", "--verbose", action="store_true", help="tell on standard error what is done")
    group.add_argument("--color", choices=("auto", "always", "never"), help="colours (default: auto, on a terminal)")
    group.add_argument("--no-color", dest="color", action="store_const", const="never", help=argparse.SUPPRESS)


def _add_fixes(group: "argparse._ArgumentGroup") -> None:
    group.add_argument("--fix", action="store_true", help="mend what can be mended safely; report the rest")
    group.add_argument("--unsafe-fixes", action="store_true", help="with --fix or --diff: also fixes to be looked over")
    group.add_argument("--diff", action="store_true", help="print as a patch what --fix would change; change nothing")


def run(args: argparse.Namespace) -> int:
    """Lint as the command line says; returns the exit status."""
    if args.unsafe_fixes and not (args.fix or args.diff):
        raise CommandError("--unsafe-fixes goes with --fix or --diff")
    if args.paths.count(STDIN) > 1:
        raise CommandError("standard input (-) can be read once only")
    if args.timeout <= 0:
        raise CommandError("--timeout takes a number of seconds above 0")
    configs = configurations(args)
    config = _own_config(configs)
    accepted = Accepted.asked_for(args, config)
    changes = _changes(args)
    files = _files(args, configs, config)
    if changes is not None:
        files = (found for found in files if found.error is not None or changes.has(found.path))
    if args.list_files:
        return _list(files)
    if not args.quiet:
        for note in config.notes:
            say(f"note: {note}")
    outcome = Outcome(quiet=args.quiet)
    outputs = open_outputs(args, config)
    work = _work(args, configs)._replace(changes=changes, baseline=accepted.known)
    reports, total, jobs = _reports(files, args, work)
    if args.verbose:
        say(f"configuration: {config.source or 'none'}")
        say(f"processes: {jobs}")
    outputs.write(outcome.watch(accepted.watch(with_progress(reports, total))))
    accepted.finish(quiet=args.quiet)
    if args.verbose:
        say(f"files: {outcome.files}")
    if not outcome.files and not args.quiet:
        since = f", changed since {args.changed_since}" if args.changed_since else ""
        say("no Dockerfiles in " + (", ".join(args.paths) or "this folder") + since)
    if args.diff and outcome.changed and not args.quiet:
        say(f"{outcome.changed} file{'' if outcome.changed == 1 else 's'} would change")
    return outcome.status(would_change_is_found=args.diff)


class Outcome:
    """What the exit status depends on, and what is told on standard error meanwhile."""

    def __init__(self, *, quiet: bool) -> None:
        self.files = 0
        self.changed = 0
        self._quiet = quiet
        self._failed = False
        self._unreadable = False
        self._misconfigured = False

    def watch(self, reports: Iterable["FileReport"]) -> Iterator["FileReport"]:
        """`reports` as they pass by."""
        for report in reports:
            self.files += 1
            self.changed += report.before is not None
            self._failed = self._failed or report.failed
            self._unreadable = self._unreadable or bool(report.errors)
            self._misconfigured = self._misconfigured or report.misconfigured
            for error in report.errors:
                complain(f"{report.file}: {error}")
            if not self._quiet:
                for note in report.notes:
                    say(f"note: {report.file}: {note}")
            yield report

    def status(self, *, would_change_is_found: bool) -> int:
        """The exit status; with `would_change_is_found` a file that would be changed counts as a finding does."""
        if self._misconfigured:
            return USAGE
        if self._unreadable:
            return UNREADABLE
        if would_change_is_found:
            return FOUND if self.changed else CLEAN
        return FOUND if self._failed else CLEAN


def _own_config(configs: Configurations) -> "Config":
    """The configuration of the working folder: its format, colours and folders to leave out go for everything."""
    try:
        return configs.config_for(None)
    except ConfigError as error:
        raise CommandError(str(error)) from None


def _files(args: argparse.Namespace, configs: Configurations, config: "Config") -> Iterator[Found]:
    paths = args.paths or ["."]
    exclude = [(".", args.exclude or ()), (config.root or ".", config.exclude)]
    named = set(paths)
    for found in find(paths, exclude=exclude, gitignore=not args.no_gitignore):
        if found.path in named or not _excluded_by_its_own(found, configs, config):
            yield found


def _excluded_by_its_own(found: Found, configs: Configurations, config: "Config") -> bool:
    """Whether a configuration nearer to the file than the working folder's leaves it out."""
    if found.error is not None or configs.path_for(found.name) == config.source:
        return False
    try:
        own = configs.config_for(found.name)
    except ConfigError:
        return False  # told when the file is linted
    if not own.exclude:
        return False
    from baseadvisor.linting.paths import matches

    return matches(own.exclude, found.name, own.root)


def _list(files: Iterable[Found]) -> int:
    from baseadvisor.report.escape import file_name

    status = CLEAN
    for found in files:
        if found.error is not None:
            complain(f"{file_name(found.name)}: {found.error}")
            status = UNREADABLE
        else:
            sys.stdout.write(file_name(found.name) + "\n")
    return status


def _changes(args: argparse.Namespace) -> "Changes | None":
    if args.changed_since is None:
        return None
    for option, given in (("--fix", args.fix), ("--diff", args.diff), ("--update-baseline", args.update_baseline)):
        if given:
            raise CommandError(f"--changed-since does not go with {option}, which is for whole files")
    if STDIN in args.paths:
        raise CommandError("--changed-since is for files, not for standard input")
    from baseadvisor.cli.changed import changes_since

    return changes_since(args.changed_since)


def _work(args: argparse.Namespace, configs: Configurations) -> Work:
    return Work(
        configs,
        fix=("unsafe" if args.unsafe_fixes else "safe") if args.fix or args.diff else "",
        write=args.fix and not args.diff,
        seconds=args.timeout,
        stdin_name=args.stdin_filename,
        cache=None if args.no_cache else os.path.join(cache_folder(), "lint.sqlite3"),
    )


def _reports(
    files: Iterator[Found], args: argparse.Namespace, work: Work
) -> "tuple[Iterator[FileReport], int | None, int]":
    """The reports file by file, how many there will be if that is known, and in how many processes they are made."""
    first = list(islice(files, _FEW_FILES + 1))
    work = work._replace(keep_results=len(first) >= _WORTH_KEEPING)
    few = len(first) <= _FEW_FILES
    jobs = _jobs(args.jobs, len(first))
    total = len(first) if few else None
    if jobs == 1 or STDIN in args.paths:
        return _one_process(chain(first, files), work), total, 1
    from functools import partial

    from baseadvisor.cli.pool import spread

    lint = partial(check, work=work)
    # A worker keeps the limit itself, first for some files and then for each, and goes on; only one that cannot even do
    # that is ended.
    limit = 2 * work.seconds + _GRACE
    reports = spread(chain(first, files), lint, jobs=jobs, seconds=limit, failed=gave_up)
    return reports, total, jobs


def _one_process(files: Iterator[Found], work: Work) -> "Iterator[FileReport]":
    while some := list(islice(files, _AT_ONCE)):
        yield from check(some, work)


def _jobs(wanted: str, files: int) -> int:
    """How many processes to use; `files` is how many files there are, or a few where there are many."""
    if wanted == "auto":
        if files <= _FEW_FILES:
            return 1
        from baseadvisor.cli.pool import available_processors

        return available_processors()
    try:
        jobs = int(wanted)
    except ValueError:
        jobs = 0
    if jobs < 1:
        raise CommandError(f"--jobs takes a number from 1 on, or auto, not {wanted!r}")
    return min(jobs, max(1, files)) if files <= _FEW_FILES else jobs
