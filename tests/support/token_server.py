"""A token server for the registry's token authentication: JWTs signed with a key made for the test.

Speaks both of the protocol's forms: GET with Basic, and POST with an identity (refresh) token.
"""

from __future__ import annotations

import base64
import contextlib
import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

ISSUER = "baseadvisor-test"
SERVICE = "registry.test"


class TokenServer:
    """Who may pull what: ``users`` to passwords, ``refresh`` tokens; repositories in ``public`` need nobody."""

    def __init__(self, folder: Path) -> None:
        self.users = {"anna": "s3cret:with colon"}
        self.refresh = {"refresh-me": "anna"}
        self.public = {"public/app"}
        self.asked: list[dict[str, Any]] = []
        self.expires_in = 300
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._certificate = _certificate(self._key)
        self.bundle = folder / "token.crt"
        self.bundle.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))
        self.url = ""

    def answer(self, method: str, query: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        self.asked.append({"method": method, "authorization": authorization, **query})
        user = self._user(query, authorization)
        if user is None:
            return 401, {"errors": [{"code": "UNAUTHORIZED"}]}
        access = []
        for scope in query.get("scope", "").split():
            kind, _, rest = scope.partition(":")
            name, _, actions = rest.rpartition(":")
            if user or name in self.public:
                access.append({"type": kind, "name": name, "actions": [a for a in actions.split(",") if a == "pull"]})
        token = self._token(user, access)
        key = "access_token" if method == "POST" else "token"
        return 200, {key: token, "expires_in": self.expires_in, "issued_at": "2026-01-01T00:00:00Z"}

    def _user(self, query: dict[str, str], authorization: str) -> str | None:
        if query.get("grant_type") == "refresh_token":
            return self.refresh.get(query.get("refresh_token", ""))
        if not authorization:
            return ""
        name, _, password = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        return name if self.users.get(name) == password else None

    def _token(self, user: str, access: list[dict[str, Any]]) -> str:
        now = int(time.time())
        der = self._certificate.public_bytes(serialization.Encoding.DER)
        header = {"typ": "JWT", "alg": "RS256", "x5c": [base64.b64encode(der).decode()]}
        claims = {
            "iss": ISSUER, "sub": user, "aud": SERVICE, "exp": now + 300, "nbf": now - 10, "iat": now,
            "jti": f"{now}-{len(self.asked)}", "access": access,
        }  # fmt: skip
        signed = f"{_encoded(header)}.{_encoded(claims)}"
        signature = self._key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def _encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def _certificate(key: rsa.RSAPrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, ISSUER)])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[TokenServer]:
    tokens = TokenServer(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = {name: " ".join(values) for name, values in parse_qs(urlsplit(self.path).query).items()}
            self._reply("GET", query)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            self._reply("POST", {name: " ".join(values) for name, values in parse_qs(body).items()})

        def _reply(self, method: str, query: dict[str, str]) -> None:
            status, document = tokens.answer(method, query, self.headers.get("Authorization", ""))
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    tokens.url = f"http://127.0.0.1:{server.server_port}/token"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield tokens
    finally:
        server.shutdown()
        server.server_close()
