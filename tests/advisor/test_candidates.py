"""Which images are named: clean, of the right kind, none that is over or not yet there."""

from datetime import date, timedelta

import pytest
from tests.advisor.asking import DAY, ask, candidates

from baseadvisor import catalog
from baseadvisor.image.reference import Reference
from baseadvisor.image.tag import Tag

MANY = [
    "alpine:3.6", "python:3.9-bullseye", "python:3.11-slim-bullseye", "openjdk:8-jdk-alpine", "node:14", "node:latest",
    "ubuntu:16.04", "ubuntu:xenial", "centos:7", "debian:stretch", "tomcat:9-jre8", "maven:3.6-jdk-8", "nginx:alpine",
    "php:7.2-apache", "mcr.microsoft.com/dotnet/aspnet:6.0", "postgres:12-alpine", "golang:1.12", "python", "java:8",
    "ruby:2.4-alpine3.7", "redis:5", "mysql:5.7", "fedora:30", "amazonlinux:2", "rust:1.50", "openjdk:17-slim",
    "gcr.io/distroless/java11-debian11", "registry.access.redhat.com/ubi8/ubi", "rabbitmq:3-management", "perl:5.30",
]  # fmt: skip


@pytest.mark.parametrize("image", MANY)
@pytest.mark.parametrize("day", [DAY, "2027-03-01"])
def test_nothing_is_named_that_is_over_or_a_prerelease_or_not_yet_out(image: str, day: str) -> None:
    for name, candidate in candidates(f"FROM {image}\nCMD run\n", as_of=day).items():
        if name == "scratch":
            continue
        reference = Reference.parse(name)
        assert not Tag.parse(reference.effective_tag or "").is_prerelease, name
        userland = catalog.userland_of(reference)
        unnamed = userland is not None and userland.release is None
        assert catalog.is_released(reference, day) in ((True, None) if unnamed else (True,)), name
        assert catalog.deprecation_of(reference) is None, name
        assert [one.name for one in catalog.support_of(reference) if one.is_supported(day) is not True] == [], name
        assert candidate.image.state == "supported"


@pytest.mark.parametrize("image", MANY)
def test_names_of_one_build_make_one_row(image: str) -> None:
    builds = []
    for name in candidates(f"FROM {image}\nCMD run\n"):
        if name == "scratch":
            continue
        reference = Reference.parse(name)
        entry = catalog.entry_of(catalog.official_name(reference) or name, reference.effective_tag or "")
        if entry is not None:
            builds.append((catalog.official_name(reference), entry.tags))
    assert len(builds) == len(set(builds))


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("python:3.11-slim-bullseye", "python:3.11-slim-trixie"),
        ("python:3.12-alpine3.16", "python:3.12-alpine3.24"),
        ("node:22-bullseye-slim", "node:22-trixie-slim"),
        ("ruby:3.4-bookworm", "ruby:3.4-trixie"),
    ],
)
def test_a_release_inside_the_suffix_moves_while_the_rest_stays(image: str, expected: str) -> None:
    candidate = candidates(f"FROM {image}\n")[expected]
    assert candidate.kind == "refresh"
    assert not candidate.major


def test_a_mirror_stays_a_mirror() -> None:
    found = candidates("FROM public.ecr.aws/docker/library/python:3.11-slim-bullseye\n")
    assert "public.ecr.aws/docker/library/python:3.11-slim-trixie" in found


def test_as_exact_a_version_as_before() -> None:
    found = candidates("FROM python:3.12.1-slim-bookworm\n")
    refreshed = next(name for name, one in found.items() if one.kind == "refresh" and not one.major)
    assert Tag.parse(refreshed.partition(":")[2]).precision == 3
    assert refreshed.startswith("python:3.12.")


def test_the_kinds_of_advice_for_a_full_language_image() -> None:
    text = "FROM python:3.12-bookworm\nRUN pip install flask\nCMD flask\n"
    kinds = {name: one.kind for name, one in candidates(text).items()}
    assert kinds["python:3.12-trixie"] == "refresh"
    assert kinds["python:3.12-slim-trixie"] == "slim"
    assert kinds["python:3.12-alpine3.24"] == "port"
    assert kinds["cgr.dev/chainguard/python:latest"] == "split"


def test_what_is_slim_is_not_made_fat_again() -> None:
    assert "python:3.12-trixie" not in candidates("FROM python:3.12-slim-bookworm\n")
    assert not any("ubuntu" in name or "debian" in name for name in candidates("FROM alpine:3.18\nRUN apk add curl\n"))


