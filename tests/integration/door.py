"""The public door as a client sees it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

import requests

TIMEOUT_S = 20


@dataclass(frozen=True)
class Answer:
    """Status, parsed body (None when there is none) and headers of a response."""

    status: int
    body: Any
    headers: requests.structures.CaseInsensitiveDict[str]

    def __getitem__(self, name: str) -> Any:
        return self.body[name]


class Door:
    """Calls with one token. POST, PUT and DELETE carry an idempotency key of their own."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy between a test and its platform
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def send(self, method: str, path: str, **options: Any) -> Answer:
        """Whatever the server answers; options are those of `requests`."""
        options.setdefault("timeout", TIMEOUT_S)
        answered = self._session.request(method, self._url + path, **options)
        is_json = "json" in answered.headers.get("Content-Type", "")
        body = answered.json() if is_json else answered.text or None
        return Answer(answered.status_code, body, answered.headers)

    def get(self, path: str, **query: Any) -> Answer:
        return self.send("GET", path, params=query)

    def post(self, path: str, body: Any = None, key: str | None = None, **headers: str) -> Answer:
        return self._write("POST", path, body, key, headers)

    def put(self, path: str, body: Any = None, key: str | None = None) -> Answer:
        return self._write("PUT", path, body, key, {})

    def delete(self, path: str, key: str | None = None) -> Answer:
        return self._write("DELETE", path, None, key, {})

    def make(self, path: str, body: Any = None) -> Any:
        """POST that must succeed; its answer's body."""
        answer = self.post(path, body)
        assert answer.status in (200, 201), f"POST {path}: {answer.status} {answer.body}"
        return answer.body

    def read(self, path: str, **query: Any) -> Any:
        """GET that must succeed; its answer's body."""
        answer = self.get(path, **query)
        assert answer.status == 200, f"GET {path}: {answer.status} {answer.body}"
        return answer.body

    def _write(
        self, method: str, path: str, body: Any, key: str | None, headers: dict[str, str]
    ) -> Answer:
        key = key or str(uuid.uuid4())
        return self.send(method, path, json=body, headers={"Idempotency-Key": key, **headers})
