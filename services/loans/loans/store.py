"""What this service keeps."""

from __future__ import annotations

from chassis.domain import Aggregates, Records, Work, aggregates, records
from chassis.sealing.safe import data_keys
from loans.domain.access_record import AccessRecord
from loans.domain.fund import GuaranteeFund
from loans.domain.loan import Loan
from loans.domain.person import KnownPerson
from loans.errors import FundNotFound, LoanNotFound, PersonNotKnown


class LoansWork(Work):
    keys = data_keys()
    readings: Records[AccessRecord] = records(
        AccessRecord, "readings", key="reading_id", indexes=[("person_id", "_id")]
    )
    loans: Aggregates[Loan] = aggregates(
        Loan,
        "loans",
        key="loan_id",
        missing=LoanNotFound,
        unique=[("person_id", "open_key")],
        indexes=[
            ("person_id", "_id"),
            ("state", "_id"),
            ("region", "_id"),
            ("guarantor_id", "_id"),
            ("bank_id", "_id"),
            ("disbursement.value_date",),
        ],
        reach={"region": "region", "person_id": "person_id"},
    )
    funds: Aggregates[GuaranteeFund] = aggregates(
        GuaranteeFund, "funds", key="fund_id", missing=FundNotFound
    )
    people: Records[KnownPerson] = records(
        KnownPerson, "people", key="person_id", missing=PersonNotKnown
    )
