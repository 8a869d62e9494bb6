"""A partner's reader in Python: takes what is in its queue, and trusts what the platform signed.

    YUNLING_URL=http://127.0.0.1:21000 \
        YUNLING_AMQP_URI=amqp://partner-bank:...@127.0.0.1:21010/yunling python consume.py

Needs `pip install requests kombu cryptography`. Prints each event, and ends when none came for 5 s.
"""

import base64
import json
import os
import time
from contextlib import suppress

import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from kombu import Connection
from kombu.message import Message

URL = os.environ["YUNLING_URL"]
AMQP_URI = os.environ["YUNLING_AMQP_URI"]
QUIET_S = 5


def platform_keys() -> list[Ed25519PublicKey]:
    """The platform's public keys; ask again when a signature fits none of them."""
    answer = requests.get(f"{URL}/v1/signing-keys", timeout=10)
    answer.raise_for_status()
    raw = [base64.urlsafe_b64decode(key["x"] + "==") for key in answer.json()["keys"]]
    return [Ed25519PublicKey.from_public_bytes(one) for one in raw]


def as_sent(message: Message) -> bytes:
    """The body byte by byte: the client library has decoded it to text."""
    return message.body if isinstance(message.body, bytes) else message.body.encode()


def is_signed(message: Message, keys: list[Ed25519PublicKey]) -> bool:
    """Whether the platform made the message: its headers sign id, time and the body as it is."""
    headers = message.headers
    about = f"{headers['webhook-id']}.{headers['webhook-timestamp']}."
    signed = about.encode() + as_sent(message)
    for part in headers["webhook-signature"].split():
        version, _, signature = part.partition(",")
        for key in keys if version == "v1a" else ():
            try:
                key.verify(base64.b64decode(signature), signed)
            except InvalidSignature:
                continue
            return True
    return False


KEYS = platform_keys()
SEEN: set[tuple[str, str]] = set()
"""A real system keeps these in its database, in the transaction of what it does."""


def take(message: Message) -> None:
    """Print an event that is new; whatever it is, it leaves the queue."""
    if not is_signed(message, KEYS):
        print("set aside: not the platform's")
    else:
        event = json.loads(as_sent(message))
        known = (event["source"], event["id"])
        print("again" if known in SEEN else "new", event["type"], event["subject"])
        SEEN.add(known)
    message.ack()


with Connection(AMQP_URI, heartbeat=10) as connection:
    user = connection.userid or ""
    channel = connection.channel()
    channel.basic_qos(0, 20, False)
    # The queue is the platform's: it is read, never declared.
    channel.basic_consume(
        f"yunling.partner.{user.removeprefix('partner-')}",
        callback=lambda raw: take(channel.message_to_python(raw)),
    )
    quiet_since = time.monotonic()
    taken = 0
    while time.monotonic() < quiet_since + QUIET_S:
        # The broker's heartbeats end the waiting too, and want to be answered.
        with suppress(TimeoutError):
            connection.drain_events(timeout=1)
        connection.heartbeat_check()
        if len(SEEN) > taken:
            quiet_since, taken = time.monotonic(), len(SEEN)
