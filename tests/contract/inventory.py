"""The generated part of docs/personal-data.md: what each service keeps of people."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from chassis.domain import InventoryEntry, OnErasure
from tests.contract import code

PATH = Path(__file__).parents[2] / "docs" / "personal-data.md"
BEGIN = "<!-- generated from the data inventories: make contracts -->\n"
END = "<!-- end of what is generated -->\n"
FATES = {
    OnErasure.REMOVED: "removed",
    OnErasure.NAMELESS: "kept, without a link to the person",
    OnErasure.PROOF: "kept, as proof",
}


def document() -> str:
    """The whole file: what is written by hand, with the table put in anew."""
    text = PATH.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + "\n" + "\n".join(_table()) + "\n\n" + END + after


def _table() -> Iterable[str]:
    yield "| service | kept | what | for how long | when the person is erased | source |"
    yield "|---|---|---|---|---|---|"
    for name in code.SERVICES:
        for one in code.service(name).inventory:
            cells = [name, one.store, one.what, _long(one), FATES[one.on_erasure], one.source]
            yield f"| {' | '.join(cells)} |"


def _long(one: InventoryEntry) -> str:
    if one.after is None:
        return "as long as the person"
    years, days = divmod(one.after.days, 365)
    return f"{one.after.days} days" if days else f"{years} year{'s' if years > 1 else ''}"
