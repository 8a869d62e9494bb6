"""The programme's table: built from events alone, equal to what the stores count."""

from __future__ import annotations

from typing import Any

from tests.integration.making import (
    a_class,
    a_fair,
    a_flag,
    a_person,
    a_registration,
    an_enrolment,
)
from tests.integration.partners import an_event, send
from tests.integration.target import eventually

# Counties that no other test uses: what is counted there was done here.
GONGSHAN, FUGONG = "533324", "533323"
YEAR = 2024


def figure(door: Any, target_id: str, year: int = YEAR, region: str | None = None) -> dict:
    query = {"year": year} | ({"region": region} if region else {})
    targets = door.read("/v1/programme", **query)["targets"]
    return next(target for target in targets if target["id"] == target_id)


def test_visits_are_counted_by_region_month_and_group(admin):
    before = figure(admin, "fair_person_times", region=GONGSHAN)["actual"]
    fairs_before = figure(admin, "fairs_held", region=GONGSHAN)["actual"]
    dates = {"starts_on": "2024-03-08", "ends_on": "2024-03-09", "region": GONGSHAN}
    fair_id = a_fair(admin, **dates)
    for flags in ([a_flag("migrant")], []):
        registration = a_registration(admin, fair_id, a_person(admin, key_groups=flags))
        visit = {"person_id": registration["person_id"], "on": "2024-03-09"}
        admin.make(f"/v1/fairs/{fair_id}/checkins", visit)
    admin.make(f"/v1/fairs/{fair_id}/closing")

    def counted() -> bool:
        return figure(admin, "fair_person_times", region=GONGSHAN)["actual"] == before + 2

    eventually(counted)
    told = figure(admin, "fair_person_times", region=GONGSHAN)
    assert told["by_month"]["2024-03"] >= 2
    assert told["by_group"]["migrant"] >= 1
    eventually(lambda: figure(admin, "fairs_held", region=GONGSHAN)["actual"] == fairs_before + 1)


def test_a_measure_of_another_body_is_counted_from_its_reports(admin, as_):
    bodies = as_("partner", partner_id="bodies")
    before = figure(admin, "station_person_times", region=FUGONG)["actual"]
    data = {"target_id": "station_person_times", "region": FUGONG, "month": "2024-07"}
    data |= {"quantity": 120, "key_groups": {"migrant": 80}}
    event = an_event("bodies", "measure.reported", data["target_id"], data)
    assert send(bodies, event).status == 202
    assert send(bodies, event).status == 202

    def counted() -> bool:
        return figure(admin, "station_person_times", region=FUGONG)["actual"] == before + 120

    eventually(counted)


def test_a_person_is_upgraded_once_a_year_however_many_certificates(admin):
    def stored() -> int:
        return int(admin.read("/v1/ops/stores", year=2025)["persons_upgraded"])

    person_id, before = a_person(admin), stored()
    for _ in range(2):
        class_id = a_class(admin, hours=8)
        enrolment_id = an_enrolment(admin, class_id, person_id)["enrolment_id"]
        session = {"held_on": "2025-04-07", "hours": 8, "present": [enrolment_id]}
        admin.make(f"/v1/classes/{class_id}/sessions", session)
        result = {"passed": True, "score": 75, "on": "2025-04-11"}
        admin.make(f"/v1/enrolments/{enrolment_id}/result", result)
    assert stored() == before + 1


def test_the_table_and_the_services_own_stores_count_the_same(admin):
    def equal() -> bool:
        stores = admin.read("/v1/ops/stores", year=YEAR)
        shown = {target: figure(admin, target)["actual"] for target in stores}
        differing = {
            target: (stores[target], shown[target])
            for target in stores
            if str(stores[target]) != str(shown[target])
        }
        assert not differing
        return True

    eventually(equal)
