"""A tag that names a track is answered by the same track."""

import pytest
from tests.advisor.asking import DAY, ask, candidates, told

from baseadvisor.advisor.ending import support_end
from baseadvisor.advisor.ranking import NEVER


@pytest.mark.parametrize(
    ("image", "expected"),
    [("nginx:alpine", "nginx:alpine-slim"), ("nginx:stable", "nginx:stable-alpine")],
)
def test_a_track_stays_a_track(image: str, expected: str) -> None:
    assert expected in candidates(f"FROM {image}\nCOPY . .\n")


def test_latest_is_no_choice_of_a_track() -> None:
    assert all(":latest" not in name for name in candidates("FROM node:latest\nCOPY . .\n") if name.startswith("node"))


def test_a_release_that_is_supported_for_two_years_can_stay() -> None:
    stage = ask('FROM eclipse-temurin:21-jre-noble\nCOPY . .\nCMD ["java", "-jar", "x.jar"]\n').stages[0]
    assert "eclipse-temurin:21-jre-resolute" in [one.image.reference for one in stage.candidates]
    assert stage.best is None


def test_a_tag_that_was_given_up_is_followed_in_its_own_repository() -> None:
    stage = ask("FROM maven:3.6-jdk-11-slim\nRUN mvn package\n").stages[0]
    assert stage.best is not None
    assert stage.best.image.reference == "maven:3.9-eclipse-temurin-11"


STATIC = "FROM golang:1.27 AS b\nRUN CGO_ENABLED=0 go build -o /a .\nFROM {}\nCOPY --from=b /a /\nCMD ['/a']\n"


@pytest.mark.parametrize("tag", ["", ":nonroot", ":debug"])
def test_the_static_image_of_the_same_makers_keeps_the_user(tag: str) -> None:
    found = candidates(STATIC.format(f"gcr.io/distroless/base-debian13{tag}"))
    static = {name: one.kind for name, one in found.items() if "static-debian13" in name}
    assert static == {f"gcr.io/distroless/static-debian13{tag}": "slim"}
    assert list(found).index(f"gcr.io/distroless/static-debian13{tag}") < list(found).index("scratch")


def test_a_split_of_what_the_file_installs_shows_no_difference_in_size() -> None:
    text = (
        "FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y openjdk-21-jdk\nRUN mvn package\n"
        'CMD ["java", "-jar", "x.jar"]\n'
    )
    splits = [one for one in candidates(text).values() if one.kind == "split"]
    assert splits
    assert all(one.saving is None and one.includes == "java" for one in splits)


def test_python_of_another_version_does_not_run_what_pip_installed() -> None:
    text = 'FROM python:3.12-bookworm\nRUN pip install x\nCMD ["python", "x.py"]\n'
    found = candidates(text)["cgr.dev/chainguard/python:latest"]
    assert told(found, "build")["what is installed for Python 3.12"] == ("breaks", None)


def test_an_older_build_that_is_pinned_gets_no_fixes() -> None:
    stage = ask('FROM python:3.13.0-slim-trixie\nCOPY . .\nCMD ["python", "x.py"]\n').stages[0]
    assert "older build" in stage.verdict
    assert stage.best is not None
    assert stage.best.image.reference.startswith("python:3.13.")


def test_a_release_that_is_not_known_bounds_the_support() -> None:
    stage = ask('FROM eclipse-temurin:25.0.1_8-jre-alpine\nCOPY . .\nCMD ["java", "-jar", "x.jar"]\n').stages[0]
    assert "at most: which release of Alpine Linux" in stage.verdict


def test_what_the_final_stage_stands_on_is_not_called_it() -> None:
    advice = ask("FROM debian:13 AS base\nRUN make\nFROM base AS app\nCMD x\n")
    assert advice.stages[0].below == "app"
    assert ask("FROM debian:13 AS base\nCMD x\n").stages[0].below is None


@pytest.mark.parametrize("release", ["12", "13"])
def test_distroless_node_ends_with_its_node(release: str) -> None:
    text = f'FROM gcr.io/distroless/nodejs22-debian{release}:nonroot\nCOPY . .\nCMD ["x.js"]\n'
    stage = ask(text).stages[0]
    assert "Node.js 22" in [line.name for line in stage.image.support]
    assert "gcr.io/distroless/nodejs24-debian13:nonroot" in [one.image.reference for one in stage.better]


