"""The image at the bottom: its userland taken apart, where it came from, how big it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baseadvisor.explanation.compatibility import Subject, windows_build
from baseadvisor.explanation.facts import libc_version, source, sources, table
from baseadvisor.explanation.model import Base, Figure, Part, Source, known, unknown
from baseadvisor.explanation.text import clip

if TYPE_CHECKING:
    from baseadvisor.analysis import StageFacts
    from baseadvisor.catalog import Userland
    from baseadvisor.image.platform import Platform
    from baseadvisor.image.reference import Reference

_SHELLS = {
    "busybox": "BusyBox's ash",
    "dash": "dash",
    "bash": "bash",
    "cmd": "cmd",
}
_TOPICS = {
    "distribution": "whose programs and libraries these are, and who mends them",
    "libc": "through it every program talks to the kernel; a program built for another one does not start",
    "manager": "installs further programs, built by this distribution for this C library",
    "shell": "runs RUN lines in shell form, and CMD or ENTRYPOINT in shell form",
    "tools": "commands like ls, cp and grep",
    "accounts": "the commands that add users and groups",
    "certificates": "what TLS connections are checked against",
    "user": "who the program runs as unless USER says otherwise",
}


def catalog_source(text: str | None, *, verified: bool = True, date: str | None = None) -> Source:
    """A source that the shipped catalog names, with the catalog's day."""
    from baseadvisor import catalog

    text = text or "no source given"
    url = text if text.startswith("https://") and " " not in text else None
    sure = verified and not text.startswith(("general knowledge", "no source"))
    return Source(f"baseadvisor's catalog: {text}", url, date or catalog.snapshot_date(), None, sure)


def base_of(stage: StageFacts, platform: Platform) -> Base:
    """What is known of the image that a stage stands on, in the end."""
    image = stage.base_image
    reference, userland = stage.reference, stage.userland
    if image is None:
        return Base("", "", None, "no base image", "linux", unknown("The file has no FROM."), (), None)
    lowest = stage.chain[0].stage
    line = lowest.from_instruction.line if lowest is not None else None
    written = clip(image.written, 200)
    if image.known and image == "scratch":
        nothing = known(
            "scratch is no image: it is the word for starting with no files at all.", source("docker-scratch")
        )
        return Base("scratch", written, line, "nothing (scratch)", "linux", nothing, (), None)
    if not image.known:
        text = f"Which image this is depends on the build: {written} names a variable without a known value."
        return Base(written, written, line, written, platform.os, unknown(text), (), None)
    if reference is None:
        text = f"{written} is no name that an image can have."
        return Base(written, written, line, written, platform.os, unknown(text), (), None)
    name = clip(reference.familiar, 200)
    if userland is None:
        text = (
            f"Nothing is known here of what is in {name}. Its files come from whoever built it; "
            "`docker run --rm --entrypoint cat IMAGE /etc/os-release` may tell."
        )
        return Base(name, written, line, name, platform.os, unknown(text), (), figure(reference, platform))
    title = userland_title(userland)
    shown = title if reference.familiar_name in (userland.distribution, userland.id) else f"{name} on {title}"
    if userland.id == "distroless-static":
        shown = name
    evidence = catalog_source(userland.evidence, verified=userland.confidence != "low")
    statement = known(f"{name} brings the files of {title}.", evidence)
    return Base(
        name,
        written,
        line,
        shown,
        userland.os,
        statement,
        parts(userland, _is_bare(userland, reference)),
        figure(reference, platform),
    )


def userland_title(userland: Userland) -> str:
    """What to call a userland: "Alpine Linux 3.6", "Debian 12 (bookworm)"."""
    from baseadvisor import catalog

    support = catalog.support_of_distribution(userland.distribution, userland.release)
    if support is not None:
        return support.name
    if userland.distribution:
        name = userland.distribution.capitalize()
        return f"{name} {userland.release}" if userland.release else name
    return {"distroless-static": "a distroless image", "chainguard-static": "a distroless image"}.get(
        userland.id, userland.id
    )


def _is_bare(userland: Userland, reference: Reference | None) -> bool:
    """Whether the image is the distribution's own, to which nobody has added anything."""
    if reference is None:
        return True
    from baseadvisor import catalog

    return catalog.official_name(reference) in (userland.distribution, userland.id) or userland.distroless


