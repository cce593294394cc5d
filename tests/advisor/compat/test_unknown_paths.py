"""Paths that a command rests on, where nothing tells whether the other release has them, are named once."""

from tests.advisor.asking import candidates, told


def rests(text: str, to: str = "ubuntu:26.04") -> dict[str, tuple[str, int | None]]:
    return told(candidates(text)[to], "untried")


def test_what_is_read_changed_or_removed_has_to_be_there() -> None:
    text = "FROM ubuntu:18.04\nRUN sed -i s/a/b/ /etc/frob/frob.conf && rm /etc/frob/old\nRUN cp /usr/share/frob/x /x\n"
    assert rests(text) == {"/etc/frob/frob.conf, /etc/frob/old, /usr/share/frob/x": ("check", 2)}
    reason = next(one for one in candidates(text)["ubuntu:26.04"].reasons if one.topic == "untried")
    assert reason.certainty == "low"
    assert "also line 3" in reason.why


def test_the_folder_of_what_is_written_has_to_be_there() -> None:
    for command in (
        "curl -o /usr/share/frob/x https://example.org/x",
        "wget -O /usr/share/frob/x https://example.org/x",
        "echo a > /usr/share/frob/x",
        "echo a | tee /usr/share/frob/x",
        "ln -s /o/x /usr/share/frob/x",
        "mkdir /usr/share/frob/x",
    ):
        assert rests(f"FROM ubuntu:18.04\nRUN {command}\n") == {"/usr/share/frob": ("check", 2)}, command


def test_what_is_made_must_not_be_there() -> None:
    assert rests("FROM ubuntu:18.04\nRUN mkdir /run/frob\n") == {"/run/frob": ("check", 2)}
    assert rests("FROM ubuntu:18.04\nRUN ln -s /o/libx.so /usr/lib/libx.so && mkdir /usr/lib/frob\n") == {}
    assert rests("FROM ubuntu:18.04\nRUN mkdir -p /run/frob && ln -sf /o/libx.so /usr/lib/libx.so\n") == {}


def test_nothing_of_what_the_file_makes_itself() -> None:
    for made in (
        "COPY frob /etc/frob\nRUN ",
        "RUN mkdir -p /etc/frob && ",
        "RUN cp /x /etc/frob/frob.conf && ",
        "RUN echo x > /etc/frob/frob.conf\nRUN ",
        "COPY rootfs /\nRUN ",
    ):
        names = rests(f"FROM ubuntu:18.04\n{made}sed -i s/a/b/ /etc/frob/frob.conf\n")
        assert not any("frob.conf" in name for name in names), made
    text = "FROM ubuntu:18.04\nRUN x | php -- --install-dir=/usr/bin --filename=frob && chmod +x /usr/bin/frob\n"
    assert not any("/usr/bin/frob" in name for name in rests(text))


def test_nothing_of_what_every_release_has() -> None:
    text = (
        "FROM ubuntu:18.04\nRUN sed -i s/a/b/ /etc/ssh/sshd_config && echo a >> /etc/profile && rm -r /var/tmp/x\n"
        "RUN cp /o /usr/local/bin/o && chmod +x /usr/local/bin/o && mkdir /usr/src/app && rm /tmp/x\n"
        "RUN rm -f /etc/frob && (cat /etc/frob2 || true) && cat /etc/php/$V/php.ini\n"
    )
    assert rests(text) == {}


def test_programs_are_told_by_debians_index() -> None:
    assert rests("FROM ubuntu:22.04\nRUN apt-get update && apt-get install -y jq\nRUN chmod 700 /usr/bin/jq\n") == {}
    assert rests("FROM ubuntu:22.04\nRUN chmod 700 /usr/bin/frob\n") == {"/usr/bin/frob": ("check", 2)}
    assert rests("FROM ubuntu:22.04\nRUN ln -s /o/frob /usr/bin/frob\n") == {}
    text = "FROM alpine:3.16\nRUN apk add php8\nRUN ln -s /usr/bin/php8 /usr/bin/php\nRUN ln -s /o/x /usr/bin/frob\n"
    assert set(rests(text, "alpine:3.24")) == {"/usr/bin/php"}


def test_nothing_where_the_release_stays() -> None:
    text = "FROM debian:13\nRUN sed -i s/a/b/ /usr/share/frob/x\n"
    assert rests(text, "debian:13-slim") == {}
    text = "FROM debian:12\nRUN sed -i s/a/b/ /etc/frob/frob.conf\n"  # both indexes tell what was lost below /etc
    assert rests(text, "debian:13") == {}


def test_what_is_copied_later_is_not_there_yet() -> None:
    assert rests("FROM ubuntu:18.04\nRUN mkdir /etc/frob/x\nCOPY a /etc/frob/x/a\n") == {"/etc/frob": ("check", 2)}


def test_an_alternative_has_to_be_there() -> None:
    text = "FROM ubuntu:18.04\nRUN update-alternatives --install /usr/bin/x x /usr/share/frob/x 10\n"
    assert rests(text) == {"/usr/share/frob/x": ("check", 2)}


def test_a_script_of_the_image_by_its_place() -> None:
    moves = "FROM jetty:9.3.6\nUSER root\nRUN mv /docker-entrypoint.bash /start.bash\nCOPY res/docker-entrypoint.sh /\n"
    assert rests(moves, "jetty:12.1.12") == {"/docker-entrypoint.bash": ("check", 3)}
    own = "FROM jetty:9.3.6\nCOPY docker-entrypoint.sh /\nRUN chmod +x /docker-entrypoint.sh\n"
    assert rests(own, "jetty:12.1.12") == {}


def test_a_program_of_the_old_release_that_is_started() -> None:
    text = 'FROM centos:7\nRUN yum install -y mysql-server\nCMD ["/usr/bin/mysqld_safe"]\n'
    found = told(candidates(text)["almalinux:9"], "untried")
    assert found == {"/usr/bin/mysqld_safe": ("check", 3)}
    copied = text.replace("RUN", "COPY mysqld_safe /usr/bin/\nRUN")
    assert told(candidates(copied)["almalinux:9"], "untried") == {}


def test_a_folder_of_its_own_below_usr_is_no_packages() -> None:
    assert rests("FROM ubuntu:18.04\nRUN ln -s /opt/frob-2 /usr/frob && mkdir /usr/frob2\n") == {}
    assert rests("FROM ubuntu:18.04\nRUN sed -i s/a/b/ /usr/frob/conf\n") == {"/usr/frob/conf": ("check", 2)}


def test_what_is_copied_last_is_there() -> None:
    text = 'FROM debian:11\nRUN apt-get update && apt-get install -y curl\n{}CMD ["/usr/bin/mything"]\n'
    assert rests(text.format(""), "debian:13") == {"/usr/bin/mything": ("check", 3)}
    assert rests(text.format("COPY bin/ /usr/bin/\n"), "debian:13") == {}


def test_a_folder_below_var_run_is_made_by_either_name() -> None:
    text = "FROM debian:9\nRUN mkdir -p /var/run/x\nRUN chown root /run/x && mkdir /var/www/.ssh/\n"
    assert not any(one.topic == "untried" for one in candidates(text)["debian:13-slim"].reasons)


def test_a_link_in_the_root_is_the_files_own() -> None:
    text = "FROM debian:9\nRUN ln -s /usr/local/bin/x.sh /entrypoint.sh\n"
    assert not any(one.topic == "untried" for one in candidates(text)["debian:13-slim"].reasons)
