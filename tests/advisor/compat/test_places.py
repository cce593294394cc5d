"""Paths of one distribution that lead nowhere on another."""

import pytest
from tests.advisor.asking import ask, candidates, port, told


@pytest.mark.parametrize("path", ["/etc/skel/.bashrc", "/etc/pam.d/su", "/etc/default/useradd"])
def test_files_that_alpine_does_not_have(path: str) -> None:
    text = f"FROM debian:bookworm\nRUN sed -i s/a/b/ {path}\n"
    assert port(text, topic="paths") == {f"sed of {path}": ("check", 2)}
    assert port(text, "debian:trixie", "paths") == {}
    assert port(text.replace(path, "/etc/passwd"), topic="paths") == {}


def test_a_program_that_its_package_has_elsewhere() -> None:
    text = 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y tini\nENTRYPOINT ["/usr/bin/tini", "--"]\n'
    assert port(text, topic="paths") == {"ENTRYPOINT names /usr/bin/tini": ("breaks", 3)}
    assert port(text, "debian:trixie", "paths") == {}
    assert port(text.replace("/usr/bin/tini", "tini"), topic="paths") == {}


@pytest.mark.parametrize(
    "line",
    [
        "ENV LD_PRELOAD=/usr/lib/x86_64-linux-gnu/libexample.so.2",
        "RUN ln -s /usr/lib/$(uname -m)-linux-gnu/libexample.so.2 /usr/lib/libexample.so",
    ],
)
def test_folders_for_each_architecture_are_debians(line: str) -> None:
    found = port(f"FROM debian:bookworm\n{line}\n", topic="paths")
    assert list(found.values()) == [("check", 2)]
    assert port(f"FROM debian:bookworm\n{line}\n", "debian:trixie", "paths") == {}


def test_clearing_such_a_folder_asks_nothing() -> None:
    assert port("FROM debian:bookworm\nRUN rm -f /usr/lib/x86_64-linux-gnu/*.a\n", topic="paths") == {}


def test_files_of_a_service_of_debian() -> None:
    text = (
        "FROM debian:bookworm\nRUN apt-get update && apt-get install -y example-daemon\n"
        "RUN mv /var/lib/example-daemon/info /config\nRUN sed -i s/a/b/ /etc/init.d/example-daemon\n"
    )
    said = port(text, topic="paths")
    assert said["mv of /var/lib/example-daemon/info"] == ("check", 3)
    assert said["sed of /etc/init.d/example-daemon"] == ("check", 4)
    own = text.replace(
        "RUN sed", "COPY example /etc/init.d/example-daemon\nRUN cp a /var/lib/example-daemon/a\nRUN sed"
    )
    assert list(port(own, topic="paths")) == ["mv of /var/lib/example-daemon/info"]
    assert port(text, "debian:trixie", "paths") == {}


def test_folders_that_are_there() -> None:
    text = "FROM alpine:{}\nRUN mkdir /opt && mkdir /opt/x\n"
    assert port(text.format("3.8"))["mkdir /opt"] == ("breaks", 2)
    assert "mkdir /opt" not in port(text.format("3.20"))
    final = ask(text.format("3.20")).stages[-1]
    assert [one.what for one in final.now] == ["mkdir /opt"]
    assert ask(text.format("3.20").replace("mkdir /opt &&", "mkdir -p /opt &&")).stages[-1].now == ()


def test_sudo_is_no_part_of_the_image_any_more() -> None:
    text = "FROM ubuntu:14.04\nRUN sed -i 's/a/b/' /etc/sudoers\n"
    assert port(text, "ubuntu:24.04")["sed of /etc/sudoers"] == ("breaks", 2)
    installed = text.replace("RUN", "RUN apt-get install -y sudo &&")
    assert "sed of /etc/sudoers" not in port(installed, "ubuntu:24.04")


def test_certificates_by_their_path() -> None:
    text = "FROM almalinux:9\nRUN ln -sf /etc/pki/ca-trust/extracted/java/cacerts /srv/cacerts\n"
    assert port(text)["the path /etc/pki/ca-trust/extracted/java/cacerts"] == ("check", 2)


