"""Who uses the platform during a run, and what each of them does: decided by the seed.

A story is a chain of acts, each done once the one before has been answered. Stories run beside
one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from random import Random

from programme.reference import counties

LETTERS_FROM = 5000
"""Events from which on some visitors get letters. A letter in the hands of a sender that is
killed is taken up again after two minutes, and a small run shall not wait for that."""

VISITORS_A_FAIR = 40
SEATS_A_FAIR = 30
MEASURES = ("station_person_times", "safety_person_times", "labour_contest_person_times")
MEASURES_A_REPORT = 20
ACTIVITIES_A_REPORT = 5
NOBODYS = ("malformed", "broken_contract", "unknown_fair", "unknown_loan")
"""The kinds of poison: what no handler can ever apply, and each must be parked."""


@dataclass(frozen=True)
class Visitor:
    """Registers, moves house, goes to a fair (or cancels), and may enrol in a class. Who has an
    e-mail address gets each message as a letter, too."""

    number: int
    moves: tuple[str, ...]
    fair: int
    ending: str
    enrols: bool
    has_email: bool

    @property
    def commands(self) -> int:
        return 2 + len(self.moves) + (self.ending != "venue") + self.enrols

    @property
    def events(self) -> int:
        return int(self.ending == "venue")


@dataclass(frozen=True)
class Borrower:
    """Gets a loan by the four bodies and pays it back; the bank's reports overtake each other."""

    number: int
    region: str
    amount: Decimal
    payments: tuple[Decimal, ...]
    at_the_counter: int
    order: tuple[int, ...]

    @property
    def commands(self) -> int:
        return 7 + self.at_the_counter

    @property
    def events(self) -> int:
        return len(self.order)


@dataclass(frozen=True)
class Reporter:
    """A body that reports measures and rosters of activities in one batch."""

    number: int
    over_amqp: bool
    measures: tuple[tuple[str, str, int], ...]
    activities: int

    commands = 0

    @property
    def events(self) -> int:
        return len(self.measures) + self.activities


@dataclass(frozen=True)
class Poisoner:
    """A broken partner system: one event that nobody can ever apply."""

    number: int
    kind: str

    commands = 0
    events = 1


Story = Visitor | Borrower | Reporter | Poisoner


def plan_stories(seed: int, events: int) -> list[Story]:
    """Stories with at least `events` events and commands, and hardly more."""
    stories: list[Story] = []
    for story in _endless(seed, letters=events >= LETTERS_FROM):
        if events <= 0:
            return stories
        stories.append(story)
        events -= story.commands + story.events
    return stories


def _endless(seed: int, letters: bool) -> Iterator[Story]:
    for unit in count():
        dice = Random(f"{seed}:stories:{unit}")
        stories: list[Story] = [_visitor(dice, 8 * unit + n, letters) for n in range(8)]
        stories += [_borrower(dice, unit), _reporter(dice, unit)]
        if unit % 3 == 0:
            stories.append(Poisoner(unit, NOBODYS[unit // 3 % len(NOBODYS)]))
        dice.shuffle(stories)
        yield from stories


def _visitor(dice: Random, number: int, letters: bool) -> Visitor:
    codes = [county.code for county in counties()]
    return Visitor(
        number=number,
        # No two in a row are the same: moving to where one lives is no move.
        moves=tuple(dice.sample(codes, dice.choice((0, 1, 2, 4)))),
        fair=number // VISITORS_A_FAIR,
        ending=dice.choices(("desk", "venue", "cancels"), (3, 5, 2))[0],
        enrols=dice.random() < 0.25,
        has_email=dice.random() < 0.1 and letters,
    )


def _borrower(dice: Random, number: int) -> Borrower:
    amount = Decimal(10_000 * dice.randint(5, 10))
    parts = dice.randint(2, 6)
    payments = tuple(Decimal(1_000 * dice.randint(1, 5)) for _ in range(parts))
    at_the_counter = dice.randint(0, 1)
    # 0 is the report of the disbursement, the others are those of the payments.
    reported = list(range(parts - at_the_counter + 1))
    if dice.random() < 0.4:
        dice.shuffle(reported)
    region = dice.choice(counties()).code
    return Borrower(number, region, amount, payments, at_the_counter, tuple(reported))


def _reporter(dice: Random, number: int) -> Reporter:
    measures = tuple(
        (dice.choice(MEASURES), dice.choice(counties()).code, dice.randint(1, 500))
        for _ in range(MEASURES_A_REPORT)
    )
    return Reporter(number, dice.random() < 0.6, measures, ACTIVITIES_A_REPORT)
