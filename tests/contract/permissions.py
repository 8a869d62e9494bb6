"""The generated part of docs/permissions.md: the policy as tables."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from chassis.domain import PARTNER_ROLES, ROLES
from chassis.rpc.policy import EVERY, Row
from gateway.http import policy
from gateway.routes import all_routes

PATH = Path(__file__).parents[2] / "docs" / "permissions.md"
BEGIN = "<!-- generated from gateway/gateway/policy.yaml: make contracts -->\n"
END = "<!-- end of what is generated -->\n"
TITLES = {EVERY: "every service", "ops": "operators, over all services"}


def document() -> str:
    """The whole file: what is written by hand, with the tables put in anew."""
    text = PATH.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + "\n" + "\n".join(_tables()) + "\n" + END + after


def _tables() -> Iterable[str]:
    table = policy.table()
    sections: dict[str, list[str]] = {}
    for action in table.rows:
        sections.setdefault(action.partition(".")[0], []).append(action)
    for section, actions in sections.items():
        yield from _section(TITLES.get(section, section), {a: table.rows[a] for a in actions})
    yield from _events()


def _section(title: str, rows: dict[str, Row]) -> Iterable[str]:
    roles = [role for role in ROLES if any(role in row.grants for row in rows.values())]
    columns = ["action", "record", *(role.replace("_", " ") for role in roles), "besides"]
    yield from (f"### {title}", "", _line(columns), _line(["---"] * len(columns)))
    for action, row in rows.items():
        scopes = [row.grants[role].value if role in row.grants else "" for role in roles]
        routes = "".join(f"<br>`{route}`" for route in _routes(action))
        yield _line([f"**{action.partition('.')[2]}**{routes}", row.record, *scopes, _besides(row)])
    yield ""


def _besides(row: Row) -> str:
    if row.public:
        return "public, without a token"
    return ", ".join(f"the service {name}" for name in sorted(row.services))


def _routes(action: str) -> list[str]:
    return [f"{route.method} {route.path}" for route in all_routes() if route.rpc == action]


def _events() -> Iterable[str]:
    table = policy.table()
    roles = [role for role in ROLES if role in PARTNER_ROLES]
    columns = ["event", *(role.replace("_", " ") for role in roles)]
    yield from ("### events that partners send", "", _line(columns))
    yield _line(["---"] * len(columns))
    for type in table.events:
        yield _line([f"`{type}`", *("yes" if table.may_send(r, type) else "" for r in roles)])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
