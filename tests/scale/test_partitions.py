"""Replicas share the partitions of a handler, and the events of a subject stay in order."""

from __future__ import annotations

import signal

import kombu

from tests.fault.stage import Infra, until
from tests.scale.replicas import HANDLER, TAKEN, TAKEN_BACK, Replicas

QUORUM = {"x-queue-type": "quorum", "x-single-active-consumer": True}


def test_two_replicas_share_the_events_and_keep_the_order_of_each_subject(
    replicas: Replicas, infra: Infra
):
    first, second = replicas.start(4), replicas.start(4)
    stream = replicas.stream()
    until(lambda: replicas.handled_by()[second] > 0)
    before, steps = replicas.handled_by(), stream.steps
    until(lambda: stream.steps == steps + 100)
    expected = stream.finish()

    until(lambda: replicas.trails() == expected)
    since = replicas.handled_by() - before
    assert min(since[first], since[second]) > 0.25 * since.total()


def test_who_comes_takes_his_share_and_who_dies_leaves_it_to_the_others_at_once(
    replicas: Replicas, infra: Infra
):
    first = replicas.start(4)
    stream = replicas.stream()
    until(lambda: replicas.handled_by()[first] > 0)
    second = replicas.start(4)
    until(lambda: replicas.handled_by()[second] > 1_000)
    replicas.stop(first, signal.SIGKILL)
    seen = stream.steps
    # The broker gives its queues to the other at once; what its open transaction held is free
    # after ten seconds.
    until(lambda: all(len(trail) > seen for trail in replicas.trails().values()))
    third = replicas.start(4)
    until(lambda: replicas.handled_by()[third] > 1_000)
    assert replicas.stop(second) == 0
    until(lambda: all(len(trail) > seen + 20 for trail in replicas.trails().values()))

    expected = stream.finish()
    until(lambda: replicas.trails() == expected)


def test_from_the_one_queue_of_an_older_release_nothing_is_lost_and_order_is_kept(
    replicas: Replicas, infra: Infra
):
    with kombu.Connection(infra.amqp_uri) as older, kombu.Connection(infra.amqp_uri) as asking:
        # What a process of a release without partitions has made, and holds while it lives.
        channel = older.channel()
        kombu.Exchange("yunling.unrouted", "fanout").declare(channel=channel)
        unrouted = {"alternate-exchange": "yunling.unrouted"}
        kombu.Exchange("yunling.events", "topic", arguments=unrouted).declare(channel=channel)
        channel.queue_declare(HANDLER, durable=True, auto_delete=False, arguments=QUORUM)
        channel.queue_bind(HANDLER, "yunling.events", TAKEN)
        channel.queue_declare("rpc-spread", durable=True, auto_delete=False)
        channel.basic_consume("rpc-spread")
        stream = replicas.stream()
        until(lambda: stream.steps > 20)

        replicas.start(4)
        replicas.start(4)
        until(lambda: min(len(t) for t in replicas.trails().values() or [[]]) > 40)
        assert replicas.partitions() == 1
        assert asking.channel().queue_declare(HANDLER, passive=True)

    until(lambda: replicas.partitions() == 4, within_s=90)
    seen = stream.steps
    until(lambda: all(len(trail) > seen for trail in replicas.trails().values()))
    expected = stream.finish()
    until(lambda: replicas.trails() == expected)
    assert not _exists(infra, HANDLER)


def test_another_number_of_partitions_comes_with_a_rolling_upgrade_under_load(
    replicas: Replicas, infra: Infra
):
    older = [replicas.start(4), replicas.start(4)]
    stream = replicas.stream()
    for pid in older:
        replicas.start(2)
        assert replicas.partitions() == 4
        assert replicas.stop(pid) == 0
    until(lambda: replicas.partitions() is None)
    for pid in list(replicas.processes):
        replicas.stop(pid, signal.SIGKILL)
        replicas.start(2)
    until(lambda: replicas.partitions() == 2, within_s=90)
    seen = stream.steps
    until(lambda: all(len(trail) > seen for trail in replicas.trails().values()))

    expected = stream.finish()
    until(lambda: replicas.trails() == expected)
    assert not _exists(infra, f"{HANDLER}.1of4")


def test_an_event_of_a_type_that_only_the_newer_release_knows_waits_for_it(
    replicas: Replicas, infra: Infra
):
    older = replicas.start(4)
    replicas.start(4, types=[TAKEN, TAKEN_BACK])
    stream = replicas.stream()
    until(lambda: stream.steps > 20)
    stream.type = TAKEN_BACK
    seen = stream.steps
    until(lambda: stream.steps > seen + 5)
    stream.type = TAKEN
    until(lambda: stream.steps > seen + 20)
    assert replicas.stop(older) == 0

    expected = stream.finish()
    until(lambda: replicas.trails() == expected, within_s=60)
    assert infra.db.waiting.count_documents({}) == 0


def _exists(infra: Infra, queue: str) -> bool:
    with kombu.Connection(infra.amqp_uri) as connection:
        try:
            connection.channel().queue_declare(queue, passive=True)
        except connection.channel_errors:
            return False
    return True
