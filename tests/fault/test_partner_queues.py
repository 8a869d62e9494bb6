"""Partners' queues with a real broker and a real store: nothing lost, nobody held up."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.fault.post import FAIR, HIRED, Post, an_event
from tests.fault.stage import Infra, until


@pytest.fixture(scope="module")
def post(infra: Infra, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    """A gateway whose partners' queues take ten events each."""
    post = Post(infra, tmp_path_factory.mktemp("post"))
    post.start()
    yield post
    post.close()


@pytest.fixture
def partner_id(post: Post) -> str:
    """A partner of the test's own, which may begin to read before it is sent anything."""
    partner_id = f"bureau-{uuid.uuid4().hex[:8]}"
    post.add_partner(partner_id, FAIR, HIRED)
    until(lambda: post.has_queue(partner_id))
    return partner_id


def numbers(taken: list[Any]) -> list[int]:
    return [int(event["deliverysequence"]) for event, _ in taken]


def test_a_full_queue_holds_up_nobody_else_and_loses_nothing(post: Post, partner_id: str) -> None:
    post.add_partner("slow", FAIR)
    until(lambda: post.has_queue("slow"))
    with post.reading(partner_id) as quick, post.reading("slow") as slow:
        post.publish(*(an_event(f"f-{n}") for n in range(35)))
        got: list[Any] = []
        until(lambda: got.extend(quick()) or len(got) == 35)
        assert post.waiting("slow") == 10
        assert (post.left("slow"), post.left(partner_id)) == (10, 35)
        late: list[Any] = []
        until(lambda: late.extend(slow()) or len(late) == 35)
    assert numbers(got) == numbers(late) == list(range(1, 36))


def test_a_consent_decides_and_a_signature_vouches(post: Post, partner_id: str) -> None:
    consent = "yunling.people.person.consent_given.v1"
    about = {"purpose": "partner_sharing", "notice_version": "1", "partner_id": partner_id}
    post.publish(an_event("c-1", consent, person_id="p-1", **about), type=consent)
    until(lambda: post.db.sharing_consents.count_documents({"partner_id": partner_id}) == 1)
    post.publish(
        *(an_event(f"h-{n}", HIRED, person_id=f"p-{n}", key_groups=["disabled"]) for n in (1, 2)),
        type=HIRED,
    )
    until(lambda: post.left(partner_id) == 1)
    with post.reading(partner_id) as take:
        [(event, headers)] = take()
    assert event["data"] == {"region": "530102", "person_id": "p-1"}
    [key] = requests.get(f"{post.url}/v1/signing-keys", timeout=5).json()["keys"]
    assert headers["webhook-key"] == key["kid"]
    public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(key["x"] + "="))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode()
    signature = base64.b64decode(headers["webhook-signature"].removeprefix("v1a,"))
    public.verify(signature, signed + orjson.dumps(event))


def test_after_a_kill_nothing_is_missing_and_yesterday_is_stated(post: Post) -> None:
    post.end()
    post.forget_partners()
    post.add_partner("kunming", FAIR, days=1)
    post.had_yesterday("kunming", 5)
    post.die_at("pump.after_send")
    post.start()
    post.publish(*(an_event(f"k-{n}") for n in range(20)))
    until(lambda: post.ended() is not None)
    post.release_leases()
    post.start()
    taken: list[Any] = []
    with post.reading("kunming") as take:
        until(lambda: taken.extend(take()) or post.left("kunming") == 25)
        taken += take()
        post.ask_replay("kunming", first=7, last=9)
        until(lambda: post.db.replays.find_one()["state"] == "done")
        again = take()
    assert sorted(set(numbers(taken))) == list(range(6, 26))
    assert len(taken) > len({event["id"] for event, _ in taken}) == 20
    assert numbers(again) == [7, 8, 9]
    assert {headers["replay"] for _, headers in again} == {"r-1"}
    content = until(lambda: post.stated("kunming"))
    assert content["sent"]["numbers"] == [[1, 5]]
    assert [one["count"] for one in content["sent"]["types"]] == [5]
    assert [one["count"] for one in content["received"]["types"]] == [1]
