"""Fairs from the draft to the hire; seats are never given twice."""

from concurrent.futures import ThreadPoolExecutor

from tests.integration.making import (
    a_fair,
    a_fair_form,
    a_person,
    a_post,
    a_registration,
    an_employer,
    day,
    once_known,
)
from tests.integration.target import eventually


def test_a_fair_goes_from_draft_to_closed_and_a_visitor_is_hired(admin):
    fair_id = a_fair(admin, state="published")
    employer_id = an_employer(admin)
    admin.make(f"/v1/fairs/{fair_id}/booths", {"employer_id": employer_id, "booth": "A-01"})
    post_id = a_post(admin, employer_id, fair_id)
    registration = a_registration(admin, fair_id, a_person(admin))
    registration_id = registration["registration_id"]
    admin.make(f"/v1/fairs/{fair_id}/opening")
    visit = {"person_id": registration["person_id"], "on": day()}
    admin.make(f"/v1/fairs/{fair_id}/checkins", visit)
    admin.make(f"/v1/registrations/{registration_id}/intention", {"post_id": post_id})
    hire = {"post_id": post_id, "hired_on": day()}
    admin.make(f"/v1/registrations/{registration_id}/hire", hire)
    admin.make(f"/v1/fairs/{fair_id}/closing")
    assert admin.read(f"/v1/registrations/{registration_id}")["state"] == "hired"
    assert admin.read(f"/v1/fairs/{fair_id}")["state"] == "closed"


def test_a_hire_appears_in_the_persons_own_timeline(admin):
    fair_id, employer_id = a_fair(admin), an_employer(admin)
    post_id = a_post(admin, employer_id, fair_id)
    registration = a_registration(admin, fair_id, a_person(admin))
    path = f"/v1/registrations/{registration['registration_id']}"
    person_id = registration["person_id"]
    admin.make(f"/v1/fairs/{fair_id}/checkins", {"person_id": person_id, "on": day()})
    admin.make(f"{path}/intention", {"post_id": post_id})
    admin.make(f"{path}/hire", {"post_id": post_id, "hired_on": day()})
    timeline = f"/v1/people/{person_id}/timeline"
    eventually(lambda: "hired" in str(admin.read(timeline)["rows"]))


def test_a_run_on_the_last_seats_books_none_twice_and_orders_the_rest(admin):
    fair_id = a_fair(admin, capacity=3)
    people = [a_person(admin) for _ in range(9)]
    with ThreadPoolExecutor(9) as crowd:
        made = list(crowd.map(lambda person_id: a_registration(admin, fair_id, person_id), people))
    confirmed = [one for one in made if one["state"] == "confirmed"]
    waiting = sorted(one["position"] for one in made if one["state"] == "waiting")
    assert len(confirmed) == 3
    assert waiting == [1, 2, 3, 4, 5, 6]


def test_a_freed_seat_goes_to_the_first_in_the_waiting_list(admin):
    fair_id = a_fair(admin, capacity=1)
    seated, first, second = (a_registration(admin, fair_id, a_person(admin)) for _ in range(3))
    assert admin.delete(f"/v1/registrations/{seated['registration_id']}").status in (200, 204)

    def state(registration: dict) -> str:
        return admin.read(f"/v1/registrations/{registration['registration_id']}")["state"]

    eventually(lambda: state(first) == "confirmed")
    assert state(second) == "waiting"
    assert state(seated) == "cancelled"


def test_a_person_registers_for_a_fair_once(admin):
    fair_id = a_fair(admin)
    registration = a_registration(admin, fair_id, a_person(admin))
    path = f"/v1/fairs/{fair_id}/registrations"
    again = admin.post(path, {"person_id": registration["person_id"]})
    assert (again.status, again["code"]) == (409, "already_registered")


def test_an_on_site_fair_is_not_published_without_its_papers(admin):
    form = a_fair_form(mode="on_site", venue="市工人文化宫")
    fair_id = admin.make("/v1/fairs", form)["fair_id"]
    refused = admin.post(f"/v1/fairs/{fair_id}/publication", {})
    assert (refused.status, refused["code"]) == (409, "fair_papers_missing")
    assert admin.read(f"/v1/fairs/{fair_id}")["state"] == "draft"


def test_a_fair_that_is_still_a_draft_cannot_be_opened(admin):
    fair_id = a_fair(admin, state="draft")
    refused = admin.post(f"/v1/fairs/{fair_id}/opening")
    assert (refused.status, refused["code"]) == (409, "fair_in_wrong_state")


def test_an_employer_that_nobody_verified_gets_no_booth(admin):
    fair_id, employer_id = a_fair(admin), an_employer(admin, verified=False)
    booth = {"employer_id": employer_id, "booth": "B-07"}
    refused = admin.post(f"/v1/fairs/{fair_id}/booths", booth)
    assert (refused.status, refused["code"]) == (409, "employer_not_verified")


def test_a_worker_registers_nobody_but_themselves(admin, as_):
    fair_id, own, other = a_fair(admin), a_person(admin), a_person(admin)
    worker = as_("worker", person_id=own)
    path = f"/v1/fairs/{fair_id}/registrations"
    assert worker.post(path, {"person_id": other}).status == 404
    assert once_known(lambda: worker.post(path, {"person_id": own})).status == 201


def test_a_worker_may_not_draft_a_fair(admin, as_):
    worker = as_("worker", person_id=a_person(admin))
    refused = worker.post("/v1/fairs", a_fair_form())
    assert (refused.status, refused["code"]) == (403, "role_not_allowed")
