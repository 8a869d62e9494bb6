"""B6g: what the gateway itself adds to a request: token, quota, permission, schema, key, answer.

Each answer says in Server-Timing how long the gateway and how long the services took. What a client
waited beyond the services holds parsing, sockets and the client's own work, too.
"""

from __future__ import annotations

import http.client
import itertools
import re
import statistics
import time
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import orjson

from tests.bench.client import Failed
from tests.bench.ours import Ours
from tests.bench.system import Ground

BUSY = 8
_TIMING = re.compile(r"gateway;dur=(?P<own>[\d.]+), services;dur=(?P<services>[\d.]+)")
Ask = Callable[[http.client.HTTPConnection], tuple[float, float]]


def run(ours: Ours, requests: int) -> dict[str, float]:
    """Medians in milliseconds: with one connection for reads and commands, and with eight."""
    pairs = itertools.product(*_ids(ours.ground(requests // 8 + 1, 32, requests)))
    officer = {**ours.headers("officer"), "Content-Type": "application/json"}
    read = _reading(ours, officer)
    command = _commanding(pairs, officer)
    _measured(ours, command, requests // 10)
    reads, commands = _measured(ours, read, requests), _measured(ours, command, requests)
    each = requests // BUSY
    with ThreadPoolExecutor(BUSY) as crowd:
        busy = [*crowd.map(lambda _: _measured(ours, command, each), range(BUSY))]
    return {
        "read_own_ms": statistics.median(own for own, _ in reads),
        "command_own_ms": statistics.median(own for own, _ in commands),
        "command_added_ms": statistics.median(added for _, added in commands),
        "busy_own_ms": statistics.median(own for some in busy for own, _ in some),
    }


def _ids(ground: Ground) -> tuple[list[str], list[str]]:
    return ground.person_ids, ground.fair_ids


def _reading(ours: Ours, headers: dict[str, str]) -> Ask:
    [fair_id] = ours.ground(1, 1, 1).fair_ids
    return lambda line: _asked(line, "GET", f"/v1/fairs/{fair_id}/registrations", None, headers)


def _commanding(pairs: Iterable[tuple[str, str]], headers: dict[str, str]) -> Ask:
    left = iter(pairs)

    def ask(line: http.client.HTTPConnection) -> tuple[float, float]:
        person_id, fair_id = next(left)
        body = orjson.dumps({"person_id": person_id})
        keyed = {**headers, "Idempotency-Key": str(uuid.uuid4())}
        return _asked(line, "POST", f"/v1/fairs/{fair_id}/registrations", body, keyed)

    return ask


def _measured(ours: Ours, ask: Ask, requests: int) -> list[tuple[float, float]]:
    """The gateway's own time and what was added to the services' time, of each request."""
    place = urlsplit(ours.url)
    line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
    try:
        return [ask(line) for _ in range(requests)]
    finally:
        line.close()


def _asked(
    line: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes | None,
    headers: dict[str, str],
) -> tuple[float, float]:
    began = time.perf_counter()
    line.request(method, path, body, headers)
    answer = line.getresponse()
    told = answer.read()
    waited_ms = 1000 * (time.perf_counter() - began)
    timing = _TIMING.fullmatch(answer.headers.get("Server-Timing", ""))
    if answer.status >= 300 or timing is None:
        raise Failed(f"{answer.status} {told[:200]!r}, Server-Timing {timing}")
    return float(timing["own"]), waited_ms - float(timing["services"])
