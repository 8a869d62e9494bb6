"""What the gateway stores besides partners: accounts, nonces and quotas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.domain import records
from chassis.rate_limits.counters import COLLECTION
from gateway.accounts.account import Account
from gateway.errors import AccountNotFound
from gateway.identity.nonces import COLLECTION as NONCES
from partners.store import PartnersWork


@dataclass(frozen=True)
class Seen:
    """A signature that was used, by the prefix of its key and its nonce."""

    nonce: str
    until: datetime


@dataclass(frozen=True)
class Spent:
    """What all replicas have drawn of a caller's quota in one window; see chassis.rate_limits."""

    window: str
    taken: int
    until: datetime


class GatewayWork(PartnersWork):
    """The store of the gateway's process, which runs what is about partners too."""

    accounts = records(
        Account,
        "accounts",
        key="account_id",
        missing=AccountNotFound,
        unique=[("login",)],
        indexes=[("person_id",)],
    )
    nonces = records(Seen, NONCES, key="nonce", expire=("until", timedelta(0)))
    quotas = records(Spent, COLLECTION, key="window", expire=("until", timedelta(0)))
