"""Why a peer and we differ on purpose: the reasons that `agreement.py` knows.

A classifier looks at one difference (a finding that one side alone has) and says whether its reason holds there. It
claims a difference only where ours is the right answer; `docs/differences.md` has a section for each reason, headed by
its slug.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import baseadvisor
from baseadvisor.analysis import Analysis, RunFacts
from baseadvisor.checks.commands import names_other_user, starts_as_root
from baseadvisor.checks.copying import has_userland
from baseadvisor.checks.from_image import is_of_the_build
from baseadvisor.checks.package_manager import keeps_no_cache, knows_no_versions, microdnf_assumes_yes
from baseadvisor.checks.running import has_no_result, is_the_test
from baseadvisor.checks.shellcheck import is_told
from baseadvisor.checks.stages import may_be_a_context
from baseadvisor.checks.variables import names_public_keys
from baseadvisor.dockerfile.model import Dockerfile, Instruction, Stage
from baseadvisor.dockerfile.span import Span
from baseadvisor.shell.model import Command
from baseadvisor.shell.packages import PackageAction
from baseadvisor.shellcheck.dialect import SystemShells
from baseadvisor.shellcheck.program import EXCLUDED, check, find_program
from baseadvisor.shellcheck.programs import is_read, programs
from baseadvisor.shellcheck.relevance import WHERE_SHELLS_DIFFER, holds


class Case:
    """A file that findings differ on. `unread` says that the peer could not parse it."""

    def __init__(self, path: Path, peer: str, unread: bool) -> None:
        self.path = path
        self.peer = peer
        self.unread = unread

    @cached_property
    def dockerfile(self) -> Dockerfile:
        """The file's model."""
        return baseadvisor.parse(self.path.read_bytes(), filename=str(self.path), recover=True)

    @cached_property
    def analysis(self) -> Analysis:
        """What is derived from the model."""
        return Analysis(self.dockerfile)

    @cached_property
    def shells(self) -> SystemShells:
        """Which shells the scripts are for."""
        return SystemShells()

    def left_out(self, run: RunFacts) -> frozenset[int]:
        """The codes of what ShellCheck says of a script and we leave out."""
        program = find_program()
        wanted = next((each for one, each in programs(self.analysis) if one is run), None)
        if program is None or wanted is None:
            return frozenset()
        (found,) = check(program, [wanted.text])
        return frozenset(
            comment.code for comment in found or () if not is_told(self.analysis.text, run, wanted, comment)
        )

    def instruction(self, line: int) -> Instruction | None:
        """The instruction that a line (1-based) belongs to."""
        for each in self.dockerfile.instructions:
            if each.line <= line <= each.span.end.line:
                return each
        return None


class Difference(NamedTuple):
    """A finding that one side alone has: the rule by the peer's id, and the first line (1-based) of the instruction.

    `place` is what our finding marks, None where the finding is the peer's.
    """

    case: Case
    line: int
    rule: str
    place: Span | None

    @property
    def ours_alone(self) -> bool:
        """We find something where the peer does not."""
        return self.place is not None

    @property
    def instruction(self) -> Instruction | None:
        """The instruction in question."""
        return self.case.instruction(self.line)

    @property
    def run(self) -> RunFacts | None:
        """The script in question."""
        instruction = self.instruction
        runs = instruction is not None and (instruction.trigger or instruction).keyword == "RUN"
        return self.case.analysis.facts(instruction.trigger or instruction) if instruction and runs else None

    @property
    def commands(self) -> tuple[Command, ...]:
        """The commands of the script."""
        return self.run.commands if self.run else ()

    @property
    def actions(self) -> Iterator[PackageAction]:
        """What the rule's package manager does in the script; of a finding of ours, at its place."""
        subject = SUBJECTS.get(self.rule)
        if self.run and subject:
            for action in self.run.actions:
                idle = action.action == "search" or "--no-network" in action.flags
                if action.plain_manager in subject.managers and not idle and self._touches(action.command):
                    yield action

    @property
    def subjects(self) -> Iterator[Command]:
        """The commands that the rule is about; of a finding of ours, at its place."""
        yield from (action.command for action in self.actions)
        for command in self.commands:
            if command.name in PROGRAMS.get(self.rule, ()) and self._touches(command):
                yield command

    def _touches(self, command: Command) -> bool:
        if self.place is None:
            return True
        start, end = self.case.dockerfile.span(command.start, command.end)
        return start <= self.place.end and self.place.start <= end


