"""The one table of package managers: their subcommands, flags, pin syntax, cache and index folders.

Nothing else in the code knows a manager's flags. Taken from the managers' own documentation: apt-get(8), apt(8),
aptitude(8), apk(8) and apk-add(8), yum(8), dnf(8) and dnf5(8), microdnf(8), Photon's tdnf reference, zypper(8),
pacman(8), emerge(1), rpm(8), dpkg(1), `pip --help`, uv's CLI reference, docs.npmjs.com, classic.yarnpkg.com, pnpm.io,
bun.sh/docs, guides.rubygems.org, bundler.io/man, `go help install`, the Cargo book, getcomposer.org/doc, conda's and
mamba's command references, docs.brew.sh, cpanm(1), luarocks.org, pear.php.net.

Notation: flags are groups of spellings separated by commas, the canonical one first; a group that ends in `=` takes a
value. Subcommands are `action: spelling spelling…`; two words joined by `+` are one subcommand.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

# Boolean words that apt.conf and dnf.conf read as false.
FALSE_WORDS = frozenset(("0", "no", "false", "off", "without", "disable"))


class Manager(NamedTuple):
    """All that is known of one package manager."""

    name: str
    family: str
    actions: Mapping[str, str]  # subcommand to action
    canonical: Mapping[str, str]  # every spelling of a flag to its canonical one
    valued: frozenset[str]  # canonical flags that take a value
    yes: frozenset[str]  # canonical flags that answer its questions
    idle: frozenset[str]  # canonical flags with which it only shows what it would do
    asks: frozenset[str]  # actions in which it stops for an answer unless a flag gives it
    no_recommends: frozenset[str]  # canonical flags that leave out what is merely recommended
    no_cache: frozenset[str]  # canonical flags with which it leaves neither cache nor index
    pin: re.Pattern[str]  # a package as written: groups name, operator, version, qualifier
    doubled: Mapping[str, str]  # canonical flag to what giving it twice means
    implied: Mapping[str, str]  # lower-case setting `name=on` or `name=off` to the canonical flag it stands for
    setting_flag: str  # canonical flag whose value is a setting
    operations: tuple[tuple[frozenset[str], str], ...]  # flags that choose the action, most particular first
    bare: Mapping[str, str]  # canonical flag to the action it makes of an install without packages
    default_action: str | None  # without a subcommand
    package_flags: Mapping[str, str]  # canonical flag to the kind of package its value is
    version_flags: frozenset[str]  # canonical flags whose value is the version of the packages
    group_flags: frozenset[str]  # canonical flags whose value says that the packages are groups (zypper's -t pattern)
    name_flags: frozenset[str]  # canonical flags whose value names a set of packages (apk's --virtual)
    single_dash: bool  # a single dash begins a long flag
    group_actions: frozenset[str]  # subcommands whose operands are groups
    group_marks: tuple[str, ...]  # how the name of a group begins
    group_ending: str  # what the name of a group ends in, "" where nothing does
    any_operand: bool  # an operand that is no subcommand is a package, not an unknown subcommand
    file_actions: frozenset[str]  # subcommands whose operands are requirement files
    path_suffixes: tuple[str, ...]  # what the name of a package file ends in
    slash_is: str  # what a name with a slash is: "name", "path", "vcs", or "module" (a leading slash too is a name)
    single: frozenset[str]  # subcommands of whose operands the first alone is a package
    version_operand: bool  # an operand that begins with a digit is the version of the one before it
    refreshing: frozenset[str]  # actions that leave an index in the layer
    refresh_flags: frozenset[str]  # canonical flags that make an install fetch the index first
    caching: frozenset[str]  # actions that leave downloaded packages in the layer
    index_paths: tuple[str, ...]  # where the index is; any one of them removed is the index removed
    cache_paths: tuple[str, ...]
    cleans: tuple[tuple[str, frozenset[str], frozenset[str]], ...]  # (subcommand, canonical flags or words, what goes)
    no_cache_variables: frozenset[str]  # environment variables that, when set, keep it from caching
    no_cache_by_any_value: bool  # such a variable counts whatever its value, "0" and "false" included
    cache_flags: frozenset[str]  # canonical flags whose value is the cache folder
    cache_variables: frozenset[str]  # environment variables that move the cache
    image_cleans_cache: bool  # official images of its distribution are set up to delete downloaded packages at once

    def spelled(self, flag: str) -> str:
        """The canonical spelling of a flag."""
        return self.canonical.get(flag, flag)


def _flags(*texts: str) -> tuple[dict[str, str], frozenset[str]]:
    canonical: dict[str, str] = {}
    valued: set[str] = set()
    for text in texts:
        for group in text.split():
            takes = group.endswith("=")
            names = group.rstrip("=").split(",")
            for name in names:
                canonical[name] = names[0]
            if takes:
                valued.add(names[0])
            else:
                valued.discard(names[0])
    return canonical, frozenset(valued & set(canonical.values()))


def _actions(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.strip().split("\n"):
        action, _, spellings = line.partition(":")
        for name in spellings.split():
            found[name.replace("+", " ")] = action.strip()
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _operations(text: str) -> tuple[tuple[frozenset[str], str], ...]:
    found = []
    for line in text.strip().split("\n"):
        flags, _, action = line.partition(":")
        found.append((frozenset(flags.split()), action.strip()))
    return tuple(found)


def _cleans(text: str) -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
    """Lines of `subcommand [flag-or-word …]: what goes`."""
    found = []
    for line in text.strip().split("\n"):
        words, _, gone = line.partition(":")
        first, *rest = words.split()
        found.append((first.replace("+", " "), frozenset(rest), frozenset(gone.split())))
    return tuple(found)


def _manager(
    name: str,
    family: str,
    *,
    actions: str = "",
    flags: tuple[str, ...] = (),
    pin: str,
    yes: str = "",
    idle: str = "--dry-run",
    asks: str = "",
    no_recommends: str = "",
    no_cache: str = "",
    doubled: Mapping[str, str] | None = None,
    implied: Mapping[str, str] | None = None,
    setting_flag: str = "",
    operations: str = "",
    bare: Mapping[str, str] | None = None,
    default_action: str | None = None,
    package_flags: Mapping[str, str] | None = None,
    version_flags: str = "",
    group_flags: str = "",
    name_flags: str = "",
    single_dash: bool = False,
    group_actions: str = "",
    group_marks: str = "",
    group_ending: str = "",
    any_operand: bool = False,
    file_actions: str = "",
    path_suffixes: str = "",
    slash_is: str = "path",
    single: str = "",
    version_operand: bool = False,
    refreshing: str = "",
    refresh_flags: str = "",
    caching: str = "",
    index_paths: str = "",
    cache_paths: str = "",
    cleans: str = "",
    no_cache_variables: str = "",
    no_cache_by_any_value: bool = False,
    cache_flags: str = "",
    cache_variables: str = "",
    image_cleans_cache: bool = False,
) -> Manager:
    canonical, valued = _flags(*flags)
    return Manager(
        name=name,
        family=family,
        actions=_actions(actions) if actions else {},
        canonical=canonical,
        valued=valued,
        yes=_words(yes),
        idle=_words(idle),
        asks=_words(asks),
        no_recommends=_words(no_recommends),
        no_cache=_words(no_cache),
        pin=re.compile(pin, re.VERBOSE | re.DOTALL),
        doubled=doubled or {},
        implied=implied or {},
        setting_flag=setting_flag,
        operations=_operations(operations) if operations else (),
        bare=bare or {},
        default_action=default_action,
        package_flags=package_flags or {},
        version_flags=_words(version_flags),
        group_flags=_words(group_flags),
        name_flags=_words(name_flags),
        single_dash=single_dash,
        group_actions=frozenset(word.replace("+", " ") for word in group_actions.split()),
        group_marks=tuple(group_marks.split()),
        group_ending=group_ending,
        any_operand=any_operand,
        file_actions=frozenset(word.replace("+", " ") for word in file_actions.split()),
        path_suffixes=tuple(path_suffixes.split()),
        slash_is=slash_is,
        single=_words(single),
        version_operand=version_operand,
        refreshing=_words(refreshing),
        refresh_flags=_words(refresh_flags),
        caching=_words(caching),
        index_paths=tuple(index_paths.split()),
        cache_paths=tuple(cache_paths.split()),
        cleans=_cleans(cleans) if cleans else (),
        no_cache_variables=_words(no_cache_variables),
        no_cache_by_any_value=no_cache_by_any_value,
        cache_flags=_words(cache_flags),
        cache_variables=_words(cache_variables),
        image_cleans_cache=image_cleans_cache,
    )


# --- pin syntax

_APT_PIN = r"""
    (?P<name>[^=/:]+?) (?P<qualifier>:[a-z0-9-]+)?
    (?: (?P<operator>[=/])(?P<version>.+) | (?P<removal>-) )?
