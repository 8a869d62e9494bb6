from __future__ import annotations

import pytest
from notify_world import news, registered

from chassis.domain import Early
from notify.events import MessageDelivered, MessageQueued, MessageSuppressed
from notify.vocabulary import Channel, Language, State

FAIR = {"fair_id": "fair-1", "fair_title": "昆明春风行动", "starts_on": "2025-03-08"}
CANCELLED = {"fair_id": "fair-1", "title": "昆明春风行动", "starts_on": "2025-03-08"}


def seat(what: str, number: int = 1, **more):
    ids = {"registration_id": f"registration-{number}", "person_id": f"person-{number}"}
    return news(f"jobs.registration.{what}", **ids, **FAIR, **more)


def withdrawn(purpose: str = "messages"):
    return news("people.person.consent_withdrawn", person_id="person-1", purpose=purpose)


def test_a_new_person_is_welcomed_in_the_inbox(notify):
    notify.hear(registered())
    [message] = notify.messages()
    assert (message.state, message.channel) == (State.DELIVERED, Channel.IN_APP)
    named = {"message_id": message.message_id, "person_id": "person-1"}
    template = {"channel": Channel.IN_APP, "template": "person.registered"}
    assert notify.store.events == [MessageDelivered(**named, **template)]


def test_who_reads_english_gets_english(notify):
    notify.hear(registered(language="en"))
    [message] = notify.messages()
    assert (message.language, message.title) == (Language.ENGLISH, "Welcome to Yunling")


def test_a_seat_is_told_with_title_and_day(notify):
    notify.hear(registered(), seat("confirmed"))
    [message] = notify.messages(template="registration.confirmed")
    assert "“昆明春风行动”，2025年3月8日开始" in message.text


def test_a_person_with_an_address_gets_an_email_too(notify):
    notify.hear(registered(email=True))
    assert [(m.channel, m.state) for m in notify.messages()] == [
        (Channel.IN_APP, State.DELIVERED),
        (Channel.EMAIL, State.QUEUED),
    ]
    assert isinstance(notify.store.events[1], MessageQueued)
    assert len(notify.store.collections["deliveries"]) == 1


def test_without_consent_an_email_is_suppressed(notify):
    notify.hear(registered(email=True, agreed=False))
    inbox, email = notify.messages()
    assert inbox.state is State.DELIVERED
    assert (email.state, email.reason) == (State.SUPPRESSED, "no_consent")


def test_a_withdrawn_consent_stops_emails_and_the_inbox_goes_on(notify):
    notify.hear(registered(email=True), withdrawn(), seat("confirmed"))
    inbox, email = notify.messages(template="registration.confirmed")
    assert inbox.state is State.DELIVERED
    assert (email.state, email.reason) == (State.SUPPRESSED, "consent_withdrawn")
    assert isinstance(notify.store.events[-1], MessageSuppressed)


def test_consent_to_something_else_does_not_matter(notify):
    notify.hear(registered(email=True), withdrawn("partner_sharing"), seat("confirmed"))
    assert notify.messages(template="registration.confirmed")[1].state is State.QUEUED


def test_consent_given_again_lets_emails_out_again(notify):
    again = news("people.person.consent_given", person_id="person-1", purpose="messages")
    notify.hear(registered(email=True), withdrawn(), again, seat("confirmed"))
    assert notify.messages(template="registration.confirmed")[1].state is State.QUEUED


def test_a_contact_that_changed_counts_from_now_on(notify):
    gone = {"person_id": "person-1", "channels": ["in_app"], "language": "en"}
    notify.hear(registered(email=True))
    notify.hear(news("people.person.contact_changed", **gone), seat("confirmed"))
    [message] = notify.messages(template="registration.confirmed")
    assert message.language is Language.ENGLISH


def test_news_of_somebody_unknown_waits(notify):
    with pytest.raises(Early):
        notify.hear(seat("confirmed"))
    assert notify.messages() == []


def test_everybody_expected_at_a_cancelled_fair_is_told(notify):
    notify.hear(*(registered(f"person-{n}") for n in (1, 2, 3)))
    notify.hear(seat("confirmed", 1), seat("waitlisted", 2, position=1), seat("confirmed", 3))
    notify.hear(seat("cancelled", 3))
    notify.hear(news("jobs.fair.cancelled", **CANCELLED, reason="场馆停电"))
    told = notify.messages(template="fair.cancelled")
    assert sorted(message.person_id for message in told) == ["person-1", "person-2"]
    assert "场馆停电" in told[0].text
    assert notify.store.collections["guests"] == {}


def test_who_registered_before_a_cancellation_but_is_heard_of_later_is_told(notify):
    cancelled = news("jobs.fair.cancelled", **CANCELLED, reason="场馆停电")
    notify.hear(registered(), cancelled, seat("confirmed"))
    assert notify.told() == ["person.registered", "registration.confirmed", "fair.cancelled"]


def test_a_fair_that_nobody_was_expected_at_is_cancelled_silently(notify):
    notify.hear(news("jobs.fair.cancelled", **CANCELLED, reason="场馆停电"))
    assert notify.messages() == []


def test_milestones_of_a_loan_are_told(notify):
    notify.hear(
        registered(),
        news("loans.loan.submitted", person_id="person-1", amount="200000.00", loan_id="loan-1"),
        news("loans.loan.disbursed", person_id="person-1", amount="2.5", value_date="2025-03-08"),
    )
    assert notify.told() == ["person.registered", "loan.submitted", "loan.disbursed"]
    assert "200,000.00" in notify.messages(template="loan.submitted")[0].text


def test_a_message_never_holds_a_name_or_an_address(notify):
    notify.hear(registered(email=True))
    assert not {"name", "email", "phone"} & vars(notify.messages()[0]).keys()