class Subject(NamedTuple):
    """A rule's package manager, by the names in our table, and the command names that hadolint looks at."""

    managers: tuple[str, ...]
    names: tuple[str, ...]


_APT = ("apt-get", "apt", "aptitude")
_DNF = ("dnf", "microdnf", "tdnf", "yum", "dnf5")
SUBJECTS = {
    "DL3008": Subject(_APT, ("apt-get", "apt")),
    "DL3009": Subject(_APT, ("apt-get", "apt")),
    "DL3013": Subject(("pip",), ("pip", "pip2", "pip3")),
    "DL3014": Subject(_APT, ("apt-get",)),
    "DL3015": Subject(_APT, ("apt-get",)),
    "DL3016": Subject(("npm",), ("npm",)),
    "DL3018": Subject(("apk",), ("apk",)),
    "DL3019": Subject(("apk",), ("apk",)),
    "DL3028": Subject(("gem",), ("gem",)),
    "DL3030": Subject(_DNF, ("yum",)),
    "DL3032": Subject(_DNF, ("yum",)),
    "DL3033": Subject(_DNF, ("yum",)),
    "DL3034": Subject(("zypper",), ("zypper",)),
    "DL3036": Subject(("zypper",), ("zypper",)),
    "DL3038": Subject(_DNF, ("dnf", "microdnf")),
    "DL3040": Subject(_DNF, ("dnf", "microdnf")),
    "DL3041": Subject(_DNF, ("dnf", "microdnf")),
    "DL3042": Subject(("pip",), ("pip", "pip2", "pip3")),
    "DL3060": Subject(("yarn",), ("yarn",)),
    "DL3062": Subject(("go",), ("go",)),
}
PROGRAMS = {"DL3001": ("ssh", "vim", "mount", "ps"), "DL3003": ("cd",), "DL3047": ("wget",), "DL4001": ("wget", "curl")}
"""The commands that rules on other things than packages look at."""
OTHER_SUBCOMMANDS = {
    "DL3008": ("reinstall",),
    "DL3014": ("upgrade", "dist-upgrade", "full-upgrade", "reinstall"),
    "DL3016": ("i", "add"),
    "DL3032": ("update", "upgrade", "localinstall", "groupinstall", "reinstall"),
    "DL3036": ("up", "update", "dup", "ref", "refresh"),
    "DL3040": ("update", "upgrade", "reinstall"),
    "DL3060": ("", "add", "global"),
}
"""Subcommands that do what the rule is about, and that hadolint does not look at."""
LEFTOVERS = ("DL3009", "DL3019", "DL3032", "DL3036", "DL3040", "DL3042", "DL3060")
"""The rules on what a layer keeps for nothing."""


class Reason(NamedTuple):
    """A slug, and the condition under which it is the reason for a difference."""

    slug: str
    holds: Callable[[Difference], bool]


def _peer_cannot_read(difference: Difference) -> bool:
    return difference.ours_alone and difference.case.unread


def _behind_another_command(difference: Difference) -> bool:
    return difference.ours_alone and any(command.within for command in difference.subjects)


def _by_path(difference: Difference) -> bool:
    return difference.ours_alone and any("/" in command.words[0].text for command in difference.subjects)


def _other_manager(difference: Difference) -> bool:
    names = SUBJECTS[difference.rule].names if difference.rule in SUBJECTS else ()
    return difference.ours_alone and any(action.command.name not in names for action in difference.actions)


def _other_subcommand(difference: Difference) -> bool:
    others = OTHER_SUBCOMMANDS.get(difference.rule, ())
    first = (action.subcommand.partition(" ")[0] for action in difference.actions)
    return difference.ours_alone and any(subcommand in others for subcommand in first)


