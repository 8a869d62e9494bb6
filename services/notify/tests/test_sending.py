from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from notify_world import news, registered, settings_for

from chassis.domain import Refused, Unavailable
from notify import metrics, sender, usecases
from notify.domain.delivery import CLAIMS_MOST, LEASE, UNTRIED_PAUSE
from notify.domain.outcome import Outcome, Verdict
from notify.errors import MessageAlreadySettled
from notify.sender import Sender
from notify.vocabulary import Channel, State

ADDRESS = "liming@example.com"


class People:
    """The people service as the sender sees it."""

    def __init__(self, email: str | None = ADDRESS) -> None:
        self.email = email
        self.fault: Exception | None = None
        self.asked: list[str] = []
        self.unknown: set[str] = set()

    def get_contacts(self, request):
        self.asked += [one["person_id"] for one in request["wanted"]]
        if self.fault:
            raise self.fault
        contact = {"name": "李明", "email": self.email}
        known = [one for one in request["wanted"] if one["person_id"] not in self.unknown]
        return {"rows": [{"message_id": one["message_id"], **contact} for one in known]}


@pytest.fixture
def people() -> People:
    return People()


@pytest.fixture
def queued(notify):
    """One e-mail that is due."""
    notify.hear(registered(email=True))
    return notify


@pytest.fixture
def run(notify, people, settings):
    def send(given=settings) -> int:
        return Sender(notify.store.commit, people, given).run()

    return send


def email(notify):
    [one] = notify.messages(channel=Channel.EMAIL)
    return one


def test_a_due_email_reaches_the_mail_server(queued, run, post):
    assert run() == 1
    [envelope] = post.letters
    letter = message_from_bytes(envelope.content, policy=policy.default)
    assert envelope.rcpt_tos == [ADDRESS]
    assert (letter["Subject"], letter["Content-Language"]) == ("欢迎使用云岭就业", "zh-CN")
    assert letter["Message-ID"] == f"<{email(queued).message_id}@yunling.example>"
    assert "李明，您好" in letter.get_content()
    assert email(queued).state is State.DELIVERED
    assert queued.store.collections["deliveries"] == {}


def test_nothing_is_sent_twice(queued, run, post):
    run()
    assert run() == 0
    assert len(post.letters) == 1


def test_people_is_asked_for_a_contact_only_for_an_email(notify, run, people):
    notify.hear(registered(), news("loans.loan.recommended", person_id="person-1"))
    run()
    assert people.asked == []


def test_a_refused_recipient_fails_at_once_with_its_reason(queued, run, post):
    post.answers[ADDRESS] = "550 no such mailbox liming"
    run()
    assert (email(queued).state, email(queued).reason) == (State.FAILED, "mail_server_said_550")


def test_a_transient_answer_is_tried_again_later_and_then_delivered(queued, run, post):
    post.answers[ADDRESS] = "451 try again"
    run()
    assert email(queued).state is State.QUEUED
    post.answers.clear()
    queued.store.now += timedelta(seconds=9)
    assert run() == 0
    queued.store.now += timedelta(seconds=1)
    run()
    assert email(queued).state is State.DELIVERED


def test_the_delay_grows_and_ends(queued, run, post):
    post.answers["DATA"] = "452 full"
    waits = []
    while email(queued).state is State.QUEUED:
        run()
        for delivery in queued.store.collections["deliveries"].values():
            waits.append((delivery["due_at"] - queued.store.now).total_seconds())
            queued.store.now = delivery["due_at"]
    assert waits == [10, 60, 300, 1800, 7200]
    assert (email(queued).state, email(queued).reason) == (State.FAILED, "mail_server_said_452")


def test_a_mail_server_that_is_away_costs_a_try_and_no_message(notify, people):
    notify.hear(*(registered(f"person-{n}", email=True) for n in range(12)))
    assert Sender(notify.store.commit, people, settings_for(1, smtp_lanes=1)).run() == 12
    assert notify.store.read(usecases.count_messages)["queued"] == 12
    assert {d["tries"] for d in notify.store.collections["deliveries"].values()} == {1}


