"""What partner systems report: taken once, in every mode, and refused with a reason."""

import pytest

from tests.integration.making import a_fair, a_person, a_registration, day, unique
from tests.integration.partners import an_event, publish, send, send_batch, send_binary
from tests.integration.target import eventually


@pytest.fixture
def venue(as_):
    return as_("partner", partner_id="venues")


def a_checkin(registration: dict, **changes) -> dict:
    data = {name: registration[name] for name in ("fair_id", "person_id")} | {"on": day()}
    return an_event("venues", "checkin.reported", registration["fair_id"], data, **changes)


def state_of(door, registration: dict) -> str:
    return door.read(f"/v1/registrations/{registration['registration_id']}")["state"]


@pytest.mark.parametrize("mode", [send, send_binary, lambda door, one: send_batch(door, [one])])
def test_a_reported_visit_counts_in_every_mode(admin, venue, mode):
    registration = a_registration(admin, a_fair(admin), a_person(admin))
    answer = mode(venue, a_checkin(registration))
    assert (answer.status, answer.body) == (202, {"accepted": 1})
    eventually(lambda: state_of(admin, registration) == "attended")


def test_a_visit_reported_over_amqp_counts_like_one_over_http(admin, platform):
    registration = a_registration(admin, a_fair(admin), a_person(admin))
    publish(platform.partners["venues"], a_checkin(registration))
    eventually(lambda: state_of(admin, registration) == "attended")


def test_an_event_that_comes_twice_is_taken_twice_and_counted_once(admin, venue):
    registration = a_registration(admin, a_fair(admin), a_person(admin))
    event = a_checkin(registration)
    assert send(venue, event).status == 202
    assert send(venue, event).status == 202
    eventually(lambda: state_of(admin, registration) == "attended")
    rows = admin.read(f"/v1/fairs/{registration['fair_id']}/registrations")["rows"]
    assert [row["state"] for row in rows] == ["attended"]


def test_an_id_that_stands_for_other_data_is_refused(admin, venue):
    registration = a_registration(admin, a_fair(admin), a_person(admin))
    event = a_checkin(registration)
    assert send(venue, event).status == 202
    other = a_registration(admin, a_fair(admin), a_person(admin))
    refused = send(venue, a_checkin(other, id=event["id"]))
    assert (refused.status, refused["code"]) == (409, "event_id_reused")


def test_a_batch_with_one_bad_event_is_refused_whole_and_names_its_place(admin, venue):
    registration = a_registration(admin, a_fair(admin), a_person(admin))
    good, bad = a_checkin(registration), a_checkin(registration)
    bad["data"] = bad["data"] | {"on": "2025-02-30"}
    refused = send_batch(venue, [good, bad])
    assert (refused.status, refused["code"]) == (422, "invalid")
    assert "1" in str(refused["errors"]) and "on" in str(refused["errors"])
    assert state_of(admin, registration) == "confirmed"


def test_an_event_under_anothers_name_is_refused(admin, venue):
    registration = a_registration(admin, a_fair(admin), a_person(admin))
    refused = send(venue, a_checkin(registration, source="/partners/bank"))
    assert (refused.status, refused["code"]) == (403, "source_not_yours")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"type": "yunling.partners.weather.reported.v1"}, "type"),
        ({"specversion": "0.3"}, "specversion"),
        ({"id": ""}, "id"),
        ({"time": "yesterday"}, "time"),
        ({"sequence": "first"}, "sequence"),
        ({"time": "2999-01-01T00:00:00Z"}, "time"),
        ({"data": {"fair_id": "one"}}, "person_id"),
    ],
)
def test_an_event_that_breaks_the_contract_is_refused_by_field(venue, changes, field):
    data = {"fair_id": "one", "person_id": "two", "on": day()}
    event = an_event("venues", "checkin.reported", "one", data) | changes
    refused = send(venue, event)
    assert (refused.status, refused["code"]) == (422, "invalid")
    assert field in str(refused["errors"])


