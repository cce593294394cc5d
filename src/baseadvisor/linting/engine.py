"""Runs the rules on one Dockerfile."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from baseadvisor.analysis.analysis import Analysis
from baseadvisor.analysis.options import Options
from baseadvisor.checks.hit import Hit
from baseadvisor.dockerfile.model import Dockerfile
from baseadvisor.dockerfile.scope import BuildOptions
from baseadvisor.dockerfile.source import Source, parse
from baseadvisor.linting.config import DEFAULT, Config, PathOverride
from baseadvisor.linting.finding import CheckFailure, Finding, Fix, LintResult
from baseadvisor.linting.ignore_file import ignore_file_beside
from baseadvisor.linting.message import fill, fix_description
from baseadvisor.linting.pragmas import NONE as NO_PRAGMAS
from baseadvisor.linting.pragmas import Pragmas, read_pragmas
from baseadvisor.linting.rule_index import RuleIndex, shipped
from baseadvisor.linting.selection import Active, Check, active_rules, check_of, experimental

if TYPE_CHECKING:
    from baseadvisor.cache.answers import Answers
    from baseadvisor.shellcheck.checker import Checker


class Prepared(NamedTuple):
    """What runs on a file: the rules with their checks, those about comments, and what could not be loaded."""

    checks: tuple[tuple[Active, Check], ...]
    about_comments: tuple[Active, ...]
    broken: tuple[tuple[str, Exception], ...]
    ignored: frozenset[str]
    severities: Mapping[str, str]
    """These two have every id that the configuration names, in lower case: for findings with an alias of their own."""
    shellcheck: str | None
    """The name of the rule that runs ShellCheck, when it is on and ShellCheck is at hand."""


class _Plan(NamedTuple):
    analysis: Analysis
    pragmas: Pragmas
    prepared: Prepared


class Linter:
    """A configuration made ready: the rules it turns on, with their checks loaded, to run on any number of files."""

    __slots__ = ("_answers", "_build", "_ignore_file", "_prepared", "_shellcheck", "config", "index", "reraise")

    def __init__(
        self,
        config: Config = DEFAULT,
        *,
        index: RuleIndex | None = None,
        ignore_file: Callable[[str | None], str | None] = ignore_file_beside,
        reraise: bool = False,
        answers: "Answers | None" = None,
    ) -> None:
        """`index` replaces the rules there are. `ignore_file` gives, for a Dockerfile's name, its .dockerignore's text.

        `answers` is where ShellCheck's answers are kept from run to run; None keeps none.
        `reraise` lets an exception in a check through instead of noting it in the result (for tests of checks). Raises
        ConfigError when the configuration's rule folders cannot be read.
        """
        self.config = config
        self.reraise = reraise
        self.index = index_for(config) if index is None else index
        self._ignore_file = ignore_file
        self._answers = answers
        self._build = BuildOptions(config.build_args, config.platform, config.target)
        self._prepared: dict[tuple[int, ...], Prepared] = {}
        self._shellcheck: Checker | None = None

    def parse(self, source: Source, filename: str | None = None) -> Dockerfile:
        """The Dockerfile in `source` (text, bytes or a path), read with the configuration's build arguments.

        Whatever the parser rejects is in its `problems`. Raises OSError when a path cannot be read.
        """
        return parse(source, filename=filename, recover=True, options=self._build)

    def lint(self, dockerfile: Dockerfile) -> LintResult:
        """All findings on a parsed Dockerfile."""
        return self.lint_many([dockerfile])[0]

    def lint_many(self, dockerfiles: Sequence[Dockerfile]) -> list[LintResult]:
        """The result for each of several files: as one by one, but ShellCheck is started once for all of them."""
        plans = [self._plan(dockerfile) for dockerfile in dockerfiles]
        with_shellcheck = [plan.analysis for plan in plans if plan.analysis.options.shellcheck is not None]
        if self._shellcheck is not None and with_shellcheck:
            from baseadvisor.shellcheck.programs import programs

            texts = (program.text for analysis in with_shellcheck for _, program in programs(analysis))
            self._shellcheck.prepare(texts)
        return list(map(self._run, plans))

    def _plan(self, dockerfile: Dockerfile) -> _Plan:
        pragmas = read_pragmas(dockerfile) if dockerfile.comments or dockerfile.directives else NO_PRAGMAS
        prepared = self._rules_for(dockerfile.filename)
        if pragmas.experimental:
            prepared = self._with_experimental(prepared, pragmas.experimental)
        return _Plan(Analysis(dockerfile, options=self._options(dockerfile.filename, prepared)), pragmas, prepared)

    def _run(self, plan: _Plan) -> LintResult:
        analysis, pragmas, prepared = plan
        dockerfile = analysis.dockerfile
        failures = [CheckFailure(rule, dockerfile.filename, error) for rule, error in prepared.broken]
        found: dict[tuple[str, int, int, str], Finding] = {}
        for active, check in prepared.checks:
            try:
                for hit in check(analysis, **active.params):
                    _collect(found, active, hit, dockerfile, prepared)
            except Exception as error:
                if self.reraise:
                    raise
                failures.append(CheckFailure(active.rule.name, dockerfile.filename, error))
        if prepared.shellcheck is not None and self._shellcheck is not None and self._shellcheck.failure is not None:
            from baseadvisor.shellcheck.program import ShellCheckError

            failure = ShellCheckError(self._shellcheck.failure)
            failures.append(CheckFailure(prepared.shellcheck, dockerfile.filename, failure))
        findings: Iterable[Finding] = found.values()
        suppressed: list[Finding] = []
        if pragmas is not NO_PRAGMAS:
            findings, suppressed = self._after_comments(found, pragmas, prepared, dockerfile)
        findings, suppressed = sorted(findings, key=_place), sorted(suppressed, key=_place)
        return LintResult(findings, suppressed, failures, dockerfile, self.config)

    def _after_comments(
        self,
        found: dict[tuple[str, int, int, str], Finding],
        pragmas: Pragmas,
        prepared: Prepared,
        dockerfile: Dockerfile,
    ) -> tuple[list[Finding], list[Finding]]:
        """The findings that stay and those that are silenced; the rules about comments add theirs."""
        from baseadvisor.linting.suppression import about_comments, raised, silence

        respected = pragmas._replace(ignores=()) if self.config.disable_pragmas else pragmas
        outcome = silence(found.values(), respected, self.index)
        kept, suppressed = outcome.kept, outcome.suppressed
        if prepared.about_comments:
            running = {active.rule.code for active, _ in prepared.checks}
            about: dict[tuple[str, int, int, str], Finding] = {}
            for active, hit in about_comments(
                prepared.about_comments, pragmas, outcome, self.index, running, dockerfile
            ):
                _collect(about, active, hit, dockerfile, prepared)
            more = silence(about.values(), respected, self.index)
            kept, suppressed = kept + more.kept, suppressed + more.suppressed
        return raised(kept) if pragmas.error else kept, suppressed

    def _options(self, filename: str | None, prepared: Prepared) -> Options:
        config = self.config
        return Options(
            self._build,
            config.as_of,
            config.allowed_registries,
            config.label_schema,
            config.strict_labels,
            lambda: self._ignore_file(filename),
            self._shellcheck if prepared.shellcheck is not None else None,
        )

    def _rules_for(self, filename: str | None) -> Prepared:
        """What runs on a file of this name."""
        overrides: tuple[PathOverride, ...] = ()
        if self.config.overrides:
            from baseadvisor.linting.paths import matches

            root = self.config.root
            overrides = tuple(each for each in self.config.overrides if matches(each.paths, filename, root))
        key = tuple(map(id, overrides))
        if key not in self._prepared:
            self._prepared[key] = self._prepare(active_rules(self.config, self.index, overrides), overrides)
        return self._prepared[key]

    def _prepare(self, rules: Iterable[Active], overrides: Sequence[PathOverride] = ()) -> Prepared:
        checks: list[tuple[Active, Check]] = []
        about: list[Active] = []
        broken: list[tuple[str, Exception]] = []
        for active in rules:
            if active.rule.check.startswith("pragmas."):
                about.append(active)
                continue
            try:
                checks.append((active, check_of(active.rule)))
            except Exception as error:
                if self.reraise:
                    raise
                broken.append((active.rule.name, error))
        layers: list[Config | PathOverride] = [self.config, *overrides]
        ignored = frozenset(id_.lower() for layer in layers for id_ in layer.ignore)
        severities = {id_.lower(): value for layer in layers for id_, value in layer.severity.items()}
        of_shellcheck = next((each.rule.name for each, _ in checks if each.rule.check.startswith("shellcheck.")), None)
        if of_shellcheck is not None and not self._has_shellcheck():
            of_shellcheck = None
        return Prepared(tuple(checks), tuple(about), tuple(broken), ignored, severities, of_shellcheck)

    def _has_shellcheck(self) -> bool:
        """Whether ShellCheck is installed; makes it ready at the first call."""
        if self._shellcheck is None:
            from baseadvisor.shellcheck.checker import Checker
            from baseadvisor.shellcheck.program import find_program

            program = find_program()
            self._shellcheck = None if program is None else Checker(program, self._answers)
        return self._shellcheck is not None

    def _with_experimental(self, prepared: Prepared, names: Sequence[str]) -> Prepared:
        on = {active.rule.code for active, _ in prepared.checks}
        asked = experimental(self.index, names, self.config)
        added = self._prepare(active for active in asked if active.rule.code not in on)
        return prepared._replace(checks=prepared.checks + added.checks, broken=prepared.broken + added.broken)


def index_for(config: Config) -> RuleIndex:
    """The shipped rules, and those of the configuration's rule folders. Raises ConfigError when those are wrong."""
    if not config.rule_folders:
        return shipped()
    from baseadvisor.linting.rule_folder import read_folders

    return shipped().with_rules(read_folders(config))