_ROOTED = ("DL3000", "DL3045", "DL3067", "buildkit:WorkdirRelativePath")


def _seen_from_the_root(difference: Difference) -> bool:
    stage = difference.instruction.stage if difference.instruction else None
    if difference.ours_alone or difference.rule not in _ROOTED or stage is None:
        return False
    return stage.base_image == "scratch"


def _windows_account(difference: Difference) -> bool:
    instruction = difference.instruction
    if difference.ours_alone or difference.rule != "DL3066" or instruction is None:
        return False
    return difference.case.analysis.stage_of(instruction).is_windows


def _stage_not_shipped(difference: Difference) -> bool:
    stage = difference.instruction.stage if difference.instruction else None
    final = difference.case.dockerfile.target()
    if difference.ours_alone or difference.rule not in (*LEFTOVERS, "DL3059") or stage is None or final is None:
        return False
    return stage not in _shipped(final)


def _shipped(final: Stage) -> tuple[Stage, ...]:
    return final.ancestry


def _removes_something_else(difference: Difference) -> bool:
    removals = [command for command in difference.commands if command.name == "rm"]
    operands = [word.text.strip("\"'") for command in removals for word in command.operands]
    covering = re.compile(r"/(?:var(?:/lib(?:/apt(?:/(?:lists?(?:/.*)?|\*)?)?)?)?)?/?\*?$")
    if difference.rule in ("DL3032", "DL3040"):
        covering = re.compile(r"/var/cache.*")
    return (
        difference.ours_alone
        and difference.rule in ("DL3009", "DL3032", "DL3040")
        and bool(operands)
        and not any(covering.fullmatch(operand) for operand in operands)
    )


def _refreshed_after_removal(difference: Difference) -> bool:
    removals = [
        command.start
        for command in difference.commands
        if command.name == "rm" and any("/var/lib/apt" in word.text for word in command.operands)
    ]
    refreshes = [action.start for action in difference.actions if action.action == "refresh"]
    return (
        difference.ours_alone
        and difference.rule == "DL3009"
        and max(refreshes, default=0) > min(removals, default=10**9)
    )


def _dist_clean(difference: Difference) -> bool:
    cleans = any(action.subcommand in ("dist-clean", "distclean") for action in difference.actions)
    return not difference.ours_alone and difference.rule == "DL3009" and cleans


def _without_network(difference: Difference) -> bool:
    apart = [action for action in difference.run.actions if "--no-network" in action.flags] if difference.run else []
    return not difference.ours_alone and difference.rule == "DL3019" and bool(apart)


def _removed_in_another_way(difference: Difference) -> bool:
    if difference.ours_alone or difference.rule not in LEFTOVERS or difference.run is None:
        return False
    removing = any(command.name in ("rm", "find") for command in difference.commands)
    return not difference.run.leftovers and (removing or any(action.action == "clean" for action in difference.actions))


def _recommends_off(difference: Difference) -> bool:
    switched_off = re.search(r"install-recommends\W+(?:0|false|no|off)", difference.case.dockerfile.text, re.IGNORECASE)
    return not difference.ours_alone and difference.rule == "DL3015" and switched_off is not None


def _nothing_named(difference: Difference) -> bool:
    installs = [action for action in difference.actions if action.action == "install"]
    return (
        not difference.ours_alone
        and difference.rule in ("DL3014", "DL3015")
        and not any(each.packages for each in installs)
    )


def _pip_cache_off(difference: Difference) -> bool:
    if difference.ours_alone or difference.rule != "DL3042" or difference.run is None:
        return False
    named = "PIP_NO_CACHE_DIR" in difference.case.dockerfile.text or "no-cache-dir" in difference.case.dockerfile.text
    actions = list(difference.actions)
    flagged = bool(actions) and all(each.keeps_nothing for each in actions)
    return flagged or (named and not difference.run.leftovers)


_NO_VERSION = ("path", "file", "url", "requirements", "variable")


