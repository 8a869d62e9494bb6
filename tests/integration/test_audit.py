"""Looking at what is hidden is recorded, and the records are chained."""

from tests.integration.making import a_person, unique
from tests.integration.target import eventually
from yunling.audit import ZERO, verify


def test_a_look_is_recorded_and_the_chain_over_the_records_holds(officer, admin):
    person_id = a_person(officer)
    asked = {"fields": ["phone"], "purpose": "eligibility_check", "reason": unique("reason")}
    assert officer.post(f"/v1/people/{person_id}/reveals", asked).status == 200

    [record] = admin.read("/v1/ops/audit", service="people", person_id=person_id)["rows"]
    assert (record["role"], record["reason"]) == ("officer", asked["reason"])

    def chain(after):
        return admin.read("/v1/ops/audit/chain", service="people", after=after)

    def sealed():
        verdict = verify(chain, None)
        assert verdict.faults == []
        return verdict if verdict.records and not verdict.unsealed else None

    verdict = eventually(sealed, what="a seal over the record")
    assert verdict.head.digest != ZERO
    ids = [one["audit_id"] for seal in chain(0)["seals"] for one in seal["records"]]
    assert record["audit_id"] in ids or verdict.head.n > 1


def test_only_those_who_run_the_platform_read_the_chain(officer, as_):
    for door in (officer, as_("worker", person_id="p1"), as_("bank", partner_id="bank")):
        assert door.get("/v1/ops/audit/chain", service="people").status == 403
