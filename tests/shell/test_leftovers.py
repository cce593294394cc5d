"""What stays in a layer after the package managers have run."""

import pytest

from baseadvisor.dockerfile.source_map import SourceMap
from baseadvisor.shell import parse
from baseadvisor.shell.leftovers import covers, leftovers
from baseadvisor.shell.packages import package_actions


def left(text: str, mounts: tuple[str, ...] = (), **environment: str) -> list[str]:
    script = parse(SourceMap.plain(text, 0))
    found = leftovers([script], package_actions(script), environment=environment, mounts=mounts)
    return sorted(f"{each.family} {each.kind}" for each in found)


@pytest.mark.parametrize(
    "text",
    [
        "apt-get update && rm -rf /var/lib/apt/lists/*",
        "apt-get update && rm -rf /var/lib/apt/lists",
        "apt-get update && rm -r -f /var/lib/apt/*",
        "apt-get update && rm -rf /var/{lib/apt/lists,log}/*",
        "apt-get update && cd /var/lib/apt/lists && rm -rf *",
        "apt-get update; find /var/lib/apt/lists -type f -delete",
        "c() { rm -rf /var/lib/apt/lists; }; apt-get update; c",
        "trap 'rm -rf /var/lib/apt/lists/*' EXIT; apt-get update",
        "apt-get update && sh -c 'rm -rf /var/lib/apt/lists/*'",
        "yum install -y x && yum clean all",
        "yum install -y x && rm -rf /var/cache/yum",
        "dnf install -y x && dnf clean all -y",
        "gem install x && rm -rf /tmp/* /usr/lib/ruby/gems/*/cache/*.gem",
        'gem install x && rm -rf "$(gem env gemdir)/cache"',
        "go get x.org/y && rm -rf $GOPATH",
        'go get x.org/y && rm -rf "${GOPATH}"/pkg',
        "apk add --no-network x",
        "microdnf install x && microdnf clean all",
        "zypper in x && zypper clean --all",
        "zypper in x && zypper cc -a",
        "apk add --no-cache x",
        "apk add -U --no-cache x",
        "apk add x && rm -rf /var/cache/apk/*",
        "apk add x && rm -f /var/cache/apk/*",
        "pip install --no-cache-dir x",
        "pip install x && rm -rf ~/.cache/pip",
        "pip install x && rm -rf /root/.cache",
        "pip install x && rm -rf $HOME/.cache/*",
        "pip install x && pip cache purge",
        "PIP_NO_CACHE_DIR=1 pip install x",
        "export PIP_NO_CACHE_DIR=off && pip install x",
        "npm ci && npm cache clean --force",
        "npm ci && rm -rf ~/.npm",
        "yarn && yarn cache clean",
        "conda install -y x && conda clean -afy",
        "conda install -y x && rm -rf /opt/conda/pkgs/*",
        "go install x@v1 && go clean -modcache",
    ],
)
def test_nothing_stays(text: str) -> None:
    assert left(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("apt-get update", ["apt index"]),
        ("apt-get update && apt-get clean", ["apt index"]),
        ("rm -rf /var/lib/apt/lists/* && apt-get update", ["apt index"]),
        ("apt-get update && rm -rf *", ["apt index"]),
        ("apt-get update && rm -rf /var/lib/dpkg /tmp/*", ["apt index"]),
        ("c() { rm -rf /var/lib/apt/lists; }; apt-get update", ["apt index"]),
        ("apt-get install -y x", ["apt cache"]),
        ("yum install -y x", ["dnf cache", "dnf index"]),
        ("yum install -y x && yum clean packages", ["dnf index"]),
        ("yum clean all && yum install -y x", ["dnf cache", "dnf index"]),
        ("apk add x", ["apk index"]),
        ("pip install x", ["pip cache"]),
        ("npm install", ["npm cache"]),
        ("conda install -y x && conda clean -y", ["conda cache"]),
        ("pip install x && rm -rf /var/cache/*", ["pip cache"]),
        ("zypper in x && zypper clean", ["zypper index"]),
    ],
)
def test_something_stays(text: str, expected: list[str]) -> None:
    assert left(text) == expected


def test_what_is_written_to_a_mount_is_not_in_the_layer() -> None:
    assert left("apt-get update", ("/var/lib/apt/lists",)) == []
    assert left("apt-get update", ("/var/lib/apt",)) == []
    assert left("apt-get update", ("/var/cache/apt",)) == ["apt index"]
    assert left("pip install x", ("/root/.cache/pip",)) == []


def test_the_environment_turns_a_cache_off_or_moves_it() -> None:
    assert left("pip install x", PIP_NO_CACHE_DIR="0") == []
    assert left("uv pip install x", UV_NO_CACHE="0") == ["pip cache"]
    assert left("uv pip install x", UV_NO_CACHE="1") == []
    assert left("pip install x && rm -rf /c", PIP_CACHE_DIR="/c") == []
    assert left("pip install --cache-dir /c x && rm -rf ~/.cache") == ["pip cache"]


@pytest.mark.parametrize(
    ("path", "folder", "expected"),
    [
        ("/a/b", "/a/b", True),
        ("/a/b/", "/a/b", True),
        ("/a/b/*", "/a/b", True),
        ("/a/*/c", "/a/b/c", True),
        ("/a", "/a/b", True),
        ("/", "/a/b", True),
        ("/a/b/c", "/a/b", False),
        ("a/b", "/a/b", False),
        ("*", "/a/b", False),
        ("", "/a/b", False),
        ("/home/u/.x", "~/.x", True),
        ("${HOME}/.x", "~/.x", True),
        ("/opt/conda/pkgs", "*/pkgs", True),
        ("/opt/conda/*", "*/pkgs", False),
    ],
)
def test_which_paths_cover_a_folder(path: str, folder: str, expected: bool) -> None:
    assert covers(path, folder) is expected
