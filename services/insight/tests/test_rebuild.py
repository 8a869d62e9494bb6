"""A rebuild: a generation beside the shown one, exchanged when it is whole."""

import pytest
from made import a_check_in, a_report, an_activity
from test_figures import Insight

from insight import errors, usecases
from insight.domain.generation import OWNERS, State


@pytest.fixture
def insight():
    return Insight()


def replay(insight, outboxes, page=2, between=lambda: None):
    """Walk through the owners' outboxes as the service's timer does."""
    while step := insight.store.read(usecases.next_step):
        if not step.owner:
            return insight.store.commit(usecases.finish_rebuild, figures=insight.figures, step=step)
        first = int(step.after or 0)
        rows = outboxes.get(step.owner, [])
        taken = rows[first : first + page]
        last = str(first + page) if len(taken) == page else None
        insight.store.commit(
            usecases.take_page,
            figures=insight.figures,
            step=step,
            events=taken,
            unreadable=0,
            next_cursor=last,
        )
        between()
    return None


def test_a_rebuild_gives_the_same_table(insight):
    jobs = [a_check_in(f"p{n}") for n in range(5)]
    training = [an_activity("w1", "w2"), an_activity("w2", "w3")]
    insight.tell(*jobs, *training)
    before = insight.table()
    insight.store.commit(usecases.rebuild)
    done = replay(insight, {"jobs": jobs, "training": training})
    assert (done.state, done.read, done.finished) == (State.LIVE, 7, OWNERS)
    assert insight.table() == before
    assert insight.store.read(usecases.over) == ["0001"]


def test_events_that_arrive_while_it_builds_are_counted_once_in_both(insight):
    old, new = a_check_in("p1"), a_check_in("p2")
    insight.tell(old)
    insight.store.commit(usecases.rebuild)
    told = []

    def meanwhile():
        if not told:
            told.append(insight.tell(new))

    replay(insight, {"jobs": [old, new], "gateway": [new]}, page=1, between=meanwhile)
    assert insight.table()["fair_person_times"]["actual"] == 2
    counts = insight.store.read(usecases.count_events, figures=insight.figures)
    assert counts == {"yunling.jobs.registration.checked_in.v1": 2}


def test_a_page_taken_twice_counts_once(insight):
    report = a_report("safety_teams", 5)
    insight.tell(report)
    insight.store.commit(usecases.rebuild)
    step = insight.store.read(usecases.next_step)
    for _ in range(2):
        insight.store.commit(
            usecases.take_page,
            figures=insight.figures,
            step=step,
            events=[report],
            unreadable=0,
            next_cursor=None,
        )
    replay(insight, {})
    assert insight.table()["safety_teams"]["actual"] == 5


def test_a_generation_that_knows_less_than_the_shown_one_is_not_shown(insight):
    kept, expired = a_check_in("p1"), a_check_in("p2")
    insight.tell(kept, expired)
    insight.store.commit(usecases.rebuild)
    done = replay(insight, {"jobs": [kept]})
    assert done.state is State.SHORT
    assert done.missing == {"yunling.jobs.registration.checked_in.v1": 1}
    assert insight.table()["fair_person_times"]["actual"] == 2


def test_one_rebuild_at_a_time(insight):
    insight.store.commit(usecases.rebuild)
    with pytest.raises(errors.RebuildRunning):
        insight.store.commit(usecases.rebuild)


def test_before_the_first_rebuild_there_is_none_to_show(insight):
    insight.tell(a_check_in("p1"))
    with pytest.raises(errors.NeverRebuilt):
        insight.store.read(usecases.get_rebuild)
