"""`baseadvisor advise`: what base images give, whether they are supported, and what would serve better."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from baseadvisor.cli import connection
from baseadvisor.cli.configuration import Configurations, build_args
from baseadvisor.cli.errors import CLEAN, FOUND, UNREADABLE, CommandError, complain, say
from baseadvisor.cli.files import STDIN, find
from baseadvisor.cli.reading import UnreadableError, read
from baseadvisor.cli.terminal import wants_color, width
from baseadvisor.linting.config import ConfigError
from baseadvisor.report.escape import file_name, printable

if TYPE_CHECKING:
    from baseadvisor.advisor.live import Live
    from baseadvisor.advisor.model import Advice
    from baseadvisor.advisor.patching import Judge
    from baseadvisor.linting.config import Config

FORMATS = ("table", "json", "markdown")

_DESCRIPTION = """\
Say of the base images in Dockerfiles what they give and whether they are still
supported, and name images that would serve better: what they save, how long
they are supported, what in the file would break, and how to change it.

A PATH is a file, a folder, or - for standard input; an IMAGE (python:3.9-slim)
is judged by itself. The kinds of advice: refresh (a newer release of the same
userland), slim (fewer files of the same distribution), port (another userland),
split (build here, run there)."""

_EPILOG = """\
exit status: 0 done, 1 a base image is out of support or given up by its makers
(with --fail-on-unsupported), 2 the command line or configuration cannot be
followed, 3 an input could not be read.

Vulnerabilities are not counted: a scanner does that."""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "advise",
        help="say what base images give, and which would serve better",
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    parser.add_argument(
        "paths", nargs="*", metavar="PATH|IMAGE", help="file, folder, -, or image (default: the current folder)"
    )
    parser.add_argument("--offline", action="store_true", help="ask the shipped catalog alone, no registry")
    parser.add_argument("-f", "--format", choices=FORMATS, default="table", help="default: table")
    parser.add_argument(
        "--why", action="store_true", help="show every reason, and the terms and sources of each candidate"
    )
    parser.add_argument("--patch", action="store_true", help="print as a patch what the first advice would change")
    parser.add_argument("--pin", action="store_true", help="with --patch: name the new images by digest as well")
    parser.add_argument(
        "--fail-on-unsupported",
        action="store_true",
        help="end with 1 where a base image, of any stage, is out of support or given up by its makers",
    )
    parser.add_argument("--as-of", metavar="DATE", help="judge support by this day (YYYY-MM-DD; default: today)")
    parser.add_argument("--platform", metavar="OS/ARCH", help="whose sizes to compare (default: linux/amd64)")
    parser.add_argument(
        "--allowed", action="append", metavar="IMAGE", help="advise these images alone (* and ? stand for any text)"
    )
    parser.add_argument("--build-arg", action="append", metavar="NAME=VALUE", help="the value of an ARG")
    parser.add_argument("--target", metavar="STAGE", help="the stage that is built (default: the last)")
    parser.add_argument("--stdin-filename", metavar="NAME", help="what standard input is called in the report")
    parser.add_argument("-c", "--config", metavar="FILE", help="the configuration to use, whatever its name")
    parser.add_argument("--no-config", action="store_true", help="use no configuration file")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")
    connection.add_options(parser)


class _Input(NamedTuple):
    """A Dockerfile's bytes, or the image that stands for one."""

    name: str
    data: bytes
    filename: str | None


def run(args: argparse.Namespace) -> int:
    """Advise as the command line says; returns the exit status."""
    _check(args)
    from baseadvisor.catalog import CatalogError

    try:
        return _run(args)
    except CatalogError as error:
        raise CommandError(str(error)) from None


def _run(args: argparse.Namespace) -> int:
    from baseadvisor.cli.catalog import use_refreshed

    use_refreshed()
    configs = Configurations(args.config, not args.no_config, {})
    errors: list[tuple[str, str]] = []
    advices: list[Advice] = []
    with _connection(args) as live:
        for one in _inputs(args, errors):
            config = _config(configs, one.filename)
            advices.append(_advice(one, args, config, live))
    for file, message in errors:
        complain(f"{file}: {message}")
    if not advices and not errors:
        say("no Dockerfiles in " + (", ".join(args.paths) or "this folder"))
    if args.patch:
        _write_patch(advices, args, configs)
    else:
        _write(advices, errors, args)
    if errors:
        return UNREADABLE
    return FOUND if args.fail_on_unsupported and any(_fails(advice, configs) for advice in advices) else CLEAN


def _fails(advice: "Advice", configs: Configurations) -> bool:
    """Whether an image is out of support or given up, and no comment excuses it as it would to the linter."""
    unsupported = advice.unsupported
    if not unsupported:
        return False
    from baseadvisor.linting.engine import Linter

    config = _config(configs, advice.file)._replace(
        select=("base-out-of-support", "base-deprecated"), extend_select=(), ignore=(), as_of=advice.as_of
    )
    linter = Linter(config)
    excused = {one.instruction_line for one in linter.lint(linter.parse(advice.text, advice.file)).suppressed}
    return any(stage.line not in excused for stage in unsupported)


