"""Registration and records of people."""

from __future__ import annotations

from chassis.fields import Command
from chassis.rate_limits.quota import HEAVY
from gateway.http.route import Route

_PERSON = "/v1/people/{person_id}"
_GROUP = {"group": ("migrant", "laid_off", "hard_up")}
_PURPOSE = {"purpose": ("data_use", "sensitive_data", "partner_sharing", "messages")}
_GONE = ("person_not_found", "person_erased", "person_restricted")

ROUTES = [
    Route("POST", "/v1/people", rpc="people.register_person",
          status=201, location=_PERSON,
          refuses=("person_already_registered", "age_outside_working_life"),
          summary="Register a worker, once."),
    Route("POST", "/v1/people/batches", rpc="people.register_people", limit=HEAVY,
          summary="Register up to 500 workers; each row has its own outcome."),
    Route("GET", "/v1/people", rpc="people.list_people",
          summary="List people, newest first, masked."),
    Route("GET", _PERSON, rpc="people.get_person", refuses=_GONE,
          summary="Show a person, masked."),
    Route("PUT", f"{_PERSON}/region", rpc="people.move_person", refuses=_GONE,
          summary="Move a person to another county."),
    Route("PUT", f"{_PERSON}/key-groups/{{group}}", rpc="people.flag_person",
          choices=_GROUP, refuses=_GONE,
          summary="Count a person to a key group, on evidence."),
    Route("DELETE", f"{_PERSON}/key-groups/{{group}}", rpc="people.unflag_person",
          choices=_GROUP, refuses=(*_GONE, "key_group_not_flagged"),
          summary="Take a person out of a key group."),
    Route("PUT", f"{_PERSON}/contacts", rpc="people.change_contacts", refuses=_GONE,
          summary="Change a person's e-mail address and language."),
    Route("POST", f"{_PERSON}/consents", rpc="people.give_consent",
          refuses=(*_GONE, "consent_cooling_down"),
          summary="Record a person's consent to one purpose."),
    Route("DELETE", f"{_PERSON}/consents/{{purpose}}", rpc="people.withdraw_consent",
          choices=_PURPOSE, filters=Command,  # of all partners: none is named
          refuses=(*_GONE, "consent_not_given"),
          summary="Withdraw a person's consent; of partner_sharing, those to all partners."),
    Route("DELETE", f"{_PERSON}/consents/{{purpose}}/{{partner_id}}",
          rpc="people.withdraw_consent",
          choices=_PURPOSE, refuses=(*_GONE, "consent_not_given"),
          summary="Withdraw a person's consent to one partner."),
    Route("GET", f"{_PERSON}/timeline", rpc="people.get_timeline", refuses=_GONE,
          summary="List a person's certificates and hires, newest first."),
]  # fmt: skip
