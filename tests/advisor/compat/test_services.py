"""What an image starts by itself."""

import pytest
from tests.advisor.asking import ask, candidates, port, told


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ('["example"]', {"CMD starts example": ("breaks", 3)}),
        ('["python", "a.py"]', {"CMD starts python": ("breaks", 3)}),
        ('["gunicorn", "app"]', {"CMD starts gunicorn": ("breaks", 3)}),
        ('["a.py"]', {}),
        ('["-m", "app"]', {}),
    ],
)
def test_a_command_becomes_the_arguments_of_the_language(command: str, found: dict[str, tuple[str, int]]) -> None:
    text = f"FROM python:3.14-slim\nRUN pip install example\nCMD {command}\n"
    assert port(text, "cgr.dev/chainguard/python:latest", "service") == found


def test_an_entrypoint_of_ones_own_takes_the_images_place() -> None:
    text = 'FROM python:3.14-slim\nRUN pip install example\nENTRYPOINT ["example"]\nCMD ["help"]\n'
    assert port(text, "cgr.dev/chainguard/python:latest", "service") == {}


NODE = "cgr.dev/chainguard/node:latest"
DISTROLESS = "gcr.io/distroless/nodejs24-debian13:nonroot"


@pytest.mark.parametrize(
    ("start", "found"),
    [
        ('CMD ["npm", "start"]', {"CMD starts npm": ("breaks", 3)}),
        ('CMD ["sh", "start.sh"]', {"CMD starts sh": ("breaks", 3)}),
        ("CMD node a.js", {"CMD in shell form": ("breaks", 3)}),
        ('CMD ["a.js"]', {}),
        ('ENTRYPOINT ["npm", "start"]', {}),
    ],
)
def test_node_of_chainguard_has_npm_and_a_shell(start: str, found: dict[str, tuple[str, int]]) -> None:
    text = f"FROM node:24-slim\nRUN npm ci\n{start}\n"
    assert port(text, NODE, "service") == found
    assert port(text, NODE, "shell") == {}


def test_a_language_by_the_official_images_path() -> None:
    text = 'FROM node:24-slim\nRUN npm ci\nENTRYPOINT ["/usr/local/bin/node", "a.js"]\n'
    for name in (NODE, DISTROLESS):
        assert port(text, name, "version")["the path /usr/local/bin/node"] == ("breaks", 3)
    own = text.replace("RUN", "COPY --from=node:24 /usr/local/bin/node /usr/local/bin/node\nRUN")
    assert "the path /usr/local/bin/node" not in port(own, NODE)
    python = 'FROM python:3.14-slim\nRUN pip install a\nENTRYPOINT ["/opt/venv/bin/python", "a.py"]\n'
    assert port(python, "cgr.dev/chainguard/python:latest", "service") == {}


def test_nginx_is_the_entrypoint() -> None:
    text = 'FROM nginx:1.31\nCOPY . /usr/share/nginx/html\nCMD ["nginx", "-g", "daemon off;"]\n'
    assert port(text, "cgr.dev/chainguard/nginx:latest", "service")["CMD starts nginx"] == ("breaks", 3)


def test_a_service_of_another_major_version_is_to_be_checked() -> None:
    text = "FROM redis:6.0-alpine\nCOPY redis.conf /etc/\n"
    best = ask(text).stages[0].best
    assert best is not None
    assert [one.line for one in best.reasons if one.topic == "version" and one.what.startswith("Redis 6.0 ->")] == [2]


def test_what_only_builds_is_not_asked_after_in_a_split() -> None:
    text = (
        "FROM node:24-slim\nRUN apt-get update && apt-get install -y python3 make g++ nasm devscripts{}\n"
        'RUN npm ci\nCMD ["node", "a.js"]\n'
    )
    assert not any(what.startswith("packages") for what in port(text.format(""), NODE, "packages"))
    assert port(text.format(" ffmpeg"), NODE, "packages")["packages ffmpeg"] == ("check", 2)


def test_the_order_of_text_is_a_matter_of_glibc() -> None:
    assert "existing data" not in port(
        "FROM postgres:11-alpine\nCOPY a /docker-entrypoint-initdb.d/\n", "postgres:16-alpine"
    )


def test_where_things_are_only_made_no_data_is_kept() -> None:
    text = "FROM postgres:18-bookworm AS made\nRUN make\nFROM postgres:18-bookworm\nCOPY --from=made /a /a\n"
    final, built = (next(one for one in ask(text).stages if one.final is last) for last in (True, False))
    said = [
        any(reason.topic == "data" for one in stage.candidates for reason in one.reasons) for stage in (final, built)
    ]
    assert said == [True, False]


def test_a_jdk_is_no_service() -> None:
    text = "FROM eclipse-temurin:17\nCOPY A.java /\nRUN javac A.java\nCMD java A\n"
    for candidate in ask(text).stages[0].candidates:
        assert not any("connects to it" in one.why for one in candidate.reasons)


def test_postgres_18_keeps_its_data_elsewhere() -> None:
    text = "FROM postgres:14\nVOLUME /var/lib/postgresql/data\n"
    assert port(text, "postgres:18", "data")["mounts at /var/lib/postgresql/data"] == ("check", 2)
    assert "mounts at /var/lib/postgresql/data" not in port(text, "postgres:16", "data")


