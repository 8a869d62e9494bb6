"""Logs: lines of JSON that hold no personal data, no body and no stack trace after refusals."""

import json

from tests.integration.making import a_flag, a_person, a_worker_form, unique
from tests.integration.numbers import a_name
from tests.integration.target import eventually


def test_what_a_person_told_us_is_in_no_log(officer, platform):
    form = a_worker_form(name=a_name(), email=f"{unique('ou')}@example.org")
    form["key_groups"] = [a_flag()]
    officer.make("/v1/people", form)
    officer.post("/v1/people", form | {"region": "999999"})
    officer.post("/v1/people", form)
    marker = unique("mark")
    officer.get(f"/v1/people/{marker}")
    reference = form["key_groups"][0]["evidence"]["reference"]
    a_person(officer)
    logs = platform.logs()
    for personal in (form["name"], form["id_number"], form["phone"], form["email"], reference):
        assert personal not in logs


def test_bad_input_leaves_no_stack_trace(officer, platform):
    before = platform.logs().count("Traceback")
    officer.post("/v1/people", {"name": {"deep": [1, 2, {"x": None}]}})
    headers = {"Content-Type": "application/json", "Idempotency-Key": unique("key")}
    officer.send("POST", "/v1/people", data=b"\xff\xfe\x00", headers=headers)
    officer.get("/v1/fairs/%00%ff")
    assert platform.logs().count("Traceback") == before


def test_services_log_lines_of_json(officer, platform):
    a_person(officer)

    def lines() -> list[dict]:
        found = [line for line in platform.logs().splitlines() if line.startswith('{"')]
        return [json.loads(line) for line in found if '"event"' in line]

    assert eventually(lines)
