"""An e-mail on its way: when it is tried, and when it is given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

# Longer than a claimed round can take, or another replica would send it a second time.
LEASE: Final = timedelta(minutes=2)
# More claims than any delays ask for: whoever claims it dies of it.
CLAIMS_MOST: Final = 30
# As long as a service takes to be back from a restart.
UNTRIED_PAUSE: Final = timedelta(seconds=5)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """The work that is left for one message. Whoever claims it moves `due_at` beyond the time
    that a try can take; when the claimer dies, it falls due again. `tries` counts claims."""

    message_id: str
    due_at: datetime
    tries: int = 0

    @property
    def hopeless(self) -> bool:
        return self.tries >= CLAIMS_MOST

    def claim(self, now: datetime) -> Delivery:
        return replace(self, due_at=now + LEASE, tries=self.tries + 1)

    def again(self, now: datetime, delays_s: Sequence[float]) -> Delivery | None:
        """The next try after a transient failure; None when the delays are used up."""
        if self.tries > len(delays_s):
            return None
        return replace(self, due_at=now + timedelta(seconds=delays_s[self.tries - 1]))

    def put_back(self, now: datetime) -> Delivery:
        """Claimed and not tried: soon due again, and no try is counted."""
        return replace(self, due_at=now + UNTRIED_PAUSE, tries=self.tries - 1)
