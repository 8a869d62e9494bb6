"""Repairing parked events: shown masked, changed by two, in the background, and all of it known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from nameko.exceptions import RemoteError

from tests.fault.stage import Demo, Infra, until
from tests.fault.test_backbone import an_event, copied

QUICK = 'retry_delays_s: "0.1"\n'


def parked(demo: Demo, infra: Infra, *bodies: bytes) -> list[str]:
    """The ids of these events once they are parked, in their order."""
    infra.publish(*bodies)
    until(lambda: infra.db.waiting.count_documents({"state": "parked"}) == len(bodies))
    return [row["parked_id"] for row in demo.ask("list_parked", {"limit": 200})["rows"]]


def refused(demo: Demo, method: str, request: dict[str, Any], who: str) -> str:
    """The code of a refusal."""
    with pytest.raises(RemoteError) as refusal:
        demo.ask(method, request, who=who)
    return str(refusal.value.args[0]).split()[-1]


def actions(infra: Infra) -> list[tuple[str, str]]:
    return [(row["who"], row["action"]) for row in infra.audit.records.find().sort("_id")]


def test_a_body_is_shown_masked_and_looking_behind_the_mask_is_recorded(demo: Demo, infra: Infra):
    demo.start_ready(QUICK)
    body = "姓名=李明;电话=13812348000 \x00".encode() + b"\xff"
    [id] = parked(demo, infra, body)

    shown = demo.ask("show_parked", {"parked_id": id}, who="li")
    assert shown["label"] == "invalid: body is not JSON"
    assert "13812348000" not in shown["body"]
    assert "李明" not in shown["body"]
    assert actions(infra) == []

    asked = {"parked_id": id, "reason": "whose is it?"}
    revealed = demo.ask("reveal_parked", asked, who="li")
    assert "李明;电话=13812348000" in revealed["body"]
    [record] = demo.ask("list_audit", {})["rows"]
    assert (record["who"], record["action"], record["reason"]) == ("li", "reveal", "whose is it?")
    assert record["sha256"] == revealed["sha256"]
    assert "13812348000" not in demo.logs()


def test_a_change_is_proposed_by_one_and_approved_by_another(demo: Demo, infra: Infra):
    demo.start_ready(QUICK)
    broken = an_event("e1", "t1", "a", data={"thing_id": "t1"})
    [id] = parked(demo, infra, broken)
    infra.publish(an_event("e2", "t1", "b"))
    until(lambda: infra.db.waiting.count_documents({}) == 2)
    edit = {"parked_id": id, "reason": "the name was left out"}

    foreign = {**edit, "event": orjson.loads(an_event("e9", "t1", "a"))}
    assert refused(demo, "propose_edit", foreign, "li") == "edit_of_another_event"
    unread = orjson.loads(broken)
    assert refused(demo, "propose_edit", {**edit, "event": unread}, "li") == "edit_unreadable"
    assert actions(infra) == []

    event = orjson.loads(an_event("e1", "t1", "a"))
    proposed = demo.ask("propose_edit", {**edit, "event": event}, who="li")
    approval = {"parked_id": id, "sha256": proposed["sha256"]}
    assert refused(demo, "approve_edit", approval, "li") == "edit_needs_second_person"
    other = {**approval, "sha256": "0" * 64}
    assert refused(demo, "approve_edit", other, "wang") == "edit_not_found"
    assert demo.ask("show_parked", {"parked_id": id})["edit"]["by"] == "li"

    demo.ask("approve_edit", approval, who="wang")
    until(lambda: copied(infra) == {"t1": ["a", "b"]})
    assert actions(infra) == [("li", "edit"), ("wang", "approve")]
    approved = infra.audit.records.find_one({"action": "approve"})
    assert approved["sha256_after"] == proposed["sha256"] != approved["sha256"]


def test_bytes_that_were_no_event_can_become_one(demo: Demo, infra: Infra):
    demo.start_ready(QUICK)
    [id] = parked(demo, infra, an_event("e1", "t1", "a")[:-1])
    event = orjson.loads(an_event("e1", "t1", "a"))
    edit = {"parked_id": id, "event": event, "reason": "the last byte was lost"}
    sha256 = demo.ask("propose_edit", edit, who="li")["sha256"]
    demo.ask("approve_edit", {"parked_id": id, "sha256": sha256}, who="wang")
    until(lambda: copied(infra) == {"t1": ["a"]})


def test_a_discarded_event_does_nothing_when_it_comes_again(demo: Demo, infra: Infra):
    demo.start_ready(QUICK)
    broken = an_event("e1", "t1", "a", data={})
    [id] = parked(demo, infra, broken)
    demo.ask("discard_parked", {"parked_id": id, "reason": "sent in error"}, who="li")
    infra.publish(broken, an_event("e1", "t1", "a"), an_event("e2", "t2", "b"))
    until(lambda: copied(infra) == {"t2": ["b"]})
    assert infra.db.waiting.count_documents({}) == 0
    assert actions(infra) == [("li", "discard")]


def test_events_are_found_by_cause_and_time(demo: Demo, infra: Infra):
    demo.start_ready(QUICK)
    parked(demo, infra, b"no event", an_event("e1", "t1", "poison"))
    [early, late] = demo.ask("list_parked", {})["rows"]
    by_cause = demo.ask("list_parked", {"cause": "invalid: body is not JSON"})["rows"]
    assert [row["parked_id"] for row in by_cause] == [early["parked_id"]]
    since = demo.ask("group_parked", {"since": late["parked_at"]})["groups"]
    assert [group["cause"] for group in since] == [late["label"]]
    until_then = demo.ask("list_parked", {"until": early["parked_at"]})["rows"]
    assert until_then == []


def test_a_job_survives_a_kill_and_runs_once_with_two_replicas(demo: Demo, infra: Infra):
    demo.start_ready(QUICK)
    demo.start_ready(QUICK)
    infra.publish(*(an_event(f"e{n}", f"t{n}", "a", data={}) for n in range(2_000)))
    until(lambda: infra.db.waiting.count_documents({"state": "parked"}) == 2_000, 60)

    wanted = {"action": "discard", "reason": "sent in error"}
    job = demo.ask("start_repair", wanted, key="once", who="li")
    assert demo.ask("start_repair", wanted, key="once", who="li") == job
    until(lambda: infra.db.repairs.find_one()["done"] > 0)
    demo.kill()
    until(lambda: infra.db.repairs.find_one()["state"] == "done", 60)

    assert infra.db.repairs.find_one()["done"] == 2_000
    assert infra.db.waiting.count_documents({}) == 0
    assert infra.audit.records.count_documents({"action": "discard"}) == 2_000


def test_a_job_can_be_cancelled_and_says_how_far_it_came(demo: Demo, infra: Infra):
    demo.start_ready(QUICK)
    parked(demo, infra, *(an_event(f"e{n}", f"t{n}", "poison") for n in range(60)))
    demo.kill()
    # The job waits for its first events to be tried, which nobody does while another holds this.
    retries = {"_id": "retries demo.on_thing"}
    taken = {"holder": "another", "until": datetime.now(UTC) + timedelta(hours=1)}
    infra.db.leases.replace_one(retries, retries | taken, upsert=True)
    demo.start_ready(QUICK + "fixed: true\n")
    wanted = {"action": "replay", "reason": "fixed", "handler": "demo.on_thing"}
    job = {"job_id": demo.ask("start_repair", wanted, who="li")["job_id"]}
    until(lambda: demo.ask("show_repair", job)["done"] == 10)
    demo.ask("cancel_repair", job, who="wang")
    infra.db.leases.delete_one(retries)

    until(lambda: demo.ask("show_repair", job)["applied"] == 10)
    [shown] = demo.ask("list_repairs", {})["rows"]
    assert (shown["state"], shown["total"], shown["done"]) == ("cancelled", 60, 10)
    assert refused(demo, "cancel_repair", job, "wang") == "repair_not_found"
    assert actions(infra)[0] == ("li", "replay job")
    assert actions(infra)[-1] == ("wang", "cancel job")


def test_there_is_no_job_over_nothing(demo: Demo, infra: Infra):
    demo.start_ready(QUICK)
    wanted = {"action": "replay", "reason": "for nothing"}
    assert refused(demo, "start_repair", wanted, "li") == "nothing_parked"
