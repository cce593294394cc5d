"""Files that a package of the other release brings where the file makes one, or no longer has where it is read."""

from collections.abc import Iterator, Sequence

from baseadvisor.advisor.compat.archive import along, ubuntu
from baseadvisor.advisor.model import Certainty, Image, Reason
from baseadvisor.advisor.move import Move, has_reached
from baseadvisor.catalog import apt
from baseadvisor.shell.model import Command

_READS = frozenset({"sed", "cat", "cp", "mv", "grep", "rm", "chmod", "chown"})


def reasons(move: Move) -> Iterator[Reason]:
    """Links onto programs that are there, and files below /etc that are not."""
    yield from standing(move)
    if move.run_only or move.before.distribution != move.after.distribution:
        return
    made = " ".join(each.arguments for each in move.needs.copying)
    for command in move.commands():
        words = command.operands[:-1] if command.name in ("cp", "mv") else command.operands
        if command.name not in _READS or command.handled or command.ignored or command.has_flag("-f", "--force"):
            continue
        for word in words:
            path = word.text
            if not path.startswith("/etc/") or path in made or path.rpartition("/")[0] in made:
                continue
            lost = apt.loses_file(path, move.after.distribution, move.before.release, move.after.release)
            installed = along.there(move, move.before, command.start) if lost else frozenset()
            owner = next((name for name in lost if name in installed), None)
            if owner is not None:
                why = f"the package {owner} of {move.place} no longer has that file"
                yield Reason("paths", "check", "medium", f"{command.name} of {path}", why, move.line(word.start))


def standing(move: Move) -> Iterator[Reason]:
    """`ln -s` onto a program that an installed package brings there."""
    if move.run_only:
        return
    removed: set[str] = set()
    for command in move.commands():
        paths = [word.text for word in command.operands]
        if command.name in ("rm", "mv", "unlink"):
            removed.update(paths)
        if _is_onto_itself(move, command, paths):
            why = "one is a link to the other there, and cp refuses: leave it out"
            yield Reason("paths", "breaks", "high", f"cp to {_NODE}", why, move.line(command.start))
        if command.name != "ln" or command.handled or command.ignored or command.conditional or len(paths) < 2:
            continue
        path = link_of(paths)
        if command.has_flag("-f", "--force", "-b", "--backup") or path in removed:
            continue
        package = _brings(move, move.after, command, path)
        if package is None or _brings(move, move.before, command, path) is not None:
            continue
        why = f"the package {package} of {move.place} has that file, and ln fails: leave it out, or ln -sf"
        sure: Certainty = "high" if _is_known(path, move.after) else "medium"
        yield Reason("paths", "breaks", sure, f"ln onto {path}", why, move.line(command.start))


def _is_onto_itself(move: Move, command: Command, paths: list[str]) -> bool:
    """Whether Node.js is copied to the name that it is a link of, on the image there alone."""
    if command.name != "cp" or paths != [_NODEJS, _NODE] or command.handled or command.ignored:
        return False
    here, there = (_brings(move, image, command, _NODE) for image in (move.before, move.after))
    return there is not None and here is None


def link_of(paths: Sequence[str]) -> str:
    """Where `ln` makes the link: a folder of programs as the last word keeps the name of what is linked."""
    target = paths[-1].rstrip("/")
    return f"{target}/{paths[0].rpartition('/')[2]}" if target in FOLDERS or paths[-1].endswith("/") else target


FOLDERS = frozenset({"/bin", "/usr/bin", "/sbin", "/usr/sbin"})


# nodejs has had the path since it took nodejs-legacy in. Where to look: https://packages.debian.org/nodejs, https://packages.ubuntu.com/nodejs.
_NODE = "/usr/bin/node"
_NODEJS = "/usr/bin/nodejs"
_HAS_NODE = {"debian": (10,), "ubuntu": (18, 4)}


def _has_node(path: str, image: Image) -> bool:
    """Whether the path is Node.js's and the release's nodejs has it."""
    return path == _NODE and has_reached(image, _HAS_NODE)


def _is_known(path: str, image: Image) -> bool:
    """Whether it is sure that a package of a release has a path: by its own index, or by those on both sides of it."""
    around = ubuntu.neighbours(image.distribution, image.release)
    return _has_node(path, image) or apt.covers(image.distribution, image.release) or len(around) > 1


def _brings(move: Move, image: Image, command: Command, path: str) -> str | None:
    """The installed package that has a program at a path on an image."""
    found: tuple[str, ...]
    if _has_node(path, image):
        found = ("nodejs",)
    elif image.distribution == "ubuntu":
        found = ubuntu.packages_of_program(path, image.release)
    else:
        found = apt.packages_of_program(path, image.distribution, image.release) or ()
    installed = along.there(move, image, command.start)
    return next((name for name in found if name in installed), None)
