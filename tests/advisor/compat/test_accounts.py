"""Accounts that come with a distribution, and ids that are taken."""

import pytest
from tests.advisor.asking import ask, candidates, port

NOBLE = "ubuntu:24.04"


@pytest.mark.parametrize(
    "run",
    [
        "useradd --uid ${ID} app",
        "useradd --uid=$ID app",
        "X=$ID && useradd -u $X app",
        "groupadd -g $ID app",
    ],
)
def test_an_id_in_a_variable_is_taken_as_well(run: str) -> None:
    text = f"FROM ubuntu:20.04\nARG ID=1000\nRUN {run}\n"
    assert [told[0] for told in port(text, NOBLE, "accounts").values()] == ["breaks"]
    assert port(text.replace("1000", "1001"), NOBLE, "accounts") == {}
    assert port(text.replace("RUN", "RUN userdel -r ubuntu || true\nRUN"), NOBLE, "accounts") == {}


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("RUN chown -R www-data:www-data /srv", "chown www-data"),
        ("COPY --chown=www-data . /srv", "--chown=www-data"),
        ("USER www-data", "USER www-data"),
    ],
)
def test_www_data_is_a_user_of_debian(line: str, what: str) -> None:
    text = f"FROM debian:bookworm\n{line}\n"
    assert port(text, topic="accounts") == {what: ("breaks", 2)}
    assert port(text, "debian:trixie", "accounts") == {}
    made = f"FROM debian:bookworm\nRUN adduser -D -G www-data www-data\n{line}\n"
    assert what not in port(made, topic="accounts")


def test_the_group_www_data_is_alpines_too() -> None:
    assert port("FROM debian:bookworm\nRUN chown root:www-data /srv\n", topic="accounts") == {}


def test_official_images_that_make_www_data() -> None:
    text = "FROM php:8.4-fpm-bookworm\nRUN chown www-data /srv\n"
    assert port(text, "php:8.4-fpm-alpine3.24", "accounts") == {}


@pytest.mark.parametrize("run", ["usermod -l app ubuntu", "userdel -r ubuntu", "chown ubuntu /srv"])
def test_the_user_ubuntu_is_ubuntus(run: str) -> None:
    found = port(f"FROM ubuntu:24.04\nRUN {run}\n", topic="accounts")
    assert found[f"{run.split()[0]} ubuntu"] == ("breaks", 2)
    tolerant = port(f"FROM ubuntu:24.04\nRUN {run} || true\n", topic="accounts")
    assert f"{run.split()[0]} ubuntu" not in tolerant


def test_that_nonroot_is_not_root_is_no_news_to_nonroot() -> None:
    text = 'FROM gcr.io/distroless/static-debian12:nonroot\nCOPY app /\nCMD ["/app"]\n'
    assert port(text, "gcr.io/distroless/static-debian13:nonroot", "user") == {}


def test_nobody_runs_anything_without_a_shell() -> None:
    text = (
        "FROM golang:1.26 AS build\nRUN CGO_ENABLED=0 go build -o /app .\n"
        'FROM alpine:3.20\nRUN apk add --no-cache tzdata\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n'
    )
    said = port(text, "gcr.io/distroless/static-debian13:nonroot")
    assert "RUN in shell form" in said
    assert "RUN as root" not in said


def test_a_failure_that_is_looked_at_breaks_nothing() -> None:
    text = "FROM debian:bookworm\nRUN userdel -r app || echo none\n"
    assert port(text, topic="accounts") == {}
    assert port(text.replace(" || echo none", ""), topic="accounts") == {"userdel": ("breaks", 2)}


@pytest.mark.parametrize(
    "run",
    ["userdel -r ubuntu || echo none", "id ubuntu || true", "echo \"no user 'ubuntu'\"", "chown -R ubuntu:ubuntu /srv"],
)
def test_the_account_ubuntu_is_not_the_distribution(run: str) -> None:
    assert "`ubuntu` by name" not in port(f"FROM ubuntu:24.04\nRUN {run}\n")
    assert "`ubuntu` by name" in port(f"FROM ubuntu:24.04\nRUN {run}; tar xf /x/ubuntu/a.tar\n")


