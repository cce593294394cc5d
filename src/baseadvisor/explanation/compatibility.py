"""Whether a userland can run on a host: kernel, system calls that runtimes refuse, processor, operating system."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from baseadvisor.explanation.facts import family, libc_version, numbers, reaches, source, sources, table
from baseadvisor.explanation.hosts import Host, own_kernel
from baseadvisor.explanation.model import Check, Source, Verdict, known, unknown

_OS_NAMES = {"linux": "Linux", "windows": "Windows", "darwin": "macOS", "freebsd": "FreeBSD"}
_LEVELS = ("v1", "v2", "v3", "v4")
_WINDOWS_11 = 22000


class Subject(NamedTuple):
    """What is to run: an image's operating system, architecture and userland, as far as they are known.

    `kernel` and `kernel_source` are the oldest kernel that the catalog knows for its C library. `java` is the major
    version and the update (372 for 8u372, 16 for 11.0.16) of the Java in it, None where it is not known.
    """

    os: str = "linux"
    architecture: str = "amd64"
    distribution: str | None = None
    release: str | None = None
    libc: str | None = None
    kernel: str | None = None
    kernel_source: Source | None = None
    build: int | None = None
    has_files: bool = True
    java: tuple[int, int | None] | None = None
    platforms: tuple[str, ...] = ()
    platforms_source: Source | None = None


def judge(subject: Subject, host: Host) -> tuple[Check, ...]:
    """Every condition that is known of, the deciding ones first."""
    checks = [*_system(subject, host)]
    if not checks and subject.os == "linux":
        checks = [*_architecture(subject, host), *_kernel(subject, host), *_calls(subject, host)]
        checks += [*_processor(subject, host), *_vendor(subject, host), *_java(subject, host)]
    return tuple(checks)


def windows_build(tag: str) -> int | None:
    """The build number that a tag of Windows' base images names."""
    for word, build in table("compatibility")["windows_build"].items():
        if word in tag:
            return int(build)
    found = [part for part in numbers(tag.removeprefix("10.0.")) if tag.startswith("10.0.")]
    return found[0] if found else None


def minimum_kernel(subject: Subject) -> tuple[str, tuple[Source, ...]] | None:
    """The oldest Linux kernel that a userland's C library starts on, with its sources; None where it is not known."""
    facts = table("compatibility")
    if subject.libc == "musl":
        return facts["musl_kernel"]["kernel"], sources(facts["musl_kernel"]["sources"])
    if subject.libc != "glibc":
        return None
    own = facts["glibc_kernel_of"].get(subject.distribution or "")
    if own is not None:
        return own["kernel"], sources(own["sources"])
    found = libc_version(subject.distribution, subject.release)
    needed: tuple[str, tuple[Source, ...]] | None = None
    if found is not None:
        for row in facts["glibc_kernel"]:
            if reaches(found[1], row["from"]):
                x86 = subject.architecture in ("amd64", "386")
                kernel = row.get("x86_kernel", row["kernel"]) if x86 else row["kernel"]
                needed = kernel, (*sources(row["sources"]), *found[2])
                break
    if needed is None and subject.kernel is not None:
        needed = subject.kernel, () if subject.kernel_source is None else (subject.kernel_source,)
    floor = facts["glibc_kernel_on"].get(subject.architecture.split("/")[0])
    if floor is not None and (needed is None or not reaches(needed[0], floor["kernel"])):
        needed = floor["kernel"], sources(floor["sources"])
    return needed


def _system(subject: Subject, host: Host) -> Iterator[Check]:
    """What there is to say where image and host are not both Linux; nothing where they are."""
    topic = "Operating system"
    image, machine = _OS_NAMES.get(subject.os, subject.os), _OS_NAMES.get(host.os, host.os)
    if subject.os == "windows" and host.os == "windows":
        yield _windows(subject, host)
    elif subject.os == host.os:
        if subject.os != "linux":
            yield Check(topic, "unknown", unknown(f"Nothing is known here of how {image} images fit {image} hosts."))
    elif subject.os == "linux" and host.os == "windows":
        yield Check(
            topic,
            "depends",
            known(
                "Windows has no Linux kernel of its own, so a Linux image needs one beside it: Docker Desktop runs it "
                "in WSL 2, a full Linux kernel built by Microsoft. It is that kernel the image meets, not Windows.",
                source("docker-wsl"),
            ),
        )
    elif subject.os == "linux" and host.os == "darwin":
        yield Check(
            topic,
            "depends",
            known(
                "macOS has no Linux kernel, so a Linux image runs inside a Linux virtual machine that Docker Desktop "
                "and its like keep. It is that machine's kernel the image meets, not macOS's.",
                source("docker-mac"),
            ),
        )
    elif subject.os == "linux" and host.os == "freebsd":
        yield Check(
            topic,
            "depends",
            known(
                "FreeBSD's kernel is not Linux. Podman on FreeBSD runs Linux images through FreeBSD's emulation of "
                "Linux's system calls, where that is turned on; not all of Linux is emulated.",
                source("freebsd-podman"),
            ),
        )
    else:
        yield Check(
            topic,
            "no",
            known(
                f"The programs in a {image} image ask for {image} system calls, and {machine} answers its own alone. "
                f"The image says which operating system it is built for, and a {machine} host has no {image} kernel "
                "to share with it.",
                source("oci-config"),
                source("redhat-portability"),
            ),
        )


