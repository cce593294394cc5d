"""`baseadvisor catalog`: what is known of images, whether that holds together, and how to bring it up to date."""

import argparse
import json
import os
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from baseadvisor.cli import connection
from baseadvisor.cli.errors import CLEAN, FOUND, UNREADABLE, CommandError, complain, reason, say
from baseadvisor.report.escape import printable

if TYPE_CHECKING:
    from baseadvisor.image.reference import Reference

_DESCRIPTION = """\
Show what the catalog knows of an image, each thing with its source and date;
verify its data; or refresh what it knows of images from their registries."""

_REFRESH = """\
Ask the registry of each IMAGE what is there now: for images of Docker Hub all
tags with their sizes, for others the one that is named. What comes back is
written to the user's data folder and lies over the shipped catalog from then on
wherever it is newer, for `advise` and `catalog`; linting does not use it."""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("catalog", help="show, verify or refresh what is known", description=_DESCRIPTION)
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", dest="action", required=True, help="what to do"
    )
    show = commands.add_parser("show", help="what is known of an image", description="What is known of an image.")
    show.add_argument("image", metavar="IMAGE", help="such as python:3.12-slim")
    show.add_argument("-f", "--format", choices=("text", "json"), default="text", help="default: text")
    show.add_argument("--as-of", metavar="DATE", help="judge support by this day (default: today)")
    show.add_argument("--platform", metavar="OS/ARCH", default="linux/amd64", help="default: linux/amd64")
    verify = commands.add_parser("verify", help="whether the data holds together", description="Check the data.")
    verify.add_argument("--folder", metavar="FOLDER", help="data to check instead of the shipped")
    refresh = commands.add_parser("refresh", help="bring images up to date from their registries", description=_REFRESH)
    refresh.add_argument("images", nargs="+", metavar="IMAGE", help="such as python, or gcr.io/distroless/static")
    refresh.add_argument("--folder", metavar="FOLDER", help="where to write (default: the user's data folder)")
    refresh.add_argument("--platform", metavar="OS/ARCH", default="linux/amd64", help="default: linux/amd64")
    connection.add_options(refresh, refresh=False)


def run(args: argparse.Namespace) -> int:
    """Do what the subcommand says; returns the exit status."""
    from baseadvisor.catalog import CatalogError

    action = {"show": _show, "verify": _verify, "refresh": _refresh}[args.action]
    try:
        return action(args)
    except CatalogError as error:
        raise CommandError(str(error)) from None


def use_refreshed() -> None:
    """Lay what `catalog refresh` wrote over the shipped catalog."""
    from baseadvisor.advisor.refreshing import default_folder

    folder = default_folder()
    if os.path.isdir(folder):
        from baseadvisor.catalog.store import use_overlay

        use_overlay(folder)


def _reference(text: str) -> "Reference":
    from baseadvisor.image.reference import InvalidReference, Reference

    try:
        return Reference.parse(text)
    except InvalidReference as error:
        raise CommandError(str(error)) from None


def _show(args: argparse.Namespace) -> int:
    from baseadvisor.advisor.facts import image_facts

    reference = _reference(args.image)
    day = args.as_of or date.today().isoformat()
    try:
        date.fromisoformat(day)
    except ValueError:
        raise CommandError(f"--as-of {day}: write a date as YYYY-MM-DD") from None
    use_refreshed()
    image = image_facts(reference, day, args.platform)
    known = _known(reference)
    if args.format == "json":
        from baseadvisor.report.advice_json import image_object

        sys.stdout.write(
            json.dumps({"version": 1, "as_of": day, "image": image_object(image, day), **known}, indent=2) + "\n"
        )
        return CLEAN
    from baseadvisor.advisor.advising import verdict
    from baseadvisor.report import advice_words as words

    rows = [
        ("image", f"{image.reference}, as of {day}"),
        ("state", verdict(image, day)),
        ("userland", words.userland(image)),
    ]
    if image.userland is not None:
        rows.append(("how known", image.userland.evidence or image.userland.source))
    for line in image.support:
        until = f"until {line.until}" if line.until else "no end date is set"
        rows.append(("support", f"{line.name}: {line.state}, {until} ({line.source}, {line.as_of})"))
    rows.append(("size", words.size_source(image.size)))
    for size in known["sizes"]:
        rows.append(("", f"{words.megabytes(size['bytes'])} on {size['platform']}, {size['as_of']} ({size['source']})"))
    rows += [(name, ", ".join(known[key])) for name, key in _LISTS if known[key]]
    for row in known["java_homes"]:
        rows.append(("JAVA_HOME", f"{row['path']} ({row['source']})"))
    if known["user"]:
        rows.append(("account", f"{known['user']['name']}, uid {known['user']['uid']} ({known['user']['source']})"))
    if known["deprecation"]:
        one = known["deprecation"]
        rows.append(("given up", f"{one['reason']}; instead: {', '.join(one['successors']) or '?'} ({one['source']})"))
    width = max(len(name) for name, _ in rows)
    sys.stdout.writelines(f"{name:<{width}}  {printable(text)}\n" for name, text in rows)
    return CLEAN


_LISTS = (("same build", "other_names"), ("platforms", "platforms"))


def _known(reference: "Reference") -> dict[str, Any]:
    from baseadvisor import catalog

    name = catalog.official_name(reference) or reference.familiar_name
    tag = reference.effective_tag or ""
    entry = catalog.entry_of(name, tag)
    user = catalog.image_user(reference)
    gone = catalog.deprecation_of(reference)
    return {
        "other_names": list(catalog.resolve_alias(name, tag)),
        "platforms": list(entry.platforms) if entry is not None else [],
        "sizes": [one._asdict() for one in catalog.sizes(reference)],
        "java_homes": [one._asdict() for one in catalog.java_home_of_image(reference)],
        "user": user._asdict() if user is not None else None,
        "deprecation": gone._asdict() if gone is not None else None,
    }


def _verify(args: argparse.Namespace) -> int:
    from baseadvisor.advisor.shipped import data_files, problems, shipped_folder
    from baseadvisor.catalog import snapshot_date

    folder = args.folder or shipped_folder()
    if not os.path.isdir(folder):
        raise CommandError(f"{folder}: no such folder")
    found = list(problems(folder, date.today().isoformat()))
    for problem in found:
        sys.stdout.write(printable(problem) + "\n")
    if found:
        return FOUND
    of = "" if args.folder else f", of {snapshot_date()}"
    sys.stdout.write(f"{len(data_files(folder))} data files{of}: nothing wrong\n")
    return CLEAN


def _refresh(args: argparse.Namespace) -> int:
    from dataclasses import replace

    from baseadvisor.advisor.refreshing import default_folder, refresh
    from baseadvisor.registry import Registry, RegistryError

    folder = args.folder or default_folder()
    references = [_reference(text) for text in args.images]
    status = CLEAN
    options = replace(connection.options(args, args.platform), refresh=True)
    with Registry(options) as registry:
        for reference in references:
            try:
                done = refresh(reference, registry, folder, today=date.today())
            except RegistryError as error:
                complain(str(error))
                status = UNREADABLE
                continue
            except OSError as error:
                raise CommandError(f"{folder}: cannot write: {reason(error)}") from None
            rest = "" if done.complete else ", the oldest left out"
            sys.stdout.write(f"{printable(done.name)}: {done.builds} builds, {done.sizes} sizes{rest}\n")
            say(f"written to {done.path}")
    return status
