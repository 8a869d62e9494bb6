#!/usr/bin/env bash
# What a publisher of py-amqp learns of a message that no queue takes.
#
# Versions: RabbitMQ 3.10.8, amqp 5.4.2.
# Guess: with confirms an unroutable message is refused; with mandatory its own publish raises.
# Real: without mandatory it is confirmed. With mandatory and without confirms publish returns, and
#   NO_ROUTE is raised out of the next call that reads, here a queue_declare that is about another
#   queue; the channel stays open. Only mandatory and confirms together raise from the publish.
# Source: RabbitMQ guide to confirms ("When Will Published Messages Be Confirmed by the Broker");
#   celery/py-amqp, amqp/channel.py (_on_basic_return).
# Seen:
#> confirms: publish returned
#> mandatory: publish returned
#> then queue_declare: NO_ROUTE, channel open: True
#> mandatory and confirms: publish raised NO_ROUTE
. "$(dirname "$0")/lib.sh"
packages amqp==5.4.2
rabbitmq
tried <<'END'
import os
import time

from amqp import ChannelError, Connection, Message


def channel(**options):
    connection = Connection(host=f"127.0.0.1:{os.environ['AMQP_PORT']}", **options)
    connection.connect()
    return connection.channel()


def publish(on, **flags):
    try:
        on.basic_publish(Message("x"), routing_key="nowhere", **flags)
    except ChannelError as error:
        return f"raised {error.reply_text}"
    return "returned"


print("confirms: publish", publish(channel(confirm_publish=True)))
plain = channel()
print("mandatory: publish", publish(plain, mandatory=True))
time.sleep(0.5)
try:
    plain.queue_declare("another")
    print("then queue_declare: declared")
except ChannelError as error:
    print(f"then queue_declare: {error.reply_text}, channel open: {plain.is_open}")
print("mandatory and confirms: publish", publish(channel(confirm_publish=True), mandatory=True))
END