def _nothing_to_pin(difference: Difference) -> bool:
    packages = [package for action in difference.actions for package in action.packages]
    local = bool(packages) and all(package.kind in _NO_VERSION or package.version for package in packages)
    if difference.rule == "DL3062" and not packages:  # `go install` builds the module at hand
        local = True
    pins = ("DL3008", "DL3013", "DL3016", "DL3018", "DL3028", "DL3033", "DL3041", "DL3062")
    return not difference.ours_alone and difference.rule in pins and local


def _fragment_is_no_version(difference: Difference) -> bool:
    addresses = [package.text for action in difference.actions for package in action.packages if package.kind == "vcs"]
    unpinned = any("#" in address and "@" not in address.rpartition("/")[2].partition("#")[0] for address in addresses)
    return difference.ours_alone and difference.rule == "DL3013" and unpinned


def _metadata_stays(difference: Difference) -> bool:
    cleans = [action for action in difference.run.actions if action.action == "clean"] if difference.run else []
    partial = bool(cleans) and not any(action.has("--all", "--metadata") for action in cleans)
    return difference.ours_alone and difference.rule == "DL3036" and partial


def _name_looks_pinned(difference: Difference) -> bool:
    packages = [package for action in difference.actions for package in action.packages]
    looks = any(re.search(r"-[0-9$]", package.text) and not package.version for package in packages)
    return difference.ours_alone and difference.rule in ("DL3033", "DL3041", "DL3037") and looks


def _flag_without_value(difference: Difference) -> bool:
    words = [word.text for action in difference.actions for word in action.command.words]
    switches = ("--no-document", "--no-ri", "--no-rdoc", "-N")
    before = any(word in switches and not after.startswith("-") for word, after in pairwise(words))
    return difference.ours_alone and difference.rule == "DL3028" and before


def _variables(difference: Difference) -> bool:
    return difference.instruction is not None and "$" in difference.instruction.arguments


def _variable_is_known(difference: Difference) -> bool:
    """Ours follows ARG and ENV to the value; the rule is about that value."""
    rules = ("DL3000", "DL3006", "DL3007", "DL3013", "DL3020", "DL3045", "DL3066", "buildkit:WorkdirRelativePath")
    return difference.ours_alone and difference.rule in rules and _variables(difference)


def _value_is_a_variable(difference: Difference) -> bool:
    """The peer judges the text `$UID` as if it were the value."""
    if difference.ours_alone:
        return False
    if difference.rule == "DL3046":
        words = [word for each in difference.commands if each.name == "useradd" for word in each.words]
        ids = [after for word, after in pairwise(words) if re.fullmatch(r"-\w*u|--uid", word.text)]
        return bool(ids) and all(word.value is None for word in ids)
    if difference.rule in ("DL3008", "DL3018"):
        installs = [action for action in difference.actions if action.action == "install"]
        return any(word.expansions for action in installs for word in action.command.words)
    return difference.rule in ("DL3020", "DL3066") and _variables(difference)


def _inside_onbuild(difference: Difference) -> bool:
    return difference.ours_alone and difference.instruction is not None and difference.instruction.keyword == "ONBUILD"


def _healthcheck(difference: Difference) -> bool:
    healthcheck = difference.instruction is not None and difference.instruction.keyword == "HEALTHCHECK"
    return not difference.ours_alone and difference.rule == "DL3025" and healthcheck


def _pipefail_is_set(difference: Difference) -> bool:
    run = difference.run
    if difference.ours_alone or difference.rule != "DL4006" or run is None:
        return False
    piped = [command for command in run.commands if command.pipeline is not None]
    return bool(piped) and all(run.script.pipefail_at(command) for command in piped)


def _writer_cannot_fail(difference: Difference) -> bool:
    run = difference.run
    if difference.ours_alone or difference.rule != "DL4006" or run is None:
        return False
    return all(
        command.pipeline is None or has_no_result(run, command, command.pipeline) or run.script.pipefail_at(command)
        for command in run.commands
    )


def _serves_the_run(difference: Difference) -> bool:
    return not difference.ours_alone and difference.rule == "DL3001" and len(difference.commands) > 1