def test_a_jump_of_a_major_version_is_said_and_comes_after_what_stays() -> None:
    found = candidates("FROM python:3.11-slim-bookworm\n")
    staying = list(found).index("python:3.11-slim-trixie")
    for name, one in found.items():
        if one.major:
            assert any("->" in change for change in one.changes)
            if one.kind == "refresh":
                assert list(found).index(name) > staying


def test_when_the_version_is_over_a_supported_successor_is_named_and_said() -> None:
    found = candidates("FROM node:14-slim\n")
    assert found["node:24-trixie-slim"].major
    assert "Node.js 14 -> 24" in found["node:24-trixie-slim"].changes
    assert not any(name.startswith(("node:25", "node:23")) for name in found), "no long-term support"


def test_a_supported_version_is_not_left_without_need() -> None:
    assert not any(one.major for one in candidates("FROM python:3.13-slim-trixie\nCMD ['x']\n").values()
                   if one.image.reference.startswith("python:"))  # fmt: skip


def test_java_of_a_given_up_image_stays_the_same_java() -> None:
    found = candidates('FROM openjdk:8-jdk-alpine\nCOPY app.jar /\nCMD ["java", "-jar", "/app.jar"]\n')
    assert found["eclipse-temurin:8-jre-alpine"].kind == "slim"
    assert "JDK -> JRE" in found["eclipse-temurin:8-jre-alpine"].changes
    assert found["eclipse-temurin:8-jdk-alpine"].kind == "refresh"
    assert any(name.startswith("amazoncorretto:8") for name in found)
    assert not any(":17" in name or ":21" in name for name in found)


@pytest.mark.parametrize(
    "image", ["openjdk:8-jdk-alpine", "openjdk:11", "openjdk:17-jdk-slim", "java:8-jdk", "adoptopenjdk:11-jdk-hotspot"]
)
def test_a_jdk_is_among_the_first_two_for_a_jdk(image: str) -> None:
    found = list(candidates(f'FROM {image}\nCOPY app.jar /\nCMD ["java", "-jar", "/app.jar"]\n'))
    assert any(name.startswith(("eclipse-temurin:", "amazoncorretto:")) and "jre" not in name for name in found[:2])


def test_no_jre_where_something_is_compiled() -> None:
    found = candidates("FROM openjdk:8-jdk-alpine\nRUN ./gradlew build\n")
    assert not any("jre" in name and one.kind != "split" for name, one in found.items())


def test_centos_gets_what_was_made_in_its_place() -> None:
    found = candidates("FROM centos:7\nRUN yum install -y httpd\n")
    assert "almalinux:10" in found
    assert "quay.io/centos/centos:stream10" in found
    assert "registry.access.redhat.com/ubi10-minimal:latest" in found


def test_a_repository_without_a_list_gets_its_newest_release_by_its_own_habit() -> None:
    assert "mcr.microsoft.com/dotnet/aspnet:10.0" in candidates("FROM mcr.microsoft.com/dotnet/aspnet:6.0\n")
    assert "registry.access.redhat.com/ubi10/ubi-minimal:latest" in candidates(
        "FROM registry.access.redhat.com/ubi7/ubi-minimal\n"
    )


@pytest.mark.parametrize(
    ("tag", "run", "part"),
    [
        ("2.2-sdk", "true", "sdk"),
        ("2.1-aspnetcore-runtime", "true", "aspnet"),
        ("2.1-aspnetcore-runtime-alpine", "true", "aspnet"),
        ("2.1-runtime-deps", "true", "runtime-deps"),
        ("2.0-runtime", "true", "runtime"),
        ("2.1", "dotnet publish -o out", "sdk"),
    ],
)
def test_the_parts_of_dotnet_stay_what_they_are(tag: str, run: str, part: str) -> None:
    found = candidates(f"FROM microsoft/dotnet:{tag}\nRUN {run}\n")
    alpine = "-alpine" * tag.endswith("alpine")
    assert [name for name in found if name.startswith("mcr.")] == [f"mcr.microsoft.com/dotnet/{part}:10.0{alpine}"]


