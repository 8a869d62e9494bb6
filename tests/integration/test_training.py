"""A class from the enrolment to the certificate that everybody can check."""

from tests.integration.making import a_class, a_person, an_enrolment
from tests.integration.target import eventually


def held(door, class_id: str, present: list[str]) -> None:
    """Two days of eight hours: the course's 16."""
    for held_on in ("2025-04-07", "2025-04-08"):
        session = {"held_on": held_on, "hours": 8, "present": present}
        door.make(f"/v1/classes/{class_id}/sessions", session)


def test_training_ends_in_a_certificate_that_the_public_can_check(admin, nobody):
    class_id, person_id = a_class(admin), a_person(admin)
    enrolment_id = an_enrolment(admin, class_id, person_id)["enrolment_id"]
    held(admin, class_id, [enrolment_id])
    result = {"passed": True, "score": 86, "on": "2025-04-11"}
    admin.make(f"/v1/enrolments/{enrolment_id}/result", result)
    assert admin.read(f"/v1/enrolments/{enrolment_id}")["state"] == "passed"
    timeline = f"/v1/people/{person_id}/timeline"

    def certified() -> dict | None:
        rows = admin.read(timeline)["rows"]
        return next((row for row in rows if "serial" in str(row["details"])), None)

    serial = eventually(certified, what="the certificate in the timeline")["details"]["serial"]
    certificate = nobody.read(f"/v1/certificates/{serial}")
    assert certificate["trade"] == "评茶员"
    assert person_id not in str(certificate)


def test_a_full_class_puts_the_next_on_its_waiting_list_and_promotes_them(admin):
    class_id = a_class(admin, quota=1)
    seated = an_enrolment(admin, class_id, a_person(admin))
    waiting = an_enrolment(admin, class_id, a_person(admin))
    assert (seated["state"], waiting["state"]) == ("confirmed", "waitlisted")
    assert admin.delete(f"/v1/enrolments/{seated['enrolment_id']}").status in (200, 204)
    path = f"/v1/enrolments/{waiting['enrolment_id']}"
    eventually(lambda: admin.read(path)["state"] == "confirmed")


def test_nobody_passes_who_was_hardly_there(admin):
    class_id = a_class(admin)
    present = an_enrolment(admin, class_id, a_person(admin))["enrolment_id"]
    absent = an_enrolment(admin, class_id, a_person(admin))["enrolment_id"]
    held(admin, class_id, [present])
    result = {"passed": True, "score": 90, "on": "2025-04-11"}
    refused = admin.post(f"/v1/enrolments/{absent}/result", result)
    assert (refused.status, refused["code"]) == (409, "attendance_too_low")


def test_a_person_has_one_place_in_a_class(admin):
    class_id, person_id = a_class(admin), a_person(admin)
    an_enrolment(admin, class_id, person_id)
    again = admin.post(f"/v1/classes/{class_id}/enrolments", {"person_id": person_id})
    assert (again.status, again["code"]) == (409, "already_enrolled")


def test_a_session_outside_of_the_class_dates_is_refused(admin):
    class_id = a_class(admin)
    enrolment_id = an_enrolment(admin, class_id, a_person(admin))["enrolment_id"]
    session = {"held_on": "2025-05-01", "hours": 8, "present": [enrolment_id]}
    refused = admin.post(f"/v1/classes/{class_id}/sessions", session)
    assert refused.status in (409, 422)
    assert refused["code"] == "session_outside_class"


def test_an_unknown_serial_is_not_found(nobody):
    refused = nobody.get("/v1/certificates/YN-0000-000000")
    assert (refused.status, refused["code"]) == (404, "certificate_not_found")