def _user_of_the_image(difference: Difference) -> bool:
    run = difference.run
    if difference.ours_alone or difference.rule != "DL3004" or run is None or run.state.user is not None:
        return False
    return not starts_as_root(run.stage)


def _pip_without_cache(difference: Difference) -> bool:
    run = difference.run
    if difference.ours_alone or difference.rule != "DL3042" or run is None:
        return False
    return all(keeps_no_cache(difference.case.analysis, run, action) for action in difference.actions)


def _go_without_versions(difference: Difference) -> bool:
    run = difference.run
    return not difference.ours_alone and difference.rule == "DL3062" and run is not None and knows_no_versions(run)


def _made_to_be_laid_over(difference: Difference) -> bool:
    instruction = difference.instruction
    flag = instruction.flag("from") if instruction else None
    if difference.ours_alone or difference.rule != "DL3067" or instruction is None or flag is None:
        return False
    return not has_userland(difference.case.analysis, instruction, flag)


def _own_labels(difference: Difference) -> bool:
    instruction = difference.instruction
    if difference.ours_alone or difference.rule != "DL3048" or instruction is None:
        return False
    return any(pair.key in ("INSTALL", "RUN", "STOP", "UNINSTALL") for pair in instruction.pairs)


def _archive_by_another_path(difference: Difference) -> bool:
    return difference.ours_alone and difference.rule == "DL3010"


def _set_in_the_file(difference: Difference) -> bool:
    """ShellCheck is told of what ENV and ARG set, under ONBUILD and before mounts as well."""
    run = difference.run
    if difference.ours_alone or difference.rule != "SC2086" or run is None:
        return False
    return any(name in run.state.environment.variables for name in re.findall(r"\$\{?(\w+)", run.script.source.text))


def _path_on_scratch(difference: Difference) -> bool:
    stage = difference.instruction.stage if difference.instruction else None
    rules = ("buildkit:UndefinedVar",)
    return not difference.ours_alone and difference.rule in rules and stage is not None and stage.base == "scratch"


def _as_buildkit_says(difference: Difference) -> bool:
    """BuildKit's own condition, read off the text; tally keeps silent on some of these."""
    instruction = difference.instruction
    condition = _OF_BUILDKIT.get(difference.rule)
    if not difference.ours_alone or instruction is None or condition is None:
        return False
    return condition.match((instruction.trigger or instruction).original) is not None


_OF_BUILDKIT = {
    "buildkit:FromAsCasing": re.compile(r"(?:FROM\s.*\sas|from\s.*\sAS)\s"),
    "buildkit:LegacyKeyValueFormat": re.compile(r"(?i:ENV|LABEL)\s+[^\s=]+\s"),
    "buildkit:SecretsUsedInArgOrEnv": re.compile(r"(?i:ENV|ARG)\s(?:.*[_\s])?(?i:key|password|secret|token)[_=\s]"),
    "buildkit:StageNameCasing": re.compile(r"(?i:FROM)\s.*\s(?i:AS)\s+\S*[A-Z]"),
    "buildkit:UndefinedArgInFrom": re.compile(r"(?i:FROM)\s.*\$"),
}


def _is_shellcheck(difference: Difference) -> bool:
    return difference.rule.startswith("SC")


def _one_comment_a_run(difference: Difference) -> bool:
    return difference.ours_alone and _is_shellcheck(difference)


def _shell_is_known(difference: Difference) -> bool:
    run = difference.run
    if difference.ours_alone or not _is_shellcheck(difference) or run is None:
        return False
    code = int(difference.rule[2:])
    shell = difference.case.shells.of(run)
    if code in WHERE_SHELLS_DIFFER:
        return shell != "sh" or not holds(difference.case.analysis.text, run, shell, code, 0, 0)
    # `export X=$Y` splits in a POSIX sh, and in none of these.
    exports = any(command.name in ("export", "readonly") for command in difference.commands)
    return (code == 2028 or (exports and code in (2046, 2086))) and shell in ("bash", "busybox sh", "dash")


