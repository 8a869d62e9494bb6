"""What people keeps. Personal data is sealed before it gets here."""

from __future__ import annotations

from chassis.domain import Work, aggregates, records
from chassis.sealing.safe import data_keys
from people.domain.access_record import AccessRecord
from people.domain.correction import Correction
from people.domain.erasure import Erasure, Hold, Restriction
from people.domain.person import Person
from people.domain.timeline import TimelineEntry
from people.errors import PersonNotFound


class PeopleWork(Work):
    keys = data_keys()
    people = aggregates(
        Person,
        "people",
        key="person_id",
        missing=PersonNotFound,
        unique=[("id_hash",)],
        indexes=[("region", "_id"), ("key_groups.group", "_id")],
        reach={"region": "region", "person_id": "person_id"},
    )
    timeline = records(TimelineEntry, "timeline", key="entry_id", indexes=[("person_id", "_id")])
    readings = records(
        AccessRecord,
        "readings",
        key="reading_id",
        indexes=[("person_id", "_id")],
    )
    corrections = records(
        Correction,
        "corrections",
        key="correction_id",
        indexes=[("person_id", "_id")],
    )
    holds = records(Hold, "holds", key="hold_id", indexes=[("person_id",)])
    restrictions = records(Restriction, "restrictions", key="person_id")
    erasures = records(Erasure, "erasures", key="person_id")