def test_what_is_copied_for_the_old_manager_is_of_no_effect() -> None:
    text = "FROM debian:12\nADD x.list /etc/apt/sources.list.d/x.list\nRUN apt-get update\n"
    assert port(text)["the path /etc/apt/sources.list.d/x.list"] == ("note", 2)


def test_wolfi_has_tini_where_debian_has_it() -> None:
    text = 'FROM debian:12\nRUN apt-get update && apt-get install -y tini\nENTRYPOINT ["/usr/bin/tini", "--"]\n'
    assert not any("tini" in what for what in port(text, "cgr.dev/chainguard/wolfi-base:latest", "paths"))


def test_spamassassin_gave_its_daemon_away() -> None:
    text = (
        "FROM ubuntu:14.04\nRUN apt-get update && apt-get install -y spamassassin\n"
        "RUN sed -i s/0/1/ /etc/default/spamassassin\n"
    )
    assert port(text, "ubuntu:24.04", "paths") == {"sed of /etc/default/spamassassin": ("breaks", 3)}
    assert port(text.replace("install -y spamassassin", "install -y jq"), "ubuntu:24.04", "paths") == {}


def test_the_folder_of_sudo_is_gone_with_it() -> None:
    for command in ("echo x > /etc/sudoers.d/x", "echo x | tee /etc/sudoers.d/x"):
        text = f"FROM ubuntu:14.04\nRUN {command}\n"
        assert port(text, "ubuntu:26.04", "paths") == {"writes into /etc/sudoers.d": ("breaks", 2)}
        assert port(text.replace("RUN", "RUN apt-get install -y sudo &&"), "ubuntu:26.04", "paths") == {}


def test_nginx_serves_another_folder() -> None:
    text = "FROM ubuntu:14.04\nRUN apt-get install -y nginx\nRUN echo hi > /usr/share/nginx/html/index.html\n{}"
    assert port(text.format(""), "ubuntu:24.04", "paths")["/usr/share/nginx/html"] == ("check", 3)
    configured = text.format("COPY default /etc/nginx/sites-enabled/\n")
    assert "/usr/share/nginx/html" not in port(configured, "ubuntu:24.04", "paths")


def test_mysql_s_address_stands_in_another_file() -> None:
    text = "FROM debian:8\nRUN apt-get install -y mysql-server\nRUN sed -i 's/^bind-address/#&/' /etc/mysql/{}\n"
    assert port(text.format("my.cnf"), "debian:13", "paths")["bind-address in my.cnf"] == ("check", 3)
    assert "bind-address in my.cnf" not in port(text.format("mariadb.conf.d/50-server.cnf"), "debian:13", "paths")


def test_the_folders_of_another_postgresql() -> None:
    text = (
        "FROM ubuntu:16.04\nRUN apt-get install -y postgresql\nRUN sed -i s/a/b/ /etc/postgresql/9.5/main/pg_hba.conf\n"
    )
    assert port(text, "ubuntu:24.04", "version")["the path /etc/postgresql/9.5"] == ("breaks", 3)
    assert "the path /etc/postgresql/16" not in port(text.replace("9.5", "16"), "ubuntu:24.04", "version")


def test_the_folder_for_keys_that_systemd_makes() -> None:
    install = "RUN apt-get update && apt-get install -y software-properties-common\n"
    text = f"FROM ubuntu:20.04\n{install}RUN mkdir /root/.ssh\n"
    assert port(text, "ubuntu:24.04", "paths") == {"mkdir /root/.ssh": ("breaks", 3)}
    assert port(text.replace("mkdir", "mkdir -p"), "ubuntu:24.04", "paths") == {}
    assert port(text.replace("software-properties-common", "curl"), "ubuntu:24.04", "paths") == {}


def test_nginx_of_its_own_image_serves_its_own_folder() -> None:
    text = "FROM ubuntu:14.04\nRUN apt-get update && apt-get install -y nginx\n{}\n"
    copied = candidates(text.format("COPY . /usr/share/nginx/html"))
    assert "/usr/share/nginx/html" in told(copied["ubuntu:24.04"], "paths")
    for name, candidate in copied.items():
        assert not name.startswith("nginx:") or "/usr/share/nginx/html" not in told(candidate, "paths")
    assert port(text.format("RUN rm -rf /usr/share/nginx/html"), "ubuntu:24.04", "paths") == {}
    linked = port(text.format("RUN ln -s /usr/share/nginx/html /var/www/html"), "ubuntu:24.04", "paths")
    assert "/usr/share/nginx/html" not in linked
    folder = port(text.format("WORKDIR /usr/share/nginx/html\nCOPY . ."), "ubuntu:24.04", "paths")
    assert folder["/usr/share/nginx/html"] == ("check", 3)


