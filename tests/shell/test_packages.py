"""What package managers are told to do."""

import pytest

from baseadvisor.dockerfile.source_map import SourceMap
from baseadvisor.shell import managers, parse
from baseadvisor.shell.packages import PackageAction, package_actions


def actions(text: str, environment: dict[str, str] | None = None, dialect: str = "sh") -> tuple[PackageAction, ...]:
    return package_actions(parse(SourceMap.plain(text, 0), dialect=dialect), environment)


def only(text: str, environment: dict[str, str] | None = None) -> PackageAction:
    (action,) = actions(text, environment)
    return action


def packages(text: str, environment: dict[str, str] | None = None) -> list[tuple[str, str | None, str | None, str]]:
    return [(each.name, each.operator, each.version, each.kind) for each in only(text, environment).packages]


@pytest.mark.parametrize(
    ("text", "manager", "family", "action"),
    [
        ("apt-get update", "apt-get", "apt", "refresh"),
        ("apt-get -qq -o A=b update", "apt-get", "apt", "refresh"),
        ("apt full-upgrade", "apt", "apt", "dist-upgrade"),
        ("aptitude safe-upgrade", "aptitude", "apt", "upgrade"),
        ("apt-get build-dep x", "apt-get", "apt", "build-dep"),
        ("apt-get purge x", "apt-get", "apt", "remove"),
        ("apt-get autoremove", "apt-get", "apt", "autoremove"),
        ("apt-get download x", "apt-get", "apt", "download"),
        ("apk add x", "apk", "apk", "install"),
        ("apk --no-cache --update add x", "apk", "apk", "install"),
        ("apk cache clean", "apk", "apk", "clean"),
        ("yum -y install x", "yum", "dnf", "install"),
        ("yum localinstall x", "yum", "dnf", "install"),
        ("dnf group install x", "dnf", "dnf", "install"),
        ("dnf -y --setopt=a=b distro-sync", "dnf", "dnf", "dist-upgrade"),
        ("microdnf clean all", "microdnf", "dnf", "clean"),
        ("dnf5 makecache", "dnf5", "dnf", "refresh"),
        ("tdnf install -y x", "tdnf", "dnf", "install"),
        ("zypper -n in x", "zypper", "zypper", "install"),
        ("zypper --non-interactive ref", "zypper", "zypper", "refresh"),
        ("pacman -Sy", "pacman", "pacman", "refresh"),
        ("pacman -Syu", "pacman", "pacman", "upgrade"),
        ("pacman -Syu x", "pacman", "pacman", "install"),
        ("pacman -Scc", "pacman", "pacman", "clean"),
        ("pacman -Rns x", "pacman", "pacman", "remove"),
        ("emerge --sync", "emerge", "portage", "refresh"),
        ("emerge x", "emerge", "portage", "install"),
        ("rpm -ivh x.rpm", "rpm", "rpm", "install"),
        ("rpm -qa", "rpm", "rpm", "search"),
        ("rpm --import x", "rpm", "rpm", "other"),
        ("dpkg -i x.deb", "dpkg", "dpkg", "install"),
        ("dpkg --print-architecture", "dpkg", "dpkg", "search"),
        ("pip install x", "pip", "pip", "install"),
        ("pip3.12 install x", "pip3.12", "pip", "install"),
        ("python3 -m pip install x", "pip", "pip", "install"),
        ("python3.11 -Im pip install x", "pip", "pip", "install"),
        ("pip cache purge", "pip", "pip", "clean"),
        ("pipx install x", "pipx", "pip", "install"),
        ("uv pip install x", "uv", "pip", "install"),
        ("uv sync --frozen", "uv", "pip", "install"),
        ("uv tool install x", "uv", "pip", "install"),
        ("uv pip compile x", "uv", "pip", "other"),
        ("npm ci", "npm", "npm", "install"),
        ("npm --prefix x install", "npm", "npm", "install"),
        ("npm run build", "npm", "npm", "other"),
        ("npx -y x", "npx", "npm", "run"),
        ("yarn", "yarn", "npm", "install"),
        ("yarn --frozen-lockfile", "yarn", "npm", "install"),
        ("yarn build", "yarn", "npm", "other"),
        ("yarn cache clean", "yarn", "npm", "clean"),
        ("pnpm i", "pnpm", "npm", "install"),
        ("bun add x", "bun", "npm", "install"),
        ("gem install x", "gem", "gem", "install"),
        ("bundle install", "bundle", "bundler", "install"),
        ("bundle", "bundle", "bundler", "install"),
        ("go install x@v1", "go", "go", "install"),
        ("go mod download", "go", "go", "download"),
        ("go build ./...", "go", "go", "other"),
        ("cargo install x", "cargo", "cargo", "install"),
        ("composer global require a/b", "composer", "composer", "install"),
        ("conda env update -f x.yml", "conda", "conda", "upgrade"),
        ("micromamba create -n x python", "micromamba", "conda", "install"),
        ("easy_install x", "easy_install", "pip", "install"),
        ("cpanm X", "cpanm", "cpan", "install"),
        ("cpan X", "cpan", "cpan", "install"),
        ("luarocks install x", "luarocks", "luarocks", "install"),
        ("pecl install x", "pecl", "pear", "install"),
        ("brew install x", "brew", "brew", "install"),
    ],
)
def test_tells_managers_and_actions_apart(text: str, manager: str, family: str, action: str) -> None:
    found = only(text)
    assert (found.table.name if manager == "pip" else found.manager, found.family, found.action) == (
        manager,
        family,
        action,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "apt-get install -y curl=7.88.1-10 libc6:i386=2 nginx/stable g++ ./a.deb task^ foo-",
            [
                ("curl", "=", "7.88.1-10", "name"),
                ("libc6", "=", "2", "name"),
                ("nginx", "/", "stable", "name"),
                ("g++", None, None, "name"),
                ("./a.deb", None, None, "file"),
                ("task^", None, None, "group"),
                ("foo", None, None, "name"),
            ],
        ),
        (
            "apk add -t .deps a=1.2-r0 b~=2 'c<3' 'd>=4' e@edge",
            [
                ("a", "=", "1.2-r0", "name"),
                ("b", "~=", "2", "name"),
                ("c", "<", "3", "name"),
                ("d", ">=", "4", "name"),
                ("e", None, None, "name"),
            ],
        ),
        ("apk del .deps", [(".deps", None, None, "group")]),
        (
            "yum install -y gcc-4.8.5-39.el7.x86_64 httpd-2.4* epel-release gcc-toolset-9"
            " java-1.8.0-openjdk @dev a.rpm",
            [
                ("gcc", "-", "4.8.5-39.el7", "name"),
                ("httpd", "-", "2.4*", "name"),
                ("epel-release", None, None, "name"),
                ("gcc-toolset-9", None, None, "name"),
                ("java-1.8.0-openjdk", None, None, "name"),
                ("@dev", None, None, "group"),
                ("a.rpm", None, None, "file"),
            ],
        ),
        (
            "yum install -y https://x/epel.rpm 'a >= 1.2'",
            [
                ("https://x/epel.rpm", None, None, "url"),
                ("a", ">=", "1.2", "name"),
            ],
        ),
        ("dnf groupinstall 'Development Tools'", [("Development Tools", None, None, "group")]),
        (
            "pip install a==1 'b[x]~=2,<3' 'c>=1; python_version<\"3\"' -r r.txt -e . ./d.whl"
            " git+https://e .[dev] -c no.txt",
            [
                ("a", "==", "1", "name"),
                ("b", "~=", "2,<3", "name"),
                ("c", ">=", "1", "name"),
                ("./d.whl", None, None, "file"),
                ("git+https://e", None, None, "vcs"),
                (".[dev]", None, None, "path"),
                ("r.txt", None, None, "requirements"),
                (".", None, None, "path"),
            ],
        ),
        ("pip install 'a @ https://x/y.zip'", [("a", None, None, "url")]),
        ("pip install 'a @ git+https://x/y'", [("a", None, None, "vcs")]),
        ("pip install -Ur r.txt", [("r.txt", None, None, "requirements")]),
        (
            "npm install -g npm@10 @a/b@1.2 @a/c user/repo ./x.tgz https://x/y.tgz git+ssh://z",
            [
                ("npm", "@", "10", "name"),
                ("@a/b", "@", "1.2", "name"),
                ("@a/c", None, None, "name"),
                ("user/repo", None, None, "vcs"),
                ("./x.tgz", None, None, "file"),
                ("https://x/y.tgz", None, None, "url"),
                ("git+ssh://z", None, None, "vcs"),
            ],
        ),
        ("npm ci", []),
        ("npx -y a@1 b c", [("a", "@", "1", "name")]),
        ("gem install a -v 1.0", [("a", "--version", "1.0", "name")]),
        ("gem install a:1.0 b", [("a", ":", "1.0", "name"), ("b", None, None, "name")]),
        (
            "go install x.org/y@v1 z@latest ./c",
            [
                ("x.org/y", "@", "v1", "name"),
                ("z", "@", "latest", "name"),
                ("./c", None, None, "path"),
            ],
        ),
        ("go install -ldflags '-s -w' x@v1", [("x", "@", "v1", "name")]),
        ("cargo install --version 1.0 a", [("a", "--version", "1.0", "name")]),
        ("cargo install a@1.0 --git https://x/y", [("a", "@", "1.0", "name"), ("https://x/y", None, None, "vcs")]),
        ("composer require a/b:^1 c/d 2.0", [("a/b", ":", "^1", "name"), ("c/d", " ", "2.0", "name")]),
        (
            "conda install -y -c x a=1.2 b==3 'c>=4' y::d",
            [("a", "=", "1.2", "name"), ("b", "==", "3", "name"), ("c", ">=", "4", "name"), ("d", None, None, "name")],
        ),
        ("zypper in -t pattern x", [("x", None, None, "group")]),
        ("zypper in a=1 'b>2'", [("a", "=", "1", "name"), ("b", ">", "2", "name")]),
        ("pacman -S --noconfirm a extra/b", [("a", None, None, "name"), ("b", None, None, "name")]),
        ("luarocks install a 1.0-1", [("a", " ", "1.0-1", "name")]),
        ("pecl install a-1.2 b", [("a", "-", "1.2", "name"), ("b", None, None, "name")]),
        ("cpanm A::B@1.0", [("A::B", "@", "1.0", "name")]),
        ("emerge =a/b-1.2 @world", [("a/b", "=", "1.2", "name"), ("@world", None, None, "group")]),
        ("uv add a==1 b@2", [("a", "==", "1", "name"), ("b", "@", "2", "name")]),
        ("rpm -i https://x/y.rpm z.rpm", [("https://x/y.rpm", None, None, "url"), ("z.rpm", None, None, "file")]),
    ],
)
def test_takes_packages_apart(text: str, expected: list[tuple[str, str | None, str | None, str]]) -> None:
    assert packages(text) == expected


