"""Images that are a service: their data, their ports, what they start."""

import posixpath
import re
from collections.abc import Iterator

from baseadvisor.advisor.alternatives import Stateful, stateful
from baseadvisor.advisor.compat.language import onbuild
from baseadvisor.advisor.copies import sources_of, target_of
from baseadvisor.advisor.entrypoints import command_after, entrypoint_of, is_language, is_script
from baseadvisor.advisor.listing import Line, line_of
from baseadvisor.advisor.model import Certainty, Image, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.stages import is_for_others
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.image.numbers import dotted, numbers


def reasons(move: Move) -> Iterator[Reason]:
    """What becomes of data and of what the image itself starts."""
    same = move.name_before == move.name_after
    if same:
        yield from _of_service(move)
        yield from _docker(move)
    yield from _folder_of_haproxy(move)
    if not same and move.after.userland is not None and "chainguard" in move.name_after:
        yield from _other_entrypoint(move)
    if not same and "distroless/" in move.name_after:
        yield from _own_language(move)
    if onbuild.is_lost(move):
        did = onbuild.built(move)
        steps = did.steps if did is not None else "copy, install, set the folder"
        yield Reason(
            "onbuild",
            "breaks",
            "high",
            "the image's own ONBUILD",
            f"what it did when this file was built has to be written here ({steps})",
            move.line(onbuild.place(move)),
        )
    if same and move.name_before == "nginx" and "slim" in move.after.tag and "slim" not in move.before.tag:
        yield Reason(
            "modules",
            "check",
            "high",
            "nginx",
            "the slim build leaves out curl and the dynamic modules (image filter, XSLT, GeoIP, njs, ACME)",
        )
    if same and move.name_before.endswith(("dotnet/aspnet", "dotnet/runtime")) and _loses_icu(move):
        yield Reason(
            "culture",
            "check",
            "medium",
            "globalisation",
            "Alpine's image has no ICU: culture data is invariant unless icu-libs is installed",
        )


def _loses_icu(move: Move) -> bool:
    """Whether Alpine takes the place of what has ICU, and the file neither installs it nor says a word of it."""
    if "alpine" not in move.after.tag or "alpine" in move.before.tag or "icu-libs" in move.needs.installed():
        return False
    return not any("GLOBALIZATION_INVARIANT" in text for text, _ in move.needs.words())


def _of_service(move: Move) -> Iterator[Reason]:
    """The data that an image keeps, and what its version means for all around it."""
    found = stateful(move.name_before)
    old = line_of(move.name_before, move.before.tag, move.before)
    new = line_of(move.name_after, move.after.tag, move.after)
    if found is not None and found.major and old and new and old != new and not _is_ready(found, old, new):
        yield Reason("data", "breaks", "high", f"{move.name_before} {dotted(old)} -> {dotted(new)}", found.major)
    else:
        yield from _another_version(move)
        yield from _another_application(move, old, new)
    if is_for_others(move.needs):
        return  # no data is kept where things are only made
    if move.name_before == "postgres" and old and new and old < _MOVED_DATA <= new:
        why = (
            "from 18 on the volume is /var/lib/postgresql, and the data lies in a folder called after the version there"
        )
        named = next((start + text.index(_DATA) for text, start in move.needs.words() if _DATA in text), None)
        line = move.line(named) if named is not None else None
        yield Reason("data", "check", "high", f"mounts at {_DATA}", f"{why}: mount that", line)
    if found is not None and found.libc and move.changes_libc:
        yield Reason("data", "check", "high", "existing data", found.libc)
    elif found is not None and found.release and move.changes_release and _is_of_glibc(move.after):
        yield Reason("data", "check", "medium", "existing data", found.release)


def _is_ready(found: Stateful, old: Line, new: Line) -> bool:
    """Whether a major version takes the data of the release that is left, as the makers tell."""
    since = numbers(found.ready.get(str(new[0])))
    return bool(since) and since[: len(old)] <= old < new


# Source: docker-library/postgres pull request 1259: PGDATA is /var/lib/postgresql/MAJOR/docker.
_MOVED_DATA = (18,)
_DATA = "/var/lib/postgresql/data"


# Source: docker-library/haproxy, Dockerfile.template: up to 2.6 it says that there is none for backwards compatibility.
_WITH_WORKDIR = (2, 7)