@pytest.mark.parametrize(
    "fault", [Refused("internal_error", {}), Unavailable("people", "deadline")]
)
def test_while_people_cannot_answer_an_email_waits(queued, run, people, fault):
    people.fault = fault
    run()
    assert email(queued).state is State.QUEUED


def test_as_long_as_people_is_away_no_try_is_counted(queued, run, people, settings):
    people.fault = Unavailable("people", "not running")
    for _ in range(len(settings.retry_delays_s) + 2):
        run()
        queued.store.now += UNTRIED_PAUSE
    people.fault = None
    run()
    assert email(queued).state is State.DELIVERED


def test_an_email_to_somebody_whom_people_does_not_know_fails(queued, run, people):
    people.unknown.add("person-1")
    run()
    assert (email(queued).state, email(queued).reason) == (State.FAILED, "person_not_found")


def test_what_was_sent_is_written_down_when_the_store_is_back(
    queued, people, settings, post, monkeypatch
):
    monkeypatch.setattr("notify.sender.PAUSES_S", (0.001, 0))
    calls = []

    def commit(usecase, **command):
        calls.append(usecase)
        if calls.count(usecases.conclude) == 1 and usecase is usecases.conclude:
            raise Unavailable("notify", "database")
        return queued.store.commit(usecase, **command)

    Sender(commit, people, settings).run()
    assert email(queued).state is State.DELIVERED
    assert len(post.letters) == 1


def test_an_address_that_was_taken_away_suppresses_the_email(queued, run, people):
    people.email = None
    run()
    assert (email(queued).state, email(queued).reason) == (State.SUPPRESSED, "no_email_address")


def test_consent_withdrawn_while_an_email_waits_suppresses_it(queued, run, people):
    gone = {"person_id": "person-1", "purpose": "messages"}
    queued.hear(news("people.person.consent_withdrawn", **gone))
    run()
    assert (email(queued).state, email(queued).reason) == (State.SUPPRESSED, "consent_withdrawn")
    assert people.asked == []


def test_a_claimed_email_is_not_claimed_again_until_the_claim_runs_out(queued):
    claim = lambda: queued.store.commit(usecases.claim_due, limit=10)  # noqa: E731 - said thrice
    assert len(claim()) == 1
    assert claim() == []
    queued.store.now += LEASE
    assert len(claim()) == 1


def test_a_late_report_about_a_settled_email_changes_nothing(queued, run):
    run()
    late = Outcome(email(queued).message_id, Verdict.UNDELIVERABLE, "mail_server_said_550")
    queued.store.commit(usecases.conclude, outcomes=[late], delays_s=(1.0,))
    assert email(queued).state is State.DELIVERED


def test_a_message_ends_in_one_state(queued, run):
    run()
    with pytest.raises(MessageAlreadySettled):
        email(queued).fail("any", queued.store.now)


def test_many_emails_go_over_several_connections(notify, run, post):
    notify.hear(*(registered(f"person-{n}", email=True) for n in range(60)))
    assert run() == 60
    assert len(post.letters) == 60
    assert notify.store.read(usecases.count_messages)["queued"] == 0


def test_a_letter_that_breaks_us_keeps_no_other_letter_back(notify, run, post, monkeypatch):
    notify.hear(registered("person-1", email=True), registered("person-2", email=True))
    first = notify.messages(channel=Channel.EMAIL)[0].message_id
    whole = sender.letter

    def breaking(message, **more):
        if message.message_id == first:
            raise KeyError("name")
        return whole(message, **more)

    monkeypatch.setattr(sender, "letter", breaking)
    run()
    assert len(post.letters) == 1
    assert notify.store.read(usecases.count_messages)["queued"] == 1


def test_an_email_that_nobody_ever_reports_back_on_fails_in_the_end(queued):
    claims = 0
    while queued.store.commit(usecases.claim_due, limit=1):
        claims += 1
        queued.store.now += LEASE
    assert claims == CLAIMS_MOST
    assert (email(queued).state, email(queued).reason) == (State.FAILED, "never_reported_back")


def test_letters_are_counted_by_what_came_of_them(queued, run, people):
    def untried() -> float:
        return metrics.LETTERS.labels("untried")._value.get()

    before = untried()
    people.fault = Unavailable("people", "deadline")
    run()
    assert untried() == before + 1
