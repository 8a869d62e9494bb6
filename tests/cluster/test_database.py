"""The primary of the replica set goes away under traffic, and comes back."""

import time


def test_commands_go_on_when_the_primary_steps_down(nodes, traffic, audited, told):
    before = nodes.primary()
    with traffic as running:
        since = time.monotonic()
        nodes.step_down()
        running.goes_on(within_s=30)
        assert nodes.primary() != before
    told(f"{before} stepped down: {running.summary(since)}")


def test_commands_go_on_when_the_primary_is_killed(nodes, traffic, audited, told):
    before = nodes.primary()
    with traffic as running:
        since = time.monotonic()
        with nodes.killed(before):
            running.goes_on(within_s=45)
        nodes.await_members()
        running.goes_on(within_s=10)
    told(f"{before} killed: {running.summary(since)}")


def test_commands_go_on_when_the_primary_loses_its_network(nodes, traffic, audited, told):
    before = nodes.primary()
    with traffic as running:
        since = time.monotonic()
        with nodes.cut_off(before):
            running.goes_on(within_s=90)
        nodes.await_members()
        running.goes_on(within_s=10)
    told(f"{before} cut off: {running.summary(since)}")
