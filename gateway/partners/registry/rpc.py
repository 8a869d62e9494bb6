"""The calls about partners: registering, changing, keys, accounts on the broker."""

from __future__ import annotations

import base64
import secrets
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit

from chassis.fields import Paging, page_of
from chassis.rpc import command, query, rpc
from chassis.store import Store
from partners.errors import BrokerNotSet
from partners.registry import api_key, schemas, usecases
from partners.registry.broker import user_of
from partners.registry.broker_sync import BrokerSync
from partners.registry.keyring import signing_secret
from partners.registry.partner import Partner
from partners.settings import PartnersSettings
from partners.store import PartnersWork


class Registered:
    """A part of Partners."""

    store: Store
    settings: PartnersSettings
    accounts: BrokerSync

    add_partner = command(usecases.add_partner, schemas.AddPartner, schemas.PartnerView)
    list_partners = query(usecases.list_partners, Paging, page_of(schemas.PartnerView))
    get_partner = query(usecases.get_partner, schemas.PartnerId, schemas.PartnerDetailsView)
    revoke_partner_key = command(usecases.revoke_key, schemas.RevokeKey, schemas.KeyView)

    @rpc(schemas.ChangePartner, schemas.PartnerView)
    def change_partner(self, command: dict[str, Any]) -> Any:
        """Change name, types, region or rate of a partner."""
        return self._changed(usecases.change_partner, command)

    @rpc(schemas.Reason, schemas.PartnerView)
    def suspend_partner(self, command: dict[str, Any]) -> Any:
        """Shut a partner out until it is resumed."""
        return self._changed(usecases.suspend_partner, command)

    @rpc(schemas.Reason, schemas.PartnerView)
    def resume_partner(self, command: dict[str, Any]) -> Any:
        """Let a suspended partner in again."""
        return self._changed(usecases.resume_partner, command)

    @rpc(schemas.Reason, schemas.PartnerView)
    def remove_partner(self, command: dict[str, Any]) -> Any:
        """End a partner, its keys and its account for good."""
        return self._changed(usecases.remove_partner, command)

    @rpc(schemas.AddKey, schemas.NewKeyView)
    def add_partner_key(self, command: dict[str, Any]) -> Any:
        """Give a partner an API key, beside the others or in their place."""
        partner: Partner = self.store.read(_partner, partner_id=command["partner_id"])
        text, prefix = api_key.new_key(partner.sandbox)
        digest = api_key.digest(text)
        answer = self.store.commit(usecases.add_key, prefix=prefix, digest=digest, **command)
        if answer.replayed:
            # What was stored with the answer is no secret, so the key cannot be shown again.
            return replace(answer, body={**answer.body, "api_key": None, "signing_secret": None})
        shown = {"api_key": text, "signing_secret": None}
        if answer.body["signed"]:
            secret = signing_secret(self.settings.secret_key, prefix)
            shown["signing_secret"] = base64.b64encode(secret).decode()
        return replace(answer, body={**answer.body, **shown})

    @rpc(schemas.PartnerId, schemas.AccountView)
    def set_partner_account(self, command: dict[str, Any]) -> Any:
        """Give a partner an account on the broker, or its account another password.

        Stored first: a partner whose account was noted and not made asks again.
        """
        broker = self.accounts.broker
        if broker is None:
            raise BrokerNotSet
        self.store.commit(usecases.open_account, **command)
        partner: Partner = self.store.read(_partner, **command)
        password = secrets.token_urlsafe(24)
        broker.open(partner, password)
        self.accounts.told(partner)
        user = user_of(partner.partner_id)
        at = self.settings.partner_amqp or self.settings.amqp_uri
        return {
            "partner_id": partner.partner_id,
            "user": user,
            "amqp_uri": _with_login(at, user, password),
        }

    def _changed(self, usecase: Any, command: dict[str, Any]) -> Any:
        answer = self.store.commit(usecase, **command)
        self.accounts.wake()
        return answer


def _partner(work: PartnersWork, *, partner_id: str) -> Partner:
    return work.partners.get(partner_id)


def _with_login(uri: str, user: str, password: str) -> str:
    parts = urlsplit(uri)
    login = f"{quote(user, safe='')}:{quote(password, safe='')}"
    return parts._replace(netloc=f"{login}@{parts.netloc.rpartition('@')[2]}").geturl()
