"""The statement of a day: what it counts, when it is made, and that it is signed."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from outward_desk import Sharing, a_consent, a_partner, an_event

from chassis.domain import Actor
from partners import canonical
from partners.errors import PartnerNotFound, StatementNotFound
from partners.intake import rejected, sequences
from partners.intake.candidate import Candidate
from partners.intake.fault import Fault
from partners.intake.usecases import accept_events
from partners.outbound import consents, statements
from partners.outbound.delivery_signatures import Signer, content_of, jwk, thumbprint
from partners.outbound.schemas import StatementView
from partners.outbound.workers import make_missing
from partners.registry.partner import State

MONDAY = date(2025, 6, 2)
TUESDAY_NOON = datetime(2025, 6, 3, 4, 0, tzinfo=UTC)
REPAID = "yunling.partners.repayment.reported.v1"
SIGNER = Signer(b"k" * 32)


@pytest.fixture
def sharing() -> Sharing:
    """A bank that was registered on Monday 2 June, at noon in Kunming."""
    sharing = Sharing()
    sharing.add(a_partner(created_at=sharing.store.now))
    sharing.consent()
    return sharing


def accept(sharing: Sharing, *ids: str, partner_id: str = "icbc") -> None:
    candidates = [
        Candidate(
            f"/partners/{partner_id}#{id}",
            canonical.sha256(id.encode()),
            {"type": REPAID, "source": f"/partners/{partner_id}", "id": id},
        )
        for id in ids
    ]
    partner = replace(a_partner(), partner_id=partner_id)
    sharing.store.commit(accept_events, partner=partner, candidates=candidates)


def statement_of(sharing: Sharing, day: date = MONDAY) -> Any:
    sharing.store.now = datetime.combine(day, TUESDAY_NOON.timetz()) + timedelta(days=1)
    make_missing(sharing.store, SIGNER)
    made = sharing.store.read(statements.get_statement, partner_id="icbc", day=day)
    return content_of(made.jws)


def test_a_statement_counts_and_hashes_both_ways(sharing: Sharing) -> None:
    accept(sharing, "b", "a")
    accept(sharing, "c", partner_id="ccb")
    events = [an_event(n=n) for n in (1, 2, 3)]
    sharing.share(*events)
    sharing.leave(most=2)
    content = statement_of(sharing)
    lines = "".join(f"{id} {hashlib.sha256(id.encode()).hexdigest()}\n" for id in ("a", "b"))
    assert content["received"]["types"] == [
        {"type": REPAID, "count": 2, "sha256": hashlib.sha256(lines.encode()).hexdigest()}
    ]
    [sent] = content["sent"]["types"]
    assert sent["count"] == 2
    assert content["sent"]["numbers"] == [[1, 2]]
    assert (content["day"], content["from"]) == ("2025-06-02", "2025-06-01T16:00:00Z")


def test_what_was_refused_and_what_never_came_is_stated_too(sharing: Sharing) -> None:
    turned_away = [
        rejected.TurnedAway("icbc", rejected.HTTP, raw, {}, Fault(code))
        for raw, code in ((b"1", "invalid"), (b"2", "invalid"), (b"3", "type_not_yours"))
    ]
    sharing.store.commit(rejected.keep, turned_away=turned_away)
    sharing.store.commit(sequences.note, partner_id="icbc", numbered=[(REPAID, 1), (REPAID, 4)])
    received = statement_of(sharing)["received"]
    assert received["rejected"] == [
        {"code": "invalid", "count": 2},
        {"code": "type_not_yours", "count": 1},
    ]
    assert received["gaps"] == [{"type": REPAID, "first": 2, "last": 3}]


def test_the_digest_is_of_what_was_sent(sharing: Sharing) -> None:
    sharing.share(an_event())
    sharing.leave()
    shown = {"bank_id": "icbc", "person_id": "p1", "region": "530102"}
    digest = canonical.sha256(canonical.text(an_event().type, shown))
    [sent] = statement_of(sharing)["sent"]["types"]
    assert sent["sha256"] == canonical.total([(an_event().id, digest)])


def test_what_was_withheld_is_named_and_not_counted(sharing: Sharing) -> None:
    sharing.consent(a_consent(consents.GIVEN, person_id="p2"))
    sharing.share(an_event(), an_event(n=2, person_id="p2"), an_event(n=3))
    sharing.consent(a_consent(consents.WITHDRAWN, 2, person_id="p2"))
    sharing.leave()
    sent = statement_of(sharing)["sent"]
    assert (sent["numbers"], sent["withheld"]) == ([[1, 1], [3, 3]], [[2, 2]])
    assert sent["types"][0]["count"] == 2


def test_an_event_belongs_to_the_day_on_which_it_left(sharing: Sharing) -> None:
    sharing.share(an_event())
    sharing.leave(at=TUESDAY_NOON)
    assert statement_of(sharing)["sent"]["numbers"] == []
    tuesday = statement_of(sharing, MONDAY + timedelta(days=1))
    assert tuesday["sent"]["numbers"] == [[1, 1]]


def test_a_statement_is_made_once_when_its_day_is_over_for_certain(sharing: Sharing) -> None:
    sharing.store.now = datetime(2025, 6, 2, 16, 4, tzinfo=UTC)
    assert make_missing(sharing.store, SIGNER) == 0
    with pytest.raises(StatementNotFound):
        sharing.store.read(statements.get_statement, partner_id="icbc", day=MONDAY)
    sharing.store.now = datetime(2025, 6, 2, 16, 6, tzinfo=UTC)
    assert make_missing(sharing.store, SIGNER) == 1
    assert make_missing(sharing.store, SIGNER) == 0


def test_two_replicas_at_once_make_the_same_statement_once(sharing: Sharing) -> None:
    sharing.store.now = TUESDAY_NOON
    content = sharing.store.read(statements.draft, partner_id="icbc", day=MONDAY)
    first, second = (
        sharing.store.commit(statements.keep, content=content, signer=SIGNER) for _ in range(2)
    )
    assert first == second


def test_days_on_which_no_gateway_ran_are_made_up_for_and_chained(sharing: Sharing) -> None:
    sharing.store.now = TUESDAY_NOON + timedelta(days=2)
    assert make_missing(sharing.store, SIGNER) == 3
    rows = sharing.store.read(statements.list_statements, partner_id="icbc").rows
    wednesday, tuesday, monday = (row.jws for row in rows)
    assert content_of(monday)["previous"] is None
    assert content_of(wednesday)["previous"] == hashlib.sha256(tuesday.encode()).hexdigest()
    assert content_of(tuesday)["previous"] == hashlib.sha256(monday.encode()).hexdigest()


def test_a_partner_that_is_gone_has_no_statements_of_later_days(sharing: Sharing) -> None:
    gone = replace(a_partner(created_at=sharing.store.now), state=State.REMOVED)
    sharing.add(replace(gone, changed_at=sharing.store.now))
    sharing.store.now = TUESDAY_NOON + timedelta(days=5)
    assert make_missing(sharing.store, SIGNER) == 1


def test_a_statement_holds_under_its_key_and_no_other(sharing: Sharing) -> None:
    statement_of(sharing)
    made = sharing.store.read(statements.get_statement, partner_id="icbc", day=MONDAY)
    [key] = sharing.store.read(statements.keys)
    assert key.kid == thumbprint(key.x)
    jws = jwt.PyJWS(algorithms=["EdDSA"])
    assert jws.decode_complete(made.jws, jwt.PyJWK(jwk(key.kid, key.x)))["header"]["kid"] == key.kid
    other = Signer(b"o" * 32)
    with pytest.raises(jwt.InvalidSignatureError):
        jws.decode(made.jws, jwt.PyJWK(jwk(other.kid, other.x)))


def test_a_statement_is_shown_as_it_was_signed(sharing: Sharing) -> None:
    content = statement_of(sharing)
    assert StatementView().dump({"statement": content, "jws": "signed"})["statement"] == content


def test_the_keys_of_old_statements_stay_published(sharing: Sharing) -> None:
    statement_of(sharing)
    sharing.store.now = TUESDAY_NOON + timedelta(days=1)
    new = Signer(b"n" * 32)
    make_missing(sharing.store, new)
    assert [key.kid for key in sharing.store.read(statements.keys)] == [new.kid, SIGNER.kid]


def test_a_statement_is_for_the_partner_itself(sharing: Sharing) -> None:
    statement_of(sharing)
    sharing.store.actor = Actor("partner:ccb", "bank", partner_id="ccb")
    with pytest.raises(PartnerNotFound):
        sharing.store.read(statements.get_statement, partner_id="icbc", day=MONDAY)


def test_a_message_is_signed_as_standard_webhooks_are() -> None:
    body = b'{"id":"e-1"}'
    headers = SIGNER.headers("e-1", TUESDAY_NOON, body)
    version, _, signature = headers["webhook-signature"].partition(",")
    signed = f"e-1.{int(TUESDAY_NOON.timestamp())}.".encode() + body
    key = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(SIGNER.x + "="))
    key.verify(base64.b64decode(signature), signed)
    assert version == "v1a"
    with pytest.raises(InvalidSignature):
        key.verify(base64.b64decode(signature), signed + b" ")
