"""Bad input: a problem that names the field and the reason, and nothing stored."""

import json
import uuid

import pytest

from tests.integration.door import Door
from tests.integration.making import a_fair, a_fair_form, a_person, a_worker_form
from tests.integration.tokens import mint

PROBLEM = "application/problem+json"


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id_number": "53010219900307123X"}, "id_number"),
        ({"id_number": "53010219000230002X"}, "id_number"),
        ({"id_number": "530102900307123"}, "id_number"),
        ({"phone": "0871-63162888"}, "phone"),
        ({"region": "999999"}, "region"),
        ({"name": ""}, "name"),
        ({"name": 7}, "name"),
        ({"key_groups": [{"group": "pilots"}]}, "key_groups"),
        ({"admin": True}, "admin"),
    ],
)
def test_a_bad_field_of_a_person_is_refused_by_its_name(officer, changes, field):
    refused = officer.post("/v1/people", a_worker_form(**changes))
    assert (refused.status, refused["code"]) == (422, "invalid")
    assert refused.headers["Content-Type"].startswith(PROBLEM)
    assert field in str(refused["errors"])
    assert {"type", "title", "status", "code"} <= refused.body.keys()


def test_a_refused_value_is_not_repeated_in_the_answer(officer):
    refused = officer.post("/v1/people", a_worker_form(id_number="53010219900307123X"))
    assert "53010219900307123X" not in json.dumps(refused.body)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_on": "2025-02-30"}, "starts_on"),
        ({"starts_on": "2025-03-08", "ends_on": "2025-03-07"}, "ends_on"),
        ({"capacity": -1}, "capacity"),
        ({"capacity": "many"}, "capacity"),
        ({"mode": "by_post"}, "mode"),
        ({"sponsor": "x"}, "sponsor"),
    ],
)
def test_a_fair_that_cannot_be_is_refused_by_field(officer, changes, field):
    refused = officer.post("/v1/fairs", a_fair_form(**changes))
    assert (refused.status, refused["code"]) == (422, "invalid")
    assert field in str(refused["errors"])


@pytest.mark.parametrize("code", ["91530102MA6NTE5T1E", "91530102MA6NTE5T", "00000000000000000O"])
def test_a_bad_credit_code_is_refused(officer, code):
    form = {"name": "某公司", "credit_code": code, "region": "530102", "contact": "x"}
    refused = officer.post("/v1/employers", form)
    assert (refused.status, refused["code"]) == (422, "invalid")
    assert "credit_code" in str(refused["errors"])


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v1/people/{}", "person_not_found"),
        ("/v1/fairs/{}", "fair_not_found"),
        ("/v1/loans/{}", "loan_not_found"),
        ("/v1/enrolments/{}", "enrolment_not_found"),
    ],
)
def test_an_unknown_id_is_not_found(admin, path, code):
    refused = admin.get(path.format(uuid.uuid4()))
    assert (refused.status, refused["code"]) == (404, code)


def test_an_unknown_path_and_a_wrong_method_are_problems_too(admin):
    assert admin.get("/v1/horoscopes").status == 404
    refused = admin.send("PATCH", "/v1/people", headers=key(), json={})
    assert refused.status == 405
    assert refused.headers["Allow"]


def test_a_body_over_the_limit_is_refused(officer):
    form = a_worker_form(name="杨" * 2_000_000)
    refused = officer.post("/v1/people", form)
    assert (refused.status, refused["code"]) == (413, "body_too_large")


def test_a_body_that_is_no_json_is_refused(officer):
    headers = key() | {"Content-Type": "application/json"}
    refused = officer.send("POST", "/v1/people", data=b'{"name": ', headers=headers)
    assert (refused.status, refused["code"]) == (400, "malformed_json")


def test_another_media_type_is_refused(officer):
    headers = key() | {"Content-Type": "text/xml"}
    refused = officer.send("POST", "/v1/people", data=b"<person/>", headers=headers)
    assert (refused.status, refused["code"]) == (415, "unsupported_media_type")


def test_a_refusal_speaks_the_callers_language(officer):
    path = f"/v1/fairs/{uuid.uuid4()}"
    english = officer.send("GET", path, headers={"Accept-Language": "en"})
    chinese = officer.send("GET", path, headers={"Accept-Language": "zh-CN"})
    assert english["title"].isascii()
    assert not chinese["title"].isascii()
    assert english["code"] == chinese["code"]


def test_nobody_enters_without_a_token_or_with_a_broken_one(platform, nobody):
    assert (nobody.get("/v1/people").status, nobody.get("/v1/people")["code"]) == (
        401,
        "token_missing",
    )
    broken = Door(platform.url, mint(platform.issuer, "admin")[:-3] + "abc")
    assert (broken.get("/v1/people").status, broken.get("/v1/people")["code"]) == (
        401,
        "token_invalid",
    )


def test_an_expired_token_says_so(platform):
    late = Door(platform.url, mint(platform.issuer, "admin", expires_in_s=-60))
    refused = late.get("/v1/people")
    assert (refused.status, refused["code"]) == (401, "token_expired")


def test_a_worker_without_a_person_is_no_worker(platform):
    nameless = Door(platform.url, mint(platform.issuer, "worker"))
    assert nameless.get("/v1/people").status in (401, 403)


def test_an_outdated_version_is_not_overwritten(admin):
    fair_id = a_fair(admin, state="draft")
    etag = admin.get(f"/v1/fairs/{fair_id}").headers["ETag"]
    admin.make(f"/v1/fairs/{fair_id}/publication", {})
    refused = admin.post(
        f"/v1/fairs/{fair_id}/cancellation", {"reason": "天气"}, **{"If-Match": etag}
    )
    assert (refused.status, refused["code"]) == (412, "version_mismatch")
    assert admin.read(f"/v1/fairs/{fair_id}")["state"] == "published"


def test_a_bad_cursor_and_a_limit_out_of_range_are_refused(officer):
    assert officer.get("/v1/people", limit=100_000).status == 422
    assert officer.get("/v1/people", cursor="%%%").status == 422


def test_refusing_stores_nothing(officer):
    region = "532929"
    a_person(officer, region=region)
    before = len(officer.read("/v1/people", region=region, limit=200)["rows"])
    officer.post("/v1/people", a_worker_form(region=region, phone="1"))
    assert len(officer.read("/v1/people", region=region, limit=200)["rows"]) == before
