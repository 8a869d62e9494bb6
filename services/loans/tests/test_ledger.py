"""Money that moved, told by HTTP or by the bank's events: any order, any number of times."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from chassis.domain import Early
from loans import usecases
from loans.domain.loan import LoanState
from loans.errors import (
    AlreadyDisbursed,
    AmountNotContracted,
    BankSerialReused,
    ContractNotSigned,
    DateInFuture,
    EmptyPayment,
    LoanClosed,
    NotDisbursed,
    PaymentIdReused,
    PrincipalOverBalance,
    ValueDateTooEarly,
)

D = Decimal
DISBURSED = "yunling.partners.disbursement.reported.v1"
REPAID = "yunling.partners.repayment.reported.v1"


def disbursement(loan, **facts):
    usual = {"bank_serial": "S-1", "amount": D("200000.00"), "value_date": date(2025, 3, 12)}
    return {"loan_id": loan.loan_id, **usual, **facts}


def repayment(loan, **facts):
    usual = {
        "payment_id": "P-1",
        "principal": D("20000.00"),
        "interest": D("7200.00"),
        "value_date": date(2025, 6, 21),
    }
    return {"loan_id": loan.loan_id, **usual, **facts}


def test_a_disbursement_is_the_contracts_amount_and_starts_the_balance(desk):
    loan = desk.disbursed()
    assert (loan.state, loan.balance) == (LoanState.REPAYING, D("200000.00"))
    event = desk.store.events[-1]
    assert (event.amount, event.value_date, event.bank_serial) == (
        D("200000.00"),
        date(2025, 3, 12),
        "S-1",
    )


def test_another_amount_than_the_contracts_is_refused(desk):
    with pytest.raises(AmountNotContracted) as refused:
        desk.pays_out(desk.signed(), amount="199999.99")
    assert refused.value.facts["contracted"] == "200000.00"


def test_the_same_serial_again_changes_nothing(desk):
    loan = desk.disbursed()
    told = len(desk.store.events)
    assert desk.pays_out(loan) == loan
    assert len(desk.store.events) == told


def test_the_same_serial_with_other_facts_is_refused(desk):
    with pytest.raises(BankSerialReused):
        desk.pays_out(desk.disbursed(), value_date="2025-03-13")


def test_a_loan_is_disbursed_once(desk):
    with pytest.raises(AlreadyDisbursed):
        desk.pays_out(desk.disbursed(), serial="S-2")


def test_money_moves_after_signing_and_not_tomorrow(desk):
    loan = desk.signed("2025-03-10")
    with pytest.raises(ValueDateTooEarly):
        desk.pays_out(loan, value_date="2025-03-09")
    with pytest.raises(DateInFuture):
        desk.pays_out(loan, value_date="2026-11-23")


def test_over_http_money_before_its_predecessor_is_refused(desk):
    loan = desk.approved()
    with pytest.raises(ContractNotSigned):
        desk.takes("disburse_loan", loan, **without_loan(disbursement(loan)))
    with pytest.raises(NotDisbursed):
        desk.repays(loan, "1.00")


def without_loan(facts):
    return {name: value for name, value in facts.items() if name != "loan_id"}


def test_repayments_lower_the_balance(desk):
    loan = desk.repays(desk.disbursed(), "20000.00", interest="7200.00")
    assert (loan.balance, loan.state) == (D("180000.00"), LoanState.REPAYING)
    event = desk.store.events[-1]
    assert (event.principal, event.interest, event.balance) == (
        D("20000.00"),
        D("7200.00"),
        D("180000.00"),
    )


def test_interest_alone_is_a_payment_and_nothing_is_none(desk):
    loan = desk.disbursed()
    assert desk.repays(loan, "0.00").balance == D("200000.00")
    with pytest.raises(EmptyPayment):
        desk.repays(loan, "0.00", "P-2", interest="0.00")


def test_the_same_payment_again_changes_nothing(desk):
    loan = desk.repays(desk.disbursed(), "20000.00")
    assert desk.repays(loan, "20000.00") == loan


def test_the_same_payment_id_with_other_facts_is_refused(desk):
    loan = desk.repays(desk.disbursed(), "20000.00")
    with pytest.raises(PaymentIdReused):
        desk.repays(loan, "20000.01")


def test_nobody_repays_more_than_is_owed(desk):
    with pytest.raises(PrincipalOverBalance) as refused:
        desk.repays(desk.disbursed(), "200000.01")
    assert refused.value.facts["balance"] == "200000.00"


def test_nobody_repays_before_the_money_came(desk):
    with pytest.raises(ValueDateTooEarly):
        desk.repays(desk.disbursed(value_date="2025-03-12"), "1.00", value_date="2025-03-11")


@pytest.mark.parametrize(
    ("last", "early"), [("2026-03-09", True), ("2026-03-10", False), ("2026-04-01", False)]
)
def test_a_loan_is_settled_at_zero_early_when_before_maturity(desk, last, early):
    loan = desk.disbursed(term_months=12)
    settled = desk.repays(loan, "200000.00", value_date=last)
    assert (settled.state, settled.balance) == (LoanState.SETTLED, D("0.00"))
    assert desk.store.events[-1].early is early
    assert desk.store.events[-1].settled_on == date.fromisoformat(last)


def test_a_loan_is_settled_on_the_day_of_its_latest_payment_in_whatever_order_they_came(desk):
    loan = desk.disbursed()
    desk.repays(loan, "100000.00", "P-2", value_date="2025-09-21")
    settled = desk.repays(loan, "100000.00", "P-1", value_date="2025-06-21")
    assert settled.settled_on == date(2025, 9, 21)


def test_a_settled_loan_takes_no_more_principal_and_knows_its_old_payments(desk):
    settled = desk.repays(desk.disbursed(), "200000.00")
    assert desk.repays(settled, "200000.00") == settled
    with pytest.raises(PrincipalOverBalance):
        desk.repays(settled, "1.00", "P-2")


def test_interest_told_of_after_the_settlement_is_booked_and_settles_nothing_again(desk):
    settled = desk.repays(desk.disbursed(), "200000.00", value_date="2025-09-21")
    later = desk.repays(settled, "0.00", "P-0", value_date="2025-06-21")
    assert (later.state, later.settled_on) == (LoanState.SETTLED, date(2025, 9, 21))
    assert [payment.payment_id for payment in later.payments] == ["P-1", "P-0"]
    assert desk.told()[-2:] == ["settled", "repayment_received"]


def test_a_bank_reports_a_disbursement_twice_and_it_counts_once(desk):
    loan = desk.signed()
    for _ in range(2):
        desk.hears(DISBURSED, loan.loan_id, **disbursement(loan))
    assert desk.told().count("disbursed") == 1
    assert desk.loan(loan).balance == D("200000.00")


def test_a_bank_reports_a_repayment_twice_and_it_counts_once(desk):
    loan = desk.disbursed()
    for _ in range(2):
        desk.hears(REPAID, loan.loan_id, **repayment(loan))
    assert desk.told().count("repayment_received") == 1
    assert desk.loan(loan).balance == D("180000.00")


def test_what_a_bank_reports_too_soon_waits_and_succeeds_later(desk):
    loan = desk.approved()
    for type, report in ((DISBURSED, disbursement(loan)), (REPAID, repayment(loan))):
        with pytest.raises(Early):
            desk.hears(type, loan.loan_id, **report)
    desk.takes("sign_contract", loan, signed_on=date(2025, 3, 10))
    desk.hears(DISBURSED, loan.loan_id, **disbursement(loan))
    desk.hears(REPAID, loan.loan_id, **repayment(loan))
    assert desk.loan(loan).balance == D("180000.00")


def test_a_report_for_a_loan_that_ended_without_money_can_never_fit(desk):
    loan = desk.takes("withdraw_loan", desk.approved())
    for type, report in ((DISBURSED, disbursement(loan)), (REPAID, repayment(loan))):
        with pytest.raises(LoanClosed):
            desk.hears(type, loan.loan_id, **report)


def test_of_one_batch_the_disbursement_is_booked_first_whatever_the_order(desk):
    loan = desk.signed()
    reports = [(REPAID, repayment(loan)), (DISBURSED, disbursement(loan))]
    desk.hears_all([(type, loan.loan_id, report) for type, report in reports])
    assert desk.loan(loan).balance == D("180000.00")


def test_the_booked_report_is_the_same_by_http_and_by_event(desk):
    loan = desk.signed()
    desk.hears(DISBURSED, loan.loan_id, **disbursement(loan))
    assert desk.pays_out(loan) == desk.loan(loan)


def disbursed_in(desk, year: int, count: int) -> None:
    for number in range(count):
        person_id = f"p-{year}-{number}"
        desk.knows(person_id)
        desk.disbursed(
            person_id=person_id,
            value_date=f"{year}-12-31",
            signed_on=f"{year}-12-31",
            rate="0.0300",
        )


def test_the_programme_counts_the_money_of_its_whole_period(desk):
    for year, count in ((2022, 1), (2023, 2), (2025, 1), (2026, 0)):
        disbursed_in(desk, year, count)
    count = {
        year: desk.store.read(usecases.count_programme, year=year) for year in (2023, 2025, 2026)
    }
    assert count[2023] == count[2025] == {"loans_disbursed": "600000.00"}
    assert count[2026] == {"loans_disbursed": "0.00"}