def test_a_version_held_in_a_variable_is_a_version() -> None:
    assert packages("apt-get install a=$V b-$V $P") == [
        ("a", "=", "$V", "name"),
        ("b-$V", None, None, "variable"),
        ("$P", None, None, "variable"),
    ]
    assert packages("yum install a-${V}") == [("a", "-", "${V}", "name")]


def test_known_variables_are_filled_in() -> None:
    text = "P='a b=1'; apt-get install $P c=$V \"$Q\""
    assert packages(text, {"V": "2"}) == [
        ("a", None, None, "name"),
        ("b", "=", "1", "name"),
        ("c", "=", "2", "name"),
        ("$Q", None, None, "variable"),
    ]


def test_braces_make_several_packages() -> None:
    (action,) = actions("apt-get install python3-{pip,dev}", dialect="bash")
    assert [each.name for each in action.packages] == ["python3-pip", "python3-dev"]


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("apt-get install x", False),
        ("apt-get install -y x", True),
        ("apt-get -y install x", True),
        ("apt-get install -qqy x", True),
        ("apt-get install -qq x", True),
        ("apt-get install -q x", False),
        ("apt-get install -q -q x", True),
        ("apt-get install -q=2 x", True),
        ("apt-get install --assume-yes x", True),
        ("apt-get -o APT::Get::Assume-Yes=true install x", True),
        ("apt-get update", True),
        ("yum install x", False),
        ("yum install -y x", True),
        ("zypper in x", False),
        ("zypper -n in x", True),
        ("zypper in -y x", True),
        ("pacman -S x", False),
        ("pacman -S --noconfirm x", True),
        ("conda install x", False),
        ("conda install -qy x", True),
        ("apk add x", True),
        ("pip uninstall x", False),
        ("pip uninstall -y x", True),
    ],
)
def test_knows_whether_it_stops_for_an_answer(text: str, answers: bool) -> None:
    assert only(text).answers is answers