def _no_posix_shell(difference: Difference) -> bool:
    run = difference.run
    return not difference.ours_alone and _is_shellcheck(difference) and run is not None and not is_read(run)


def _beside_the_point(difference: Difference) -> bool:
    run = difference.run
    if difference.ours_alone or not _is_shellcheck(difference) or run is None:
        return False
    return int(difference.rule[2:]) in (*EXCLUDED, *difference.case.left_out(run))


def _grep_is_the_test(difference: Difference) -> bool:
    run = difference.run
    if difference.ours_alone or difference.rule != "DL4006" or run is None:
        return False
    return all(
        command.pipeline is None
        or len(command.pipeline.stages) < 2
        or has_no_result(run, command, command.pipeline)
        or is_the_test(run, command.pipeline)
        or run.script.pipefail_at(command)
        for command in run.commands
    )


def _sudo_drops_root(difference: Difference) -> bool:
    if difference.ours_alone or difference.rule != "DL3004":
        return False
    return all(names_other_user(command) for command in difference.commands if command.name == "sudo")


def _stage_by_any_case(difference: Difference) -> bool:
    flag = difference.instruction.flag("from") if difference.instruction else None
    named = flag is not None and difference.case.dockerfile.stage_named(flag.value or "") is not None
    return not difference.ours_alone and difference.rule == "DL3022" and named


def _copied_from_an_image(difference: Difference) -> bool:
    flag = difference.instruction.flag("from") if difference.instruction else None
    image = flag is not None and "/" in (flag.value or "")
    return not difference.ours_alone and difference.rule == "DL3022" and image


def _output_thrown_away(difference: Difference) -> bool:
    wgets = [command for command in difference.commands if command.name == "wget"]
    silent = [any(redirect.fd == 2 or "&" in redirect.operator for redirect in each.redirects) for each in wgets]
    return not difference.ours_alone and difference.rule == "DL3047" and bool(silent) and all(silent)


def _base_is_a_stage(difference: Difference) -> bool:
    stage = difference.instruction.stage if difference.instruction else None
    variable = _variables(difference) and stage is not None
    return not difference.ours_alone and difference.rule == "DL3006" and variable


def _working_folder_of_another_stage(difference: Difference) -> bool:
    stage = difference.instruction.stage if difference.instruction else None
    if not difference.ours_alone or difference.rule != "DL3045" or stage is None:
        return False
    before = [each for each in stage.instructions if each.line < difference.line and each.keyword == "WORKDIR"]
    return not before and any(each.keyword == "WORKDIR" for each in difference.case.dockerfile.instructions)


def _base_may_define_it(difference: Difference) -> bool:
    stage = difference.instruction.stage if difference.instruction else None
    unknown_base = stage is not None and stage.base_image not in ("", "scratch")
    return not difference.ours_alone and difference.rule == "buildkit:UndefinedVar" and unknown_base


def _quoted_or_windows_path(difference: Difference) -> bool:
    path = difference.instruction.arguments if difference.instruction else ""
    absolute = re.match(r"[\"']?(?:/|[A-Za-z]:|\$)", path) is not None
    return not difference.ours_alone and difference.rule == "buildkit:WorkdirRelativePath" and absolute


def _the_other_of_two(difference: Difference) -> bool:
    if difference.rule != "buildkit:MultipleInstructionsDisallowed" or difference.instruction is None:
        return False
    stage = difference.instruction.stage
    alike = [each for each in (stage.instructions if stage else ()) if each.keyword == difference.instruction.keyword]
    return len(alike) > 1 and difference.instruction is (alike[-1] if difference.ours_alone else alike[0])


def _malformed_array(difference: Difference) -> bool:
    array = difference.instruction is not None and difference.instruction.arguments.startswith("[")
    return difference.ours_alone and difference.rule == "buildkit:JSONArgsRecommended" and array


def _used_by_another(difference: Difference) -> bool:
    stage = difference.instruction.stage if difference.instruction else None
    if difference.ours_alone or difference.rule != "DL3002" or stage is None:
        return False
    dockerfile = difference.case.dockerfile
    return any(stage in dockerfile.dependencies(other) for other in dockerfile.stages if other is not stage)


