"""Events as insight receives them, made short."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from chassis.domain import Event

_number = count(1)
ON = date(2025, 3, 8)


def made(type: str, source: str = "/yunling/jobs", id: str | None = None, **data: Any) -> Event:
    return Event(
        id=id or f"e-{next(_number):06}",
        type=f"yunling.{type}.v1",
        source=source,
        subject="s",
        time=datetime(2025, 12, 1, tzinfo=UTC),
        data=data,
    )


def a_check_in(person: str, fair: str = "f1", region: str = "530102", on: date = ON, **data):
    return made(
        "jobs.registration.checked_in",
        fair_id=fair,
        person_id=person,
        region=region,
        on=on,
        key_groups=data.pop("key_groups", []),
    )


def a_closed_fair(fair: str, region: str = "530102", starts_on: date = ON) -> Event:
    return made("jobs.fair.closed", fair_id=fair, region=region, starts_on=starts_on)


def a_disbursement(loan: str, amount: str, on: date = ON, region: str = "530102") -> Event:
    return made(
        "loans.loan.disbursed",
        source="/yunling/loans",
        loan_id=loan,
        bank_serial=f"b-{loan}",
        region=region,
        key_groups=["migrant"],
        amount=Decimal(amount),
        value_date=on,
    )


def an_upgrade(person: str, on: date = ON, region: str = "530102") -> Event:
    return made(
        "training.person.upgraded", person_id=person, region=region, on=on, key_groups=["hard_up"]
    )


def a_contest(trade: str, on: date = ON, region: str = "530102") -> Event:
    return made("training.contest.held", trade=trade, region=region, held_on=on)


def an_activity(*refs: str, on: date = ON, region: str = "530102", id: str | None = None) -> Event:
    people = [{"ref": ref, "key_groups": ["migrant"]} for ref in refs]
    return made("training.activity.recorded", id=id, region=region, held_on=on, participants=people)


def a_report(target_id: str, quantity: int, month: str = "2025-03", **data: Any) -> Event:
    return made(
        "partners.measure.reported",
        source="/partners/bodies",
        target_id=target_id,
        region=data.pop("region", "530102"),
        month=month,
        quantity=quantity,
        key_groups=data.pop("key_groups", {}),
        **data,
    )