"""
# apk-world(5): name, @repository, and <, <=, =, >=, >, ~, ~=, =~ with a version.
_APK_PIN = r"""
    (?P<removal>!)?(?P<name>[^=<>~@]+)(?P<qualifier>@[^=<>~]+)?
    (?: (?P<operator>[=<>~]+)(?P<version>[^@]+)(?P<repository>@.+)? )?
"""
# name-version[-release][.arch]; a name may itself end in a number (gcc-toolset-9): a version has a dot or a release.
# U+E000 stands where a variable does.
_RPM_PIN = r"""
    (?P<name>[^\s<>=]+?)
    (?: \s*(?P<operator>[<>=]{1,2})\s*(?P<version>\S+)
      | -(?P<dashed> (?:\d+:)?\d[^-\s]*[.*][^-\s]*? (?:-\d[^-\s]*?)?
                   | (?:\d+:)?\d[^-\s]*?-\d[^-\s]*?
                   | \ue000[^-\s]*(?:-[\d\ue000][^-\s]*)? )
    )?
    (?P<qualifier>\.(?:x86_64|i[3-6]86|aarch64|armv7hl|ppc64le|s390x|noarch|src))?
"""
_ZYPPER_PIN = r"""
    (?P<name>[^\s<>=]+?)(?P<qualifier>\.(?:x86_64|i[3-6]86|aarch64|noarch))?
    (?: \s*(?P<operator>[<>=]{1,2})\s*(?P<version>.+) )?
"""
_PACMAN_PIN = r"(?:(?P<qualifier>[\w.-]+)/)?(?P<name>[^<>=/]+)(?:(?P<operator>[<>=]{1,2})(?P<version>.+))?"
# PEP 508: name, extras, version specifiers, a marker.
_PIP_PIN = r"""
    (?P<name>[^\s\[\]<>=!~;@(]+)\s*(?P<qualifier>\[[^\]]*\])?\s*
    \(?(?:(?P<operator>===|==|~=|!=|<=|>=|<|>|@)\s*(?P<version>[^;)]+?))?\)?\s*(?:;.*)?
