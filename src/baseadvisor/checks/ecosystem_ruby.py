"""Ruby images: Bundler, Rails, and what the official images bring along."""

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from baseadvisor.analysis import RunFacts, StageFacts
from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.provided import provided, surely_runs
from baseadvisor.checks.starting import is_for_development, last_of, of_image, start_words
from baseadvisor.checks.words import keyword_of, names_root, sources_and_destination
from baseadvisor.fixes.edit import Edit
from baseadvisor.image.numbers import number

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis
    from baseadvisor.shell.model import Command
    from baseadvisor.shell.packages import PackageAction

_SERVERS = frozenset(("rails", "puma", "unicorn", "thrust", "rackup", "falcon", "thin", "passenger", "iodine"))
_REALLY = "REALLY_GEM_UPDATE_SYSTEM"
"""The variable with which older RubyGems of Debian's let themselves be replaced."""
_WORKERS = frozenset(("sidekiq",))
_KEY_FILES = re.compile(r"secrets\.yml|master\.key|credentials|\.env\b|\brake secret\b|\brails secret\b")
"""Where Rails, or dotenv, finds a key; and what makes one."""
_RAILS_FOLDERS = ("/rails", "/app")
_MAY_BE_PROJECT = re.compile(r"Gemfile.*|gems\..*|.*\.gemspec|[^.]*|\.\.?|.*[*?$].*")
"""Names of Bundler's files, of folders, and whatever a pattern or a variable stands for."""
_HOST_CREDENTIAL = re.compile(
    r"BUNDLE_(?!(?:BUILD|CACHE|DISABLE|GEM|LOCAL|MIRROR|PATH|PLUGINS|SSL)_)[A-Z0-9_]+__"
    r"(?:AI|APP|CH|CLOUD|CO|COM|DE|DEV|EU|FR|IO|JP|NET|NL|ORG|RUN|SH|TECH|UK|US)\Z"
)
"""BUNDLE_GEMS__EXAMPLE__COM holds the credentials for gems.example.com; BUNDLE_BUILD__PG and the like are settings."""


def is_ruby(stage: StageFacts) -> bool:
    """Whether a stage stands on the official Ruby image or one that is called after Ruby or Rails."""
    reference = stage.reference
    if reference is None:
        return False
    return any(
        word in ("ruby", "rails", "jruby", "truffleruby") for word in re.split(r"[/_.-]", reference.familiar_name)
    )


def is_official_ruby(stage: StageFacts) -> bool:
    """Whether a stage stands on the official Ruby image itself."""
    return stage.reference is not None and stage.reference.official == "ruby"


def _in_production(run: RunFacts) -> bool:
    """Whether nothing says that a RUN is for development: the stage's name, or Rails' environment."""
    environment = run.environment
    named = environment.get("RAILS_ENV") or environment.get("RACK_ENV") or "production"
    return not is_for_development(run.stage) and named not in ("development", "test")


def _installs(analysis: "Analysis") -> Iterator[tuple["PackageAction", RunFacts]]:
    """`bundle install` in production stages of Ruby images."""
    for action in analysis.actions("bundle"):
        if action.action == "install" and "install" in action.subcommand:
            run = analysis.run_of(action.command)
            if is_ruby(run.stage) and not run.stage.is_windows and _in_production(run):
                yield action, run


def bundler_again(analysis: "Analysis") -> Iterator[Hit]:
    """`gem install bundler` on the official image, which has Bundler, without a version of its own.

    Placeholder: {image}.
    """
    for action in analysis.actions("gem"):
        run = analysis.run_of(action.command)
        if action.action != "install" or not is_official_ruby(run.stage) or is_for_development(run.stage):
            continue
        for package in action.packages:
            if package.name == "bundler" and package.version is None and not action.has("--version"):
                yield hit(package, image=run.stage.reference.familiar if run.stage.reference is not None else "ruby")


def assets_need_key(analysis: "Analysis", *, variables: Sequence[str], oldest: str) -> Iterator[Hit]:
    """`assets:precompile` runs in production without a key, on an official image of Ruby `oldest` or newer.

    A key is one of `variables` (patterns, the first the one to set), a secret mount, or a file of keys that is spoken
    of. Placeholder: {command}.
    """
    if _KEY_FILES.search(analysis.text):
        return
    for command in analysis.commands("rails", "rake", "bundle", "bin/rails"):
        words = [word.value for word in command.arguments]
        if "assets:precompile" not in words or command.within:
            continue
        run = analysis.run_of(command)
        if not _is_from(run.stage, oldest) or any(mount.get("type") == "secret" for mount in run.mounts):
            continue
        if is_for_development(run.stage) or _rails_environment(run, command) != "production":
            continue
        given = {assignment.name for assignment in run.script.assigned}.union(run.state.environment.variables)
        given.update((word or "").partition("=")[0] for word in words)
        if not any(fnmatchcase(name, pattern) for name in given for pattern in variables):
            edits = (Edit(command.start, command.start, f"{variables[0]}=1 "),)
            yield hit(command, edits=edits, command=command.name or "")


