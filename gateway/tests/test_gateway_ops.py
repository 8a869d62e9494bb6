"""What operators ask of all services at once."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.domain import Refused, Unavailable
from gateway.upstream.operator_fanout import ALL, Operations
from gateway.upstream.services import Context

NOBODY = Context()


@pytest.fixture
def operations(services: Any) -> Operations:
    made = Operations()
    made.ask = services
    return made


def test_the_stores_are_counted_together(operations: Operations, services: Any) -> None:
    services.answers = {
        "jobs.count_programme": {"fairs_held": 7},
        "loans.count_programme": {"loans_disbursed": "1.00"},
        "training.count_programme": {"persons_upgraded": 3},
    }
    figures = operations.count_stores({"year": 2025}, NOBODY)
    assert figures == {"fairs_held": 7, "loans_disbursed": "1.00", "persons_upgraded": 3}


def test_a_figure_that_is_missing_is_never_left_out(operations: Operations, services: Any) -> None:
    services.answers["loans.count_programme"] = Unavailable("loans", "deadline")
    with pytest.raises(Unavailable):
        operations.count_stores({"year": 2025}, NOBODY)


def test_the_flow_shows_who_does_not_answer(operations: Operations, services: Any) -> None:
    services.answers = {f"{name}.flow": {"unsent": 0} for name in ALL}
    services.answers["notify.flow"] = Unavailable("notify", "not running")
    flow = operations.flow({}, NOBODY)
    assert flow.keys() == set(ALL)
    assert flow["notify"] is None


def test_parked_events_are_paged_over_all_services(operations: Operations, services: Any) -> None:
    parked = {name: [f"{name}-{n}" for n in range(3)] for name in ALL}

    def ask(rpc: str, payload: dict[str, Any], context: Context) -> Any:
        ids = [i for i in parked[rpc.partition(".")[0]] if i > payload.get("cursor", "")]
        shown = ids[: payload["limit"]]
        more = shown[-1] if len(ids) > len(shown) else None
        rows = [{"parked_id": id} for id in shown]
        return type(services(rpc, payload, context))({"rows": rows, "next_cursor": more})

    operations.ask = ask
    seen: list[str] = []
    cursor: dict[str, Any] = {}
    while True:
        page = operations.list_parked({"limit": 2, **cursor}, NOBODY)
        seen += [row["parked_id"] for row in page["rows"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert seen == [id for name in ALL for id in parked[name]]


def test_a_repair_names_a_service_that_there_is(operations: Operations, services: Any) -> None:
    services.answers["loans.replay_parked"] = {"parked_id": "p1", "state": "replayed"}
    replay = operations.table()["ops.replay_parked"]
    done = replay({"service": "loans", "parked_id": "p1"}, NOBODY)
    assert done == {"service": "loans", "parked_id": "p1", "state": "replayed"}
    with pytest.raises(Refused):
        replay({"service": "rpc-loans", "parked_id": "p1"}, NOBODY)