def _collect(
    found: dict[tuple[str, int, int, str], Finding],
    active: Active,
    hit: Hit,
    dockerfile: Dockerfile,
    prepared: Prepared,
) -> None:
    """Add a hit's finding, unless the same is there already or the configuration ignores its own alias."""
    finding = make_finding(active, hit, dockerfile)
    if "alias" in hit.values:
        alias = hit.values["alias"].lower()
        severity = prepared.severities.get(alias, finding.severity)
        if alias in prepared.ignored or severity == "off":
            return
        finding = finding._replace(severity=severity)
    found.setdefault((finding.code, finding.start, finding.end, finding.message), finding)


def make_finding(active: Active, hit: Hit, dockerfile: Dockerfile) -> Finding:
    """The finding that a hit of a rule is. Raises KeyError when the rule's message has a placeholder without a value.

    A hit's value called `alias` is one more id of this one finding (ShellCheck's code, where one rule stands for all of
    them), its value `severity` that finding's own severity, unless the configuration has changed the rule's.
    """
    rule, severity, _ = active
    start, end, values, edits, confidence = hit
    fix: Fix | None = None
    if edits and rule.fix != "none":
        fix = Fix(rule.fix == "safe", tuple(edits), fix_description(edits, dockerfile.text))
    aliases = rule.aliases
    if "alias" in values:
        aliases = (*aliases, values["alias"])
    span = dockerfile.span(start, end)
    return Finding(
        rule.code,
        rule.name,
        aliases,
        values.get("severity", severity) if severity == rule.severity else severity,
        fill(rule.message, values),
        span,
        start,
        end,
        fix,
        confidence or rule.confidence,
        rule.category,
        instruction_line(dockerfile, start) or span.start.line,
        dockerfile.filename,
    )


def instruction_line(dockerfile: Dockerfile, offset: int) -> int:
    """The 1-based line where the instruction around `offset` begins; 0 where there is none."""
    instructions = dockerfile.instructions
    at = bisect_right(instructions, offset, key=_start)
    if at and offset <= instructions[at - 1].end:
        return dockerfile.position(instructions[at - 1].start).line
    return 0


def _start(node: Any) -> int:
    start: int = node.start
    return start


def _place(finding: Finding) -> tuple[int, str, int, str]:
    return finding.start, finding.code, finding.end, finding.message