def _folder_of_haproxy(move: Move) -> Iterator[Reason]:
    """What is copied below the image's own folder, which was the root."""
    old, new = numbers(move.before.tag.partition("-")[0]), numbers(move.after.tag.partition("-")[0])
    if move.name_before != "haproxy" or move.name_after != "haproxy" or not old < _WITH_WORKDIR <= new or not old:
        return
    for instruction in move.needs.instructions:
        if instruction.keyword == "WORKDIR":
            return
        target = (target_of(instruction) or "/") if instruction.keyword in ("COPY", "ADD") else "/"
        if not target.startswith(("/", "$")):
            path = posixpath.normpath(posixpath.join("/", target))
            configures = path.startswith("/usr/local/etc/haproxy")
            why = f"{move.after.reference} works in /var/lib/haproxy, not in /, so it lands there: write {path}"
            line = move.line(instruction.start)
            yield Reason("service", "breaks" if configures else "check", "medium", f"the target {target}", why, line)
            return


# Source: docker-library/docker, README: TLS of the daemon's port since 19.03, by certificates in DOCKER_TLS_CERTDIR.
_TLS = (19, 3)
# Source: release notes of Docker Engine 29.0: API 1.44 is the least that the daemon takes.
_NEWER_CLIENTS = (29,)
# Source: docker-library/docker pull request 369.
_WITH_DAEMON = (23,)


def _docker(move: Move) -> Iterator[Reason]:
    """The daemon in a container, which speaks TLS by itself."""
    old, new = numbers(move.before.tag.partition("-")[0]), numbers(move.after.tag.partition("-")[0])
    if move.name_after != "docker":
        return
    if not {"dind", "cli"} & set(move.before.tag.split("-")) and new >= _WITH_DAEMON and (old or (0,)) < _WITH_DAEMON:
        why = (
            "from 23.0 on the plain tag is the one with the daemon (dind), whose entrypoint starts that: "
            "the client alone is the tag with -cli"
        )
        yield Reason("service", "check", "high", "the plain tag", why)
    if "dind" not in move.after.tag:
        return
    if () < old[:2] < _TLS[: len(old)] and new[:2] >= _TLS:
        why = "since 19.03 the daemon listens on 2376 with TLS, no longer on 2375: DOCKER_TLS_CERTDIR= turns that off"
        yield Reason("service", "check", "high", "the daemon's port", why)
    if () < old[:1] < _NEWER_CLIENTS and new >= _NEWER_CLIENTS:
        why = (
            "the daemon of 29.0 refuses clients before Docker 25 (API 1.44): DOCKER_MIN_API_VERSION, or "
            "min-api-version in daemon.json, lets them in"
        )
        yield Reason("service", "check", "low", "older clients of the daemon", why)
    if old and old[:1] != new[:1]:
        yield from _configuration_of_docker(move)


def _configuration_of_docker(move: Move) -> Iterator[Reason]:
    """The first file that is copied to where the daemon is configured. Source: moby, daemon/config/config.go."""
    copied = next(filter(_brings_daemon_json, move.needs.copying), None)
    if copied is not None:
        why = (
            "it was written for another version: the daemon does not start on a key that it does not know (graph, "
            "cluster-store and disable-legacy-registry are gone), nor with the storage driver aufs, overlay or "
            "devicemapper"
        )
        yield Reason("service", "check", "medium", "configuration daemon.json", why, move.line(copied.start))


def _brings_daemon_json(instruction: Instruction) -> bool:
    named = any(source.rpartition("/")[2] == "daemon.json" for source in sources_of(instruction))
    target = target_of(instruction).rstrip("/")
    return target == "/etc/docker/daemon.json" or (target == "/etc/docker" and named)


def _is_of_glibc(image: Image) -> bool:
    return image.userland is not None and image.userland.libc == "glibc"


_SERVERS = frozenset(
    {"apache-cassandra", "apache-http-server", "caddy", "drupal", "elasticsearch", "haproxy", "mariadb", "memcached"}
    | {"mongodb", "mysql", "postgresql", "rabbitmq", "redis", "traefik", "valkey", "wordpress"}
)
"""Products that are configured, keep data, or are connected to, and of which no other module tells."""


def _another_version(move: Move) -> Iterator[Reason]:
    """A service whose major version changes, and that no other module knows more of."""
    before = {line.product: line.name for line in move.before.support if line.role == "runtime"}
    for line in move.after.support:
        old, new = numbers(before.get(line.product)), numbers(line.name)
        if line.product in _SERVERS and old and new and old[0] != new[0]:
            copied = next(iter(move.needs.copying), None)
            yield Reason(
                "version",
                "check",
                "medium",
                f"{before[line.product]} -> {dotted(new)}",
                "its configuration and data, and what connects to it, have to suit the new version: read what changed",
                move.line(copied.start) if copied is not None else None,
            )


