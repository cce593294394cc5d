"""What Alpine has otherwise than before, and than Debian."""

import pytest
from tests.advisor.asking import ask, candidates, port, told

Told = dict[str, tuple[str, int | None]]


def moved(text: str, to: str = "alpine:3.24") -> Told:
    return told(candidates(text)[to])


def now(text: str) -> set[str]:
    final = next(stage for stage in ask(text).stages if stage.final)
    return {one.what for one in final.now}


def test_nodejs_brings_no_npm() -> None:
    text = "FROM alpine:3.4\nRUN apk add nodejs\nWORKDIR /a\nRUN npm install\n"
    assert moved(text)["npm in RUN"] == ("breaks", 4)
    assert "npm in RUN" in now(text.replace("3.4", "latest"))
    assert "npm in RUN" not in moved(text.replace("nodejs", "nodejs npm"))
    assert "npm in RUN" not in moved(text.replace("3.4", "3.9"))
    assert "npm in RUN" not in now("FROM node:24-alpine\nRUN apk add nodejs\nWORKDIR /a\nRUN npm install\n")


@pytest.mark.parametrize("command", ["addgroup -g 82 -S www-data", "addgroup www-data", "adduser -D -u 1000 www-data"])
def test_the_group_www_data_is_there(command: str) -> None:
    what = f"{command.split()[0]} www-data"
    text = f"FROM alpine:3.4\nRUN {command}\n"
    assert moved(text)[what] == ("breaks", 2)
    assert what in now(text.replace("3.4", "3.24"))
    assert what not in moved(text.replace("RUN", "RUN delgroup www-data;"))


@pytest.mark.parametrize(
    "command",
    ["addgroup -S web", "addgroup me www-data", "adduser -S -G www-data www-data", "addgroup -S www-data || true"],
)
def test_what_goes_with_that_group(command: str) -> None:
    assert now(f"FROM alpine:3.24\nRUN {command}\n") == set()


def test_where_nginx_looks_for_servers() -> None:
    text = "FROM alpine:3.9\nRUN apk add nginx\nCOPY a.conf /etc/nginx/conf.d/default.conf\n"
    what = "the path /etc/nginx/conf.d/default.conf"
    assert moved(text)[what] == ("breaks", 3)
    assert what not in moved(text.replace("3.9", "3.20"))
    assert what not in moved(text + "COPY nginx.conf /etc/nginx/nginx.conf\n")
    debian = "FROM debian:10\nRUN apt-get install -y nginx\nCOPY a /etc/nginx/sites-enabled/a\n"
    assert moved(debian)["the path /etc/nginx/sites-enabled/a"] == ("breaks", 3)


def test_the_folders_and_programs_of_php_7() -> None:
    text = (
        "FROM alpine:3.9\nRUN apk add php7 php7-fpm && sed -i s/a/b/ /etc/php7/php.ini\n"
        'COPY x.conf /etc/php7/php-fpm.d/\nCMD ["php-fpm7", "-F"]\n'
    )
    found = moved(text)
    assert found["the path /etc/php7/php.ini"] == ("breaks", 2)
    assert found["the path /etc/php7/php-fpm.d/"] == ("check", 3)
    assert found["php-fpm7"] == ("breaks", 4)


def source_told(text: str) -> str:
    found = candidates(text)["alpine:3.24"].reasons
    return next((one.why for one in found if one.what == "packages xinit"), "")


@pytest.mark.parametrize(
    "run",
    [
        "echo '@edge http://example.org/alpine/edge/main' >> /etc/apk/repositories",
        "wget -O /etc/apk/keys/sgerrand.rsa.pub https://example.org/sgerrand.rsa.pub",
        "rm /etc/apk/keys/a.rsa.pub",
    ],
)
def test_what_adds_no_source_of_untagged_packages(run: str) -> None:
    assert "is not known" in source_told(f"FROM alpine:3.9\nRUN {run}\nRUN apk add xinit\n")
    assert "the source that" not in source_told(f"FROM alpine:3.9\nRUN {run}\nRUN apk add xinit\n")


def test_what_adds_one() -> None:
    run = "echo http://example.org/alpine/a >> /etc/apk/repositories"
    assert "the source that line 2 adds" in source_told(f"FROM alpine:3.9\nRUN {run}\nRUN apk add xinit\n")
    tagged = run.replace("echo ", "echo @mine ")
    assert "the source that line 2 adds" in source_told(f"FROM alpine:3.9\nRUN {tagged}\nRUN apk add xinit@mine\n")


@pytest.mark.parametrize("name", ["php8-fpm", "php81", "py2-yaml", "libressl2.7-libssl", "openssl1.1-compat", "consul"])
def test_names_that_are_gone(name: str) -> None:
    assert moved(f"FROM alpine:3.9\nRUN apk add {name}\n")[f"package {name}"] == ("breaks", 2)


