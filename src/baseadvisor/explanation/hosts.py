"""The machine that containers run on, as people name it: "rhel 7", "ubuntu jammy", "windows server 2022"."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from baseadvisor.explanation.facts import numbers, sources, table
from baseadvisor.explanation.model import Source

_LONGEST = 100


class UnknownHost(ValueError):  # noqa: N818 - reads like UnknownImage
    """A text that names no host; `str()` of it is one line that says what would."""


class Host(NamedTuple):
    """A host. What is not known is None.

    `kernel` is the series of its Linux kernel (`3.10`), with `at_least` where it may well be newer; `build` is
    Windows' build number (20348), `client` tells Windows 10 and 11 from Windows Server. `architecture` is as the OCI
    has it (`amd64`, `arm64`). `runtime` is what starts the containers, with its version (`docker 20.10.9`). `cpu` is
    the level of x86-64 that the host's own distribution needs (`v2`), `cgroup` the version of control groups it has.
    """

    title: str = "any Linux host"
    distribution: str | None = None
    release: str | None = None
    os: str = "linux"
    kernel: str | None = None
    at_least: bool = False
    note: str | None = None
    build: int | None = None
    client: bool = False
    architecture: str | None = None
    runtime: str | None = None
    cpu: str | None = None
    cgroup: int | None = None
    cgroup_sources: tuple[Source, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def is_given(self) -> bool:
        """Whether anything was said of the host."""
        return self != Host()

    @classmethod
    def parse(
        cls,
        text: str | None = None,
        *,
        kernel: str | None = None,
        architecture: str | None = None,
        os: str | None = None,
        runtime: str | None = None,
    ) -> Host:
        """A host by its name and release, or by what is known of it; the keywords count more than the name.

        Raises UnknownHost for what cannot be understood.
        """
        host = cls() if text is None else _named(text)
        if os is not None:
            host = _with_os(host, os)
        if kernel is not None:
            host = _with_kernel(host, kernel)
        if architecture is not None:
            host = host._replace(architecture=_architecture(architecture))
        if runtime is not None:
            host = host._replace(runtime=_runtime(runtime))
        return host


def own_kernel(distribution: str | None, release: str | None) -> tuple[str, tuple[Source, ...]] | None:
    """The kernel that a distribution's release comes with, and its sources; None where the table has none."""
    if distribution not in table("hosts"):
        return None
    row = _row(_entry(distribution)["releases"], release)
    return (row["kernel"], sources(row["sources"])) if row is not None and "kernel" in row else None


def host_names() -> tuple[str, ...]:
    """The names of all hosts that are known, with their releases: "rhel 7"."""
    found = []
    for name in table("hosts"):
        releases = _entry(name)["releases"]
        found.extend([f"{name} {row['release']}" for row in releases] or [name])
    return tuple(found)


def _named(text: str) -> Host:
    from baseadvisor.image.codenames import release_of

    cleaned = re.sub(r"[\s_:/]+", " ", text[:_LONGEST]).strip().lower()
    match = re.fullmatch(r"(?P<name>.*?[a-z])[ -]?v?(?P<release>\d+(?:\.\d+)*)?(?: lts)?", cleaned)
    name, release = (match["name"], match["release"]) if match else (cleaned, None)
    word = cleaned.rpartition(" ")[2]
    codename = release_of(word)
    if codename is not None and name not in _names():
        name, release = codename
    known = _names().get(name.strip())
    if known is None:
        raise UnknownHost(_not_known(text, name))
    entry = _entry(known)
    title = table("hosts")[known]["title"] + (f" {release}" if release else "")
    host = Host(title, known, release, entry.get("os", "linux"))
    row = _row(entry["releases"], release)
    if row is None:
        return host
    return host._replace(
        kernel=row.get("kernel"),
        at_least=row.get("at_least", False),
        note=row.get("note"),
        build=row.get("build"),
        client=row.get("client", False),
        cpu=row.get("cpu"),
        cgroup=row.get("cgroup"),
        cgroup_sources=sources(row.get("cgroup_sources", [])),
        sources=sources(row["sources"]),
    )


def _not_known(text: str, name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, _names(), n=1)
    hint = f"did you mean {close[0]!r}?" if close else "known are " + ", ".join(sorted(table("hosts")))
    return f"no host is known as {text[:_LONGEST]!r}; {hint}"


@cache
def _names() -> dict[str, str]:
    found = {}
    for key, entry in table("hosts").items():
        for name in (key, *entry.get("names", ())):
            found[name] = key
    return found


def _entry(name: str) -> dict[str, Any]:
    entry = table("hosts")[name]
    other = entry.get("same_as")
    return {**table("hosts")[other], **entry} if other else entry


def _row(rows: list[dict[str, Any]], release: str | None) -> dict[str, Any] | None:
    if release is None:
        return None
    exact = next((row for row in rows if row["release"] == release), None)
    if exact is not None:
        return exact
    major = release.split(".")[0]
    return next((row for row in rows if row["release"] == major), None)


def _with_os(host: Host, text: str) -> Host:
    wanted = {"macos": "darwin", "mac": "darwin"}.get(text.lower(), text.lower())
    if wanted not in ("linux", "windows", "darwin", "freebsd"):
        raise UnknownHost(f"no operating system {text[:_LONGEST]!r}; one of linux, windows, macos, freebsd")
    if host.distribution is not None and host.os != wanted:
        raise UnknownHost(f"{host.title} does not run {text[:_LONGEST]}")
    titles = {"windows": "any Windows host", "darwin": "any Mac", "freebsd": "any FreeBSD host"}
    return host if host.distribution is not None else host._replace(os=wanted, title=titles.get(wanted, host.title))


def _with_kernel(host: Host, text: str) -> Host:
    given = numbers(text.strip().lower().removeprefix("linux ").removeprefix("v"))
    if host.os == "windows":
        if not given:
            raise UnknownHost(f"no build of Windows: {text[:_LONGEST]!r}; say it like 20348 or 10.0.20348")
        build = given[2] if len(given) > 2 else given[0]
        return host._replace(build=build, title=f"{host.title} (build {build})", sources=())
    if len(given) < 2:
        raise UnknownHost(f"no version of a kernel: {text[:_LONGEST]!r}; say it like 5.14 or 3.10.0-1160")
    kernel = ".".join(str(part) for part in given[: 3 if given[0] == 2 else 2])
    title = host.title if host.distribution is not None else f"a host with Linux {kernel}"
    return host._replace(kernel=kernel, at_least=False, note=None, title=title, sources=())


def _architecture(text: str) -> str:
    from baseadvisor.image.platform import InvalidPlatform, Platform

    try:
        platform = Platform.parse(text if "/" in text else f"linux/{text}")
    except InvalidPlatform as error:
        raise UnknownHost(str(error)) from None
    if not platform.is_known:
        raise UnknownHost(f"no architecture is called {text[:_LONGEST]!r}; say amd64, arm64, arm, s390x …")
    return f"{platform.architecture}/{platform.variant}" if platform.variant else platform.architecture


def _runtime(text: str) -> str:
    match = re.fullmatch(r"\s*(docker|containerd|podman)[\s:=/]*v?(\d+(?:\.\d+)*)\S*\s*", text.lower()[:_LONGEST])
    if match is None:
        raise UnknownHost(f"no container runtime: {text[:_LONGEST]!r}; say it like 'docker 20.10.9'")
    return f"{match[1]} {match[2]}"
