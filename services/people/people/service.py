"""Calls and handlers of people: RPC for the gateway and notify, events from training and jobs."""

from __future__ import annotations

from chassis.consumer import on
from chassis.domain import Event
from chassis.fields import page_of
from chassis.rpc import command, query
from chassis.sealing.service import SealingService
from chassis.service import every
from people import usecases
from people.retention import DATA_INVENTORY
from people.schemas import heard, person, rights
from people.settings import PeopleSettings
from people.store import PeopleWork
from people.usecases.hearing import LOAN_ENDED, LOAN_SETTLED, LOAN_SUBMITTED
from people.vault import Vault


class PeopleService(SealingService):
    name = "people"
    work = PeopleWork
    settings_type = PeopleSettings
    settings: PeopleSettings
    inventory = DATA_INVENTORY

    @property
    def vault(self) -> Vault:
        return Vault(self.settings.master_keys, self.settings.id_key)

    register_person = command(
        usecases.register_person, person.RegisterPerson, person.PersonView, given=["vault"]
    )
    register_people = command(
        usecases.register_people, person.RegisterPeople, person.OutcomesView, given=["vault"]
    )
    get_person = query(usecases.get_person, person.PersonId, person.PersonView, given=["vault"])
    list_people = query(
        usecases.list_people, person.PeopleQuery, page_of(person.PersonView), given=["vault"]
    )
    move_person = command(
        usecases.move_person, person.MovePerson, person.PersonView, given=["vault"]
    )
    flag_person = command(
        usecases.flag_person, person.FlagPerson, person.PersonView, given=["vault"]
    )
    unflag_person = command(
        usecases.unflag_person, person.UnflagPerson, person.PersonView, given=["vault"]
    )
    change_contacts = command(
        usecases.change_contacts, person.ChangeContacts, person.PersonView, given=["vault"]
    )
    give_consent = command(
        usecases.give_consent, person.GiveConsent, person.PersonView, given=["vault"]
    )
    withdraw_consent = command(
        usecases.withdraw_consent, person.WithdrawConsent, person.PersonView, given=["vault"]
    )
    get_timeline = query(
        usecases.get_timeline, person.TimelineQuery, page_of(person.TimelineEntryView)
    )
    get_contacts = command(
        usecases.get_contacts, person.GetContacts, person.ContactsView, given=["vault"]
    )

    reveal_person = command(
        usecases.reveal_person,
        rights.RevealPerson,
        rights.RevealedView,
        stored=False,
        given=["vault"],
    )
    list_readings = query(usecases.list_readings, rights.ReadingsQuery, page_of(rights.ReadingView))
    correct_person = command(
        usecases.correct_person, rights.CorrectPerson, person.PersonView, given=["vault"]
    )
    erase_person = command(
        usecases.erase_person, rights.ErasePerson, rights.ErasureView, given=["vault"]
    )
    export_person = command(usecases.export_person, person.PersonId, stored=False, given=["vault"])
    list_notices = query(usecases.list_notices, view=rights.NoticesView)

    @every(seconds=3600)
    def erase_due(self) -> None:
        """Erase those who asked for it and whom no law keeps any longer."""
        after: str | None = None
        while True:
            _, after = self.store.commit(usecases.erase_due, vault=self.vault, after=after)
            if after is None:
                return

    @on(
        {
            LOAN_SUBMITTED: heard.LoanNews,
            LOAN_SETTLED: heard.LoanSettled,
            **dict.fromkeys(LOAN_ENDED, heard.LoanNews),
        },
        order="subject",
    )
    def on_loan(self, work: PeopleWork, events: list[Event]) -> None:
        usecases.keep_holds(work, events)

    @on(
        {
            "yunling.training.certificate.issued.v1": heard.CertificateIssued,
            "yunling.jobs.registration.hired.v1": heard.RegistrationHired,
        },
        order=None,
    )
    def on_milestone(self, work: PeopleWork, events: list[Event]) -> None:
        usecases.keep_milestones(work, events)
