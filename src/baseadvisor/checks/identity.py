"""Who runs things in the image: root or not, by name or number, in which groups; and whom copied files belong to."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from posixpath import normpath
from typing import TYPE_CHECKING

from baseadvisor.analysis import StageFacts
from baseadvisor.checks.hit import Hit, Placed, hit
from baseadvisor.checks.serving import brings_server, may_serve
from baseadvisor.checks.starting import commands_of, of_image, programs, start_words
from baseadvisor.checks.words import arguments_of, keyword_of, names_root, sources_and_destination, value_of
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.fixes.edit import Edit

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis
    from baseadvisor.shell.model import Command

_NOTHING_ELSE = frozenset(("gosu", "su-exec", "setpriv", "s6-setuidgid", "s6-overlay"))
_DROPPER = re.compile(
    r"(?<![\w-])(?:gosu|su-exec|suexec|setpriv|runuser|chpst|s6-setuidgid|s6-overlay|setuidgid|su|sudo)(?![\w])"
)
_STATE_FOLDERS = ("/data", "/srv", "/var/lib/", "/var/log/", "/var/cache/", "/var/spool/")
_NO_STATE = ("/sys/", "/proc/", "/dev/", "/run/", "/var/run/", "/tmp/")  # noqa: S108 - a place in the image
_PROGRAM_FOLDERS = (
    *("/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/usr/local/sbin/"),
    "/docker-entrypoint",
)
_USER_MAKERS = ("useradd", "adduser")
_MOST_ACCOUNTS = 50
"""How many accounts are looked for in the rest of the file."""
_FLAGS_WITH_VALUE = {
    "useradd": ("-b", "--base-dir", "-c", "--comment", "-d", "--home-dir", "-e", "--expiredate", "-f", "--inactive",
                "-g", "--gid", "-G", "--groups", "-k", "--skel", "-K", "--key", "-p", "--password", "-R", "--root",
                "-s", "--shell", "-u", "--uid", "-Z", "--selinux-user", "--home"),
    "adduser": ("-h", "-g", "-s", "-G", "-u", "-k", "--home", "--shell", "--uid", "--gid", "--ingroup", "--gecos",
                "--conf", "--comment", "-c", "-d", "--firstuid", "--lastuid", "--home-dir"),
}  # fmt: skip


def runs_as_root(analysis: "Analysis", *, root_images: Sequence[str]) -> Iterator[Hit]:
    """Neither the final stage nor one it builds on has a USER, and the base image is one that leaves root in force.

    `root_images` are images of which that is known, official ones by their name; scratch is another. Where something in
    the file drops root's rights (gosu, su-exec, setpriv …), and where neither the file nor the base image starts
    anything, nothing is said. Placeholder: {image}.
    """
    final = analysis.final
    if final.stage is None or final.end.user is not None or final.is_windows:
        return
    if not start_words(final) and not brings_server(final):
        return
    if not _is_root_image(final, root_images) or _drops_rights(analysis, final):
        return
    words = final.stage.from_instruction.words
    if words:
        yield hit(words[0], image=final.stage.base_image)


def _is_root_image(stage: StageFacts, root_images: Sequence[str]) -> bool:
    if stage.base_image == "scratch":
        return True
    if stage.reference is None:
        return False
    from baseadvisor.catalog import official_name

    return (official_name(stage.reference) or stage.reference.familiar_name) in root_images


def _drops_rights(analysis: "Analysis", stage: StageFacts) -> bool:
    """Whether a tool that runs a program as somebody else is started, or one for nothing but that is mentioned."""
    found = set(_DROPPER.findall(analysis.text))
    if not found:
        return False
    return not found.isdisjoint(_NOTHING_ELSE) or not found.isdisjoint(programs(analysis, stage))


def _user_name(analysis: "Analysis", instruction: Instruction | None) -> str | None:
    """The user (and group) that USER names, None where it is not known."""
    if instruction is None or not instruction.words:
        return None
    return value_of(analysis, instruction, instruction.arguments).text


def _is_root(user: str | None) -> bool:
    return user is not None and names_root(user)


def state_as_root(
    analysis: "Analysis", *, root_images: Sequence[str], own_rights: Sequence[str], own_rights_images: Sequence[str]
) -> Iterator[Hit]:
    """The final image runs as root, and keeps state: a VOLUME, or a server's folder for data. Placeholder: {path}.

    Not where it starts one of the programs `own_rights`, which have to be root or give root's rights up by themselves,
    as do the servers that the images `own_rights_images` start.
    """
    final = analysis.final
    if final.stage is None or final.is_windows or _drops_rights(analysis, final):
        return
    if not programs(analysis, final).isdisjoint(own_rights) or (
        not start_words(final) and brings_server(final) and _is_root_image(final, own_rights_images)
    ):
        return
    user = final.end.user
    if user is not None and not _is_root(_user_name(analysis, user)):
        return
    if user is None and not _is_root_image(final, root_images):
        return
    folders = of_image(final, "WORKDIR") if may_serve(analysis) else ()
    for instruction in (*of_image(final, "VOLUME"), *folders):
        texts = instruction.exec_form or [word.text for word in instruction.words]
        volume = instruction.keyword == "VOLUME"
        kept = (text for text in texts if (not f"{text}/".startswith(_NO_STATE) if volume else _keeps_state(text)))
        path = next(kept, None)
        if path:
            yield hit(arguments_of(instruction), path=path)
            return


def _keeps_state(path: str) -> bool:
    return (
        path == "/data"
        or path == "/srv"
        or path.startswith(tuple(f"{folder.rstrip('/')}/" for folder in _STATE_FOLDERS))
    )


def unused_user(analysis: "Analysis") -> Iterator[Hit]:
    """The final image makes an account and never uses it: no USER, no file of its own, nothing that starts as it.

    Placeholder: {user}.
    """
    final = analysis.final
    if final.stage is None or final.end.user is not None or _drops_rights(analysis, final):
        return
    if any(word.endswith(".sh") or "entrypoint" in word for word in start_words(final)):
        return
    makers = (command for command in commands_of(final) if command.name in _USER_MAKERS)
    for command in islice(makers, _MOST_ACCOUNTS):
        if command.name is not None:
            name = _account(command)
            if name is not None and not _mentioned_again(analysis, command, name):
                yield hit(command, user=name)


def _account(command: "Command") -> str | None:
    """The account that useradd or adduser makes, where it is literal."""
    takes_value = _FLAGS_WITH_VALUE[command.name or ""]
    names: list[str] = []
    skip = False
    for word in command.arguments:
        text = word.value
        if skip:
            skip = False
        elif text is None:
            return None
        elif text.startswith("-"):
            skip = text in takes_value or (text[1:2] != "-" and len(text) > 2 and f"-{text[-1]}" in takes_value)
        else:
            names.append(text)
    return names[0] if len(names) == 1 else None


def _mentioned_again(analysis: "Analysis", command: "Command", name: str) -> bool:
    """Whether the name stands, as a word, anywhere in the file but in the command that makes the account."""
    pattern = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    for match in pattern.finditer(analysis.text):
        if not command.start <= match.start() < command.end:
            line_start = analysis.text.rfind("\n", 0, match.start()) + 1
            if not analysis.text[line_start : match.start()].lstrip().startswith("#"):
                return True
    return False


def group_alone(analysis: "Analysis") -> Iterator[Hit]:
    """USER names a group beside a user whom a RUN put into other groups too: those no longer count.

    Placeholders: {user}, {group}, {groups}.
    """
    for stage in analysis.stages:
        for instruction in stage.instructions:
            if instruction.keyword != "USER" or ":" not in instruction.arguments:
                continue
            user, _, group = (_user_name(analysis, instruction) or "").partition(":")
            if not user or user.isdigit() or user == "root":
                continue
            groups = [name for name in _groups_of(stage, user, instruction.start) if name != group]
            if groups:
                word = instruction.words[0]
                colon = instruction.arguments.find(":")
                plain = word.text == instruction.arguments and "$" not in word.text
                edits = (Edit(word.start + colon, word.end, ""),) if plain else ()
                yield hit(word, edits=edits, user=user, group=group, groups=", ".join(groups))


def _groups_of(stage: StageFacts, user: str, before: int) -> list[str]:
    found: list[str] = []
    for command in commands_of(stage):
        if command.start >= before:
            break
        words = [word.value or "" for word in command.arguments]
        if command.name in ("useradd", "usermod") and words and words[-1] == user:
            value = command.flag_value("-G", "--groups")
            text = value if isinstance(value, str) else value.value if value is not None else None
            if text:
                found += [name for name in text.split(",") if name]
        elif command.name == "gpasswd" and len(words) == 3 and words[0] in ("-a", "--add") and words[1] == user:
            found.append(words[2])
        elif command.name in ("adduser", "addgroup") and len(words) == 2 and words[0] == user and words[1][:1] != "-":
            found.append(words[1])
    return list(dict.fromkeys(found))


def name_without_accounts(analysis: "Analysis") -> Iterator[Hit]:
    """A user or group is named in a stage from scratch that has no /etc/passwd yet. Placeholder: {name}."""
    for stage in analysis.stages:
        if stage.stage is None or stage.base_image != "scratch":
            continue
        accounts = False
        for each in stage.chain:
            for instruction in each.instructions:
                accounts = accounts or _may_bring_accounts(analysis, instruction)
                if accounts:
                    break
                if each is stage:
                    yield from _named(analysis, instruction)


def _may_bring_accounts(analysis: "Analysis", instruction: Instruction) -> bool:
    if instruction.keyword in ("RUN", "SHELL", "ONBUILD"):
        return True
    if instruction.keyword not in ("COPY", "ADD"):
        return False
    sources, destination = sources_and_destination(instruction)
    if destination is None:
        return True
    value = value_of(analysis, instruction, destination[0]).text
    if value is None or normpath(value) in ("/", "//", ".", "/etc"):
        # A whole tree, or an archive: what is in it is not known. A single program is.
        return (
            value is None
            or normpath(value) == "/etc"
            or instruction.keyword == "ADD"
            or not all(_is_one_file(text) for text, _ in sources)
        )
    return "passwd" in value or any("passwd" in text or text.rstrip("/").endswith("/etc") for text, _ in sources)


def _is_one_file(text: str) -> bool:
    """Whether a source looks like one file that is no tree: a path with a name, no wildcard."""
    name = text.rstrip("/").rpartition("/")[2]
    return (
        bool(name)
        and not text.endswith("/")
        and not any(char in text for char in "*?[$")
        and "rootfs" not in name
        and "/" in text.strip("/")
    )


def _named(analysis: "Analysis", instruction: Instruction) -> Iterator[Hit]:
    if instruction.keyword == "USER" and instruction.words:
        name = _user_name(analysis, instruction)
        place: Placed | None = arguments_of(instruction)
    elif instruction.keyword in ("COPY", "ADD") and instruction.flags:
        flag = instruction.flag("chown")
        name = value_of(analysis, instruction, flag.value).text if flag is not None and flag.value else None
        place = flag
    else:
        return
    if name and place is not None:
        wrong = next((part for part in name.split(":") if part and not part.isdigit() and part != "root"), None)
        if wrong is not None:
            yield hit(place, name=wrong)


def copies_for_root(analysis: "Analysis") -> Iterator[Hit]:
    """After USER, files are copied without --chown: they are root's. Placeholders: {user}, {instruction}.

    Not where a later RUN of the stage changes owners, nor for programs: what goes where those are looked for, and what
    the image starts.
    """
    for stage in analysis.stages:
        if stage.stage is None or stage.is_windows:
            continue
        chowns = [command.start for run in stage.runs for command in run.commands if command.name == "chown"]
        for instruction in stage.instructions:
            if instruction.keyword not in ("COPY", "ADD") or instruction.flag("chown") is not None:
                continue
            user = _user_name(analysis, stage.before(instruction).user)
            if user is None or _is_root(user) or any(at > instruction.start for at in chowns):
                continue
            if _is_program(analysis, stage, instruction):
                continue
            at = instruction.keyword_end
            plain = all(char not in user for char in "$\"' ")
            edits = (Edit(at, at, f" --chown={user}"),) if plain else ()
            yield hit(keyword_of(instruction), edits=edits, user=user, instruction=instruction.keyword)


def _is_program(analysis: "Analysis", stage: StageFacts, instruction: Instruction) -> bool:
    """Whether all that is copied goes into a folder of programs, or is what the stage's image starts."""
    sources, destination = sources_and_destination(instruction)
    if destination is None:
        return False
    path = value_of(analysis, instruction, destination[0]).text or destination[0]
    if f"{path}/".startswith(_PROGRAM_FOLDERS):
        return True
    names = [text.rstrip("/").rpartition("/")[2] for text, _ in sources]
    copied = {f"{path}{name}" for name in names} if path.endswith("/") else {path}
    started = {word.rpartition("/")[2] for word in start_words(stage) if word.startswith(("/", "./"))}
    return all(each.rpartition("/")[2] in started for each in copied)
