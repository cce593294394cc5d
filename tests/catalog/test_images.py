"""Official images: aliases, platforms, sizes."""

from baseadvisor import catalog
from baseadvisor.image.reference import Reference


def test_latest_is_resolved_to_its_siblings() -> None:
    assert "26.04" in catalog.resolve_alias("ubuntu", "latest")
    assert "latest" not in catalog.resolve_alias("ubuntu", "latest")
    assert catalog.resolve_alias("ubuntu", "4.10") == ()
    assert catalog.resolve_alias("nosuchimage", "latest") == ()


def test_shared_tags_lead_to_the_linux_build() -> None:
    entry = catalog.entry_of("golang", "latest")
    assert entry is not None
    assert all(platform.startswith("linux/") for platform in entry.platforms)
    assert entry.distribution == "debian"


def test_the_fullest_version_of_a_build_is_found() -> None:
    full = catalog.most_exact_tag("python", "3-slim")
    assert full is not None
    assert full.count(".") == 2
    assert catalog.most_exact_tag("python", "2.7") is None


def test_names_of_official_images_come_from_mirrors_and_architectures_too() -> None:
    for text in ("python", "library/python", "arm64v8/python:3", "public.ecr.aws/docker/library/python:3"):
        assert catalog.official_name(Reference.parse(text)) == "python"
    for text in (
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/library/python:3",
        "harbor.example.com/dockerhub-proxy/library/python",
        "gitlab.example.com/group/dependency_proxy/containers/python:3",
    ):
        assert catalog.official_name(Reference.parse(text)) == "python"
    for text in ("grafana/grafana", "quay.io/library/python", "public.ecr.aws/docker/library/a/b", "arm64v8/a/b"):
        assert catalog.official_name(Reference.parse(text)) is None


def test_official_images_are_told_from_others() -> None:
    assert catalog.is_official("python")
    assert catalog.is_official("java")
    assert not catalog.is_official("nosuchimage")
    assert not catalog.is_official("grafana/grafana")


def test_a_size_is_exact_an_alias_or_the_nearest_and_says_so() -> None:
    exact = catalog.size_of("python:3.12-slim")
    alias = catalog.size_of("ubuntu:latest")
    nearest = catalog.size_of("python:3.6.4")
    named = catalog.size_of("ubuntu:xenial")
    assert exact is not None
    assert (exact.match, exact.size.tag) == ("exact", "3.12-slim")
    assert alias is not None
    assert (alias.match, alias.size.tag) == ("alias", "26.04")
    assert nearest is not None
    assert (nearest.match, nearest.size.tag) == ("nearest", "3.6")
    assert named is not None
    assert named.size.tag == "16.04"


def test_a_size_of_another_version_or_flavour_is_no_answer() -> None:
    assert catalog.size_of("python:3.5") is None
    assert catalog.size_of("alpine:3.3") is None
    assert catalog.size_of("php:7.2-fpm") is None
    assert catalog.size_of("debian:jessie-slim") is None
    assert catalog.size_of("nosuchimage:1") is None
    assert catalog.size_of("buildpack-deps:stretch-scm") is None
    assert catalog.size_of("python:3-stretch") is None
    assert catalog.size_of("python:3.12-slim", platform="linux/arm/v6") is None


def test_the_default_word_of_an_image_changes_nothing() -> None:
    answer = catalog.size_of("openjdk:8-jdk")
    assert answer is not None
    assert answer.size.tag == "8"


def test_sizes_are_given_for_each_platform() -> None:
    platforms = {size.platform for size in catalog.sizes("debian:bookworm-slim")}
    assert {"linux/amd64", "linux/arm64"} <= platforms
    assert catalog.sizes("debian:nosuchtag") == ()


def test_tags_are_listed_once_each() -> None:
    tags = catalog.tags("python")
    assert "3.12-slim" in tags
    assert len(tags) == len(set(tags))
    assert catalog.tags("nosuchimage") == ()