DIGEST = "@sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("image", "first"),
    [
        ("golang:latest", "golang:1.27"),
        ("node:lts-alpine", "node:26-alpine"),
        ("python:3-slim", "python:3.14-slim"),
        ("debian:stable-slim", "debian:13-slim"),
        ("alpine", "alpine:3.24"),
    ],
)
def test_a_digest_whose_tag_names_no_version_holds_nobody_knows_what(image: str, first: str) -> None:
    stage = ask(f"FROM {image}{':latest' if ':' not in image else ''}{DIGEST}\nCOPY . .\nCMD x\n").stages[0]
    assert stage.image.state == "unknown"
    assert stage.image.release is None
    assert "a digest freezes it" in stage.verdict
    assert stage.best is not None
    assert stage.best.image.reference == first
    assert told(stage.best, "digest")["the pin by digest"][0] == "check"


def test_a_digest_beside_a_version_is_as_old_as_nobody_knows() -> None:
    stage = ask(f"FROM python:3.14-slim{DIGEST}\nCOPY . .\nCMD x\n").stages[0]
    assert stage.image.state == "supported"
    assert "at most: a digest holds one build fast" in stage.verdict


def test_a_digest_without_a_tag_tells_nothing() -> None:
    stage = ask(f"FROM golang{DIGEST}\nRUN go build\n").stages[0]
    assert not stage.candidates
    assert stage.unknown is not None
    assert "write the tag" in stage.unknown


def test_what_the_tag_of_a_digest_names_is_kept() -> None:
    image = ask(f"FROM golang:bookworm{DIGEST}\nRUN go build\n").stages[0].image
    assert [line.product for line in image.support] == ["debian"]


@pytest.mark.parametrize("tag", ["lts", "lts-slim", "lts-alpine"])
def test_a_track_of_node_is_what_it_is_by_now(tag: str) -> None:
    def version(day: str) -> str:
        image = ask(f"FROM node:{tag}\n", as_of=day).stages[0].image
        return next(line.name for line in image.support if line.product == "nodejs")

    assert (version("2026-10-01"), version("2026-11-24")) == ("Node.js 24", "Node.js 26")


def test_a_track_that_moved_on_is_answered_by_the_same_track() -> None:
    assert "node:lts-slim" in candidates("FROM node:lts\nCOPY . .\nCMD node x.js\n")


@pytest.mark.parametrize("image", ["ubuntu:rolling", "fedora:latest", "python:3-slim"])
def test_a_track_that_has_likely_moved_on_is_said(image: str) -> None:
    assert "likely a newer one by now" in ask(f"FROM {image}\nCOPY . .\n").stages[0].verdict
    assert "likely" not in ask(f"FROM {image}\nCOPY . .\n", as_of="2026-09-01").stages[0].verdict


def test_another_name_of_the_same_release_is_no_refresh() -> None:
    found = candidates("FROM debian:stable-slim\nCOPY . .\nCMD x\n")
    assert "debian:13-slim" not in found


def test_the_older_of_the_two_go_releases_is_left_before_the_next_one_comes() -> None:
    refreshes = [
        one for one in candidates("FROM golang:1.26-bookworm\nRUN go build\nCMD x\n").values() if one.kind == "refresh"
    ]
    assert refreshes[0].image.reference == "golang:1.27-trixie"
    stage = ask("FROM golang:1.26\nRUN go build\n").stages[0]
    assert "plan the move" in stage.verdict
    assert stage.best is not None
    assert stage.best.image.reference == "golang:1.27"


