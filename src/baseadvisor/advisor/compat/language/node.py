"""Node.js: its npm, its OpenSSL, and what the official images no longer bring."""

import re
from collections.abc import Iterator
from itertools import takewhile

from baseadvisor.advisor.compat.archive.gone_dnf import LIKE_RHEL
from baseadvisor.advisor.compat.failing import reports_failure
from baseadvisor.advisor.compat.language import onbuild
from baseadvisor.advisor.compat.language.jumps import Jump
from baseadvisor.advisor.copies import sources_of
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move, has_reached
from baseadvisor.advisor.release_versions import Version
from baseadvisor.analysis import StageFacts
from baseadvisor.image.numbers import numbers
from baseadvisor.shell.model import Command
from baseadvisor.shell.packages import PackageAction

_BUILD = re.compile(r"(?:run(?:-script)?\s+)?(?:build|compile|dist|bundle|prod(?:uction)?)\b")
_BUNDLERS = frozenset({"webpack", "react-scripts", "vue-cli-service", "ng", "nuxt", "gatsby", "ember"})
_MANAGERS = frozenset({"npm", "yarn", "pnpm"})


def jump(move: Move, change: Jump) -> Iterator[Reason]:
    """What a change of Node.js' version touches."""
    yield from _options(move, change)
    yield from _meteor(move, change)
    if change.crosses(15):
        yield from _npm_7(move)
        yield from _audit(move)
        yield from _links_alone(move)
        yield from _at_the_root(move)
    if _refuses_links(move, change.new) and not _refuses_links(move._replace(after=move.before), change.old):
        yield from _yarn_over_yarn(move, change)
    if change.crosses(8):
        yield from _cache_clean(move)
    if change.crosses(17):
        yield from _openssl_3(move)
    if change.crosses(12):
        yield from _gulp_3(move)
    if change.crosses(14):
        yield from _gitbook(move)
    if change.crosses(16):
        yield from _old_npm(move)
    if _brings_npm_9(move, change):
        yield from _refused_settings(move)
    if change.crosses(20):
        yield from _old_pnpm(move)
    if change.crosses(22):
        yield from _node_sass(move)


def standing(move: Move, change: Jump) -> Iterator[Reason]:
    """What the image's own npm does not take."""
    if _brings_npm_9(move, change):
        yield from _refused_settings(move)
    yield from _without_its_cli(move)
    if _refuses_links(move, change.new):
        yield from _yarn_over_yarn(move, change)
    if change.crosses(15):
        yield from _links_alone(move)
        yield from _at_the_root(move)
    if change.crosses(16):
        npms = [command.start for command, _ in _run(move) if command.name == "npm"]
        used = move.line(max(npms)) if npms else 0
        yield from (reason for reason in _old_npm(move) if (reason.line or 0) < used)


_METEOR = re.compile(r"install\.meteor\.com|\bmeteor\s+(?:build|npm|bundle|deploy)\b|programs/server\b")


def _meteor(move: Move, change: Jump) -> Iterator[Reason]:
    """A bundle of Meteor's. Source: Meteor's guide, "Deployment": Node.js as `meteor node -v` tells; issue 12056."""
    for text, start in move.needs.words():
        match = _METEOR.search(text)
        if match is not None:
            why = (
                f"what Meteor bundles is installed and run by the Node.js of its own release (meteor node -v): "
                f"{change.there} is for a newer Meteor alone"
            )
            yield Reason("version", "check", "high", "Meteor", why, move.line(start + match.start()))
            return


