"""The gateway's HTTP door as a crowd uses it: kept-alive connections, patient retries."""

import time
import uuid
from typing import Any

import orjson
import urllib3

# Answers that say "not now": the same request, with the same Idempotency-Key, is sent again.
_NOT_NOW = (429, 502, 503, 504)
_STILL_RUNNING = "request_in_progress"
_PAUSES_S = (0.1, 0.3, 1, 2, 4, 8, 8, 8, 15, 15)


class Refused(Exception):
    """The platform answered with a problem: ``status``, its stable ``code``, the whole of it."""

    def __init__(self, method: str, path: str, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("code", "unknown"))
        self.problem = problem
        told = problem.get("errors") or problem.get("detail") or ""
        super().__init__(f"{method} {path}: {status} {self.code} {told}")


class Unreachable(Exception):
    """No answer after every retry: the effect of the request is unknown and must not be counted."""


class Door:
    """One door for all callers; ``connections`` of them may speak at once. Thread-safe.

    urllib3 is used bare because the simulator shares the machine with the platform: a call through
    ``requests`` costs three times its processor time.
    """

    def __init__(self, url: str, connections: int, timeout_s: float = 30) -> None:
        self._url = url
        self._pool = urllib3.connection_from_url(
            url, maxsize=connections, block=True, retries=False, timeout=timeout_s
        )

    def must_serve(self) -> None:
        """Raises Unreachable when nobody is ready behind the door; asks once and does not wait."""
        try:
            ready = self._pool.urlopen("GET", "/readyz", timeout=5).status == 200
        except (urllib3.exceptions.HTTPError, OSError):
            ready = False
        if not ready:
            raise Unreachable(f"nobody is ready at {self._url}: is the platform up?")

    def get(self, path: str, token: str) -> dict[str, Any]:
        """The answer of a GET, tried again while the platform says "not now"."""
        return self._answer("GET", path, {"Authorization": f"Bearer {token}"}, None)

    def post(self, path: str, token: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """The answer of a POST under an Idempotency-Key of its own, kept through all retries.

        Raises Refused when the platform refuses, Unreachable when it never answers.
        """
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(uuid.uuid4()),
        }
        return self._answer("POST", path, headers, orjson.dumps(body or {}))

    def send(self, path: str, token: str, content_type: str, body: bytes) -> dict[str, Any]:
        """Like ``post`` for a body that is ready, of another media type."""
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": content_type,
            "Idempotency-Key": str(uuid.uuid4()),
        }
        return self._answer("POST", path, headers, body)

    def close(self) -> None:
        self._pool.close()

    def _answer(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None
    ) -> dict[str, Any]:
        last = "no answer"
        for pause_s in (*_PAUSES_S, 0):
            try:
                response = self._pool.urlopen(method, path, body=body, headers=headers)
            except (urllib3.exceptions.HTTPError, OSError) as broken:
                last = type(broken).__name__
            else:
                answer = orjson.loads(response.data) if response.data else {}
                if response.status < 300:
                    return answer
                if response.status not in _NOT_NOW and answer.get("code") != _STILL_RUNNING:
                    raise Refused(method, path, response.status, answer)
                last = f"{response.status} {answer.get('code')}"
            time.sleep(pause_s)
        raise Unreachable(f"{method} {path}: {last}")
