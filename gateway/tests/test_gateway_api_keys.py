"""API keys: what is let in, as whom, and when it is asked for again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.domain import Unavailable
from gateway.http.problem import Problem
from gateway.identity.api_keys import ApiKeys
from partners.registry import api_key
from partners.registry.api_key import StoredKey

ROUTE = ("GET", "/v1/sandbox/events")


def a_key(keyring: Any, **changes: Any) -> str:
    """A key of a bank, known to the keyring; its text."""
    sandbox = changes.get("sandbox", False)
    text, prefix = api_key.new_key(sandbox)
    usual = {
        "prefix": prefix,
        "digest": api_key.digest(text),
        "partner_id": "icbc-km",
        "role": "bank",
        "region": None,
        "scopes": (),
        "expires_at": datetime.now(UTC) + timedelta(days=1),
        "signing_secret": None,
        "sandbox": sandbox,
    }
    keyring[prefix] = StoredKey(**{**usual, **changes})
    return text


def send(client: Any, text: str) -> Any:
    return client.send(*ROUTE, headers={"Authorization": f"Bearer {text}"})


def code(client: Any, text: str) -> Any:
    return client.refused(*ROUTE, headers={"Authorization": f"Bearer {text}"})["code"]


def test_a_key_is_its_partner_with_the_partners_role_and_its_own_scopes(
    client: Any, keyring: Any, services: Any
) -> None:
    text = a_key(keyring, scopes=("gateway.*",))
    services.answers["gateway.list_sandbox_events"] = {"rows": [], "next_cursor": None}
    assert send(client, text).status == 200
    [(_, _, context)] = services.asked
    actor = context.actor
    assert (actor.subject, actor.role, actor.partner_id) == ("partner:icbc-km", "bank", "icbc-km")
    assert actor.scopes == ("gateway.*",)


def test_a_key_does_nothing_outside_of_its_scopes(client: Any, keyring: Any) -> None:
    assert code(client, a_key(keyring, scopes=("loans.record_repayment",))) == "scope_not_granted"


@pytest.mark.parametrize("sandbox", [False, True])
def test_a_request_knows_whether_it_is_of_the_sandbox(
    callers: Any, keyring: Any, sandbox: bool
) -> None:
    class Sent:
        def header(self, name: str) -> str:
            return f"Bearer {text}"

    text, sent = a_key(keyring, sandbox=sandbox), Sent()
    callers.authenticate(sent)
    assert sent.sandbox is sandbox


def test_every_key_that_is_not_good_gets_the_same_answer(client: Any, keyring: Any) -> None:
    good = a_key(keyring)
    other, _ = api_key.new_key(False)
    prefix = api_key.prefix_of(good)
    past = datetime.now(UTC) - timedelta(seconds=1)
    wrong = [
        other,
        f"{good[:-1]}{'A' if good[-1] != 'A' else 'B'}",
        f"ylk_live_{prefix}_{'A' * 43}",
        good.replace("live", "test"),
        f"{good}x",
        "ylk_",
        "ylk_live_00000000_" + "../" * 20,
        "ylk_" + "x" * 10_000,
        a_key(keyring, expires_at=past),
        a_key(keyring, role="admin", partner_id=None),
        a_key(keyring, role="emperor"),
        a_key(keyring, role="labour_bureau", region=None),
    ]
    answers = [client.refused(*ROUTE, headers={"Authorization": f"Bearer {w}"}) for w in wrong[:9]]
    assert {(a["status"], a["code"]) for a in answers} == {(401, "key_invalid")}
    assert code(client, wrong[10]) == "key_invalid"
    assert code(client, wrong[11]) == "key_invalid"


def test_a_key_that_is_taken_back_is_refused_within_seconds(keyring: Any) -> None:
    now = [datetime.now(UTC).timestamp()]
    keys = ApiKeys(keyring, lambda: now[0])
    text = a_key(keyring)
    keys.caller(text)
    keyring.clear()
    now[0] += 9
    assert keys.caller(text).actor.partner_id == "icbc-km"
    assert keyring.asked == 1
    now[0] += 2
    with pytest.raises(Problem, match="key_invalid"):
        keys.caller(text)


def test_a_key_that_is_made_is_let_in_though_it_was_tried_before(keyring: Any) -> None:
    now = [datetime.now(UTC).timestamp()]
    keys = ApiKeys(keyring, lambda: now[0])
    text = a_key(keyring)
    stored = dict(keyring)
    keyring.clear()
    for _ in range(3):
        with pytest.raises(Problem, match="key_invalid"):
            keys.caller(text)
    assert keyring.asked == 1
    keyring.update(stored)
    now[0] += 2
    assert keys.caller(text).actor.role == "bank"


def test_a_key_that_was_good_stays_so_for_a_minute_without_the_store(keyring: Any) -> None:
    now = [datetime.now(UTC).timestamp()]
    keys = ApiKeys(keyring, lambda: now[0])
    text = a_key(keyring)
    keys.caller(text)
    keyring.away = Unavailable("gateway", "database")
    now[0] += 59
    assert keys.caller(text).actor.role == "bank"
    now[0] += 2
    with pytest.raises(Unavailable):
        keys.caller(text)


def test_a_key_that_nobody_can_look_up_is_not_called_wrong(client: Any, keyring: Any) -> None:
    text = a_key(keyring)
    keyring.away = Unavailable("gateway", "database")
    assert code(client, text) == "unavailable"