def test_the_images_that_asp_net_core_had_have_successors() -> None:
    assert "mcr.microsoft.com/dotnet/aspnet:10.0" in candidates("FROM microsoft/aspnetcore:2.0\nCOPY . .\n")
    assert "mcr.microsoft.com/dotnet/sdk:10.0" in candidates(
        "FROM microsoft/aspnetcore-build:2.0\nRUN dotnet restore\n"
    )


def test_a_static_program_needs_nothing_below_it() -> None:
    text = (
        "FROM golang:1.26 AS build\nRUN CGO_ENABLED=0 go build -o /app .\n"
        'FROM debian:bookworm-slim\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n'
    )
    found = candidates(text)
    assert found["scratch"].kind == "port"
    assert "gcr.io/distroless/static-debian13:nonroot" in found
    assert "scratch" not in candidates(text.replace("CGO_ENABLED=0 ", ""))


def test_what_builds_in_the_final_stage_can_be_split() -> None:
    found = candidates('FROM golang:1.26\nENV CGO_ENABLED=0\nRUN go build -o /app .\nCMD ["/app"]\n')
    assert found["scratch"].kind == "split"
    assert any(line.startswith("COPY --from=") for line in found["scratch"].outline)
    maven = candidates('FROM maven:3.9-eclipse-temurin-17\nRUN mvn package\nCMD ["java", "-jar", "a.jar"]\n')
    assert maven["eclipse-temurin:17-jre"].kind == "split"


def test_a_language_from_packages_has_an_image_of_its_own() -> None:
    found = candidates("FROM alpine:3.6\nRUN apk add --no-cache openjdk8\n")
    assert found["eclipse-temurin:8-jre-alpine"].includes == "java"
    assert found["eclipse-temurin:8-jre-alpine"].saving is None, "the base alone is no measure"
    assert any(name.startswith("amazoncorretto:8-alpine") and "jre" in name for name in found)


@pytest.mark.parametrize(
    ("image", "expected"), [("golang:1.20", "debian:13-slim"), ("golang:1.20-alpine", "alpine:3.24")]
)
def test_a_program_from_another_stage_needs_no_compiler_around_it(image: str, expected: str) -> None:
    text = f'FROM {image} AS build\nRUN go build -o /app .\nFROM {image}\nCOPY --from=build /app /app\nCMD ["/app"]\n'
    first = next(iter(candidates(text).values()))
    assert first.image.reference == expected
    assert first.effort == "small"
    assert [one.topic for one in first.reasons] == ["certificates"] * ("debian" in expected), "Alpine has them"
    called = candidates(text.replace("CMD", "RUN go vet\nCMD"))
    assert expected not in called or called[expected].kind == "split"
    assert ask(text).stages[1].candidates[0].image.reference.startswith("golang:1.27")


def test_an_image_with_a_language_is_nothing_for_a_file_that_takes_the_language_out() -> None:
    kept = "FROM alpine:3.18\nRUN apk add go\nRUN go build -o /app .\nCMD /app\n"
    assert "golang:1.27-alpine" in candidates(kept)
    for taken in ("RUN apk add go && go build . && apk del go", "RUN apk add -t .b go && go build . && apk del .b"):
        assert not any("golang" in name for name in candidates(f"FROM alpine:3.18\n{taken}\nCMD /app\n"))


def test_nothing_is_split_from_an_unknown_image_that_starts_a_shell() -> None:
    text = "FROM acme.example/base:1\nRUN apt-get install -y openjdk-17-jdk && mvn package\nCMD {}\n"
    assert candidates(text.format('["bash"]')) == {}
    assert "eclipse-temurin:17-jre" in candidates(text.format('["java", "-jar", "a.jar"]'))


def test_only_what_a_company_allows() -> None:
    found = candidates("FROM python:3.9-slim\n", allowed=["python:*", "registry.example.org/*"])
    assert found
    assert all(name.startswith("python:") for name in found)
    own = candidates("FROM python:3.9-slim\n", allowed=["registry.example.org/base/python:3.13"])
    assert list(own) == ["registry.example.org/base/python:3.13"]


def test_a_platform_that_an_image_is_not_built_for_rules_it_out() -> None:
    assert "node:24-trixie" in candidates("FROM node:18\n", platform="linux/s390x")
    assert not any(name.startswith("node:") for name in candidates("FROM node:18\n", platform="linux/riscv64"))