def _check(args: argparse.Namespace) -> None:
    if args.config is not None and args.no_config:
        raise CommandError("--config and --no-config exclude each other")
    if args.config is not None and not os.path.isfile(args.config):
        raise CommandError(f"--config {args.config}: no such file")
    if args.paths.count(STDIN) > 1:
        raise CommandError("standard input (-) can be read once only")
    if args.pin and not args.patch:
        raise CommandError("--pin goes with --patch")
    if args.offline and (asked := connection.given(args)):
        raise CommandError(f"{asked[0]} is about registries: leave out --offline")
    if args.pin and args.offline:
        raise CommandError("--pin asks the registry for digests: leave out --offline")
    if args.as_of is not None:
        from datetime import date

        try:
            date.fromisoformat(args.as_of)
        except ValueError:
            raise CommandError(f"--as-of {args.as_of}: write a date as YYYY-MM-DD") from None
    if args.platform is not None:
        from baseadvisor.image.platform import InvalidPlatform, Platform

        try:
            args.platform = str(Platform.parse(args.platform))
        except InvalidPlatform as error:
            raise CommandError(f"--platform: {error}") from None


def _inputs(args: argparse.Namespace, errors: list[tuple[str, str]]) -> Iterator[_Input]:
    for path in args.paths or ["."]:
        image = _image(path)
        if image is not None:
            yield _Input(image, f"FROM {image}\n".encode(), None)
            continue
        for found in find([path]):
            shown = file_name(found.name)
            if found.error is not None:
                errors.append((shown, found.error))
                continue
            named = args.stdin_filename or found.name if found.path == STDIN else found.name
            try:
                yield _Input(file_name(named), read(found.path), None if found.path == STDIN else found.name)
            except UnreadableError as error:
                errors.append((shown, str(error)))


def _image(text: str) -> str | None:
    """The image that an argument names; None where it is a path, or must have been meant as one."""
    if text == STDIN or os.path.lexists(text):
        return None
    from baseadvisor.image.reference import InvalidReference, Reference

    if text.startswith((".", "/", "~")) or "\\" in text or text.endswith(("Dockerfile", "Containerfile")):
        return None
    try:
        Reference.parse(text)
    except InvalidReference:
        return None
    return text


def _config(configs: Configurations, filename: str | None) -> "Config":
    try:
        return configs.config_for(filename)
    except ConfigError as error:
        raise CommandError(str(error)) from None


def _connection(args: argparse.Namespace) -> "Live | _Nothing":
    if args.offline:
        return _Nothing()
    from baseadvisor.advisor.live import Live

    platform = args.platform or "linux/amd64"
    return Live(platform, options=connection.options(args, platform))


class _Nothing:
    """Stands where there is no connection."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


def _advice(one: _Input, args: argparse.Namespace, config: "Config", live: "Live | None") -> "Advice":
    from baseadvisor.advisor.advising import advise_on, build_options
    from baseadvisor.dockerfile.source import parse

    platform = args.platform or config.platform
    given = {**config.build_args, **build_args(args.build_arg or ())}
    options = build_options(given, platform, args.target or config.target)
    dockerfile = parse(one.data, filename=one.name, recover=True, options=options)
    return advise_on(
        dockerfile,
        as_of=args.as_of or config.as_of,
        platform=platform,
        allowed=args.allowed or config.advise.allowed,
        options=options,
        live=live,
    )


def _write(advices: "Sequence[Advice]", errors: Sequence[tuple[str, str]], args: argparse.Namespace) -> None:
    out = sys.stdout
    if hasattr(out, "reconfigure"):
        out.reconfigure(errors="backslashreplace")
    if args.format == "json":
        from baseadvisor.report import advice_json

        advice_json.render(advices, errors, out)
    elif args.format == "markdown":
        from baseadvisor.report import advice_markdown

        advice_markdown.render(advices, errors, out, why=args.why)
    else:
        from baseadvisor.report import advice_text
        from baseadvisor.report.model import Options

        options = Options(color=wants_color(args.color, out), width=width(out, 120))
        advice_text.render(advices, out, options, why=args.why)


def _write_patch(advices: "Sequence[Advice]", args: argparse.Namespace, configs: Configurations) -> None:
    from baseadvisor.advisor.patching import patched
    from baseadvisor.report.diff import diff

    for advice in advices:
        result = patched(advice, judge=_judge(configs, advice.file), pin=args.pin)
        for note in result.notes:
            say(f"note: {advice.file}: {printable(note)}")
        if result.text == advice.text:
            say(f"note: {advice.file}: nothing to change")
            continue
        for stage, candidate in result.taken:
            for reason in candidate.reasons:
                if reason.severity != "note" and not reason.patched:
                    where = f"line {reason.line}: " if reason.line else ""
                    say(
                        f"to check: {advice.file}: line {stage.line} -> {candidate.image.reference}: "
                        f"{where}{reason.what}: {reason.why}"
                    )
        sys.stdout.writelines(diff(advice.file, advice.text, result.text))


def _judge(configs: Configurations, filename: str) -> "Judge":
    """Compares what the linter finds before and after: there must not be more errors, or more errors and warnings.

    One rule may stand in for another: what apt-get was blamed for, apk may be.
    """
    from baseadvisor.linting.engine import Linter

    linter = Linter(_config(configs, filename))

    def found(text: str) -> list[tuple[str, str]]:
        findings = linter.lint(linter.parse(text, filename)).findings
        return [(one.severity, f"{one.code} {one.name}") for one in findings if one.severity in ("error", "warning")]

    def judge(before: str, after: str) -> str | None:
        old, new = found(before), found(after)
        more = len(new) > len(old) or sum(s == "error" for s, _ in new) > sum(s == "error" for s, _ in old)
        if not more:
            return None
        rules = sorted({rule for _, rule in new} - {rule for _, rule in old}) or sorted({rule for _, rule in new})
        return f"the linter would find more: {', '.join(rules)}"

    return judge
