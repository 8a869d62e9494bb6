"""Identity providers for tests: one from PyPI in a process of its own, and one that can be made to
fail, to change its keys, and to lie."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

AUDIENCE = "yunling-gateway"
CALLBACK = "http://127.0.0.1/callback"


class Oidc:
    """oidc-provider-mock: discovery, JWKS, the authorization code flow, RS256."""

    def __init__(self, url: str) -> None:
        self.url = url

    def token(self, subject: str, **claims: Any) -> str:
        """What a client gets at the end of the flow for a user with these claims."""
        with requests.Session() as browser:
            browser.trust_env = False
            browser.put(f"{self.url}/users/{subject}", json=claims, timeout=10).raise_for_status()
            asked = {
                "client_id": AUDIENCE,
                "redirect_uri": CALLBACK,
                "response_type": "code",
                "scope": "openid profile",
            }
            at = f"{self.url}/oauth2/authorize"
            sent = browser.post(
                at, params=asked, data={"sub": subject}, allow_redirects=False, timeout=10
            )
            [code] = parse_qs(urlsplit(sent.headers["Location"]).query)["code"]
            form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
            answer = browser.post(
                f"{self.url}/oauth2/token", data=form, auth=(AUDIENCE, "any"), timeout=10
            )
            token: str = answer.json()["id_token"]
            return token


@contextmanager
def oidc_provider(port: int) -> Iterator[Oidc]:
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 30
        while True:
            try:
                url = f"http://localhost:{port}"
                requests.get(f"{url}/jwks", timeout=5).raise_for_status()
                break
            except requests.RequestException:
                assert time.monotonic() < end, "the provider does not answer"
                time.sleep(0.1)
        yield Oidc(url)
    finally:
        process.terminate()
        process.wait(10)


def rsa_key(bits: int = 2048) -> Any:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def ec_key() -> Any:
    return ec.generate_private_key(ec.SECP256R1())


def ed_key() -> Any:
    return ed25519.Ed25519PrivateKey.generate()


def public_jwk(key: Any, kid: str, **more: Any) -> dict[str, Any]:
    made = {rsa.RSAPrivateKey: RSAAlgorithm, ec.EllipticCurvePrivateKey: ECAlgorithm}
    algorithm = next((made[kind] for kind in made if isinstance(key, kind)), OKPAlgorithm)
    return {**algorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, "use": "sig", **more}


class Provider:
    """Serves `documents` by path; counts how often each was asked for. `status` is of all."""

    def __init__(self) -> None:
        self.keys: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.status = 200
        self.documents: dict[str, Any] = {}
        self.headers: dict[str, str] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.answer(self)

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.documents["/.well-known/openid-configuration"] = {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/jwks",
        }
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append(request.path)
        document = {"keys": self.keys} if request.path == "/jwks" else None
        document = self.documents.get(request.path, document)
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        request.send_response(self.status)
        for name, value in {"Content-Length": str(len(body)), **self.headers}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    def token(self, key: Any, kid: str | None, algorithm: str, **claims: Any) -> str:
        now = int(time.time())
        usual = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "li.ming",
            "iat": now,
            "exp": now + 600,
            "role": "officer",
            "region": "530100",
        }
        given = {name: value for name, value in {**usual, **claims}.items() if value is not None}
        return jwt.encode(given, key, algorithm, {"kid": kid} if kid else None)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
