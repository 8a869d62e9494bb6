"""The reasons for which people says no. No fact of a refusal holds personal data."""

from chassis.domain import Refusal


class PersonNotFound(Refusal):
    code = "person_not_found"


class PersonAlreadyRegistered(Refusal):
    """The ID number is registered; `person_id` says as whom."""

    code = "person_already_registered"


class AgeOutsideWorkingLife(Refusal):
    """Under 16 (Labour Law, Art 15), or older than anybody alive."""

    code = "age_outside_working_life"


class KeyGroupNotFlagged(Refusal):
    code = "key_group_not_flagged"


class ConsentNotGiven(Refusal):
    code = "consent_not_given"


class ContactNotDisclosed(Refusal):
    """Contacts in the clear are for the sender of messages only, not for a person's request."""

    code = "contact_not_disclosed"


class ConsentCoolingDown(Refusal):
    """It was withdrawn, and nobody else may bring it up again before `until`."""

    code = "consent_cooling_down"


class PersonErased(Refusal):
    """What told who this was is destroyed."""

    code = "person_erased"


class PersonRestricted(Refusal):
    """Erasure was asked for; until a law lets it happen, the person is stored and not used."""

    code = "person_restricted"


class CorrectionNotYours(Refusal):
    """A name or an ID number is corrected by an officer who has seen the paper."""

    code = "correction_not_yours"
