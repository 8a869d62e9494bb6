import pytest
from marshmallow import EXCLUDE

from jobs.schemas.employer import VerifyEmployer
from jobs.schemas.fair import DraftFair, FairView
from jobs.schemas.incoming import CheckinReported, PersonRegistered
from jobs.schemas.post import PostView, PublishPost

FAIR = {
    "title": "春风行动招聘会",
    "mode": "online",
    "region": "530102",
    "starts_on": "2025-03-08",
    "ends_on": "2025-03-09",
    "capacity": 300,
    "booths": 20,
}
POST = {
    "employer_id": "e1",
    "title": "电工",
    "trade": "电工",
    "headcount": 3,
    "region": "530102",
    "wage_min": "4500.00",
    "wage_max": "6500.00",
    "requirements": "持证",
    "duties": "配电维护",
    "workplace": "昆明市",
}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"organiser": "x"}, "organiser"),
        ({"starts_on": "2025-02-30"}, "starts_on"),
        ({"starts_on": "1925-03-08"}, "starts_on"),
        ({"capacity": "300"}, "capacity"),
        ({"capacity": 3.5}, "capacity"),
        ({"capacity": True}, "capacity"),
        ({"capacity": 0}, "capacity"),
        ({"title": "   "}, "title"),
        ({"title": None}, "title"),
        ({"mode": "on-line"}, "mode"),
        ({"booths": -1}, "booths"),
    ],
)
def test_a_fair_with_a_wrong_field_is_told_which(wrong, field):
    assert list(DraftFair().validate({**FAIR, **wrong})) == [field]


@pytest.mark.parametrize("wage", ["0", "-1.00", "4500.001", "ten", "10000000", "NaN", "Infinity"])
def test_a_wage_is_an_amount_of_money(wage):
    assert list(PublishPost().validate({**POST, "wage_min": wage})) == ["wage_min"]


def test_a_rejection_without_a_reason_is_not_complete():
    command = {"employer_id": "e1", "verdict": "rejected"}
    assert list(VerifyEmployer().validate(command)) == ["reason"]
    assert VerifyEmployer().validate({**command, "verdict": "verified"}) == {}


def test_what_others_add_to_their_events_is_ignored():
    event = {"person_id": "p1", "region": "530102", "key_groups": [], "birth_month": "1990-03"}
    read = PersonRegistered(unknown=EXCLUDE).load(event)
    assert read == {"person_id": "p1", "region": "530102", "key_groups": []}


def test_a_report_of_the_door_without_its_day_is_not_read():
    report = {"fair_id": "f1", "person_id": "p1"}
    assert list(CheckinReported(unknown=EXCLUDE).validate(report)) == ["on"]


def test_a_fair_shows_its_papers_beside_its_fields(jobs):
    shown = FairView().dump(jobs.draft())
    assert (shown["plan_reference"], shown["permit_reference"]) == ("plan-1", None)
    assert (shown["mode"], shown["state"], shown["assigned"]) == ("on_site", "draft", [])


def test_a_post_shows_its_wages_as_text(jobs):
    post_id = jobs.post(None, jobs.employer())
    post = jobs.store.read(lambda work: work.posts.get(post_id))
    assert PostView().dump(post)["wage_min"] == "4500.00"