# Options of node that every version has, or that only a newer one can have.
_LASTING = re.compile(
    r"--?(?:max[-_](?:old|semi|new)[-_]space[-_]size|max-http-header-size|require|r|inspect(?:-brk|-port)?|expose[-_]gc"
    r"|(?:no-|trace-|throw-|pending-)?(?:warnings|deprecation)|enable-source-maps|import|(?:experimental-)?loader"
    r"|unhandled-rejections|openssl-\w+(?:-\w+)*|use-openssl-ca|use-bundled-ca|stack[-_](?:size|trace[-_]limit)"
    r"|icu-data-dir|preserve-symlinks(?:-main)?|eval|e|print|p|pe|check|c|version|v|help|h|interactive|i|use[-_]strict"
    r"|prof|abort[-_]on[-_]uncaught[-_]exception|tls-.+|dns-result-order|env-file(?:-if-exists)?|test(?:-.+)?|watch.*"
    r"|harmony|trace-\w+(?:-\w+)*|title|permission|allow-.+|conditions|C|enable-fips|force-fips|experimental-.+)(?:=.*)?"
)
# Options that stop it, with the first version that is sure to: the legacy debugger went with Node.js 8 (its
# changelog); V8 renamed always-compact, and Node.js 20 calls it a bad option.
_GONE_OPTIONS = (
    (re.compile(r"--debug(?:-brk)?(?:=.*)?"), 8, "take --inspect"),
    (re.compile(r"--always[-_]compact"), 20, "V8 calls it --compact-on-every-full-gc"),
)


def _options(move: Move, change: Jump) -> Iterator[Reason]:
    """Options in front of the script: node stops at one that it, or its V8, does not know."""
    for command, start in _run(move):
        if command.name not in ("node", "nodejs"):
            continue
        for word in takewhile(lambda one: one.text.startswith("-"), command.arguments):
            option = word.text
            gone = next(((since, why) for one, since, why in _GONE_OPTIONS if one.fullmatch(option)), None)
            if gone is not None and change.crosses(gone[0]):
                why = f"Node.js {gone[0]} and later do not start with it (bad option): {gone[1]}"
                yield Reason("version", "breaks", "high", f"node {option}", why, move.line(start))
            elif option.startswith("--") and len(option) > 2 and not _LASTING.fullmatch(option):
                why = f"an option that {change.there} may not know: it stops at one (bad option)"
                yield Reason("version", "check", "medium", f"node {option}", why, move.line(start))


def _links_alone(move: Move) -> Iterator[Reason]:
    """`npm install -g` of the folder itself. Tried: npm 6 installs what it needs there, npm 11 makes a link alone."""
    for action in move.actions():
        if (
            action.manager != "npm"
            or action.subcommand not in ("install", "i", "ci")
            or "xargs" in action.command.within
        ):
            continue
        if not action.has("--global") and not action.packages:
            return  # what it needs is there
        if action.subcommand != "ci" and action.has("--global") and not action.packages and not action.command.handled:
            why = "npm 7 and later link the folder, and install nothing that it needs: npm install beside it"
            yield Reason("version", "breaks", "high", "npm install -g", why, move.line(action.start))
            return


# The releases whose package npm was 7 already, beside an older Node.js. Where to look: tracker.debian.org/pkg/npm.
_PACKAGED_NPM_7 = {"debian": (11,), "ubuntu": (21, 4)}


_OLD_REPOSITORY = re.compile(r"github\.com/npm/npm(?:\.git\b|/(?:archive|tarball|releases)/|(?=[\s\"']|$))")
"""npm by its repository of old, which npm/cli followed in 2018. Tried: npm 2.15 to 6.14 on Node.js 22."""


def _npm_7(move: Move) -> Iterator[Reason]:
    """Node.js 15 brought npm 7. Source: npm's changelog, 7.0.0."""
    if "npm" in move.needs.installed() and has_reached(move.before, _PACKAGED_NPM_7):
        return
    own = next(iter(move.needs.matches(_OLD_REPOSITORY)), None)
    if own is not None:
        why = "it is 6 or older, of which 3.10.9 to 6.12 stop on newer Node.js: take the npm that comes with that"
        yield Reason("version", "check", "medium", "npm of npm/npm", why, move.line(own[1] + own[2].start()))
        return
    for action in move.all_actions():
        if action.manager == "npm" and action.action == "install" and not action.has("--global"):
            if len(action.packages) == 1 and not _has_a_project(move, action.start):
                continue
            if _brings_npm(move, action.start):
                return
            clean = action.subcommand in ("ci", "clean-install")
            yield _stricter(move, f"npm {action.subcommand}", action.start, clean=clean)
            return
    did = onbuild.built(move)
    if did is not None and did.family == "npm":
        yield _stricter(move, f"{did.command} of ONBUILD", onbuild.place(move), clean=False)


