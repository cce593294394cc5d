"""Which addresses are of this machine or a private network."""

import pytest

from baseadvisor.checks.network import host_of, is_local


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://example.com/x", "example.com"),
        ("HTTPS://user:pw@Example.COM:8443?x", "example.com"),
        ("http://[::1]:80/", "::1"),
        ("ftp://192.0.2.1/x", "192.0.2.1"),
        ("http://", ""),
    ],
)
def test_host_of(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/", "http://127.0.0.1:8080/x", "http://[::1]/", "http://0.0.0.0:80", "http://nexus/x",
        "http://10.1.2.3/", "http://172.16.0.1/", "http://172.31.9.9/", "http://192.168.1.1/", "http://169.254.169.254/",
        "http://proxy.corp/", "http://x.internal/", "http://printer.local/", "http://",
    ],
)  # fmt: skip
def test_local(url: str) -> None:
    assert is_local(url)


@pytest.mark.parametrize(
    "url", ["http://example.com/", "https://172.32.0.1/", "http://localhost.example.com/", "http://11.0.0.1/"]
)
def test_not_local(url: str) -> None:
    assert not is_local(url)