def test_the_final_stage_comes_first_and_scratch_and_unknown_images_are_said() -> None:
    advice = ask("ARG BASE\nFROM golang:1.20 AS build\nFROM ${BASE} AS tools\nFROM scratch\nCOPY --from=build /a /a\n")
    assert [(one.line, one.final) for one in advice.stages] == [(4, True), (2, False), (3, False)]
    assert advice.stages[0].verdict == "nothing is below it"
    assert "--build-arg" in (advice.stages[2].unknown or "")
    assert ask("FROM acme.example/team/base:7\n").stages[0].unknown == "the shipped catalog does not know this image"


def test_stages_on_a_stage_are_judged_with_it() -> None:
    found = candidates("FROM debian:stretch AS base\nFROM base\nRUN apt-get install -y python-pip\n")
    assert any(reason.line == 3 for reason in found["debian:trixie"].reasons)


def test_an_old_catalog_is_said() -> None:
    day = date.fromisoformat(catalog.snapshot_date())
    assert ask("FROM alpine\n", as_of=(day + timedelta(days=180)).isoformat()).notes == ()
    assert "days old" in ask("FROM alpine\n", as_of=(day + timedelta(days=181)).isoformat()).notes[0]


def test_windows_images_get_no_linux() -> None:
    assert candidates("FROM mcr.microsoft.com/windows/servercore:ltsc2019\n") == {}


@pytest.mark.parametrize(
    "text",
    [
        "FROM fedora\nRUN dnf install -y httpd\n",
        "FROM python:3.14-slim\n",
        "FROM golang:1.27-trixie\nRUN go test ./...\n",
        "FROM nginx:1.31-trixie\nCOPY a /etc/nginx/\n",
    ],
)
def test_what_is_supported_gives_place_to_no_other_userland(text: str) -> None:
    stage = ask(text).stages[0]
    assert not any(one.kind == "port" for one in stage.better)
    assert any("without need" in term.why for one in stage.candidates for term in one.terms if one.kind == "port")


def test_the_same_day_says_the_same_of_the_same_image() -> None:
    texts = (
        "FROM node:22-trixie\nCMD a\n",
        "FROM node:22-trixie\nRUN apt-get install -y git python make gcc zz-unheard-of\n",
    )
    assert {ask(text, as_of="2026-11-24").stages[0].verdict for text in texts} == {
        "supported until 2027-04-30: plan the move"
    }
    assert ask(texts[0], as_of="2026-10-24").stages[0].verdict == "supported until 2027-04-30"
    assert all(ask(text).stages[0].own < 0 for text in texts)


def test_where_a_part_has_no_end_the_others_end_is_a_bound() -> None:
    advice = ask("FROM rust:1.98-trixie\n")
    assert advice.stages[0].verdict == "supported until 2028-08-09 at most: no end is set yet for Rust 1.98"
    assert ask("FROM python:3.14-trixie\n").stages[0].verdict == "supported until 2028-08-09"


def test_the_newer_of_two_gos_ends_with_the_second_one_after_it() -> None:
    verdict = ask("FROM golang:1.27-trixie\n").stages[0].verdict
    assert verdict.startswith("supported until 2027-08-20 at most: Go serves its last two releases")


def test_the_older_of_two_gos_ends_with_the_next() -> None:
    stage = ask("FROM golang:1.26-trixie AS a\nRUN go build -o /a\nFROM scratch\nCOPY --from=a /a /a\n").stage(0)
    assert "the next one, which ends Go 1.26, is due about then: plan the move" in stage.verdict
    assert stage.candidates[0].image.reference == "golang:1.27-trixie"


def test_the_newest_go_is_the_one_to_move_to() -> None:
    found = candidates("FROM golang:1.20-alpine\nRUN go test ./...\n")
    assert next(iter(found)) == "golang:1.27-alpine"
    assert not any("1.26" in name for name in found)


def test_the_last_version_that_an_application_runs_on_is_named() -> None:
    found = candidates("FROM tomcat:8.5-jdk11\nCOPY a.war /usr/local/tomcat/webapps/\n")
    assert found["tomcat:9.0-jdk11"].image.until == "2027-03-31"
    assert next(iter(found)).startswith("tomcat:9.0-")
    assert "tomcat:10.1-jdk11" in found
    assert not any(name.startswith("tomcat:9") for name in candidates("FROM tomcat:8.5-jdk11\n", as_of="2027-05-01"))