def _audit(move: Move) -> Iterator[Reason]:
    """`npm audit fix`. Source: npm's lib/audit.js of 6 (its fix sets no exit code) and lib/commands/audit.js of 7."""
    for run in move.runs:
        for command in run.commands:
            words = [word.value for word in command.operands[:2]]
            if command.name != "npm" or words != ["audit", "fix"] or command.handled or command.conditional:
                continue
            if reports_failure(run, command) and not _brings_npm(move, command.start):
                why = "from npm 7 on it fails while vulnerabilities are left, which npm 6 did not: add || true"
                yield Reason("version", "check", "medium", "npm audit fix", why, move.line(command.start))
                return


def _brings_npm(move: Move, before: int) -> bool:
    """Whether the file installs an npm of its own before an offset."""
    return any(
        package.name == "npm"
        for action in _global_installs(move)
        if action.start < before
        for package in action.packages
    )


def _has_a_project(move: Move, before: int) -> bool:
    """Whether something that may have a package.json is there before an offset."""
    return any(each.start < before for each in move.needs.copying) or any(
        command.start < before
        and (
            command.name in ("git", "tar", "unzip", "npx", "svn")
            or (command.name == "npm" and any(word.value == "init" for word in command.operands[:1]))
            or (command.name in ("curl", "wget") and any("package" in word.text for word in command.arguments))
        )
        for command in move.commands()
    )


def _stricter(move: Move, what: str, start: int, *, clean: bool) -> Reason:
    """Where to look: npm 6.14, 7.24, 8.19 and 11.6, run on lock files of version 1 and on none."""
    if clean:
        why = (
            "npm 7 and later read a lock file of npm 6 (version 1) with a warning, fetch what it does not tell, and "
            "install peer dependencies as well: to be tried"
        )
        return Reason("version", "check", "low", what, why, move.line(start))
    why = (
        "npm 7 and later rewrite a lock file of version 1, and without one take peer dependencies in conflict for an "
        "error (ERESOLVE)"
    )
    return Reason("version", "check", "medium", what, why, move.line(start))


def _at_the_root(move: Move) -> Iterator[Reason]:
    """An install in the folder `/`. Source: npm/cli pull request 7596.

    Tried with npm 7 to 11, which all take a package.json with a name.
    """
    if not (move.name_after == "node" or is_distribution(move.name_after)):
        return  # its working folder is not known
    for run in move.runs:
        folder = run.state.workdir
        if folder is not None and folder.text != "/":
            continue
        changes = [one.start for one in run.commands if one.name in ("cd", "pushd")]
        for action in run.actions:
            if action.manager != "npm" or action.action != "install" or action.has(*_ELSEWHERE):
                continue
            if any(start < action.start for start in changes):
                break
            what = f"npm {action.subcommand} in /"
            why = 'npm 7 and later stop in the root folder (Tracker "idealTree" already exists)'
            line = move.line(action.start)
            if _has_a_project(move, action.start):
                why += ", unless a package.json there has a name: set a WORKDIR before"
                yield Reason("version", "check", "medium", what, why, line)
            else:
                yield Reason("version", "breaks", "high", what, f"{why}: set a WORKDIR before", line)
            return


# The first of each version with npm 6.13.4, which writes over nothing that is not its own. Source: nodejs/node's
# changelogs of 8, 10, 12 and 13; npm's of 6.13.4.
_WITH_NPM_6_13_4 = {8: (8, 17), 10: (10, 18), 12: (12, 14), 13: (13, 4)}


