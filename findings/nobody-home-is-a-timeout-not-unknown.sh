#!/usr/bin/env bash
# What a nameko client is told when the service that it calls has stopped.
#
# Versions: nameko 2.14.1, eventlet 0.41.3, kombu 5.7.0, RabbitMQ 3.10.8.
# Guess: UnknownService, as for a service that never ran.
# Real: the service's queue outlives it, so the call is routed and waits; without a timeout of the
#   client's own for ever. The requests stay, and a service that comes back runs them although their
#   caller has given up.
# Source: nameko/nameko, nameko/rpc.py (the queue of RpcConsumer has no expiry).
# Seen:
#> never ran: UnknownService
#> running: pong
#> stopped: RpcTimeout
#> started again, runs what was given up: ['ran for pong', 'ran for late']
. "$(dirname "$0")/lib.sh"
packages nameko==2.14.1 eventlet==0.41.3 kombu==5.7.0 amqp==5.4.2 setuptools==80.10.2
rabbitmq
tried <<'END'
import eventlet

eventlet.monkey_patch()

import os

from nameko.containers import ServiceContainer
from nameko.rpc import rpc
from nameko.standalone.rpc import ClusterRpcProxy

CONFIG = {"AMQP_URI": os.environ["AMQP_URI"]}
ran = []


class Pinging:
    name = "pinging"

    @rpc
    def ping(self, word):
        ran.append(f"ran for {word}")
        return word


def call(word):
    with ClusterRpcProxy(CONFIG, timeout=2) as services:
        try:
            return services["pinging"].ping(word)
        except Exception as error:
            return type(error).__name__


print("never ran:", call("early"))
first = ServiceContainer(Pinging, CONFIG)
first.start()
print("running:", call("pong"))
first.stop()
print("stopped:", call("late"))
second = ServiceContainer(Pinging, CONFIG)
second.start()
eventlet.sleep(2)
second.stop()
print("started again, runs what was given up:", ran)
END
