"""What the event backbone promises, with real processes, a real broker and a real database."""

from __future__ import annotations

import base64
import secrets
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest
from nameko.exceptions import RemoteError
from nameko.standalone.rpc import ClusterRpcProxy

from chassis.domain import Actor
from chassis.rpc.passport import Passports
from tests.fault.stage import Demo, Infra, until

pytestmark = pytest.mark.long


def an_event(id: str, thing_id: str, name: str, **changes: Any) -> bytes:
    event = {
        "specversion": "1.0",
        "id": id,
        "type": "yunling.demo.thing.made.v1",
        "source": "/tests",
        "subject": thing_id,
        "time": "2025-06-02T04:00:00Z",
        "data": {"thing_id": thing_id, "name": name},
    }
    return orjson.dumps({**event, **changes})


def copied(infra: Infra) -> dict[str, list[str]]:
    return {row["_id"]: row["names"] for row in infra.db.copies.find()}


def held(infra: Infra, state: str) -> list[dict[str, Any]]:
    return list(infra.db.waiting.find({"state": state}).sort("_id"))


def test_a_command_is_stored_published_and_handled_once(demo: Demo, infra: Infra):
    demo.start_ready()
    made = demo.ask("make_thing", {"name": "a"}, key="k1")
    again = demo.ask("make_thing", {"name": "a"}, key="k1")

    assert again == made
    until(lambda: copied(infra) == {made["thing_id"]: ["a"]})
    flow = demo.ask("flow")
    assert flow["published"] == {"yunling.demo.thing.made.v1": 1}
    assert flow["handled"] == {"demo.on_thing": {"yunling.demo.thing.made.v1": 1}}


def test_the_same_event_twice_changes_nothing_the_second_time(demo: Demo, infra: Infra):
    demo.start_ready()
    infra.publish(an_event("e1", "t1", "a"), an_event("e1", "t1", "a"), an_event("e2", "t1", "b"))
    infra.publish(an_event("e1", "t1", "a"), an_event("e3", "t1", "c"))
    until(lambda: copied(infra) == {"t1": ["a", "b", "c"]})


def test_poison_holds_back_its_own_subject_and_nobody_else(demo: Demo, infra: Infra):
    demo.start_ready()
    infra.publish(
        an_event("e1", "t1", "a"),
        an_event("e2", "t1", "poison"),
        an_event("e3", "t1", "c"),
        *(an_event(f"g{n}", f"good-{n}", "a") for n in range(100)),
    )
    until(lambda: len(copied(infra)) == 101)
    until(lambda: len(held(infra, "waiting")) == 2)
    poison, behind = held(infra, "waiting")

    assert copied(infra)["t1"] == ["a"]
    assert poison["cause"]["error"] == "RuntimeError"
    assert behind["cause"] == {"kind": "behind"}
    assert "a bug in the handler" not in demo.logs()


def test_what_waited_behind_follows_in_order_when_the_first_is_discarded(demo: Demo, infra: Infra):
    demo.start_ready()
    names = ["poison", "b", "c", "d"]
    infra.publish(*(an_event(f"e{n}", "t1", name) for n, name in enumerate(names)))
    until(lambda: len(held(infra, "waiting")) == 4)
    infra.db.waiting.update_one({"event_id": "e0"}, {"$set": {"state": "parked"}})
    [parked] = demo.ask("list_parked", {})["rows"]
    discarded = {"parked_id": parked["parked_id"], "reason": "a bug that is not mended"}
    demo.ask("discard_parked", discarded, key="d1")

    until(lambda: copied(infra) == {"t1": ["b", "c", "d"]})
    assert infra.db.waiting.count_documents({}) == 0


def test_what_cannot_be_read_is_parked_at_once_and_never_logged(demo: Demo, infra: Infra):
    demo.start_ready()
    infra.publish(
        b"\xff\x00 secret-bytes", b"{}", an_event("e1", "t1", "a", data={"nome": "secret-name"})
    )
    until(lambda: len(held(infra, "parked")) == 3)

    reasons = [row["cause"]["reason"] for row in held(infra, "parked")]
    assert reasons[0] == "body is not JSON"
    assert reasons[1] == "attribute specversion is missing or no string"
    assert set(reasons[2]) == {"thing_id", "name"}
    assert "secret" not in demo.logs()


def test_an_early_event_waits_for_what_it_builds_on(demo: Demo, infra: Infra):
    demo.start_ready()
    infra.publish(an_event("e2", "t1", "early"))
    [row] = until(lambda: held(infra, "waiting"))
    assert (row["cause"]["kind"], row["tries"]) == ("early", 0)

    infra.db.copies.insert_one({"_id": "t1", "names": ["first"]})
    until(lambda: copied(infra) == {"t1": ["first", "early"]})


def test_killing_the_service_loses_nothing_and_repeats_nothing(demo: Demo, infra: Infra):
    demo.start_ready()
    events = [an_event(f"e{n}", f"t{n % 40}", str(n)) for n in range(4_000)]
    publisher = threading.Thread(target=infra.publish, args=events)
    publisher.start()
    for _ in range(5):
        demo.start_ready()
        demo.kill()
    publisher.join()

    expected = {f"t{s}": [str(n) for n in range(s, 4_000, 40)] for s in range(40)}
    until(lambda: copied(infra) == expected, 60)


