"""How this service says no. The gateway owns the wording; facts hold no personal data."""

from __future__ import annotations

from chassis.domain import Refusal


class EmployerNotFound(Refusal):
    code = "employer_not_found"


class EmployerAlreadyRegistered(Refusal):
    """The credit code belongs to an employer already; `employer_id` says which."""

    code = "employer_already_registered"


class EmployerAlreadyDecided(Refusal):
    code = "employer_already_decided"


class EmployerNotVerified(Refusal):
    code = "employer_not_verified"


class FairNotFound(Refusal):
    code = "fair_not_found"


class FairInWrongState(Refusal):
    """`state` is the fair's state, `needed` the states in which this can be done."""

    code = "fair_in_wrong_state"


class FairPapersMissing(Refusal):
    """`missing` names the documents that publication needs (Order 700 Art. 28)."""

    code = "fair_papers_missing"


class PermitMissing(Refusal):
    """A fair for 1,000 people or more needs a permit (Order 505)."""

    code = "permit_missing"


class FairNotStarted(Refusal):
    """The fair's first day is still to come."""

    code = "fair_not_started"


class BoothTaken(Refusal):
    code = "booth_taken"


class BoothAlreadyAssigned(Refusal):
    """One booth a legal entity and fair; `booth` is the one it has."""

    code = "booth_already_assigned"


class BoothsExhausted(Refusal):
    code = "booths_exhausted"


class PostNotFound(Refusal):
    code = "post_not_found"


class PostWithdrawn(Refusal):
    code = "post_withdrawn"


class PostNotAtFair(Refusal):
    """The post was not offered at the fair of the registration."""

    code = "post_not_at_fair"


class PersonNotKnown(Refusal):
    """This service has not heard of the person, or not yet: the event may be on its way."""

    code = "person_not_known"


class RegistrationNotFound(Refusal):
    code = "registration_not_found"


class AlreadyRegistered(Refusal):
    """One registration a person and fair; `registration_id` and `state` say which."""

    code = "already_registered"


class RegistrationInWrongState(Refusal):
    code = "registration_in_wrong_state"


class VenueFull(Refusal):
    """Order 505 Art. 18: nobody is admitted beyond the approved capacity."""

    code = "venue_full"


class CheckInOutsideDates(Refusal):
    """`on` is not one of the fair's days."""

    code = "check_in_outside_dates"


class DateInFuture(Refusal):
    """What is recorded must have happened; `field` names the date."""

    code = "date_in_future"


class IntentionAlreadyReached(Refusal):
    code = "intention_already_reached"


class IntentionNotReached(Refusal):
    """Somebody is hired on a post for which an intention was recorded before."""

    code = "intention_not_reached"


class HiredBeforeFair(Refusal):
    code = "hired_before_fair"