@pytest.mark.parametrize(
    ("text", "skips"),
    [
        ("apt-get install x", False),
        ("apt-get install --no-install-recommends x", True),
        ("apt-get install -o APT::Install-Recommends=false x", True),
        ("apt-get -o=APT::Install-Recommends=0 install x", True),
        ("apt-get -o APT::Install-Recommends=true install x", False),
        ("aptitude install -R x", True),
        ("zypper in --no-recommends x", True),
        ("dnf install --setopt=install_weak_deps=False x", True),
        ("dnf install --setopt=install_weak_deps=True x", False),
    ],
)
def test_knows_whether_it_takes_what_is_only_recommended(text: str, skips: bool) -> None:
    assert only(text).skips_recommended is skips


@pytest.mark.parametrize(
    ("text", "fetches"),
    [
        ("apt-get update", True),
        ("apt-get install -y x", False),
        ("apt-get install -u -y x", False),
        ("apt-get install --update -y x", True),
        ("apt -Uy install x", True),
        ("apt-get -o APT::Update=true upgrade", True),
        ("aptitude --update install x", False),
        ("apk add --update x", True),
        ("pacman -Sy x", True),
    ],
)
def test_knows_whether_it_fetches_an_index_and_leaves_it(text: str, fetches: bool) -> None:
    assert only(text).fetches_index is fetches
    assert only(text).leaves_index is fetches


