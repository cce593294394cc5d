"""Puts an explanation together."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from baseadvisor.explanation.answers import Story, answers
from baseadvisor.explanation.base import base_of, subject_of
from baseadvisor.explanation.compatibility import judge
from baseadvisor.explanation.facts import source
from baseadvisor.explanation.hosts import Host
from baseadvisor.explanation.java import java_facts
from baseadvisor.explanation.model import Base, Explanation, Part, Statement, known, unknown
from baseadvisor.explanation.steps import chain_runs, foreign_files, left_behind, process, steps

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis, StageFacts
    from baseadvisor.dockerfile.source import Source as DockerfileSource
    from baseadvisor.image.platform import Platform

_MOST_PROBLEMS = 20


class UnknownTarget(ValueError):  # noqa: N818 - reads like UnknownHost
    """The file has no stage of that name; `str()` of it is one line that says which there are."""


def explain(
    source_or_image: DockerfileSource,
    *,
    host: Host | str | None = None,
    filename: str | None = None,
    target: str | None = None,
    build_args: Mapping[str, str] | None = None,
    platform: str | None = None,
    as_of: str | None = None,
) -> Explanation:
    """Explain a Dockerfile, or an image, on a host: what comes from where, whether it can run there, and why.

    `source_or_image` is a Dockerfile's text, bytes or path (an `os.PathLike`), or the name of an image: a text of a
    single word that is one. `host` is a `Host` or its name ("rhel 7"); None stands for any Linux host. `target` is the
    stage that is built, `platform` what it is built for ("linux/arm64"), by default on the host's architecture, else
    linux/amd64. Support is judged by the day `as_of`, by default that of the shipped catalog. No network is used.

    Raises:
        UnknownHost: `host` names none.
        UnknownTarget: there is no such stage.
        InvalidPlatform: `platform` is none.
        OSError: the path cannot be read.
    """
    from baseadvisor import catalog
    from baseadvisor.analysis import Analysis, Options
    from baseadvisor.dockerfile.scope import BuildOptions
    from baseadvisor.dockerfile.source import parse
    from baseadvisor.image.platform import Platform

    machine = Host.parse(host) if isinstance(host, str) else host or Host()
    if platform is not None:
        platform = str(Platform.parse(platform))
    image = isinstance(source_or_image, str) and is_image(source_or_image)
    text: DockerfileSource = (
        f"FROM {source_or_image}\n" if image and isinstance(source_or_image, str) else source_or_image
    )
    build = BuildOptions(build_args=build_args or {}, platform=platform, target=target)
    dockerfile = parse(text, filename=filename, recover=True, options=build)
    if target is not None and dockerfile.target(target) is None:
        names = [stage.written_name or str(stage.index) for stage in dockerfile.stages[:20]]
        raise UnknownTarget(f"there is no stage {target[:100]!r}; there are {', '.join(names) or 'none'}")
    analysis = Analysis(dockerfile, options=Options(build=build))
    day = as_of or catalog.snapshot_date()
    problems = [
        f"line {dockerfile.position(one.start).line}: {one.message}" for one in dockerfile.problems if one.fatal
    ]
    name = (
        str(source_or_image)
        if image
        else filename or (os.fspath(source_or_image) if isinstance(source_or_image, os.PathLike) else "Dockerfile")
    )
    explanation = _put_together(analysis, machine, platform, name, day, image)
    return explanation._replace(problems=tuple(problems[:_MOST_PROBLEMS]))


def is_image(text: str) -> bool:
    """Whether a text is taken for the name of an image, not for a Dockerfile."""
    from baseadvisor.image.reference import InvalidReference, Reference

    if not text or len(text) > 1000 or any(character.isspace() for character in text):
        return False
    if text == "scratch":
        return True
    try:
        Reference.parse(text)
    except InvalidReference:
        return False
    return True


def _put_together(
    analysis: Analysis, host: Host, platform: str | None, name: str, day: str, image: bool
) -> Explanation:
    from baseadvisor import catalog

    final = analysis.final
    target = _platform(final, host, platform)
    base = base_of(final, target)
    if image:
        base = base._replace(line=None)
    found, more = steps(analysis, final)
    left, more_left = left_behind(analysis, final)
    java = java_facts(final, chain_runs(analysis, final))
    checks = judge(subject_of(base, final, target, java.version if java is not None else None), host)
    checks += foreign_files(analysis, final)
    story = Story(final, host, base, found, left, checks, java, day, image)
    return Explanation(
        name,
        str(target),
        host,
        _summary(base),
        host_parts(host, target),
        base,
        found,
        more,
        unknown("What is started is what the image itself says; nobody asked it.") if image else process(final),
        left,
        more_left,
        checks,
        answers(story),
        day,
        catalog.snapshot_date(),
    )


def _platform(final: StageFacts, host: Host, asked: str | None) -> Platform:
    """What the image is built for: what FROM says, else what was asked for, else the host's."""
    from baseadvisor.image.platform import InvalidPlatform, Platform

    system = "windows" if final.is_windows else "linux"
    lowest = final.chain[0].stage
    written = lowest.platform if lowest is not None else None
    if written is not None and "$" not in written:
        try:
            return Platform.parse(written)
        except InvalidPlatform:
            pass
    if asked is not None:
        return Platform.parse(asked)
    architecture = host.architecture if host.architecture is not None else "amd64"
    return Platform.parse(f"{system}/{architecture}")


def _summary(base: Base) -> Statement:
    """The whole in a few words."""
    if base.reference == "scratch":
        what = (
            "An image is not an operating system. This one begins with no files at all, so all that it holds is its own"
        )
    else:
        named = base.title if base.parts else base.reference or "an image that is not known"
        what = (
            f"An image is not an operating system. This one is the userland of {named}: programs, libraries and "
            "settings, as files"
        )
    text = f"{what}. The other half of a system, the kernel that runs the programs, is the host's."
    return known(text, source("docker-container"), source("oci-config"))


def host_parts(host: Host, platform: Platform) -> tuple[Part, ...]:
    """What the host gives: its hardware and its kernel, each with what is known of it."""
    shared = "One kernel for the host and all its containers; no image brings one."
    if host.os == "linux":
        value = f"Linux {host.kernel}" + (" or newer" if host.at_least else "") if host.kernel else "Linux"
        note = f" ({host.note})" if host.note else ""
        text = shared + (f" {host.title} has {value}{note}." if host.sources else "")
        statement: Statement = known(text, *host.sources, source("docker-container"))
    elif host.os == "windows":
        value = f"Windows, build {host.build}" if host.build else "Windows"
        statement = known(
            "Shared by the host and its Windows containers; Linux images need a Linux kernel beside it.",
            source("windows-versions"),
            source("docker-wsl"),
        )
    else:
        value = {"darwin": "macOS", "freebsd": "FreeBSD"}.get(host.os, host.os)
        pages = {"darwin": "docker-mac", "freebsd": "freebsd-podman"}
        statement = known(
            "No Linux kernel: Linux images need one in a virtual machine, or an emulation of one.",
            source(pages.get(host.os, "oci-config")),
        )
    machine = host.architecture or platform.architecture
    hardware = (
        known("The image's programs are built for one kind of processor.", source("oci-config"))
        if host.architecture is not None
        else known(
            "The image's programs are built for one kind of processor; that the host has it is taken for granted here.",
            source("oci-config"),
        )
    )
    if not host.is_given:
        statement = known(shared, source("docker-container"))
    return Part("Kernel", value, statement), Part("Hardware", machine, hardware)
