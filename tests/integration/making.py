"""What a test needs before it can begin: a person, a company, a fair, a class, a loan.

Every value is fresh, so tests may run in any order against a platform that already has a history.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.integration.door import Answer, Door
from tests.integration.numbers import credit_code, id_number, phone
from tests.integration.target import eventually

COUNTY = "530102"
_NOT_HEARD_OF_YET = {"person_not_known", "person_not_found"}


def today() -> date:
    """The policy day."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def day(offset: int = 0) -> str:
    return (today() + timedelta(days=offset)).isoformat()


def unique(prefix: str) -> str:
    return f"{prefix}-{uuid.uuid4().hex[:12]}"


def a_worker_form(**changes: Any) -> dict[str, Any]:
    return {
        "name": "杨秀英",
        "id_number": id_number(),
        "phone": phone(),
        "region": COUNTY,
        "key_groups": [],
        "consents": [{"purpose": "data_use", "notice_version": "2026-01"}],
        **changes,
    }


def a_flag(group: str = "migrant") -> dict[str, Any]:
    evidence = {"kind": "union_certificate", "reference": unique("YNGH")}
    return {"group": group, "evidence": evidence}


def a_person(door: Door, **changes: Any) -> str:
    """The person_id of a newly registered worker."""
    person_id: str = door.make("/v1/people", a_worker_form(**changes))["person_id"]
    return person_id


def once_known(call: Callable[[], Answer], within_s: float = 20) -> Answer:
    """The answer of a call to a service that may not have heard of the person yet."""

    def known() -> Answer | None:
        answer = call()
        unknown = answer.status >= 400 and answer.body.get("code") in _NOT_HEARD_OF_YET
        return None if unknown else answer

    return eventually(known, within_s, "the news of the person")


def an_employer(door: Door, *, verified: bool = True) -> str:
    form = {"name": "昆明云岭茶业有限公司", "credit_code": credit_code(), "region": COUNTY}
    employer_id: str = door.make("/v1/employers", form | {"contact": "人力资源部"})["employer_id"]
    if verified:
        door.make(f"/v1/employers/{employer_id}/verification", {"verdict": "verified"})
    return employer_id


def a_fair_form(**changes: Any) -> dict[str, Any]:
    return {
        "title": "五华区春风行动招聘会",
        "mode": "online",
        "region": COUNTY,
        "starts_on": day(-1),
        "ends_on": day(1),
        "capacity": 50,
        "booths": 10,
        **changes,
    }


def a_fair(door: Door, *, state: str = "open", **changes: Any) -> str:
    """A fair that has come to `state`: draft, published or open."""
    fair_id: str = door.make("/v1/fairs", a_fair_form(**changes))["fair_id"]
    if state in ("published", "open"):
        door.make(f"/v1/fairs/{fair_id}/publication", {})
    if state == "open":
        door.make(f"/v1/fairs/{fair_id}/opening")
    return fair_id


def a_post(door: Door, employer_id: str, fair_id: str | None = None, **changes: Any) -> str:
    form = {
        "employer_id": employer_id,
        "title": "评茶员",
        "trade": "评茶员",
        "headcount": 3,
        "region": COUNTY,
        "wage_min": "4500.00",
        "wage_max": "6000.00",
        "requirements": "初中以上文化",
        "duties": "茶叶审评",
        "workplace": "昆明市五华区",
        **changes,
    }
    if fair_id:
        form["fair_id"] = fair_id
    post_id: str = door.make("/v1/posts", form)["post_id"]
    return post_id


def a_registration(door: Door, fair_id: str, person_id: str) -> dict[str, Any]:
    path = f"/v1/fairs/{fair_id}/registrations"
    answer = once_known(lambda: door.post(path, {"person_id": person_id}))
    assert answer.status == 201, answer.body
    registration: dict[str, Any] = answer.body
    return registration


def a_loan_form(person_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "region": COUNTY,
        "product": "individual",
        "amount": "200000.00",
        "term_months": 24,
        "purpose": "扩大茶叶加工",
        "business_name": "秀英茶叶加工坊",
        "group_code": 7,
        "group_evidence": {"kind": "migrant_work_statement", "reference": unique("WG")},
        "consents": {"credit_query": True, "data_use": True},
        "applied_on": "2025-06-03",
        **changes,
    }


def a_loan(door: Door, **changes: Any) -> str:
    """The loan_id of an application that waits for the union's review."""
    person_id = a_person(door)
    answer = once_known(lambda: door.post("/v1/loans", a_loan_form(person_id, **changes)))
    assert answer.status == 201, answer.body
    loan_id: str = answer.body["loan_id"]
    return loan_id


def a_class(door: Door, *, quota: int = 30, hours: int = 16) -> str:
    course = {
        "title": "评茶员（初级）",
        "trade": "评茶员",
        "level": "junior",
        "hours": hours,
        "provider_id": unique("provider"),
    }
    form = {
        "course_id": door.make("/v1/courses", course)["course_id"],
        "region": COUNTY,
        "quota": quota,
        "starts_on": "2025-04-07",
        "ends_on": "2025-04-11",
        "attendance_threshold": "0.80",
    }
    class_id: str = door.make("/v1/classes", form)["class_id"]
    return class_id


def an_enrolment(door: Door, class_id: str, person_id: str) -> dict[str, Any]:
    path = f"/v1/classes/{class_id}/enrolments"
    answer = once_known(lambda: door.post(path, {"person_id": person_id}))
    assert answer.status == 201, answer.body
    enrolment: dict[str, Any] = answer.body
    return enrolment