def _windows(subject: Subject, host: Host) -> Check:
    topic, page = "Windows version", source("windows-versions")
    if subject.build is None or host.build is None:
        if host.client and host.release == "11" and subject.build == 20348:
            return Check(topic, "yes", known("Windows 11 runs Windows Server 2022 images.", source("windows-11")))
        return Check(
            topic,
            "depends",
            known(
                "A Windows container shares the host's kernel, and the build numbers of image and host have to be the "
                "same for that; under Hyper-V isolation the image gets a kernel of its own, and the host may be newer. "
                "Which build this is, of the image or of the host, is not known here.",
                page,
            ),
        )
    if subject.build == host.build:
        return Check(
            topic,
            "yes",
            known(f"Image and host are both build {host.build}: the container can share the host's kernel.", page),
        )
    if subject.build > host.build:
        return Check(
            topic,
            "no",
            known(
                f"The image is build {subject.build}, newer than the host's {host.build}. A newer Windows image does "
                "not run on an older host, under no isolation.",
                page,
            ),
        )
    if subject.build == 20348 and host.build >= _WINDOWS_11 and host.client:
        return Check(topic, "yes", known("Windows 11 runs Windows Server 2022 images.", source("windows-11")))
    return Check(
        topic,
        "depends",
        known(
            f"The image is build {subject.build}, older than the host's {host.build}. With Hyper-V isolation it runs, "
            "on a kernel of its own; without, Windows refuses to start it unless Microsoft allows the pair.",
            page,
        ),
    )


def _architecture(subject: Subject, host: Host) -> Iterator[Check]:
    topic = "Processor architecture"
    wanted = f"linux/{subject.architecture}"
    if subject.platforms and wanted not in subject.platforms:
        where = () if subject.platforms_source is None else (subject.platforms_source,)
        offered = ", ".join(subject.platforms[:12])
        yield Check(topic, "no", known(f"There is no build of this image for {wanted}; there are {offered}.", *where))
        return
    if host.architecture is None:
        return
    image, machine = subject.architecture.split("/")[0], host.architecture.split("/")[0]
    if image == machine:
        yield Check(
            topic,
            "yes",
            known(f"Image and host are both {machine}: its programs run as they are.", source("oci-config")),
        )
    elif (image, machine) == ("386", "amd64"):
        yield Check(
            topic, "yes", known("A 64-bit x86 host runs 32-bit x86 programs as they are.", source("qemu-user-static"))
        )
    elif (image, machine) == ("arm", "arm64"):
        yield Check(
            topic,
            "depends",
            known(
                "Some 64-bit ARM processors run 32-bit ARM programs, others do not.", source("docker-multi-platform")
            ),
        )
    else:
        yield Check(
            topic,
            "depends",
            known(
                f"The image's programs are for {image}, the host's processor is {machine}. They run only where QEMU is "
                "registered with the kernel (binfmt_misc) to emulate the other processor, and then slowly; elsewhere "
                'they stop with "exec format error".',
                source("qemu-user-static"),
                source("binfmt"),
            ),
        )


def _kernel(subject: Subject, host: Host) -> Iterator[Check]:
    topic = "Kernel version"
    if not subject.has_files:
        yield Check(
            topic,
            "unknown",
            unknown("The base is empty: which kernel is needed depends on the program that is put in."),
        )
        return
    needed = minimum_kernel(subject)
    if needed is None:
        yield _own_kernel(topic, subject, host)
        return
    kernel, where = needed
    libc = subject.libc or "the C library"
    if libc == "musl":
        need = f"musl in full needs Linux {kernel} or newer"
    else:
        need = f"this {libc} needs Linux {kernel} or newer"
    if host.kernel is None:
        yield Check(topic, "unknown", known(f"{_upper(need)}; which kernel the host has is not known.", *where))
        return
    has = f"the host has {'at least ' if host.at_least else ''}{host.kernel}"
    if reaches(host.kernel, kernel):
        yield Check(topic, "yes", known(f"{_upper(need)}, and {has}.", *where, *host.sources))
        return
    verdict: Verdict = "depends" if host.at_least or libc == "musl" else "no"
    then = (
        "On an older one, part of it does not work as it should."
        if libc == "musl"
        else 'Its programs stop at once, with "FATAL: kernel too old".'
    )
    yield Check(topic, verdict, known(f"{_upper(need)}, but {has}. {then}", *where, *host.sources))