APPLICATIONS = frozenset(
    {"arangodb", "backdrop", "bonita", "chronograf", "consul", "convertigo", "couchbase", "crate", "eggdrop"}
    | {"friendica", "geonetwork", "ghost", "gitlab/gitlab-ce", "grafana/grafana", "joomla", "kapacitor", "kibana"}
    | {"kong", "logstash", "matomo", "mediawiki", "monica", "nats", "nuxeo", "odoo", "open-liberty", "orientdb"}
    | {"owncloud", "phpmyadmin", "piwik", "plone", "postfixadmin", "redmine", "rethinkdb", "rocket.chat", "sentry"}
    | {"solr", "sonarqube", "storm", "telegraf", "tomee", "vault", "xwiki", "yourls", "znc", "zookeeper"}
)
"""Applications, most of them of the official list, of whose support nothing is known."""


def _another_application(move: Move, old: Line, new: Line) -> Iterator[Reason]:
    """An application of whose versions nothing is known, where the first number becomes another one."""
    if move.name_before not in APPLICATIONS or not old or not new or old[0] == new[0]:
        return
    changed = next((each for each in move.needs.instructions if each.keyword in ("COPY", "ADD", "RUN")), None)
    yield Reason(
        "version",
        "check",
        "medium",
        f"{move.name_before} {dotted(old)} -> {dotted(new)}",
        "its data, configuration and plugins, and what is put into it here, have to follow: read its upgrade notes, "
        "version by version",
        move.line(changed.start) if changed is not None else None,
    )


def _other_entrypoint(move: Move) -> Iterator[Reason]:
    if move.name_after.endswith("/nginx"):
        yield Reason(
            "service",
            "breaks",
            "high",
            "nginx's port",
            "that image listens on 8080 and runs as 65532: adapt the configuration and what is published",
        )
    yield from _own_language(move)


def _own_language(move: Move) -> Iterator[Reason]:
    """These images have an entrypoint of their own, the language itself."""
    own = entrypoint_of(move.name_after)
    if own is None or entrypoint_of(move.name_before) is not None:
        return
    entrypoint = next((each for each in move.needs.starts if each.keyword == "ENTRYPOINT"), None)
    if entrypoint is not None:
        first = entrypoint.exec_form[0] if entrypoint.exec_form else ""
        if own[0] == "node" and "distroless" in move.name_after and first in ("node", "nodejs", "npm", "yarn"):
            yield Reason(
                "service",
                "check" if first == "node" else "breaks",
                "medium",
                f"ENTRYPOINT starts {first}",
                "node is /nodejs/bin/node there, not in the PATH; npm and yarn are not there",
                move.line(entrypoint.start),
            )
        return
    for each in move.needs.starts:
        if each.keyword == "CMD" and each.exec_form:
            yield from _given_to_language(move, own, each, each.exec_form[0])
        elif each.keyword == "CMD" and each.exec_form is None and _has_shell(move):
            yield Reason(
                "service",
                "breaks",
                "high",
                "CMD in shell form",
                f"the entrypoint is {' '.join(own)}, which is given `/bin/sh -c`: write it as ENTRYPOINT",
                move.line(each.start),
            )


def _given_to_language(move: Move, own: tuple[str, ...], instruction: Instruction, first: str) -> Iterator[Reason]:
    """A CMD that the image's entrypoint gets as its arguments."""
    name, words = first.rpartition("/")[2], " ".join(own)
    if is_language(own, name):
        left = command_after(own, tuple(instruction.exec_form or ()))
        mend = "leave that out of CMD" if left is not None else "write the whole as ENTRYPOINT"
        sure: Certainty = "high"
        why = f"the entrypoint is {words} already: {mend}"
    elif name in _NPM and _has_shell(move):
        sure = "high"
        why = f"the entrypoint is {words}, which does not start {name}: write the whole as ENTRYPOINT"
    elif name in _NOT_THERE:
        sure = "high"
        why = f"the entrypoint is {words}, and {name} is not in the image: start the application with {own[0]} itself"
    elif is_script(own, first) or (_SHELL_SCRIPT.search(first) and not _has_shell(move)):
        return  # what needs a shell is said of the shell
    elif own[0] == "node" and "/" in first and not _SHELL_SCRIPT.search(first):
        return  # a file or a folder with a program for node
    else:
        # A path without a suffix may be a script in that language.
        sure = "medium" if "/" in first or own[0] == "node" else "high"
        why = f"the entrypoint is {words}: it is started as `{words} {first}`"
    yield Reason("service", "breaks", sure, f"CMD starts {first}", why, move.line(instruction.start))


def _has_shell(move: Move) -> bool:
    return move.after.userland is not None and move.after.userland.shell is not None


# Chainguard's image of Node.js has them, and the shell that they run scripts in (its locked_config.json).
_NPM = frozenset({"npm", "npx"})
_NOT_THERE = frozenset({"npm", "yarn", "npx", "gunicorn", "uwsgi", "flask", "pm2", "celery"})
_SHELL_SCRIPT = re.compile(r"(?:\.(?:sh|bash)|(?:^|/)(?:sh|bash|ash))$")
