"""What of a Dockerfile a move to another base image touches: one module for each kind of thing, in five rooms.

`archive` (what a release has of packages), `language` (what another version no longer takes), `origin` (where packages
and files come from), `building` (what is compiled, downloaded and copied), `system` (accounts, shells, programs,
services). Each module that is asked has `reasons(move) -> Iterator[Reason]`, a pure function of the move.
"""

from collections.abc import Callable, Iterable, Iterator

from baseadvisor.advisor.compat.archive import (
    dnf,
    installed_versions,
    managers,
    no_debian_php,
    no_lists,
    package_files,
    packages,
    pinning,
    rpms,
    target_release,
    unseen_packages,
)
from baseadvisor.advisor.compat.building import (
    binaries,
    brought_headers,
    compiling,
    copied_images,
    copied_stages,
    downloads,
    library_files,
    no_compiler,
    old_sources,
    phantomjs,
    toolchains,
)
from baseadvisor.advisor.compat.language import (
    composer,
    dotnet,
    downloaded_tools,
    interpreters,
    java,
    jvm,
    no_python,
    old_dotnet,
    perl,
    pip,
    python,
    setuptools,
    swift,
    versions,
)
from baseadvisor.advisor.compat.origin import (
    apt_sources,
    archives,
    by_name,
    copied_sources,
    dead,
    edited_repositories,
    gone_tags,
    held_versions,
    named_after,
    newest,
    nodesource,
    remarks,
    sources,
    unsigned_sources,
)
from baseadvisor.advisor.compat.system import (
    accounts,
    alpine,
    bitnami,
    busybox,
    configurations,
    daemons,
    database_client,
    environment,
    init,
    labels,
    lsb,
    made_folders,
    not_root,
    old_keys,
    places,
    programs,
    questions,
    renamed,
    scripts,
    server_options,
    services,
    shells,
    sshd,
    unknown_paths,
    untried,
    usrmerge,
    webapps,
    workplaces,
)
from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.needs import Needs

_CHECKS: tuple[Callable[[Move], Iterator[Reason]], ...] = (
    managers.reasons,
    dnf.reasons,
    packages.reasons,
    target_release.reasons,
    no_debian_php.reasons,
    no_lists.reasons,
    unseen_packages.reasons,
    dead.kept,
    sources.reasons,
    copied_sources.reasons,
    apt_sources.reasons,
    edited_repositories.reasons,
    unsigned_sources.reasons,
    nodesource.reasons,
    by_name.reasons,
    rpms.reasons,
    scripts.reasons,
    python.reasons,
    pip.reasons,
    perl.reasons,
    setuptools.reasons,
    shells.reasons,
    programs.reasons,
    renamed.reasons,
    no_python.reasons,
    lsb.reasons,
    busybox.reasons,
    places.reasons,
    webapps.reasons,
    library_files.reasons,
    package_files.reasons,
    made_folders.reasons,
    made_folders.standing,
    old_keys.standing,
    accounts.reasons,
    bitnami.reasons,
    not_root.reasons,
    java.reasons,
    interpreters.reasons,
    versions.reasons,
    swift.reasons,
    jvm.gradlew,
    downloaded_tools.reasons,
    old_dotnet.reasons,
    installed_versions.reasons,
    binaries.reasons,
    copied_stages.reasons,
    copied_images.reasons,
    downloads.reasons,
    old_sources.reasons,
    phantomjs.reasons,
    no_compiler.reasons,
    brought_headers.reasons,
    compiling.reasons,
    toolchains.reasons,
    environment.reasons,
    questions.reasons,
    services.reasons,
    sshd.reasons,
    database_client.reasons,
    server_options.reasons,
    pinning.reasons,
    alpine.reasons,
    daemons.reasons,
    init.reasons,
    workplaces.reasons,
    labels.reasons,
    remarks.reasons,
    named_after.reasons,
    usrmerge.reasons,
)
_UNSEEN = (held_versions.reasons, untried.reasons, unknown_paths.reasons, configurations.reasons)
"""What is asked last, of the lines of which nothing is said: what nobody here looked into is to be tried."""
_WEIGHT = {"breaks": 0, "check": 1, "note": 2}
_SURE = {"high": 0, "medium": 1, "low": 2}


def reasons(move: Move) -> tuple[Reason, ...]:
    """Everything in the file that the move touches, the gravest first, then by line; each once."""
    found = each_once(reason for check in _CHECKS for reason in check(move))
    told = {reason.line for reason in found if reason.line is not None and reason.severity != "note"}
    unseen = (check(move, told) for check in _UNSEEN)
    return each_once((*found, *(reason for reasons_found in unseen for reason in reasons_found)))


def failing_now(needs: Needs, image: Image) -> tuple[Reason, ...]:
    """What fails on the image as it is: packages whose release was moved to an archive, packages, commands, names of
    Python that its release lost, folders it has, what its versions of languages do not take, and what is fetched and
    gone; and what a version that the file asks for by a package's name, and that is gone, has become.

    That is what a move from nowhere to the image would lose.
    """
    name = base_name(image.parsed) if image.parsed is not None else image.reference
    move = Move(needs, _NOWHERE, image, "refresh", name, name)
    fails = [reason for check in _NOW for reason in check(move) if reason.severity == "breaks"]
    told = {reason.line for reason in fails if reason.line is not None}
    files = sources.package_files(move) if held_versions.goes_on(image) else ()
    asked = newest.unasked(move, told)
    return each_once((*fails, *versions.left_behind(move), *files, *asked, *held_versions.standing(move, told)))


_NOW = (
    gone_tags.standing,
    archives.standing,
    dnf.standing,
    alpine.standing,
    packages.missing,
    no_debian_php.reasons,
    no_lists.standing,
    target_release.standing,
    apt_sources.standing,
    edited_repositories.reasons,
    python.reasons,
    pip.reasons,
    setuptools.reasons,
    places.standing,
    webapps.reasons,
    package_files.standing,
    made_folders.standing,
    old_keys.standing,
    lsb.reasons,
    accounts.standing,
    versions.standing,
    nodesource.standing,
    newest.standing,
    composer.standing,
    dead.standing,
    java.standing,
    swift.standing,
    dotnet.standing,
    copied_stages.standing,
    unsigned_sources.reasons,
    server_options.standing,
)
_NOWHERE = Image("", None, "", None, (), None)


def each_once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The gravest first, then by line; each once, also where it is known from two sides.

    What has no line is told apart by its explanation: a new version alone breaks more than one thing.
    """
    found: dict[tuple[str, int | str, str], Reason] = {}
    for reason in reasons:
        found.setdefault((reason.topic, reason.line or reason.why, reason.what), reason)
    return tuple(sorted(found.values(), key=lambda one: (_WEIGHT[one.severity], one.line or 0, _SURE[one.certainty])))
