"""Images for NVIDIA's GPUs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from baseadvisor.analysis import StageFacts
from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.provided import runs_script
from baseadvisor.checks.starting import commands_of
from baseadvisor.checks.words import value_of
from baseadvisor.image.numbers import number

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis

_WHEEL = re.compile(r"(?:\+|/whl/(?:\w+/)?|\A)cu(?P<number>\d{3})(?![0-9])")
_CONDA = re.compile(r"(?:pytorch-cuda|cudatoolkit|cuda-version)={1,2}(?P<version>\d+\.\d+)")
_CUDA_TAG = re.compile(r"(?P<major>\d+)\.(?P<minor>\d+)(?:\.\d+)?-")


def _is_cuda(stage: StageFacts) -> bool:
    return stage.reference is not None and stage.reference.familiar_name == "nvidia/cuda"


def _flavour(stage: StageFacts) -> set[str]:
    return set(re.split(r"[-_]", (stage.reference.tag or "") if stage.reference is not None else ""))


def other_cuda(analysis: "Analysis") -> Iterator[Hit]:
    """Wheels for another CUDA than the base image has. Placeholders: {wanted}, {version}.

    A wheel for the same major version, and none newer, is fine: CUDA keeps compatible within one.
    """
    for run in analysis.runs:
        match = _CUDA_TAG.match((run.stage.reference.tag or "") if run.stage.reference is not None else "")
        if match is None or not _is_cuda(run.stage):
            continue
        base = (int(match["major"]), int(match["minor"]))
        for action in run.actions:
            if action.family not in ("pip", "conda"):
                continue
            for word in action.command.arguments:
                wanted = _wanted(word.value or word.prefix)
                if wanted is not None and (wanted[0] != base[0] or wanted[1] > base[1]):
                    yield hit(word, wanted=f"{wanted[0]}.{wanted[1]}", version=f"{base[0]}.{base[1]}")


def _wanted(text: str) -> tuple[int, int] | None:
    match = _WHEEL.search(text)
    if match is not None:
        return int(match["number"][:2]), int(match["number"][2])
    match = _CONDA.match(text)
    if match is not None:
        major, _, minor = match["version"].partition(".")
        return number(major), number(minor)
    return None


def asks_for_gpu(analysis: "Analysis", *, commands: Sequence[str], calls: Sequence[str]) -> Iterator[Hit]:
    """A RUN asks about GPUs, which a build does not have. Placeholder: {command}."""
    for command in analysis.commands(*commands):
        if not command.handled and not command.conditional:
            yield hit(command, command=command.name or "")
    for command in analysis.commands("python", "python3"):
        for word in command.arguments:
            call = next((call for call in calls if call in word.text), None)
            if call is not None and command.has_flag("-c"):
                yield hit(command, command=call)


def packages(analysis: "Analysis", *, globs: Sequence[str], flavours: Mapping[str, Sequence[str]]) -> Iterator[Hit]:
    """Packages are installed that belong on the host (`globs`), or that the flavour of nvidia/cuda has (`flavours`).

    Placeholders: {package}, {image}.
    """
    if "nvidia" not in analysis.text:
        return
    for action in analysis.actions():
        if action.action != "install" or action.family not in ("apt", "dnf", "apk"):
            continue
        stage = analysis.run_of(action.command).stage
        given = list(globs)
        if flavours and _is_cuda(stage):
            words = _flavour(stage)
            for flavour, names in flavours.items():
                if flavour in words or (flavour == "cudnn" and any(word.startswith("cudnn") for word in words)):
                    given += names
        image = stage.reference.familiar if stage.reference is not None else ""
        for package in action.packages:
            if any(fnmatchcase(package.name, glob) for glob in given):
                yield hit(package, package=package.name, image=image)


def devel_image(analysis: "Analysis", *, tools: Sequence[str], builders: Sequence[str]) -> Iterator[Hit]:
    """The final stage stands on nvidia/cuda's devel flavour, and compiles nothing. Placeholder: {image}.

    Not where scripts run, which may compile.
    """
    final = analysis.final
    if not _is_cuda(final) or "devel" not in _flavour(final) or final.stage is None or final.reference is None:
        return
    if any(command.name in tools or runs_script(command) for command in commands_of(final)):
        return
    for run in (run for stage in final.chain for run in stage.runs):
        if any(package.name in builders for action in run.actions for package in action.packages):
            return
    yield hit(final.chain[0].instructions[0].words[0], image=final.reference.familiar)


def fixed_devices(analysis: "Analysis", *, variables: Mapping[str, Sequence[str]]) -> Iterator[Hit]:
    """ENV says which GPUs may be used. `variables` have the values that say nothing of the kind.

    Placeholder: {setting}.
    """
    for instruction in analysis.instructions("ENV"):
        for pair in instruction.pairs:
            harmless = variables.get(pair.key)
            if harmless is None or not pair.value or "$" in pair.value:
                continue
            value = value_of(analysis, instruction, pair.value).text
            if value and value.lower() not in harmless:
                yield hit(pair, setting=f"{pair.key}={value}")


def all_capabilities(analysis: "Analysis", *, variable: str) -> Iterator[Hit]:
    """ENV asks for all that the driver can do. Placeholder: {variable}."""
    for instruction in analysis.instructions("ENV"):
        for pair in instruction.pairs:
            if pair.key == variable and pair.value and value_of(analysis, instruction, pair.value).text == "all":
                yield hit(pair, variable=variable)


def conda_for_python(analysis: "Analysis", *, packages: Sequence[str]) -> Iterator[Hit]:
    """On an image for GPUs, conda installs Python packages and has no environment file. Placeholder: {packages}."""
    if re.search(r"conda(?:-lock)?\s+env\s|environment\.ya?ml|conda-lock\.ya?ml", analysis.text):
        return
    done: set[int] = set()
    for action in analysis.actions("conda", "mamba", "micromamba"):
        stage = analysis.run_of(action.command).stage
        reference = stage.reference
        if action.action != "install" or reference is None or stage.index in done:
            continue
        if (
            _is_cuda(stage)
            or reference.familiar_name.startswith("nvcr.io/nvidia/")
            or (reference.familiar_name == "pytorch/pytorch" and "cuda" in (reference.tag or ""))
        ):
            names = [package.name for package in action.packages if package.name in packages]
            if names:
                done.add(stage.index)
                yield hit(action.command, packages=", ".join(names))