def _refuses_links(move: Move, version: Version) -> bool:
    """Whether the npm of an image's Node.js writes over nothing that is not its own."""
    exact = numbers(move.after.tag.partition("-")[0])
    major = version[0] if version else 0
    if major >= 14 or major not in _WITH_NPM_6_13_4:
        return major >= 14
    return len(exact) < 2 or exact[:1] != (major,) or exact[:2] >= _WITH_NPM_6_13_4[major]


# The image has /usr/local/bin/yarn up to Node.js 25. Sources: docker-node's Dockerfiles; tried with npm 11.
_WITHOUT_YARN = (26,)


def _yarn_over_yarn(move: Move, change: Jump) -> Iterator[Reason]:
    """yarn by npm, where the official image has a yarn that is not npm's, over which npm does not write."""
    if move.name_after != "node" or change.new >= _WITHOUT_YARN:
        return
    for action in _global_installs(move):
        if action.has("-f", "--force", "--prefix") or action.command.ignored or action.command.handled:
            continue
        yarn = next((package for package in action.packages if package.name == "yarn"), None)
        if yarn is not None and not _takes_yarn_out(move, action.start):
            why = "npm 6.13.4 and later stop (EEXIST): the image has yarn already: leave it out, or add --force"
            yield Reason("version", "breaks", "high", "npm install -g yarn", why, move.line(yarn.start))
            return


def _takes_yarn_out(move: Move, before: int) -> bool:
    return any(
        command.start < before
        and command.name in ("rm", "unlink", "mv", "npm")
        and "yarn" in " ".join(word.text for word in command.arguments)
        and "install" not in (word.value for word in command.arguments)
        for command in move.commands()
    )


_ELSEWHERE = ("--global", "-g", "--prefix", "-C", "--location", "--package-lock-only")


# Tried on Node.js 24 and 26: these carry a graceful-fs that newer versions of Node.js stop. What is older installs, or
# stops at something else; 6.13 and later work.
_STOPPED_NPM = ((3, 10, 9), (6,))
_LAST_OF_ALL = (9999,)


def _old_npm(move: Move) -> Iterator[Reason]:
    """npm up to 5, and 6 before 6.13, stop on newer versions of Node.js, or are not made for them."""
    for action in move.all_actions():
        if action.family != "npm" or action.action != "install" or not action.has("--global"):
            continue
        for package in action.packages:
            version = numbers(package.version)
            if package.name != "npm" or not version or version[:1] > (6,):
                continue
            newest = version + _LAST_OF_ALL if len(version) < 3 else version
            stops = _STOPPED_NPM[0] <= newest and version < _STOPPED_NPM[1]
            how = "and stops (cb.apply is not a function)" if stops else "and may stop"
            yield Reason(
                "version",
                "breaks" if stops else "check",
                "high" if stops else "medium",
                f"npm@{package.version}",
                f"that npm is older than the Node.js there {how}: leave it out",
                move.line(package.start),
            )


# Tried with npm 11: what npm does not know, or calls deprecated. Settings of other packages are among them.
_REFUSED = re.compile(
    r"unsafe-perm|python|user|group|jobs|msvs[-_]version|always-auth|production|optional|cache-(?:min|max)"
    r"|scripts-prepend-node-path|init\.[\w.]+|sass[-_]binary[-_]\w+|puppeteer[-_]\w+|\w+[-_](?:cdnurl|mirror)"
)


def _refused_settings(move: Move) -> Iterator[Reason]:
    """`npm config set` of what is no setting. Source: npm's changelog, 9.0.0."""
    for command in move.commands():
        words = [word.value or "" for word in command.operands]
        given = words[2:] if words[:2] == ["config", "set"] else words[1:] if words[:1] == ["set"] else []
        key = given[0].partition("=")[0] if given else ""
        if command.name == "npm" and _REFUSED.fullmatch(key) and not (command.ignored or command.handled):
            why = f"npm 9 and later refuse to set it{_INSTEAD.get(key, ': leave it out')}"
            yield Reason("version", "breaks", "high", f"npm config set {key}", why, move.line(command.start))


