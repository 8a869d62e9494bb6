"""What notify does, one function a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from chassis.domain import Early, Event, Page, erase_people
from notify.domain.delivery import Delivery
from notify.domain.message import Message
from notify.domain.outcome import Outcome, Verdict
from notify.domain.reader import CancelledFair, Guest, Reader
from notify.domain.template import Template
from notify.retention import DATA_INVENTORY
from notify.vocabulary import Channel, Language, State

PERSON_REGISTERED: Final = "yunling.people.person.registered.v1"
PERSON_MOVED: Final = "yunling.people.person.moved.v1"
CONTACT_CHANGED: Final = "yunling.people.person.contact_changed.v1"
CONSENT_GIVEN: Final = "yunling.people.person.consent_given.v1"
CONSENT_WITHDRAWN: Final = "yunling.people.person.consent_withdrawn.v1"
PERSON_ERASED: Final = "yunling.people.person.erased.v1"
REGISTRATION_CANCELLED: Final = "yunling.jobs.registration.cancelled.v1"
FAIR_CANCELLED: Final = "yunling.jobs.fair.cancelled.v1"
GAVE_UP: Final = "never_reported_back"
ABOUT_MESSAGES: Final = "messages"
# More than the largest fair that a county may approve by itself (Order 505).
GUESTS_MOST: Final = 100_000

Templates = Mapping[str, Template]


def tell(work: Any, events: Sequence[Event], templates: Templates) -> None:
    """Learn from the events and write to those whom they concern.

    Raises Early for an event about somebody of whom notify has not heard yet.
    """
    _load(work, events)
    for event in work.handling(events):
        if event.type == FAIR_CANCELLED:
            _tell_guests(work, event, templates[FAIR_CANCELLED])
            continue
        if event.type == PERSON_ERASED:
            _forget(work, event.data["person_id"])
            continue
        reader = _learn(work, event)
        if reader.erased:
            continue
        if event.type in templates:
            _write(work, event.id, templates[event.type], reader, event.data)
        if "fair_id" in event.data:
            _expect(work, event, reader, templates[FAIR_CANCELLED])


def list_messages(
    work: Any, *, person_id: str, unread: bool = False, cursor: str | None = None, limit: int = 50
) -> Page[Message]:
    """The inbox of a person, newest first. Raises PersonNotFound."""
    _must_reach(work, person_id)
    wanted: dict[str, Any] = {"person_id": person_id, "channel": Channel.IN_APP}
    if unread:
        wanted["read_at"] = None
    page: Page[Message] = work.messages.page(wanted, cursor, limit)
    if not page.rows:
        work.readers.get(person_id)
    return page


def _must_reach(work: Any, person_id: str) -> None:
    """A worker reads his own inbox, an officer those of his region."""
    if not work.reach.holds(person_id=person_id):
        work.readers.within_reach(person_id)


def read_message(work: Any, *, message_id: str) -> Message:
    """Mark a message of the own inbox as read; a second time changes nothing."""
    message: Message = work.messages.within_reach(message_id)
    if message.read_at:
        return message
    marked: Message = work.messages.save(*message.read(work.now))
    return marked


def count_messages(work: Any) -> dict[str, int]:
    """How many messages are in each state."""
    return {state.value: work.messages.count({"state": state}) for state in State}


def claim_due(work: Any, *, limit: int) -> list[Message]:
    """E-mails whose time has come, held for this caller for `delivery.LEASE`.

    Those that may not go out any more are suppressed here. Of two replicas that claim the same
    rows one commits; the other runs again and finds them claimed.
    """
    due = work.deliveries.all({"due_at": {"$lte": work.now}}, sort="due_at", limit=limit)
    queued = _by_key(work.messages, "message_id", [delivery.message_id for delivery in due])
    readers = _by_key(work.readers, "person_id", [m.person_id for m in queued.values()])
    claimed = []
    for delivery in due:
        message = queued[delivery.message_id]
        barred = readers[message.person_id].email_barred
        if barred or delivery.hopeless:
            ended = (
                message.suppress(barred, work.now) if barred else message.fail(GAVE_UP, work.now)
            )
            work.messages.save(*ended)
            work.deliveries.remove(message.message_id)
        else:
            work.deliveries.put(delivery.claim(work.now))
            claimed.append(message)
    return claimed


def conclude(work: Any, *, outcomes: Sequence[Outcome], delays_s: Sequence[float]) -> None:
    """Write down what became of claimed e-mails. One that somebody else settled meanwhile,
    because the claim ran out, stays as it is; of somebody erased there is none."""
    messages = _by_key(work.messages, "message_id", [one.message_id for one in outcomes])
    for outcome in outcomes:
        message = messages.get(outcome.message_id)
        delivery: Delivery | None = work.deliveries.find(outcome.message_id)
        if message is None or message.state is not State.QUEUED or delivery is None:
            continue
        later = _next_try(delivery, outcome, work.now, delays_s)
        if later:
            work.deliveries.put(later)
        else:
            work.messages.save(*_settled(message, outcome, work))
            work.deliveries.remove(outcome.message_id)


def _next_try(
    delivery: Delivery, outcome: Outcome, now: datetime, delays_s: Sequence[float]
) -> Delivery | None:
    if outcome.verdict is Verdict.UNTRIED:
        return delivery.put_back(now)
    return delivery.again(now, delays_s) if outcome.verdict is Verdict.NOT_NOW else None


def _settled(message: Message, outcome: Outcome, work: Any) -> Any:
    if outcome.verdict is Verdict.SENT:
        return message.deliver(work.now)
    if outcome.verdict is Verdict.SUPPRESSED:
        return message.suppress(outcome.reason, work.now)
    return message.fail(outcome.reason, work.now)


def _load(work: Any, events: Sequence[Event]) -> None:
    work.readers.fetch(event.data["person_id"] for event in events if "person_id" in event.data)
    work.cancelled_fairs.fetch(event.data["fair_id"] for event in events if "fair_id" in event.data)


def _by_key(store: Any, key: str, ids: list[str]) -> dict[str, Any]:
    found = store.all({key: {"$in": ids}}, limit=len(ids))
    return {getattr(one, key): one for one in found}


def _learn(work: Any, event: Event) -> Reader:
    person_id, data = event.data["person_id"], event.data
    known: Reader | None = work.readers.find(person_id)
    if event.type == PERSON_REGISTERED:
        known = known or Reader(person_id=person_id)
        learned = replace(
            known, region=data["region"], agreed=_agreed(known, data), **_reachable(data)
        )
    elif known is None:
        raise Early(f"person {person_id}")
    elif event.type == PERSON_MOVED:
        learned = replace(known, region=data["region"])
    elif event.type == CONTACT_CHANGED:
        learned = replace(known, **_reachable(data))
    elif event.type in (CONSENT_GIVEN, CONSENT_WITHDRAWN) and data["purpose"] == ABOUT_MESSAGES:
        learned = replace(known, agreed=event.type == CONSENT_GIVEN)
    else:
        return known
    reader: Reader = work.readers.put(learned)
    return reader


def _forget(work: Any, person_id: str) -> None:
    """Nothing that was written to somebody erased is kept, and nothing more is written."""
    work.readers.put(Reader(person_id=person_id, erased=True))
    for message in work.messages.all({"person_id": person_id, "state": State.QUEUED}):
        work.deliveries.remove(message.message_id)
    erase_people(work, DATA_INVENTORY, [person_id])


def _agreed(known: Reader, data: Mapping[str, Any]) -> bool | None:
    return True if ABOUT_MESSAGES in data["consents"] else known.agreed


def _reachable(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "has_email": Channel.EMAIL.value in data["channels"],
        "language": Language(data["language"]),
    }


def _expect(work: Any, event: Event, reader: Reader, template: Template) -> None:
    """Keep who is expected at a fair; tell late-comers at once that it was cancelled."""
    registration_id, fair_id = event.data["registration_id"], event.data["fair_id"]
    if event.type == REGISTRATION_CANCELLED:
        work.guests.remove(registration_id)
        return
    cancelled: CancelledFair | None = work.cancelled_fairs.find(fair_id)
    if cancelled:
        _write(work, cancelled.event_id, template, reader, vars(cancelled))
    else:
        guest = Guest(registration_id=registration_id, fair_id=fair_id, person_id=reader.person_id)
        work.guests.put(guest)


def _tell_guests(work: Any, event: Event, template: Template) -> None:
    fair = CancelledFair(
        event_id=event.id,
        **{name: event.data[name] for name in ("fair_id", "title", "starts_on", "reason")},
    )
    work.cancelled_fairs.put(fair)
    guests = work.guests.all({"fair_id": fair.fair_id}, limit=GUESTS_MOST)
    readers = _by_key(work.readers, "person_id", sorted({guest.person_id for guest in guests}))
    for guest in guests:
        _write(work, event.id, template, readers[guest.person_id], event.data)
        work.guests.remove(guest.registration_id)


def _write(
    work: Any, event_id: str, template: Template, reader: Reader, data: Mapping[str, Any]
) -> None:
    wording = template.fill(reader.language, data)

    def message(channel: Channel) -> Message:
        return Message(
            message_id=work.new_id(),
            person_id=reader.person_id,
            event_id=event_id,
            channel=channel,
            template=template.name,
            template_version=template.version,
            language=reader.language,
            title=wording.title,
            text=wording.text,
            created_at=work.now,
            traceparent=work.cause.traceparent if work.cause else None,
        )

    work.messages.add(*message(Channel.IN_APP).deliver(work.now))
    if not reader.has_email:
        return
    letter = message(Channel.EMAIL)
    if reader.email_barred:
        work.messages.add(*letter.suppress(reader.email_barred, work.now))
    else:
        work.messages.add(letter, letter.queued())
        work.deliveries.put(Delivery(message_id=letter.message_id, due_at=work.now))
