"""Ruby: what a newer version takes no longer."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.language.jumps import Jump, version_of
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.shell.packages import PackageAction

# Source: the NEWS of Ruby 3.2.
_GONE = re.compile(r"\b(?:File|Dir)\.exists\?|\b(?:Fixnum|Bignum)\b")


def jump(move: Move, change: Jump) -> Iterator[Reason]:
    """What a change of Ruby's version touches."""
    yield from _remembered(move, change)
    if not change.crosses(3, 2):
        return
    yield from _bundler(move)
    for text, start in move.needs.words():
        match = _GONE.search(text)
        if match:
            line = move.line(start + match.start())
            yield Reason("version", "breaks", "high", match[0], "Ruby 3.2 left it out", line)
            return


# A Ruby that the file brings itself.
_OTHER_RUBY = re.compile(
    r"\brvm\b|rbenv|ruby-build|ruby-install|cache\.ruby-lang\.org|ruby-lang\.org/pub", re.IGNORECASE
)
_NO_DOCUMENTS = re.compile(r"--no-(?:ri|rdoc)\b")


# Tried on Ubuntu 24.04. Source: rubygems-integration 1.18, operating_system.rb (Gem.disable_system_update_message).
_KEEPS_RUBYGEMS = {"debian": (12,), "ubuntu": (22, 4)}


def of_distribution(move: Move) -> Iterator[Reason]:
    """RubyGems of the distribution's own package, which is not to be replaced by itself."""
    if move.run_only or not move.reaches(_KEEPS_RUBYGEMS) or "ruby" not in _stems(move):
        return
    if any(_OTHER_RUBY.search(text) for text, _ in move.needs.words()):
        return
    for command in move.commands():
        words = [word.text for word in command.arguments]
        if command.name == "gem" and words[:1] == ["update"] and "--system" in words and not command.ignored:
            why = f"the RubyGems of {move.place} is apt's, and stops at that: leave it out"
            yield Reason("version", "breaks", "high", "gem update --system", why, move.line(command.start))
            return


def _stems(move: Move) -> frozenset[str]:
    return frozenset(name.split("-")[0].rstrip("0123456789.") for name in move.needs.installed())


def image(move: Move) -> Iterator[Reason]:
    """Ruby 2.6 brought RubyGems 3, which left out the options for no documents. Source: RubyGems' changelog, 3.0."""
    old, new = version_of(move.before, "ruby"), version_of(move.after, "ruby")
    if new is None or new < (2, 6) or (old is not None and old >= (2, 6)):
        return
    if any(_OTHER_RUBY.search(text) for text, _ in move.needs.words()):
        return
    for command in move.commands():
        found = next((one for word in command.arguments if (one := _NO_DOCUMENTS.fullmatch(word.text))), None)
        if command.name == "gem" and found is not None and not command.ignored:
            why = "RubyGems 3, which comes with Ruby 2.6 and later, stops at it: use --no-document"
            yield Reason("version", "breaks", "high", f"gem {found[0]}", why, move.line(command.start))
            return


# Source: Bundler's changelog, 4.0, which comes with Ruby 4.0.
_REMEMBERED = re.compile(r"--(?:without|with|path|deployment|system|frozen|no-prune|shebang|clean)(?:=.*)?")


def _remembered(move: Move, change: Jump) -> Iterator[Reason]:
    """The options that `bundle install` wrote into its settings, which Bundler 4 refuses.

    A Gemfile.lock that ends in BUNDLED WITH 2.x makes it fetch and start that one, which takes them still. The newest,
    which `gem install bundler` takes, is 4 from Ruby 3.2 on (https://rubygems.org/gems/bundler/versions).
    """
    if change.crosses(4, 0):
        whose = "which Ruby 4 brings"
    elif change.crosses(3, 2) and any(_takes_newest(action) for action in move.actions()):
        whose = "which gem install takes on Ruby 3.2 and later"
    else:
        return
    run = [(command, command.start) for command in move.commands()]
    run += [(command, instruction.start) for instruction, command in move.started()]
    for command, start in run:
        words = [word.text for word in command.arguments]
        found = next((word for word in words if _REMEMBERED.fullmatch(word)), None)
        if command.name == "bundle" and "install" in words[:1] and found is not None and not command.ignored:
            option = found.partition("=")[0]
            why = f"Bundler 4, {whose}, stops at it, unless Gemfile.lock starts 2: bundle config set"
            yield Reason("version", "check", "medium", f"bundle install {option}", why, move.line(start))
            return


def _takes_newest(action: PackageAction) -> bool:
    """Whether it is `gem install bundler` without a version."""
    named = any(one.name == "bundler" and one.version is None for one in action.packages)
    return action.manager == "gem" and action.action == "install" and named and not action.has("--version")


def _bundler(move: Move) -> Iterator[Reason]:
    """Bundler 1 calls `untaint`, which Ruby 3.2 left out; a lock file that names it starts it."""
    for action in move.all_actions():
        if action.action != "install":
            continue
        version = next((one.version for one in action.packages if one.name == "bundler" and one.version), None)
        if action.family == "gem" and version is not None and re.match(r"(?:~>\s*)?1\b", version):
            what, severity, certainty = f"bundler {version}", "breaks", "high"
            why = "Bundler 1 does not run on Ruby 3.2 and later: take 2"
        elif action.family == "bundler":
            what, severity, certainty = f"{action.manager} {action.subcommand}".strip(), "check", "low"
            why = "a Gemfile.lock that ends in BUNDLED WITH 1.x or 2.0 starts that, which Ruby 3.2 and later do not run"
        else:
            continue
        yield Reason("version", severity, certainty, what, why, move.line(action.start))  # type: ignore[arg-type]
        return
