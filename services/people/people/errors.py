"""The reasons for which people says no. No fact of a refusal holds personal data."""

from chassis.errors import Refusal


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
