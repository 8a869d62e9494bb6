"""Which node of the broker is tried first."""

from __future__ import annotations

import pytest

from chassis.messaging import nodes

URI = "amqp://u:p@one:5672/v;amqp://u:p@two:5672/v;amqp://u:p@three:5672/v"


@pytest.fixture(autouse=True)
def nothing_left(monkeypatch):
    monkeypatch.setattr(nodes, "_left_at", {})


def test_every_node_is_tried_and_any_may_be_the_first():
    orders = [nodes.in_order(URI) for _ in range(200)]
    assert all(sorted(order) == sorted(URI.split(";")) for order in orders)
    assert {order[0] for order in orders} == set(URI.split(";"))


def test_a_node_that_was_left_is_the_last_for_a_while():
    nodes.left("two:5672")
    assert {nodes.in_order(URI)[-1] for _ in range(50)} == {"amqp://u:p@two:5672/v"}


def test_a_node_that_was_left_long_ago_is_like_any_other(monkeypatch):
    nodes.left("two:5672")
    monkeypatch.setattr(nodes, "AVOID_FOR_S", 0)
    assert len({nodes.in_order(URI)[-1] for _ in range(200)}) == 3
