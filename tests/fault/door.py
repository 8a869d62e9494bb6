"""The gateway's door as a patient caller uses it: the same request until there is an answer."""

from __future__ import annotations

import random
import time
from collections.abc import Collection
from typing import Any

import orjson
import urllib3

from tests.fault.journal import Journal

NOT_NOW = (408, 425, 429, 500, 502, 503, 504)
NOT_YET = {"person_not_known", "person_not_found", "not_disbursed", "request_in_progress"}
"""Refusals that pass by themselves: news that has not come yet, or our own other try."""

PAUSE_S = (0.1, 1.0)
REQUEST_WITHIN_S = 8.0


class Unanswered(Exception):
    """No answer until the end of the patience."""


class Refused(Exception):
    """A final no: its status and code."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.code = code


class Door:
    """One for all threads. `patience_s` bounds a request with all its tries."""

    def __init__(self, url: str, journal: Journal, connections: int, patience_s: float) -> None:
        self._journal = journal
        self._patience_s = patience_s
        self._pool = urllib3.connection_from_url(
            url, maxsize=connections, block=True, retries=False, timeout=REQUEST_WITHIN_S
        )

    def ask(
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        body: Any = None,
        settled: Collection[str] = (),
    ) -> dict[str, Any]:
        """The answer, asked for again and again with the same headers, key included.

        A refusal whose code is in `settled` counts as an answer ({}) when an earlier try got
        none: that try did it. Raises Refused and Unanswered.
        """
        end = time.monotonic() + self._patience_s
        unsure = False
        content = body if isinstance(body, bytes) else orjson.dumps(body) if body else None
        while time.monotonic() < end:
            status, answer = self._try(method, path, headers, content)
            code = str(answer.get("code", status))
            with self._journal.writing() as journal:
                journal.answers[code if status >= 300 or not status else "ok"] += 1
            if 200 <= status < 300:
                return answer
            if code in settled and unsure:
                return {}
            if status and status not in NOT_NOW and code not in NOT_YET:
                raise Refused(status, code)
            unsure = unsure or status in (0, *NOT_NOW)
            time.sleep(random.uniform(*PAUSE_S))
        raise Unanswered(f"{method} {path}")

    def glance(self, path: str, headers: dict[str, str]) -> dict[str, Any]:
        """One reading, {} when there is no answer now."""
        return self._try("GET", path, headers, None)[1]

    def _try(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None
    ) -> tuple[int, dict[str, Any]]:
        try:
            response = self._pool.urlopen(method, path, body=body, headers=headers)
            return response.status, orjson.loads(response.data) if response.data else {}
        except (urllib3.exceptions.HTTPError, OSError, orjson.JSONDecodeError) as broken:
            return 0, {"code": type(broken).__name__}
