"""A thousand poison events among good ones: the good are not held up, the poison is parked with
its cause, and repaired when the bug is gone."""

from __future__ import annotations

import re
import sys
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import orjson

from tests.fault.stage import Demo, Infra, until
from tests.fault.test_backbone import an_event, copied

QUICK = 'retry_delays_s: "0.2 0.4 0.6"\n'
TRIES = 4
GOOD, BURST, EVERY_S = 5_000, 60, 0.1
HELD_UP_MOST_S = 3.0
BUG, MALFORMED = "failed: RuntimeError at demo.py", "invalid: body is not JSON"
INVALID, UNKNOWN = "invalid: name", "invalid: yunling.demo.other.made.v1 is not handled here"


def a_poison(n: int) -> bytes:
    """One of the four kinds in turn."""
    return (
        b"\xff\x00 not an event " + str(n).encode(),
        an_event(f"p{n}", f"bad-{n}", "a", data={"thing_id": f"bad-{n}"}),
        an_event(f"p{n}", f"bad-{n}", "poison"),
        an_event(f"p{n}", f"bad-{n}", "a", type="yunling.demo.other.made.v1"),
    )[n % 4]


def groups(demo: Demo) -> dict[str, int]:
    """Parked events by cause; that of a bug without the number of its line."""
    found = demo.ask("group_parked", {})["groups"]
    return {re.sub(r"(\.py):\d+", r"\1", group["cause"]): group["count"] for group in found}


def applied_at(infra: Infra) -> dict[str, datetime]:
    return {
        key.partition("|")[2]: batch["at"].replace(tzinfo=UTC)
        for batch in infra.db.inbox.find({"handler": "demo.on_thing"})
        for key in batch["events"]
    }


def test_a_thousand_poison_events_hold_up_no_good_one(demo: Demo, infra: Infra, capsys: Any):
    demo.start_ready(QUICK)
    bodies = [an_event(f"g{n}", f"good-{n % 500}", str(n)) for n in range(GOOD)]
    for n in range(1_000):
        bodies.insert(6 * n, a_poison(n))
    published: dict[str, datetime] = {}

    def publish() -> None:
        for start in range(0, len(bodies), BURST):
            burst = bodies[start : start + BURST]
            published.update(
                (orjson.loads(b)["id"], datetime.now(UTC)) for b in burst if b[0] == 123
            )
            infra.publish(*burst)
            time.sleep(EVERY_S)

    publisher = threading.Thread(target=publish)
    publisher.start()
    publisher.join()
    until(lambda: infra.db.waiting.count_documents({"state": "parked"}) == 1_000, 120)

    applied = applied_at(infra)
    late = sorted((applied[f"g{n}"] - published[f"g{n}"]).total_seconds() for n in range(GOOD))
    with capsys.disabled():
        sys.stdout.write(
            f"\ngood events held up: p50 {late[GOOD // 2]:.3f} s, p99 {late[-50]:.3f} s, "
            f"most {late[-1]:.3f} s\n"
        )
    assert late[-1] < HELD_UP_MOST_S
    assert groups(demo) == dict.fromkeys((BUG, MALFORMED, INVALID, UNKNOWN), 250)
    tries = Counter(row["tries"] for row in infra.db.waiting.find())
    assert tries == {TRIES: 250, 0: 750}
    expected = {f"good-{s}": [str(n) for n in range(s, GOOD, 500)] for s in range(500)}
    assert copied(infra) == expected

    job = demo.ask("start_repair", {"action": "replay", "reason": "is the bug gone?"}, who="li")
    until(lambda: state(demo, job) == "stopped", 60)
    assert demo.ask("show_repair", {"job_id": job["job_id"]})["failing"] == 10

    demo.kill()
    demo.start_ready(QUICK + "fixed: true\n")
    until(lambda: infra.db.waiting.count_documents({"state": "parked"}) == 1_000, 60)
    causes = [group["cause"] for group in demo.ask("group_parked", {})["groups"]]
    [cause] = [cause for cause in causes if cause.startswith(BUG)]
    wanted = {"action": "replay", "reason": "fixed in 1.4.1", "cause": cause}
    job = demo.ask("start_repair", wanted, who="li")
    until(lambda: state(demo, job) == "done", 60)
    until(lambda: sum(name.startswith("bad-") for name in copied(infra)) == 250)
    assert groups(demo) == dict.fromkeys((MALFORMED, INVALID, UNKNOWN), 250)

    job = demo.ask("start_repair", {"action": "discard", "reason": "of no use"}, who="li")
    until(lambda: state(demo, job) == "done", 60)
    assert infra.db.waiting.count_documents({}) == 0
    assert infra.db.audit.count_documents({"action": "discard"}) == 750


def state(demo: Demo, job: dict[str, Any]) -> str:
    return demo.ask("show_repair", {"job_id": job["job_id"]})["state"]
