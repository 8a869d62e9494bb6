"""A broker of several nodes, as far as one node can show it; the rest is in tests/cluster."""

from __future__ import annotations

from tests.fault.stage import Demo, Infra, until


def test_of_several_nodes_one_that_lives_is_enough(demo: Demo, infra: Infra):
    user, place = infra.amqp_uri.rsplit("@", 1)
    vhost = place.split("/", 1)[1]
    dead = [f"{user}@127.0.0.1:{port}/{vhost}" for port in (1, 2)]
    demo.start_ready(f"amqp_uri: {';'.join([*dead, infra.amqp_uri])}\n")

    made = demo.ask("make_thing", {"name": "a"}, key="k1")
    until(lambda: infra.db.copies.find_one({"_id": made["thing_id"], "names": ["a"]}))


def test_requests_may_wait_in_a_quorum_queue(demo: Demo, infra: Infra):
    demo.start_ready("rpc_replicated: true\n")
    made = demo.ask("make_thing", {"name": "a"}, key="k1")
    assert demo.ask("make_thing", {"name": "a"}, key="k1") == made
