"""What the platform acknowledged to the outside: the truth that the stores are held against."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass
class Journal:
    """Only what was answered with a yes, or confirmed by the broker, is in here.

    Keys are the platform's own ids. `events` holds (source, id) of partner events and `poison`
    those that nobody can apply; poison without a readable id is in `garbage` by its bytes.
    `readers` are the people who have an e-mail address, `unanswered` names what got no answer.
    """

    people: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    readers: set[str] = field(default_factory=set)
    registrations: dict[str, tuple[str, str]] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    check_ins: set[tuple[str, str]] = field(default_factory=set)
    enrolments: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    loans: dict[str, Decimal] = field(default_factory=dict)
    payments: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    measures: dict[str, tuple[str, int]] = field(default_factory=dict)
    activities: set[str] = field(default_factory=set)
    events: dict[tuple[str, str], str] = field(default_factory=dict)
    poison: set[tuple[str, str]] = field(default_factory=set)
    garbage: set[bytes] = field(default_factory=set)
    commands: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    unanswered: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def writing(self) -> Iterator[Journal]:
        with self._lock:
            yield self