@pytest.mark.parametrize(
    ("text", "fetches", "leaves"),
    [
        ("apk add x", False, True),
        ("dnf install -y x", False, True),
        ("apk --no-cache update", True, False),
        ("apk add --no-cache -U x", True, False),
    ],
)
def test_what_is_left_of_an_index_is_not_what_was_asked_for(text: str, fetches: bool, leaves: bool) -> None:
    assert (only(text).fetches_index, only(text).leaves_index) == (fetches, leaves)


def test_a_flag_is_found_in_whichever_spelling_it_is_asked_for() -> None:
    action = only("apk add -U --virtual=.x --repository http://y z")
    assert action.has("--update-cache")
    assert action.has("--update")
    assert action.has("-t")
    assert not action.has("--no-cache")
    assert action.virtual == ".x"
    assert action.values["--repository"] == ("http://y",)
    assert [each.name for each in action.packages] == ["z"]


def test_actions_are_found_inside_wrappers_and_nested_scripts() -> None:
    text = "sudo apt-get update && bash -c 'apt-get install -y x' && xargs apk add y"
    assert [(each.manager, each.action) for each in actions(text)] == [
        ("apt-get", "refresh"),
        ("apt-get", "install"),
        ("apk", "install"),
    ]


def test_packages_point_at_their_words() -> None:
    text = "apt-get install -y a=1 'b'"
    assert [text[each.start : each.end] for each in only(text).packages] == ["a=1", "'b'"]


@pytest.mark.parametrize("text", ["python3 -m venv x", "python setup.py", "echo apt-get install x", "pipeline x"])
def test_other_commands_are_no_actions(text: str) -> None:
    assert actions(text) == ()


@pytest.mark.parametrize("name", sorted(managers.names()))
def test_the_table_is_consistent(name: str) -> None:
    table = managers.manager(name)
    assert table is not None
    known = set(table.canonical.values())
    extra = set(table.doubled.values()) | set(table.implied.values())
    for flags in (table.yes, table.no_recommends, table.no_cache, table.valued, table.version_flags, table.name_flags):
        assert flags <= known | extra, flags - known - extra
    assert set(table.package_flags) <= table.valued
    for flags, _ in table.operations:
        assert flags <= known
    assert {"name", "operator", "version"} <= set(table.pin.groupindex)
    found = table.pin.fullmatch("abc")
    assert found is not None
    assert found["name"] == "abc"


@pytest.mark.parametrize(
    "text",
    [
        "yarn --version",
        "yarn -v",
        "bundle -v",
        "apt-get -s dist-upgrade",
        "apt-get install --print-uris x",
        "npm install --dry-run x",
        "pip install --help",
        "apk add --simulate x",
    ],
)
def test_does_nothing_where_it_only_shows_something(text: str) -> None:
    assert only(text).action in ("search", "other")


def test_apk_takes_a_flag_s_value_for_its_subcommand() -> None:
    action = only("apk --update -t add keepalived bash")
    assert (action.action, [each.name for each in action.packages]) == ("install", ["keepalived", "bash"])


def test_what_stands_behind_the_dashes_is_for_the_extension_and_no_gem() -> None:
    assert packages("gem install x:1 -- --with-y=/z") == [("x", ":", "1", "name")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("composer create-project a/b:dev-x folder -n", ("a/b", ":", "dev-x", "name")),
        ("composer create-project a/b folder 1.2", ("a/b", " ", "1.2", "name")),
        ("go install tool", ("tool", None, None, "path")),
        ("go install cmd/vet", ("cmd/vet", None, None, "path")),
        ("go run build.go", ("build.go", None, None, "file")),
        ("dnf install graal-$V-jdk", ("graal-$V-jdk", None, None, "variable")),
        ("dnf install git-core-$V", ("git-core", "-", "$V", "name")),
        ("pip install 'tool'${V:+==}${V}", ("tool${V:+==}${V}", None, "${V:+==}", "name")),
    ],
)
def test_knows_where_a_version_may_be(text: str, expected: tuple[str, str | None, str | None, str]) -> None:
    assert packages(text) == [expected]


def test_npms_colour_is_no_subcommand() -> None:
    assert [(one.action, one.subcommand) for one in actions("npm --color false -q install")] == [("install", "install")]


def test_npms_flags_take_no_packages_name() -> None:
    assert packages("npm install --progress express") == packages("npm install express")