def test_settings_that_the_file_brings_are_its_own() -> None:
    text = (
        "FROM ubuntu:14.04\nRUN apt-get update && apt-get install -y mysql-server\n{}RUN sed -i s/bind-address/x/ {}\n"
    )
    what, own = "bind-address in my.cnf", "/etc/mysql/my.cnf"
    assert what in port(text.format("", own), "ubuntu:24.04", "paths")
    assert what not in port(text.format("COPY my.cnf /etc/mysql/\n", own), "ubuntu:24.04", "paths")
    assert what not in port(text.format("", f"{own} /etc/mysql/conf.d/a.cnf"), "ubuntu:24.04", "paths")


def test_imagemagick_7_reads_its_own_folder() -> None:
    text = "FROM debian:12\nRUN apt-get update && apt-get install -y imagemagick\nCOPY p /etc/ImageMagick-6/p.xml\n"
    assert port(text, "debian:13", "paths") == {"the path /etc/ImageMagick-6/p.xml": ("breaks", 3)}
    assert port(text.replace("debian:12", "ubuntu:22.04"), "ubuntu:24.04", "paths") == {}
    edit = "FROM debian:12\nRUN sed -i s/none/all/ /etc/ImageMagick-6/policy.xml\n"
    assert port(edit, "debian:13", "paths") == {"the path /etc/ImageMagick-6/policy.xml": ("breaks", 2)}
    for other in (
        edit.replace("RUN", "RUN rm -f /a;").replace("policy.xml", "policy.xml || true"),
        edit.replace("sed -i s/none/all/", "rm -f"),
        edit.replace("sed", "if [ -f /etc/ImageMagick-6/policy.xml ]; then sed").replace("xml\n", "xml; fi\n"),
        f"{edit}COPY p /etc/ImageMagick-7/\n",
    ):
        assert port(other, "debian:13", "paths") == {}


@pytest.mark.parametrize(
    ("command", "breaks"),
    [
        ("perl -pi -e s/a/b/", True),
        ("cp -p a", True),
        ("mv -f a", True),
        ("rm", True),
        ("rm -f", False),
        ("rm --force", False),
        ("test -f", False),
        ("[ ! -f /a ] && [ -f", False),
        ("mkdir -p", False),
    ],
)
def test_flags_that_need_nothing_of_imagemagick_6(command: str, *, breaks: bool) -> None:
    closes = " ]" if "[" in command else ""
    found = port(f"FROM debian:12\nRUN {command} /etc/ImageMagick-6/a{closes}\n", "debian:13", "paths")
    assert found == ({"the path /etc/ImageMagick-6/a": ("breaks", 2)} if breaks else {})


def test_images_leave_documents_out() -> None:
    text = "FROM {}\nRUN {} /usr/share/doc/a/examples/b.sql.gz\n"
    path = "the path /usr/share/doc/a/examples/b.sql.gz"
    assert port(text.format("ubuntu:16.04", "zcat"), "ubuntu:24.04", "paths")[path] == ("breaks", 2)
    assert port(text.format("debian:10", "cat"), "debian:13-slim", "paths")[path] == ("breaks", 2)
    assert path not in port(text.format("debian:10", "cat"), "debian:13", "paths")
    assert path not in port(text.format("ubuntu:16.04", "cp /s"), "ubuntu:24.04", "paths")
    assert path not in port(text.format("ubuntu:16.04", "yes | unminimize; zcat"), "ubuntu:24.04", "paths")
    assert path not in port(text.format("ubuntu:20.04", "zcat"), "ubuntu:24.04", "paths")
    assert path not in port(text.format("ubuntu:16.04", "rm -f"), "ubuntu:24.04", "paths")
    kept = text.format("ubuntu:16.04", "rm /etc/dpkg/dpkg.cfg.d/excludes && zcat")
    assert path not in port(kept, "ubuntu:24.04", "paths")
