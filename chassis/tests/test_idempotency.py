"""How long the answer to an idempotency key is kept."""

from __future__ import annotations

from types import SimpleNamespace

import orjson

from chassis.domain import Actor
from chassis.domain.call import Answer, Call
from chassis.storage import idempotency
from chassis.testing import NOON


class Rows(list):
    def insert_many(self, rows, session):
        self.extend(rows)


def a_call(key, **about):
    return Call("pay", Actor("li-na", "admin"), key, "hash", dict, **about)


def test_an_answer_about_money_is_dated_apart_from_others():
    rows = Rows()
    work = SimpleNamespace(collection=lambda name: rows, session=None, now=NOON)
    paid, other, unkeyed = a_call("key-1", money=True), a_call("key-2"), a_call(None)
    idempotency.keep(work, [(call, Answer({"n": 1})) for call in (paid, other, unkeyed)])
    assert [row["_id"] for row in rows] == ["li-na:pay:key-1", "li-na:pay:key-2"]
    assert [{"at", "money_at"} & row.keys() for row in rows] == [{"money_at"}, {"at"}]
    assert orjson.loads(rows[0]["answer"]) == {"n": 1}
