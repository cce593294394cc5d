"""Packages of Python, gems and crates that come as sources alone: what an image lacks to compile them."""

from collections.abc import Iterator

from baseadvisor.advisor import tools
from baseadvisor.advisor.compat.archive import along
from baseadvisor.advisor.compat.archive.managers import listed
from baseadvisor.advisor.compat.language.jumps import jumps
from baseadvisor.advisor.model import Certainty, Image, Reason
from baseadvisor.advisor.move import Move

_GCC = "gcc|build-essential|build-base"
_LIBC = "libc6-dev|musl-dev|build-essential|build-base"
_GXX = "g++|build-essential|build-base"
_MAKE = "make|build-essential|build-base"
_PKG_CONFIG = "pkg-config|pkgconf|pkgconfig"

_Needs = tuple[tuple[str, ...], tuple[str, ...]]
"""What one needs of apt and of apk beside the compiler; `|` is between names of one thing."""

# Packages on PyPI that have no wheels for Linux. Source: the files of their releases on PyPI, and their installation
# guides.
_SDISTS: dict[str, _Needs] = {
    "psycopg2": (("libpq-dev|postgresql-dev",), ("libpq-dev|postgresql-dev",)),
    "mysqlclient": (
        ("default-libmysqlclient-dev|libmariadb-dev|libmysqlclient-dev", _PKG_CONFIG),
        ("mariadb-dev|mariadb-connector-c-dev|mysql-dev", _PKG_CONFIG),
    ),
    "uwsgi": ((), ("linux-headers",)),
    "python-ldap": (("libldap-dev|libldap2-dev", "libsasl2-dev"), ("openldap-dev",)),
    "pycrypto": ((), ()),
    "pycairo": (("libcairo2-dev", _PKG_CONFIG), ("cairo-dev", _PKG_CONFIG)),
    "pyaudio": (("portaudio19-dev",), ("portaudio-dev",)),
    "pygraphviz": (("libgraphviz-dev|graphviz-dev",), ("graphviz-dev",)),
    "pycups": (("libcups2-dev",), ("cups-dev",)),
    "python-prctl": (("libcap-dev",), ("libcap-dev",)),
    "dbus-python": (("libdbus-1-dev", "libglib2.0-dev", _PKG_CONFIG), ("dbus-dev", "glib-dev", _PKG_CONFIG)),
}
# Gems with parts in C or C++ and no build of them for Linux, and gems that depend on such. Source: their pages on
# rubygems.org (platforms and dependencies).
_GEMS: dict[str, _Needs] = {
    **dict.fromkeys(
        (
            *("bcrypt", "bcrypt-ruby", "byebug", "cool.io", "fluentd", "hiredis", "http_parser.rb"),
            *("msgpack", "nio4r", "oj", "ox", "puma", "raindrops", "rails", "redcarpet", "rdiscount", "snappy"),
            *("unicorn", "websocket-driver", "yajl-ruby", "kgio", "bootsnap"),
        ),
        ((), ()),
    ),
    **dict.fromkeys(
        ("eventmachine", "thin", "sassc", "smashing", "dashing", "mailcatcher", "jekyll"), ((_GXX,), (_GXX,))
    ),
    "mysql2": (("default-libmysqlclient-dev|libmariadb-dev|libmysqlclient-dev",), ("mariadb-dev|mysql-dev",)),
    "do_sqlite3": (("libsqlite3-dev",), ("sqlite-dev",)),
    "dm-sqlite-adapter": (("libsqlite3-dev",), ("sqlite-dev",)),
    "do_postgres": (("libpq-dev",), ("libpq-dev|postgresql-dev",)),
    "rmagick": (("libmagickwand-dev", _PKG_CONFIG), ("imagemagick-dev", _PKG_CONFIG)),
    "curb": (("libcurl4-openssl-dev|libcurl4-gnutls-dev",), ("curl-dev",)),
    "charlock_holmes": (("libicu-dev", _GXX), ("icu-dev", _GXX)),
    "rugged": (("cmake", _PKG_CONFIG), ("cmake", _PKG_CONFIG)),
    "tiny_tds": (("freetds-dev",), ("freetds-dev",)),
}
_OPENSSL: _Needs = (("libssl-dev", _PKG_CONFIG), ("openssl-dev", _PKG_CONFIG))
# Programs in Rust that link C libraries by their default features. Source: their Cargo.toml and installation guides
# (launchbadge/sqlx, diesel-rs/diesel, kbknapp/cargo-outdated, nabijaczleweli/cargo-update).
_CRATES: dict[str, _Needs] = {
    **dict.fromkeys(("sqlx-cli", "cargo-outdated", "cargo-update"), _OPENSSL),
    "diesel-cli": (
        ("libpq-dev", "default-libmysqlclient-dev|libmariadb-dev|libmysqlclient-dev", "libsqlite3-dev"),
        ("libpq-dev|postgresql-dev", "mariadb-connector-c-dev|mariadb-dev", "sqlite-dev"),
    ),
}
# Of these ruby's slim image keeps the headers (docker-library/ruby, Dockerfile.template), and rust's has gcc.
_KINDS: dict[str, tuple[dict[str, _Needs], str, tuple[str, ...], Certainty]] = {
    "pip": (_SDISTS, "it has no wheel and is compiled", (_GCC, _LIBC), "high"),
    "gem": (_GEMS, "with what it depends on it is compiled", (_GCC, _LIBC, _MAKE), "high"),
    "cargo": (_CRATES, "it is linked with libraries in C", (), "medium"),
}
_OTHER_FEATURES = ("--no-default-features", "--features", "-F", "--all-features")
"""What may take a vendored library, or none, in the place of what a crate links by default."""