_INSTEAD = {"unsafe-perm": ": leave it out, npm behaves so always", "production": ": set omit to dev"}


def _brings_npm_9(move: Move, change: Jump) -> bool:
    """Whether npm 9 comes with the newer Node.js. Source: Node.js 18.14.0, which brought it."""
    return _has_npm_9(move.after, change.new) and not _has_npm_9(move.before, change.old)


def _has_npm_9(image: Image, version: Version) -> bool:
    exact = numbers(image.tag.partition("-")[0])
    if version[:1] == (18,) and exact[:1] == (18,) and len(exact) > 1:
        return exact >= (18, 14)
    return version >= (18,)


_PNPM = re.compile(r"pnpm@(\d+(?:\.\d+)*)")
_RUN_ON_20 = ((7, 32, 2), (8, 3, 1))


def _old_pnpm(move: Move) -> Iterator[Reason]:
    """What it fetches with does not run on Node.js 20 (ERR_INVALID_THIS) before 7.32.2, nor that of 8 before 8.3.1.

    Source: pnpm issue 6424.
    """
    for command in move.commands():
        if command.name not in ("npm", "corepack") or command.ignored:
            continue
        for word in command.operands:
            match = _PNPM.match(word.value or "")
            version = numbers(match[1]) if match is not None else ()
            seven, eight = _RUN_ON_20
            if len(version) == len(seven) and (version < seven or (8,) <= version < eight):
                why = "it fetches nothing on Node.js 20 and later (ERR_INVALID_THIS): take 7.32.2, 8.3.1 or a newer one"
                yield Reason("version", "breaks", "high", word.text, why, move.line(word.start))


def _cache_clean(move: Move) -> Iterator[Reason]:
    """npm 5 came with Node.js 8; its cache mends itself, and is cleaned by force alone."""
    for command in move.commands():
        words = [word.value for word in command.operands]
        if command.name != "npm" or command.has_flag("--force", "-f") or command.ignored:
            continue
        if words in (["cache", "clean"], ["cache", "clear"]):
            why = "npm 5 and later refuse it without --force"
            yield Reason("version", "breaks", "high", f"npm cache {words[1]}", why, move.line(command.start))


# Of this release on, the npm of a distribution's archive is 5 or newer. Sources: packages.debian.org,
# packages.ubuntu.com, pkgs.alpinelinux.org; Red Hat's modules of nodejs begin with 10.
_NPM_5 = {"debian": (10,), "ubuntu": (20, 4), "alpine": (3, 8), "fedora": (28,), **dict.fromkeys(LIKE_RHEL, (8,))}


def cleans_packaged(move: Move) -> Iterator[Reason]:
    """The cache of an npm that the release's own packages bring."""
    if move.run_only or not move.reaches(_NPM_5):
        return
    if any(one.product == "nodejs" for one in move.after.support) or not {"npm", "nodejs"} & move.needs.installed():
        return
    if not any(_OTHER_NODE.search(text) for text, _ in move.needs.words()):
        yield from _cache_clean(move)


def _newest_webpack(move: Move) -> bool:
    """Whether the file installs webpack for the whole image, in none of its first four versions."""
    return any(
        package.name == "webpack" and re.match(r"[~^]?[1-4]\b", package.version or "") is None
        for action in _global_installs(move)
        for package in action.packages
    )


def _global_installs(move: Move) -> Iterator[PackageAction]:
    """What npm installs for the whole image."""
    for action in move.needs.actions():
        if action.manager == "npm" and action.action == "install" and action.has("--global"):
            yield action


