"""Sending a range again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from outward_desk import SIGNED, Sharing, a_consent, an_event

from chassis.domain import Actor, Invalid
from chassis.testing import NOON
from partners.errors import NothingToReplay, PartnerNotFound, ReplayNotFound, ReplayRunning
from partners.outbound import consents, dispatch, replays
from partners.outbound.records import Replay, ReplayState

SETTLED = "yunling.loans.loan.settled.v1"


@pytest.fixture
def sharing() -> Sharing:
    """Ten events of a bank, of two types by turns, that left one a minute."""
    sharing = Sharing()
    sharing.subscribe("icbc", SETTLED)
    sharing.consent()
    for n in range(1, 11):
        sharing.share(an_event(SIGNED if n % 2 else SETTLED, n=n))
        sharing.leave(at=NOON + timedelta(minutes=n))
    return sharing


def start(sharing: Sharing, **asked: Any) -> Replay:
    return sharing.store.commit(replays.start_replay, partner_id="icbc", **asked)


def finish(sharing: Sharing, replay: Replay, most: int = 3) -> list[int]:
    """The numbers that a replay sends, in steps of at most `most`."""
    numbers = []
    while any(one.replay_id == replay.replay_id for one in sharing.store.read(dispatch.running)):
        load = sharing.store.read(dispatch.next_again, replay_id=replay.replay_id, most=most)
        numbers += [message.number for message in load.messages]
        sharing.store.commit(dispatch.gone_again, replay_id=replay.replay_id, load=load)
    return numbers


def found(sharing: Sharing, replay: Replay) -> Replay:
    about = {"partner_id": "icbc", "replay_id": replay.replay_id}
    return sharing.store.read(replays.get_replay, **about)


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"first": 4, "last": 8}, [4, 5, 6, 7, 8]),
        ({"first": 9}, [9, 10]),
        ({"first": 9, "last": 99}, [9, 10]),
        ({"first": 1, "types": [SETTLED]}, [2, 4, 6, 8, 10]),
        ({"since": NOON + timedelta(minutes=3), "until": NOON + timedelta(minutes=5)}, [3, 4, 5]),
        ({"since": NOON + timedelta(minutes=9)}, [9, 10]),
    ],
)
def test_a_range_goes_out_again_in_order(
    sharing: Sharing, asked: dict[str, Any], numbers: list[int]
) -> None:
    replay = start(sharing, **asked)
    assert finish(sharing, replay) == numbers
    ended = found(sharing, replay)
    assert (ended.state, ended.sent, ended.withheld) == (ReplayState.DONE, len(numbers), 0)
    assert sharing.next().messages == []


def test_a_replay_cut_short_goes_on_where_it_was(sharing: Sharing) -> None:
    replay = start(sharing, first=1)
    load = sharing.store.read(dispatch.next_again, replay_id=replay.replay_id, most=4)
    sharing.store.commit(dispatch.gone_again, replay_id=replay.replay_id, load=load)
    assert finish(sharing, replay) == [5, 6, 7, 8, 9, 10]


def test_a_replay_sends_nothing_without_a_consent_that_stands(sharing: Sharing) -> None:
    replay = start(sharing, first=1)
    sharing.consent(a_consent(consents.WITHDRAWN, 2))
    assert finish(sharing, replay) == []
    assert found(sharing, replay).withheld == 10


def test_what_was_withheld_is_not_sent_by_a_replay_either(sharing: Sharing) -> None:
    sharing.share(an_event(n=11))
    sharing.consent(a_consent(consents.WITHDRAWN, 2))
    sharing.leave()
    sharing.consent(a_consent(consents.GIVEN, 3))
    assert finish(sharing, start(sharing, first=10)) == [10]


@pytest.mark.parametrize(
    "asked", [{"first": 11}, {"first": 5, "last": 4}, {"since": NOON + timedelta(hours=1)}]
)
def test_a_range_with_nothing_in_it_is_refused(sharing: Sharing, asked: dict[str, Any]) -> None:
    with pytest.raises(NothingToReplay):
        start(sharing, **asked)


@pytest.mark.parametrize("asked", [{}, {"last": 4}, {"until": NOON}])
def test_a_range_begins_somewhere(sharing: Sharing, asked: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        start(sharing, **asked)
    assert refused.value.facts["errors"] == {"first": ["Missing data for required field."]}


def test_a_partner_has_one_replay_at_a_time_and_can_stop_it(sharing: Sharing) -> None:
    replay = start(sharing, first=1)
    with pytest.raises(ReplayRunning):
        start(sharing, first=1)
    about = {"partner_id": "icbc", "replay_id": replay.replay_id}
    load = sharing.store.read(dispatch.next_again, replay_id=replay.replay_id, most=4)
    sharing.store.commit(replays.cancel_replay, **about)
    sharing.store.commit(dispatch.gone_again, replay_id=replay.replay_id, load=load)
    assert finish(sharing, replay) == []
    ended = found(sharing, replay)
    assert (ended.state, ended.sent) == (ReplayState.CANCELLED, 4)
    assert finish(sharing, start(sharing, first=10)) == [10]


def test_a_replay_is_seen_by_its_own_partner_only(sharing: Sharing) -> None:
    replay = start(sharing, first=1)
    sharing.store.actor = Actor("partner:ccb", "bank", partner_id="ccb")
    with pytest.raises(PartnerNotFound):
        found(sharing, replay)
    with pytest.raises(PartnerNotFound):
        start(sharing, first=1)
    sharing.store.actor = None
    with pytest.raises(ReplayNotFound):
        sharing.store.read(replays.get_replay, partner_id="icbc", replay_id="none")