def test_folders_and_programs_of_a_gone_php_bear_its_version() -> None:
    text = "FROM alpine:3.16\nRUN apk add php8-fpm\nCOPY a /etc/php8/php-fpm.d/a\nCMD php-fpm8 -F\n"
    found = port(text, "alpine:3.24", "paths")
    assert found == {"the path /etc/php8/php-fpm.d/a": ("check", 3), "php-fpm8": ("breaks", 4)}
    assert port(text.replace("php8", "php83").replace("fpm8", "fpm83"), "alpine:3.24", "paths") == {}


def test_curl_brings_no_update_ca_certificates_any_more() -> None:
    text = "FROM alpine:3.16\nRUN apk add curl && update-ca-certificates\n"
    assert port(text, "alpine:3.24", "certificates") == {"update-ca-certificates": ("breaks", 2)}
    assert port(text.replace("curl", "curl ca-certificates"), "alpine:3.24", "certificates") == {}


def test_java_of_alpine_brings_certificates() -> None:
    text = "FROM alpine:3.16\nRUN apk add openjdk17-jre-headless && update-ca-certificates\n"
    assert port(text, "alpine:3.24", "certificates") == {}


def test_the_library_that_was_preloaded_for_iconv_is_gone() -> None:
    text = (
        "FROM php:7.3-fpm-alpine3.10\nRUN apk add gnu-libiconv\nENV LD_PRELOAD /usr/lib/preloadable_libiconv.so php\n"
    )
    found = told(candidates(text)["php:8.4-fpm-alpine3.24"], "packages")
    assert found["preloadable_libiconv.so"] == ("check", 3)
    own = next(one for one in candidates(text)["php:8.4-fpm-alpine3.24"].reasons if one.what in found)
    assert "built with GNU's iconv" in own.why
    old = text.replace("add", "add --repository http://dl-cdn.alpinelinux.org/alpine/v3.13/community")
    assert "preloadable_libiconv.so" not in told(candidates(old)["php:8.4-fpm-alpine3.24"], "packages")


def test_hardly_any_package_is_gone_three_releases_on() -> None:
    text = "FROM alpine:{}\nRUN apk add frobnicate frob9\n"
    assert port(text.format("3.22"), "alpine:3.24", "packages") == {"packages frob9": ("check", 2)}
    assert port(text.format("3.18"), "alpine:3.24", "packages") == {"packages frobnicate, frob9": ("check", 2)}


def test_mariadb_s_settings_lie_elsewhere() -> None:
    text = "FROM alpine:3.7\nRUN apk add mysql\nRUN sed -i s/a/b/ {}\n"
    assert port(text.format("/etc/mysql/my.cnf"), "alpine:3.24", "paths")["/etc/mysql/my.cnf"] == ("breaks", 3)
    assert "/etc/mysql/my.cnf" not in port(text.format("/etc/my.cnf"), "alpine:3.24", "paths")


def test_the_last_alpine_of_versions_that_are_over() -> None:
    text = "FROM node:12-alpine\nRUN apk add python\n"
    stage = ask(text).stages[0]
    assert "Alpine Linux 3.15 is unsupported" in stage.verdict
    assert [one.what for one in stage.now] == ["package python"]


def test_a_module_of_alpines_nginx_is_not_for_the_images() -> None:
    text = "FROM nginx:alpine\nRUN apk add --update nginx-lua\nCOPY nginx.conf /etc/nginx/\n"
    now = {one.what: (one.severity, one.line) for one in ask(text).stages[0].now}
    assert now == {"nginx-lua": ("breaks", 2)}
    own = text.replace("nginx:alpine", "alpine:3.24").replace("nginx-lua", "nginx nginx-mod-http-lua")
    assert not ask(own).stages[0].now
    assert not ask(text.replace("nginx-lua", "curl")).stages[0].now


def test_where_nginx_once_looked_for_pages() -> None:
    text = "FROM alpine:3.3\nRUN apk add nginx\nCOPY . /usr/html/\n"
    assert moved(text)["the path /usr/html"] == ("breaks", 3)
    assert moved(text.replace("COPY", "ONBUILD COPY"))["the path /usr/html"] == ("breaks", 3)
    assert "the path /usr/html" not in moved(text.replace("3.3", "3.9"))
    assert "the path /usr/html" not in moved(text + "COPY a.conf /etc/nginx/\n")


def test_libc6_compat_is_gcompats() -> None:
    text = "FROM alpine:3.8\nRUN apk add libc6-compat\n"
    assert moved(text)["libc6-compat"] == ("check", 2)
    assert "libc6-compat" not in moved(text.replace("3.8", "3.20"))


def test_the_coloured_prompt() -> None:
    what = "/etc/profile.d/color_prompt"
    text = f"FROM alpine:3.8\nRUN mv {what} {what}.sh\n"
    assert moved(text)[what] == ("breaks", 2)
    assert what not in moved(text.replace(".sh", ".sh || true"))


