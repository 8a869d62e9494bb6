"""Checking a statement as a partner does, with keys and records of its own."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from yunling import statement
from yunling.advice import Advice

REPAID = "yunling.partners.repayment.reported.v1"
SIGNED = "yunling.loans.loan.contract_signed.v1"


def an_event(id: str, number: int | None = None, type: str = REPAID, **data: Any) -> Any:
    event = {"id": id, "type": type, "data": {"loan_id": "l-1", **data}}
    return event | ({"deliverysequence": f"{number:010}"} if number else {})


def totals(*events: Any) -> list[dict[str, Any]]:
    """What the platform says of these events, all of one type."""
    digests = {event["id"]: statement.digest(event["type"], event["data"]) for event in events}
    return [{"type": events[0]["type"], "count": len(events), "sha256": statement.total(digests)}]


class Platform:
    """Signs statements of one partner's day."""

    def __init__(self, kid: str = "k1") -> None:
        self.kid = kid
        self.key = Ed25519PrivateKey.generate()
        public = OKPAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        self.jwks = {"keys": [{**public, "kid": kid}]}

    def states(self, algorithm: str = "EdDSA", key: Any = None, **content: Any) -> Any:
        content = {"partner_id": "icbc", "day": "2025-06-02", **content}
        jws = jwt.PyJWS().encode(
            json.dumps(content).encode(), key or self.key, algorithm, {"kid": self.kid}
        )
        return {"statement": content, "jws": jws}


def test_the_digest_is_the_one_of_rfc_8785() -> None:
    data = {"名": "云", "b": '\u20ac\t"', "a": [1, True, None]}
    text = '["t",{"a":[1,true,null],"b":"\u20ac\\t\\"","名":"云"}]'
    assert statement.digest("t", data) == hashlib.sha256(text.encode()).hexdigest()


def test_a_statement_with_a_good_signature_is_read() -> None:
    platform = Platform()
    assert statement.verified(platform.states(), platform.jwks)["day"] == "2025-06-02"


def test_a_statement_signed_by_another_is_refused() -> None:
    with pytest.raises(Advice, match="does not hold"):
        statement.verified(Platform().states(), Platform().jwks)
    with pytest.raises(Advice, match="no public key k2"):
        statement.verified(Platform("k2").states(), Platform().jwks)


def test_a_statement_without_a_signature_or_with_a_shared_secret_is_refused() -> None:
    platform = Platform()
    header = {"alg": "none", "kid": "k1"}
    encoded = [
        jwt.utils.base64url_encode(json.dumps(part).encode()).decode()
        for part in (header, {"day": "2025-06-02"})
    ]
    unsigned = {"statement": {"day": "2025-06-02"}, "jws": ".".join([*encoded, ""])}
    shared = platform.states("HS256", platform.jwks["keys"][0]["x"] * 2)
    for forged in (unsigned, shared):
        with pytest.raises(Advice, match="does not hold"):
            statement.verified(forged, platform.jwks)


def test_a_readable_part_that_was_changed_is_noticed() -> None:
    platform = Platform()
    made = platform.states()
    made["statement"] = {**made["statement"], "day": "2025-06-03"}
    with pytest.raises(Advice, match="was changed"):
        statement.verified(made, platform.jwks)


@pytest.mark.parametrize("document", [{}, [], {"jws": "x", "statement": {}}, "text", None])
def test_what_is_no_statement_is_said_to_be_none(document: Any) -> None:
    with pytest.raises(Advice, match="no statement"):
        statement.verified(document, Platform().jwks)


def test_both_sides_agree_when_they_have_the_same_events() -> None:
    events = [an_event("a"), an_event("b")]
    assert statement.differences(totals(*events), reversed(events)) == []


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ([an_event("a")], "you have 1, the platform 2"),
        ([an_event("a"), an_event("b"), an_event("c")], "you have 3, the platform 2"),
        ([an_event("a"), an_event("c")], "not the same ones"),
        ([an_event("a"), an_event("b", amount="1.00")], "not the same ones"),
        ([], "you have 0, the platform 2"),
    ],
)
def test_a_difference_is_named_by_type(own: Any, said: str) -> None:
    [found] = statement.differences(totals(an_event("a"), an_event("b")), own)
    assert found.startswith(f"{REPAID}: ") and said in found


def test_what_did_not_arrive_is_named_with_the_way_to_get_it() -> None:
    sent = [an_event(f"e-{n}", n, SIGNED) for n in (1, 2, 3, 5)]
    content = {
        "partner_id": "icbc",
        "sent": {"numbers": [[1, 3], [5, 5]], "types": totals(*sent)},
    }
    assert statement.gaps(content, [*sent, an_event("later", 6, SIGNED)]) == []
    [lost] = statement.gaps(content, sent[2:])
    assert lost.startswith("2 not received: 1, 2 ")
    assert "yunling replay start icbc --first 1 --last 2" in lost


def test_a_record_is_a_cloudevent_a_line(tmp_path: Path) -> None:
    log = tmp_path / "events.jsonl"
    log.write_text(f"{json.dumps(an_event('a'))}\n\n", encoding="utf-8")
    assert [event["id"] for event in statement.events_of(log)] == ["a"]
    log.write_text('{"id": "a"}\n', encoding="utf-8")
    with pytest.raises(Advice, match="line 1 is no CloudEvent"):
        statement.events_of(log)
