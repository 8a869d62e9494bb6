"""What the supervisor is asked when a stack stops."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from yunling.stack.place import find_place
from yunling.stack.supervision import Supervisor


def test_a_stack_is_stopped_in_one_request_that_idle_groups_do_not_delay() -> None:
    asked: list[list[dict[str, Any]]] = []
    groups = ("infra", "core", "core", "more", "simulators")
    supervisor = Supervisor(find_place())
    supervisor._proxy = SimpleNamespace(  # type: ignore[assignment]  # what it is asked is looked at
        supervisor=SimpleNamespace(getAllProcessInfo=lambda: [{"group": one} for one in groups]),
        system=SimpleNamespace(multicall=asked.append),
    )
    supervisor.shut_down()
    [calls] = asked
    removed = [call["params"] for call in calls[:-1]]
    assert {call["methodName"] for call in calls[:-1]} == {"supervisor.removeProcessGroup"}
    assert removed == [["core"], ["infra"], ["more"], ["simulators"]]
    assert calls[-1] == {"methodName": "supervisor.shutdown", "params": []}
