"""The calls about accounts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from chassis.fields import Paging, page_of
from chassis.rpc import command, query, rpc
from chassis.store import Store
from gateway.accounts import password, schemas, usecases


class Accounted:
    """Mixed into the gateway's service."""

    store: Store

    @rpc(schemas.AddAccount, schemas.NewPasswordView)
    def add_account(self, command: dict[str, Any]) -> Any:
        """Make an account with a random password."""
        return self._with_password(usecases.add_account, command)

    @rpc(schemas.Reason, schemas.NewPasswordView)
    def reset_account(self, command: dict[str, Any]) -> Any:
        """Give an account another random password, and end its tokens."""
        return self._with_password(usecases.set_password, command)

    suspend_account = command(usecases.suspend_account, schemas.Reason, schemas.AccountView)
    resume_account = command(usecases.resume_account, schemas.Reason, schemas.AccountView)
    remove_account = command(usecases.remove_account, schemas.Reason, schemas.AccountView)
    list_accounts = query(usecases.list_accounts, Paging, page_of(schemas.AccountView))

    def _with_password(self, usecase: Any, command: dict[str, Any]) -> Any:
        text = password.make()
        answer = self.store.commit(usecase, password=password.hashed(text), **command)
        # The stored answer holds no password: who asks again has to ask for another one.
        shown = None if answer.replayed else text
        return replace(answer, body={**answer.body, "password": shown})