def test_daemons_may_bring_adduser() -> None:
    text = "FROM ubuntu:22.04\nRUN apt-get update && apt-get install -y NAME\nRUN adduser app\n"
    assert port(text.replace("NAME", "jq"), NOBLE, "accounts") == {"adduser": ("breaks", 3)}
    assert port(text.replace("NAME", "postfix"), NOBLE, "accounts") == {}
    assert port(text.replace("NAME", "jenkins"), NOBLE, "accounts") == {"adduser": ("check", 3)}


@pytest.mark.parametrize(
    ("run", "said"),
    [
        ("yum install -y jq", {"yum as root": ("breaks", 3)}),
        ("chown -R logstash /usr/share/logstash", {"chown as root": ("breaks", 3)}),
        ("sed -i s/a/b/ /etc/hosts.allow", {"sed as root": ("breaks", 3)}),
        ("make -C /opt/x", {"RUN as root": ("check", 3)}),
        ("logstash-plugin install logstash-filter-x", {}),
        ("bin/logstash-plugin install logstash-filter-x && yum install -y jq || true", {"RUN as root": ("check", 3)}),
    ],
)
def test_what_root_alone_may_do_breaks_on_an_image_of_another_user(run: str, said: dict[str, tuple[str, int]]) -> None:
    text = f"FROM logstash:5\nCOPY x /x\nRUN {run}\n"
    assert port(text, "logstash:9.4.5", "user") == {**said, "no USER": ("note", None)}
    as_root = port(text.replace("COPY x /x", "USER root"), "logstash:9.4.5", "user")
    assert as_root == {}


def test_every_line_for_root_alone_is_named() -> None:
    text = "FROM haproxy:1.7\nRUN mkdir /etc/confd\nCOPY a.sh /\nRUN echo x\nRUN chmod +x /a.sh\nRUN chmod +x b.sh\n"
    first = next(one for one in candidates(text)["haproxy:2.8"].reasons if one.what == "mkdir as root")
    assert first.line == 2
    assert "(also line 5)" in first.why
    given = next(
        one
        for one in candidates(text.replace("COPY a", "COPY --chown=haproxy a"))["haproxy:2.8"].reasons
        if one.what == "mkdir as root"
    )
    assert "also line" not in given.why


def test_who_was_not_root_before_loses_nothing() -> None:
    assert port("FROM logstash:7.17.0\nRUN yum install -y jq\n", "logstash:9.4.5", "user") == {}


def test_busyboxs_adduser_has_no_gid_and_asks_nothing_of_a_system_account() -> None:
    text = "FROM debian:12\nRUN adduser --system{} app\n"
    assert port(text.format(""), "alpine:3.24", "accounts") == {}
    assert port(text.format(" --gid 100"), "alpine:3.24", "accounts") == {"adduser --gid": ("breaks", 2)}


def test_ubuntus_own_user_has_the_id_1000_today() -> None:
    for image in ("ubuntu:24.04", "eclipse-temurin:21", "maven:3.9-eclipse-temurin-21"):
        text = f"FROM {image}\nARG ID=1000\nRUN {{}} -u $ID me\n"
        assert [(one.what, one.line) for one in ask(text.format("useradd")).stages[0].now] == [
            ("useradd with the id 1000", 3)
        ], image
        assert ask(text.format("userdel ubuntu && useradd")).stages[0].now == ()
        assert ask(text.replace("1000", "1001").format("useradd")).stages[0].now == ()
    assert ask("FROM ubuntu:22.04\nRUN useradd -u 1000 me\n").stages[0].now == ()
    assert ask("FROM ubuntu:24.04\nRUN useradd -u 1000 me || true\n").stages[0].now == ()


def now(run: str) -> list[tuple[str, int | None]]:
    """What fails today in a RUN on Ubuntu 24.04, with its line."""
    return [(one.what, one.line) for one in ask(f"FROM ubuntu:24.04\nARG NAME=app\nRUN {run}\n").stages[0].now]


