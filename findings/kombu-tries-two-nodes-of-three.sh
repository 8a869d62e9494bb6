#!/usr/bin/env bash
# How many of several broker addresses kombu tries.
#
# Versions: kombu 5.7.0, amqp 5.4.2, RabbitMQ 3.10.8.
# Guess: Connection([a, b, c]).connect() raises only when none of the three can be reached.
# Real: connect(), channel() and ensure_connection(max_retries=1) make two attempts, whatever the
#   number of addresses: with two nodes of three down they raise although the third one runs.
#   default_channel reaches it.
# Source: celery/kombu, kombu/connection.py (connect, _ensure_connection); kombu user guide,
#   "Connections", failover.
# Seen:
#> connect: 1 down ok, 2 down ConnectionRefusedError
#> channel: 1 down ok, 2 down ConnectionRefusedError
#> ensure_connection: 1 down ok, 2 down OperationalError
#> default_channel: 1 down ok, 2 down ok
. "$(dirname "$0")/lib.sh"
packages kombu==5.7.0 amqp==5.4.2
rabbitmq
tried <<'END'
import os
import socket

from kombu import Connection


def nobody():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"amqp://guest:guest@127.0.0.1:{taken.getsockname()[1]}//"


WAYS = {
    "connect": lambda connection: connection.connect(),
    "channel": lambda connection: connection.channel(),
    "ensure_connection": lambda connection: connection.ensure_connection(max_retries=1),
    "default_channel": lambda connection: connection.default_channel,
}
for name, reach in WAYS.items():
    seen = []
    for down in (1, 2):
        connection = Connection([*(nobody() for _ in range(down)), os.environ["AMQP_URI"]])
        try:
            reach(connection)
            seen.append(f"{down} down ok")
        except Exception as error:
            seen.append(f"{down} down {type(error).__name__}")
    print(f"{name}: {', '.join(seen)}")
END
