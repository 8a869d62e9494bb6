"""What training accepts: a bad field is named with its reason."""

import pytest
from marshmallow import EXCLUDE, ValidationError

from training.schemas import commands, events
from training.vocabulary import Level

COURSE = {
    "title": "评茶员中级班",
    "trade": "评茶员",
    "level": "intermediate",
    "hours": 40,
    "provider_id": "provider-1",
}
CLASS = {
    "course_id": "c1",
    "region": "530102",
    "quota": 30,
    "starts_on": "2025-04-07",
    "ends_on": "2025-04-11",
    "attendance_threshold": "0.80",
}
ACTIVITY = {
    "activity_id": "A1",
    "kind": "innovation",
    "region": "530102",
    "held_on": "2025-05-16",
    "participants": [{"ref": "w1"}],
}


def errors_of(schema, body) -> dict:
    with pytest.raises(ValidationError) as wrong:
        schema.load(body)
    return wrong.value.normalized_messages()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("region", "530999"),
        ("region", "530100"),
        ("quota", 0),
        ("quota", 501),
        ("quota", "30"),
        ("starts_on", "2025-02-30"),
        ("attendance_threshold", "1.2"),
        ("attendance_threshold", "NaN"),
    ],
)
def test_a_class_with_an_impossible_field_is_refused_by_its_name(field, value):
    assert list(errors_of(commands.OpenClass(), CLASS | {field: value})) == [field]


def test_an_unknown_field_is_refused():
    assert list(errors_of(commands.PublishCourse(), COURSE | {"state": "approved"})) == ["state"]


def test_a_level_is_one_of_the_eight():
    assert len(Level) == 8
    assert commands.PublishCourse().load(COURSE)["level"] is Level.INTERMEDIATE
    assert list(errors_of(commands.PublishCourse(), COURSE | {"level": "master"})) == ["level"]


def test_passed_is_true_or_false_and_nothing_like_it():
    result = {"enrolment_id": "e1", "passed": "true", "score": 86, "on": "2025-04-20"}
    assert list(errors_of(commands.RecordResult(), result)) == ["passed"]


def test_a_report_names_at_most_500_participants_and_known_groups():
    schema = events.ActivityReported(unknown=EXCLUDE)
    assert schema.load(ACTIVITY)["participants"] == [{"ref": "w1", "key_groups": []}]
    crowd = [{"ref": f"w{n}"} for n in range(501)]
    assert list(errors_of(schema, ACTIVITY | {"participants": crowd})) == ["participants"]
    stranger = [{"ref": "w1", "key_groups": ["tall"]}]
    assert list(errors_of(schema, ACTIVITY | {"participants": stranger})) == ["participants"]
