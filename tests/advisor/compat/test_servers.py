"""Servers whose version, or way to run, another release changes."""

from tests.advisor.asking import port

TEXT = "FROM centos:7\nRUN yum install -y httpd php\n"


def test_php_is_a_server_of_its_own() -> None:
    assert port(TEXT + 'CMD ["httpd", "-DFOREGROUND"]\n', "almalinux:9")["php within httpd"] == ("breaks", 2)
    assert port(TEXT + 'CMD ["/start.sh"]\n', "almalinux:9")["php within httpd"] == ("check", 2)
    assert "php within httpd" not in port(TEXT + "RUN php-fpm -D\n", "almalinux:9")
    assert "php within httpd" not in port(TEXT.replace("centos:7", "centos:8"), "almalinux:9")


def test_a_packaged_tomcat_has_no_script_any_more() -> None:
    text = (
        "FROM ubuntu:14.04\nRUN apt-get update && apt-get install -y tomcat7\nCMD service tomcat7 start && tail -f /a\n"
    )
    assert port(text, "ubuntu:24.04", "services") == {"tomcat7 by its script": ("breaks", 3)}
    own = text.replace("service tomcat7 start", "/etc/init.d/tomcat7 start")
    assert port(own, "ubuntu:24.04", "services") == {"/etc/init.d/tomcat7 by its script": ("breaks", 3)}
    for other in (
        text.replace("CMD service tomcat7 start && tail -f /a", "RUN service tomcat7 stop || true"),
        text.replace("CMD service tomcat7 start && tail -f /a", "RUN if [ -x /a ]; then service tomcat7 stop; fi"),
        text.replace("CMD", "COPY tomcat7 /etc/init.d/tomcat7\nCMD"),
    ):
        assert port(other, "ubuntu:24.04", "services") == {}
    direct = text.replace("service tomcat7 start", "/usr/share/tomcat7/bin/catalina.sh run")
    assert port(direct, "ubuntu:24.04", "services") == {}
