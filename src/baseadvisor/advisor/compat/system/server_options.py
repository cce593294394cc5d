"""What a server's image no longer takes from a version on: options, variables and programs by their old names.

Sources: the release notes and upgrade guides of MySQL 8.0 and 8.4, MongoDB 4.2, 6.0 and 6.1, Elasticsearch 5.0;
docker-library/rabbitmq, docker-entrypoint.sh of 3.9; jenkinsci/docker pull request 1408 (install-plugins.sh).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from baseadvisor.advisor.facts import is_moving
from baseadvisor.advisor.listing import line_of
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.release_versions import Version
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.shell.model import Command


class _Gone(NamedTuple):
    """The first version without something, how that is written, and what to do."""

    since: Version
    written: re.Pattern[str]
    why: str


_MYSQL = (
    _Gone(
        (8,),
        re.compile(r"--query[-_]cache[-_]\w+|--innodb[-_](?:large[-_]prefix|file[-_]format.*)"),
        "leave it out",
    ),
    _Gone(
        (8, 4),
        re.compile(r"--default[-_]authentication[-_]plugin"),
        "--authentication-policy took its place, and mysql_native_password is off",
    ),
)
# Options that the server is started with: it stops at one that it does not know.
_OPTIONS = {
    "mysql": _MYSQL,
    "mongo": (
        _Gone(
            (4, 2),
            re.compile(r"--(?:smallfiles|noprealloc\w*|nssize|quota\w*)|(?:--storageEngine=)?mmapv1"),
            "leave it out",
        ),
        _Gone((6, 1), re.compile(r"--(?:no)?journal"), "leave it out: the journal is always on"),
    ),
    "elasticsearch": (_Gone((5,), re.compile(r"-Des\.[\w.]+"), "settings are given by -E"),),
}
# Programs that are called by their names.
_PROGRAMS = {
    "mongo": (_Gone((6,), re.compile(r"mongo"), "mongosh took its place"),),
    "elasticsearch": (_Gone((5,), re.compile(r"(?:.*/)?plugin"), "bin/elasticsearch-plugin took its place"),),
    "jenkins/jenkins": (
        _Gone((2, 357), re.compile(r"(?:.*/)?(?:install-)?plugins\.sh"), "jenkins-plugin-cli took its place"),
    ),
}
_VARIABLES = {
    "rabbitmq": (
        _Gone(
            (3, 9),
            re.compile(r"RABBITMQ_(?:VM_MEMORY_HIGH_WATERMARK|DEFAULT_(?:PASS|USER)_FILE|(?:MANAGEMENT_)?SSL_\w+)"),
            "the image stops at it: write it into rabbitmq.conf",
        ),
    ),
}


def reasons(move: Move) -> Iterator[Reason]:
    """What the version there no longer takes, and the one here does, as far as is known."""
    if move.name_before != move.name_after or move.run_only:
        return
    yield from _found(move, _version(move.name_before, move.before))
    yield from _of_httpd(move)
    yield from _accounts_of_mysql(move)
    yield from _files_of_elasticsearch(move)
    yield from _settings_of_postgres(move)


# Source: PostgreSQL's release notes of 12 and 13, "Migration".
_OF_POSTGRES: tuple[tuple[Version, re.Pattern[str], str], ...] = (
    ((13,), re.compile(r"wal_keep_segments", re.IGNORECASE), "wal_keep_size took the place of wal_keep_segments in 13"),
    ((12,), re.compile(r"recovery\.conf\b"), "12 and later do not start where there is a recovery.conf"),
)


def _settings_of_postgres(move: Move) -> Iterator[Reason]:
    """Settings that stop a newer server, named anywhere: also by a variable that a script of the file's own reads."""
    if move.name_after != "postgres":
        return
    old, new = _version("postgres", move.before), _version("postgres", move.after)
    for since, pattern, why in _OF_POSTGRES:
        found = next(iter(move.needs.matches(pattern)), None) if () < old < since <= new else None
        if found is not None:
            yield Reason("service", "check", "medium", found[2][0], why, move.line(found[1] + found[2].start()))


def standing(move: Move) -> Iterator[Reason]:
    """What the version that the image has now does not take."""
    yield from _found(move, (0,))


def _version(name: str, image: Image) -> Version:
    return line_of(name, image.tag, image)