def _without_its_cli(move: Move) -> Iterator[Reason]:
    """webpack has no command line of its own from 4 on. Source: webpack's migration guide from 3 to 4."""
    if not _newest_webpack(move) or {"webpack-cli", "webpack-command"} & {*_installed_by_npm(move)}:
        return
    for command, start in _run(move):
        if command.name == "webpack" and not command.ignored and not command.handled:
            why = "the newest one stops without webpack-cli: install that as well, or webpack in a version"
            yield Reason("version", "breaks", "medium", "webpack", why, move.line(start))
            return


def _openssl_3(move: Move) -> Iterator[Reason]:
    if any("openssl-legacy-provider" in text for text, _ in move.needs.words()):
        return
    newest = _newest_webpack(move)
    for command, start in _run(move):
        words = " ".join(word.text for word in command.words[1:])
        if command.name == "webpack" and newest:
            continue
        if command.name in _BUNDLERS or (command.name in {*_MANAGERS, "npx"} and _BUILD.match(words)):
            yield Reason(
                "version",
                "check",
                "medium",
                f"{command.name} {words.partition('&')[0]}".strip(),
                "Node.js 17 and later have OpenSSL 3: webpack 4 stops with ERR_OSSL_EVP_UNSUPPORTED",
                move.line(start),
            )
            return


def _gulp_3(move: Move) -> Iterator[Reason]:
    for command, start in _run(move):
        if command.name == "gulp":
            why = "gulp 3 does not start on Node.js 12 and later (primordials is not defined): take 4"
            yield Reason("version", "check", "medium", "gulp", why, move.line(start))
            return


def _gitbook(move: Move) -> Iterator[Reason]:
    """Source: GitbookIO/gitbook-cli issue 110: it carries npm 5, whose graceful-fs newer versions stop."""
    for command, start in _run(move):
        if command.name == "gitbook" and not command.ignored and not command.handled:
            why = (
                "gitbook-cli was given up, and stops on Node.js 14 and later (cb.apply is not a function): take HonKit"
            )
            yield Reason("version", "breaks", "medium", "gitbook", why, move.line(start))
            return


def _node_sass(move: Move) -> Iterator[Reason]:
    """Source: node-sass' table of supported versions; its last release is 9.0, for Node.js 16 to 20."""
    for command in move.commands():
        for word in command.arguments if command.name in {*_MANAGERS, "npx"} else ():
            if re.fullmatch(r"node-sass(?:@.*)?", word.prefix):
                why = "it was given up, and its last version is for Node.js 20 and older: take sass"
                yield Reason("version", "breaks", "medium", "node-sass", why, move.line(word.start))
                return


def image(move: Move) -> Iterator[Reason]:
    """What the official image has left out: corepack with Node.js 25, yarn with 26 (docker-node, its README)."""
    version = next((numbers(one.name) for one in move.after.support if one.product == "nodejs"), ())
    if move.name_after == "node":
        yield from _yarn_by_version(move, version)
    if move.name_after != "node" or version < (25,):
        return
    before = next((numbers(one.name) for one in move.before.support if one.product == "nodejs"), ())
    installed = {*move.needs.installed(), *_installed_by_npm(move)}
    if version >= (26,) and not installed & {"yarn", "corepack"}:
        yield from _yarns_folder(move)
    for program, since in (("corepack", 25), ("yarn", 26)):
        if version < (since,) or installed & {program, "corepack"}:
            continue
        if program == "yarn" and any(
            re.search(r"yarnpkg\.com|/yarn-v|corepack", text) for text, _ in move.needs.words()
        ):
            continue
        for command, start in _run(move):
            if command.name in (program, f"{program}pkg") and not command.condition and not command.ignored:
                already = "; the one there is has none either" if before >= (since,) else ""
                yield Reason(
                    "version",
                    "breaks",
                    "high",
                    f"{program} {command.words[1].text if len(command.words) > 1 else ''}".strip(),
                    f"the image has no {program} from Node.js {since} on: npm install -g {program}{already}",
                    move.line(start),
                )
                break


