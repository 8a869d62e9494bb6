"""Nothing that was written to somebody erased is kept, and nothing more is written."""

from __future__ import annotations

from notify_world import news, registered

from notify import usecases
from notify.domain.outcome import Outcome, Verdict


def seat(person_id="person-1"):
    return news(
        "jobs.registration.confirmed",
        person_id=person_id,
        fair_id="fair-1",
        registration_id=f"registration-{person_id}",
        fair_title="春风行动招聘会",
        starts_on="2025-03-08",
    )


def erased(person_id="person-1"):
    return news("people.person.erased", person_id=person_id)


def test_messages_letters_and_expectations_of_somebody_erased_are_gone(notify):
    notify.hear(registered(email=True), registered("person-2", email=True))
    notify.hear(seat(), seat("person-2"))
    for _ in range(2):
        notify.hear(erased())
    assert {message.person_id for message in notify.messages()} == {"person-2"}
    queued = {message.message_id for message in notify.messages(channel="email")}
    assert notify.store.collections["deliveries"].keys() <= queued
    guests = notify.store.collections["guests"].values()
    assert {guest["person_id"] for guest in guests} == {"person-2"}


def test_late_news_writes_nothing_more(notify):
    notify.hear(registered(email=True), erased(), seat())
    assert notify.messages() == []


def test_a_letter_that_was_on_its_way_ends_without_a_trace(notify):
    notify.hear(registered(email=True), seat())
    [claimed, *_] = notify.store.commit(usecases.claim_due, limit=10)
    notify.hear(erased())
    outcome = Outcome(claimed.message_id, Verdict.SENT)
    notify.store.commit(usecases.conclude, outcomes=[outcome], delays_s=[1])
    assert notify.messages() == []
