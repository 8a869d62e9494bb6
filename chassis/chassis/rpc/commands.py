"""Commands and queries: what a service answers, declared in one line each.

    class LoansService(Service):
        apply_for_loan = command(usecases.apply_for_loan, commands.ApplyForLoan, views.LoanView)
        get_loan = query(usecases.get_loan, commands.LoanId, views.LoanView)

The attribute's name is the RPC method, the key of its policy row and the name of its metrics. The
request schema loads to the keyword arguments of the use case; the view dumps what it returns. A
method under `@rpc` is for what does more than that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

from marshmallow import Schema

from chassis.rpc.server import rpc

UseCase = Callable[..., Any]
Run = Callable[..., Any]


@dataclass(frozen=True)
class Declared:
    """A command or a query. In a class it becomes the RPC method of its name, which keeps it as
    its `declared`."""

    usecase: UseCase
    request: type[Schema] | None
    view: type[Schema] | None
    run: Run
    _: KW_ONLY
    money: bool = False
    given: Sequence[str] = ()
    together: str | UseCase | None = None

    def __set_name__(self, owner: type, name: str) -> None:
        run = self.run

        def method(service: Any, given: dict[str, Any] | None = None) -> Any:
            return run(service, given or {})

        method.__name__ = name
        method.__qualname__ = f"{owner.__qualname__}.{name}"
        method.__doc__ = self.usecase.__doc__
        exposed: Any = rpc(self.request, self.view, self.money)(method)
        exposed.declared = self
        setattr(owner, name, exposed)


def command(
    usecase: UseCase,
    request: type[Schema] | None = None,
    view: type[Schema] | None = None,
    *,
    money: bool = False,
    stored: bool = True,
    together: str | UseCase | None = None,
    prepare: UseCase | None = None,
    given: Sequence[str] = (),
) -> Any:
    """A change, made in one transaction with its events and its answer.

    `money` keeps the answer to an idempotency key for as long as payments are disputed; an answer
    that is not `stored`, since it shows personal data, is decided again when it is asked for again.

    Commands that contend for the same aggregate name it by `together`: a field of the command, or
    a reading use case that answers the key. Those of one key are decided in the order of their
    arrival and never in two transactions at a time. `prepare(work, commands)` is called once for
    those that share a transaction, to read in bulk what each would read alone.

    `given` names attributes of the service that the use case is handed by keyword.
    """

    def run(service: Any, said: dict[str, Any]) -> Any:
        arguments = said | {name: getattr(service, name) for name in given}
        store = service.store
        if not stored:
            return store.commit_unkept(usecase, **arguments)
        if together is None:
            return store.commit(usecase, **arguments)
        key = said[together] if isinstance(together, str) else store.read(together, **said)
        return store.commit_group(key, usecase, arguments, prepare)

    return Declared(usecase, request, view, run, money=money, given=given, together=together)


def query(
    usecase: UseCase,
    request: type[Schema] | None = None,
    view: type[Schema] | None = None,
    *,
    given: Sequence[str] = (),
) -> Any:
    """A reading outside of any transaction; `given` as for a command."""

    def run(service: Any, said: dict[str, Any]) -> Any:
        return service.store.read(
            usecase, **said, **{name: getattr(service, name) for name in given}
        )

    return Declared(usecase, request, view, run, given=given)
