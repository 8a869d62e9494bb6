"""What an applicant asks for, and whether the rules entitle to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from loans.domain.months import later
from loans.domain.person import KnownPerson
from loans.domain.policy import Policy
from loans.domain.ratio import hires_needed
from loans.domain.rule import Rule
from loans.errors import (
    ConsentMissing,
    GroupEvidenceMissing,
    GroupEvidenceNotAccepted,
    GroupNotInForce,
    HireRatioNotMet,
    LoanDeclarationMissing,
    OtherLoanOutstanding,
    RetiresBeforeMaturity,
    StaffUnknown,
    UnderWorkingAge,
)

CONSENTS = ("credit_query", "data_use")
SMALL_BUSINESS = "small_business"


@dataclass(frozen=True)
class Evidence:
    """A proof of belonging to a group: its kind and the number or file it is found under, which
    is stored sealed."""

    kind: str
    reference: str


@dataclass(frozen=True)
class OtherLoan:
    """A loan that the applicant or the spouse owes elsewhere, in yuan."""

    holder: str
    kind: str
    amount: Decimal


@dataclass(frozen=True)
class Application:
    """The form. `other_loans` None means not declared, () means none; `staff` and `new_hires`
    are of a small business; `applied_on` is the day on the form when it was entered later."""

    product: str
    amount: Decimal
    term_months: int
    purpose: str
    business_name: str
    group_code: int
    group_evidence: Evidence | None = None
    partners: int = 1
    staff: int | None = None
    new_hires: int | None = None
    other_loans: tuple[OtherLoan, ...] | None = None
    applied_on: date | None = None


def check_consents(consents: Mapping[str, bool]) -> None:
    """Raises ConsentMissing unless credit query and data use are both consented to."""
    missing = [name for name in CONSENTS if not consents.get(name, False)]
    if missing:
        raise ConsentMissing(consents=missing)


def check_eligible(
    asked: Application, person: KnownPerson, policy: Policy, rule: Rule, on: date
) -> None:
    """Raises the refusal of the first condition that is not met on a day."""
    rule.product(asked.product)
    check_group(asked, policy, on)
    check_age(person, policy, on, later(on, asked.term_months))
    check_declaration(asked, policy, rule)
    if asked.product == SMALL_BUSINESS:
        check_hires(asked, policy, rule)


def check_group(asked: Application, policy: Policy, on: date) -> None:
    group = policy.group(asked.group_code, on)
    if group is None:
        raise GroupNotInForce(group_code=asked.group_code, on=on.isoformat())
    if asked.group_evidence is None:
        raise GroupEvidenceMissing(group_code=asked.group_code)
    if asked.group_evidence.kind not in group.evidence:
        raise GroupEvidenceNotAccepted(
            kind=asked.group_evidence.kind, accepted=list(group.evidence)
        )


def check_age(person: KnownPerson, policy: Policy, on: date, matures_on: date) -> None:
    """At least 16 on a day, and not retired by law before the loan ends."""
    if not person.has_reached(policy.limits.working_age_months, on):
        raise UnderWorkingAge(on=on.isoformat())
    retires_at = policy.retirement_months(person.sex, person.birth_month, on)
    if not person.is_below(retires_at, matures_on):
        raise RetiresBeforeMaturity(matures_on=matures_on.isoformat())


def check_declaration(asked: Application, policy: Policy, rule: Rule) -> None:
    """No other loan of applicant or spouse but those of the tolerated kinds."""
    if asked.other_loans is None:
        if rule.declaration.required:
            raise LoanDeclarationMissing(rule_version=rule.version)
        return
    tolerated = {loan.kind: loan for loan in policy.limits.tolerated_loans}
    for owed in asked.other_loans:
        known = tolerated.get(owed.kind)
        fits = known is not None and (known.at_most is None or owed.amount <= known.at_most)
        if owed.holder in rule.declaration.holders and not fits:
            raise OtherLoanOutstanding(holder=owed.holder, kind=owed.kind)


def check_hires(asked: Application, policy: Policy, rule: Rule) -> None:
    if asked.staff is None or asked.new_hires is None:
        raise StaffUnknown(product=asked.product)
    needed = hires_needed(asked.staff, rule.hire_ratio, policy.limits.large_staff_over)
    if asked.new_hires < needed:
        raise HireRatioNotMet(needed=needed, new_hires=asked.new_hires)
