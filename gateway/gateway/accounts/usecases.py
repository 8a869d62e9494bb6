"""Making accounts, changing them, and ending them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chassis.domain import ROLES, Invalid, Page
from gateway.accounts.account import Account, State
from gateway.errors import LoginTaken

if TYPE_CHECKING:
    from gateway.store import GatewayWork


def add_account(
    work: GatewayWork, *, login: str, password: str, role: str, reason: str, **whose: str | None
) -> Account:
    """Make an account. Raises LoginTaken, and Invalid for a role without what it needs."""
    missing = [name for name in ROLES[role] if whose.get(name) is None]
    if missing:
        raise Invalid({name: [f"Needed by {role}."] for name in missing})
    if of_login(work, login=login) is not None:
        raise LoginTaken
    account = Account(
        account_id=work.new_id(),
        login=login,
        password=password,
        role=role,
        region=whose.get("region"),
        person_id=whose.get("person_id"),
        employer_id=whose.get("employer_id"),
        partner_id=whose.get("partner_id"),
        made_at=work.now,
        changed_at=work.now,
    )
    _record(work, "account added", account, reason)
    return work.accounts.insert(account)


def set_password(work: GatewayWork, *, account_id: str, password: str, reason: str) -> Account:
    """Set another password and invalidate earlier tokens."""
    return _changed(work, account_id, "account password set", reason, password=password)


def suspend_account(work: GatewayWork, *, account_id: str, reason: str) -> Account:
    """Refuse logins by an account until it is resumed, and invalidate its tokens."""
    return _changed(work, account_id, "account suspended", reason, state=State.SUSPENDED)


def resume_account(work: GatewayWork, *, account_id: str, reason: str) -> Account:
    """Allow a suspended account to log in again."""
    return _changed(work, account_id, "account resumed", reason, state=State.ACTIVE)


def remove_account(work: GatewayWork, *, account_id: str, reason: str) -> Account:
    """Delete an account; its login becomes free."""
    account = work.accounts.get(account_id)
    _record(work, "account removed", account, reason)
    work.accounts.remove(account_id)
    return account


def list_accounts(
    work: GatewayWork, *, cursor: str | None = None, limit: int = 50
) -> Page[Account]:
    """The accounts, newest first."""
    return work.accounts.page({}, cursor, limit)


def of_login(work: GatewayWork, *, login: str) -> Account | None:
    """The account with this login."""
    found: list[Account] = work.accounts.all({"login": login}, limit=1)
    return found[0] if found else None


def of_id(work: GatewayWork, *, account_id: str) -> Account | None:
    return work.accounts.find(account_id)


def _changed(
    work: GatewayWork, account_id: str, action: str, reason: str, **changes: Any
) -> Account:
    account = work.accounts.get(account_id)
    _record(work, action, account, reason)
    return work.accounts.put(account.changed(work.now, **changes))


def _record(work: GatewayWork, action: str, account: Account, reason: str) -> None:
    work.audit(action, reason=reason, account_id=account.account_id, of_role=account.role)