"""
_NPM_PIN = r"(?P<name>@?[^@]+)(?:(?P<operator>@)(?P<version>.+))?"
_GEM_PIN = r"(?P<name>[^:]+)(?:(?P<operator>:)(?P<version>.+))?"
_GO_PIN = r"(?P<name>[^@]+)(?:(?P<operator>@)(?P<version>.+))?"
_COMPOSER_PIN = r"(?P<name>[^:=\s]+)(?:(?P<operator>[:=]|\s+)(?P<version>.+))?"
_CONDA_PIN = r"(?:(?P<qualifier>[^:\s]+)::)?(?P<name>[^\s=<>!~\[]+)(?:\s*(?P<operator>[=<>!~]{1,2})\s*(?P<version>.+))?"
_PERL_PIN = r"(?P<name>[^@~]+)(?:(?P<operator>[@~])(?P<version>.+))?"
_PEAR_PIN = r"(?:(?P<qualifier>[\w.]+)/)?(?P<name>[^-\s]+?)(?:(?P<operator>-)(?P<version>.+))?"
_PLAIN_PIN = r"(?P<name>.+)(?P<operator>(?!))?(?P<version>(?!))?"
_EMERGE_PIN = r"(?P<operator>[<>=~!]{0,2})(?P<name>[^:<>=~]+?)(?:-(?P<version>\d[^:]*))?(?P<qualifier>:[^:]+)?"

# --- flags

_APT_FLAGS = (
    "--yes,--assume-yes,-y --quiet,-q --no-install-recommends,--without-recommends,-R --install-recommends"
    " --install-suggests --no-install-suggests --download-only,-d --fix-broken,-f --fix-missing,--ignore-missing,-m"
    " --simulate,--just-print,--dry-run,--recon,--no-act,-s --assume-no --no-upgrade --only-upgrade"
    " --allow-downgrades --allow-remove-essential --allow-change-held-packages --force-yes --purge --reinstall"
    " --allow-unauthenticated --no-allow-insecure-repositories --allow-insecure-repositories"
    " --auto-remove,--autoremove"
    " --verbose-versions,-V --show-upgraded,-u --build,--compile,-b --arch-only --indep-only --no-download"
    " --trivial-only"
    " --allow-releaseinfo-change --show-progress --with-new-pkgs",
    "--option,-o= --config-file,-c= --target-release,--default-release,-t= --host-architecture,-a="
    " --build-profiles,-P="
    " --solver= --planner= --format=",
)
_APT_IMPLIED = {
    "apt::install-recommends=off": "--no-install-recommends",
    "apt::get::install-recommends=off": "--no-install-recommends",
    "apt::install-recommends=on": "--install-recommends",
    "apt::install-suggests=off": "--no-install-suggests",
    "apt::get::assume-yes=on": "--yes",
    "apt::get::allowunauthenticated=on": "--allow-unauthenticated",
    "apt::update=on": "--update",
}
_APT_ACTIONS = """
install: install reinstall satisfy
refresh: update
upgrade: upgrade safe-upgrade
dist-upgrade: dist-upgrade full-upgrade dselect-upgrade
remove: remove purge markauto
autoremove: autoremove auto-remove autopurge
clean: clean autoclean auto-clean distclean dist-clean
download: download source
build-dep: build-dep
search: search show list policy showpkg depends rdepends why why-not changelog
"""
_DNF_FLAGS = (
    "--assumeyes,-y --assumeno --quiet,-q --verbose,-v --best,-b --nobest --nogpgcheck,--no-gpgchecks --skip-broken"
    " --allowerasing --refresh --cacheonly,-C --downloadonly --nodocs,--no-docs --obsoletes --security --bugfix"
    " --noplugins --disableexcludes --debugsolver,--debug-solver --tolerant,-t --releasever-force --advisory-enable"
    " --setopt-strict --allow-downgrade --no-allow-downgrade --noautoremove --enhancement --newpackage"
    " --showduplicates",
    "--setopt= --enablerepo,--enable-repo= --disablerepo,--disable-repo= --repo,--repoid= --installroot="
    " --releasever="
    " --config,-c= --exclude,-x= --disableplugin,--disable-plugin= --enableplugin,--enable-plugin="
    " --downloaddir,--destdir= --debuglevel,-d= --errorlevel,-e= --randomwait,-R= --comment= --forcearch= --color="
    " --advisory= --cve= --rpmverbosity= --repofrompath= --from-repo= --downloadpath=",
)
_DNF_ACTIONS = """
install: install localinstall reinstall downgrade in groupinstall group+install module+install environment+install swap
refresh: makecache check-update refresh-metadata refresh
upgrade: update upgrade up update-minimal upgrade-minimal localupdate groupupdate group+update group+upgrade update-to
dist-upgrade: distro-sync dsync distribution-synchronization system-upgrade distro-synchronization
remove: remove erase rm groupremove group+remove group+erase autoremove+package
autoremove: autoremove
clean: clean
download: download
build-dep: builddep build-dep
search: search list info provides whatprovides repoquery repolist deplist
"""
_DNF_CLEANS = """
clean all: index cache
clean packages: cache
clean metadata: index
clean dbcache: index
clean expire-cache:
"""
_DNF_IMPLIED = {
    "install_weak_deps=off": "--setopt=install_weak_deps=False",
    "keepcache=off": "--setopt=keepcache=0",
    "assumeyes=on": "--assumeyes",
    "tsflags=nodocs": "--nodocs",
}
_DNF_PATHS = "/var/cache/dnf /var/cache/yum /var/cache/libdnf5 /var/cache/tdnf"

_PIP_FLAGS = (
    "--upgrade,-U --user --no-deps --no-cache-dir,--no-cache,-n --pre --quiet,-q --verbose,-v --yes,-y"
    " --force-reinstall,--reinstall --ignore-installed,-I --no-build-isolation --break-system-packages --compile"
    " --no-compile --no-warn-script-location --no-warn-conflicts --require-hashes --no-index --isolated"
    " --disable-pip-version-check --no-python-version-warning --no-input --debug --require-virtualenv --dry-run"
    " --prefer-binary --use-pep517 --no-use-pep517 --no-clean --ignore-requires-python --process-dependency-links"
    " --allow-external --no-color --system --all-extras --dev --no-dev --frozen --locked --no-install-project"
    " --include-deps --force,-f --egg --upgrade-package",
    "--requirement,--requirements,-r= --constraint,--constraints,-c= --editable,-e= --target,-t= --index-url,-i="
    " --extra-index-url= --find-links= --trusted-host= --cache-dir= --no-binary= --only-binary= --prefix= --root="
    " --src="
    " --platform= --python-version= --implementation= --abi= --upgrade-strategy="
    " --config-settings,--config-setting,-C="
    " --global-option= --install-option= --build-option= --progress-bar= --root-user-action= --report= --log="
    " --proxy="
    " --retries= --timeout,--default-timeout= --exists-action= --cert= --client-cert= --use-feature="
    " --use-deprecated="
    " --build,-b= --download,-d= --wheel-dir,-w= --build-constraint= --group= --extra= --resume-retries="
    " --keyring-provider=",
)
_PIP_ACTIONS = """
install: install
remove: uninstall
download: download wheel
clean: cache+purge cache+remove
search: search list show freeze check index inspect
"""
_PIP_SUFFIXES = ".whl .tar.gz .zip .tar.bz2 .egg .tgz"

_NPM_FLAGS = (
    "--global,-g --save,-S --save-dev,-D --save-prod,-P --save-exact,-E --save-optional,-O --no-save --production"
    " --quiet,-q"
    " --silent,-s --verbose --force,-f --unsafe-perm --ignore-scripts --no-optional --no-audit --no-fund"
    " --no-progress"
    " --legacy-peer-deps --prefer-offline --prefer-online --offline --no-package-lock --package-lock-only"
    " --frozen-lockfile --pure-lockfile --no-lockfile --non-interactive --yes,-y --no-bin-links --legacy-bundling"
    " --json"
    " --ignore-optional --ignore-engines --ignore-platform --flat --no-cache --immutable --dev --recursive,-r"
    " --exact"
    " --build-from-source --strict-peer-deps --install-links --foreground-scripts --no-dev --workspace-root"
    " --shamefully-hoist"
    " --no-frozen-lockfile --prod --no-peer --strict-ssl --only-production --latest --check-cache --check-files",
    "--prefix,-C= --registry= --cache= --loglevel= --omit= --include= --only= --tag= --workspace,-w= --userconfig="
    " --network-timeout= --cache-folder= --modules-folder= --cwd= --mutex= --network-concurrency= --fetch-retries="
    " --fetch-timeout= --also= --node-linker= --filter= --dir= --store-dir= --proxy= --https-proxy= --python="
    " --arch="
    " --cpu= --os= --libc= --before= --package,-p= --call,-c= --maxsockets= --fetch-retry-mintimeout= --scope="
    " --global-folder="
    " --fetch-retry-maxtimeout= --global-dir= --backend= --install-strategy= --target_arch= --target_platform=",
)

_DEFINITIONS: dict[str, Callable[[str], Manager]] = {}


def _defines(*names: str) -> Callable[[Callable[[str], Manager]], Callable[[str], Manager]]:
    def note(function: Callable[[str], Manager]) -> Callable[[str], Manager]:
        for name in names:
            _DEFINITIONS[name] = function
        return function

    return note


@_defines("apt-get", "apt")
def _apt(name: str) -> Manager:
    return _manager(
        name,
        "apt",
        actions=_APT_ACTIONS,
        flags=(*_APT_FLAGS, "--update,-U"),
        pin=_APT_PIN,
        # apt-get(8): a quiet level of 2 implies -y; --trivial-only and --assume-no answer no.
        yes="--yes -qq --force-yes --assume-no --trivial-only",
        idle="--simulate --print-uris",
        asks="install upgrade dist-upgrade remove autoremove build-dep",
        no_recommends="--no-install-recommends",
        doubled={"--quiet": "-qq"},
        implied=_APT_IMPLIED,
        setting_flag="--option",
        path_suffixes=".deb .dsc",
        slash_is="name",
        group_ending="^",
        refreshing="refresh",
        refresh_flags="--update",  # from apt 2.7 on: `catalog.apt_flags`
        caching="install upgrade dist-upgrade build-dep",
        index_paths="/var/lib/apt/lists",
        cache_paths="/var/cache/apt/archives",
        cleans="clean: cache\ndistclean: index cache\ndist-clean: index cache",
        image_cleans_cache=True,
    )


@_defines("aptitude")
def _aptitude(name: str) -> Manager:
    return _apt(name)._replace(
        actions=_actions(_APT_ACTIONS + "remove: purge\ninstall: forbid-version\nother: hold unhold keep\n"),
        canonical=_flags(
            *_APT_FLAGS,
            "--without-recommends,--no-install-recommends,-R --with-recommends,-r --safe-resolver --full-resolver"
            " --purge-unused --add-user-tag= --user-tag=",
        )[0],
        no_recommends=_words("--without-recommends"),
        refresh_flags=frozenset(),
    )


@_defines("apk")
def _apk(name: str) -> Manager:
    return _manager(
        name,
        "apk",
        actions="""
