"""The numbers that a partner gives its events, and which of them never came.

A partner may number the events of each type: 1, 2, 3, and so on. They may come in any order; a
number that did not come is a gap until it does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chassis.domain import Page

if TYPE_CHECKING:
    from partners.store import PartnersWork

GAPS_MOST = 500
NUMBER_MOST = 10**15


@dataclass(frozen=True)
class Gap:
    """Numbers that did not come, both ends included."""

    first: int
    last: int


@dataclass(frozen=True)
class Numbers:
    """What has come of one type from one partner: the `highest` number, the gaps below it, and how
    many events came under a number that another one had. `forgotten` counts the numbers of gaps
    that were too many to keep."""

    numbers_id: str
    partner_id: str
    type: str
    highest: int = 0
    gaps: tuple[Gap, ...] = ()
    repeated: int = 0
    forgotten: int = 0

    def with_number(self, number: int) -> Numbers:
        """The same after an event with this number."""
        if number > self.highest:
            missing = () if number == self.highest + 1 else (Gap(self.highest + 1, number - 1),)
            return replace(self, highest=number, gaps=(*self.gaps, *missing))._bounded()
        for place, gap in enumerate(self.gaps):
            if gap.first <= number <= gap.last:
                rest = (Gap(gap.first, number - 1), Gap(number + 1, gap.last))
                left = tuple(part for part in rest if part.first <= part.last)
                gaps = (*self.gaps[:place], *left, *self.gaps[place + 1 :])
                return replace(self, gaps=gaps)._bounded()
        return replace(self, repeated=self.repeated + 1)

    def _bounded(self) -> Numbers:
        """The oldest gaps go first: what is missing for longest will hardly come."""
        many = len(self.gaps) - GAPS_MOST
        if many <= 0:
            return self
        gone = sum(gap.last - gap.first + 1 for gap in self.gaps[:many])
        return replace(self, gaps=self.gaps[many:], forgotten=self.forgotten + gone)


def note(work: PartnersWork, partner_id: str, numbered: Iterable[tuple[str, int]]) -> None:
    """Note the types and numbers of events that were new."""
    found: dict[str, Numbers] = {}
    for type, number in numbered:
        id = f"{partner_id}|{type}"
        known = found.get(id) or work.numbers.find(id) or Numbers(id, partner_id, type)
        found[id] = known.with_number(number)
    for numbers in found.values():
        work.numbers.put(numbers)


def gaps(work: PartnersWork, partner_id: str) -> list[Numbers]:
    """What a partner has numbered, by type."""
    return work.numbers.all({"partner_id": partner_id}, "numbers_id")


def page(
    work: PartnersWork,
    *,
    partner_id: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Numbers]:
    """Numbered types of one partner, or of all that the caller may ask about."""
    asked = {"partner_id": partner_id} if partner_id else {}
    return work.numbers.page(work.reach.narrow(asked, partner_id="partner_id"), cursor, limit)
