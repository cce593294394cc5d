"""Packages that come from their makers' own source, whatever the distribution."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple


class Vendor(NamedTuple):
    """Whose packages these are, and how a file names the source.

    `everywhere`: it is one for every release. `shared`: distributions have a package of that name as well.
    """

    packages: re.Pattern[str]
    source: re.Pattern[str]
    everywhere: bool = False
    shared: bool = False


def _vendor(packages: str, source: str, *, everywhere: bool = False, shared: bool = False) -> Vendor:
    return Vendor(re.compile(packages), re.compile(source), everywhere, shared)


# Source: the makers' instructions for Linux: what stands in them after the address is a release's name, or `stable`.
_VENDORS = (
    _vendor(
        r"google-chrome-\w+|chrome-remote-desktop", r"dl(?:-ssl)?\.google\.com/linux/(?:chrome|direct)", everywhere=True
    ),
    _vendor(
        r"docker-(?:ce|ce-cli|ce-rootless-extras|(?:compose|buildx|scan)-plugin|engine)|containerd\.io",
        r"(?:download|get)\.docker\.com|(?:apt|yum)\.dockerproject\.org",
    ),
    _vendor(r"nodejs", r"\.nodesource\.com/", shared=True),
    _vendor(r"yarn", r"(?:dl|rpm)\.yarnpkg\.com", everywhere=True, shared=True),
    _vendor(
        r"(?:java-[\d.]+-)?amazon-corretto(?:-[\w-]+)?|java-[\d.]+-amazon-corretto(?:-[\w-]+)?",
        r"(?:apt|apk|yum)\.corretto\.aws",
        everywhere=True,
        shared=True,
    ),
    _vendor(r"sapmachine-[\w-]+", r"dist\.sapmachine\.io", everywhere=True),
    _vendor(r"zulu[\w.-]*|prime-[\w-]+", r"(?:repos\.azul(?:systems)?|cdn\.azul)\.com|\bzulu-repo", everywhere=True),
    _vendor(r"bellsoft-[\w-]+", r"(?:apt|apk|yum)\.bell-sw\.com", everywhere=True),
    _vendor(r"temurin-[\w-]+", r"packages\.adoptium\.net"),
    _vendor(
        r"elasticsearch(?:-oss)?|kibana(?:-oss)?|logstash(?:-oss)?|\w+beat|apm-server",
        r"(?:artifacts|packages)\.elastic(?:search)?\.(?:co|org)",
        everywhere=True,
    ),
    _vendor(r"jenkins", r"pkg\.jenkins(?:-ci\.org|\.io)", everywhere=True, shared=True),
    _vendor(r"gh", r"cli\.github\.com/packages", everywhere=True, shared=True),
    _vendor(r"google-cloud-[\w-]+", r"packages\.cloud\.google\.com/(?:apt|yum)", everywhere=True),
    _vendor(r"kubectl|kubelet|kubeadm|kubernetes-cni|cri-tools", r"pkgs\.k8s\.io", everywhere=True, shared=True),
    _vendor(r"sbt", r"repo\.scala-sbt\.org", everywhere=True, shared=True),
    _vendor(r"heroku(?:-toolbelt)?", r"(?:cli-assets|toolbelt)\.heroku\.com", everywhere=True),
    _vendor(r"signal-desktop(?:-beta)?", r"updates\.signal\.org", everywhere=True),
    _vendor(r"code|code-insiders", r"packages\.microsoft\.com/repos/(?:vs)?code", everywhere=True),
    _vendor(r"grafana(?:-enterprise)?", r"(?:apt|packages|rpm)\.grafana\.com", everywhere=True, shared=True),
    _vendor(r"newrelic-[\w-]+", r"(?:apt|yum)\.newrelic\.com", everywhere=True),
    _vendor(r"datadog-agent|dd-agent", r"(?:apt|yum)\.datadoghq\.com", everywhere=True),
    _vendor(r"neo4j(?:-enterprise)?|cypher-shell", r"debian\.neo4j\.(?:com|org)", everywhere=True),
    _vendor(r"mongodb-[\w-]+|mongocli", r"repo\.mongodb\.(?:org|com)|downloads-distro\.mongodb\.org"),
    _vendor(
        r"mysql-.+|libmysqlclient.*|percona-.+|mysql",
        r"repo\.mysql\.com|mysql-apt-config|mysql\d*-community-release",
        shared=True,
    ),
    _vendor(r"percona-.+|proxysql\d*|libperconaserverclient.*", r"repo\.percona\.com|percona-release", shared=True),
    _vendor(
        r"mariadb-.+|MariaDB-.+|libmariadb.*|galera.*", r"mirror\.mariadb\.org|downloads\.mariadb\.com", shared=True
    ),
    _vendor(
        r"esl-erlang|erlang(?:-.+)?|elixir|mongooseim",
        r"packages\.erlang-solutions\.com|erlang-solutions_",
        shared=True,
    ),
    _vendor(
        r"rabbitmq-server|erlang(?:-.+)?|socat|logrotate",
        r"rabbitmq\.com/debian|packagecloud\.io/rabbitmq",
        shared=True,
    ),
    _vendor(
        r"php.*|libapache2-mod-php.*|nginx.*|redis.*|mysql.*|libgd.*|zend.*|libnginx-.+", r"dotdeb\.org", shared=True
    ),
    _vendor(r"nginx.*|njs.*", r"nginx\.org/(?:packages|keys)", shared=True),
    _vendor(r"blackfire.*", r"packages\.blackfire\.io", everywhere=True),
    _vendor(
        r"postgresql.*|libpq.*|postgis.*|pg[a-z_]+.*|repmgr.*|barman.*",
        r"(?:apt|yum|download)\.postgresql\.org|\bpgdg-",
        shared=True,
    ),
    _vendor(r"passenger.*|libnginx-.+|nginx.*", r"oss-binaries\.phusionpassenger\.com", shared=True),
    _vendor(r"openresty.*", r"openresty\.org/package"),
    _vendor(
        r"terraform.*|vault.*|consul.*|packer|nomad.*|boundary.*|waypoint.*", r"\.releases\.hashicorp\.com", shared=True
    ),
    _vendor(
        r"mono-.+|libmono.+|nuget|monodevelop.*|ca-certificates-mono|referenceassemblies-pcl|fsharp|msbuild.*",
        r"download\.mono-project\.com",
        shared=True,
    ),
    _vendor(
        r"(?:clang|llvm|lld|lldb|libclang|libllvm|libc\+\+|libomp|libunwind|python3-clang).*",
        r"apt\.llvm\.org",
        shared=True,
    ),
    _vendor(r"puppet.*|facter|hiera|bolt|pdk", r"(?:apt|yum)\.puppet(?:labs)?\.com", shared=True),
    # Personal archives of Launchpad's, by what they say that they hold.
    _vendor(r"(?:lib)?python[23]\.\d+.*", r"ppa:(?:deadsnakes|fkrull)/", shared=True),
    _vendor(r"php.*|libapache2-mod-php.*|libpcre.*|libzip.*|libgd.*|pkg-php-tools", r"ppa:ondrej/php\S*", shared=True),
    _vendor(r"git(?:-.+)?", r"ppa:git-core/", shared=True),
    _vendor(r"openjdk-.+", r"ppa:openjdk-r/", shared=True),
    _vendor(r"(?:gcc|g\+\+|gfortran|cpp|lib(?:32|x32)?(?:gcc|stdc\+\+)).*", r"ppa:ubuntu-toolchain-r/", shared=True),
    _vendor(r"golang.*", r"ppa:longsleep/golang-backports|ppa:gophers/|ppa:evarlast/", shared=True),
    _vendor(r"ruby.*|passenger.*", r"ppa:brightbox/ruby\S*", shared=True),
    _vendor(r"nodejs.*", r"ppa:chris-lea/node\S*", shared=True),
    _vendor(r"redis.*", r"ppa:(?:chris-lea|rwky)/redis\S*", shared=True),
    _vendor(r"oracle-java.*", r"ppa:(?:webupd8team|linuxuprising)/java"),
    _vendor(r"nginx.*", r"ppa:(?:nginx|ondrej)/(?:stable|development|nginx\S*)", shared=True),
    _vendor(r"(?:python3?-)?certbot.*|letsencrypt", r"ppa:certbot/", shared=True),
    _vendor(r"ansible.*", r"ppa:ansible/", shared=True),
    _vendor(r"r-.+|littler|jags", r"marutter/(?:rrutter|c2d4u)|/bin/linux/(?:ubuntu|debian)\b", shared=True),
    _vendor(r"heka|sensu.*|uchiwa", r"sensuapp\.org|packages\.sensu"),
)


def vendor_of(name: str) -> Vendor | None:
    """The maker that has a source of its own for a package."""
    return next((one for one in _VENDORS if one.packages.fullmatch(name)), None)


def is_makers_alone(name: str) -> bool:
    """Whether no distribution has a package of that name, only its makers do."""
    vendor = vendor_of(name)
    return vendor is not None and not vendor.shared


_KEY = re.compile(r"\bkeys?\b|\.gpg\b|\.asc\b|/gpg\b", re.IGNORECASE)
_SOURCE = re.compile(r"\bdeb\s|\.repo\b|/repositories\b|add-repo|baseurl|_setup|/setup")


def place_of(vendor: Vendor, words: Iterable[tuple[str, int]], before: int) -> int | None:
    """The offset where a file names a maker's source before another offset: the source itself rather than its key."""
    found = [
        (_SOURCE.search(line) is not None or _KEY.search(line) is None, start + match.start())
        for text, start in words
        for match in vendor.source.finditer(text)
        if start + match.start() < before
        for line in [line_at(text, match.start())]
    ]
    return max(found, default=(False, None))[1] if found else None


def line_at(text: str, at: int) -> str:
    """The line of a text that holds an offset; of a line that nobody reads, what is around."""
    start = max(text.rfind("\n", 0, at) + 1, at - _AROUND)
    return text[start : at + _AROUND].partition("\n")[0]


_AROUND = 2000
"""Characters before and after."""


def is_for_every_release(source: str) -> bool:
    """Whether a line names a source whose packages are the same for every release, whatever it is called there."""
    return any(one.everywhere and one.source.search(source) for one in _VENDORS)


def serves(source: str, name: str) -> bool:
    """Whether a source may have a package: one whose makers have other packages alone does not."""
    makers = _makers(source)
    return not makers or any(one.packages.fullmatch(name) for one in makers)


@lru_cache(maxsize=4096)
def _makers(source: str) -> tuple[Vendor, ...]:
    return tuple(one for one in _VENDORS if one.source.search(source))
