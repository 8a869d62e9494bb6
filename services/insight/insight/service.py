"""Handlers and calls of insight: every event comes in, the programme's table goes out."""

from collections.abc import Sequence

from chassis.consumer import on
from chassis.domain import Event, Unavailable
from chassis.rpc import command, query
from chassis.rpc.client import Remotes
from chassis.service import Service, every
from chassis.telemetry import log
from insight import figures, schemas, usecases
from insight.domain.generation import OWNERS, State
from insight.figures import MongoFigures
from insight.replay import PAGE, ROSTERS_A_PAGE, Reader, is_heavy
from insight.store import InsightWork

DEADLINE_S = 30.0
BATCH = 500
ROSTERS_A_BATCH = 20
GATHER_S = 0.25  # nobody waits for a figure, and bigger batches cost the database less
PAGES_A_TURN = 50  # a few seconds: a service that is asked to stop finishes its turn
_log = log.get(__name__)
_reader = Reader(schemas.EVENTS | schemas.ROSTERS, schemas.Counted)


class InsightService(Service):
    name = "insight"
    work = InsightWork
    figures = MongoFigures

    # Asked by the rebuild only, never in an event handler.
    owners = Remotes(OWNERS, DEADLINE_S)

    @on(schemas.EVENTS, order=None, batch=BATCH, gather_s=GATHER_S)
    def on_event(self, work: InsightWork, events: Sequence[Event]) -> None:
        usecases.record_events(work, events, MongoFigures)

    @on(schemas.ROSTERS, order=None, batch=ROSTERS_A_BATCH, gather_s=GATHER_S)
    def on_roster(self, work: InsightWork, events: Sequence[Event]) -> None:
        usecases.record_rosters(work, events, MongoFigures)

    get_programme = query(
        usecases.get_programme, schemas.GetProgramme, schemas.ProgrammeView, given=["figures"]
    )
    count_events = query(usecases.count_events, given=["figures"])
    rebuild = command(usecases.rebuild, schemas.Nothing, schemas.RebuildView)
    get_rebuild = query(usecases.get_rebuild, schemas.Nothing, schemas.RebuildView)

    @every(seconds=1)
    def continue_rebuild(self) -> None:
        """Go on with the rebuild that is building, some pages a turn, until it is shown."""
        try:
            for _ in range(PAGES_A_TURN):
                step = self.store.read(usecases.next_step)
                if step is None:
                    return
                self._take(step) if step.owner else self._finish(step)
        except Unavailable as away:
            _log.warning("rebuild.waits", service=away.service, reason=away.reason)

    def _take(self, step: usecases.Step) -> None:
        owner = self.owners[step.owner]
        page = owner.read_outbox({"after": step.after, "limit": PAGE})
        if is_heavy(page["rows"]):
            page = owner.read_outbox({"after": step.after, "limit": ROSTERS_A_PAGE})
        events, unreadable = _reader.read(page["rows"])
        self.store.commit(
            usecases.take_page,
            figures=MongoFigures,
            step=step,
            events=events,
            unreadable=unreadable,
            next_cursor=page["next"],
        )

    def _finish(self, step: usecases.Step) -> None:
        done = self.store.commit(usecases.finish_rebuild, figures=MongoFigures, step=step)
        for generation_id in self.store.read(usecases.over):
            figures.drop(self.store.db, generation_id)
        figures.settle(self.store.db, done.generation_id)
        say = _log.warning if done.state is State.SHORT else _log.info
        say("rebuild.finished", generation_id=done.generation_id, state=done.state.value)