_OTHER_NODE = re.compile(r"nodejs\.org/(?:dist|download)|\bnvm\b|npmjs\.(?:org|com)/install\.sh|nodesource")


_YARN = re.compile(r"/opt/yarn|/usr/local/bin/yarn")


_YARN_MADE = re.compile(
    r"\bmkdir\b[^;&|\n]{0,200}/opt/yarn|\btar\b[^;&|\n]{0,200}\s/opt/?\b|yarn-v\$?\{?[\w.]+\}?\.tar|yarnpkg\.com"
)


# The yarn that the official images have since it was the last of its line. Source: docker-node's Dockerfiles.
_LAST_YARN = "1.22.22"
_YARN_FOLDER = re.compile(r"/opt/yarn-v(?P<version>\d+\.\d+\.\d+|\$\{?YARN_VERSION\}?)")


def _yarn_by_version(move: Move, version: Version) -> Iterator[Reason]:
    """The folder of the image's yarn by its version, which a newer image has another one of."""
    if not (18,) <= version < _WITHOUT_YARN or any(_YARN_MADE.search(text) for text, _ in move.needs.words()):
        return
    texts = [move.needs.analysis.text[each.start : each.end] for each in move.needs.analysis.dockerfile.instructions]
    named = next((match[1] for text in texts if (match := _YARN_SET.search(text)) is not None), None)
    for stage in move.needs.analysis.stages:
        for instruction in stage.instructions:
            match = _YARN_FOLDER.search(instruction.arguments) if instruction.keyword == "COPY" else None
            if match is None or not any(one in move.needs.stages for one in move.needs.analysis.sources(instruction)):
                continue
            asked = named if match["version"].startswith("$") else match["version"]
            if asked is not None and asked != _LAST_YARN:
                why = f"{move.after.reference} has yarn {_LAST_YARN}, in a folder with that version: name it"
                yield Reason("version", "breaks", "medium", f"/opt/yarn-v{asked}", why, move.line(instruction.start))
                return


_YARN_SET = re.compile(r"\bYARN_VERSION[= ][\"']?(\d+\.\d+\.\d+)")


def _yarns_folder(move: Move) -> Iterator[Reason]:
    """The folder that the official image had yarn in, of which others take it."""
    if any(_YARN_MADE.search(text) for text, _ in move.needs.words()):
        return
    for stage in move.needs.analysis.stages:
        for instruction in stage.instructions:
            if instruction.keyword not in ("COPY", "RUN") or not _YARN.search(instruction.arguments):
                continue
            copies = instruction.keyword == "COPY"
            from_here = any(source in move.needs.stages for source in move.needs.analysis.sources(instruction))
            if from_here if copies else stage in move.needs.stages or _copies_opt(move, stage):
                yield Reason(
                    "version",
                    "breaks" if copies else "check",
                    "high" if copies else "medium",
                    "the folder /opt/yarn",
                    "the image has no yarn from Node.js 26 on: npm install -g yarn",
                    move.line(instruction.start),
                )
                return


def _copies_opt(move: Move, stage: StageFacts) -> bool:
    """Whether a stage takes the whole /opt from the one that moves."""
    return any(
        "/opt" in {source.rstrip("/") for source in sources_of(instruction)[:1]}
        for instruction in stage.instructions
        if any(source in move.needs.stages for source in move.needs.analysis.sources(instruction))
    )


def _installed_by_npm(move: Move) -> Iterator[str]:
    for action in move.needs.actions():
        if action.manager == "npm" and action.action == "install":
            yield from (package.name for package in action.packages)


def _run(move: Move) -> Iterator[tuple[Command, int]]:
    """What is run at build time and at the start, with its place."""
    for command in move.commands():
        yield command, command.start
    for instruction, command in move.started():
        yield command, instruction.start
