"""Servers whose version, or way to run, another release changes."""

from tests.advisor.asking import port

TEXT = "FROM centos:7\nRUN yum install -y httpd php\n"


def test_php_is_a_server_of_its_own() -> None:
    assert port(TEXT + 'CMD ["httpd", "-DFOREGROUND"]\n', "almalinux:9")["php within httpd"] == ("breaks", 2)
    assert port(TEXT + 'CMD ["/start.sh"]\n', "almalinux:9")["php within httpd"] == ("check", 2)
    assert "php within httpd" not in port(TEXT + "RUN php-fpm -D\n", "almalinux:9")
    assert "php within httpd" not in port(TEXT.replace("centos:7", "centos:8"), "almalinux:9")
