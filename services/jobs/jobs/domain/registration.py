"""One person's business with one fair: a seat or a place in the list, the door, the outcome.

confirmed | waiting -> attended -> intention_reached -> hired, or cancelled before the door.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from jobs.domain.fair import Fair
from jobs.domain.person import KnownPerson
from jobs.domain.post import Post
from jobs.errors import (
    DateInFuture,
    HiredBeforeFair,
    IntentionAlreadyReached,
    IntentionNotReached,
    PostNotAtFair,
    RegistrationInWrongState,
)
from jobs.events import (
    RegistrationCancelled,
    RegistrationCheckedIn,
    RegistrationConfirmed,
    RegistrationHired,
    RegistrationIntentionReached,
    RegistrationPromoted,
    RegistrationWaitlisted,
)


class RegistrationState(Enum):
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    INTENTION_REACHED = "intention_reached"
    HIRED = "hired"


@dataclass(frozen=True)
class Hire:
    post_id: str
    employer_id: str
    hired_on: date


@dataclass(frozen=True)
class Registration:
    """`region` is the fair's; `key_groups` the person's, as known when last decided about.
    `position` is set while waiting. `checked_in_on` is set once and is the person-time."""

    registration_id: str
    fair_id: str
    person_id: str
    region: str
    key_groups: tuple[str, ...]
    registered_at: datetime
    state: RegistrationState
    position: int | None = None
    walk_in: bool = False
    checked_in_on: date | None = None
    intentions: tuple[str, ...] = ()
    hire: Hire | None = None
    version: int = 0

    @classmethod
    def new(
        cls, fair: Fair, person: KnownPerson, registration_id: str, at: datetime
    ) -> Registration:
        """A registration about which nothing is decided yet; the next step says what it is."""
        return cls(
            registration_id=registration_id,
            fair_id=fair.fair_id,
            person_id=person.person_id,
            region=fair.region,
            key_groups=person.key_groups,
            registered_at=at,
            state=RegistrationState.CANCELLED,
        )

    @property
    def active(self) -> bool:
        return self.state is not RegistrationState.CANCELLED

    def confirm(self, fair: Fair) -> tuple[Registration, RegistrationConfirmed]:
        confirmed = replace(self, state=RegistrationState.CONFIRMED)
        return confirmed, RegistrationConfirmed(**self._facts(), **_seat(fair))

    def wait(self, fair: Fair, position: int) -> tuple[Registration, RegistrationWaitlisted]:
        waiting = replace(self, state=RegistrationState.WAITING, position=position)
        return waiting, RegistrationWaitlisted(**self._facts(), **_seat(fair), position=position)

    def promote(self, fair: Fair) -> tuple[Registration, RegistrationPromoted]:
        promoted = replace(self, state=RegistrationState.CONFIRMED, position=None)
        return promoted, RegistrationPromoted(**self._facts(), **_seat(fair))

    def cancel(self, fair: Fair) -> tuple[Registration, RegistrationCancelled]:
        self._must_be(RegistrationState.CONFIRMED, RegistrationState.WAITING)
        cancelled = replace(self, state=RegistrationState.CANCELLED, position=None)
        return cancelled, RegistrationCancelled(**self._facts(), **_seat(fair))

    def attend(
        self, fair: Fair, person: KnownPerson, on: date
    ) -> tuple[Registration, RegistrationCheckedIn]:
        attended = replace(
            self,
            state=RegistrationState.ATTENDED,
            key_groups=person.key_groups,
            position=None,
            walk_in=not self.active,
            checked_in_on=on,
        )
        return attended, RegistrationCheckedIn(
            **attended._facts(), on=on, mode=fair.mode.value, walk_in=attended.walk_in
        )

    def reach_intention(self, post: Post) -> tuple[Registration, RegistrationIntentionReached]:
        """One person may reach intentions on several posts: there are fairs that report more
        intentions than posts."""
        self._must_be(RegistrationState.ATTENDED, RegistrationState.INTENTION_REACHED)
        if post.fair_id != self.fair_id:
            raise PostNotAtFair(post_id=post.post_id, fair_id=self.fair_id)
        if post.post_id in self.intentions:
            raise IntentionAlreadyReached(post_id=post.post_id)
        post.must_be_offered()
        reached = replace(
            self,
            state=RegistrationState.INTENTION_REACHED,
            intentions=(*self.intentions, post.post_id),
        )
        return reached, RegistrationIntentionReached(
            **self._facts(), post_id=post.post_id, employer_id=post.employer_id
        )

    def be_hired(
        self, post: Post, hired_on: date, today: date
    ) -> tuple[Registration, RegistrationHired]:
        """The outcome, once. The post may have been withdrawn since: it may be filled."""
        self._must_be(RegistrationState.INTENTION_REACHED)
        if post.post_id not in self.intentions:
            raise IntentionNotReached(post_id=post.post_id)
        if hired_on > today:
            raise DateInFuture(field="hired_on", on=hired_on.isoformat())
        if self.checked_in_on is None or hired_on < self.checked_in_on:
            raise HiredBeforeFair(hired_on=hired_on.isoformat())
        hire = Hire(post.post_id, post.employer_id, hired_on)
        hired = replace(self, state=RegistrationState.HIRED, hire=hire)
        return hired, RegistrationHired(
            **self._facts(), post_id=post.post_id, employer_id=post.employer_id, hired_on=hired_on
        )

    def _must_be(self, *needed: RegistrationState) -> None:
        if self.state not in needed:
            raise RegistrationInWrongState(
                registration_id=self.registration_id,
                state=self.state.value,
                needed=[state.value for state in needed],
            )

    def _facts(self) -> dict[str, Any]:
        return {
            "registration_id": self.registration_id,
            "fair_id": self.fair_id,
            "person_id": self.person_id,
            "region": self.region,
            "key_groups": self.key_groups,
        }


def _seat(fair: Fair) -> dict[str, Any]:
    return {"fair_title": fair.title, "starts_on": fair.starts_on}
