"""Everything that people keeps of a person, for the person (PIPL 45)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chassis.codec import payloads
from chassis.domain import personal_data
from people.domain.access_record import Field, ReadingPurpose, reveal
from people.retention import DATA_INVENTORY
from people.usecases.access import is_own, person_kept
from people.usecases.revealing import note_reading

if TYPE_CHECKING:
    from people.store import PeopleWork
    from people.vault import Vault

ALL = tuple(Field)


def export_person(work: PeopleWork, *, vault: Vault, person_id: str) -> dict[str, Any]:
    """Everything that people keeps of a person, in the clear; every look is recorded.

    Raises PersonNotFound, PersonErased, and NotYourOwn for a worker who asks for another.
    """
    personal_data.check_own(work, person_id)
    person, safe = person_kept(work, person_id), vault.of(work)
    purpose = ReadingPurpose.OWN if is_own(work, person_id) else ReadingPurpose.EXPORT
    note_reading(work, person_id, ALL, purpose)
    work.audit("export", person_id=person_id, purpose=purpose.value)
    sealed = ("secrets", "id_hash", "key_groups", "version")
    plain = {name: v for name, v in payloads.unstructure(person).items() if name not in sealed}
    shown = payloads.unstructure(reveal(person, ALL, safe))
    groups = [
        {**paper, "since": flag.since.isoformat()}
        for paper, flag in zip(shown.pop("evidence"), person.key_groups, strict=True)
    ]
    found = personal_data.export(work, DATA_INVENTORY, person_id)
    for row in found["corrections"]["rows"]:
        if row["reference"]:
            row["reference"] = safe.open(row["reference"], owner=person_id, field="correction")
    return {"person": {**plain, **shown, "key_groups": groups}, **found}
