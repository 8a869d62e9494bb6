"""The rights of people over their data (PIPL 44 to 50)."""

from __future__ import annotations

from chassis.rate_limits.quota import HEAVY
from gateway.http.route import Route
from gateway.schemas.exports import ExportView

_PERSON = "/v1/people/{person_id}"
_GONE = ("person_not_found", "person_erased")

ROUTES = [
    Route("GET", "/v1/notices", rpc="people.list_notices",
          summary="List the notices that consents name, oldest first."),
    Route("POST", f"{_PERSON}/reveals", rpc="people.reveal_person",
          refuses=(*_GONE, "person_restricted"),
          summary="Show asked fields in the clear; the person sees that it was done."),
    Route("GET", f"{_PERSON}/readings", rpc="people.list_readings", refuses=_GONE,
          summary="List who saw which fields in the clear and what for, newest first."),
    Route("GET", f"{_PERSON}/export", rpc="people.export_everything", limit=HEAVY,
          view=ExportView, refuses=_GONE,
          summary="Show everything that the services keep of a person."),
    Route("POST", f"{_PERSON}/corrections", rpc="people.correct_person",
          refuses=(*_GONE, "person_restricted", "correction_not_yours",
                   "person_already_registered", "age_outside_working_life"),
          summary="Correct a name, phone or ID number, on a paper."),
    Route("POST", f"{_PERSON}/erasure", rpc="people.erase_person",
          refuses=(*_GONE, "person_restricted"),
          summary="Erase a person, or restrict it while a law keeps it."),
]  # fmt: skip