def test_a_group_with_an_id_of_its_own() -> None:
    text = "FROM alpine:3.4\nRUN addgroup -g 1000 www-data\n"
    final = candidates(text)["alpine:3.24"]
    assert any("delgroup www-data first" in one.why for one in final.reasons)
    plain = candidates(text.replace("-g 1000 ", ""))["alpine:3.24"]
    assert not any("delgroup" in one.why for one in plain.reasons)


def test_edge_with_a_tag_that_nothing_asks_for() -> None:
    text = (
        "FROM alpine:3.4\nRUN echo '@edge http://dl-cdn.alpinelinux.org/alpine/edge/testing' >> /etc/apk/repositories\n"
    )
    assert "packages of Alpine edge" not in moved(text + "RUN apk add curl\n")
    assert "packages of Alpine edge" in moved(text + "RUN apk add curl@edge\n")


def test_where_nginx_looks_for_servers_whatever_installs_it() -> None:
    text = "FROM alpine:3.4\nCOPY list /\nRUN xargs apk add < /list && ln -s /a.conf /etc/nginx/conf.d/a.conf\n"
    assert moved(text)["the path /etc/nginx/conf.d/a.conf"] == ("breaks", 3)
    assert "the path /etc/nginx/conf.d/a.conf" not in moved(
        text + "RUN wget http://nginx.org/download/nginx-1.9.tar.gz\n"
    )


def test_headers_beside_those_of_openssl() -> None:
    text = "FROM alpine:3.4\nRUN apk add build-base openssl-dev{} && wget http://nginx.org/download/nginx-1.9.tar.gz\n"
    assert moved(text.format(""))["package openssl-dev"] == ("breaks", 2)
    assert "package openssl-dev" not in moved(text.format(" zlib-dev"))
    assert "package openssl-dev" not in moved("FROM alpine:3.4\nRUN apk add openssl-dev\n")
    both = "FROM alpine:3.8\nRUN apk add libressl-dev mariadb-dev\n"
    assert moved(both)["package libressl-dev"] == ("breaks", 2)
    assert "package libressl-dev" not in moved(both.replace(" mariadb-dev", ""))


def test_icu_of_english_alone() -> None:
    text = "FROM alpine:3.8\nRUN apk add icu-libs\n"
    assert moved(text)["package icu-libs"] == ("check", 2)
    assert "package icu-libs" not in moved(text.replace("icu-libs", "icu-libs icu-data-full"))


def test_imagemagick_has_its_formats_apart() -> None:
    text = "FROM alpine:3.8\nRUN apk add imagemagick\n"
    assert moved(text)["package imagemagick"] == ("check", 2)
    assert "package imagemagick" not in moved(text.replace("imagemagick\n", "imagemagick imagemagick-jpeg\n"))


@pytest.mark.parametrize(
    "text",
    [
        "FROM alpine:3.8\nRUN apk add openssl-dev && ./configure --with-zlib\n",
        "FROM alpine:3.8\nRUN apk add openssl-dev libxslt-dev && wget http://nginx.org/download/nginx-1.9.tar.gz\n",
        "FROM alpine:3.8\nRUN apk add --virtual .b libressl-dev && apk del .b\nRUN apk add mariadb-dev zlib-dev\n",
    ],
)
def test_headers_that_go_together(text: str) -> None:
    assert not any(what.startswith("package ") for what in moved(text))


def test_a_folder_of_nginx_without_nginx() -> None:
    text = 'FROM alpine:3.12\nVOLUME /etc/nginx/conf.d\nCOPY a.conf /etc/nginx/conf.d/\nENTRYPOINT ["docker-gen"]\n'
    assert not any("/etc/nginx" in what for what in moved(text))


def test_the_pages_of_apache_are_elsewhere() -> None:
    text = "FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y apache2\nRUN cd /var/www/html && touch a\n"
    assert moved(text)["cd /var/www/html"] == ("breaks", 3)
    for right in (
        "COPY a /var/www/html/\nRUN cd",
        "COPY . /var/www/\nRUN cd",
        "RUN mkdir -p /var/www/html && cd",
        "RUN rm -rf /var/www/html && git clone https://a.example/b /var/www/html && cd",
        "RUN ln -s /app /var/www/html && cd",
        "RUN tar xf a.tar -C /var/www && cd",
    ):
        assert "cd /var/www/html" not in moved(text.replace("RUN cd", right))
    assert "cd /var/www/html" not in moved(text.replace("apache2", "nginx"))
    for harmless in ("if true; then cd /var/www/html; fi", "cd /var/www/html || true"):
        assert moved(text.replace("RUN cd", f"RUN {harmless}\nRUN cd"))["cd /var/www/html"] == ("breaks", 4)
        assert "cd /var/www/html" not in moved(text.replace("cd /var/www/html && touch a", harmless))


def test_the_modules_of_nginx_are_packages() -> None:
    text = "FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y nginx-extras\n"
    assert moved(text)["nginx-extras"] == ("check", 2)
    for other in ("nginx", "nginx-common"):
        reasons = candidates(text.replace("nginx-extras", other))["alpine:3.24"].reasons
        assert not any(one.topic == "packages" and "without these modules" in one.why for one in reasons), other