@pytest.mark.parametrize(
    "run",
    [
        "userdel -r ubuntu && groupadd -g 1000 app && useradd -u 1000 app",
        "deluser --remove-home ubuntu && groupadd -g 1000 app",
        "userdel $(id -nu 1000) && groupadd -g 1000 app && useradd -u 1000 app",
        "usermod -u 1234 ubuntu && useradd -u 1000 app",
        "usermod ubuntu --uid=1234 && useradd -u 1000 app",
        "groupmod -g 1234 ubuntu && groupadd -g 1000 app",
        "groupdel -f ubuntu && groupadd -g 1000 app",
        "usermod -g users ubuntu && groupdel ubuntu && groupadd -g 1000 app",
        "usermod -l app ubuntu && userdel app && groupdel ubuntu && groupadd -g 1000 app",
        "usermod -l app ubuntu && groupmod -n app ubuntu && usermod -u 1000 app && groupmod -g 1000 app",
        'usermod --login "$NAME" ubuntu && usermod -u 1000 app',
        "usermod -l $(cat name) ubuntu && usermod -u 1000 app",
        "usermod -l app ubuntu && groupmod -n app ubuntu && userdel app && groupadd -g 1000 me",
        "usermod -u 1000 ubuntu && groupmod -g 1000 ubuntu",
        "getent passwd 1000 | cut -d: -f1 | xargs -r userdel -r && groupadd -g 1000 app && useradd -u 1000 app",
        "id -nu 1000 | xargs -I NAME deluser NAME && useradd -u 1000 app",
        "usermod -u1234 ubuntu && useradd -u1000 app",
        "usermod -lapp ubuntu && usermod -u1000 app",
        "useradd -u1001 app",
    ],
)
def test_the_id_of_ubuntus_own_that_is_free(run: str) -> None:
    assert now(run) == []


@pytest.mark.parametrize(
    ("run", "what"),
    [
        ("usermod -u 1234 ubuntu && groupadd -g 1000 app", "groupadd"),
        ("groupmod -g 1234 ubuntu && useradd -u 1000 app", "useradd"),
        ("groupdel ubuntu; groupadd -g 1000 app", "groupadd"),  # it is the group that the user ubuntu is in
        ("usermod -u 1234 ubuntu; groupdel ubuntu; groupadd -g 1000 app", "groupadd"),
        ("usermod -l app ubuntu && useradd -u 1000 me", "useradd"),
        ("usermod -l app ubuntu && userdel app && groupadd -g 1000 app", "groupadd"),
        ("usermod -u 1000 app && usermod -l app ubuntu", "usermod"),
        ("groupmod -n app ubuntu && usermod -u 1000 app", "usermod"),
        ("usermod -u 1000 ubuntu && useradd -u 1000 app", "useradd"),
        ("deluser ubuntu sudo && useradd -u 1000 app", "useradd"),
        ("useradd -u 1000 app; userdel ubuntu", "useradd"),
        ("getent passwd 1000 | cut -d: -f1 | xargs echo && useradd -u 1000 app", "useradd"),
        ("useradd -u1000 app", "useradd"),
        ("useradd -mu1000 app", "useradd"),
        ("useradd -mu 1000 app", "useradd"),
        ("groupadd -g'1000' app", "groupadd"),
        ("usermod -u1000 ubuntu && useradd -u1000 app", "useradd"),
    ],
)
def test_the_id_of_ubuntus_own_that_is_taken(run: str, what: str) -> None:
    assert now(run) == [(f"{what} with the id 1000", 3)]


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ("ONBUILD RUN userdel ubuntu\nRUN useradd -u 1000 app", 3),
        ("ONBUILD RUN usermod -u 1234 ubuntu\nRUN useradd -u 1000 app", 3),
        ("ONBUILD RUN useradd -u 1000 app\nONBUILD RUN userdel ubuntu", 2),
        ("ONBUILD RUN userdel ubuntu\nONBUILD RUN useradd -u 1000 app", None),
        ("ONBUILD RUN useradd -u 1000 app\nRUN userdel ubuntu", None),
    ],
)
def test_what_onbuild_holds_runs_after_all_of_this_build(lines: str, line: int | None) -> None:
    found = [one.line for one in ask(f"FROM ubuntu:24.04\n{lines}\n").stages[0].now]
    assert found == ([] if line is None else [line])


def test_adduser_of_images_that_are_more_than_debian() -> None:
    run = "RUN adduser --system app\n"
    assert port(f"FROM debian:12-slim\n{run}", "debian:13-slim", "accounts") == {"adduser": ("breaks", 2)}
    assert port(f"FROM python:3.12-slim-bookworm\n{run}", "python:3.12-slim-trixie", "accounts") == {}
    assert port(f"FROM golang:1.26-bookworm\n{run}", "golang:1.27-trixie", "accounts") == {}
    assert port(f"FROM ruby:2.7-slim-bullseye\n{run}", "ruby:3.4-slim-trixie", "accounts") == {"adduser": ("check", 2)}