def _comes_back(difference: Difference) -> bool:
    if difference.ours_alone or difference.rule != "DL3003":
        return False
    steps = [command for command in difference.commands if command.name == "cd"]
    removes = any(
        command.name == "rm" or [word.value for word in command.words] == ["docker-php-source", "delete"]
        for command in difference.commands
    )
    return removes or all(command.scope.parent is not None for command in steps)


def _flag_in_variable(difference: Difference) -> bool:
    wgets = [command for command in difference.commands if command.name == "wget"]
    variables = bool(wgets) and all(any(word.text.startswith("$") for word in each.arguments) for each in wgets)
    return not difference.ours_alone and difference.rule == "DL3047" and variables


_BESIDE = re.compile(
    r"(?:^|_)(?:allow|disable|enable|is|require|skip|use)_|gpg_key|private(?!_?key)|tokeniz|secreta|user|email|"
    r"_(?:[a-z]*id|alias|dir|enabled|endpoint|file|format|host|mode|name|path|port|prefix|sock|store|type|uri|url)$",
    re.IGNORECASE,
)
_NO_SECRET = re.compile(r"|true|false|yes|no|on|off|[01]|none|null|[./~$].*/.*|/[\w.-]+|[a-z+]+://[^@]+", re.IGNORECASE)


def _is_no_secret(name: str, value: str) -> bool:
    return _NO_SECRET.fullmatch(value) is not None or names_public_keys(name, value)


def _beside_a_secret(difference: Difference) -> bool:
    rules = ("DL3064", "buildkit:SecretsUsedInArgOrEnv")
    if difference.ours_alone or difference.rule not in rules or difference.instruction is None:
        return False
    pairs = (difference.instruction.trigger or difference.instruction).pairs
    named = [
        pair for pair in pairs if re.search("key|token|secret|pass|auth|cred|private|user", pair.key, re.IGNORECASE)
    ]
    return all(_BESIDE.search(pair.key) or _is_no_secret(pair.key, (pair.value or "").strip("\"'")) for pair in named)


def _gives_way(difference: Difference) -> bool:
    text = difference.instruction.arguments if difference.instruction else ""
    rules = ("DL3025", "buildkit:JSONArgsRecommended")
    return not difference.ours_alone and difference.rule in rules and text.startswith("exec ") and "$" in text


def _not_the_last_user(difference: Difference) -> bool:
    stage = difference.instruction.stage if difference.instruction else None
    if difference.ours_alone or difference.rule != "DL3066" or stage is None:
        return False
    dockerfile = difference.case.dockerfile
    followed = any(each.keyword == "USER" and each.line > difference.line for each in stage.instructions)
    return followed or any(stage in dockerfile.dependencies(other) for other in dockerfile.stages if other is not stage)


def _microdnf_assumes_yes(difference: Difference) -> bool:
    run = difference.run
    if difference.ours_alone or difference.rule != "DL3038" or run is None or not microdnf_assumes_yes(run):
        return False
    return all(action.manager == "microdnf" for action in difference.actions)


def _context_of_the_build(difference: Difference) -> bool:
    instruction = difference.instruction
    flag = instruction.flag("from") if instruction else None
    if difference.ours_alone or difference.rule != "DL3022" or instruction is None or flag is None:
        return False
    return may_be_a_context(difference.case.analysis, instruction, flag.value or "")


def _platform_by_default(difference: Difference) -> bool:
    flag = difference.instruction.flag("platform") if difference.instruction else None
    if difference.ours_alone or difference.rule != "DL3029" or flag is None:
        return False
    return is_of_the_build(difference.case.analysis, flag.value or "")


def _root_by_name(difference: Difference) -> bool:
    user = difference.instruction.arguments.partition(":")[0] if difference.instruction else ""
    return not difference.ours_alone and difference.rule == "DL3066" and user == "root"


