"""References against the published cases of distribution/reference (reference_test.go, normalize_test.go)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baseadvisor.image.reference import InvalidReference, Reference, is_digest, is_tag

F64 = "f" * 64
HEX = "1a3f5e7d9c1b3a5f7e9d1c3b5a7f9e1d3c5b7a9f1e3d5d7c9b1a3f5e7d9c1b3a"


@pytest.mark.parametrize(
    "text",
    [
        "docker/docker",
        "library/debian",
        "debian",
        "docker.io/docker/docker",
        "docker.io/library/debian",
        "docker.io/debian",
        "index.docker.io/docker/docker",
        "index.docker.io/library/debian",
        "index.docker.io/debian",
        "127.0.0.1:5000/docker/docker",
        "127.0.0.1:5000/library/debian",
        "127.0.0.1:5000/debian",
        "192.168.0.1",
        "192.168.0.1:80",
        "192.168.0.1:8/debian",
        "192.168.0.2:25000/debian",
        "thisisthesongthatneverendsitgoesonandonandonthisisthesongthatnev",
        "[fc00::1]:5000/docker",
        "[fc00::1]:5000/docker/docker",
        "[fc00:1:2:3:4:5:6:7]:5000/library/debian",
        f"docker.io/{HEX}",
        "Docker/docker",
        "DOCKER/docker",
        "docker-rules/docker",
        "docker---rules/docker",
        "doc/docker",
        "d/docker",
        "jess/t",
        "dock__er/docker",
        "a/" * 127 + "a:tag-puts-this-over-max",
        "lowercase:Uppercase",
        f"repo@sha384:{'0' * 96}",
        "localhost/app",
        "docker.io/localhost/app",
        "docker.io/quay.io/app",
        "registry.example/app:1",
    ],
)
def test_names_the_grammar_takes_are_taken_and_survive_a_round_trip(text: str) -> None:
    reference = Reference.parse(text)
    assert Reference.parse(reference.canonical) == reference
    assert Reference.parse(reference.familiar) == reference


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":justtag",
        f"@sha256:{F64}",
        "https://github.com/docker/docker",
        "docker/Docker",
        "-docker",
        "-foo",
        "-docker/docker",
        "docker-/docker",
        "-docker-/docker",
        "-docker.io/docker/docker",
        "docker///docker",
        "docker.io/docker/Docker",
        "docker.io/docker///docker",
        "____/____",
        "_docker/_docker",
        "dock..er/docker",
        "dock_.er/docker",
        "dock-.er/docker",
        "docker/",
        "[fc00::1]",
        "[fc00::1]:5000",
        "[2001:db8::1]:tag",
        "fc00::1:5000/debian",
        "[fe80::1%eth0]:5000/debian",
        "[fe80::1%@invalidzone]:5000/repo",
        "[2001:db8:3:4::192.0.2.33]:5000/debian",
        HEX,
        "Uppercase:tag",
        "test:5000/Uppercase/lowercase:tag",
        "a/" * 128 + "a:tag",
        "aa/asdf$$^/aa",
        "repo@sha256:" + "f" * 34,
        "repo@sha256:" + "f" * 65,
        "repo@sha512:" + "f" * 64,
        "repo@sha256:" + "F" * 64,
        f"validname@invaliddigest:{F64}",
        "repo:" + "t" * 129,
        "repo:-tag",
        "repo:",
        "repo@",
        "repo name",
        "repo:tag\n",
        "ré/po",
        "repo:täg",
    ],
)
def test_what_the_grammar_refuses_is_refused_in_one_clear_line(text: str) -> None:
    with pytest.raises(InvalidReference) as caught:
        Reference.parse(text)
    message = str(caught.value)
    assert message.startswith("invalid image reference")
    assert "\n" not in message
    assert message.rpartition(": ")[2]


@pytest.mark.parametrize(
    ("text", "registry", "repository", "tag", "digest"),
    [
        ("test_com", "docker.io", "library/test_com", None, None),
        ("test.com:tag", "docker.io", "library/test.com", "tag", None),
        ("test.com:5000", "docker.io", "library/test.com", "5000", None),
        ("test.com/repo:tag", "test.com", "repo", "tag", None),
        ("test:5000/repo", "test:5000", "repo", None, None),
        ("test:5000/repo:tag", "test:5000", "repo", "tag", None),
        (f"test:5000/repo@sha256:{F64}", "test:5000", "repo", None, f"sha256:{F64}"),
        (f"test:5000/repo:tag@sha256:{F64}", "test:5000", "repo", "tag", f"sha256:{F64}"),
        ("sub-dom1.foo.com/bar/baz/quux:some-long-tag", "sub-dom1.foo.com", "bar/baz/quux", "some-long-tag", None),
        ("b.gcr.io/test.example.com/my-app:x.y", "b.gcr.io", "test.example.com/my-app", "x.y", None),
        ("xn--n3h.com/myimage:xn--n3h.com", "xn--n3h.com", "myimage", "xn--n3h.com", None),
        (f"xn--7o8h.com/i:t@sha512:{'f' * 128}", "xn--7o8h.com", "i", "t", f"sha512:{'f' * 128}"),
        ("foo_bar.com:8080", "docker.io", "library/foo_bar.com", "8080", None),
        ("foo/foo_bar.com:8080", "docker.io", "foo/foo_bar.com", "8080", None),
        ("192.168.1.1:5000/repo:5050", "192.168.1.1:5000", "repo", "5050", None),
        ("[2001:db8::1]/repo", "[2001:db8::1]", "repo", None, None),
        ("[2001:db8::]:5000/repo", "[2001:db8::]:5000", "repo", None, None),
        (f"[::1]:5000/repo:tag@sha256:{F64}", "[::1]:5000", "repo", "tag", f"sha256:{F64}"),
        ("localhost/app:1", "localhost", "app", "1", None),
        ("index.docker.io/debian", "docker.io", "library/debian", None, None),
        ("test_com/foo", "docker.io", "test_com/foo", None, None),
        ("my_host.example/app:1", "", "my_host.example/app", "1", None),
    ],
)
def test_parts_are_where_the_published_cases_have_them(
    text: str, registry: str, repository: str, tag: str | None, digest: str | None
) -> None:
    assert Reference.parse(text) == (registry, repository, tag, digest)


@pytest.mark.parametrize(
    ("texts", "remote", "familiar", "full"),
    [
        (("index.docker.io/fooo/bar",), "fooo/bar", "fooo/bar", "docker.io/fooo/bar"),
        (("library/ubuntu",), "library/ubuntu", "ubuntu", "docker.io/library/ubuntu"),
        ((), "nonlibrary/ubuntu", "nonlibrary/ubuntu", "docker.io/nonlibrary/ubuntu"),
        ((), "other/library", "other/library", "docker.io/other/library"),
        ((), "private/moonbase", "127.0.0.1:8000/private/moonbase", "127.0.0.1:8000/private/moonbase"),
        ((), "privatebase", "example.com:8000/privatebase", "example.com:8000/privatebase"),
        (
            ("index.docker.io/library/ubuntu-12.04-base",),
            "library/ubuntu-12.04-base",
            "ubuntu-12.04-base",
            "docker.io/library/ubuntu-12.04-base",
        ),
        (("docker.io/foo",), "library/foo", "foo", "docker.io/library/foo"),
        ((), "library/foo/bar", "library/foo/bar", "docker.io/library/foo/bar"),
        ((), "bar", "Foo/bar", "Foo/bar"),
        ((), "bar", "FOO/bar", "FOO/bar"),
    ],
)
def test_every_way_to_write_a_name_gives_the_same_familiar_and_full_form(
    texts: tuple[str, ...], remote: str, familiar: str, full: str
) -> None:
    for text in (familiar, full, *texts):
        reference = Reference.parse(text)
        assert (reference.repository, reference.familiar_name, reference.name) == (remote, familiar, full)


def test_tag_and_digest_stay_together_in_both_forms() -> None:
    short = f"busybox:latest@sha256:{F64}"
    reference = Reference.parse(short)
    assert reference.familiar == short
    assert str(reference) == reference.canonical == f"docker.io/library/{short}"


def test_only_images_in_the_library_are_official() -> None:
    assert Reference.parse("debian:12").official == "debian"
    assert Reference.parse("docker.io/library/debian").official == "debian"
    assert Reference.parse("grafana/grafana").official is None
    assert Reference.parse("quay.io/library/debian").official is None
    assert Reference.parse("library/foo/bar").official is None


def test_the_tag_that_is_pulled_is_latest_only_without_tag_and_digest() -> None:
    assert Reference.parse("debian").effective_tag == "latest"
    assert Reference.parse("debian:12").effective_tag == "12"
    assert Reference.parse(f"debian@sha256:{F64}").effective_tag is None


def test_a_new_tag_drops_the_digest_and_is_checked() -> None:
    pinned = Reference.parse(f"debian:11@sha256:{F64}")
    assert pinned.with_tag("12").familiar == "debian:12"
    with pytest.raises(InvalidReference, match="tag"):
        pinned.with_tag("-12")


def test_control_characters_are_escaped_in_the_reason() -> None:
    with pytest.raises(InvalidReference) as caught:
        Reference.parse("evil\x1b[31m")
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("https://ghcr.io/a/b", "scheme"),
        ("Debian", "lower case"),
        ("debian:" + "1" * 129, "129 characters"),
        ("debian:", "empty"),
        (HEX, "image id"),
        ("debian@sha256:abc", "digest"),
        ("a b", "white space"),
        (f"a@md5:{'0' * 32}", "algorithm"),
    ],
)
def test_the_reason_names_the_mistake(text: str, word: str) -> None:
    with pytest.raises(InvalidReference, match=word):
        Reference.parse(text)


def test_a_reference_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Reference.parse("debian").tag = "12"  # type: ignore[misc]


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_a_reference_or_a_reason_and_nothing_else(text: str) -> None:
    try:
        reference = Reference.parse(text)
    except InvalidReference as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert Reference.parse(str(reference)) == reference


@settings(deadline=None)
@given(
    st.from_regex(r"[a-z0-9]{1,8}(?:[._-][a-z0-9]{1,5}){0,2}", fullmatch=True),
    st.none() | st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}", fullmatch=True),
    st.none() | st.from_regex(r"sha256:[a-f0-9]{64}", fullmatch=True),
)
def test_parts_put_together_come_apart_again(name: str, tag: str | None, digest: str | None) -> None:
    text = name + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")
    assert Reference.parse(text) == ("docker.io", f"library/{name}", tag, digest)


def test_tags_and_digests_are_checked_on_their_own() -> None:
    assert is_tag("3.12-slim")
    assert not is_tag(".hidden")
    assert is_digest(f"sha256:{F64}")
    assert not is_digest(f"sha256:{F64}0")
    assert not is_digest("sha256")
