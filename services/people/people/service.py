"""The doors of people: RPC for the gateway and notify, events from training and jobs."""

from __future__ import annotations

from typing import Any

from chassis.consume import on
from chassis.event import Event
from chassis.rpc import rpc
from chassis.schema import PersonRef, page_of
from chassis.sealing.service import SealingService
from chassis.timing import every
from people import usecases
from people.domain.notice import NOTICES
from people.retention import HOLDINGS
from people.schemas import heard, rights
from people.schemas import person as schemas
from people.settings import PeopleSettings
from people.store import PeopleWork
from people.usecases.hearing import LOAN_ENDED, LOAN_SETTLED, LOAN_SUBMITTED
from people.vault import Vault


class PeopleService(SealingService):
    name = "people"
    work = PeopleWork
    settings_type = PeopleSettings
    settings: PeopleSettings
    holdings = HOLDINGS

    @property
    def vault(self) -> Vault:
        return Vault(self.settings.master_keys, self.settings.id_key)

    @rpc(schemas.RegisterPerson, schemas.CardView)
    def register_person(self, form: dict[str, Any]) -> Any:
        """Register a worker once; the same ID number again is refused with the person_id."""
        return self.store.commit(usecases.register_person, vault=self.vault, **form)

    @rpc(schemas.RegisterPeople, schemas.OutcomesView)
    def register_people(self, command: dict[str, Any]) -> Any:
        """Register up to 500 workers in one transaction, with an outcome for each row."""
        forms = [schemas.read_row(row) for row in command["people"]]
        return self.store.commit(usecases.register_people, vault=self.vault, forms=forms)

    @rpc(schemas.PersonId, schemas.CardView)
    def get_person(self, query: dict[str, Any]) -> Any:
        """A person's card, masked."""
        return self.store.read(usecases.get_person, vault=self.vault, **query)

    @rpc(schemas.PeopleQuery, page_of(schemas.CardView))
    def list_people(self, query: dict[str, Any]) -> Any:
        """A page of cards by region and key group."""
        return self.store.read(usecases.list_people, vault=self.vault, **query)

    @rpc(schemas.MovePerson, schemas.CardView)
    def move_person(self, command: dict[str, Any]) -> Any:
        """Move a person to another county."""
        return self.store.commit(usecases.move_person, vault=self.vault, **command)

    @rpc(schemas.FlagPerson, schemas.CardView)
    def flag_person(self, command: dict[str, Any]) -> Any:
        """Count a person to a key group, on evidence."""
        return self.store.commit(usecases.flag_person, vault=self.vault, **command)

    @rpc(schemas.UnflagPerson, schemas.CardView)
    def unflag_person(self, command: dict[str, Any]) -> Any:
        """Take a person out of a key group."""
        return self.store.commit(usecases.unflag_person, vault=self.vault, **command)

    @rpc(schemas.ChangeContacts, schemas.CardView)
    def change_contacts(self, command: dict[str, Any]) -> Any:
        """Change or take away the e-mail address; change the language."""
        return self.store.commit(usecases.change_contacts, vault=self.vault, **command)

    @rpc(schemas.GiveConsent, schemas.CardView)
    def give_consent(self, command: dict[str, Any]) -> Any:
        """Record a consent to one purpose and the notice that was shown."""
        return self.store.commit(usecases.give_consent, vault=self.vault, **command)

    @rpc(schemas.WithdrawConsent, schemas.CardView)
    def withdraw_consent(self, command: dict[str, Any]) -> Any:
        """Withdraw the consent that stands for a purpose."""
        return self.store.commit(usecases.withdraw_consent, vault=self.vault, **command)

    @rpc(schemas.TimelineQuery, page_of(schemas.TimelineEntryView))
    def get_timeline(self, query: dict[str, Any]) -> Any:
        """A page of certificates and hires."""
        return self.store.read(usecases.get_timeline, **query)

    @rpc(schemas.GetContacts, schemas.ContactsView)
    def get_contacts(self, query: dict[str, Any]) -> Any:
        """Names and addresses in the clear, for notify's sender only; every look is recorded."""
        return self.store.commit(usecases.get_contacts, vault=self.vault, **query)

    @rpc(rights.RevealPerson, rights.RevealedView)
    def reveal_person(self, query: dict[str, Any]) -> Any:
        """Asked fields in the clear, for a purpose; the person sees that it was done."""
        return self.store.commit_unkept(usecases.reveal_person, vault=self.vault, **query)

    @rpc(rights.ReadingsQuery, page_of(rights.ReadingView))
    def list_readings(self, query: dict[str, Any]) -> Any:
        """A page of who looked at what of a person."""
        return self.store.read(usecases.list_readings, **query)

    @rpc(rights.CorrectPerson, schemas.CardView)
    def correct_person(self, command: dict[str, Any]) -> Any:
        """Correct name, phone or ID number, on a paper."""
        return self.store.commit(usecases.correct_person, vault=self.vault, **command)

    @rpc(rights.ErasePerson, rights.ErasureView)
    def erase_person(self, command: dict[str, Any]) -> Any:
        """Erase a person, or restrict it while a law keeps it."""
        return self.store.commit(usecases.erase_person, vault=self.vault, **command)

    @rpc(PersonRef)
    def export_person(self, query: dict[str, Any]) -> Any:
        """Everything that people keeps of a person, in the clear; every look is recorded."""
        return self.store.commit_unkept(usecases.export_person, vault=self.vault, **query)

    @rpc(None, rights.NoticesView)
    def list_notices(self) -> Any:
        """The notices that consents name, oldest first."""
        return {"rows": list(NOTICES.values())}

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
