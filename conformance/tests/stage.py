"""A platform of a few lines: a sandbox that hands each sample to a simulator and keeps its answer.

It takes the broker's and the network's place, so that the whole script runs in a moment; that the
real ones do the same is shown in tests/integration.
"""

from __future__ import annotations

import base64
import itertools
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from conformance.bodies.table import BODIES
from conformance.sandbox import Event, Status, Taken
from simulators.bodies.table import BODIES as SYSTEMS
from simulators.faults import Fault
from simulators.inbox import Inbox, Stuck
from simulators.memory import Memory
from simulators.settings import Settings
from simulators.signature import PlatformKeys, _key

PARTNER = "sandbox-body"


class Keys(PlatformKeys):
    """The keys of one platform, without asking for them."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        super().__init__("http://nowhere")
        raw = key.public_key().public_bytes_raw()
        self._mine = _key({"x": base64.urlsafe_b64encode(raw).decode().rstrip("=")})

    def learn(self) -> None:
        self._asked_at = time.monotonic()
        self._keys = [self._mine]


def signed(key: Ed25519PrivateKey, body: bytes) -> dict[str, str]:
    about = {"webhook-id": "m-1", "webhook-timestamp": "1"}
    signature = base64.b64encode(key.sign(b"m-1.1." + body)).decode()
    return {**about, "webhook-signature": f"v1a,{signature}"}


class Stage:
    """Has the interface of conformance.sandbox.Sandbox."""

    url = "https://sandbox.example"

    def __init__(self, body: str, folder: Path, *faults: Fault) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.state = Status(
            PARTNER, BODIES[body].role, BODIES[body].reports, ready=0, consumers=1, refused=0
        )
        settings = Settings(
            body, self.url, "ylk_test", PARTNER, "amqp://", folder / "sim.sqlite", "http",
            frozenset(faults),
        )  # fmt: skip
        self.settings = settings
        self.memory = Memory(settings.data)
        system = SYSTEMS[body](self.memory, settings.faults)
        self.inbox = Inbox(settings, system, self.memory, Keys(self.key))
        self.is_stuck = False
        self.tries_refused = 0
        self.held = 0
        self.refused_at_once: list[dict[str, Any]] = []
        self.events: dict[str, Taken] = {}
        self._places = itertools.count(1)

    def status(self) -> Status:
        self._send()
        return self.state

    def deliver(self, events: Sequence[Event], forged: bool = False) -> None:
        key = Ed25519PrivateKey.generate() if forged else self.key
        if Fault.NEVER_ACKNOWLEDGE in self.settings.faults:
            self.held += len(events)
        for event in events:
            body = json.dumps(event).encode()
            if self.is_stuck:
                self.state = replace(self.state, ready=self.state.ready + 1)
                continue
            try:
                self.inbox.take(signed(key, body), body)
            except Stuck:
                self.is_stuck = True

    def be_away(self, seconds: int) -> int:
        self.tries_refused = 2
        self.state = replace(self.state, refused=0)
        return self.held

    def taken(self, after: str | None) -> list[Taken]:
        self._send()
        return [one for one in self.events.values() if after is None or one.place > after]

    def rejected(self) -> list[dict[str, Any]]:
        return self.refused_at_once

    def _send(self) -> None:
        """What the simulator's sender does, as far as the intake lets it."""
        while first := self.memory.waiting():
            place, event = first
            if self.tries_refused:
                self.tries_refused -= 1
                hammers = Fault.HAMMER in self.settings.faults
                more = 1000 if hammers else 1
                self.state = replace(self.state, refused=self.state.refused + more)
                if Fault.GIVE_UP in self.settings.faults:
                    self.memory.note(place, "lost")
                return
            self.memory.note(place, "sent")
            self.events.setdefault(event["id"], Taken(f"{next(self._places):06d}", event))