REASONS = (
    Reason("peer-cannot-read-the-file", _peer_cannot_read),
    Reason("command-behind-another", _behind_another_command),
    Reason("command-by-its-path", _by_path),
    Reason("manager-by-another-name", _other_manager),
    Reason("subcommand-by-another-name", _other_subcommand),
    Reason("scratch-starts-at-the-root", _seen_from_the_root),
    Reason("windows-accounts-have-no-number", _windows_account),
    Reason("stage-is-not-shipped", _stage_not_shipped),
    Reason("rm-removes-something-else", _removes_something_else),
    Reason("index-refreshed-after-removal", _refreshed_after_removal),
    Reason("apt-dist-clean", _dist_clean),
    Reason("pip-cache-is-off", _pip_cache_off),
    Reason("apk-without-network", _without_network),
    Reason("removed-in-another-way", _removed_in_another_way),
    Reason("recommends-are-off", _recommends_off),
    Reason("no-package-is-named", _nothing_named),
    Reason("nothing-to-pin", _nothing_to_pin),
    Reason("name-looks-pinned", _name_looks_pinned),
    Reason("fragment-is-no-version", _fragment_is_no_version),
    Reason("metadata-stays", _metadata_stays),
    Reason("flag-without-value", _flag_without_value),
    Reason("variable-is-known", _variable_is_known),
    Reason("value-is-a-variable", _value_is_a_variable),
    Reason("inside-onbuild", _inside_onbuild),
    Reason("healthcheck-needs-a-shell", _healthcheck),
    Reason("pipefail-is-set", _pipefail_is_set),
    Reason("writer-cannot-fail", _writer_cannot_fail),
    Reason("serves-the-rest-of-the-run", _serves_the_run),
    Reason("the-image-may-have-a-user", _user_of_the_image),
    Reason("pip-has-no-cache", _pip_without_cache),
    Reason("go-knows-no-versions", _go_without_versions),
    Reason("made-to-be-laid-over", _made_to_be_laid_over),
    Reason("labels-of-atomic", _own_labels),
    Reason("archive-by-another-path", _archive_by_another_path),
    Reason("set-in-the-file", _set_in_the_file),
    Reason("scratch-has-a-path", _path_on_scratch),
    Reason("as-buildkit-says", _as_buildkit_says),
    Reason("no-posix-shell", _no_posix_shell),
    Reason("the-shell-is-known", _shell_is_known),
    Reason("beside-the-point-in-a-build", _beside_the_point),
    Reason("one-comment-a-run", _one_comment_a_run),
    Reason("grep-is-the-test", _grep_is_the_test),
    Reason("sudo-drops-root", _sudo_drops_root),
    Reason("stage-names-have-no-case", _stage_by_any_case),
    Reason("copied-from-an-image", _copied_from_an_image),
    Reason("output-is-thrown-away", _output_thrown_away),
    Reason("base-is-a-stage", _base_is_a_stage),
    Reason("workdir-of-another-stage", _working_folder_of_another_stage),
    Reason("base-may-define-it", _base_may_define_it),
    Reason("path-is-absolute", _quoted_or_windows_path),
    Reason("the-other-of-two", _the_other_of_two),
    Reason("malformed-array-is-shell-form", _malformed_array),
    Reason("stage-is-used-by-another", _used_by_another),
    Reason("cd-that-comes-back", _comes_back),
    Reason("flag-in-a-variable", _flag_in_variable),
    Reason("beside-a-secret", _beside_a_secret),
    Reason("shell-gives-way", _gives_way),
    Reason("not-the-last-user", _not_the_last_user),
    Reason("microdnf-assumes-yes", _microdnf_assumes_yes),
    Reason("context-of-the-build", _context_of_the_build),
    Reason("platform-by-default", _platform_by_default),
    Reason("root-by-name", _root_by_name),
)


def reason_for(case: Case, line: int, rule: str, place: Span | None) -> str | None:
    """The slug of the first reason that holds, or None. `place` is what our finding marks, None for one of the peer."""
    difference = Difference(case, line, rule, place)
    return next((reason.slug for reason in REASONS if reason.holds(difference)), None)
