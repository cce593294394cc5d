"""Package names across managers."""

import pytest

from baseadvisor import catalog


@pytest.mark.parametrize(
    ("name", "origin", "target", "names"),
    [
        ("libssl-dev", "apt", "apk", ("openssl-dev",)),
        ("build-essential", "apt", "apk", ("build-base",)),
        ("libpq-dev", "apt", "dnf", ("libpq-devel",)),
        ("curl", "apt", "dnf", ("curl",)),
        ("openssl-dev", "apk", "apt", ("libssl-dev",)),
        ("git", "apk", "apt", ("git",)),
        ("git", "apk", "dnf", ("git",)),
        ("git", "apt", "apt", ("git",)),
    ],
)
def test_a_name_is_translated(name: str, origin: str, target: str, names: tuple[str, ...]) -> None:
    found = catalog.translate(name, origin, target)
    assert found.names == names
    assert found.status == "mapped"
    assert found.is_known


def test_what_needs_nothing_there_says_so() -> None:
    found = catalog.translate("apt-file", "apt", "apk")
    assert (found.names, found.status, found.is_known) == ((), "none_needed", True)


def test_a_package_that_is_gone_names_its_successor() -> None:
    found = catalog.obsolete("netcat")
    assert found is None or found.successor
    gone = catalog.obsolete("python-serial")
    assert gone is not None
    assert gone.successor == ("python3-serial",)
    assert catalog.obsolete("curl") is None


def test_an_unlisted_name_is_only_evidence_or_unknown() -> None:
    found = catalog.translate("no-such-package-anywhere", "apt", "apk")
    assert (found.names, found.status, found.confidence, found.is_known) == ((), "unknown", "low", False)


def test_how_often_a_name_was_seen_tells_how_common_it_is() -> None:
    assert catalog.seen("git", "apt") > 1000
    assert catalog.seen("no-such-package-anywhere", "apt") == 0
    assert catalog.seen("git", "nosuchfamily") == 0


def test_wolfi_names_come_from_every_family() -> None:
    assert catalog.translate("build-essential", "apt", "wolfi").names == ("build-base",)
    assert catalog.translate("no-such-package-anywhere", "apt", "wolfi").status == "unknown"


def test_wolfi_calls_most_things_as_alpine_does() -> None:
    found = catalog.translate("ca-certificates", "apt", "wolfi")
    assert (found.names, found.confidence) == (("ca-certificates",), "medium")
    assert catalog.translate("apt-utils", "apt", "wolfi").status == "none_needed"
    for name, new in (("libssl-dev", "openssl-dev"), ("libreadline-dev", "readline-dev")):
        assert catalog.translate(name, "apt", "wolfi").names == (new,)


def test_a_family_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="no package names"):
        catalog.translate("git", "apt", "cpan")
    with pytest.raises(ValueError, match="no package names"):
        catalog.translate("git", "wolfi", "apt")


def test_wolfi_does_not_call_everything_as_alpine_does() -> None:
    assert catalog.translate("gcc", "apt", "wolfi").names == ("gcc",)
    assert catalog.translate("libc-dev", "apt", "wolfi").names == ("glibc-dev",)
    assert catalog.translate("openjdk-11-jre", "apt", "wolfi").names == ("openjdk-11-jre",)
    assert catalog.translate("openjdk-8-jdk", "apt", "wolfi").names == ("openjdk-8",)
