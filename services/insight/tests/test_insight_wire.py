"""What insight reads: everything by type, and exactly what its targets need."""

import pytest
from marshmallow import EXCLUDE, ValidationError

from chassis.consumer.handler import fits
from insight import schemas
from insight.domain.projection import PROJECTIONS
from insight.replay import ROSTERS_A_PAGE, Reader, is_heavy

REPORT = {"target_id": "stations_named", "region": "530102", "month": "2025-05", "quantity": 3}


def a_stored(type: str, **data) -> dict:
    return {
        "id": "e-1",
        "type": type,
        "source": "/partners/bodies",
        "subject": "s",
        "time": "2025-06-01T00:00:00Z",
        "data": data,
    }


def test_every_projected_type_has_a_schema_and_is_bound():
    assert PROJECTIONS.keys() == (schemas.EVENTS | schemas.ROSTERS).keys() - {"yunling.#"}
    assert all(fits("yunling.#", type) for type in PROJECTIONS)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("region", "530999"),
        ("region", 530102),
        ("month", "2025-13"),
        ("quantity", 0),
        ("quantity", "3"),
        ("key_groups", {"migrant": -1}),
    ],
)
def test_a_report_that_cannot_be_true_is_not_read(field, value):
    with pytest.raises(ValidationError) as wrong:
        schemas.MeasureReported(unknown=EXCLUDE).load(REPORT | {field: value})
    assert list(wrong.value.messages) == [field]


def test_unknown_fields_of_an_event_are_ignored():
    loaded = schemas.MeasureReported(unknown=EXCLUDE).load(REPORT | {"new_in_v1": 1})
    assert "new_in_v1" not in loaded


def test_a_replay_leaves_out_what_a_live_handler_would_have_parked():
    reader = Reader(schemas.EVENTS | schemas.ROSTERS, schemas.Counted)
    told = [
        a_stored("yunling.partners.measure.reported.v1", **REPORT),
        a_stored("yunling.partners.measure.reported.v1", **REPORT | {"month": "May"}),
        a_stored("yunling.partners.measure.reported.v1", **REPORT | {"target_id": "fairs_held"}),
        a_stored("yunling.people.person.moved.v1", person_id="p1"),
    ]
    events, unreadable = reader.read(told)
    assert ([event.type for event in events], unreadable) == (
        ["yunling.partners.measure.reported.v1", "yunling.people.person.moved.v1"],
        2,
    )


def test_a_page_full_of_rosters_is_read_in_smaller_ones():
    roster = a_stored("yunling.training.activity.recorded.v1")
    assert not is_heavy([roster] * ROSTERS_A_PAGE)
    assert is_heavy([roster] * (ROSTERS_A_PAGE + 1))
