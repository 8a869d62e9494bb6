"""/problems: every refusal code of the interface, its meaning and its remedy.

A problem's `type` ends in its code, and /problems/<code> describes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from gateway import refusals
from gateway.documents.page import html, template
from gateway.http.pipeline import Page
from gateway.http.problem import title
from gateway.http.route import Route
from gateway.openapi.operations import operation_id
from gateway.openapi.problems import codes

PATH = "/problems"
ADVICE = {
    400: "Change the request; as it is it will never be taken.",
    401: "Get a new credential and send the request again with the same Idempotency-Key.",
    403: "Ask with a credential that may; docs/permissions.md says which.",
    404: "It is not there, or it is not yours: the two are not told apart on purpose.",
    405: "The Allow header names the methods that the address takes.",
    408: "Send the request again, without pauses.",
    409: "Read the thing again: its state says what can be done with it now.",
    410: "It was removed for good.",
    412: "Read it again, look at what has changed, and send the change with the new ETag.",
    413: "Send less at a time.",
    414: "Send the parameters in a body, or fewer of them.",
    415: "Send the media type that is named.",
    422: "Change what `errors` or `detail` names; as it is it will never be taken.",
    429: "Wait as long as Retry-After says, then send the request again with the same key.",
    431: "Send fewer or shorter headers.",
    500: "A fault of ours, already reported. Send the request again with the same key; quote "
    "X-Request-Id when you complain.",
    503: "Wait as long as Retry-After says, then send the request again with the same key: it has "
    "one effect, however often it is sent.",
}
"""What a caller does, by status; a status without advice is a KeyError at the start."""


@dataclass
class Entry:
    """One code of one table. `operations` are the ids of those that may answer it."""

    code: str
    table: str
    zh: str
    en: str
    operations: list[str] = field(default_factory=list)

    @property
    def everywhere(self) -> bool:
        return self.table == refusals.COMMON


def pages(routes: Iterable[Route]) -> dict[str, Page]:
    """The list of all, and a page for each code."""
    entries = _entries(routes)
    found = {PATH: _page(entries, "Problems")}
    by_code: dict[str, dict[int, list[Entry]]] = defaultdict(dict)
    for status, some in entries.items():
        for entry in some:
            by_code[entry.code].setdefault(status, []).append(entry)
    for code, groups in by_code.items():
        found[f"{PATH}/{code}"] = _page(groups, code)
    return found


def _entries(routes: Iterable[Route]) -> dict[int, list[Entry]]:
    found: dict[int, list[Entry]] = defaultdict(list)
    operations = defaultdict(list)
    tables = refusals.read().tables
    for route in routes:
        for code in codes(route):
            own = code in tables.get(route.service, {})
            key = (route.service if own else refusals.COMMON, code)
            operations[key].append(operation_id(route))
    for table in sorted(tables, key=lambda name: (name != refusals.COMMON, name)):
        for code, wording in tables[table].items():
            entry = Entry(code, table, wording.zh, wording.en, operations[table, code])
            found[wording.status].append(entry)
    return dict(sorted(found.items()))


def _page(groups: dict[int, list[Entry]], heading: str) -> Page:
    shown = [
        {
            "status": status,
            "zh": title(status, "zh"),
            "en": title(status, "en"),
            "advice": ADVICE[status],
            "entries": entries,
        }
        for status, entries in groups.items()
    ]
    return html(template("problems.html").render(heading=heading, groups=shown))