@pytest.mark.parametrize("image", ["centos:7", "centos:8", "oraclelinux:7-slim"])
def test_the_release_between_is_named_as_well(image: str) -> None:
    found = list(candidates(f"FROM {image}\nRUN yum install -y zz-unheard-of\n"))
    names = ("oraclelinux:{}-slim",) if "oracle" in image else ("almalinux:{}", "rockylinux/rockylinux:{}")
    for name in names:
        assert {name.format(release) for release in (8, 9, 10)} <= set(found)
        assert found.index(name.format(9)) < found.index(name.format(8))


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("alpine:3.23.3", ["alpine:3.24.1", "alpine:3.23.5"]),
        ("alpine:3.20", ["alpine:3.24"]),
        ("alpine:3", []),
        ("python:3.14-slim@sha256:" + "0" * 64, ["python:3.14-alpine"]),
    ],
)
def test_a_patch_level_stays_pinned_and_a_digest_makes_no_other_image(image: str, expected: list[str]) -> None:
    assert list(candidates(f"FROM {image}\nRUN true\n")) == expected


def test_distroless_ends_with_debians_own_support() -> None:
    assert ask("FROM gcr.io/distroless/static-debian12\n").stages[0].image.state == "ended"
    assert ask("FROM debian:12\n").stages[0].image.state == "extended"


@pytest.mark.parametrize("image", ["mcr.microsoft.com/dotnet/core/aspnet:2.2", "postgres:9.4", "java:8", "node:0.12"])
def test_what_gets_no_fixes_can_never_stay(image: str) -> None:
    stage = ask(f"FROM {image}\n").stages[0]
    assert stage.candidates
    assert stage.best is stage.candidates[0]


def test_what_is_supported_stays_where_nothing_is_worth_more() -> None:
    stage = ask("FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y zz-unheard-of\n").stages[0]
    assert stage.candidates
    assert stage.best is None


def test_a_slim_image_of_unknown_size_is_advised_all_the_same() -> None:
    stage = ask('FROM node\nCOPY . .\nRUN npm ci\nCMD ["npm", "start"]\n').stages[0]
    assert stage.best is not None
    assert stage.best.kind == "slim"


def test_a_split_stays_on_its_libc_and_is_built_on_what_is_supported() -> None:
    text = "FROM openjdk:8-jdk-alpine\nCOPY . .\nRUN ./mvnw package\nCMD java -jar target/app.jar\n"
    found = candidates(text)
    assert list(found).index("eclipse-temurin:8-jre-alpine") < list(found).index("eclipse-temurin:8-jre")
    assert found["eclipse-temurin:8-jre-alpine"].outline[0] == "FROM eclipse-temurin:8-jdk-alpine AS build"


def test_one_package_among_many_makes_no_language_image_of_a_distribution() -> None:
    text = "FROM ubuntu:16.04\nRUN apt-get update && apt-get install -y bc bison ccache openjdk-8-jdk zip\n"
    assert next(iter(candidates(text))) == "ubuntu:26.04"


def test_a_supported_release_below_a_language_is_not_left_without_need() -> None:
    text = 'FROM eclipse-temurin:21-jre-noble\nCOPY a.jar .\nRUN true\nCMD ["java", "-jar", "a.jar"]\n'
    assert ask(text).stages[0].best is None


def test_a_branch_in_development_is_left_for_a_release() -> None:
    stage = ask("FROM alpine:edge\nRUN apk add git\n").stages[0]
    assert stage.best is not None
    assert stage.best.image.reference == "alpine:3.24"
    assert "development" in stage.verdict


def test_a_release_below_a_language_that_ends_within_a_year_is_left() -> None:
    stage = ask("FROM python:3.14-alpine3.23\nRUN python -V\n").stages[0]
    assert stage.best is not None
    assert stage.best.image.reference == "python:3.14-alpine3.24"


def test_slim_does_not_come_first_where_something_is_compiled() -> None:
    text = 'FROM ruby:3.2-bookworm\nCOPY . .\nRUN gem install thin\nCMD ["ruby", "a.rb"]\n'
    order = [name for name in candidates(text) if name.startswith("ruby:3.4")]
    assert order[:2] == ["ruby:3.4-trixie", "ruby:3.4-slim-trixie"]
    easy = [name for name in candidates(text.replace("gem install thin", "true")) if name.startswith("ruby:3.4")]
    assert easy[:2] == ["ruby:3.4-slim-trixie", "ruby:3.4-trixie"]