def _is_from(stage: StageFacts, oldest: str) -> bool:
    """Whether a stage stands on the official Ruby image in version `oldest` or newer; where parts lack, the newest."""
    if not is_official_ruby(stage) or stage.reference is None:
        return False
    numbers = re.match(r"\d+(?:\.\d+)*", stage.reference.tag or "")
    version = tuple(map(int, numbers[0].split("."))) if numbers is not None else ()
    wanted = tuple(map(int, oldest.split(".")))
    return version >= wanted[: len(version)]


def _rails_environment(run: RunFacts, command: "Command") -> str | None:
    """Rails' environment where a command runs; None where it is not known, or Rails' own choice, development."""
    exported = (each for each in run.script.assigned if each.kind == "export" and each.end <= command.start)
    given = {each.name: each.word.value for each in (*exported, *command.assignments) if each.word is not None}
    for word in command.arguments:
        name, equals, value = (word.value or "").partition("=")
        if equals:
            given[name] = value
    named = run.environment | given
    return named.get("RAILS_ENV") or named.get("RACK_ENV")


def parallel_bootsnap(analysis: "Analysis") -> Iterator[Hit]:
    """`bootsnap precompile` runs in parallel, which QEMU does not bear. Placeholder: {command}."""
    for command in analysis.commands("bootsnap", "bundle"):
        words = [word.value for word in command.words]
        if "bootsnap" not in words or "precompile" not in words or (command.name == "bootsnap" and command.within):
            continue
        run = analysis.run_of(command)
        text = run.script.source.text
        if command.has_flag("-j", "--jobs") or ("BUILDPLATFORM" in text and "TARGETPLATFORM" in text):
            continue
        at = command.words[words.index("precompile")].end
        yield hit(command, edits=(Edit(at, at, " -j 1"),), command=command.name or "")


def unused_jemalloc(analysis: "Analysis", *, packages: Sequence[str], variables: Sequence[str]) -> Iterator[Hit]:
    """The final image of a Ruby program installs jemalloc, and neither a variable nor a script has it loaded.

    Placeholder: {package}.
    """
    final = analysis.final
    if (
        not is_ruby(final)
        or is_for_development(final)
        or any(name in final.end.environment.variables for name in variables)
    ):
        return
    words = start_words(final)
    if any(name in word for word in words for name in variables) or "ld.so.preload" in analysis.text:
        return
    if any("entrypoint" in word or word.endswith(".sh") for word in words):
        return
    for action in analysis.actions():
        if action.action == "install" and analysis.run_of(action.command).stage in final.chain:
            for package in action.packages:
                if package.name in packages:
                    yield hit(package, package=package.name)


def without_yjit(analysis: "Analysis", *, oldest: str) -> Iterator[Hit]:
    """The final image runs a Ruby server, and does not have YJIT on although its Ruby has it.

    Placeholder: {version}.
    """
    final = analysis.final
    if not is_official_ruby(final) or is_for_development(final) or final.reference is None or final.stage is None:
        return
    version = _version(final.reference.tag or "")
    if version is None or version < tuple(map(int, oldest.split("."))):
        return
    words = start_words(final)
    if not (_SERVERS | _WORKERS).isdisjoint(word.rpartition("/")[2] for word in words):
        variables = final.end.environment.variables
        if "RUBY_YJIT_ENABLE" not in variables and "RUBYOPT" not in variables and "--yjit" not in words:
            yield hit(final.stage.from_instruction.words[0], version=".".join(map(str, version)))


def _version(tag: str) -> tuple[int, ...] | None:
    match = re.match(r"(\d+)\.(\d+)", tag)
    return (number(match[1]), number(match[2])) if match is not None else None


def health_by_curl(analysis: "Analysis") -> Iterator[Hit]:
    """The HEALTHCHECK of a Rails server calls curl or wget, which Ruby itself can do without.

    Placeholder: {command}.
    """
    final = analysis.final
    if not is_ruby(final) or is_for_development(final):
        return
    if _SERVERS.isdisjoint(word.rpartition("/")[2] for word in start_words(final)):
        return
    check = last_of(final, "HEALTHCHECK")
    if check is None or len(check.words) < 2:
        return
    command = next((each for each in analysis.facts(check).commands if each.name in ("curl", "wget")), None)
    if command is not None:
        yield hit(keyword_of(check), command=command.name or "")