def test_a_daemon_in_a_container_speaks_tls_since_19_03() -> None:
    assert port("FROM docker:18.09-dind\n", next(iter(candidates("FROM docker:18.09-dind\n"))), "service") == {
        "the daemon's port": ("check", None),
        "older clients of the daemon": ("check", None),
    }


def test_the_daemons_configuration_is_of_a_version() -> None:
    text = "FROM docker:{}-dind\nCOPY daemon.json /etc/docker/daemon.json\n"
    found = port(text.format("19.03"), next(iter(candidates(text.format("19.03")))), "service")
    assert found["configuration daemon.json"] == ("check", 2)
    assert "the daemon's port" not in found
    other = "FROM docker:19.03-dind\nCOPY ca.crt /etc/docker/certs.d/a.example.org/ca.crt\n"
    assert "configuration daemon.json" not in port(other, next(iter(candidates(other))), "service")
    assert ask(text.format("29")).stages[0].best is None


def test_nextcloud_goes_up_one_version_at_a_time() -> None:
    first = next(iter(candidates("FROM nextcloud:12\n")))
    assert any("nextcloud 12" in name for name in port("FROM nextcloud:12\n", first, "data"))


def test_drupal_goes_up_by_the_last_releases() -> None:
    first = candidates("FROM drupal:8.6.5-apache\nCOPY modules /var/www/html/modules\n")["drupal:11.4.5"]
    assert any("10.3" in one.why for one in first.reasons)
    assert first.effort == "moderate"
    for ready in ("10.5-apache", "10-apache"):
        later = next(iter(candidates(f"FROM drupal:{ready}\n").values()))
        assert not any(one.severity == "breaks" for one in later.reasons)


def test_the_data_of_a_newer_version_is_not_for_an_older_one() -> None:
    back = candidates("FROM drupal:11\n", allowed=("drupal:10",))["drupal:10"]
    assert [one.severity for one in back.reasons if one.topic == "data"] == ["breaks"]


def test_nothing_of_icu_where_it_is_installed_or_was_not_there_before() -> None:
    text = "FROM mcr.microsoft.com/dotnet/aspnet:8.0-alpine\nCOPY a /a\n"
    for one in candidates(text).values():
        assert not any(reason.topic == "culture" for reason in one.reasons)


def test_an_application_of_another_major_version_takes_its_plugins_along() -> None:
    text = "FROM redmine:3.4.3\nRUN git clone https://example.org/plugin plugins/plugin\n"
    one = candidates(text)["redmine:6.0.10"]
    reason = next(reason for reason in one.reasons if "redmine 3.4" in reason.what)
    assert (reason.severity, reason.line) == ("check", 2)
    assert one.effort == "moderate"


def test_sed_of_an_option_that_is_a_comment_by_now() -> None:
    text = "FROM ubuntu:14.04\nRUN apt-get install -y openssh-server\nRUN {} /etc/ssh/sshd_config\n"
    old = "sed -i 's/PermitRootLogin without-password/PermitRootLogin yes/'"
    assert port(text.format(old), "ubuntu:24.04", "services") == {"sed of PermitRootLogin": ("check", 3)}
    for right in ("sed -i 's/#*PermitRootLogin.*/PermitRootLogin yes/'", "echo PermitRootLogin yes >>"):
        assert port(text.format(right), "ubuntu:24.04", "services") == {}


def test_tomcat_of_the_distribution_is_for_jakarta() -> None:
    text = "FROM ubuntu:16.04\nRUN apt-get update && apt-get install -y tomcat7\n"
    assert port(text, "ubuntu:24.04", "version")["Tomcat 7 -> 10"] == ("breaks", 2)


def test_the_plain_tag_of_docker_has_the_daemon() -> None:
    text = "FROM docker:19.03\nRUN true\n"
    assert told(candidates(text)["docker:29.7"])["the plain tag"] == ("check", None)
    assert all("the plain tag" not in told(one) for one in candidates(text.replace("19.03", "19.03-dind")).values())


def test_haproxy_works_in_a_folder_of_its_own() -> None:
    text = 'FROM haproxy:1.7\nCOPY run.sh .\nCMD ["./run.sh"]\n'
    assert port(text, "haproxy:2.8", "service") == {"the target .": ("check", 2)}
    assert port(text.replace("1.7", "2.6"), "haproxy:2.8", "service") == {"the target .": ("check", 2)}
    hidden = candidates(text.replace("run.sh .", ".htpasswd ./.htpasswd"))["haproxy:2.8"]
    assert any("write /.htpasswd" in one.why for one in hidden.reasons)
    own = text.replace("run.sh .", "haproxy.cfg usr/local/etc/haproxy/haproxy.cfg")
    assert port(own, "haproxy:2.8", "service") == {"the target usr/local/etc/haproxy/haproxy.cfg": ("breaks", 2)}
    for other in (
        text.replace("run.sh .", "run.sh /"),
        text.replace("run.sh .", '["run.sh", "/run.sh"]'),
        text.replace("run.sh .", 'run.sh "/run.sh"'),
        text.replace("COPY", "WORKDIR /srv\nCOPY"),
    ):
        assert port(other, "haproxy:2.8", "service") == {}
