"""Signing: the day of the contract decides which rules, limits and rates hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from loans.domain.application import check_age
from loans.domain.loan import Contract, Credit, Loan, LoanState
from loans.domain.months import later
from loans.domain.person import KnownPerson
from loans.domain.policy import Policy
from loans.domain.rule import Product
from loans.domain.schedule import Plan, schedule
from loans.errors import (
    AmountOverLimit,
    ApprovalExpired,
    DateInFuture,
    FirstDueOutOfTerm,
    PlanNotApplicable,
    RateOverCap,
    SignedBeforeApplication,
    TermOverLimit,
)
from loans.events import ContractSigned


def sign(
    loan: Loan,
    person: KnownPerson,
    policy: Policy,
    *,
    signed_on: date,
    today: date,
    first_due_on: date | None = None,
    plan: str | None = None,
) -> tuple[Loan, ContractSigned]:
    """The contract of an approved loan, with its schedule.

    The rule version, the limit, the reference rate and the cap are those in force on `signed_on`
    as known `today`; a contract may be entered late, so `signed_on` may lie far back.
    """
    asked, credit = loan.application, loan.agreed()
    _check_day(loan, credit, policy, signed_on, today)
    rule = policy.rule(signed_on, today)
    _check_limits(credit, rule.product(asked.product), asked.partners)
    lpr = policy.reference_rate(rule.reference, signed_on, today)
    cap = lpr + rule.cap[policy.area(loan.region)]
    if credit.rate > cap:
        raise RateOverCap(rate=str(credit.rate), cap=str(cap))
    matures_on = later(signed_on, credit.term_months)
    check_age(person, policy, signed_on, matures_on)
    if first_due_on is not None and not signed_on < first_due_on <= matures_on:
        raise FirstDueOutOfTerm(first_due_on=first_due_on.isoformat())
    chosen = _plan(policy, plan, asked.product, credit.term_months)
    contract = Contract(
        amount=credit.amount,
        rate=credit.rate,
        lpr=lpr,
        cap=cap,
        rule_version=rule.version,
        subsidy=rule.subsidy,
        signed_on=signed_on,
        matures_on=matures_on,
        plan=chosen.plan,
        schedule=schedule(
            chosen,
            amount=credit.amount,
            rate=credit.rate,
            signed_on=signed_on,
            term_months=credit.term_months,
            first_due_on=first_due_on,
        ),
    )
    return replace(loan, state=LoanState.SIGNED, contract=contract), loan.tell(
        ContractSigned,
        amount=contract.amount,
        rate=contract.rate,
        lpr=lpr,
        signed_on=signed_on,
        matures_on=matures_on,
    )


def _check_day(loan: Loan, credit: Credit, policy: Policy, signed_on: date, today: date) -> None:
    if signed_on > today:
        raise DateInFuture(field="signed_on", day=signed_on.isoformat())
    applied_on = loan.application.applied_on
    if applied_on is not None and signed_on < applied_on:
        raise SignedBeforeApplication(applied_on=applied_on.isoformat())
    last = credit.approved_on + timedelta(days=policy.limits.approval_valid_days)
    if signed_on > last:
        raise ApprovalExpired(expired_on=last.isoformat())


def _check_limits(credit: Credit, product: Product, partners: int) -> None:
    limit = product.limit(partners)
    if credit.amount > limit:
        raise AmountOverLimit(amount=str(credit.amount), limit=str(limit))
    if credit.term_months > product.term_months:
        raise TermOverLimit(term_months=credit.term_months, limit=product.term_months)


def _plan(policy: Policy, name: str | None, product: str, term_months: int) -> Plan:
    plan = policy.plan(name, product, term_months)
    if plan is None or not plan.fits(term_months):
        raise PlanNotApplicable(plan=name, term_months=term_months)
    return plan
