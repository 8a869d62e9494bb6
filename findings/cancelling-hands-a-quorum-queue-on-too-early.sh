#!/usr/bin/env bash
# When a queue with a single active consumer goes over to the next one.
#
# Versions: RabbitMQ 3.10.8, amqp 5.4.2.
# Guess: after basic.cancel the next consumer waits until the first one has answered what it was
#   given; and classic and quorum queues agree.
# Real: a quorum queue makes the next one active at once, although the first holds unanswered
#   messages: the later ones are handled first, and the earlier ones come behind them when the
#   channel closes. A classic queue keeps to the order.
# Source: RabbitMQ guide to consumers, "Single Active Consumer".
# Seen:
#> quorum: first got 0 1 2; after its cancel the next got 3 4 5; in the end 3 4 5 0 1 2
#> classic: first got 0 1 2; after its cancel the next got nothing; in the end 0 1 2 3 4 5
. "$(dirname "$0")/lib.sh"
packages amqp==5.4.2
rabbitmq
tried <<'END'
import os
import time

from amqp import Connection, Message


def connect():
    connection = Connection(host=f"127.0.0.1:{os.environ['AMQP_PORT']}")
    connection.connect()
    return connection


def read(connection, seconds=1.5):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            connection.drain_events(timeout=0.1)
        except TimeoutError:
            pass


def consume(connection, queue):
    channel, got = connection.channel(), []
    channel.basic_qos(0, 3, False)
    tag = channel.basic_consume(queue, callback=got.append)
    return channel, got, tag


def shown(got):
    return " ".join(bytes(message.body).decode() for message in got) or "nothing"


for kind in ("quorum", "classic"):
    first, second = connect(), connect()
    channel = first.channel()
    arguments = {"x-queue-type": kind, "x-single-active-consumer": True}
    channel.queue_declare(kind, durable=True, auto_delete=False, arguments=arguments)
    time.sleep(1)
    for n in range(6):
        channel.basic_publish(Message(str(n).encode()), routing_key=kind)
    mine, got, tag = consume(first, kind)
    next_one, next_got, _ = consume(second, kind)
    read(first)
    read(second)
    line = f"{kind}: first got {shown(got)}; "
    mine.basic_cancel(tag)
    read(second)
    line += f"after its cancel the next got {shown(next_got)}; "
    mine.close()
    read(second)
    for message in list(next_got):
        next_one.basic_ack(message.delivery_tag)
    read(second)
    print(line + f"in the end {shown(next_got)}")
END