def _found(move: Move, old: Version) -> Iterator[Reason]:
    name = move.name_after
    new = _version(name, move.after)
    if not new and name == "jenkins/jenkins" and is_moving(move.after.tag):
        new = (2, 10_000)  # `lts` and its like are built anew every week
    if not new or not old:
        return
    for instruction in move.needs.starts:
        for word in instruction.exec_form or instruction.arguments.split():
            yield from _told(move, _OPTIONS.get(name, ()), word, old, new, instruction)
    commands: list[tuple[Command, Instruction | None]] = [(one, None) for one in move.commands()]
    commands += [(command, instruction) for instruction, command in move.started()]
    for command, started in commands:
        written = command.words[0].text if command.words and not command.handled else ""
        yield from _told(move, _PROGRAMS.get(name, ()), written, old, new, started, command)
    for instruction in move.needs.instructions:
        for pair in instruction.pairs if instruction.keyword == "ENV" else ():
            yield from _told(move, _VARIABLES.get(name, ()), pair.key, old, new, instruction)


def _told(
    move: Move,
    gone: tuple[_Gone, ...],
    written: str,
    old: Version,
    new: Version,
    instruction: Instruction | None,
    command: Command | None = None,
) -> Iterator[Reason]:
    for one in gone:
        option = written.partition("=")[0]
        if (one.written.fullmatch(option) or one.written.fullmatch(written)) is not None and old < one.since <= new:
            start = instruction.start if instruction is not None else command.start if command is not None else 0
            first = ".".join(map(str, one.since))
            why = f"gone from {move.name_after} {first} on: {one.why}"
            yield Reason("service", "breaks", "high", option, why, move.line(start))
            return


def _of_httpd(move: Move) -> Iterator[Reason]:
    """Apache 2.4's other access control. Source: https://httpd.apache.org/docs/2.4/upgrading.html."""
    if move.name_after != "httpd":
        return
    if _version("httpd", move.before)[:2] != (2, 2) or _version("httpd", move.after)[:2] < (2, 4):
        return
    copied = next(
        (each for each in move.needs.instructions if "conf" in each.arguments and each.keyword == "COPY"), None
    )
    why = "a configuration of its own has to be for 2.4: Require in the place of Order and Allow, other modules"
    yield Reason("version", "check", "high", "Apache 2.2 -> 2.4", why, move.line(copied.start) if copied else None)


def _accounts_of_mysql(move: Move) -> Iterator[Reason]:
    """How accounts log in. Sources: MySQL's release notes, 8.0.4 and 8.4.0."""
    if move.name_after != "mysql":
        return
    old, new = _version("mysql", move.before), _version("mysql", move.after)
    if not old or not new or any("mysql_native_password" in text for text, _ in move.needs.words()):
        return
    since = (9,) if new >= (9,) else (8, 4)
    if old < since <= new:
        has = "no mysql_native_password" if new >= (9,) else "mysql_native_password switched off"
        why = (
            f"it has {has}: accounts that are kept with it, and clients that know no other, do not log in before they "
            "change to caching_sha2_password"
        )
        yield Reason("service", "check", "medium", f"accounts of MySQL {new[0]}.{new[1]}", why)
    elif old < (8,) <= new:
        why = "new accounts have caching_sha2_password, which clients from before 8.0 do not know"
        yield Reason("service", "check", "medium", "accounts of MySQL 8.0", why)


_OF_ELASTICSEARCH = re.compile(r"(?:/|\b)(?:config|plugins)(?:/|\b)|elasticsearch\.yml|logging\.yml|log4j2\.properties")


def _files_of_elasticsearch(move: Move) -> Iterator[Reason]:
    """Settings and plugins. Sources: Elasticsearch's "Breaking changes" of 5.0 and 8.0, "Installing plugins"."""
    old, new = _version("elasticsearch", move.before), _version("elasticsearch", move.after)
    if move.name_after != "elasticsearch" or not old or not new or old[:1] == new[:1]:
        return
    copied = next(
        (each for each in move.needs.copying if _OF_ELASTICSEARCH.search(each.arguments)),
        None,
    )
    why = "it starts with plugins of its very version alone, and with no setting that it does not know"
    if old < (8,) <= new:
        why += "; since 8.0 it asks for TLS and an account (xpack.security)"
    what = f"settings and plugins of Elasticsearch {old[0]}"
    yield Reason("service", "check", "high", what, why, move.line(copied.start) if copied is not None else None)
