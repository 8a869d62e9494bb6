"""account: who logs in by a password of this deployment, where it has no identity provider."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from yunling.commands.events.options import Secrets, Url, Who, out
from yunling.commands.token import Role
from yunling.gateway import Gateway

ACCOUNTS = "/v1/accounts"

Id = Annotated[str, typer.Argument(help="Its id, as `yunling account list` shows.")]
Reason = Annotated[str, typer.Option(help="Why; recorded with your name.", prompt="why?")]


def add_to(app: typer.Typer) -> None:
    account = typer.Typer(help="Accounts: who logs in here by a password.", no_args_is_help=True)
    account.command("list")(list_accounts)
    for command in (add, reset, suspend, resume, remove):
        account.command()(command)
    app.add_typer(account, name="account")


def add(
    login: Annotated[str, typer.Argument(help="What to log in by: li.ming@wuhua.")],
    role: Annotated[Role, typer.Option(help="What the account may do.")],
    who: Who,
    reason: Reason,
    region: Annotated[str | None, typer.Option(help="GB/T 2260 code of an officer.")] = None,
    person: Annotated[str | None, typer.Option(help="person_id of a worker.")] = None,
    employer: Annotated[str | None, typer.Option(help="employer_id of an employer.")] = None,
    partner: Annotated[str | None, typer.Option(help="partner_id of a partner.")] = None,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """Make an account and print its first password, once."""
    whose = {"region": region, "person_id": person, "employer_id": employer, "partner_id": partner}
    about = {"login": login, "role": role.value, "reason": reason, **whose}
    _tell(Gateway(url, secrets, who).post(ACCOUNTS, **about))


def list_accounts(url: Url = None, secrets: Secrets = None) -> None:
    """List the accounts, newest first."""
    for account in Gateway(url, secrets).rows(ACCOUNTS):
        whose = [account[name] for name in ("region", "person_id", "employer_id", "partner_id")]
        about = " ".join(name for name in whose if name)
        out.print(
            f"{account['account_id']}  {account['state']:9}  {account['login']}  "
            f"{account['role']} {about}",
            markup=False,
        )


def reset(
    account_id: Id, who: Who, reason: Reason, url: Url = None, secrets: Secrets = None
) -> None:
    """Print another password, once; whoever is logged in is so no longer."""
    _tell(_done(Gateway(url, secrets, who), account_id, "password-reset", reason))


def suspend(
    account_id: Id, who: Who, reason: Reason, url: Url = None, secrets: Secrets = None
) -> None:
    """Let nobody in by an account until it is resumed."""
    _done(Gateway(url, secrets, who), account_id, "suspension", reason)


def resume(
    account_id: Id, who: Who, reason: Reason, url: Url = None, secrets: Secrets = None
) -> None:
    """Let a suspended account in again."""
    _done(Gateway(url, secrets, who), account_id, "resumption", reason)


def remove(
    account_id: Id, who: Who, reason: Reason, url: Url = None, secrets: Secrets = None
) -> None:
    """Forget an account."""
    _done(Gateway(url, secrets, who), account_id, "removal", reason)


def _done(gateway: Gateway, account_id: str, what: str, reason: str) -> dict[str, Any]:
    done: dict[str, Any] = gateway.post(f"{ACCOUNTS}/{account_id}/{what}", reason=reason)
    return done


def _tell(account: dict[str, Any]) -> None:
    out.print(f"{account['account_id']}  {account['login']}", markup=False)
    out.print(f"password: {account['password']}", markup=False)