@pytest.mark.parametrize(
    ("image", "first"),
    [
        ("maven:3-jdk-8-alpine", "maven:3.9-eclipse-temurin-8-alpine"),
        ("maven:3.5.2", "maven:3.9.16-eclipse-temurin-8"),
        ("maven:3.9", "maven:3.9-eclipse-temurin-25"),
        ("gradle:jdk8", "gradle:8-jdk17"),
        ("gradle:6-jdk11-alpine", "gradle:9-jdk17-alpine"),
        ("buildpack-deps:xenial-scm", "buildpack-deps:resolute-scm"),
        ("buildpack-deps:bookworm", "buildpack-deps:trixie"),
        ("buildpack-deps:20.04-curl", "buildpack-deps:26.04-curl"),
        ("amazonlinux:1", "amazonlinux:2023"),
        ("drupal:8.6.5", "drupal:11.4.5"),
    ],
)
def test_the_nearest_comes_first(image: str, first: str) -> None:
    assert next(iter(candidates(f"FROM {image}\nRUN true\n"))) == first


def test_no_other_userland_stands_between_two_releases_of_the_own_one() -> None:
    kinds = [one.kind for one in candidates("FROM ubuntu:22.04\nRUN apt-get update\n").values()]
    assert kinds == sorted(kinds, key=["refresh", "port"].index)


def test_node_in_an_image_of_another_language_is_not_what_it_runs() -> None:
    text = "FROM php:7.3\nRUN apt-get update && apt-get install -y nodejs npm\nRUN npm ci && npm run build\nCMD php x\n"
    assert all("node" not in name for name in candidates(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "FROM ubuntu:16.04\nRUN add-apt-repository ppa:x/java && apt-get install -y oracle-java8-installer\n"
            "CMD ./run.sh\n",
            "eclipse-temurin:8",
        ),
        (
            "FROM ubuntu:18.04\nRUN apt-get update && apt-get install -y python3.7 python3.7-dev\n"
            'ENTRYPOINT ["python3.7", "x.py"]\n',
            "python:3.12-slim",
        ),
        (
            "FROM ubuntu:16.04\nRUN apt-get update && apt-get install -y python3 python3-pip\n"
            'CMD ["python3", "x.py"]\n',
            "python:3.12-slim",
        ),
        (
            "FROM debian:9\nRUN curl -sL https://deb.nodesource.com/setup_12.x | bash - && apt-get install -y nodejs\n"
            'CMD ["npm", "start"]\n',
            "node:24-trixie-slim",
        ),
    ],
)
def test_the_image_of_the_language_is_of_the_version_that_is_asked_for(text: str, expected: str) -> None:
    assert expected in candidates(text)


def test_a_distribution_that_is_used_for_more_gets_no_image_of_a_language() -> None:
    names = " ".join(f"tool-{number}" for number in range(20))
    text = f'FROM ubuntu:18.04\nRUN apt-get install -y python3.7 {names}\nCMD ["python3.7", "x.py"]\n'
    assert all("python" not in name for name in candidates(text))


def test_a_tag_that_is_not_built_any_more_stopped_with_its_release() -> None:
    stage = ask("FROM python:3-stretch\nRUN pip install x\nCMD python x.py\n").stages[0]
    assert "Python 3.10 or older is unsupported" in stage.verdict
    first = stage.candidates[0]
    assert "Python 3.10 or older -> 3.12" in first.changes
    assert "or older" not in ask("FROM python:3-bullseye\n").stages[0].verdict, "it may hold one that is supported"


def test_the_image_of_a_language_says_what_version_it_brings() -> None:
    text = 'FROM debian:9\nRUN apt-get update && apt-get install -y openjdk-7-jre\nCMD ["java", "-jar", "x.jar"]\n'
    assert "Java 7 -> 8" in candidates(text)["eclipse-temurin:8-jre"].changes


@pytest.mark.parametrize(
    ("image", "first", "change"),
    [("java:alpine", "eclipse-temurin:8-jre-alpine", None), ("openjdk", "eclipse-temurin:21-jre", "Java 18 -> 21")],
)
def test_a_java_that_was_given_up_is_the_one_of_that_day(image: str, first: str, change: str | None) -> None:
    found = candidates(f'FROM {image}\nCOPY a.jar /\nCMD ["java", "-jar", "/a.jar"]\n')
    assert next(iter(found)) == first
    assert [one for one in found[first].changes if one.startswith("Java ")] == ([change] if change else [])


def test_what_runs_is_split_off_with_the_version_that_the_release_has() -> None:
    text = (
        "FROM ubuntu:16.04\nRUN apt-get update && apt-get install -y python3 python3-pip gcc\nRUN make\n"
        'CMD ["python3", "x.py"]\n'
    )
    assert "python:3.12-slim" in candidates(text)


