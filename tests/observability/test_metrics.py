"""What Prometheus reads from each process of a running platform."""

from __future__ import annotations

import re

import pytest

from tests.integration.making import a_fair, a_person, a_registration
from tests.integration.target import eventually
from tests.observability.conftest import Stack
from tests.observability.test_monitoring import declared, promtool
from yunling.services import NAMES


def sample(text: str, name: str, **labels: str) -> float:
    """The sum of the samples of this name with at least these labels."""
    wanted = [f'{label}="{value}"' for label, value in labels.items()]
    found = re.findall(rf"^{name}(?:{{(.*)}})? (\S+)$", text, re.M)
    return sum(float(value) for about, value in found if all(one in about for one in wanted))


@pytest.mark.parametrize("service", NAMES)
def test_promtool_has_no_complaint_about_the_metrics_of(service: str, stack: Stack):
    text = stack.metrics(service)
    promtool("check", "metrics", given=text)
    for name, _, _ in declared():
        assert f"# TYPE {name} " in text


def test_a_registration_is_counted_at_every_step(stack: Stack):
    person_id = a_person(stack.door)
    a_registration(stack.door, a_fair(stack.door), person_id)
    confirmed = "yunling.jobs.registration.confirmed.v1"

    def counted() -> bool:
        gateway, jobs, notify = (stack.metrics(s) for s in ("gateway", "jobs", "notify"))
        route = "/v1/fairs/{fair_id}/registrations"
        assert sample(gateway, "yunling_http_seconds_count", route=route, status="201")
        about = {"callee": "jobs", "method": "register_for_fair", "outcome": "ok"}
        assert sample(gateway, "yunling_call_seconds_count", **about)
        assert sample(jobs, "yunling_rpc_seconds_count", method="register_for_fair", outcome="ok")
        assert sample(jobs, "yunling_transaction_seconds_count", outcome="stored")
        assert sample(jobs, "yunling_group_commit_size_count")
        assert sample(jobs, "yunling_events_published_total", type=confirmed)
        assert sample(jobs, "yunling_outbox_lag_seconds_count")
        assert sample(jobs, "yunling_relay_publish_seconds_count")
        about = {"handler": "notify.on_news", "type": confirmed}
        assert sample(notify, "yunling_events_handled_total", **about)
        assert sample(notify, "yunling_handler_lag_seconds_count", handler="notify.on_news")
        return True

    eventually(counted, what="a registration in the metrics")


@pytest.mark.parametrize("service", NAMES)
def test_a_quiet_process_says_that_it_is_ready_connected_and_leads_its_relay(
    service: str, stack: Stack
):
    def quiet() -> bool:
        text = stack.metrics(service)
        assert sample(text, "yunling_build_info", package=f"yunling-{service}") == 1
        assert sample(text, "yunling_ready") == 1
        assert sample(text, "yunling_relay_leader") == 1
        assert sample(text, "yunling_broker_connected", link=f"{service}.rpc") == 1
        assert "yunling_broker_connected{" in text
        assert not re.search(r"^yunling_broker_connected\{.*\} 0", text, re.M)
        assert sample(text, "yunling_outbox_unsent") == 0
        assert sample(text, "yunling_pool_size", pool="mongodb") == 100
        assert sample(text, "yunling_queue_events") == 0
        return True

    eventually(quiet, what="a quiet process")
