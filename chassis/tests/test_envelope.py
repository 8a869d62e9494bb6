"""CloudEvents on the wire."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import bson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from thing import ThingMade

from chassis import cloudevents
from chassis.cloudevents import Malformed
from chassis.codec import documents, payloads
from chassis.ids import new_id

ZONES = [timezone(timedelta(hours=hours)) for hours in (-12, 0, 14)]
NOON = datetime(2025, 6, 2, 4, 0, tzinfo=UTC)


def composed(**changes):
    body = cloudevents.compose(
        ThingMade(thing_id="t1", name="甲", amount=Decimal("12.30")),
        id="e1",
        source="/yunling/demo",
        subject="t1",
        time=NOON,
        sequence=7,
        context={"correlationid": "c1", "causationid": None},
    )
    return {**body, **changes}


def test_an_event_comes_back_as_it_went():
    decoded = cloudevents.decode(cloudevents.encode(composed()))
    event = cloudevents.event(decoded, decoded["data"])

    assert (event.id, event.type, event.subject) == ("e1", "yunling.demo.thing.made.v1", "t1")
    assert event.data == {"thing_id": "t1", "name": "甲", "amount": "12.30"}
    assert (event.sequence, event.time, event.correlation_id) == (7, NOON, "c1")
    assert event.causation_id is None


def test_an_attribute_without_a_value_is_left_out():
    assert "causationid" not in composed()


@pytest.mark.parametrize("missing", ["id", "type", "source", "subject", "time", "specversion"])
def test_a_missing_attribute_is_named(missing):
    body = composed()
    del body[missing]
    with pytest.raises(Malformed, match=missing):
        cloudevents.decode(cloudevents.encode(body))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"specversion": "0.3"}, "specversion"),
        ({"data": "text"}, "data"),
        ({"id": 5}, "id"),
        ({"time": "yesterday"}, "time"),
        ({"time": "2025-06-02T04:00:00"}, "zone"),
        ({"sequence": "seven"}, "sequence"),
        ({"sequence": "99999999999999999999"}, "sequence"),
        ({"time": "0001-01-01T00:00:00+14:00"}, "time"),
        ({"traceparent": {"a": 1}}, "traceparent"),
    ],
)
def test_a_wrong_attribute_is_named(change, reason):
    with pytest.raises(Malformed, match=reason):
        decoded = cloudevents.decode(cloudevents.encode(composed(**change)))
        cloudevents.event(decoded, decoded["data"])


@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_be_malformed(body):
    with contextlib.suppress(Malformed):
        cloudevents.decode(body)


# A machine that is busy with other things draws slowly, and that is no finding.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from([*cloudevents.REQUIRED[1:], *cloudevents.OPTIONAL, "sequence", "data"]),
        st.none()
        | st.integers(0, 2**64 - 1)
        | st.floats(allow_nan=False)
        | st.text()
        | st.datetimes(timezones=st.timezones()).map(datetime.isoformat),
    )
)
def test_no_attributes_do_more_than_be_malformed(changes):
    with contextlib.suppress(Malformed):
        decoded = cloudevents.decode(cloudevents.encode(composed(**changes)))
        bson.encode({"sequence": cloudevents.event(decoded, decoded["data"]).sequence})


def test_money_and_dates_are_text_in_a_payload_and_exact_in_a_document():
    made = ThingMade(thing_id="t1", name="a", amount=Decimal("100000000000.10"))
    assert payloads.unstructure(made)["amount"] == "100000000000.10"
    assert documents.structure(documents.unstructure(made), ThingMade) == made
    assert payloads.unstructure({"on": date(2025, 6, 2)}) == {"on": "2025-06-02"}


def test_ids_sort_by_the_time_of_their_making():
    made = [new_id() for _ in range(10_000)]
    assert made == sorted(set(made))
    assert {id[14] for id in made} == {"7"}