def _own_kernel(topic: str, subject: Subject, host: Host) -> Check:
    """What can be told from the kernel that the image's distribution itself comes with."""
    own = own_kernel(subject.distribution, subject.release)
    if own is not None and reaches(host.kernel, own[0]):
        text = (
            "Which kernel this userland needs at least is not known; but its own distribution comes with Linux "
            f"{own[0]}, and the host's {host.kernel} is no older."
        )
        return Check(topic, "yes", known(text, *own[1], *host.sources))
    return Check(topic, "unknown", unknown("Which kernel this userland needs at least is not known."))


def _calls(subject: Subject, host: Host) -> Iterator[Check]:
    for row in table("compatibility")["refused_call"]:
        if _uses(subject, row):
            yield _call(subject, host, row)


def _uses(subject: Subject, row: dict[str, Any]) -> bool:
    if row["libc"] != subject.libc:
        return False
    if "architectures" in row and subject.architecture.split("/")[0] not in row["architectures"]:
        return False
    if "userlands" in row:
        since = row["userlands"].get(subject.distribution)
        return since == "" or (since is not None and bool(reaches(subject.release, since)))
    found = libc_version(subject.distribution, subject.release)
    return found is not None and bool(reaches(found[1], row["libc_from"]))


def _call(subject: Subject, host: Host, row: dict[str, Any]) -> Check:
    topic = f"System call {row['call']}"
    where = sources(row["sources"])
    mended = f"Docker {row['docker']}" + (f" with libseccomp {row['libseccomp']}" if "libseccomp" in row else "")
    why = (
        f"For {row['purpose']} this C library asks for {row['call']} first (in Linux since {row['kernel']}). A kernel "
        "without it says so, and the library takes the older way; but container runtimes that are older than the call "
        f"forbid it, and the library gives up. Then {row['symptom']}. Mended in {mended}."
    )
    if "note" in row:
        why += f" {row['note']}"
    named = f"{family(host.distribution)} {(host.release or '').split('.')[0]}"
    exact = f"{host.distribution} {host.release}"
    if row.get("bad_hosts") and (named in row["bad_hosts"] or exact in row["bad_hosts"]):
        return Check(topic, "no", known(f"{host.title}'s libseccomp is too old. {why}", *where))
    engine, _, version = (host.runtime or "").partition(" ")
    if engine == "docker":
        verdict: Verdict = "yes" if reaches(version, row["docker"]) else "no"
        if verdict == "yes" and named in row.get("doubtful_hosts", ()):
            verdict, why = "depends", f"{why} {host.title}'s libseccomp may be too old all the same."
        return Check(topic, verdict, known(f"The host has Docker {version}. {why}", *where))
    if reaches(host.kernel, row["since_kernel"]):
        return Check(
            topic,
            "yes",
            known(
                f"Not to be expected here: a host with Linux {host.kernel} came out after this was mended, unless an "
                f"old runtime was put on it. {why}",
                *where,
            ),
        )
    return Check(topic, "depends", known(f"It depends on the host's container runtime. {why}", *where))


def _processor(subject: Subject, host: Host) -> Iterator[Check]:
    if subject.architecture.split("/")[0] != "amd64" or host.architecture not in (None, "amd64"):
        return
    for row in table("compatibility")["cpu_level"]:
        if subject.distribution in row["distributions"] and reaches(subject.release, row["release_from"]):
            level = row["level"]
            text = f"This userland is built for x86-64-{level} ({row['means']}); older processors cannot run it."
            where = sources(row["sources"])
            if host.cpu is not None and _LEVELS.index(host.cpu) >= _LEVELS.index(level):
                text += f" {host.title} needs x86-64-{host.cpu} itself, so its processor will do."
                yield Check("Processor level", "yes", known(text, *where))
            else:
                yield Check("Processor level", "depends", known(text, *where))
            return


def _vendor(subject: Subject, host: Host) -> Iterator[Check]:
    if subject.distribution != "rhel" or host.distribution != "rhel" or not subject.release or not host.release:
        return
    image, machine = subject.release.split(".")[0], host.release.split(".")[0]
    for row in table("compatibility")["rhel_matrix"]:
        if row["image"] == image and machine in (*row["supported"], *row["unsupported"]):
            supported = machine in row["supported"]
            text = (
                f"Red Hat {'supports' if supported else 'does not support'} RHEL {image} images on RHEL {machine} hosts"
                f"{'.' if supported else '; they may start all the same.'}"
            )
            yield Check(
                "The vendor's support", "yes" if supported else "no", known(text, *sources(row["sources"])), False
            )


def _java(subject: Subject, host: Host) -> Iterator[Check]:
    if subject.java is None or host.cgroup != 2:
        return
    major, update = subject.java
    for row in table("compatibility")["java_cgroup"]:
        if row["major"] == major:
            verdict: Verdict = "depends" if update is None else "yes" if update >= row["update"] else "no"
            text = (
                f"{host.title} limits containers through cgroup v2, and Java {major} reads such limits from "
                f"{row['name']} on. An older one takes the host's whole memory for its own."
            )
            where = (*sources(row["sources"]), *host.cgroup_sources)
            yield Check("Java and memory limits", verdict, known(text, *where), False)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