@pytest.mark.parametrize(
    ("tag", "kind", "newer"),
    [
        ("9.0-azurelinux3.0-distroless", "refresh", "10.0-azurelinux3.0-distroless"),
        ("8.0-jammy-chiseled-extra", "refresh", "10.0-noble-chiseled-extra"),
        ("9.0-alpine", "refresh", "10.0-alpine"),
        ("9.0", "port", "10.0"),
    ],
)
def test_dotnet_keeps_its_flavour(tag: str, kind: str, newer: str) -> None:
    found = candidates(f'FROM mcr.microsoft.com/dotnet/aspnet:{tag}\nCOPY . .\nENTRYPOINT ["./app"]\n')
    assert found[f"mcr.microsoft.com/dotnet/aspnet:{newer}"].kind == kind


def test_a_browser_is_not_left_behind_by_a_split() -> None:
    text = 'FROM node:24-slim\nRUN apt-get update && apt-get install -y {}\nRUN npm ci\nCMD ["node", "a.js"]\n'
    kinds = {name: {one.kind for one in candidates(text.format(name)).values()} for name in ("git", "chromium")}
    assert "split" in kinds["git"]
    assert "split" not in kinds["chromium"]


def test_what_helps_to_build_an_image_of_another_language_does_not_run_alone() -> None:
    text = (
        "FROM ruby:2.5\nRUN apt-get update && apt-get install -y nodejs && npm install\nCOPY . .\n"
        'CMD ["rails", "server"]\n'
    )
    assert not any("chainguard/node" in one for one in candidates(text))
    server = "FROM alpine:3.18\nRUN apk add lighttpd npm && npm install\nCMD lighttpd -D\n"
    assert not any("node" in one for one in candidates(server))


def test_the_full_image_comes_first_where_only_the_slim_one_asks_for_something() -> None:
    compiles = list(candidates("FROM python:3.9\nRUN pip install uwsgi\nCOPY a.py /\nCMD python /a.py\n"))
    assert "slim" not in compiles[0]
    plain = list(candidates("FROM node:20\nCOPY a.js /\nCMD node /a.js\n"))
    assert "slim" in plain[0]


def test_nothing_is_split_where_a_script_is_started_or_more_is_installed() -> None:
    text = "FROM eclipse-temurin:8-jdk\nRUN setup-apache2.sh && ./gradlew build\nCMD {}\n"
    kinds = [one.kind for one in candidates(text.format('["run-apache2.sh"]')).values()]
    assert "split" not in kinds
    text = "FROM ubuntu:22.04\nRUN apt-get update && apt-get install -y r-base openjdk-17-jre\nCMD {}\n"
    assert "split" not in [one.kind for one in candidates(text.format('["docker-run"]')).values()]


def test_a_jre_comes_after_the_jdk_where_nothing_shows_what_runs() -> None:
    text = "FROM openjdk:8-jdk\nCOPY run.sh /\nCMD {}\n"
    unseen = list(candidates(text.format('["/run.sh"]')))
    assert unseen.index("eclipse-temurin:8-jdk") < unseen.index("eclipse-temurin:8-jre")
    seen = list(candidates(text.format('["java", "-jar", "a.jar"]')))
    assert seen.index("eclipse-temurin:8-jre") < seen.index("eclipse-temurin:8-jdk")


def test_the_likeliest_makers_of_java_come_first() -> None:
    found = list(candidates("FROM openjdk:8-jdk-alpine\nRUN javac A.java\n"))
    assert found.index("eclipse-temurin:8-jdk-alpine") < found.index("amazoncorretto:8-alpine-jdk")


def test_an_image_of_one_architecture_keeps_it() -> None:
    assert "arm64v8/eclipse-temurin:8-jre" in candidates("FROM arm64v8/openjdk:8-jre\nRUN true\n")
    assert "eclipse-temurin:8-jre" in candidates("FROM openjdk:8-jre\nRUN true\n")


def test_what_others_build_in_is_not_split() -> None:
    text = 'FROM golang:1.10\nRUN go get example.org/tool\n{}COPY . /go/src/example.org/a\n{}ENTRYPOINT ["hack/dind"]\n'
    assert not any(one.kind == "split" for one in candidates(text.format("", "")).values())
    built = text.format("", "RUN go build -o /a example.org/a\n").replace("hack/dind", "/a")
    assert any(one.kind == "split" for one in candidates(built).values())


def test_wolfi_is_for_two_architectures() -> None:
    assert not any("cgr.dev" in name for name in candidates("FROM mips64le/debian:10\nRUN true\n"))