def test_an_account_that_is_given_the_id_of_ubuntus_own() -> None:
    text = "FROM ubuntu:22.04\nRUN usermod -u 1000 www-data\n"
    assert port(text, NOBLE, "accounts") == {"usermod with the id 1000": ("breaks", 2)}
    for right in ("usermod -o -u 1000 www-data", "usermod -u 1000 ubuntu", "usermod -u 1001 www-data"):
        assert port(text.replace("usermod -u 1000 www-data", right), NOBLE, "accounts") == {}
    moved = text.replace("RUN", "RUN usermod -u 1234 ubuntu;")
    assert "usermod with the id 1000" not in port(moved, NOBLE, "accounts")


def test_an_id_that_is_1000_by_default() -> None:
    text = "FROM ubuntu:16.04\nARG ID\nENV USER_ID ${ID:-1000}\nRUN useradd -u ${USER_ID} me\n"
    what = "useradd with the id 1000 by default"
    assert port(text, "ubuntu:24.04")[what] == ("breaks", 4)
    assert port(text.replace("${USER_ID}", "${OTHER:-1000}"), "ubuntu:24.04")[what] == ("breaks", 4)
    assert port(text.replace("-u ${USER_ID}", "-u${USER_ID}"), "ubuntu:24.04")[what] == ("breaks", 4)
    assert port(text.replace("-u ${USER_ID}", "--uid=${USER_ID}"), "ubuntu:24.04")[what] == ("breaks", 4)
    assert what not in port(text.replace(":-1000", ":-1001"), "ubuntu:24.04")
    assert what not in port(text.replace("ENV USER_ID ${ID:-1000}\n", ""), "ubuntu:24.04")


def test_temurin_keeps_gnupg_and_so_adduser() -> None:
    text = "FROM openjdk:8-jre\nRUN adduser --system me\n"
    assert "adduser" not in port(text, "eclipse-temurin:8-jre")


def test_an_account_that_is_made_where_there_is_none() -> None:
    text = "FROM ubuntu:22.04\nRUN id -u 1000 || useradd -u 1000 me\n"
    assert "useradd with the id 1000" not in port(text, "ubuntu:24.04")


def test_adduser_with_a_group_makes_no_user() -> None:
    text = "FROM debian:12\nRUN adduser --disabled-password --gecos '' me && adduser me GROUP\n"
    assert "adduser without -D" not in port(text.replace("GROUP", "audio"), topic="accounts")
    assert "the group sudo" not in port(text.replace("GROUP", "audio"), topic="accounts")
    assert port(text.replace("GROUP", "sudo"), topic="accounts")["the group sudo"] == ("breaks", 2)
    assert "the group sudo" not in port(text.replace("GROUP", "sudo || true"), topic="accounts")


@pytest.mark.parametrize(
    "makes",
    ["addgroup sudo", "groupadd sudo", "groupadd -g 27 sudo", "groupadd sudo -g 27", "addgroup --gid 27 sudo"],
)
def test_a_group_that_the_file_makes(makes: str) -> None:
    text = f"FROM debian:12\nRUN {makes} && adduser me sudo\n"
    assert "the group sudo" not in port(text, topic="accounts")


def test_addgroup_with_a_user_makes_no_group() -> None:
    text = "FROM debian:12\nRUN addgroup me sudo\nRUN adduser you sudo\n"
    found = [one.line for one in candidates(text)["alpine:3.24"].reasons if one.what == "the group sudo"]
    assert found == [2, 3]


@pytest.mark.parametrize(
    ("run", "found"),
    [
        ("useradd -m app", True),
        ("useradd -m -u 1500 app", False),
        ("useradd -r app", False),
        ("useradd -K UID_MIN=10000 app", False),
        ("userdel ubuntu && useradd -m app", False),
        ("useradd -m other && useradd app", False),
    ],
)
def test_the_first_user_gets_the_next_id(run: str, found: bool) -> None:
    told = port(f"FROM ubuntu:20.04\nRUN {run}\nUSER app\n", "ubuntu:24.04", "accounts")
    assert ("useradd app" in told) is found