def parts(userland: Userland, bare: bool) -> tuple[Part, ...]:
    """A userland's parts, each with what it is for and where that is known from.

    Of an image that stands on a distribution (not `bare`), neither what is missing there nor its user is known.
    """
    own = catalog_source(userland.source, verified=userland.verified)
    more = sources(table("libcs").get(userland.distribution or "", {}).get("sources", []))
    evidence = catalog_source(userland.evidence, verified=userland.confidence != "low")
    windows = userland.os == "windows"
    found = [Part("Distribution", userland_title(userland), known(_says("distribution"), evidence))]
    found.append(_libc(userland, (*more, own)))
    rows: list[tuple[str, str, str | None]] = [
        (
            "Package manager",
            "manager",
            userland.package_manager or ("none" if userland.distroless or windows else None),
        ),
        ("Shell", "shell", _shell(userland)),
        ("Basic tools", "tools", userland.utilities or ("none" if userland.distroless else None)),
        ("Accounts", "accounts", _accounts(userland)),
        (
            "CA certificates",
            "certificates",
            _present(userland.ca_certificates if bare or userland.ca_certificates else None),
        ),
        ("User", "user", userland.user if bare else None),
    ]
    for name, topic, value in rows:
        if value is not None:
            about = (*more, own) if topic in ("manager", "tools", "shell") else (own,)
            found.append(Part(name, value, known(_says(topic), *about)))
        elif topic in ("manager", "shell"):
            found.append(Part(name, "not known", unknown(_says(topic))))
    return tuple(found)


def subject_of(base: Base, stage: StageFacts, platform: Platform, java: tuple[int, int | None] | None) -> Subject:
    """What the checks ask of an image."""
    userland, reference = stage.userland, stage.reference
    offered, where = _platforms(reference)
    kernel_source = None
    if userland is not None and userland.minimum_kernel is not None:
        kernel_source = catalog_source(userland.minimum_kernel_source)
    distribution = userland.distribution if userland is not None else None
    if userland is not None and userland.rolling and reference is not None and _is_dated(reference):
        distribution = None  # What is known of a rolling distribution is known of it as it is today.
    system = "freebsd" if reference is not None and _is_freebsd(reference) else base.os
    if platform.os not in ("linux", "windows"):
        system = platform.os
    return Subject(
        system,
        f"{platform.architecture}/{platform.variant}" if platform.variant else platform.architecture,
        distribution,
        userland.release if userland else None,
        userland.libc if userland else None,
        userland.minimum_kernel if userland else None,
        kernel_source,
        windows_build((reference.effective_tag or "") if reference else ""),
        not (base.reference == "scratch" or (userland is not None and userland.distroless and userland.libc is None)),
        java,
        offered,
        where,
    )


def figure(reference: Reference, platform: Platform) -> Figure | None:
    """The compressed size that the catalog has for an image, or for the build nearest to it."""
    from baseadvisor import catalog

    answer = catalog.size_of(reference, platform=str(platform))
    if answer is None:
        return None
    size = answer.size
    where = catalog_source(size.source, date=size.as_of)
    exact = answer.match in ("exact", "alias")
    return Figure(size.bytes, size.platform, f"{size.image}:{size.tag}", exact, size.as_of, where)


def _libc(userland: Userland, own: tuple[Source, ...]) -> Part:
    says = _says("libc")
    name = {"ucrt": "Windows' C runtime (ucrt)"}.get(userland.libc or "", userland.libc)
    if name is None:
        nothing = userland.distroless
        value = "none" if nothing else "not known"
        return Part("C library", value, known(says, *own) if nothing else unknown(says))
    version = libc_version(userland.distribution, userland.release)
    if version is not None and version[0] == userland.libc:
        return Part("C library", f"{name} {version[1]}", known(says, *version[2], *own))
    return Part("C library", name, known(says, *own))


def _says(topic: str) -> str:
    text = _TOPICS[topic]
    return f"{text[:1].upper()}{text[1:]}."


def _shell(userland: Userland) -> str | None:
    if userland.shell is None:
        return "none" if userland.distroless else None
    name = _SHELLS.get(userland.shell, userland.shell)
    if userland.os == "windows":
        return name
    value = f"/bin/sh is {name}"
    if userland.shell != "bash" and userland.bash is not None:
        value += "; bash is there too" if userland.bash else "; there is no bash"
    return value


def _accounts(userland: Userland) -> str | None:
    if userland.os == "windows":
        return None
    return {"shadow": "useradd, groupadd", "busybox": "BusyBox's adduser, addgroup", "none": "none"}.get(
        userland.accounts or ""
    )


def _present(there: bool | None) -> str | None:
    return None if there is None else "there" if there else "none"


def _platforms(reference: Reference | None) -> tuple[tuple[str, ...], Source | None]:
    if reference is None:
        return (), None
    from baseadvisor import catalog
    from baseadvisor.catalog.images import image_data

    name = catalog.official_name(reference)
    entry = catalog.entry_of(name, reference.effective_tag or "") if name else None
    data = image_data(name) if name else None
    if entry is None or data is None:
        return (), None
    return entry.platforms, catalog_source(data.source, date=data.as_of)


def _is_dated(reference: Reference) -> bool:
    from baseadvisor.image.tag import Tag

    return Tag.parse(reference.effective_tag or "").version is not None


def _is_freebsd(reference: Reference) -> bool:
    return reference.repository.startswith("freebsd/")
