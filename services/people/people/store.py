"""What people keeps. Personal data is sealed before it gets here."""

from __future__ import annotations

from chassis.stores import aggregates, records
from chassis.work import Work
from people.domain.contact import Reveal
from people.domain.person import Person
from people.domain.timeline import TimelineEntry
from people.errors import PersonNotFound


class PeopleWork(Work):
    people = aggregates(
        Person,
        "people",
        key="person_id",
        missing=PersonNotFound,
        unique=[("id_hash",)],
        indexes=[("region", "_id"), ("key_groups.group", "_id")],
    )
    timeline = records(TimelineEntry, "timeline", key="entry_id", indexes=[("person_id", "_id")])
    reveals = records(Reveal, "reveals", key="reveal_id", indexes=[("person_id", "_id")])
