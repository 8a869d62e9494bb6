"""Partner systems by name, each with its two ways in: HTTP with its token, AMQP with its user."""

from functools import cache

from programme.actors.door import Door
from programme.actors.events import AmqpIntake, HttpIntake, Intake
from programme.actors.tokens import Tokens

VENUES = "venues"
BANK = "bank"
GUARANTOR = "guarantor"
BUREAU = "bureau"
PROVIDER = "provider"
BODIES = "bodies"
ALL = (VENUES, BANK, PROVIDER, BODIES)


class Partners:
    """``amqp_uris`` holds a broker URI per partner, of the user ``partner-<id>``."""

    def __init__(self, door: Door, tokens: Tokens, amqp_uris: dict[str, str]) -> None:
        self._door = door
        self._tokens = tokens
        self._amqp_uris = amqp_uris
        self.amqp = cache(self._over_amqp)

    def http(self, partner: str) -> Intake:
        """``POST /v1/events`` as this partner."""
        return HttpIntake(self._door, self._tokens.partner(partner))

    def _over_amqp(self, partner: str) -> Intake:
        return AmqpIntake(self._amqp_uris[partner])
