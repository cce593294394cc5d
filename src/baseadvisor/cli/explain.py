"""`baseadvisor explain`: what an image is made of, what it takes from the host, and whether it can run there."""

import argparse
import os
import sys
from typing import TYPE_CHECKING

from baseadvisor.cli.errors import CLEAN, UNREADABLE, USAGE, CommandError, complain
from baseadvisor.cli.files import STDIN, is_dockerfile_name

if TYPE_CHECKING:
    from baseadvisor.explanation.hosts import Host
    from baseadvisor.explanation.model import Explanation

_FORMATS = ("text", "svg", "html", "markdown", "json")
_DESCRIPTION = """\
Explain an image: an image is not an operating system.

Draws what a Dockerfile, or an image by its name, is made of: what FROM brings
(distribution, C library, package manager, shell), what each instruction adds,
what is left behind, and what comes from the host: hardware and kernel. Says
whether this userland can run on that host, and why. Every statement names its
source; nothing is asked of the network."""

_EPILOG = """\
examples:
  baseadvisor explain --host "rhel 7" Dockerfile
  baseadvisor explain --host-kernel 4.18 --host-arch arm64 debian:13-slim
  baseadvisor explain --format html Dockerfile > image.html

exit status: 0 explained, 2 usage error, 3 the file could not be read or parsed"""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "explain",
        help="explain what an image is made of, and whether it can run on a host",
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    parser.add_argument(
        "what",
        nargs="?",
        default="Dockerfile",
        metavar="PATH|IMAGE",
        help="a Dockerfile, a folder with one, - for standard input, or an image's name (default: Dockerfile)",
    )
    group = parser.add_argument_group("the host")
    group.add_argument(
        "--host", metavar="NAME", help='distribution and release: "rhel 7", "ubuntu 22.04", "windows 2022"'
    )
    group.add_argument("--host-kernel", metavar="VERSION", help="its kernel (5.14); on Windows its build (20348)")
    group.add_argument("--host-arch", metavar="ARCH", help="its processor's architecture: amd64, arm64 …")
    group.add_argument("--host-os", metavar="OS", help="linux, windows, macos or freebsd (default: linux)")
    group.add_argument("--host-runtime", metavar="NAME", help='what starts the containers: "docker 20.10.9"')
    group = parser.add_argument_group("the build")
    group.add_argument("--target", metavar="STAGE", help="the stage that is built (default: the last)")
    group.add_argument("--build-arg", action="append", metavar="NAME=VALUE", help="the value of an ARG")
    group.add_argument("--platform", metavar="OS/ARCH", help="the platform that is built for")
    group = parser.add_argument_group("output")
    group.add_argument("-f", "--format", choices=_FORMATS, default="text", help="default: text")
    group.add_argument("--as-of", metavar="DATE", help="judge support by this day (YYYY-MM-DD)")
    group.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")


def run(args: argparse.Namespace) -> int:
    """Write the explanation to standard output; returns the exit status."""
    explanation, unreadable = _explained(args)
    _write(explanation, args)
    for problem in explanation.problems:
        complain(f"{explanation.file}: {problem}")
    return UNREADABLE if unreadable else CLEAN


def _explained(args: argparse.Namespace) -> "tuple[Explanation, bool]":
    """The explanation, and whether the file could not be parsed in whole."""
    from baseadvisor.cli.configuration import build_args
    from baseadvisor.explanation.explain import UnknownTarget, explain, is_image
    from baseadvisor.image.platform import InvalidPlatform

    host = _host(args)
    as_of = _day(args.as_of)
    path = _path(args.what)
    try:
        if path is None:
            if not is_image(args.what):
                raise CommandError(f"{args.what}: no such file or folder, and no name of an image", UNREADABLE)
            if args.target is not None or args.build_arg:
                raise CommandError("--target and --build-arg go with a Dockerfile, not with an image's name")
            return explain(args.what, host=host, platform=args.platform, as_of=as_of), False
        explanation = explain(
            _content(path),
            host=host,
            filename=path,
            target=args.target,
            build_args=build_args(args.build_arg or ()),
            platform=args.platform,
            as_of=as_of,
        )
    except (UnknownTarget, InvalidPlatform) as error:
        raise CommandError(str(error)) from None
    if not explanation.steps and not explanation.base.written:
        raise CommandError(f"{path}: no instructions in it", UNREADABLE)
    return explanation, bool(explanation.problems)


def _host(args: argparse.Namespace) -> "Host":
    from baseadvisor.explanation.hosts import Host, UnknownHost

    try:
        return Host.parse(
            args.host,
            kernel=args.host_kernel,
            architecture=args.host_arch,
            os=args.host_os,
            runtime=args.host_runtime,
        )
    except UnknownHost as error:
        raise CommandError(str(error)) from None


def _day(text: str | None) -> str | None:
    if text is None:
        return None
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise CommandError(f"--as-of {text}: no day; say YYYY-MM-DD", USAGE) from None


def _path(what: str) -> str | None:
    """The file that is meant, or None where a name of an image is."""
    if what == STDIN:
        return what
    if os.path.isdir(what):
        for name in ("Dockerfile", "Containerfile", "dockerfile"):
            if os.path.isfile(os.path.join(what, name)):
                return os.path.join(what, name)
        raise CommandError(f"{what}: no Dockerfile in this folder", UNREADABLE)
    if os.path.lexists(what) or is_dockerfile_name(os.path.basename(what)) or what.startswith((".", "/", "~")):
        return what
    return None


def _content(path: str) -> bytes:
    from baseadvisor.cli.reading import UnreadableError, read

    try:
        return read(path)
    except UnreadableError as error:
        raise CommandError(f"{path}: {error}", UNREADABLE) from None


def _write(explanation: "Explanation", args: argparse.Namespace) -> None:
    from baseadvisor.cli.terminal import wants_color, width
    from baseadvisor.report.explanation import render
    from baseadvisor.report.model import Options

    out = sys.stdout
    if hasattr(out, "reconfigure"):
        if args.format in ("svg", "html", "json"):
            out.reconfigure(encoding="utf-8", errors="backslashreplace")
        else:
            out.reconfigure(errors="backslashreplace")
    out.write(render(explanation, args.format, Options(color=wants_color(args.color, out), width=width(out, 100))))
