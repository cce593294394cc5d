"""Whatever a Dockerfile names, the catalog answers or says that it does not know."""

from hypothesis import given, settings
from hypothesis import strategies as st

from baseadvisor import catalog
from baseadvisor.image.reference import Reference

IMAGES = [
    "python", "node", "debian", "ubuntu", "alpine", "centos", "openjdk", "amazoncorretto", "maven", "busybox", "nats",
    "gcr.io/distroless/java17-debian12", "cgr.dev/chainguard/jdk", "registry.access.redhat.com/ubi9/openjdk-21",
    "registry.suse.com/bci/bci-micro", "mcr.microsoft.com/dotnet/sdk", "mcr.microsoft.com/windows/servercore",
    "bellsoft/liberica-openjdk-alpine", "example.com/team/app", "heroku/heroku", "almalinux/9-minimal", "opensuse",
]  # fmt: skip
PARTS = st.sampled_from(
    ["3", "3.12", "3.12.4", "8u342", "21.0.2_13", "slim", "alpine", "alpine3.16", "bookworm", "noble", "jre", "jdk17",
     "rc1", "20240801", "ltsc2022", "nanoserver", "ubi9", "minimal", "debug", "nonroot", "dev", "latest", "edge", "al2"]
)  # fmt: skip
tags = st.lists(PARTS, min_size=1, max_size=4).map("-".join) | st.from_regex(
    r"[A-Za-z0-9_][\w.-]{0,20}", fullmatch=True
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(IMAGES), tags.filter(lambda text: text.isascii()))
def test_every_image_and_tag_gets_an_answer_that_hangs_together(image: str, tag: str) -> None:
    reference = Reference.parse(image).with_tag(tag)
    userland = catalog.userland_of(reference)
    if userland is not None:
        assert userland.id in catalog.userland_ids()
        assert userland.evidence
        assert "{" not in (userland.release or "")
    for one in catalog.support_of(reference):
        assert one.source
        assert one.is_supported("2026-11-24") in (True, False, None)
    answer = catalog.size_of(reference)
    if answer is not None:
        assert answer.size.image in image
        assert answer.match in {"exact", "alias", "nearest"}
    for home in catalog.java_home_of_image(reference):
        assert "{" not in home.path.replace("{arch}", "")
    catalog.deprecation_of(reference)
    catalog.contents_of(reference)
