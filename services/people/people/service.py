"""The doors of people: RPC for the gateway and notify, events from training and jobs."""

from __future__ import annotations

from typing import Any

from chassis.consume import on
from chassis.event import Event
from chassis.rpc import rpc
from chassis.schema import page_of
from chassis.service import Service
from people import schemas, usecases
from people.settings import PeopleSettings
from people.store import PeopleWork
from people.vault import AesVault


class PeopleService(Service):
    name = "people"
    work = PeopleWork
    settings_type = PeopleSettings
    settings: PeopleSettings

    @property
    def vault(self) -> AesVault:
        return AesVault(self.settings.data_key, self.settings.id_key)

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

    @on(
        {
            "yunling.training.certificate.issued.v1": schemas.CertificateIssued,
            "yunling.jobs.registration.hired.v1": schemas.RegistrationHired,
        },
        order=None,
    )
    def on_milestone(self, work: PeopleWork, events: list[Event]) -> None:
        usecases.keep_milestones(work, events)
