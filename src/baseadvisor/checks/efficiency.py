"""What makes images larger or builds slower than they need to be, and what newer syntax says more plainly."""

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from posixpath import dirname
from typing import TYPE_CHECKING

from baseadvisor.analysis import RunFacts, StageFacts
from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.provided import is_opaque
from baseadvisor.checks.purpose import builds_in_only_stage, is_for_development, makes_native_images
from baseadvisor.checks.words import keyword_of, sources_and_destination, value_of
from baseadvisor.dockerfile.model import Instruction, Stage
from baseadvisor.fixes.edit import Edit
from baseadvisor.image.numbers import is_number

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis
    from baseadvisor.shell.model import Command

_MOST_COMMANDS = 1000
"""In how long a RUN what is removed is compared with what is cloned."""
_ARCHIVE = re.compile(r"\.(?:tar(?:\.(?:gz|xz|bz2|zst))?|tgz|txz|tbz2?)(?:[?#].*)?\Z")


def chained(analysis: "Analysis", *, fewest: int) -> Iterator[Hit]:
    """A RUN chains `fewest` commands or more by &&, which a here-document would list. Placeholder: {count}."""
    for run in analysis.runs:
        instruction = run.instruction
        if instruction.exec_form is not None or instruction.heredocs:
            continue
        own = [command for command in run.commands if not command.within and command.words]
        count = sum(command.after == "&&" for command in own) + 1
        if count >= fewest:
            yield hit(keyword_of(instruction), count=str(count))


def writes_file(analysis: "Analysis") -> Iterator[Hit]:
    """A RUN writes a file of fixed content, which COPY with a here-document would say.

    Not a list of package sources after a package manager ran: as an earlier COPY it would be read too early, before its
    key is there. Placeholders: {command}, {path}, {heredoc}, which is quoted where Docker would change the content.
    """
    for run in analysis.runs:
        for command in run.commands:
            content = _written_by(command)
            if content is None:
                continue
            if (
                command.within
                or command.conditional
                or any(word.expansions or word.substitutes for word in command.words)
            ):
                continue
            target = next((each.target for each in command.redirects if each.operator in (">", ">|")), None)
            path = (target.value or "") if target is not None else ""
            if not path.startswith("/") or path.startswith("/dev/"):
                continue
            if path.startswith(_PACKAGE_SOURCES) and any(action.start < command.start for action in run.actions):
                continue
            heredoc = "<<'EOF'" if "$" in content or "\\" in content else "<<EOF"
            yield hit(command, command=command.name or "", path=path, heredoc=heredoc)


_PACKAGE_SOURCES = ("/etc/apt/sources.list", "/etc/yum.repos.d/", "/etc/zypp/repos.d/", "/etc/apk/repositories")


def _written_by(command: "Command") -> str | None:
    """What echo, printf, or cat of a here-document writes, as it stands in the file; None where it is not fixed."""
    if command.name in ("echo", "printf"):
        return "".join(word.text for word in command.arguments)
    if command.name != "cat":
        return None
    for redirect in command.redirects:
        if redirect.operator in ("<<", "<<-"):
            body = redirect.heredoc.text if redirect.heredoc is not None else ""
            return None if redirect.expands and _EXPANDED.search(body) else body
    return None


_EXPANDED = re.compile(r"(?<!\\)[$`]")
"""What the shell fills in, in a here-document whose delimiter is not quoted."""


def build_tools_in_only_stage(analysis: "Analysis", *, packages: Sequence[str]) -> Iterator[Hit]:
    """A file with one stage compiles something with tools that it installs, and ships them. Placeholder: {tools}.

    `packages` are patterns. Not in images that are for development, or that compile when they run, as GraalVM's do.
    """
    if not builds_in_only_stage(analysis) or is_for_development(analysis) or makes_native_images(analysis):
        return
    tools = [
        package
        for action in analysis.actions()
        if action.action == "install" and action.virtual is None
        for package in action.packages
        if any(fnmatchcase(package.name, pattern) for pattern in packages)
    ]
    if tools and not any(action.action in ("remove", "autoremove") for action in analysis.actions()):
        yield hit(tools[0], tools=", ".join(dict.fromkeys(package.name for package in tools)))


