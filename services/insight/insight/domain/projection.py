"""Which events count towards which target, and what of them counts once."""

from collections.abc import Callable, Iterable
from datetime import date

from chassis.domain import Event
from insight.domain.mark import Mark, Quantity
from insight.domain.programme import PARTNER_TARGETS, PROGRAMME
from insight.errors import TargetNotServedByPartners

GROUPS = frozenset(PROGRAMME.groups)


def project(event: Event) -> list[Mark]:
    """The marks of one event; none for an event that no target counts."""
    projection = PROJECTIONS.get(event.type)
    return projection(event) if projection else []


def fair_closed(event: Event) -> list[Mark]:
    """A fair was held when it is closed; it counts in the month in which it began."""
    fair = event.data
    return [_mark(event, "fairs_held", fair["fair_id"], fair["starts_on"])]


def checked_in(event: Event) -> list[Mark]:
    """A person-time: one person at one fair, once."""
    visit = event.data
    what = f"{visit['fair_id']}:{visit['person_id']}"
    return [_mark(event, "fair_person_times", what, visit["on"])]


def loan_disbursed(event: Event) -> list[Mark]:
    """Yuan, in the month of the bank's value date; a bank serial counts once."""
    loan = event.data
    what = f"{loan['loan_id']}:{loan['bank_serial']}"
    return [_mark(event, "loans_disbursed", what, loan["value_date"], loan["amount"])]


def person_upgraded(event: Event) -> list[Mark]:
    """A person counts once a year, by certificate or diploma."""
    person = event.data
    what = f"{person['on'].year}:{person['person_id']}"
    return [_mark(event, "persons_upgraded", what, person["on"])]


def contest_held(event: Event) -> list[Mark]:
    """A trade counts once a year, however many contests it had."""
    contest = event.data
    what = f"{contest['held_on'].year}:{contest['trade']}"
    return [_mark(event, "contest_trades", what, contest["held_on"])]


def activity_recorded(event: Event) -> list[Mark]:
    """Each participant counts once a year."""
    held_on: date = event.data["held_on"]
    month, rank = f"{held_on:%Y-%m}", _rank(event, held_on)
    return [
        Mark(
            key=f"skill_participants:{held_on.year}:{participant['ref']}",
            target_id="skill_participants",
            month=month,
            region=event.data["region"],
            quantity=1,
            groups={group: 1 for group in participant["key_groups"] if group in GROUPS},
            rank=rank,
        )
        for participant in event.data["participants"]
    ]


def measure_reported(event: Event) -> list[Mark]:
    """A partner's figure is in addition to what he reported before: each event counts once."""
    report = event.data
    target_id = report["target_id"]
    if target_id not in PARTNER_TARGETS:
        raise TargetNotServedByPartners(target_id=target_id)
    return [
        Mark(
            key=f"{target_id}:{event.source}:{event.id}",
            target_id=target_id,
            month=report["month"],
            region=report["region"],
            quantity=report["quantity"],
            groups={g: n for g, n in report["key_groups"].items() if g in GROUPS and n},
            rank="",
        )
    ]


def _mark(event: Event, target_id: str, what: str, on: date, quantity: Quantity = 1) -> Mark:
    groups: Iterable[str] = event.data.get("key_groups", ())
    return Mark(
        key=f"{target_id}:{what}",
        target_id=target_id,
        month=f"{on:%Y-%m}",
        region=event.data["region"],
        quantity=quantity,
        groups={group: quantity for group in groups if group in GROUPS},
        rank=_rank(event, on),
    )


def _rank(event: Event, on: date) -> str:
    return f"{on}|{event.source}|{event.id}"


ROSTER = "yunling.training.activity.recorded.v1"
Projection = Callable[[Event], list[Mark]]
PROJECTIONS: dict[str, Projection] = {
    "yunling.jobs.fair.closed.v1": fair_closed,
    "yunling.jobs.registration.checked_in.v1": checked_in,
    "yunling.loans.loan.disbursed.v1": loan_disbursed,
    "yunling.training.person.upgraded.v1": person_upgraded,
    "yunling.training.contest.held.v1": contest_held,
    ROSTER: activity_recorded,
    "yunling.partners.measure.reported.v1": measure_reported,
}