def reasons(move: Move) -> Iterator[Reason]:
    """Packages that are compiled for sure, and do not find what that takes."""
    yield from _lost(move)
    yield from _mysqlclient(move)


# Source: mysqlclient's README, "Linux"; its setup.py asks pkg-config from 2.2.0 on, which is for Python 3.8 and later.
_SINCE = (3, 8)


def _mysqlclient(move: Move) -> Iterator[Reason]:
    """The newest mysqlclient, which asks pkg-config for what the older ones asked mysql_config."""
    there = move.after.userland
    if there is None or there.package_family != "apt":
        return  # the headers of Alpine bring pkgconf along
    if tools.has(move.after, "pkg-config") is not False or is_full(move.before):
        return
    if any("MYSQLCLIENT_CFLAGS" in text for text, _ in move.needs.words()):
        return
    if not any(one.product == "python" and one.old < _SINCE <= one.new for one in jumps(move)):
        return
    for action in move.all_actions():
        for package in action.packages if action.family == "pip" and action.action == "install" else ():
            if package.name.lower() != "mysqlclient" or package.version:
                continue
            if not tools.brought_by("pkg-config", along.there(move, move.after, action.start)):
                why = f"it is compiled, and from 2.2 on that takes pkg-config, which {move.after.reference} lacks"
                yield Reason("native", "breaks", "high", "pip install mysqlclient", why, move.line(package.start))
                return


def _lost(move: Move) -> Iterator[Reason]:
    """What a full image has of that, and the other one has not."""
    family = move.after.userland.package_family if move.after.userland is not None else None
    if not is_full(move.before) or is_full(move.after) or family not in ("apt", "apk"):
        return
    for action in move.all_actions():
        if action.family not in _KINDS or action.action != "install":
            continue
        table, how, always, sure = _KINDS[action.family]
        if action.family == "cargo" and action.has(*_OTHER_FEATURES):
            continue
        installed = move.needs.installed(action.start)
        lacking: dict[str, list[str]] = {}
        for package in action.packages:
            name = _written(package.name, action.family)
            if package.kind == "name" and name in table:
                needed = (*always, *table[name][family == "apk"])
                lacks = [_named(one, family) for one in needed if not _is_there(move, one, installed)]
                lacking |= {name: lacks} if lacks else {}
        if lacking:
            what = ", ".join(dict.fromkeys(one for lacks in lacking.values() for one in lacks))
            start = next(one.start for one in action.packages if _written(one.name, action.family) in lacking)
            yield Reason(
                "native",
                "breaks",
                sure,
                f"{action.family} install {listed(list(lacking))}",
                f"{how}, for which {move.after.reference} lacks {what}",
                move.line(start),
            )


def _written(name: str, family: str) -> str:
    """A package's name as the tables have it."""
    return name.lower() if family == "gem" else name.lower().replace("_", "-")


def _is_there(move: Move, names: str, installed: frozenset[str]) -> bool:
    alternatives = names.split("|")
    return bool(installed.intersection(alternatives)) or (
        names in (_GCC, _LIBC) and tools.has(move.after, "gcc") is True
    )


def _named(names: str, family: str) -> str:
    """The name that a manager has for one of several."""
    alternatives = names.split("|")
    return alternatives[1] if names in (_LIBC, _PKG_CONFIG) and family == "apk" else alternatives[0]


def is_full(image: Image) -> bool:
    """Whether it stands on buildpack-deps: compilers, headers and git."""
    return all(tools.has(image, program) for program in ("gcc", "autoconf", "git"))