install: add
refresh: update
upgrade: upgrade
remove: del
clean: cache+clean cache+purge
download: fetch cache+download cache+sync
search: search info list policy version stats dot
other: fix index verify audit manifest
""",
        flags=(
            "--no-cache --update-cache,--update,-U --force,-f --quiet,-q --verbose,-v --interactive,-i"
            " --allow-untrusted"
            " --initdb --latest,-l --upgrade,-u --available,-a --simulate,-s --no-scripts --no-network"
            " --no-progress"
            " --clean-protected --overlay-from-stdin --force-broken-world --force-overwrite --force-refresh"
            " --force-non-repository --force-old-apk --force-missing-repositories --purge --rdepends,-r --no-chown"
            " --usermode --no-commit-hooks --no-logfile --recursive,-R --preserve-env",
            "--virtual,-t= --repository,-X= --root,-p= --keys-dir= --repositories-file= --cache-dir= --arch="
            " --wait="
            " --cache-max-age= --progress-fd= --output,-o= --timeout= --cache-packages=",
        ),
        pin=_APK_PIN,
        no_cache="--no-cache --no-network",  # without a network it reads no index
        idle="--simulate",
        path_suffixes=".apk",
        name_flags="--virtual",
        group_marks=".",
        refreshing="refresh install upgrade",
        refresh_flags="--update-cache",
        index_paths="/var/cache/apk",
        cleans="cache+clean: cache\ncache+purge: index cache",
    )


@_defines("yum", "dnf", "dnf5", "dnf-3", "microdnf", "tdnf")
def _dnf(name: str) -> Manager:
    return _manager(
        name,
        "dnf",
        actions=_DNF_ACTIONS,
        flags=_DNF_FLAGS,
        pin=_RPM_PIN,
        yes="--assumeyes --assumeno",
        # microdnf asks nothing before 3.7.1 (RHEL 8); later it asks as dnf does.
        asks="install upgrade dist-upgrade remove autoremove build-dep",
        no_recommends="--setopt=install_weak_deps=False",
        implied=_DNF_IMPLIED,
        setting_flag="--setopt",
        group_actions="groupinstall group+install groupupdate group+update group+upgrade groupremove group+remove"
        " module+install environment+install",
        group_marks="@",
        path_suffixes=".rpm",
        slash_is="path",
        refreshing="refresh install upgrade dist-upgrade build-dep",
        caching="install upgrade dist-upgrade build-dep",
        index_paths=_DNF_PATHS,
        cache_paths=_DNF_PATHS,
        cleans=_DNF_CLEANS,
    )


@_defines("zypper")
def _zypper(name: str) -> Manager:
    return _manager(
        name,
        "zypper",
        actions="""
install: install in install-new-recommends inr
refresh: refresh ref refresh-services refs
upgrade: update up patch
dist-upgrade: dist-upgrade dup
remove: remove rm
clean: clean cc
download: download
build-dep: source-install si
search: search se info if list-updates lu packages pa patterns pt products pd repos lr
other: addrepo ar removerepo rr modifyrepo mr addlock al removelock rl
""",
        flags=(
            "--non-interactive,-n --no-confirm,-y --no-recommends --recommends --no-refresh,--no-refresh-all"
            " --quiet,-q"
            " --verbose,-v --no-gpg-checks --gpg-auto-import-keys --force,-f --auto-agree-with-licenses,-l"
            " --auto-agree-with-product-licenses --oldpackage --force-resolution,-R --no-force-resolution"
            " --download-only,-d"
            " --dry-run,-D --replacefiles --allow-unsigned-rpm --allow-vendor-change --no-allow-vendor-change"
            " --details"
            " --non-interactive-include-reboot-patches --capability,-C --name --all,-a --metadata,-m"
            " --raw-metadata,-M"
            " --clean-deps,-u --no-clean-deps --force-build --force-download --with-optional --ignore-unknown,-i"
            " --debug-solver"
            " --disable-repositories --no-cd --no-remote --xmlout,-x --build-deps-only",
            "--repo,-r= --from= --type,-t= --root= --installroot= --download= --cache-dir= --pkg-cache-dir="
            " --reposd-dir="
            " --releasever= --plus-repo,-p= --plus-content= --solv-cache-dir= --raw-cache-dir= --config,-c=",
        ),
        pin=_ZYPPER_PIN,
        yes="--non-interactive --no-confirm",
        asks="install upgrade dist-upgrade remove build-dep",
        no_recommends="--no-recommends",
        group_flags="--type",
        group_marks="pattern: patch: product:",
        path_suffixes=".rpm",
        refreshing="refresh install upgrade dist-upgrade build-dep",
        caching="",  # repositories do not keep packages unless told to (keep_packages)
        index_paths="/var/cache/zypp",
        cache_paths="/var/cache/zypp/packages",
        cleans="clean --all: index cache\nclean --metadata: index\nclean: cache\ncc --all: index cache\ncc: cache",
    )


@_defines("pacman")
def _pacman(name: str) -> Manager:
    return _manager(
        name,
        "pacman",
        flags=(
            "--sync,-S --print,-p --refresh,-y --sysupgrade,-u --clean,-c --search,-s --info,-i --list,-l"
            " --downloadonly,-w"
            " --remove,-R"
            " --upgrade,-U --query,-Q --database,-D --files,-F --deptest,-T --noconfirm --confirm --needed"
            " --quiet,-q"
            " --nodeps,-d --recursive --nosave,-n --cascade --asdeps --asexplicit --noscriptlet --noprogressbar"
            " --disable-download-timeout --debug --verbose,-v --groups,-g --unneeded --disable-sandbox",
            "--root,-r= --dbpath,-b= --cachedir= --config= --arch= --overwrite= --ignore= --ignoregroup= --color="
            " --hookdir="
            " --gpgdir= --assume-installed= --logfile= --print-format= --sysroot= --ask=",
        ),
        pin=_PACMAN_PIN,
        yes="--noconfirm",
        idle="--print",
        asks="install upgrade remove",
        operations="""
