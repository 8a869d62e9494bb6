"""What people does, one function a sentence. `vault` holds the keys to the personal data."""

from people.usecases.changing import (
    change_contacts,
    flag_person,
    move_person,
    unflag_person,
)
from people.usecases.consenting import give_consent, list_notices, withdraw_consent
from people.usecases.correcting import correct_person
from people.usecases.erasing import erase_due, erase_person
from people.usecases.exporting import export_person
from people.usecases.hearing import keep_holds, keep_milestones
from people.usecases.registering import register_people, register_person
from people.usecases.revealing import get_contacts, list_readings, reveal_person
from people.usecases.showing import get_person, get_timeline, list_people

__all__ = [
    "change_contacts",
    "correct_person",
    "erase_due",
    "erase_person",
    "export_person",
    "flag_person",
    "get_contacts",
    "get_person",
    "get_timeline",
    "give_consent",
    "keep_holds",
    "keep_milestones",
    "list_notices",
    "list_people",
    "list_readings",
    "move_person",
    "register_people",
    "register_person",
    "reveal_person",
    "unflag_person",
    "withdraw_consent",
]
