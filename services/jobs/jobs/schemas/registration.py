"""Registrations on the wire."""

from __future__ import annotations

from chassis.fields import Command, Paging, View, choice, day, flag, many, part, ref, region, whole
from jobs.domain.registration import RegistrationState
from jobs.schemas.fair import FairId


class RegisterForFair(FairId):
    person_id = ref()


class CheckIn(RegisterForFair):
    on = day(description="Day of the visit, Asia/Shanghai")


class RegistrationId(Command):
    registration_id = ref()


class ReachIntention(RegistrationId):
    post_id = ref()


class RecordHire(ReachIntention):
    hired_on = day(example="2025-03-20")


class ListRegistrations(Paging, FairId):
    state = choice([state.value for state in RegistrationState], required=False)


class HireView(View):
    post_id = ref()
    employer_id = ref()
    hired_on = day(example="2025-03-20")


class RegistrationView(View):
    registration_id = ref()
    fair_id = ref()
    person_id = ref()
    region = region(description="The fair's region")
    state = choice(RegistrationState)
    position = whole(
        1,
        example=7,
        allow_none=True,
        description="Number drawn in the waiting list; lower is served first",
    )
    walk_in = flag(example=False)
    checked_in_on = day(allow_none=True)
    intentions = many(ref(), description="Posts on which an intention was reached")
    hire = part(HireView, allow_none=True)
    version = whole(example=1)
