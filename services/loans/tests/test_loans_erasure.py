"""What is left in the books of somebody who was erased, and who was somebody else all along."""

from __future__ import annotations

import pytest

from loans.domain.loan import LoanState
from loans.errors import PersonNotKnown
from loans.events import LoanWithdrawn

ERASED = "yunling.people.person.erased.v1"
CORRECTED = "yunling.people.person.corrected.v1"


def erased(desk, person_id="p-1"):
    desk.hears(ERASED, person_id, person_id=person_id)


def test_an_application_of_somebody_erased_is_withdrawn_and_gives_its_exposure_back(desk):
    loan = desk.guaranteed()
    for _ in range(2):
        erased(desk)
    assert desk.loan(loan).state is LoanState.WITHDRAWN
    assert [type(event) for event in desk.store.events].count(LoanWithdrawn) == 1
    [fund] = desk.store.collections["funds"].values()
    assert fund["exposure"].to_decimal() == 0


def test_a_loan_that_is_being_paid_back_stays_in_the_books(desk):
    loan = desk.disbursed()
    erased(desk)
    assert desk.loan(loan).state is LoanState.REPAYING
    assert desk.repays(loan, "100.00").balance


def test_who_was_erased_asks_for_nothing_more(desk):
    erased(desk)
    with pytest.raises(PersonNotKnown):
        desk.applies()


def test_a_corrected_birth_month_counts_for_later_verdicts(desk):
    desk.hears(CORRECTED, "p-1", person_id="p-1", birth_month="1961-02", sex="female")
    known = desk.store.read(lambda work: work.people.get("p-1"))
    assert (known.birth_month, known.sex, known.region) == ("1961-02", "female", "530102")
