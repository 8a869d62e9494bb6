"""A thousand poison events among good ones: the good are not held up, the poison is parked with
its cause, and repaired when the bug is gone."""

from __future__ import annotations

import re
import sys
from collections import Counter
from typing import Any

import psutil
import pytest

from tests.fault.stage import Demo, Infra, until
from tests.fault.test_backbone import an_event, copied

QUICK = 'retry_delays_s: "0.5 0.6 0.7"\n'
TRIES = 4
GOOD = 5_000
DEARER_MOST = 6  # every sixth event is poison, and half of that is retried meanwhile
PAUSED_AT_LEAST_S = 500 * 0.5  # if the queue stood still before the first retry of each
BUG, MALFORMED = "failed: RuntimeError at demo.py", "invalid: body is not JSON"
INVALID, UNKNOWN = "invalid: name", "failed: UnknownType"

pytestmark = pytest.mark.long


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


def good(round: str) -> list[bytes]:
    return [an_event(f"{round}{n}", f"{round}-{n % 500}", str(n)) for n in range(GOOD)]


def cpu_to_apply(demo: Demo, infra: Infra, round: str, bodies: list[bytes]) -> float:
    """CPU seconds of the service from the publishing of `bodies`, all at once, until the last good
    one is applied. Fails when that takes as long as pausing for each poison event would."""
    service = psutil.Process(demo.processes[0].pid)
    before = sum(service.cpu_times()[:2])
    infra.publish(*bodies)
    expected = {f"{round}-{s}": [str(n) for n in range(s, GOOD, 500)] for s in range(500)}
    until(lambda: expected.items() <= copied(infra).items(), PAUSED_AT_LEAST_S)
    return sum(service.cpu_times()[:2]) - before


def test_a_thousand_poison_events_hold_up_no_good_one(demo: Demo, infra: Infra, capsys: Any):
    demo.start_ready(QUICK)
    alone_s = cpu_to_apply(demo, infra, "a", good("a"))
    mixed = good("b")
    for n in range(1_000):
        mixed.insert(6 * n, a_poison(n))
    mixed_s = cpu_to_apply(demo, infra, "b", mixed)
    with capsys.disabled():
        sys.stdout.write(f"\n{GOOD} good events: {alone_s:.1f} CPU s, among poison {mixed_s:.1f}\n")
    assert mixed_s < DEARER_MOST * alone_s

    until(lambda: infra.db.waiting.count_documents({"state": "parked"}) == 1_000, 120)
    assert groups(demo) == dict.fromkeys((BUG, MALFORMED, INVALID, UNKNOWN), 250)
    tries = Counter(row["tries"] for row in infra.db.waiting.find())
    assert tries == {TRIES: 500, 0: 500}

    job = demo.ask("start_repair", {"action": "replay", "reason": "is the bug gone?"}, who="li")
    until(lambda: state(demo, job) == "stopped", 60)
    assert demo.ask("show_repair", {"job_id": job["job_id"]})["failing"] == 10
    until(lambda: infra.db.waiting.count_documents({"state": "parked"}) == 1_000, 60)

    demo.kill()
    demo.start_ready(QUICK + "fixed: true\n")
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
    assert infra.audit.records.count_documents({"action": "discard"}) == 750


def state(demo: Demo, job: dict[str, Any]) -> str:
    return demo.ask("show_repair", {"job_id": job["job_id"]})["state"]
