"""Officers register workers in batches of at most 500, employers one by one, and verify them."""

from collections.abc import Iterator, Sequence
from itertools import islice
from threading import Lock
from typing import Any

from programme.actors.door import Refused
from programme.actors.events import batches
from programme.people import Company, Person, companies, people
from programme.plan.year import BORROWERS_BORN_FROM
from programme.stage import Stage

ROSTER = 500
NOTICE = "2025-01"
EVIDENCE = {
    "migrant": "village_certificate",
    "laid_off": "termination_certificate",
    "hard_up": "hardship_file",
}


def register_people(stage: Stage) -> None:
    """Everybody of the plan, so that ``stage.people[i]`` is the person_id of index ``i``.

    Somebody whom the platform knows already (a year that was broken off left them) is left alone,
    and the next person in the order takes the place.
    """
    everybody = people(stage.plan.seed, stage.plan.first_person)
    wanted = list(enumerate(islice(everybody, stage.plan.people)))
    stage.people.extend([""] * len(wanted))
    spares = _Spares(everybody)

    def register(roster: Sequence[tuple[int, Person]]) -> None:
        while roster:
            rows = stage.door.post(
                "/v1/people/batches",
                stage.officer(),
                {"people": [_person(person) for _, person in roster]},
            )["rows"]
            again = []
            for (index, _), row in zip(roster, rows, strict=True):
                if "code" not in row:
                    stage.people[index] = row["person_id"]
                    stage.tally.count("persons_registered")
                elif row["code"] == "person_already_registered":
                    again.append((index, spares.take()))
                else:
                    raise Refused("POST", "/v1/people/batches", 200, row)
            roster = again

    stage.all("Officers register workers", list(batches(wanted, ROSTER)), register)


def register_employers(stage: Stage) -> None:
    """Every employer of the plan, verified; ``stage.employers[i]`` is the employer_id of ``i``."""
    everyone = companies(stage.plan.seed, stage.plan.first_company)
    wanted = list(enumerate(islice(everyone, stage.plan.employers)))
    stage.employers.extend([""] * len(wanted))
    spares = _Spares(everyone)

    def register(task: tuple[int, Company]) -> None:
        index, company = task
        while True:
            try:
                answer = stage.door.post("/v1/employers", stage.officer(), _company(company))
                break
            except Refused as refused:
                if refused.code != "employer_already_registered":
                    raise
                company = spares.take()
        employer_id = answer["employer_id"]
        verdict = {"verdict": "verified"}
        stage.door.post(f"/v1/employers/{employer_id}/verification", stage.officer(), verdict)
        stage.employers[index] = employer_id
        stage.tally.count("employers_verified")

    stage.all("Officers verify employers", wanted, register)


class _Spares:
    """The next in the order, for whoever asks first; borrowers' age, so that they fit any place."""

    def __init__(self, everybody: Iterator[Any]) -> None:
        self._everybody = everybody
        self._lock = Lock()

    def take(self) -> Any:
        with self._lock:
            return next(
                one
                for one in self._everybody
                if not isinstance(one, Person) or one.resident.born.year >= BORROWERS_BORN_FROM
            )


def _person(person: Person) -> dict[str, Any]:
    body: dict[str, Any] = {
        "name": person.name,
        "id_number": person.resident.number,
        "phone": person.phone,
        "region": person.resident.region,
        "key_groups": [
            {
                "group": group,
                "evidence": {
                    "kind": EVIDENCE[group],
                    "reference": f"{person.resident.region}-{person.resident.sequence:03d}",
                },
            }
            for group in person.key_groups
        ],
        "consents": [
            {"purpose": purpose, "notice_version": NOTICE} for purpose in ("data_use", "messages")
        ],
    }
    if person.email:
        body["email"] = person.email
    return body


def _company(company: Company) -> dict[str, Any]:
    return {
        "name": company.name,
        "credit_code": company.credit_code,
        "region": company.region,
        "contact": company.contact,
    }