def test_only_partners_hand_events_in(admin, as_):
    event = an_event("venues", "checkin.reported", "one", {})
    worker = as_("worker", person_id=a_person(admin))
    refused = send(worker, event)
    assert (refused.status, refused["code"]) == (403, "role_not_allowed")


def test_a_visit_to_a_fair_that_nobody_knows_is_parked_or_waits_and_shown_to_operators(
    admin, venue
):
    fair_id = unique("fair")
    data = {"fair_id": fair_id, "person_id": a_person(admin), "on": day()}
    before = admin.read("/v1/ops/flow")["jobs"]
    assert send(venue, an_event("venues", "checkin.reported", fair_id, data)).status == 202

    def held_back() -> bool:
        now = admin.read("/v1/ops/flow")["jobs"]
        return now["waiting"] + now["parked"] > before["waiting"] + before["parked"]

    eventually(held_back)


def refusals(door, **query) -> list[dict]:
    return door.read("/v1/events/rejected", **query)["rows"]


def test_what_a_partner_publishes_in_vain_is_shown_to_it_and_mended_by_sending_it_again(
    admin, venue, platform
):
    registration = a_registration(admin, a_fair(admin), a_person(admin))
    good = a_checkin(registration)
    publish(platform.partners["venues"], good | {"data": good["data"] | {"on": "2025-02-30"}})

    def mine(**query) -> list[dict]:
        return [row for row in refusals(venue, **query) if row["event_id"] == good["id"]]

    [row] = eventually(mine)
    assert (row["code"], row["way"], row["fixed_at"]) == ("invalid", "amqp", None)
    assert row["errors"] == [{"field": "data.on", "reason": "Not a valid date."}]
    del good["subject"], good["time"]
    publish(platform.partners["venues"], good)
    eventually(lambda: state_of(admin, registration) == "attended")
    assert mine()[0]["fixed_at"] is not None
    assert mine(open="true") == []


def test_other_data_under_a_known_id_shows_as_a_conflict_over_amqp_too(admin, venue, platform):
    registration = a_registration(admin, a_fair(admin), a_person(admin))
    event = a_checkin(registration)
    assert send(venue, event).status == 202
    other = a_checkin(a_registration(admin, a_fair(admin), a_person(admin)), id=event["id"])
    publish(platform.partners["venues"], event)
    publish(platform.partners["venues"], other)
    rows = eventually(lambda: [r for r in refusals(venue) if r["event_id"] == event["id"]])
    assert [row["code"] for row in rows] == ["event_id_reused"]


def test_a_partner_sees_what_it_sent_in_vain_and_nobody_elses(as_, venue):
    event = an_event("venues", "checkin.reported", "one", {})
    assert send(venue, event).status == 422
    bank = as_("bank", partner_id="bank")
    assert event["id"] not in str(refusals(bank))
    assert bank.get("/v1/events/rejected", partner_id="venues").status == 404


def test_numbers_that_never_came_are_shown(admin, as_):
    partner_id = unique("numbers").lower()
    kind = "yunling.partners.measure.reported.v1"
    about = {"name": "编号", "role": "partner", "types": [kind], "sandbox": True}
    admin.make("/v1/partners", about | {"partner_id": partner_id, "reason": "a test"})
    door = as_("partner", partner_id=partner_id)
    data = {"region": "530102", "month": "2025-05", "quantity": 1}
    data |= {"target_id": "station_person_times"}
    for number in (1, 5, 3):
        one = an_event(partner_id, "measure.reported", data["target_id"], data, sequence=number)
        assert send(door, one).status == 202
    [row] = door.read("/v1/events/gaps")["rows"]
    assert (row["type"], row["highest"]) == (kind, 5)
    assert row["gaps"] == [{"first": 2, "last": 2}, {"first": 4, "last": 4}]
    admin.make(f"/v1/partners/{partner_id}/removal", {"reason": "a test"})
