"""Plays the stories of a run, many at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from programme.people import people
from programme.plan.year import BORROWERS_BORN_FROM
from tests.fault import reporting
from tests.fault.door import Unanswered
from tests.fault.lending import Lending
from tests.fault.outside import Outside
from tests.fault.partner import NotConfirmed
from tests.fault.stories import Borrower, Poisoner, Reporter, Story, Visitor
from tests.fault.visiting import Visiting

HANDS = 16
GLANCE_EVERY_S = 0.2
FIRST_BORROWER = 500_000
"""Where borrowers begin in the order of made-up people: no visitor is one."""


class Crew:
    """All hands of a run. Made before anything breaks: it opens fairs and a class."""

    def __init__(self, outside: Outside, stories: Sequence[Story], seed: int) -> None:
        self._outside = outside
        self._stories = stories
        self._waiting: Iterator[Story] = iter(stories)
        self._taking = threading.Lock()
        self._failure: BaseException | None = None
        visitors = [story for story in stories if isinstance(story, Visitor)]
        borrowers = [story for story in stories if isinstance(story, Borrower)]
        everybody = people(seed, 0)
        may_borrow = (
            one
            for one in people(seed, FIRST_BORROWER)
            if one.resident.born.year >= BORROWERS_BORN_FROM
        )
        self._visiting = Visiting(
            outside,
            list(islice(everybody, 1 + max(story.number for story in visitors))),
            1 + max(story.fair for story in visitors),
        )
        self._lending = Lending(
            outside, list(islice(may_borrow, 1 + max(story.number for story in borrowers)))
        )

    def play(self) -> None:
        """Every story to its end. Raises what made a story impossible: that is a broken suite,
        or a platform that turns down what it must accept."""
        over = threading.Event()
        reader = threading.Thread(target=self._read, args=[over], daemon=True)
        reader.start()
        with ThreadPoolExecutor(HANDS) as pool:
            for _ in range(HANDS):
                pool.submit(self._hand)
        if self._failure is None:
            self._patiently("the venues", self._visiting.report_the_rest)
        over.set()
        reader.join()
        if self._failure is not None:
            raise self._failure

    def _hand(self) -> None:
        while self._failure is None:
            with self._taking:
                story = next(self._waiting, None)
            if story is None:
                return
            self._patiently(repr(story), lambda story=story: self._play(story))

    def _play(self, story: Story) -> None:
        if isinstance(story, Visitor):
            self._visiting.visit(story)
        elif isinstance(story, Borrower):
            self._lending.borrow(story)
        elif isinstance(story, Reporter):
            reporting.report(self._outside, story)
        elif isinstance(story, Poisoner):
            reporting.poison(self._outside, story)

    def _read(self, over: threading.Event) -> None:
        """Somebody always looks at the programme, and into the inboxes in turn."""
        turn = 0
        while not over.wait(GLANCE_EVERY_S) and self._failure is None:
            self._outside.look_at_programme()
            known = len(self._outside.people)
            if known:
                person_id = self._outside.people[turn % known]
                self._patiently("a reader", lambda id=person_id: self._outside.read_a_message(id))
            turn += 1

    def _patiently(self, who: str, act: Callable[[], None]) -> None:
        """Do it; note who got no answer, and keep for `play` what should not be."""
        try:
            act()
        except (Unanswered, NotConfirmed) as silence:
            with self._outside.journal.writing() as journal:
                journal.unanswered.append(f"{who}: {silence}")
        except BaseException as failure:  # noqa: BLE001 - raised again by `play`
            failure.add_note(who)
            self._failure = failure
