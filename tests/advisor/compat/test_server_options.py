"""What a server's image no longer takes from a version on."""

import pytest
from tests.advisor.asking import ask, candidates, port, told


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ('FROM mysql:5.7\nCMD ["--default-authentication-plugin=x"]\n', "--default-authentication-plugin", 2),
        ("FROM mysql:5.7\nCMD mysqld --query-cache-size=0\n", "--query-cache-size", 2),
        ('FROM mongo:3.6\nCMD ["mongod", "--smallfiles"]\n', "--smallfiles", 2),
        ("FROM mongo:4.4\nHEALTHCHECK CMD mongo --eval 1\n", "mongo", 2),
        ("FROM elasticsearch:2.4\nRUN bin/plugin install x\n", "bin/plugin", 2),
        ("FROM rabbitmq:3.6\nENV RABBITMQ_VM_MEMORY_HIGH_WATERMARK=0.5\n", "RABBITMQ_VM_MEMORY_HIGH_WATERMARK", 2),
    ],
)
def test_options_programs_and_variables_that_are_gone(text: str, what: str, line: int) -> None:
    first = next(iter(candidates(text).values()))
    assert told(first, "service")[what] == ("breaks", line)


def test_what_is_taken_still_is_not_told() -> None:
    for text in (
        'FROM mysql:5.7\nCMD ["--character-set-server=utf8mb4"]\n',
        'FROM mongo:3.6\nCMD ["mongod", "--auth"]\nHEALTHCHECK CMD mongosh --eval 1\n',
    ):
        first = next(iter(candidates(text).values()))
        assert not any(one.severity == "breaks" and one.topic == "service" for one in first.reasons)


def test_what_the_image_has_not_any_more_fails_now() -> None:
    text = "FROM jenkins/jenkins:{}\nRUN /usr/local/bin/install-plugins.sh git\n"
    assert [one.line for one in ask(text.format("lts")).stages[0].now] == [2]
    assert ask(text.format("2.249.1")).stages[0].now == ()


def test_apaches_configuration_is_another_in_2_4() -> None:
    text = "FROM httpd:2.2\nCOPY httpd.conf /usr/local/apache2/conf/\n"
    assert told(candidates(text)["httpd:2.4"])["Apache 2.2 -> 2.4"] == ("check", 2)


def test_a_storage_engine_in_one_word() -> None:
    text = 'FROM mongo:3.6\nCMD ["mongod", "--storageEngine=mmapv1"]\n'
    assert told(next(iter(candidates(text).values())), "service")["--storageEngine"] == ("breaks", 2)


def test_how_accounts_of_mysql_log_in() -> None:
    text = "FROM mysql:5.6\nENV A=b\n"
    assert port(text, "mysql:8.4")["accounts of MySQL 8.4"] == ("check", None)
    told_already = text + 'CMD ["--mysql-native-password=ON"]\n'
    assert "accounts of MySQL 8.4" in port(told_already, "mysql:8.4")
    assert "accounts of MySQL 8.4" not in port(text + "ENV X mysql_native_password\n", "mysql:8.4")


def test_settings_and_plugins_of_elasticsearch() -> None:
    text = "FROM elasticsearch:2\nCOPY config/ /usr/share/elasticsearch/config/\n"
    named = [one.what for each in candidates(text).values() for one in each.reasons if one.line == 2]
    assert "settings and plugins of Elasticsearch 2" in named


def test_mysql_9_has_no_native_passwords_at_all() -> None:
    nine = candidates("FROM mysql:5.7\nENV A=b\n")["mysql:9.7"]
    assert any("it has no mysql_native_password" in one.why for one in nine.reasons)


def test_settings_of_postgres_by_a_variable_of_ones_own() -> None:
    text = "FROM postgres:9.6\nENV PG_WAL_KEEP_SEGMENTS=8\nCOPY recovery.conf /c/\n"
    found = port(text, "postgres:16", "service")
    assert found["WAL_KEEP_SEGMENTS"] == ("check", 2)
    assert found["recovery.conf"] == ("check", 3)
    later = text.replace("9.6", "14")
    assert not {"WAL_KEEP_SEGMENTS", "recovery.conf"} & set(told(next(iter(candidates(later).values()))))
