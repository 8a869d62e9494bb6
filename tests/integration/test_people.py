"""People: registered once, checked, masked."""

from tests.integration.making import COUNTY, a_flag, a_person, a_worker_form
from tests.integration.numbers import id_number
from tests.integration.target import eventually


def test_a_registered_person_is_shown_with_masked_numbers(officer):
    form = a_worker_form(key_groups=[a_flag()])
    person_id = officer.make("/v1/people", form)["person_id"]
    shown = officer.read(f"/v1/people/{person_id}")
    assert shown["region"] == COUNTY
    assert [flag["group"] for flag in shown["key_groups"]] == ["migrant"]
    assert form["id_number"] not in str(shown)
    assert form["phone"] not in str(shown)


def test_the_same_id_number_is_registered_once_and_answers_the_person(officer):
    form = a_worker_form()
    person_id = officer.make("/v1/people", form)["person_id"]
    again = officer.post("/v1/people", a_worker_form(id_number=form["id_number"]))
    assert (again.status, again["code"]) == (409, "person_already_registered")
    assert again["person_id"] == person_id


def test_a_batch_registers_the_good_rows_and_names_what_is_wrong_with_the_bad(officer):
    rows = [a_worker_form(), a_worker_form(id_number="53010219900307123X"), a_worker_form()]
    answer = officer.post("/v1/people/batches", {"people": rows})
    assert answer.status in (200, 201), answer.body
    first, second, third = answer["rows"]
    assert first["person_id"] != third["person_id"]
    assert second["code"] == "invalid"
    assert "id_number" in str(second["errors"])


def test_a_person_moves_and_is_found_in_the_new_county(officer):
    person_id = a_person(officer)
    moved = officer.put(f"/v1/people/{person_id}/region", {"region": "533423"})
    assert moved.status == 200, moved.body
    assert officer.read(f"/v1/people/{person_id}")["region"] == "533423"

    def found() -> bool:
        rows = officer.read("/v1/people", region="533423")["rows"]
        return person_id in {row["person_id"] for row in rows}

    eventually(found)


def test_a_key_group_is_flagged_with_evidence_and_taken_back(officer):
    person_id = a_person(officer)
    flag = a_flag("hard_up")
    path = f"/v1/people/{person_id}/key-groups/hard_up"
    assert officer.put(path, {"evidence": flag["evidence"]}).status in (200, 204)
    groups = officer.read(f"/v1/people/{person_id}")["key_groups"]
    assert [one["group"] for one in groups] == ["hard_up"]
    assert officer.delete(path).status in (200, 204)
    assert officer.read(f"/v1/people/{person_id}")["key_groups"] == []


def test_a_worker_sees_the_own_record_and_nobody_elses(officer, as_):
    own, other = a_person(officer), a_person(officer)
    worker = as_("worker", person_id=own)
    assert worker.get(f"/v1/people/{own}").status == 200
    assert worker.get(f"/v1/people/{other}").status == 404


def test_pages_of_people_follow_one_another_without_gap_or_repetition(officer):
    region = "533325"
    made = {a_person(officer, region=region) for _ in range(5)}
    seen: list[str] = []
    cursor = None
    while True:
        query = {"region": region, "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = officer.read("/v1/people", **query)
        seen += [row["person_id"] for row in page["rows"]]
        cursor = page["next_cursor"]
        if cursor is None or made <= set(seen):
            break
    assert len(seen) == len(set(seen))
    assert made <= set(seen)


def test_the_standards_own_number_is_accepted_once_and_its_neighbour_never(officer):
    form = a_worker_form(id_number=id_number("530421", "19991231"))
    assert officer.post("/v1/people", form).status == 201
    last = form["id_number"][-1]
    wrong = form["id_number"][:-1] + ("1" if last != "1" else "2")
    refused = officer.post("/v1/people", a_worker_form(id_number=wrong))
    assert (refused.status, refused["code"]) == (422, "invalid")