--sync --clean: clean
--sync --search: search
--sync --info: search
--sync --list: search
--sync --groups: search
--sync --downloadonly: download
--sync: install
--upgrade: install
--remove: remove
--query: search
--files: search
--deptest: search
--database: other
""",
        bare={"--sysupgrade": "upgrade", "--refresh": "refresh"},
        path_suffixes=".pkg.tar.zst .pkg.tar.xz .pkg.tar.gz .pkg.tar",
        slash_is="name",
        refreshing="refresh",
        refresh_flags="--refresh",
        caching="install upgrade",
        index_paths="/var/lib/pacman/sync",
        cache_paths="/var/cache/pacman/pkg",
        cleans="--clean: cache",
    )


@_defines("emerge")
def _emerge(name: str) -> Manager:
    return _manager(
        name,
        "portage",
        flags=(
            "--sync --unmerge,-C --depclean,-c --prune,-P --search,-s --searchdesc,-S --info --update,-u"
            " --deep,-D --newuse,-N"
            " --oneshot,-1 --quiet,-q --verbose,-v --ask,-a --pretend,-p --fetchonly,-f --fetch-all-uri,-F"
            " --getbinpkg,-g"
            " --getbinpkgonly,-G --usepkg,-k --usepkgonly,-K --noreplace,-n --nodeps,-O --onlydeps,-o"
            " --emptytree,-e --keep-going"
            " --autounmask-write --autounmask-continue --buildpkg,-b --changed-use,-U --metadata --regen --config"
            " --tree,-t"
            " --webrsync --quiet-build --resume,-r --version,-V --noconfmem",
            "--jobs,-j= --load-average= --with-bdeps= --root= --config-root= --color= --autounmask= --exclude="
            " --backtrack="
            " --rebuilt-binaries= --binpkg-respect-use=",
        ),
        pin=_EMERGE_PIN,
        idle="--pretend",
        operations="""
--sync: refresh
--metadata: refresh
--unmerge: remove
--depclean: autoremove
--prune: remove
--search: search
--searchdesc: search
--info: search
--fetchonly: download
--config: other
""",
        default_action="install",
        slash_is="name",
        group_marks="@",
        refreshing="refresh",
        caching="install",
        index_paths="/var/db/repos /usr/portage",
        cache_paths="/var/cache/distfiles /usr/portage/distfiles",
    )


@_defines("rpm")
def _rpm(name: str) -> Manager:
    return _manager(
        name,
        "rpm",
        flags=(
            "--install,-i --upgrade,-U --freshen,-F --erase,-e --query,-q --verify,-V --import --rebuilddb"
            " --initdb --eval,-E"
            " --hash,-h --verbose,-v --nodeps --force --replacepkgs --replacefiles --oldpackage --nosignature"
            " --nodigest"
            " --noscripts --excludedocs --test --allmatches --justdb --all,-a --quiet --checksig,-K --nogpgcheck",
            "--root,-r= --dbpath= --define,-D= --prefix= --relocate= --excludepath= --rcfile= --queryformat,--qf=",
        ),
        pin=_RPM_PIN,
        operations="""
--query: search
--verify: search
--checksig: search
--eval: other
--erase: remove
--import: other
--rebuilddb: other
--initdb: other
--install: install
--upgrade: install
--freshen: upgrade
""",
        path_suffixes=".rpm",
    )


@_defines("dpkg")
def _dpkg(name: str) -> Manager:
    return _manager(
        name,
        "dpkg",
        flags=(
            "--install,-i --unpack --configure --remove,-r --purge,-P --list,-l --listfiles,-L --search,-S"
            " --status,-s"
            " --print-architecture --add-architecture --remove-architecture --get-selections --set-selections"
            " --print-foreign-architectures --compare-versions --force-all --force-confold --force-confdef"
            " --force-depends"
            " --force-overwrite --recursive,-R --pending,-a --extract,-x --vextract,-X --contents,-c --info,-I"
            " --field,-f"
            " --build,-b --no-triggers --skip-same-version,-E --refuse-downgrade,-G --audit,-C --verify,-V"
            " --divert --control,-e",
            "--root= --admindir= --instdir= --log= --force= --refuse= --no-force= --path-exclude= --path-include="
            " --debug,-D=",
        ),
        pin=_APT_PIN,
        operations="""
