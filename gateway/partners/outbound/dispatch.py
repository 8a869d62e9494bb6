"""What goes from a partner's backlog to its queue next, and what was done about it.

The consent of a person is asked for again when an event leaves, which may be days after it was
numbered, and whenever it is sent again. In the sandbox there are samples only, of nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from partners.outbound import consents
from partners.outbound.records import Cursor, Delivery, Replay, ReplayState
from partners.registry.partner import State

if TYPE_CHECKING:
    from partners.store import PartnersWork

NO_CONSENT, GONE = "no_consent", "gone"
DUE_MOST = 5_000


@dataclass(frozen=True)
class Message:
    """An event on its way: the whole body, and whether its signature is to be a wrong one."""

    number: int
    event_id: str
    body: bytes
    forged: bool


@dataclass(frozen=True)
class Load:
    """The next part of a backlog or of a replay: what leaves, what does not and why, by number,
    and the last number looked at."""

    messages: Sequence[Message]
    withheld: dict[int, str]
    done: int


def due(work: PartnersWork) -> list[str]:
    """The partners with something in the backlog that has not gone to the queue."""
    backlogs = work.mailboxes.all({}, limit=DUE_MOST)
    work.cursors.fetch(one.partner_id for one in backlogs)
    late = [one.partner_id for one in backlogs if one.last > _done(work, one.partner_id)]
    work.partners.fetch(late)
    return [id for id in late if (partner := work.partners.find(id)) and partner.is_active]


def readers(work: PartnersWork) -> list[str]:
    """The partners with an account on the broker, who may want to read before anything is there."""
    wanted = {"state": State.ACTIVE.value, "has_account": True}
    return [partner.partner_id for partner in work.partners.all(wanted, limit=DUE_MOST)]


def next_load(work: PartnersWork, *, partner_id: str, most: int) -> Load:
    """Up to `most` of what is in the backlog, in order."""
    done = _done(work, partner_id)
    found = work.deliveries.all({"partner_id": partner_id, "number": {"$gt": done}}, "number", most)
    return _load(work, found, found[-1].number if found else done)


def gone(work: PartnersWork, *, partner_id: str, load: Load) -> None:
    """The queue has them, or they were withheld. Doing it twice changes nothing."""
    left = {message.number for message in load.messages}
    found = work.deliveries.all(
        {"partner_id": partner_id, "number": {"$in": sorted({*left, *load.withheld})}},
        limit=len(left) + len(load.withheld),
    )
    for one in found:
        if one.number in load.withheld:
            work.deliveries.put(
                replace(one, withheld_at=work.now, withheld=load.withheld[one.number])
            )
        elif one.left_at is None:
            work.deliveries.put(replace(one, left_at=work.now))
    work.cursors.put(Cursor(partner_id, max(load.done, _done(work, partner_id))))


def running(work: PartnersWork) -> list[Replay]:
    """The replays to go on with, those of partners who may be sent anything."""
    found = work.replays.all({"state": ReplayState.RUNNING.value}, "asked_at", DUE_MOST)
    work.partners.fetch({one.partner_id for one in found})
    return [one for one in found if work.partners.get(one.partner_id).is_active]


def next_again(work: PartnersWork, *, replay_id: str, most: int) -> Load:
    """Up to `most` of what a replay has still to send. What never left is not sent again."""
    one = work.replays.get(replay_id)
    wanted = {
        "partner_id": one.partner_id,
        "number": {"$gt": one.done, "$lte": one.last},
        "left_at": {"$ne": None},
    }
    if one.types:
        wanted["type"] = {"$in": list(one.types)}
    found = work.deliveries.all(wanted, "number", most)
    return _load(work, found, found[-1].number if len(found) == most else one.last)


def gone_again(work: PartnersWork, *, replay_id: str, load: Load) -> None:
    """Note how far a replay has come, and its end. A replay cancelled meanwhile stays so."""
    one = work.replays.get(replay_id)
    moved = replace(
        one,
        done=load.done,
        sent=one.sent + len(load.messages),
        withheld=one.withheld + len(load.withheld),
    )
    if load.done >= one.last and one.state is ReplayState.RUNNING:
        moved = replace(moved, state=ReplayState.DONE, ended_at=work.now)
    work.replays.put(moved)


def _done(work: PartnersWork, partner_id: str) -> int:
    cursor = work.cursors.find(partner_id)
    return cursor.done if cursor else 0


def _load(work: PartnersWork, found: Sequence[Delivery], done: int) -> Load:
    work.parcels.fetch(one.delivery_id for one in found)
    refused = _without_consent(work, found)
    messages, withheld = [], {}
    for one in found:
        stored = work.parcels.find(one.delivery_id)
        if one.number in refused:
            withheld[one.number] = NO_CONSENT
        elif stored is None:
            withheld[one.number] = GONE
        else:
            messages.append(Message(one.number, one.event_id, stored.body.encode(), one.forged))
    return Load(messages, withheld, done)


def _without_consent(work: PartnersWork, found: Sequence[Delivery]) -> set[int]:
    """The numbers of what is about a person who does not let the partner know."""
    about = {
        one.number: (one.person_id, one.partner_id)
        for one in found
        if one.person_id and not work.partners.get(one.partner_id).sandbox
    }
    allowed = consents.standing(work, about.values())
    return {number for number, pair in about.items() if pair not in allowed}
