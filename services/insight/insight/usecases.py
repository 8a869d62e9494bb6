"""What can be asked of insight; each function reads like the sentence it implements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from chassis.domain import Event, Work
from insight.domain.cell import Cell, Merged, merge
from insight.domain.generation import Generation, State
from insight.domain.mark import Mark
from insight.domain.programme import PROGRAMME
from insight.domain.projection import ROSTER, project
from insight.domain.table import tabulate
from insight.errors import NeverRebuilt, RebuildRunning

if TYPE_CHECKING:
    from insight.store import InsightWork


class Figures(Protocol):
    """The figures of one generation."""

    def known(self, keys: Sequence[str]) -> dict[str, Mark]: ...
    def store(self, merged: Merged) -> None: ...
    def unseen(self, event_keys: Sequence[str]) -> set[str]: ...
    def count(self, types: Mapping[str, int]) -> None: ...
    def counts(self) -> dict[str, int]: ...
    def cells(self, years: Sequence[int]) -> list[Cell]: ...


OpenFigures = Callable[[Work, str], Figures]
"""Opens a generation's figures in a unit of work: `figures(work, generation_id)`."""


def record_events(work: InsightWork, events: Sequence[Event], figures: OpenFigures) -> None:
    """Count events by type and towards their targets, all but rosters."""
    counted = [event for event in events if event.type != ROSTER]
    marks = _marks(work.handling(counted))
    for generation in _active(work):
        own = figures(work, generation.generation_id)
        _merge(own, marks)
        _count(own, generation, events)


def record_rosters(work: InsightWork, events: Sequence[Event], figures: OpenFigures) -> None:
    """Count the participants of activities, up to 500 an event."""
    marks = _marks(work.handling(events))
    for generation in _active(work):
        _merge(figures(work, generation.generation_id), marks)


def _active(work: InsightWork) -> list[Generation]:
    """The generation that is shown, and the one that is building beside it."""
    active = work.generations.all({"state": {"$in": [State.LIVE, State.BUILDING]}})
    return active or [_first_generation(work)]


def _first_generation(work: InsightWork) -> Generation:
    return work.generations.put(Generation(generation_id=_number(1), state=State.LIVE))


def _marks(events: Iterable[Event]) -> list[Mark]:
    return [mark for event in events for mark in project(event)]


def _merge(figures: Figures, marks: list[Mark]) -> None:
    figures.store(merge(figures.known([mark.key for mark in marks]), marks))


def _count(figures: Figures, generation: Generation, events: Sequence[Event]) -> None:
    if generation.state is State.BUILDING:
        # An event can reach it twice, live and from its owner's outbox. Marks bear that.
        events = _unseen(figures, events)
    figures.count(Counter(event.type for event in events))


def _unseen(figures: Figures, events: Sequence[Event]) -> list[Event]:
    by_key = {f"{event.source}|{event.id}": event for event in events}
    fresh = figures.unseen(list(by_key))
    return [event for key, event in by_key.items() if key in fresh]


def get_programme(
    work: InsightWork, *, figures: OpenFigures, year: int, region: str | None = None
) -> dict[str, Any]:
    """The programme's targets and actual figures of a year, in a region or everywhere."""
    years = {one for target in PROGRAMME.targets for one in PROGRAMME.years(target, year)}
    shown = _shown(work)
    cells = figures(work, shown.generation_id).cells(sorted(years)) if shown else []
    rows = tabulate(PROGRAMME, cells, year, region)
    return {"year": year, "region": region, "targets": [row.shown() for row in rows]}


def count_events(work: InsightWork, *, figures: OpenFigures) -> dict[str, int]:
    """How many events of each type the shown figures are built from."""
    shown = _shown(work)
    return figures(work, shown.generation_id).counts() if shown else {}


def rebuild(work: InsightWork) -> Generation:
    """Begin a generation that is built from the owners' outboxes, and shown when it is whole."""
    if work.generations.first({"state": State.BUILDING}):
        raise RebuildRunning
    _shown(work) or _first_generation(work)
    number = _number(work.generations.count({}) + 1)
    return work.generations.put(Generation(generation_id=number, state=State.BUILDING))


@dataclass(frozen=True)
class Step:
    """What a rebuild does next: read `owner`'s outbox on from `after`; owner "": finish."""

    generation_id: str
    owner: str
    after: str | None


def next_step(work: InsightWork) -> Step | None:
    """The next step of the rebuild that is going on, if one is."""
    building = work.generations.first({"state": State.BUILDING})
    if building is None:
        return None
    owner = building.next_owner
    return Step(building.generation_id, owner, building.cursors.get(owner))


def take_page(
    work: InsightWork,
    *,
    figures: OpenFigures,
    step: Step,
    events: Sequence[Event],
    unreadable: int,
    next_cursor: str | None,
) -> Generation:
    """Count one page of an owner's outbox, once: the cursor moves in the same transaction."""
    generation = work.generations.get(step.generation_id)
    if (generation.next_owner, generation.cursors.get(step.owner)) != (step.owner, step.after):
        return generation  # another replica was faster
    own = figures(work, generation.generation_id)
    _merge(own, _marks(events))
    _count(own, generation, events)
    taken = generation.took(
        step.owner, read=len(events), unreadable=unreadable, next_cursor=next_cursor
    )
    return work.generations.put(taken)


def finish_rebuild(work: InsightWork, *, figures: OpenFigures, step: Step) -> Generation:
    """Show the new generation if it is whole."""
    building = work.generations.get(step.generation_id)
    live = _shown(work) or _first_generation(work)
    own, shown = (
        figures(work, generation.generation_id).counts() for generation in (building, live)
    )
    judged = building.judged(own, shown)
    if judged.state is State.LIVE:
        work.generations.put(replace(live, state=State.RETIRED))
    return work.generations.put(judged)


def get_rebuild(work: InsightWork) -> Generation:
    """The latest generation that was begun by a rebuild, and how far it is."""
    newest = work.generations.page({}, limit=1).rows
    if not newest or newest[0].generation_id == _number(1):
        raise NeverRebuilt
    return newest[0]


def over(work: InsightWork) -> list[str]:
    """Generations that are shown no more."""
    states = [State.RETIRED, State.SHORT]
    return [g.generation_id for g in work.generations.all({"state": {"$in": states}})]


def _shown(work: InsightWork) -> Generation | None:
    return work.generations.first({"state": State.LIVE})


def _number(n: int) -> str:
    return f"{n:04}"
