"""Registering partners, changing them, and giving and taking their keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from chassis.domain import Page
from chassis.rpc import policy
from partners.errors import (
    KeyNotFound,
    PartnerExists,
    PartnerNotActive,
    PartnerNotSuspended,
    TooManyKeys,
    TypesNotOfRole,
)
from partners.registry.partner import DAYS_GOOD, EVENTS_PER_MINUTE, ApiKey, Partner, State

if TYPE_CHECKING:
    from partners.store import PartnersWork

KEYS_MOST = 5
"""Good keys of a partner at a time."""

KEYS_SHOWN = 50


def add_partner(work: PartnersWork, *, partner_id: str, reason: str, **about: Any) -> Partner:
    """Register a partner. Raises PartnerExists for an id that was ever given out, and
    TypesNotOfRole."""
    if work.partners.find(partner_id) is not None:
        raise PartnerExists(partner_id=partner_id)
    partner = _new(work, partner_id=partner_id, **about)
    _record(work, "partner added", partner_id, reason)
    return work.partners.insert(partner)


def declare_partners(work: PartnersWork, *, declared: Iterable[dict[str, Any]]) -> int:
    """Register those that a deployment begins with and that are not registered; how many were."""
    new = [about for about in declared if work.partners.find(about["partner_id"]) is None]
    for about in new:
        work.partners.insert(_new(work, **about))
    return len(new)


def list_partners(
    work: PartnersWork, *, cursor: str | None = None, limit: int = 50
) -> Page[Partner]:
    """The partners, removed ones too."""
    return work.partners.page({}, cursor, limit)


def get_partner(work: PartnersWork, *, partner_id: str) -> dict[str, Any]:
    """One partner with its newest keys. Raises PartnerNotFound."""
    partner = work.partners.get(partner_id)
    return {**asdict(partner), "keys": keys(work, partner_id)}


def change_partner(work: PartnersWork, *, partner_id: str, reason: str, **changes: Any) -> Partner:
    """Change what is given of name, types, region and events_per_minute."""
    partner = _not_removed(work, partner_id)
    return _changed(work, partner, "partner changed", reason, **changes)


def suspend_partner(work: PartnersWork, *, partner_id: str, reason: str) -> Partner:
    """Take nothing more from a partner, and let it in nowhere, until it is resumed."""
    partner = _active(work, partner_id)
    return _changed(work, partner, "partner suspended", reason, state=State.SUSPENDED)


def resume_partner(work: PartnersWork, *, partner_id: str, reason: str) -> Partner:
    partner = work.partners.get(partner_id)
    if partner.state is not State.SUSPENDED:
        raise PartnerNotSuspended(partner_id=partner_id, state=partner.state.value)
    return _changed(work, partner, "partner resumed", reason, state=State.ACTIVE)


def remove_partner(work: PartnersWork, *, partner_id: str, reason: str) -> Partner:
    """End a partner for good: its keys and its account on the broker with it."""
    partner = _not_removed(work, partner_id)
    for key in good_keys(work, partner_id):
        work.partner_keys.put(replace(key, revoked_at=work.now))
    return _changed(
        work, partner, "partner removed", reason, state=State.REMOVED, has_account=False
    )


def open_account(work: PartnersWork, *, partner_id: str) -> Partner:
    """Note that a partner has an account on the broker; the broker is told afterwards."""
    partner = _active(work, partner_id)
    return _changed(work, partner, "broker account opened", None, has_account=True)


def add_key(
    work: PartnersWork,
    *,
    partner_id: str,
    prefix: str,
    digest: bytes,
    scopes: Iterable[str] = (),
    signed: bool = False,
    valid_days: int = DAYS_GOOD,
    overlap_hours: int | None = None,
) -> ApiKey:
    """Keep a new key. With `overlap_hours` it replaces the others, which stay good that long."""
    _active(work, partner_id)
    others = good_keys(work, partner_id)
    if overlap_hours is not None:
        for key in others:
            work.partner_keys.put(key.ending(work.now, timedelta(hours=overlap_hours)))
    # One place is left for the key that replaces the others.
    if len(others) >= KEYS_MOST + (overlap_hours is not None):
        raise TooManyKeys(limit=KEYS_MOST)
    _record(work, "partner key added", partner_id, None, key=prefix)
    return work.partner_keys.insert(
        ApiKey(
            prefix=prefix,
            partner_id=partner_id,
            digest=digest,
            scopes=tuple(sorted(set(scopes))),
            signed=signed,
            created_at=work.now,
            expires_at=work.now + timedelta(days=valid_days),
        )
    )


def revoke_key(work: PartnersWork, *, partner_id: str, prefix: str, reason: str) -> ApiKey:
    """Take a key back at once. Doing so again changes nothing."""
    key = work.partner_keys.find(prefix)
    if key is None or key.partner_id != partner_id:
        raise KeyNotFound(prefix=prefix)
    if key.revoked_at is not None:
        return key
    _record(work, "partner key revoked", partner_id, reason, key=prefix)
    return work.partner_keys.put(replace(key, revoked_at=work.now))


def broker_told(work: PartnersWork, *, partner_id: str, changed_at: datetime) -> None:
    """Note that the broker knows a partner as it was changed at that moment."""
    partner = work.partners.get(partner_id)
    if partner.changed_at == changed_at:
        work.partners.put(replace(partner, broker_due=False))


def good_keys(work: PartnersWork, partner_id: str) -> list[ApiKey]:
    return [key for key in keys(work, partner_id) if key.is_good(work.now)]


def keys(work: PartnersWork, partner_id: str) -> list[ApiKey]:
    """The newest keys of a partner, good or not."""
    return work.partner_keys.all({"partner_id": partner_id}, "-created_at", KEYS_SHOWN)


def _new(
    work: PartnersWork,
    *,
    partner_id: str,
    name: str,
    role: str,
    types: Iterable[str],
    region: str | None = None,
    sandbox: bool = False,
    events_per_minute: int = EVENTS_PER_MINUTE,
    has_account: bool = False,
) -> Partner:
    return Partner(
        partner_id=partner_id,
        name=name,
        role=role,
        types=_own(role, types),
        region=region,
        sandbox=sandbox,
        events_per_minute=events_per_minute,
        created_at=work.now,
        changed_at=work.now,
        has_account=has_account,
        broker_due=has_account,
    )


def _changed(
    work: PartnersWork, partner: Partner, action: str, reason: str | None, **changes: Any
) -> Partner:
    if "types" in changes:
        changes["types"] = _own(partner.role, changes["types"])
    _record(work, action, partner.partner_id, reason)
    due = partner.has_account or changes.get("has_account", False)
    return work.partners.put(replace(partner, **changes, changed_at=work.now, broker_due=due))


def _own(role: str, types: Iterable[str]) -> tuple[str, ...]:
    """The types, if the role may send them at all. Raises TypesNotOfRole."""
    wanted = set(types)
    if foreign := wanted - policy.read("partners").types_of(role):
        raise TypesNotOfRole(role=role, types=sorted(foreign))
    return tuple(sorted(wanted))


def _active(work: PartnersWork, partner_id: str) -> Partner:
    partner = work.partners.get(partner_id)
    if not partner.is_active:
        raise PartnerNotActive(partner_id=partner_id, state=partner.state.value)
    return partner


def _not_removed(work: PartnersWork, partner_id: str) -> Partner:
    partner = work.partners.get(partner_id)
    if partner.state is State.REMOVED:
        raise PartnerNotActive(partner_id=partner_id, state=partner.state.value)
    return partner


def _record(
    work: PartnersWork, action: str, partner_id: str, reason: str | None, **facts: Any
) -> None:
    work.audit(action, reason=reason, partner_id=partner_id, **facts)
