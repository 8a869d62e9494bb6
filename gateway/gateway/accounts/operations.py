"""The calls about accounts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from chassis.rpc import rpc
from chassis.schema import Paging, page_of
from chassis.store import Store
from gateway.accounts import password, schemas, usecases
from gateway.store import GatewayWork


class Accounted:
    """Mixed into the gateway's service."""

    store: Store

    @rpc(schemas.AddAccount, schemas.NewPasswordView)
    def add_account(self, command: dict[str, Any]) -> Any:
        """Make an account with a random password."""
        return self._with_password(usecases.add_account, command)

    @rpc(Paging, page_of(schemas.LocalAccountView))
    def list_accounts(self, query: dict[str, Any]) -> Any:
        """A page of the accounts."""
        return self.store.read(_page, **query)

    @rpc(schemas.ReasonedAccount, schemas.NewPasswordView)
    def reset_account(self, command: dict[str, Any]) -> Any:
        """Give an account another random password, and end its tokens."""
        return self._with_password(usecases.set_password, command)

    @rpc(schemas.ReasonedAccount, schemas.LocalAccountView)
    def suspend_account(self, command: dict[str, Any]) -> Any:
        """Let nobody in by an account, and end its tokens."""
        return self.store.commit(usecases.suspend_account, **command)

    @rpc(schemas.ReasonedAccount, schemas.LocalAccountView)
    def resume_account(self, command: dict[str, Any]) -> Any:
        """Let a suspended account in again."""
        return self.store.commit(usecases.resume_account, **command)

    @rpc(schemas.ReasonedAccount, schemas.LocalAccountView)
    def remove_account(self, command: dict[str, Any]) -> Any:
        """Forget an account."""
        return self.store.commit(usecases.remove_account, **command)

    def _with_password(self, usecase: Any, command: dict[str, Any]) -> Any:
        text = password.make()
        answer = self.store.commit(usecase, password=password.hashed(text), **command)
        # The stored answer holds no password: who asks again has to ask for another one.
        shown = None if answer.replayed else text
        return replace(answer, body={**answer.body, "password": shown})


def _page(work: GatewayWork, *, cursor: str | None, limit: int) -> Any:
    return work.accounts.page({}, cursor, limit)
