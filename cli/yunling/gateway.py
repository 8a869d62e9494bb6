"""The gateway as an operator's command asks it: as admin, with a token of the local issuer, or
with the one in YUNLING_TOKEN that an identity provider gave out."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests

from yunling.advice import Advice
from yunling.stack.place import find_place
from yunling.tokens import issue

WITHIN_S = 30


class Gateway:
    """One gateway: this stack's, or the one at `url` whose issuer key is in `secrets`."""

    def __init__(
        self, url: str | None = None, secrets: Path | None = None, subject: str | None = None
    ) -> None:
        place = find_place()
        self.url = url or place.url("gateway")
        self._session = requests.Session()
        given = os.environ.get("YUNLING_TOKEN")
        token = given or issue(secrets or place.keys, role="admin", subject=subject)
        self._session.headers.update({"Authorization": f"Bearer {token}", "Accept-Language": "en"})

    def get(self, path: str, **query: Any) -> Any:
        """The answer's JSON. Raises Advice with the problem's title."""
        return self._answer("GET", path, params={k: v for k, v in query.items() if v is not None})

    def post(self, path: str, **body: Any) -> Any:
        """The answer to a command; what is None is left out of its body."""
        given = {name: value for name, value in body.items() if value is not None}
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        return self._answer("POST", path, headers=headers, json=given or None)

    def put(self, path: str, **body: Any) -> Any:
        """The answer to a command that may be repeated as it is."""
        return self._answer("PUT", path, json=body or None)

    def delete(self, path: str) -> None:
        """What is gone already is refused like anything that was never there."""
        self._answer("DELETE", path)

    def rows(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Every row of a list, page by page."""
        cursor = None
        while True:
            page = self.get(path, **query, cursor=cursor, limit=200)
            yield from page["rows"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def _answer(self, method: str, path: str, **more: Any) -> Any:
        try:
            answer = self._session.request(method, self.url + path, timeout=WITHIN_S, **more)
        except requests.RequestException:
            raise Advice(f"no gateway answers at {self.url}: `yunling status`") from None
        if answer.ok:
            return answer.json() if answer.content else None
        raise Advice(f"{method} {path}: {_problem(answer)}")


def public_keys(url: str | None = None) -> Any:
    """The public keys of statements and deliveries (JWKS), for which no token is needed."""
    where = f"{url or find_place().url('gateway')}/v1/signing-keys"
    try:
        answer = requests.get(where, timeout=WITHIN_S)
        answer.raise_for_status()
        return answer.json()
    except (requests.RequestException, ValueError):
        raise Advice(f"no public keys at {where}") from None


def _problem(answer: requests.Response) -> str:
    try:
        problem = answer.json()
        wrong = [f"{one['field']}: {one['reason']}" for one in problem.get("errors", [])]
        said = "; ".join([problem["detail"], *wrong])
        return f"{problem['status']} {problem['code']}: {said}"
    except (ValueError, KeyError):
        return f"{answer.status_code} {answer.reason}"