def copy_then_chmod(analysis: "Analysis") -> Iterator[Hit]:
    """The RUN after a COPY changes the mode of what was copied. Placeholders: {instruction}, {path}, {mode}."""
    for stage in analysis.stages:
        for copy, after in zip(stage.instructions, stage.instructions[1:], strict=False):
            if copy.keyword not in ("COPY", "ADD") or after.keyword != "RUN" or copy.flag("chmod") is not None:
                continue
            sources, destination = sources_and_destination(copy)
            run = analysis.facts(after)
            own = [command for command in run.commands if command.words]
            if destination is None or len(sources) != 1 or not own or own[0].name != "chmod" or own[0].within:
                continue
            operands = own[0].operands
            source = sources[0][0].rstrip("/").rpartition("/")[2]
            target = destination[0] + source if destination[0].endswith("/") else destination[0]
            if len(operands) == 2 and operands[1].value == target and operands[0].value and not own[0].has_flag("-R"):
                yield hit(own[0], instruction=copy.keyword, path=target, mode=operands[0].value)


_MORE_THAN_A_URL = (
    *("-H", "--header", "-X", "--request", "-d", "--data", "--data-raw", "--post-data", "--post-file", "-u", "--user"),
    *(
        "--password",
        "--http-user",
        "--http-password",
        "-b",
        "--cookie",
        "--load-cookies",
        "-E",
        "--cert",
        "-n",
        "--netrc",
    ),
)
"""curl's and wget's flags for what is no plain download."""


def download_then_unpack(analysis: "Analysis") -> Iterator[Hit]:
    """curl or wget fetch a tar archive that ADD could, and tar unpacks it in the same RUN. Placeholder: {url}.

    ADD sends no headers and no credentials, and knows no variables but those of ENV and ARG. What the RUN removes again
    is no matter for ADD either, whose layer would keep it.
    """
    from baseadvisor.checks.network import url_of
    from baseadvisor.checks.unpacking import is_removed, only_tar_can, unpacks

    for command in analysis.commands("curl", "wget"):
        if command.within or command.conditional:
            continue
        run = analysis.run_of(command)
        word = next((word for word in command.arguments if url_of(word) is not None), None)
        if word is None or not _ARCHIVE.search(word.text.strip("\"'")) or command.has_flag(*_MORE_THAN_A_URL):
            continue
        if not all(name in run.state.environment.variables for name in word.expansions):
            continue
        tar = unpacks(run, command)
        if tar is None or only_tar_can(run, command, tar) or is_removed(run, tar, word.text):
            continue
        yield hit(command, url=word.text.strip("\"'"))


def git_clone(analysis: "Analysis", *, self_updating: Sequence[str]) -> Iterator[Hit]:
    """A RUN clones a public repository, which ADD does too. Placeholders: {url}, {gain}.

    Not one of `self_updating` (patterns of owner/name), checkouts that fetch their own updates and so need Git; nor
    what the same RUN removes again, which would stay in a layer.
    """
    from baseadvisor.checks.network import is_local, url_of

    git_needed: dict[int, bool] = {}
    for command in analysis.commands("git"):
        words = [word.value for word in command.operands]
        if words[:1] != ["clone"] or command.within or command.conditional:
            continue
        url = next((url for word in command.arguments if (url := url_of(word)) is not None), None)
        if url is not None and any(fnmatchcase(_repository(url), pattern) for pattern in self_updating):
            continue
        run = analysis.run_of(command)
        if url is not None and not is_local(url) and not _mounts_credentials(run) and not _removes(run, command, url):
            stage = run.stage
            if stage.index not in git_needed:
                git_needed[stage.index] = _needs_git(stage)
            gain = "see when it changes" if git_needed[stage.index] else "do without Git in the image"
            yield hit(command, url=url, gain=gain)