--install: install
--unpack: install
--remove: remove
--purge: remove
--list: search
--listfiles: search
--search: search
--status: search
--get-selections: search
--print-architecture: search
--print-foreign-architectures: search
""",
        path_suffixes=".deb",
    )


@_defines("pip", "pip2", "pip3")
def _pip(name: str) -> Manager:
    return _manager(
        name,
        "pip",
        actions=_PIP_ACTIONS,
        flags=_PIP_FLAGS,
        pin=_PIP_PIN,
        yes="--yes",
        asks="remove",
        no_cache="--no-cache-dir",
        package_flags={"--requirement": "requirements", "--editable": "path"},
        path_suffixes=_PIP_SUFFIXES,
        caching="install download",
        cache_paths="~/.cache/pip",
        cleans="cache+purge: cache",
        no_cache_variables="PIP_NO_CACHE_DIR",
        no_cache_by_any_value=True,  # pip keeps it so for compatibility, see _handle_no_cache_dir in its options
        cache_flags="--cache-dir",
        cache_variables="PIP_CACHE_DIR",
    )


@_defines("pipx")
def _pipx(name: str) -> Manager:
    return _pip(name)._replace(
        actions=_actions(
            "install: install inject install-all\nremove: uninstall uninstall-all uninject\nrun: run runpip\n"
            "upgrade: upgrade upgrade-all reinstall reinstall-all\nother: ensurepath environment\nsearch: list"
        ),
        canonical=_flags(
            *_PIP_FLAGS,
            "--spec= --python= --pip-args= --index-url,-i= --suffix= --preinstall= --system-site-packages"
            " --include-apps --global",
        )[0],
        valued=_flags(*_PIP_FLAGS, "--spec= --python= --pip-args= --suffix= --preinstall=")[1],
        asks=frozenset(),
        no_cache=_words("--no-cache-dir"),
        cleans=(),
    )


@_defines("easy_install", "easy_install-2.7", "easy_install3", "easy_install-3.6")
def _easy_install(name: str) -> Manager:
    return _manager(
        name,
        "pip",
        flags=(
            "--upgrade,-U --user --quiet,-q --verbose,-v --zip-ok,-z --multi-version,-m --always-copy,-a"
            " --no-deps,-N"
            " --always-unzip,-Z --editable,-e --exclude-scripts,-x --no-find-links",
            "--index-url,-i= --find-links,-f= --install-dir,-d= --script-dir,-s= --prefix= --record="
            " --build-directory,-b="
            " --allow-hosts,-H= --optimize,-O=",
        ),
        pin=_PIP_PIN,
        default_action="install",
        path_suffixes=_PIP_SUFFIXES,
    )


@_defines("uv")
def _uv(name: str) -> Manager:
    return _manager(
        name,
        "pip",
        actions="""
install: pip+install pip+sync add sync tool+install
remove: pip+uninstall remove tool+uninstall
upgrade: tool+upgrade lock
clean: cache+clean cache+prune clean
run: tool+run
search: pip+list pip+show pip+freeze pip+tree pip+check tree tool+list
other: pip+compile python+install python+pin venv init build publish self+update export run version
""",
        flags=(
            *_PIP_FLAGS,
            "--no-sync --active --no-default-groups --all-groups --all-packages --no-managed-python"
            " --managed-python --native-tls"
            " --offline --refresh --exact --compile-bytecode --no-progress --no-config --raw --no-editable"
            " --no-install-workspace"
            " --seed --link-mode= --python,-p= --directory= --project= --index= --default-index= --with="
            " --resolution="
            " --prerelease= --exclude-newer= --refresh-package= --reinstall-package= --from= --config-file="
            " --python-platform="
            " --torch-backend= --no-group= --only-group= --package= --rev= --tag= --branch= --index-strategy="
            " --find-links,-f="
            " --override,--overrides= --build-constraints,--build-constraint,-b= --no-install-package="
            " --with-requirements="
            " --with-editable= --env-file= --allow-insecure-host=",
        ),
        pin=_PIP_PIN,
        no_cache="--no-cache-dir",
        package_flags={"--requirement": "requirements", "--editable": "path"},
        file_actions="pip+sync",
        path_suffixes=_PIP_SUFFIXES,
        caching="install",
        cache_paths="~/.cache/uv",
        cleans="cache+clean: cache\ncache+prune: cache\nclean: cache",
        no_cache_variables="UV_NO_CACHE",
        cache_flags="--cache-dir",
        cache_variables="UV_CACHE_DIR",
    )


@_defines("uvx")
def _uvx(name: str) -> Manager:
    return _uv(name)._replace(actions={}, default_action="run")


@_defines("npm")
def _npm(name: str) -> Manager:
    return _manager(
        name,
        "npm",
        actions="""
install: install i in ins inst insta instal isnt isnta isntal isntall add
install: ci clean-install ic install-clean install-test it
remove: uninstall un unlink remove rm r
upgrade: update up upgrade udpate
clean: cache+clean cache+clear cache+rm
run: exec x
search: list ls ll la search view info show outdated
other: run run-script start stop test t publish pack init create config set get link audit prune rebuild login
autoremove: dedupe ddp
""",
        flags=_NPM_FLAGS,
        pin=_NPM_PIN,
        package_flags={"--package": "name"},
        path_suffixes=".tgz .tar.gz .tar",
        slash_is="vcs",
        caching="install upgrade run",
        cache_paths="~/.npm",
        cleans="cache+clean: cache\ncache+clear: cache\ncache+rm: cache",
        cache_flags="--cache --cache-folder",
        cache_variables="npm_config_cache NPM_CONFIG_CACHE",
    )


@_defines("npx", "bunx", "pnpx")
def _npx(name: str) -> Manager:
    return _npm(name)._replace(actions={}, default_action="run", cleans=())


@_defines("yarn", "yarnpkg")
def _yarn(name: str) -> Manager:
    return _npm(name)._replace(
        actions=_actions(
            "install: install add global+add import workspaces+focus\nremove: remove global+remove\n"
            "upgrade: upgrade global+upgrade up upgrade-interactive\nclean: cache+clean\nrun: dlx create\n"
            "search: list info why outdated audit licenses\n"
            "other: run build test start config set policies link unlink pack publish exec node plugin workspace"
            " workspaces"
        ),
        default_action="install",
        cache_paths=("~/.cache/yarn", "/usr/local/share/.cache/yarn", "~/.yarn/berry/cache", "/usr/local/share/.cache"),
        cleans=_cleans("cache+clean: cache"),
        cache_variables=_words("YARN_CACHE_FOLDER"),
    )


@_defines("pnpm")
def _pnpm(name: str) -> Manager:
    return _npm(name)._replace(
        actions=_actions(
            "install: install i add fetch install-test it\nremove: remove rm uninstall un\nupgrade: update up"
            " upgrade\n"
            "clean: store+prune cache+delete\nrun: dlx\nsearch: list ls outdated why audit licenses\n"
            "other: run exec start test deploy publish pack config setup env rebuild prune import create"
            " self-update build"
        ),
        cache_paths=("~/.local/share/pnpm/store", "~/.pnpm-store", "~/.cache/pnpm", "/pnpm/store"),
        cleans=_cleans("store+prune: cache"),
        cache_variables=frozenset(),
    )


@_defines("bun")
def _bun(name: str) -> Manager:
    return _npm(name)._replace(
        actions=_actions(
            "install: install i add a ci\nremove: remove rm\nupgrade: update\nclean: pm+cache+rm pm+cache\nrun: x\n"
            "search: outdated pm+ls\nother: run build test create init link publish upgrade"
        ),
        cache_paths=("~/.bun/install/cache",),
        cleans=_cleans("pm+cache rm: cache\npm+cache+rm: cache"),
        cache_variables=_words("BUN_INSTALL_CACHE_DIR"),
    )


@_defines("gem")
def _gem(name: str) -> Manager:
    return _manager(
        name,
        "gem",
        actions="""