def test_what_takes_the_place_of_an_image_is_named_though_its_tags_are_not_known() -> None:
    stage = ask("FROM jenkins\nRUN true\n").stages[0]
    assert stage.unknown is not None
    assert "jenkins/jenkins" in stage.unknown


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("buildpack-deps:20.04-curl", ["buildpack-deps:26.04-curl", "buildpack-deps:24.04-curl"]),
        ("buildpack-deps:jammy-scm", ["buildpack-deps:resolute-scm", "buildpack-deps:noble-scm"]),
        ("buildpack-deps:bullseye", ["buildpack-deps:trixie"]),
    ],
)
def test_tools_on_a_distribution_stay_on_it(image: str, expected: list[str]) -> None:
    assert list(candidates(f"FROM {image}\nRUN true\n")) == expected


@pytest.mark.parametrize(
    ("image", "release"),
    [("golang:1.24", None), ("golang:1.24-alpine", None), ("golang:1.24-bookworm", "12"), ("debian:12", "12")],
)
def test_a_digest_may_be_a_build_on_an_older_release_than_the_version_is_on_now(
    image: str, release: str | None
) -> None:
    (stage,) = ask(f"FROM {image}@sha256:{'0' * 64}\nRUN true\n").stages
    assert stage.image.release == release
    assert [one.role for one in stage.image.support if one.role == "distribution"] == ["distribution"] * bool(release)
    changes = " ".join(change for one in stage.candidates for change in one.changes)
    assert release is not None or not any(name in changes for name in ("trixie", "3.23 ->", "3.24 ->"))


def test_no_older_patch_than_the_one_that_is_named_is_advised() -> None:
    found = candidates("FROM python:3.14.99\nRUN pip install x\n")
    assert not any(name.startswith("python:3.14.") for name in found)
    assert "python:3.14-alpine" in found


@pytest.mark.parametrize(("platform", "line"), [(None, 1), ("linux/amd64", 1), ("linux/arm64", 3)])
def test_a_stage_named_by_the_platform_is_the_one_that_is_built_on(platform: str | None, line: int) -> None:
    text = (
        "FROM debian:12 AS build-amd64\nRUN true\nFROM debian:11 AS build-arm64\nRUN true\n"
        "FROM build-${TARGETARCH}\nRUN apt-get update\n"
    )
    advice = ask(text, platform=platform)
    assert [one.line for one in advice.stages if one.final] == [line]
    assert len(advice.stages) == 2


@pytest.mark.parametrize(
    ("image", "behind"),
    [
        ("alpine:20240329", True),
        ("archlinux:base-20220206.0.46909", True),
        ("r-base:3.4.1", True),
        ("r-base:4.6.1", False),
        ("archlinux:latest", False),
    ],
)
def test_an_old_snapshot_of_what_never_stands_still_gets_no_fixes(image: str, behind: bool) -> None:
    (stage,) = ask(f"FROM {image}\nRUN true\n").stages
    assert ("pinned to an older build" in stage.verdict) == behind


def test_a_java_that_the_tag_names_stays_named() -> None:
    assert "gradle:9.7.1-jdk25" in candidates("FROM gradle:9.6.1-jdk25\nCOPY . .\nRUN gradle build\n")


def test_what_gets_fixes_by_a_subscription_alone_has_to_be_left() -> None:
    text = "FROM ubuntu:18.04\nRUN apt-get update && apt-get install -y build-essential ctags python-pip valgrind\n"
    (stage,) = ask(text).stages
    assert stage.best is not None
    assert stage.own == NEVER


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("adoptopenjdk/openjdk11:alpine-jre", "eclipse-temurin:11-jre-alpine"),
        ("adoptopenjdk/openjdk8", "eclipse-temurin:8"),
    ],
)
def test_a_repository_that_names_a_java_is_left_for_the_same(image: str, expected: str) -> None:
    build = "RUN javac X.java\n" if "jre" not in image else ""
    assert expected in candidates(f"FROM {image}\nCOPY . .\n{build}CMD java X\n")