def _removes(run: RunFacts, clone: "Command", url: str) -> bool:
    """Whether the RUN removes afterwards what it cloned, or a folder above it or all in that; a long one may."""
    from baseadvisor.shell.leftovers import removed_paths

    if len(run.commands) > _MOST_COMMANDS:
        return True
    workdir = run.state.workdir.text if run.state.workdir is not None else None
    places = [workdir.lower()] if workdir is not None else []
    removed: list[str] = []
    for command in run.commands:
        if command is clone or (command.name in ("cd", "pushd") and command.start < clone.start):
            operands = [word.text.strip("\"'").rstrip("/").lower() for word in command.operands]
            if command is not clone and any(path.startswith(("/", "$", "~")) for path in operands):
                places.clear()
            places += operands
        elif command.start > clone.start:
            removed += (path.strip("\"'").lower() for path in removed_paths(command))
    places.append(_repository(url).rpartition("/")[2])
    return any(_takes(path, place) for path in removed for place in places)


def _takes(removed: str, place: str) -> bool:
    """Whether removing a path takes a folder, of which the end alone may be written, along."""
    path = removed.removesuffix("*").rstrip("/")
    if not place or not path:
        return removed == "*"
    return place == path or place.startswith(f"{path}/") or path.endswith(f"/{place}")


def _needs_git(stage: StageFacts) -> bool:
    """Whether a stage uses Git for more than to clone, as far as can be seen."""
    for run in stage.runs:
        if is_opaque(run):
            return True
        for command in run.commands:
            if command.name == "git" and [word.value for word in command.operands][:1] != ["clone"]:
                return True
    return False


def _repository(url: str) -> str:
    """The owner and name that an address of a repository ends in."""
    return "/".join(url.rstrip("/").removesuffix(".git").lower().rsplit("/", 2)[-2:])


def _mounts_credentials(run: RunFacts) -> bool:
    return any(mount.get("type") in ("ssh", "secret") for mount in run.mounts)


def long_line(analysis: "Analysis", *, most: int) -> Iterator[Hit]:
    """A line of a RUN is longer than `most` characters, and could be broken. Placeholders: {length}, {most}.

    Here-documents and lines that are one long word (a URL, a digest) are left out.
    """
    text = analysis.text
    for instruction in analysis.instructions("RUN"):
        at = instruction.start
        end = instruction.heredocs[0].body_start if instruction.heredocs else instruction.end
        while at < end:
            stop = text.find("\n", at, end)
            stop = end if stop < 0 else stop
            line = text[at:stop]
            if len(line) > most and not line.lstrip().startswith("#") and max(map(len, line.split())) < most // 2:
                yield Hit(at, stop, {"length": str(len(line)), "most": str(most)})
                break
            at = stop + 1


def unreachable_stage(analysis: "Analysis") -> Iterator[Hit]:
    """Nothing that is built needs a stage, and no other stage either. Placeholder: {stage}.

    A stage with a name may be built by it (--target), so of those only such are meant as do nothing to their image.
    """
    stages = analysis.dockerfile.stages
    if len(stages) < 2 or analysis.options.build.target is not None:
        return
    used: set[Stage] = set()
    for stage in stages:
        used.update(analysis.dockerfile.dependencies(stage))
    for stage in stages:
        if stage not in analysis.needed and stage not in used and not _may_be_asked_for(stage, stages):
            words = stage.from_instruction.words
            if words:
                yield hit(words[-1], stage=stage.name or str(stage.index))


def _may_be_asked_for(stage: Stage, stages: Sequence[Stage]) -> bool:
    """Whether a stage has a name for the build command to say, or for another's `FROM $VARIABLE` to come to."""
    if stage.name is None:
        return False
    if len(stage.instructions) > 1 or isinstance(stage.base, Stage):
        return True
    starts = (each.base_reference.written.partition("$") for each in stages)
    return any(dollar and stage.name.startswith(start.lower()) for start, dollar, _ in starts)


def broad_copy(analysis: "Analysis") -> Iterator[Hit]:
    """The whole build context is copied into the image that is shipped, and no .dockerignore keeps anything out.

    Placeholders: {source}, {instruction}.
    """
    shipped = analysis.final.chain
    for instruction in analysis.instructions("COPY", "ADD"):
        if instruction.flag("from") is not None or analysis.stage_of(instruction) not in shipped:
            continue
        if instruction.parent is not None:  # another build's context
            continue
        for text, word in sources_and_destination(instruction)[0]:
            path = value_of(analysis, instruction, text).text
            if path in (".", "./", "/", "*", "./*") and not analysis.dockerignore:
                yield hit(word, source=text, instruction=instruction.keyword)


