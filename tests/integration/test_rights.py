"""The rights of people: to see, to correct, to be forgotten, and to know who looked."""

from tests.integration.making import (
    a_fair,
    a_flag,
    a_person,
    a_registration,
    a_worker_form,
    unique,
)
from tests.integration.numbers import a_name, id_number
from tests.integration.target import eventually
from yunling import services


def test_a_look_in_the_clear_is_seen_by_the_person(officer, as_):
    form = a_worker_form(key_groups=[a_flag()])
    person_id = officer.make("/v1/people", form)["person_id"]
    asked = {"fields": ["phone", "evidence"], "purpose": "eligibility_check", "reason": "loan 7"}
    key = unique("key")
    for _ in range(2):
        shown = officer.post(f"/v1/people/{person_id}/reveals", asked, key=key)
        assert (shown.status, shown["phone"], shown["name"]) == (200, form["phone"], None)
        assert shown["evidence"][0]["reference"] == form["key_groups"][0]["evidence"]["reference"]
    rows = as_("worker", person_id=person_id).read(f"/v1/people/{person_id}/readings")["rows"]
    # The answer is not kept for the second request: it is another look.
    assert [row["fields"] for row in rows] == [["phone", "evidence"]] * 2
    assert {(row["role"], row["purpose"]) for row in rows} == {("officer", "eligibility_check")}


def test_an_export_holds_what_each_service_keeps(officer, as_):
    form = a_worker_form(name=a_name())
    person_id = officer.make("/v1/people", form)["person_id"]
    worker = as_("worker", person_id=person_id)
    export = worker.read(f"/v1/people/{person_id}/export")
    assert export["unanswered"] == []
    assert export["services"]["people"]["person"]["id_number"] == form["id_number"]
    assert export["services"].keys() == set(services.that("keeps_people"))
    assert worker.get(f"/v1/people/{a_person(officer)}/export").status == 404


def test_a_wrong_id_number_is_corrected_on_a_paper(officer, as_):
    person_id, right = a_person(officer), id_number()
    path = f"/v1/people/{person_id}/corrections"
    paper = {"proof": "id_card", "reference": unique("paper"), "id_number": right}
    assert as_("worker", person_id=person_id).post(path, paper).status == 403
    assert officer.make(path, paper)["id_number"].endswith(right[-4:])
    again = officer.post("/v1/people", a_worker_form(id_number=right))
    assert (again.status, again["person_id"]) == (409, person_id)


def test_what_the_others_need_not_keep_of_somebody_erased_goes_too(admin, officer):
    person_id, fair_id = a_person(officer), a_fair(officer)
    path, inbox = f"/v1/fairs/{fair_id}/registrations", f"/v1/people/{person_id}/messages"
    a_registration(officer, fair_id, person_id)
    eventually(lambda: admin.read(inbox)["rows"], what="the message of the seat")
    officer.make(f"/v1/people/{person_id}/erasure", {})

    def gone() -> bool:
        rows = officer.read(path)["rows"]
        states = {row["state"] for row in rows if row["person_id"] == person_id}
        return states == {"cancelled"} and not admin.read(inbox)["rows"]

    eventually(gone, what="the seat to be free and the messages to be gone")


def test_an_erased_person_is_gone_and_may_come_again(officer, as_):
    form = a_worker_form()
    person_id = officer.make("/v1/people", form)["person_id"]
    erased = as_("worker", person_id=person_id).make(f"/v1/people/{person_id}/erasure", {})
    assert (erased["fate"], erased["holds"]) == ("erased", [])
    gone = officer.get(f"/v1/people/{person_id}")
    assert (gone.status, gone["code"]) == (410, "person_erased")
    assert officer.make("/v1/people", form)["person_id"] != person_id


def test_each_partner_is_agreed_to_by_itself(officer):
    path = f"/v1/people/{a_person(officer)}/consents"
    sharing = {"purpose": "partner_sharing", "notice_version": "2026-01"}
    assert officer.post(path, sharing).status == 422
    officer.make(path, sharing | {"partner_id": "bank"})
    officer.make(path, sharing | {"partner_id": "bodies"})
    left = officer.delete(f"{path}/partner_sharing/bank")
    standing = {one["partner_id"] for one in left["consents"] if one["withdrawn_at"] is None}
    assert standing == {None, "bodies"}
    again = officer.post(path, sharing | {"partner_id": "bank"})
    assert (again.status, again["code"]) == (409, "consent_cooling_down")


def test_every_notice_that_a_consent_may_name_can_be_read(nobody):
    notices = nobody.read("/v1/notices")["rows"]
    assert "2026-01" in {notice["version"] for notice in notices}
    assert all(notice["text"].keys() == {"zh-CN", "en"} for notice in notices)
