"""Broker nodes go away under traffic, and come back."""

import time

import pytest

from tests.cluster.nodes import BROKERS


@pytest.fixture
def most_loaded(nodes):
    """The node that leads the most queues."""
    return nodes.leaders(BROKERS[0]).most_common(1)[0][0]


def test_commands_go_on_without_the_node_that_leads_the_most_queues(
    nodes, traffic, audited, told, most_loaded
):
    with traffic as running:
        since = time.monotonic()
        with nodes.killed(most_loaded):
            running.goes_on(within_s=45)
            time.sleep(5)  # long enough for the others to have taken over everything
        nodes.await_brokers()
        running.goes_on(within_s=10)
    told(f"{most_loaded} killed: {running.summary(since)}")


def test_each_node_may_be_lost_in_turn(nodes, traffic, audited, told):
    with traffic as running:
        for node in BROKERS:
            since = time.monotonic()
            with nodes.killed(node):
                running.goes_on(within_s=45)
            nodes.await_brokers()
            told(f"{node} killed: {running.summary(since)}")
        running.goes_on(within_s=10)


def test_a_node_that_loses_its_network_pauses_and_the_others_go_on(
    nodes, traffic, audited, told, most_loaded
):
    with traffic as running:
        since = time.monotonic()
        with nodes.cut_off(most_loaded):
            running.goes_on(within_s=60)
        nodes.await_brokers()
        running.goes_on(within_s=10)
    told(f"{most_loaded} cut off: {running.summary(since)}")


def test_with_one_of_three_left_the_platform_waits_and_loses_nothing(nodes, traffic, audited, told):
    with traffic as running:
        since = time.monotonic()
        with nodes.killed(*BROKERS[1:]):
            time.sleep(20)  # the outage
        started = time.monotonic()
        running.goes_on(within_s=90)
    told(
        f"two of three away for {started - since:.0f} s: {running.summary(since)}; "
        f"after their start {running.next_s(started):.1f} s"
    )
