import pytest

from chassis.domain import Invalid
from jobs.errors import EmployerAlreadyDecided, EmployerAlreadyRegistered, EmployerNotFound
from jobs.events import EmployerRegistered, EmployerRejected, EmployerVerified
from jobs.usecases import employers


def test_an_employer_is_registered_with_the_kind_that_its_code_says(jobs):
    employer_id = jobs.employer(verified=False, code="N2530102MF56789015")
    assert jobs.store.events == [
        EmployerRegistered(employer_id=employer_id, region="530102", kind="rural_collective")
    ]


def test_a_code_in_small_letters_with_blanks_around_is_the_same_code(jobs):
    known = jobs.employer(code="91530102MA6NTE5T1D")
    with pytest.raises(EmployerAlreadyRegistered) as refused:
        jobs.employer(code=" 91530102ma6nte5t1d ")
    assert refused.value.facts == {"employer_id": known}


def test_a_wrong_code_and_a_wrong_region_are_named_together(jobs):
    with pytest.raises(Invalid) as refused:
        jobs.does(
            employers.register_employer,
            name="n",
            credit_code="91530102MA6NTE5T1E",
            region="530200",
            contact="c",
        )
    assert refused.value.facts["errors"] == {
        "credit_code": ["The check character does not fit."],
        "region": ["Is no division of Yunnan by GB/T 2260."],
    }
    assert jobs.store.events == []


def test_an_employer_is_verified_once(jobs):
    employer_id = jobs.employer()
    assert len(jobs.published(EmployerVerified)) == 1
    with pytest.raises(EmployerAlreadyDecided):
        jobs.does(employers.verify_employer, employer_id=employer_id, verdict="verified")


def test_a_rejection_says_its_reason(jobs):
    employer_id = jobs.employer(verified=False)
    jobs.does(
        employers.verify_employer,
        employer_id=employer_id,
        verdict="rejected",
        reason="营业执照已注销",
    )
    [rejected] = jobs.published(EmployerRejected)
    assert rejected.reason == "营业执照已注销"


def test_an_employer_sees_itself_only(jobs):
    own, other = jobs.employer(), jobs.employer()
    jobs.acting("employer", employer_id=own)
    assert jobs.store.read(employers.get_employer, employer_id=own).employer_id == own
    with pytest.raises(EmployerNotFound):
        jobs.store.read(employers.get_employer, employer_id=other)


def test_employers_of_a_prefecture_include_those_of_its_counties(jobs):
    jobs.employer()
    assert len(jobs.store.read(employers.list_employers, region="530100").rows) == 1
    assert jobs.store.read(employers.list_employers, region="530300").rows == []