def cache_mount(analysis: "Analysis") -> Iterator[Hit]:
    """`bundle install` without a cache mount for the gems it downloads, of a project that is copied or mounted.

    One that an earlier RUN clones or downloads stays as it is until that RUN is changed. Placeholder: {command}.
    """
    for action, run in _installs(analysis):
        if not run.mounted("cache", "tmpfs") and (run.mounted("bind") or _project_copied(analysis, run)):
            yield hit(action.subcommand_word or action.command, command="bundle install")


def _project_copied(analysis: "Analysis", run: RunFacts) -> bool:
    """Whether a COPY or ADD before the RUN takes a Gemfile of the context or a stage, or a folder that may hold one."""
    for instruction in of_image(run.stage, "COPY", "ADD"):
        flag = instruction.flag("from")
        if instruction.start > run.instruction.start:
            break
        if flag is None or analysis.dockerfile.stage_named(flag.value or "") is not None:
            for text, _ in sources_and_destination(instruction)[0]:
                if "://" not in text and _MAY_BE_PROJECT.fullmatch(text.rstrip("/").rpartition("/")[2]):
                    return True
    return False


def gemfile_copied(analysis: "Analysis") -> Iterator[Hit]:
    """Only the Gemfile is copied for `bundle install`, which a bind mount does without a layer. Placeholder: {path}."""
    if not any(True for _ in analysis.actions("bundle")):
        return
    stages = {run.stage.index for _, run in _installs(analysis)}
    for instruction in analysis.instructions("COPY"):
        if instruction.flag("from") is not None or analysis.stage_of(instruction).index not in stages:
            continue
        sources = [text.removeprefix("./") for text, _ in sources_and_destination(instruction)[0]]
        if sources and all(source in ("Gemfile", "Gemfile.lock", "Gemfile*") for source in sources):
            yield hit(keyword_of(instruction), path=" ".join(sources))


def networked_install(analysis: "Analysis") -> Iterator[Hit]:
    """`bundle install` has Gemfile and cache mounted, and the network too. Placeholder: {command}."""
    for action, run in _installs(analysis):
        network = run.instruction.flag("network")
        if run.mounted("cache") and run.mounted("bind") and (network is None or network.value != "none"):
            yield hit(action.subcommand_word or action.command, command="bundle install")


def credential_variable(analysis: "Analysis", *, names: Sequence[str]) -> Iterator[Hit]:
    """ARG or ENV holds what Bundler, RubyGems or Devise take for a credential. Placeholders: {name}, {instruction}."""
    for instruction in analysis.instructions("ARG", "ENV"):
        for pair in instruction.pairs:
            if pair.key in names or _HOST_CREDENTIAL.match(pair.key):
                yield Hit(pair.key_start, pair.key_end, {"name": pair.key, "instruction": instruction.keyword})


def state_not_writable(analysis: "Analysis") -> Iterator[Hit]:
    """A Rails application is copied for root, and run by somebody else, who cannot write log and tmp.

    Placeholder: {user}.
    """
    final = analysis.final
    user = final.end.user
    if not is_ruby(final) or user is None or names_root(user.arguments):
        return
    if not any("rails" in word for word in start_words(final)) and "RAILS_ENV" not in final.end.environment.variables:
        return
    if any(command.name in ("chown", "chmod") for run in final.runs for command in run.commands):
        return
    for instruction in of_image(final, "COPY"):
        sources, destination = sources_and_destination(instruction)
        if destination is None or instruction.flag("chown") is not None or instruction.flag("chmod") is not None:
            continue
        if any(text in (".", "./", *_RAILS_FOLDERS) or text.rstrip("/") in _RAILS_FOLDERS for text, _ in sources):
            at = instruction.keyword_end
            name = user.arguments
            edits = (Edit(at, at, f" --chown={name}"),) if "$" not in name else ()
            yield hit(keyword_of(instruction), edits=edits, user=name)


def system_gems_updated(analysis: "Analysis", *, images: Sequence[str], packages: Sequence[str]) -> Iterator[Hit]:
    """RubyGems is told to replace itself where it is the distribution's, whose RubyGems refuses that.

    On `images`, official ones that come without Ruby, where one of `packages` (patterns) brought it and nothing else
    can have done so. Placeholder: {image}.
    """
    for command in analysis.commands("gem"):
        if [word.value for word in command.operands][:1] != ["update"] or not command.has_flag("--system"):
            continue
        stage = analysis.run_of(command).stage
        if stage.reference is None or stage.reference.official not in images or "/" in command.words[0].text:
            continue
        given = provided(stage, command.start)
        is_own = any(fnmatchcase(name, pattern) for name in given.packages for pattern in packages)
        if is_own and not given.opaque and _REALLY not in analysis.text and surely_runs(command):
            yield hit(command.words[0], image=stage.reference.familiar)
