"""The sandbox as one partner sees it: what is delivered, what was taken, what was refused."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import requests

Event = dict[str, Any]
WITHIN_S = 30
NOT_NOW = (429, 502, 503, 504)
TRIES = 6
PAGE = 200


class Unusable(Exception):
    """The platform does not answer as needed: no run can begin or go on. Says what to do."""


@dataclass(frozen=True)
class Status:
    """The partner behind the key, its queue, and its intake's state.

    `refused` counts the requests that met the current or the last outage.
    """

    partner_id: str
    role: str
    types: tuple[str, ...]
    ready: int
    consumers: int
    refused: int


@dataclass(frozen=True)
class Taken:
    """An event of the partner as the sandbox took it; `place` is its id there."""

    place: str
    event: Event


class Sandbox:
    """One partner's sandbox. Every method raises Unusable when the platform gives no answer."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url.rstrip("/")
        self._session = requests.Session()
        self._session.headers.update({"Authorization": f"Bearer {key}", "Accept-Language": "en"})

    def status(self) -> Status:
        seen = self._answer("GET", "/v1/sandbox")
        queue, outage = seen["queue"], seen["outage"] or {}
        return Status(
            seen["partner_id"],
            seen["role"],
            tuple(seen["types"]),
            queue["ready"],
            queue["consumers"],
            outage.get("refused", 0),
        )

    def deliver(self, events: Sequence[Event], forged: bool = False) -> None:
        """Put events into the partner's queue, in this order; forged ones are signed wrongly."""
        self._answer("POST", "/v1/sandbox/deliveries", {"events": list(events), "forged": forged})

    def be_away(self, seconds: int) -> int:
        """Let the platform be away for this partner, from now on; returns how many messages its
        connections, which are closed, had not acknowledged."""
        begun = self._answer("POST", "/v1/sandbox/outages", {"seconds": seconds})
        return int(begun["given_back"])

    def taken(self, after: str | None) -> list[Taken]:
        """What came from the partner after a place, oldest first."""
        found: list[Taken] = []
        while True:
            page = self._answer("GET", "/v1/sandbox/events", cursor=after, limit=PAGE)
            found += [Taken(row["sandbox_event_id"], row["event"]) for row in page["rows"]]
            after = page["next_cursor"]
            if after is None:
                return found

    def rejected(self) -> list[dict[str, Any]]:
        """The newest events that the intake refused from this partner, with their reasons."""
        rows: list[dict[str, Any]] = self._answer("GET", "/v1/events/rejected", limit=PAGE)["rows"]
        return rows

    def _answer(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        headers = {"Idempotency-Key": str(uuid.uuid4())} if method == "POST" else {}
        wanted = {name: value for name, value in query.items() if value is not None}
        last = "no answer"
        for n in range(TRIES):
            try:
                answer = self._session.request(
                    method, self.url + path, json=body, params=wanted, headers=headers,
                    timeout=WITHIN_S,
                )  # fmt: skip
            except requests.RequestException as broken:
                last = type(broken).__name__
            else:
                if answer.ok:
                    return answer.json()
                last = _problem(answer)
                if answer.status_code not in NOT_NOW:
                    break
            time.sleep(min(2**n / 4, 4))
        raise Unusable(f"{method} {self.url}{path}: {last}")


def _problem(answer: requests.Response) -> str:
    try:
        problem = answer.json()
        return f"{problem['status']} {problem['code']}: {problem['detail']}"
    except (ValueError, KeyError):
        return f"{answer.status_code} {answer.reason}"
