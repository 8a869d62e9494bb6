"""Returns events that no queue wanted to the exchange, for when a queue exists that wants them:

    AMQP_URI=amqp://... python -m chassis.messaging.unrouted

(and TLS_CA, as for the services)
"""

from __future__ import annotations

import os
from typing import Any

from chassis import cloudevents, tls
from chassis.cloudevents import Malformed
from chassis.messaging import amqp
from chassis.messaging.publisher import Publisher

BATCH = 500


def give_back(amqp_uri: str) -> int:
    """Publish again what lies in the queue of unrouted events now; returns how many.

    What still fits nowhere comes back to the end of that queue. A crash in between repeats events.
    """
    connection = amqp.connect(amqp_uri, "unrouted")
    publisher = Publisher(amqp_uri, "unrouted")
    try:
        channel = connection.channel()
        left = given = channel.queue_declare(amqp.UNROUTED, passive=True).message_count
        while left > 0:
            messages = [channel.basic_get(amqp.UNROUTED) for _ in range(min(left, BATCH))]
            publisher.publish([_event(message) for message in messages if message])
            channel.basic_ack(0, multiple=True)
            left -= len(messages)
        return int(given)
    finally:
        publisher.close()
        amqp.forget(connection)


def _event(message: Any) -> tuple[str, str, str, bytes]:
    body = message.body.encode() if isinstance(message.body, str) else bytes(message.body)
    try:
        subject = str(cloudevents.decode(body)["subject"])
    except Malformed:
        subject = ""
    type = message.delivery_info["routing_key"]
    return type, message.properties.get("message_id", ""), subject, body


if __name__ == "__main__":
    tls.configure(os.environ.get("TLS_CA", ""))
    print(f"given back: {give_back(os.environ['AMQP_URI'])}")  # noqa: T201 - a command's answer