def telemetry(
    analysis: "Analysis", *, commands: Mapping[str, str], off: Mapping[str, str], needs: Mapping[str, Sequence[str]]
) -> Iterator[Hit]:
    """A tool that reports its use to its makers runs without the variable that stops it.

    `commands` are the tools with their variable, `off` the value of each variable, `needs` words of which one must
    follow a command whose name alone says little. Placeholders: {command}, {setting}.
    """
    for stage in analysis.stages:
        done: set[str] = set()
        for run in stage.runs:
            for command in run.commands:
                variable = commands.get(command.name or "")
                if variable is None or variable in done:
                    continue
                words = needs.get(command.name or "")
                if words is not None and not any(word.value in words for word in command.arguments):
                    continue
                done.add(variable)
                given = {assignment.name for assignment in run.script.assigned}
                if variable not in given and variable not in run.environment:
                    yield hit(command.words[0], command=command.name or "", setting=f"{variable}={off[variable]}")


def required_secret_mount(analysis: "Analysis", *, commands: Mapping[str, str]) -> Iterator[Hit]:
    """One of `commands` (name to the id of a secret) runs without that secret mounted.

    Placeholders: {command}, {secret}.
    """
    for name, secret in commands.items():
        for command in analysis.commands(name):
            run = analysis.run_of(command)
            mounts = [mount for mount in run.mounts if mount.get("type") == "secret"]
            if not any(_id(mount) == secret for mount in mounts):
                at = run.instruction.keyword_end
                edits = (Edit(at, at, f" --mount=type=secret,id={secret}"),)
                yield hit(command.words[0], edits=edits, command=name, secret=secret)


def _id(mount: Mapping[str, str]) -> str:
    target = mount.get("target") or mount.get("dst") or mount.get("destination") or ""
    return mount.get("id") or target.rstrip("/").rpartition("/")[2] or dirname(target)


def vex_in_image(analysis: "Analysis") -> Iterator[Hit]:
    """A VEX document is copied into the image that is shipped. Placeholder: {path}."""
    shipped = analysis.final.chain
    for instruction in analysis.instructions("COPY", "ADD"):
        if analysis.stage_of(instruction) in shipped:
            for text, word in sources_and_destination(instruction)[0]:
                if text.endswith((".vex.json", ".openvex.json")):
                    yield hit(word, path=text)


def todo_comment(analysis: "Analysis", *, words: Sequence[str]) -> Iterator[Hit]:
    """A comment has one of `words` in it. Placeholder: {word}."""
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")
    comments = [*analysis.dockerfile.comments]
    known = {comment.start for comment in comments}
    for instruction in analysis.dockerfile.instructions:
        comments += [comment for comment in instruction.inner_comments if comment.start not in known]
    for comment in sorted(comments, key=lambda each: each.start):
        match = pattern.search(comment.text)
        if match is not None:
            at = analysis.text.find(match[0], comment.start, comment.end)
            yield Hit(
                at if at >= 0 else comment.start, at + len(match[0]) if at >= 0 else comment.end, {"word": match[0]}
            )


def numbered_stage(analysis: "Analysis") -> Iterator[Hit]:
    """COPY --from names a stage by its number. Placeholder: {number}."""
    for instruction in analysis.instructions("COPY"):
        flag = instruction.flag("from") if instruction.flags else None
        if flag is not None and is_number(flag.value or ""):
            stage = _numbered(analysis, instruction, int((flag.value or "0")[:6]))
            edits: tuple[Edit, ...] = ()
            if stage is not None:
                edits = (Edit(flag.start, flag.end, f"--from={stage}"),)
            yield Hit(flag.start, flag.end, {"number": flag.value or ""}, edits)


def _numbered(analysis: "Analysis", instruction: Instruction, number: int) -> str | None:
    """The name of the stage with this number, as FROM writes it."""
    stages = analysis.dockerfile.stages
    if instruction.parent is not None or number >= len(stages) or stages[number].name is None:
        return None
    words = stages[number].from_instruction.words
    return words[2].text if len(words) > 2 else None