install: install i
remove: uninstall
upgrade: update
clean: cleanup
download: fetch
search: list search query info outdated which environment env contents
other: build push sources owner signin
""",
        flags=(
            "--no-document,--no-doc,-N --no-rdoc --no-ri --document --rdoc --ri --force,-f --quiet,-q --silent"
            " --verbose,-V"
            " --conservative --ignore-dependencies --user-install --no-user-install --prerelease,--pre --local,-l"
            " --remote,-r"
            " --both,-b --wrappers,-w --no-wrappers --env-shebang,-E --development --minimal-deps --system"
            " --all,-a --executables,-x"
            " --clear-sources --no-verbose --no-post-install-message --default --lock --suggestions --norc"
            " --no-prerelease",
            "--version,-v= --platform= --install-dir,-i= --bindir,-n= --source,-s= --trust-policy,-P="
            " --http-proxy,-p="
            " --file,-g= --build-root= --bulk-threshold,-B= --config-file= --target-rbconfig= --without=",
        ),
        pin=_GEM_PIN,
        version_flags="--version",
        package_flags={"--file": "requirements"},
        path_suffixes=".gem",
        caching="install upgrade",
        cache_paths="/usr/local/bundle/cache */cache ~/.gem",
    )


@_defines("bundle", "bundler")
def _bundle(name: str) -> Manager:
    return _manager(
        name,
        "bundler",
        actions="""
install: install i
upgrade: update
remove: remove
clean: clean
download: package pack cache
search: list show info outdated check
other: exec config add init lock binstubs env
""",
        flags=(
            "--quiet --local --frozen --deployment --no-cache --no-prune --system --clean --force --redownload"
            " --full-index"
            " --binstubs --standalone --all --no-color --verbose --prefer-local",
            "--jobs,-j= --retry= --path= --without= --with= --gemfile= --trust-policy= --shebang= --target-rbconfig=",
        ),
        pin=_PLAIN_PIN,
        default_action="install",
        caching="install upgrade",
        cache_paths="/usr/local/bundle/cache */cache ~/.bundle/cache",
        no_cache="--no-cache",
    )


@_defines("go")
def _go(name: str) -> Manager:
    return _manager(
        name,
        "go",
        actions="""
install: install get
download: mod+download mod+vendor
clean: clean
search: list version env doc
run: run
other: build test generate vet fmt tool mod+tidy mod+init mod+edit mod+verify mod+graph work fix bug
""",
        flags=(
            "-u -v -x -n -a -i -t -d -f -fix -insecure -race -msan -asan -cover -trimpath -work -modcacherw"
            " -linkshared"
            " -modcache -cache -testcache -fuzzcache -json -r -buildvcs",
            "-ldflags= -gcflags= -asmflags= -gccgoflags= -tags= -mod= -modfile= -o= -p= -buildmode= -compiler="
            " -installsuffix="
            " -pkgdir= -toolexec= -overlay= -C= -exec= -covermode= -pgo=",
        ),
        pin=_GO_PIN,
        single_dash=True,
        slash_is="module",
        caching="install download run",
        cache_paths="/go/pkg/mod ~/go/pkg/mod ~/.cache/go-build $GOPATH/pkg/mod",
        cleans="clean -modcache: cache\nclean -cache: cache",
        cache_variables="GOMODCACHE GOCACHE",
    )


@_defines("cargo")
def _cargo(name: str) -> Manager:
    return _manager(
        name,
        "cargo",
        actions="""
install: install add binstall
remove: uninstall remove rm
upgrade: update
download: fetch vendor
clean: clean
search: search info tree metadata
other: build b run r test t check c bench doc d new init publish package chef clippy fmt rustc login
""",
        flags=(
            "--locked --frozen --offline --force,-f --quiet,-q --verbose,-v --release,-r --debug --all-features"
            " --no-default-features --bins --examples --no-track --list --dry-run,-n --ignore-rust-version --dev"
            " --build"
            " --optional --no-confirm,-y --workspace --all --tests",
            "--version,--vers= --git= --branch= --tag= --rev= --path= --root= --registry= --index= --bin="
            " --example="
            " --features,-F= --target= --target-dir= --profile= --jobs,-j= --config= --color= --message-format="
            " --manifest-path="
            " --package,-p= -Z= --rename= -C=",
        ),
        pin=_GO_PIN,
        version_flags="--version",
        package_flags={"--git": "vcs", "--path": "path"},
        slash_is="name",
        caching="install download",
        cache_paths="/usr/local/cargo/registry ~/.cargo/registry */registry",
        cache_variables="CARGO_HOME",
    )


@_defines("composer", "composer.phar")
def _composer(name: str) -> Manager:
    return _manager(
        name,
        "composer",
        actions="""
install: install i require r req global+require create-project global+install
remove: remove rm global+remove
upgrade: update u upgrade global+update self-update selfupdate
clean: clear-cache clearcache cc
search: show info search outdated licenses why
other: dump-autoload dumpautoload run-script run exec config validate init check-platform-reqs diagnose
""",
        flags=(
            "--no-dev --dev --no-interaction,-n --no-scripts --no-plugins --no-autoloader --optimize-autoloader,-o"
            " --classmap-authoritative,-a --prefer-dist --prefer-source --no-progress --quiet,-q"
            " --verbose,-v,-vv,-vvv"
            " --ignore-platform-reqs --no-cache --no-suggest --ansi --no-ansi --profile --no-update --update-no-dev"
            " --with-all-dependencies,-W --with-dependencies,-w --apcu-autoloader --dry-run --no-install --no-audit"
            " --prefer-stable --prefer-lowest --sort-packages --fixed --no-secure-http --remove-vcs --keep-vcs"
            " --2 --1 --stable"
            " --prefer-install-dist",
            "--working-dir,-d= --stability,-s= --repository= --ignore-platform-req= --prefer-install="
            " --repository-url="
            " --apcu-autoloader-prefix= --audit-format=",
        ),
        pin=_COMPOSER_PIN,
        yes="--no-interaction",
        no_cache="--no-cache",
        slash_is="name",
        single="create-project",
        version_operand=True,
        caching="install upgrade",
        cache_paths="~/.composer/cache ~/.cache/composer ~/.composer",
        cleans="clear-cache: cache\nclearcache: cache\ncc: cache",
        cache_variables="COMPOSER_CACHE_DIR",
    )


@_defines("conda", "mamba", "micromamba")
def _conda(name: str) -> Manager:
    return _manager(
        name,
        "conda",
        actions="""