def test_replicas_share_the_work_and_keep_the_order(demo: Demo, infra: Infra):
    demo.start_ready()
    demo.start_ready()
    thing_id = demo.ask("make_thing", {"name": "first"})["thing_id"]

    def rename(n: int) -> None:
        demo.ask("rename_thing", {"thing_id": thing_id, "name": str(n)}, key=f"r{n}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(rename, range(200)))

    until(lambda: len(copied(infra).get(thing_id, [])) == 201)
    stored = [
        orjson.loads(event["body"])["data"]["name"]
        for row in infra.db.outbox.find().sort("_id")
        for event in row["events"]
    ]
    assert copied(infra)[thing_id] == stored


def test_a_request_that_is_none_harms_nobody(demo: Demo, infra: Infra):
    demo.start_ready()
    headers = ({"nameko.deadline": "soon"}, {})
    for header, body in zip(headers, (b'{"args": [null]}', b"no request"), strict=True):
        infra.request("demo.make_thing", body, header)
    demo.ask("make_thing", {"name": "a"})
    assert demo.processes[0].poll() is None


def test_a_call_is_run_for_those_only_whom_the_door_vouches_for(demo: Demo, infra: Infra):
    demo.start_ready()
    forger = Passports("gateway", base64.b64encode(secrets.token_bytes(32)).decode())
    admin = Actor("u-1", "admin")
    shown = [
        {},
        {"passport": forger.of(admin, "demo")},
        {"passport": infra.passports.of(admin, "people")},
        {"actor": {"subject": "u-1", "role": "admin"}},
    ]
    for context in shown:
        with (
            ClusterRpcProxy({"AMQP_URI": infra.amqp_uri}, context, timeout=10) as cluster,
            pytest.raises(RemoteError, match="unavailable"),
        ):
            cluster.demo.make_thing({"name": "a"})
    assert infra.db.things.count_documents({}) == 0
    demo.ask("make_thing", {"name": "a"}, who="u-1")
    assert infra.db.things.count_documents({}) == 1


def test_how_long_rows_are_kept_can_be_changed(demo: Demo, infra: Infra):
    demo.start_ready()
    demo.kill(signal.SIGTERM)
    demo.start_ready("inbox_days: 3\n")
    indexes = infra.db.inbox.index_information()
    assert indexes["at_1"]["expireAfterSeconds"] == 3 * 86_400


def test_a_service_starts_without_its_broker_and_says_so(demo: Demo, infra: Infra):
    infra.yunling("stop", "rabbitmq")
    try:
        port = demo.start()
        problems = until(lambda: demo.problems(port))
        assert "broker: not connected" in problems.values()
    finally:
        infra.yunling("start", "rabbitmq")
    until(lambda: demo.ready(port))
    demo.ask("make_thing", {"name": "a"})
    until(lambda: len(copied(infra)) == 1)


def test_events_stored_while_the_broker_is_away_are_published_when_it_is_back(
    demo: Demo, infra: Infra
):
    demo.start_ready()
    demo.ask("make_thing", {"name": "a"})
    infra.yunling("stop", "rabbitmq")
    infra.db.outbox.update_many({}, {"$set": {"unsent": True}, "$unset": {"sent_at": ""}})
    infra.db.inbox.delete_many({})
    infra.db.copies.delete_many({})
    infra.yunling("start", "rabbitmq")
    until(lambda: len(copied(infra)) == 1)


def test_a_handler_holds_its_batch_while_the_database_is_away(demo: Demo, infra: Infra):
    port = demo.start_ready()
    infra.yunling("stop", "mongod")
    infra.publish(*(an_event(f"e{n}", f"t{n}", "a") for n in range(500)))
    until(lambda: "store" in (demo.problems(port) or {}))
    infra.yunling("start", "mongod")
    until(lambda: len(copied(infra)) == 500, 60)
    until(lambda: demo.ready(port))


def test_a_stop_finishes_what_runs(demo: Demo, infra: Infra):
    demo.start_ready()
    thing_id = demo.ask("make_thing", {"name": "first"})["thing_id"]
    infra.publish(*(an_event(f"e{n}", f"t{n}", "a") for n in range(1_000)))

    def rename(n: int) -> bool:
        try:
            demo.ask("rename_thing", {"thing_id": thing_id, "name": str(n)}, key=f"r{n}")
        except Exception:  # noqa: BLE001 - after the stop there is nobody to answer
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(rename, n) for n in range(60)]
        until(lambda: sum(answer.done() for answer in answers) > 10)
        assert demo.kill(signal.SIGTERM) == 0
        demo.start_ready()
        answered = sum(answer.result() for answer in answers)

    renamed = infra.db.things.find_one({"_id": thing_id})["version"] - 1
    assert answered == renamed
    until(lambda: len(copied(infra)) == 1_001, 60)