@pytest.mark.parametrize(
    ("image", "newer"),
    [
        ("registry.access.redhat.com/ubi8/ubi:8.6", "registry.access.redhat.com/ubi8/ubi:8.10"),
        ("registry.access.redhat.com/ubi9/ubi-minimal:9.1-12", "registry.access.redhat.com/ubi9/ubi-minimal:9.8"),
        ("redhat/ubi9:9.2", "redhat/ubi9:9.8"),
        ("rockylinux/rockylinux:9.2", "rockylinux/rockylinux:9.8"),
    ],
)
def test_an_older_minor_release_gets_no_fixes(image: str, newer: str) -> None:
    stage = ask(f"FROM {image}\nRUN dnf install -y gcc\n").stages[0]
    assert "pinned to an older build" in stage.verdict
    assert [one.image.reference for one in stage.candidates] == [newer]


def test_the_newest_minor_release_and_no_minor_release_can_stay() -> None:
    for image in ("registry.access.redhat.com/ubi9:latest", "registry.access.redhat.com/ubi9:9.8", "redhat/ubi9"):
        assert ask(f"FROM {image}\n").stages[0].candidates == ()


@pytest.mark.parametrize(
    ("image", "first"),
    [
        ("debian:sid", "debian:trixie-slim"),
        ("debian:unstable-slim", "debian:trixie-slim"),
        ("debian:testing", "debian:trixie-slim"),
        ("debian:experimental", "debian:trixie-slim"),
        ("debian:sid-20240101-slim", "debian:trixie-slim"),
        ("debian:forky-slim", "debian:trixie-slim"),
        ("python:3.13-slim-forky", "python:3.13-slim-trixie"),
        ("alpine:edge", "alpine:3.24"),
    ],
)
def test_a_branch_in_development_gets_no_releases_security_support(image: str, first: str) -> None:
    (stage,) = ask(f"FROM {image}\nRUN true\n").stages
    assert stage.verdict.startswith("a branch in development, which never gets a release's security support")
    assert stage.best is not None
    assert stage.best.image.reference == first
    if image == "debian:sid":
        assert "debian:trixie" in [one.image.reference for one in stage.candidates]


@pytest.mark.parametrize("image", ["debian:trixie", "debian:stable-slim", "r-base:4.6.1", "debian:12"])
def test_a_release_is_no_branch_in_development(image: str) -> None:
    assert "in development" not in ask(f"FROM {image}\nRUN true\n").stages[0].verdict


def test_what_is_below_an_image_does_not_tell_until_when_its_own_version_is_served() -> None:
    stage = ask('FROM oven/bun:1.2-alpine\nCOPY . .\nCMD ["bun", "run", "start"]\n').stages[0]
    assert stage.verdict == (
        "what is known of it: Bun 1 is supported; it stands on Alpine Linux, on which release is not known; "
        "until when oven/bun 1.2 itself is served is not known"
    )
    assert stage.image.state == "unknown"
    assert support_end(stage.image, DAY).day is None
    other = ask("FROM example/shop:4.1-trixie\nCOPY . .\n").stages[0]
    assert "Debian 13 (trixie) is supported until 2028-08-09" in other.verdict
    assert "until when example/shop 4.1 itself is served is not known" in other.verdict
    assert support_end(other.image, DAY) == ("2028-08-09", "until when example/shop 4.1 itself is served is not known")


def test_what_has_dates_of_its_own_or_is_listed_keeps_its_end() -> None:
    for reference in ("oven/bun:1", "node:24-alpine", "rockylinux/rockylinux:9-ubi-init"):
        assert "itself is served" not in ask(f"FROM {reference}\nCOPY . .\n").stages[0].verdict
    assert ask("FROM oven/bun:1\nCOPY . .\n").stages[0].verdict.startswith("supported until 2028-08-09 at most")
    for reference in ("example/box:ubuntu-24-04", "example/notebook:2026-07-28-bookworm", "example/box:12.5-bookworm"):
        assert "itself is served" not in ask(f"FROM {reference}\nCOPY . .\n").stages[0].verdict
    assert "is unsupported" in ask("FROM example/shop:4.1-buster\nCOPY . .\n").stages[0].verdict


