"""The script: each step sends something, good or bad, and says what a ready system does with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from conformance.case import moment
from conformance.play import NotAsExpected, Play
from conformance.step import Step

MANY = 20
LATE_BY = timedelta(days=3)
OVERSIZE = 600_000
"""Bytes of padding: far more than the 256 KiB that an event of the platform may have."""
TRIES_A_SECOND = 4
"""Requests that one partner may make in an outage: a client that waits between two makes fewer."""


def good(play: Play) -> str:
    [case] = play.open()
    play.deliver(play.body.trigger(case))
    play.expect_answer(case)
    if sequel := play.body.sequel(case):
        play.deliver(*sequel)
    if not play.until(lambda: play.body.is_done(case, play.about(case))):
        missing = set(play.body.reports) - {event["type"] for event in play.about(case)}
        raise NotAsExpected(f"never came: {', '.join(sorted(missing))}")
    return f"answered in {play.answered_s[-1]:.1f} s; every type came"


def many(play: Play) -> str:
    cases = play.open(MANY)
    play.deliver(*map(play.body.trigger, cases))
    for case in cases:
        play.expect_answer(case)
        play.expect_once(case)
    return f"{MANY} at once: each answered once"


def newer_version(play: Play) -> str:
    [case] = play.open()
    event = play.body.trigger(case)
    event["data"] |= {"a_field_of_a_later_version": {"n": 1}}
    play.deliver({**event, "alaterattribute": "x"})
    play.expect_answer(case)
    return "an unknown field and an unknown attribute did not matter"


def duplicate(play: Play) -> str:
    [case] = play.open()
    event = play.body.trigger(case)
    play.deliver(event, event)
    play.expect_answer(case)
    play.deliver(event)
    play.go_on()
    play.expect_once(case)
    return "delivered three times, answered once"


def late(play: Play) -> str:
    [case] = play.open()
    play.deliver({**play.body.trigger(case), "time": moment(datetime.now(UTC) - LATE_BY)})
    play.expect_answer(case)
    return f"{LATE_BY.days} days old, answered"


def out_of_order(play: Play) -> str:
    [case] = play.open()
    play.deliver(play.body.retreat(case), play.body.trigger(case))
    play.expect_nothing(case, "on an event whose sequence is lower than that of a withdrawal")
    return "the older event behind the newer one changed nothing"


def bad_signature(play: Play) -> str:
    [case] = play.open()
    play.deliver(play.body.trigger(case), forged=True)
    play.expect_nothing(case, "on a message that the platform did not sign")
    return "set aside; the good one behind it was answered"


def unreadable(play: Play) -> str:
    [case] = play.open()
    play.deliver(play.body.broken(case))
    play.expect_nothing(case, "on data that breaks its contract")
    return "set aside; the good one behind it was answered"


def oversize(play: Play) -> str:
    [case] = play.open()
    event = play.body.trigger(case)
    event["data"] |= {"padding": "x" * OVERSIZE}
    play.deliver(event)
    play.expect_nothing(case, f"on a message of {OVERSIZE} bytes; none has more than 262,144")
    return "set aside; the good one behind it was answered"


def wrong_amount(play: Play) -> str | None:
    [case] = play.open()
    event = play.body.at_odds(case)
    if event is None:
        return None
    play.deliver(event)
    play.expect_nothing(case, "on an amount that is not the one that it approved")
    return "no money moved"


def outage(play: Play) -> str:
    away_s = play.pace.away_s
    [case] = play.open()
    play.be_away(away_s)
    play.deliver(play.body.trigger(case))
    play.expect_answer(case, more_s=away_s)
    play.go_on()
    play.expect_once(case)
    tries = play.status().refused
    if tries > TRIES_A_SECOND * away_s:
        raise NotAsExpected(f"{tries} requests in {away_s} s of outage: wait between two tries")
    return f"{away_s} s away, {tries} requests refused meanwhile; answered once afterwards"


def emptied(play: Play) -> str:
    if not play.until(lambda: play.status().ready == 0):
        raise NotAsExpected(f"{play.status().ready} messages wait in its queue")
    if held := play.be_away(seconds=1):
        raise NotAsExpected(f"{held} messages were taken and never acknowledged")
    return "every message was acknowledged"


def nothing_refused(play: Play) -> str:
    if refusals := play.refusals():
        more = f" and {len(refusals) - 3} more" if len(refusals) > 3 else ""
        raise NotAsExpected("; ".join(refusals[:3]) + more)
    return "every event that it sent was taken"


STEPS = (
    Step(
        "good",
        "A good event is acted on",
        "Exactly what is due is reported, and every type of this body is shown once.",
        good,
    ),
    Step("many", "Many at once", "Each of twenty events is answered once.", many),
    Step(
        "newer_version",
        "An event of a later version",
        "Fields and attributes that are not known are ignored.",
        newer_version,
    ),
    Step(
        "duplicate",
        "The same event again",
        "Delivery is at least once: an event is known by source and id, and acted on once.",
        duplicate,
    ),
    Step("late", "A late event", "An event counts whatever its age.", late),
    Step(
        "out_of_order",
        "An event that a newer one has overtaken",
        "Of one subject, the higher sequence is the truth.",
        out_of_order,
    ),
    Step(
        "bad_signature",
        "A signature that is not the platform's",
        "Nobody but the platform makes this body act.",
        bad_signature,
    ),
    Step(
        "unreadable",
        "Data that breaks its contract",
        "It is set aside, and does not hold up what comes behind it.",
        unreadable,
    ),
    Step(
        "oversize",
        "A message that is too large",
        "It is set aside, and does not hold up what comes behind it.",
        oversize,
    ),
    Step(
        "wrong_amount",
        "An amount that was not agreed",
        "Money moves for the amount that was approved and for no other.",
        wrong_amount,
    ),
    Step(
        "outage",
        "The platform is away",
        "What could not be sent is sent later, under the same id, with pauses between the tries.",
        outage,
    ),
    Step("emptied", "The queue at the end", "Whatever was set aside is acknowledged too.", emptied),
    Step("nothing_refused", "Its own events", "None of them was refused.", nothing_refused),
)
