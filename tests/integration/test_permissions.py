"""Whose records are whose, through the public door: regions, banks, and keys of nobody."""

import pytest

from tests.integration.making import (
    a_fair,
    a_loan,
    a_person,
    a_worker_form,
    an_employer,
    unique,
)
from tests.integration.test_loans import DISBURSED, STEPS, reviewed

HERE, NEIGHBOUR, PREFECTURE, ELSEWHERE = "530102", "530103", "530100", "532901"


@pytest.fixture(scope="module")
def loan_id(admin) -> str:
    """A loan of a county that the union gave to a guarantor and a bank, approved by both."""
    made = a_loan(admin)
    reviewed(admin, made, "credit")
    return made


@pytest.mark.parametrize("region", [NEIGHBOUR, ELSEWHERE])
def test_what_lies_in_another_region_does_not_exist_for_an_officer(admin, as_, loan_id, region):
    stranger = as_("officer", region=region)
    fair_id, employer_id, person_id = a_fair(admin), an_employer(admin), a_person(admin)
    for path in (
        f"/v1/people/{person_id}",
        f"/v1/people/{person_id}/timeline",
        f"/v1/people/{person_id}/messages",
        f"/v1/employers/{employer_id}",
        f"/v1/fairs/{fair_id}/registrations",
        f"/v1/loans/{loan_id}",
    ):
        assert stranger.get(path).status == 404, path
    assert stranger.post(f"/v1/fairs/{fair_id}/closing").status == 404
    recommend = STEPS["union-review"]
    assert stranger.post(f"/v1/loans/{loan_id}/union-review", recommend).status == 404


@pytest.mark.parametrize("region", [HERE, PREFECTURE, "530000"])
def test_an_officer_of_the_county_the_prefecture_or_the_province_finds_it(
    admin, as_, loan_id, region
):
    own = as_("officer", region=region)
    person_id = a_person(admin)
    assert own.read(f"/v1/people/{person_id}")["region"] == HERE
    assert own.read(f"/v1/loans/{loan_id}")["region"] == HERE
    assert person_id in {row["person_id"] for row in own.read("/v1/people", limit=10)["rows"]}


@pytest.mark.parametrize("path", ["/v1/people", "/v1/loans", "/v1/employers", "/v1/enrolments"])
def test_a_list_holds_nothing_of_another_region(admin, as_, loan_id, path):
    stranger = as_("officer", region="533423")
    assert {row["region"] for row in stranger.read(path)["rows"]} <= {"533423"}
    if path != "/v1/enrolments":
        refused = stranger.get(path, region=HERE)
        assert (refused.status, refused["code"]) == (403, "region_not_yours")


def test_nothing_is_made_in_another_region(as_):
    refused = as_("officer", region=ELSEWHERE).post(
        "/v1/people/batches", {"people": [a_worker_form(region=HERE)]}
    )
    assert [row["code"] for row in refused["rows"]] == ["region_not_yours"]


def test_another_bank_sees_and_does_nothing(as_, loan_id):
    other, own = as_("bank", partner_id=unique("bank")), as_("bank", partner_id="bank")
    assert other.read("/v1/loans")["rows"] == []
    assert other.get(f"/v1/loans/{loan_id}").status == 404
    body = DISBURSED | {"bank_serial": unique("BANK")}
    for step, said in (("contract", STEPS["contract"]), ("disbursement", body)):
        refused = other.post(f"/v1/loans/{loan_id}/{step}", said)
        assert (refused.status, refused["code"]) == (404, "loan_not_found")
    assert own.read(f"/v1/loans/{loan_id}")["state"] == "approved"
    assert loan_id in {row["loan_id"] for row in own.read("/v1/loans", limit=10)["rows"]}


@pytest.mark.parametrize(
    ("role", "claims"),
    [
        ("officer", {}),
        ("officer", {"region": "53"}),
        ("bank", {}),
        ("guarantor", {}),
        ("labour_bureau", {"region": HERE}),
        ("labour_bureau", {"partner_id": "bureau"}),
        ("training_provider", {}),
    ],
)
def test_a_token_that_lacks_what_its_role_must_have_is_refused(as_, role, claims):
    refused = as_(role, **claims).get("/v1/loans")
    assert (refused.status, refused["code"]) == (401, "token_invalid")