def test_red_hats_images_of_a_language_end_before_their_distribution() -> None:
    stage = ask("FROM registry.access.redhat.com/ubi9/php-82:latest\nCOPY . .\n").stages[0]
    assert "until when php-82 itself is served is not known" in stage.verdict
    assert "itself is served" not in ask("FROM registry.access.redhat.com/ubi9/ubi-minimal:9.8\n").stages[0].verdict


def test_a_release_of_debian_that_nobody_has_named_is_no_branch() -> None:
    assert "in development" not in ask("FROM debian:17\n").stages[0].verdict
    assert "in development" in ask("FROM debian:14\n").stages[0].verdict


def test_rockys_own_kinds_of_ubi_are_rocky() -> None:
    (stage,) = ask("FROM rockylinux/rockylinux:9-ubi-init\n").stages
    assert (stage.image.distribution, stage.image.release) == ("rockylinux", "9")


def test_composer_is_moved_to_its_newest_version() -> None:
    (stage,) = ask("FROM composer:1.8.0\nRUN composer install\n").stages
    assert stage.best is not None
    assert not stage.best.image.tag.startswith("2.2")


def test_red_hats_openjdk_has_dates_of_its_own() -> None:
    old = ask("FROM registry.access.redhat.com/ubi8/openjdk-11:1.14\nCOPY a.jar /\n").stages[0]
    assert "OpenJDK 11 is unsupported since 2024-10-31" in old.verdict
    new = ask("FROM registry.access.redhat.com/ubi9/openjdk-21:1.23\nCOPY a.jar /\n").stages[0]
    assert new.verdict.startswith("supported until 2029-12-31")


@pytest.mark.parametrize(("image", "dropped"), [("docker:18", True), ("docker:29", False), ("maven:3-jdk-8", False)])
def test_a_version_that_the_official_list_has_no_more_gets_no_fixes(image: str, dropped: bool) -> None:
    (stage,) = ask(f"FROM {image}\nRUN true\n").stages
    assert ("is built no more" in stage.verdict) == dropped
    assert not dropped or stage.best is not None


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("alpine", "eclipse-temurin:8-alpine"),
        ("jre-alpine", "eclipse-temurin:8-jre-alpine"),
        ("jre", "eclipse-temurin:11-jre"),
    ],
)
def test_a_tag_of_openjdk_without_a_version_is_what_it_was_at_last(tag: str, expected: str) -> None:
    assert expected in candidates(f"FROM openjdk:{tag}\nCOPY a.jar /\n")


@pytest.mark.parametrize("tag", ["alpine", "slim", "jre8", "jre8-alpine"])
def test_a_tag_of_tomcat_without_a_version_takes_javax(tag: str) -> None:
    found = candidates(f"FROM tomcat:{tag}\nCOPY a.war /usr/local/tomcat/webapps/\n")
    assert next(iter(found)) == "tomcat:9.0-jre8"
    assert told(found["tomcat:9.0-jre8"])[f"tomcat:{tag} -> 9.0-jre8"] == ("check", 1)
    for newer in (one for name, one in found.items() if not name.startswith("tomcat:9")):
        assert any(one.severity == "breaks" and "8.5 at last" in one.why for one in newer.reasons)


@pytest.mark.parametrize("image", ["logstash:9.5.2", "gcc:15", "kong:3.9"])
def test_a_version_without_dates_ends_with_its_distribution_at_most(image: str) -> None:
    verdict = ask(f"FROM {image}\nRUN true\n").stages[0].verdict
    assert f"at most: that is its distribution's, and until when {image} itself is served is not known" in verdict
    assert "at most" not in ask("FROM buildpack-deps:trixie\nRUN true\n").stages[0].verdict


def test_the_one_release_of_a_major_version_is_what_a_tag_names() -> None:
    assert ask("FROM tomcat:9-alpine\n").stages[0].verdict.startswith("supported until 2027-03-31 at most")


def test_alpine_of_other_makers_is_left_for_the_official_one() -> None:
    stage = ask("FROM gliderlabs/alpine:3.4\nRUN apk add --no-cache curl\n").stages[0]
    assert stage.image.deprecated == "the official image took its place"
    assert stage.best is not None
    assert stage.best.image.reference == "alpine:3.24"