install: install create env+create
upgrade: update upgrade env+update
remove: remove uninstall env+remove
clean: clean
search: list search info env+list repoquery
other: config init activate deactivate run shell env+export self-update package build
""",
        flags=(
            "--yes,-y --quiet,-q --override-channels --no-deps --only-deps --update-deps"
            " --freeze-installed,--no-update-deps"
            " --all,-a --tarballs,-t --packages --index-cache,-i --force-pkgs-dirs --force-reinstall --offline"
            " --copy"
            " --no-pin --strict-channel-priority --no-channel-priority --json --dry-run,-d --insecure,-k"
            " --use-local --no-py-pin"
            " --no-default-packages --verbose,-v --mkdir --prune --force,-f --update-all --download-only --no-env"
            " --lockfiles"
            " --trash --locks",
            "--name,-n= --prefix,-p= --channel,-c= --file= --revision= --repodata-fn= --solver="
            " --experimental-solver="
            " --clone= --root-prefix,-r= --platform= --subdir= --rc-file= --retry-clean-cache=",
        ),
        pin=_CONDA_PIN,
        yes="--yes",
        asks="install upgrade remove",
        package_flags={"--file": "requirements"},
        file_actions="env+create env+update",
        path_suffixes=".tar.bz2 .conda .yml .yaml .txt .lock",
        caching="install upgrade",
        cache_paths="*/pkgs",
        cleans="""
clean --all: cache
clean --tarballs: cache
clean --packages: cache
clean --force-pkgs-dirs: cache
""",
        cache_variables="CONDA_PKGS_DIRS",
    )


@_defines("brew")
def _brew(name: str) -> Manager:
    return _manager(
        name,
        "brew",
        actions="install: install reinstall\nrefresh: update up\nupgrade: upgrade\nremove: uninstall remove rm\n"
        "autoremove: autoremove\nclean: cleanup\ndownload: fetch\nsearch: search info list deps outdated\n"
        "other: tap untap link unlink bundle services doctor config pin",
        flags=(
            "--formula,--formulae --cask,--casks --force,-f --quiet,-q --verbose,-v --debug,-d"
            " --build-from-source,-s"
            " --force-bottle --HEAD --ignore-dependencies --only-dependencies --overwrite --prune-all --scrub",
            "--cc= --prune= --appdir=",
        ),
        pin=_PLAIN_PIN,
        slash_is="name",
        caching="install upgrade",
        cache_paths="~/.cache/Homebrew",
        cleans="cleanup: cache",
        cache_variables="HOMEBREW_CACHE",
    )


@_defines("cpanm")
def _cpanm(name: str) -> Manager:
    return _manager(
        name,
        "cpan",
        flags=(
            "--notest,-n --quiet,-q --verbose,-v --interactive --force,-f --skip-installed --reinstall"
            " --installdeps --info"
            " --self-upgrade --sudo,-S --test-only --build-only --look --dev --with-recommends --with-suggests"
            " --with-develop"
            " --mirror-only --no-man-pages --no-wget --no-lwp --uninstall,-U --skip-satisfied --cascade-search"
            " --without-recommends",
            "--local-lib,-l= --local-lib-contained,-L= --mirror= --from,-M= --cpanfile= --configure-timeout="
            " --build-timeout="
            " --auto-cleanup= --save-dists= --with-feature= --configure-args= --metacpan=",
        ),
        pin=_PERL_PIN,
        operations="--uninstall: remove\n--info: search",
        default_action="install",
        path_suffixes=".tar.gz .zip",
        slash_is="path",
        caching="install",
        cache_paths="~/.cpanm",
    )


@_defines("cpan")
def _cpan(name: str) -> Manager:
    return _manager(
        name,
        "cpan",
        actions="install: install",
        flags=(
            "--install,-i --force,-f --test,-T -t -c -a -D -g -l -L -O -r -u -v -A -C -n -p -P -s -V -w -x -X -F"
            " -M= -I= -j= -J",
        ),
        pin=_PLAIN_PIN,
        default_action="install",
        any_operand=True,
        slash_is="path",
        caching="install",
        cache_paths="~/.cpan ~/.local/share/.cpan",
    )


@_defines("luarocks")
def _luarocks(name: str) -> Manager:
    return _manager(
        name,
        "luarocks",
        actions="install: install build\nremove: remove purge\ndownload: download\nsearch: search list show\n"
        "other: make config path pack unpack upload test init write_rockspec new_version",
        flags=(
            "--local --global --dev --force --force-fast --verbose --only-deps,--deps-only --keep --no-doc --pin"
            " --no-manifest",
            "--server= --only-server= --only-sources= --tree= --lua-dir= --lua-version= --timeout= --deps-mode="
            " --branch=",
        ),
        pin=_PLAIN_PIN,
        path_suffixes=".rockspec .rock",
        slash_is="name",
        version_operand=True,
        caching="install",
        cache_paths="~/.cache/luarocks",
    )


@_defines("pecl", "pear")
def _pecl(name: str) -> Manager:
    return _manager(
        name,
        "pear",
        actions="install: install\nrefresh: update-channels channel-update\nupgrade: upgrade upgrade-all\n"
        "remove: uninstall\nclean: clear-cache\ndownload: download bundle\nsearch: list search info remote-list\n"
        "other: channel-discover config-set config-show config-get channel-add package build run-tests",
        flags=(
            "--force,-f --nodeps,-n --alldeps,-a --onlyreqdeps,-o --soft,-s --register-only,-r --nobuild,-B"
            " --nocompress,-Z"
            " --ignore-errors --offline,-O --loose,-l",
            "--configureoptions,-D= --installroot,-R= --packagingroot,-P= -d= -c= -C=",
        ),
        pin=_PEAR_PIN,
        path_suffixes=".tgz .tar .tar.gz",
        slash_is="name",
        caching="install upgrade",
        cache_paths="/tmp/pear",  # noqa: S108 - where PEAR puts it
        cleans="clear-cache: cache",
    )


_known: dict[str, Manager] = {}


def manager(name: str) -> Manager | None:
    """The manager that a command of this name is, or None; `pip3.11` is `pip3`."""
    found = _known.get(name)
    if found is not None:
        return found
    define = _DEFINITIONS.get(name)
    if define is None:
        if not name.startswith("pip") or re.fullmatch(r"pip[23](\.\d+)?", name) is None:
            return None
        define = _pip
    found = _known[name] = define(name)
    return found


def names() -> frozenset[str]:
    """The command names of all managers in the table."""
    return frozenset(_DEFINITIONS)
