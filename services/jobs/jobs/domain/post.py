"""Posts: what an employer offers, with the elements of Order 700 Art. 24."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from chassis.domain import Invalid
from jobs.domain import region as regions
from jobs.errors import PostWithdrawn as AlreadyWithdrawn
from jobs.events import PostPublished, PostWithdrawn


class PostState(Enum):
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Post:
    """`requirements`, `duties`, `workplace`, `headcount` and the wages are what Art. 24 wants
    said beside who the employer is. Wages are CNY a month; `trade` is free text or a code of
    the occupation catalogue. A post without a fair is offered the year round."""

    post_id: str
    employer_id: str
    fair_id: str | None
    title: str
    trade: str
    headcount: int
    region: str
    wage_min: Decimal
    wage_max: Decimal
    requirements: str
    duties: str
    workplace: str
    published_at: datetime
    state: PostState = PostState.PUBLISHED
    version: int = 0

    @classmethod
    def publish(cls, **said: Any) -> tuple[Post, PostPublished]:
        """A new post from its fields. Raises Invalid."""
        post = cls(**said)
        wrong = {"region": regions.faults(post.region)}
        if post.wage_max < post.wage_min:
            wrong["wage_max"] = ["Must not be less than wage_min."]
        if any(wrong.values()):
            raise Invalid({field: reasons for field, reasons in wrong.items() if reasons})
        return post, PostPublished(**post._facts())

    def withdraw(self) -> tuple[Post, PostWithdrawn]:
        self.must_be_offered()
        return replace(self, state=PostState.WITHDRAWN), PostWithdrawn(**self._facts())

    def must_be_offered(self) -> None:
        if self.state is PostState.WITHDRAWN:
            raise AlreadyWithdrawn(post_id=self.post_id)

    def _facts(self) -> dict[str, Any]:
        return {
            "post_id": self.post_id,
            "fair_id": self.fair_id,
            "employer_id": self.employer_id,
            "title": self.title,
            "trade": self.trade,
            "headcount": self.headcount,
            "region": self.region,
            "wage_min": self.wage_min,
            "wage_max": self.wage_max,
        }
