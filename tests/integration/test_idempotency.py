"""A request that is sent again has one effect and the same answer."""

import uuid
from concurrent.futures import ThreadPoolExecutor

from tests.integration.making import a_fair_form, a_person, a_worker_form


def test_a_repeated_request_gets_the_stored_answer(officer):
    key, form = str(uuid.uuid4()), a_worker_form()
    first = officer.post("/v1/people", form, key=key)
    again = officer.post("/v1/people", form, key=key)
    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body
    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_key_that_was_used_for_another_body_is_refused(officer):
    key = str(uuid.uuid4())
    assert officer.post("/v1/fairs", a_fair_form(), key=key).status == 201
    refused = officer.post("/v1/fairs", a_fair_form(title="别的"), key=key)
    assert (refused.status, refused["code"]) == (422, "idempotency_key_reused")


def test_ten_at_once_with_one_key_make_one_fair(officer):
    key, form = str(uuid.uuid4()), a_fair_form(title=f"抢名额 {uuid.uuid4()}")
    with ThreadPoolExecutor(10) as crowd:
        answers = list(crowd.map(lambda _: officer.post("/v1/fairs", form, key=key), range(10)))
    made = {answer["fair_id"] for answer in answers if answer.status == 201}
    others = {answer["code"] for answer in answers if answer.status != 201}
    assert len(made) == 1
    assert others <= {"request_in_progress"}


def test_a_write_without_a_key_is_refused(officer):
    refused = officer.send("POST", "/v1/people", json=a_worker_form())
    assert (refused.status, refused["code"]) == (400, "idempotency_key_missing")


def test_keys_of_two_callers_do_not_meet(officer, admin):
    key = str(uuid.uuid4())
    one = officer.post("/v1/people", a_worker_form(), key=key)
    other = admin.post("/v1/people", a_worker_form(), key=key)
    assert (one.status, other.status) == (201, 201)
    assert one["person_id"] != other["person_id"]


def test_a_refusal_can_be_tried_again_under_the_same_key(admin):
    key = str(uuid.uuid4())
    person_id = a_person(admin)
    form = a_fair_form()
    refused = admin.post("/v1/fairs/unknown/registrations", {"person_id": person_id}, key=key)
    assert refused.status == 404
    assert admin.post("/v1/fairs", form, key=str(uuid.uuid4())).status == 201
