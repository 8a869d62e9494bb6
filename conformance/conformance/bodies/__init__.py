"""What the script knows of a body: when it acts, what is due then, and what would be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from conformance.case import Case
from conformance.sandbox import Event


class Body:
    """One kind of partner.

    A case is opened by events that need no answer or lead to a first one; then the `trigger` makes
    the partner act: exactly one event of type `answer` is due. `sequel` leads to the other types.
    """

    name: str
    role: str
    reports: tuple[str, ...]
    """The types that it has to show, `answer` among them."""
    answer: str

    def opening(self, case: Case) -> list[Event]:
        """What is sent before the trigger."""
        return []

    def is_open(self, case: Case, said: Sequence[Event]) -> bool:
        """Whether the partner has said what it has to before the trigger; notes its facts."""
        return True

    def trigger(self, case: Case) -> Event:
        """What makes the partner act."""
        raise NotImplementedError

    def retreat(self, case: Case) -> Event:
        """What takes the trigger back: newer, so that the trigger no longer counts."""
        raise NotImplementedError

    def broken(self, case: Case) -> Event:
        """The trigger with data that breaks its contract."""
        raise NotImplementedError

    def at_odds(self, case: Case) -> Event | None:
        """A trigger whose amount is not the one that was agreed; None where nothing is agreed."""
        return None

    def sequel(self, case: Case) -> list[Event]:
        """What is sent after the answer."""
        return []

    def is_done(self, case: Case, said: Sequence[Event]) -> bool:
        """Whether every type that is due for the case has come."""
        kinds = {event["type"] for event in said}
        return kinds >= set(self.reports)

    def wrong(self, case: Case, answer: Event) -> list[str]:
        """What an answer says that it must not, in words."""
        raise NotImplementedError

    def effect(self, answer: Event) -> str:
        """What an answer does in the world: two different ones are two deeds."""
        return str(answer["id"])

    def concerns(self, case: Case, event: Event) -> bool:
        """Whether an event of the partner is about the case."""
        return bool(event["data"].get("loan_id") == case.id)


def changed(event: Event, **data: Any) -> Event:
    """The event with other data."""
    return {**event, "data": {**event["data"], **data}}
