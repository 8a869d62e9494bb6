from __future__ import annotations

import pytest
from notify_world import news, registered

from chassis.domain import Actor
from notify import usecases
from notify.errors import MessageNotFound, MessageNotInInbox, PersonNotFound
from notify.events import MessageRead
from notify.schemas import MessageView

LOAN = {"person_id": "person-1"}


@pytest.fixture
def inbox(notify):
    def read(unread: bool = False, cursor: str | None = None, limit: int = 10):
        query = {"person_id": "person-1", "unread": unread, "cursor": cursor, "limit": limit}
        return notify.store.read(usecases.list_messages, **query)

    return read


def test_the_inbox_is_newest_first_without_the_emails(notify, inbox):
    notify.hear(registered(email=True), news("loans.loan.recommended", **LOAN))
    assert [row.template for row in inbox().rows] == ["loan.recommended", "person.registered"]


def test_the_inbox_comes_in_pages(notify, inbox):
    notify.hear(registered(), *(news("loans.loan.recommended", **LOAN) for _ in range(4)))
    first = inbox(limit=3)
    second = inbox(limit=3, cursor=first.next_cursor)
    assert (len(first.rows), len(second.rows), second.next_cursor) == (3, 2, None)
    shown = MessageView(many=True).dump([*first.rows, *second.rows])
    assert len({row["message_id"] for row in shown}) == 5


def test_a_message_is_marked_as_read_once(notify, inbox):
    notify.hear(registered())
    [message] = inbox(unread=True).rows
    for _ in range(2):
        marked = notify.store.commit(usecases.read_message, message_id=message.message_id)
    assert marked.read_at == notify.store.now
    assert inbox(unread=True).rows == []
    assert [type(event) for event in notify.store.events].count(MessageRead) == 1


def test_an_email_cannot_be_marked(notify):
    notify.hear(registered(email=True))
    email = notify.messages(channel="email")[0]
    with pytest.raises(MessageNotInInbox):
        notify.store.commit(usecases.read_message, message_id=email.message_id)


def test_an_unknown_message_is_refused(notify):
    with pytest.raises(MessageNotFound):
        notify.store.commit(usecases.read_message, message_id="nothing")


def test_the_inbox_of_somebody_unknown_is_refused(inbox):
    with pytest.raises(PersonNotFound):
        inbox()


def test_messages_are_counted_by_state(notify):
    notify.hear(registered("person-1"), registered("person-2", email=True))
    assert notify.store.read(usecases.count_messages) == {
        "queued": 1,
        "delivered": 2,
        "failed": 0,
        "suppressed": 0,
    }


@pytest.mark.parametrize("region", ["530102", "530100", "530000"])
def test_an_officer_reads_the_inboxes_of_his_region(notify, inbox, region):
    notify.hear(registered(region="530102"))
    notify.store.actor = Actor("officer", "officer", region=region)
    assert len(inbox().rows) == 1


def test_an_inbox_moves_with_its_person_out_of_an_officers_reach(notify, inbox):
    notify.hear(registered(region="530102"))
    notify.store.actor = Actor("officer", "officer", region="530102")
    notify.hear(news("people.person.moved", person_id="person-1", region="532901"))
    notify.store.actor = Actor("officer", "officer", region="530102")
    with pytest.raises(PersonNotFound):
        inbox()
    notify.store.actor = Actor("officer", "officer", region="532900")
    assert len(inbox().rows) == 1


def test_a_worker_reads_and_marks_the_own_inbox_only(notify, inbox):
    notify.hear(registered())
    [message] = inbox().rows
    notify.store.actor = Actor("other", "worker", person_id="person-2")
    with pytest.raises(PersonNotFound):
        inbox()
    with pytest.raises(MessageNotFound):
        notify.store.commit(usecases.read_message, message_id=message.message_id)
    notify.store.actor = Actor("own", "worker", person_id="person-1")
    assert notify.store.commit(usecases.read_message, message_id=message.message_id).read_at
