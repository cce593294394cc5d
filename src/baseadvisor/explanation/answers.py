"""The questions that people ask of an image, answered for one file and one host."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from baseadvisor.explanation.base import catalog_source, userland_title
from baseadvisor.explanation.facts import family, source
from baseadvisor.explanation.java import java_home_answer
from baseadvisor.explanation.model import Answer, Source, Statement, Verdict, known, unknown
from baseadvisor.explanation.text import article, listed, megabytes

if TYPE_CHECKING:
    from baseadvisor.analysis import StageFacts
    from baseadvisor.explanation.hosts import Host
    from baseadvisor.explanation.java import JavaFacts
    from baseadvisor.explanation.model import Base, Check, Left, Step

_VERDICTS: dict[Verdict, str] = {
    "yes": "Nothing that is known here stands against it",
    "depends": "Whether it does depends on",
    "no": "Here it cannot",
    "unknown": "Whether it does on this host is not known in full",
}


class Story(NamedTuple):
    """All that the answers are told from."""

    final: StageFacts
    host: Host
    base: Base
    steps: tuple[Step, ...]
    left: tuple[Left, ...]
    checks: tuple[Check, ...]
    java: JavaFacts | None
    as_of: str
    is_image: bool


def answers(story: Story) -> tuple[Answer, ...]:
    """Every question that makes sense here."""
    found = [_why_it_runs(story), _second_kernel(story), _from(story), _libc(story), _shell(story)]
    if story.java is not None:
        found.append(Answer("Why is JAVA_HOME where it is?", java_home_answer(story.java, story.base.reference)))
    found += [_supported(story), _size(story)]
    if not story.is_image:
        found.append(_left(story))
    return tuple(found)


def _why_it_runs(story: Story) -> Answer:
    userland, host = story.final.userland, story.host
    image = userland_title(userland) if userland is not None else story.base.reference or "such"
    distribution = image.split(" ")[0] if userland is not None and userland.distribution else image
    machine = host.title
    if story.base.os != host.os or userland is None or userland.distribution is None:
        question = f"Does it run on {machine}, and why?"
    elif family(userland.distribution) == family(host.distribution):
        question = f"Why does {article(distribution)} image run on {article(machine)} server?"
    else:
        question = f"Why does {article(distribution)} image run on {article(machine)} server at all?"
    if not host.is_given and userland is not None and userland.distribution is not None:
        question = f"Why does {article(distribution)} image run on another distribution's server?"
    said: list[Statement] = []
    if story.base.os == "linux" and host.os == "linux":
        said.append(
            known(
                "A program never talks to a distribution. It asks the kernel, through system calls, to open files, to "
                "start processes, to send data; and those calls are the same on every Linux of its age.",
                source("syscalls"),
            )
        )
        if not host.is_given:
            gives = "The host gives its Linux kernel"
        else:
            kernel = f", Linux {host.kernel}" + (" or newer" if host.at_least else "") if host.kernel else ""
            gives = f"{host.title} gives its kernel{kernel}"
        if story.base.reference == "scratch":
            files = "The image begins empty: it is the files that the lines below FROM put in, and no more."
        else:
            files = (
                f"{image} is here as files alone: programs and libraries, unpacked into a folder that the container "
                "sees as its root."
            )
        said.append(
            known(f"{files} {gives}, and none of its own files.", source("docker-container"), source("oci-config"))
        )
    said.append(_verdict(story))
    return Answer(question, tuple(said))


def _verdict(story: Story) -> Statement:
    deciding = [check for check in story.checks if check.decisive]
    for verdict in ("no", "depends", "unknown"):
        found = [check for check in deciding if check.verdict == verdict]
        if found:
            if verdict == "depends":
                text = f"{_VERDICTS['depends']} {listed([_topic(check) for check in found])}; see below."
            else:
                text = f"{_VERDICTS[verdict]}. {found[0].statement.text}"
            where = tuple(dict.fromkeys(one for check in found for one in check.statement.sources))
            return Statement(text, where, "known" if where else "unknown")
    if not deciding:
        return unknown("What decides it is not known here.")
    where = tuple(dict.fromkeys(one for check in deciding for one in check.statement.sources))
    main = next((check for check in deciding if check.topic == "Kernel version"), deciding[0])
    return known(f"{_VERDICTS['yes']}. {main.statement.text}", *where)


def _topic(check: Check) -> str:
    first, second = check.topic[:1], check.topic[1:2]
    return (first.lower() if second.islower() else first) + check.topic[1:]


def _second_kernel(story: Story) -> Answer:
    host = story.host
    page = source("docker-container")
    if story.base.os == "linux" and host.os in ("windows", "darwin"):
        where = source("docker-wsl" if host.os == "windows" else "docker-mac")
        text = (
            f"Yes, but one for all: {host.title} keeps a Linux kernel in a virtual machine, and all Linux containers "
            "share that one. No image brings a kernel of its own."
        )
        return Answer("Is there a second kernel?", (known(text, where, page),))
    if story.base.os == "windows":
        text = (
            "Not with process isolation: the container shares the host's kernel. With Hyper-V isolation yes: each "
            "container gets a kernel of its own, in a small virtual machine."
        )
        return Answer("Is there a second kernel?", (known(text, source("windows-versions")),))
    kernel = f", Linux {host.kernel}" if host.kernel and not host.at_least else ""
    said = (
        known(
            f"No. All containers and the host share one kernel, the host's{kernel}; a virtual machine is what has a "
            "second one.",
            page,
        ),
        known(
            "Nothing in the image boots. A container is a process of the host that sees other files, and so "
            "`uname -r` in it tells the host's kernel, whatever /etc/os-release says.",
            page,
        ),
    )
    return Answer("Is there a second kernel?", said)


def _from(story: Story) -> Answer:
    base = story.base
    question = "What does FROM really bring?"
    said: list[Statement] = []
    if base.reference == "scratch":
        said.append(
            known("Nothing: scratch is empty, and all files come from the lines below it.", source("docker-scratch"))
        )
    elif base.parts:
        values = {part.name: part.value for part in base.parts}
        things = [
            value
            for key in ("C library", "Basic tools", "Package manager")
            if (value := values.get(key, "none")) not in ("none", "not known")
        ]
        inside = f": {listed(things)} among them" if things else ""
        size = _size_text(base)
        said.append(
            Statement(
                f"{base.written} brings the files of {values['Distribution']}{inside}{size}.",
                (*base.statement.sources, *((base.size.source,) if base.size else ())),
                base.statement.certainty,
            )
        )
    else:
        said.append(base.statement)
    said.append(
        known(
            "With the files come settings (variables, the user, the folder, what to start) and the system and "
            "processor they are for. No kernel, no drivers, no boot loader, and nothing that runs by itself.",
            source("oci-config"),
        )
    )
    return Answer(question, tuple(said))


def _size_text(base: Base) -> str:
    if base.size is None:
        return ""
    near = "" if base.size.exact else f" (of {base.size.image}, the nearest that is known)"
    return f", {megabytes(base.size.bytes)} as they travel{near}"


def _libc(story: Story) -> Answer:
    part = next((part for part in story.base.parts if part.name == "C library"), None)
    question = "Which C library is in it, and what does that matter?"
    if part is None or part.value == "not known":
        if story.base.reference == "scratch":
            text = "None: scratch is empty. A program put in has to bring its own, or need none (linked statically)."
            return Answer(question, (known(text, source("docker-scratch")),))
        return Answer(question, (unknown("That is not known here."),))
    if part.value == "none":
        text = "None: only programs that need none (linked statically) start in it."
        return Answer(question, (Statement(text, part.statement.sources, part.statement.certainty),))
    userland = story.final.userland
    said = [
        Statement(
            f"{part.value}. Nearly every program asks the kernel through its C library, so the library has to be "
            "there, and has to be the one the program was built for.",
            part.statement.sources,
            part.statement.certainty,
        )
    ]
    libc = userland.libc if userland is not None else None
    if libc == "musl":
        said.append(
            known(
                "Most ready-made Linux programs are built for glibc and do not start on musl; what this distribution's "
                "own package manager installs is built for it.",
                source("musl-glibc"),
            )
        )
    elif libc == "glibc":
        said.append(
            known(
                "A program built on a newer glibc may not start on an older one; one built on an older glibc starts on "
                "a newer one.",
                source("redhat-portability"),
            )
        )
    return Answer(question, tuple(said))


def _shell(story: Story) -> Answer:
    question = "Which shell runs the RUN lines?"
    shell = story.final.end.shell
    part = next((part for part in story.base.parts if part.name == "Shell"), None)
    if shell.instruction is not None:
        line = shell.instruction.line
        return Answer(
            question,
            (
                known(
                    f"In the end {' '.join(shell.words)}, as SHELL on line {line} says.",
                    Source(f"line {line}", line=line),
                ),
            ),
        )
    started = " ".join(shell.words)
    said = [known(f"`{started}`, unless SHELL names another.", source("dockerfile-reference"))]
    if part is None or part.value == "not known":
        what = (
            "There is none in scratch."
            if story.base.reference == "scratch"
            else "Which program that is here is not known."
        )
        said.append(
            unknown(what)
            if part is not None or story.base.reference != "scratch"
            else known(what, source("docker-scratch"))
        )
    elif part.value == "none":
        said.append(
            Statement("This image has no shell, so RUN in shell form cannot work on it.", part.statement.sources)
        )
    else:
        said.append(
            Statement(
                f"In this image {'' if part.value.startswith('/') else 'it is '}{part.value}. What only another shell "
                "understands fails.",
                part.statement.sources,
                part.statement.certainty,
            )
        )
    return Answer(question, tuple(said))


def _supported(story: Story) -> Answer:
    from baseadvisor import catalog

    question = "Is it supported?"
    reference = story.final.reference
    if reference is None:
        text = (
            "There is nothing to support in an empty base."
            if story.base.reference == "scratch"
            else "That is not known."
        )
        return Answer(question, (unknown(text),))
    said: list[Statement] = []
    deprecation = catalog.deprecation_of(reference)
    if deprecation is not None:
        since = f" since {deprecation.since}" if deprecation.since else ""
        instead = f" Instead there are {listed(deprecation.successors)}." if deprecation.successors else ""
        said.append(
            known(
                f"The image itself is no longer kept up{since}: {deprecation.reason}.{instead}",
                catalog_source(deprecation.source),
            )
        )
    for line in catalog.support_of(reference):
        where = catalog_source(line.source, date=line.as_of)
        supported = line.is_supported(story.as_of)
        if line.rolling:
            said.append(known(f"{line.name} has no releases that end; only a fresh image is a supported one.", where))
        elif supported is None:
            said.append(unknown(f"How long {line.name} is supported is not known."))
        elif supported:
            until = f" until {line.eol}" if line.eol else ""
            said.append(known(f"Yes: {line.name} is supported{until}.", where))
        else:
            ended = f" on {line.eol}" if line.eol else ""
            text = f"No: support of {line.name} ended{ended}; nobody mends its holes any more."
            if line.is_extended(story.as_of):
                means = line.extended_means or "extended support"
                until = f" until {line.extended_eol}" if line.extended_eol else ""
                text = f"Only through {means}{until}: the ordinary support of {line.name} ended{ended}."
            said.append(known(text, where))
    if not said:
        said.append(unknown("That is not known here."))
    said.append(
        known(
            "The host's own support does not help: the host's updates mend the kernel, not the files in the image.",
            source("docker-container"),
            source("oci-config"),
        )
    )
    return Answer(question, tuple(said))


def _size(story: Story) -> Answer:
    base = story.base
    said: list[Statement] = []
    if base.reference == "scratch":
        said.append(known("The base has no size: it is empty.", source("docker-scratch")))
    elif base.size is None:
        said.append(
            unknown("The base's size is not known here; `docker manifest inspect -v` asks the registry for it.")
        )
    else:
        size = base.size
        of = "" if size.exact else f" That is {size.image}, the nearest that is known."
        said.append(
            known(
                f"The base: {megabytes(size.bytes)} compressed on {size.platform}, as of {size.as_of}.{of}", size.source
            )
        )
    adding = [step for step in story.steps if step.effect == "files"]
    if adding:
        lines = listed([str(step.line) for step in adding], 8)
        said.append(
            Statement(
                f"On top come the layers of line{'' if len(adding) == 1 else 's'} {lines}; how big they are shows only "
                "when they are built.",
                (source("docker-layers"),),
            )
        )
    return Answer("How big is it?", tuple(said))


def _left(story: Story) -> Answer:
    question = "What is left behind?"
    if story.left:
        said = [
            Statement(f"{left.name} (line {left.line}, on {left.base}): {left.statement.text}", left.statement.sources)
            for left in story.left[:6]
        ]
        if len(story.left) > 6:
            said.append(unknown(f"And {len(story.left) - 6} more stages."))
        return Answer(question, tuple(said))
    said = [
        known(
            "No stage: the file has one alone, so all that its RUN, COPY and ADD write stays in the image, tools that "
            "only the build needs included. A file that a later line deletes still travels in the layer that made it.",
            source("docker-layers"),
            source("docker-multi-stage"),
        )
    ]
    if len(story.final.chain) > 1:
        said = [
            known(
                "No stage: every stage of the file is built upon, so all that they write stays in the image.",
                source("docker-multi-stage"),
            )
        ]
    kept = [step for step in story.steps if "Leaves " in step.statement.text]
    if kept:
        at = tuple(Source(f"line {step.line}", line=step.line) for step in kept)
        lines = listed([str(step.line) for step in kept])
        said.append(known(f"Package managers leave their index or cache in the layers of line {lines}.", *at))
    return Answer(question, tuple(said))
