"""What a simulator must not forget: SQLite in one file, one transaction for each message taken."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TABLES = """
create table if not exists seen (source text, id text, primary key (source, id)) without rowid;
create table if not exists newest (source text, subject text, sequence text,
    primary key (source, subject)) without rowid;
create table if not exists cases (id text primary key, facts text not null) without rowid;
create table if not exists outgoing (n integer primary key autoincrement, event text not null,
    state text not null default 'waiting');
create index if not exists waiting on outgoing (n) where state = 'waiting';
"""


class Memory:
    """One connection; each thread opens its own."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(file, timeout=30, isolation_level=None)
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = full")
        self._db.executescript(TABLES)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what happens inside, or nothing."""
        self._db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    def is_new(self, source: str, id: str) -> bool:
        """Whether this event was never taken before; from now on it was."""
        added = self._db.execute("insert or ignore into seen values (?, ?)", (source, id))
        return added.rowcount == 1

    def is_newest(self, source: str, subject: str, sequence: str) -> bool:
        """Whether nothing later of the subject was taken; sequences are of one length."""
        known = self._db.execute(
            "select sequence from newest where source = ? and subject = ?", (source, subject)
        ).fetchone()
        if known and known[0] >= sequence:
            return False
        self._db.execute(
            "insert or replace into newest values (?, ?, ?)", (source, subject, sequence)
        )
        return True

    def case(self, id: str) -> dict[str, Any]:
        """What is known of a loan, a class or an enrolment; empty at first."""
        row = self._db.execute("select facts from cases where id = ?", (id,)).fetchone()
        facts: dict[str, Any] = json.loads(row[0]) if row else {}
        return facts

    def keep(self, id: str, facts: dict[str, Any]) -> None:
        self._db.execute("insert or replace into cases values (?, ?)", (id, json.dumps(facts)))

    def send(self, event: dict[str, Any]) -> None:
        """Put an event among those that wait to go out."""
        self._db.execute("insert into outgoing (event) values (?)", (json.dumps(event),))

    def waiting(self) -> tuple[int, dict[str, Any]] | None:
        """The first event that has to go out, and its place."""
        row = self._db.execute(
            "select n, event from outgoing where state = 'waiting' order by n limit 1"
        ).fetchone()
        return (row[0], json.loads(row[1])) if row else None

    def note(self, place: int, state: str) -> None:
        """What became of it: sent, refused or lost."""
        self._db.execute("update outgoing set state = ? where n = ?", (state, place))

    def close(self) -> None:
        self._db.close()
