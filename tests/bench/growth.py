"""B5: stores that hold years of work, made of the rows that the services themselves wrote.

Rows are copied as bytes with other ids in them, the same in every collection, so that what
belonged together still does and every index grows as it would have.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import DESCENDING, WriteConcern
from pymongo.collection import Collection

from tests.bench.stack import Stack

TEMPLATES = 20_000
BYTES_AT_ONCE = 8_000_000
# The random part of every id, of a UUID as of a document in an outbox.
_RANDOM = re.compile(rb"(?<=-)[0-9a-f]{12}(?![0-9a-f])")


@dataclass(frozen=True)
class Growth:
    """How many rows of a collection are to be added; one that holds a list of events, or of their
    keys, counts as so many."""

    service: str
    collection: str
    wanted: int


def grow(stack: Stack, registrations: int, events: int) -> dict[str, float]:
    """Fill the stores behind B1 and B2; returns how many rows were added to each."""
    partners = events - registrations
    marks = [n for n in stack.store("insight").list_collection_names() if n.startswith("marks_")]
    wanted = [
        Growth("jobs", "registrations", registrations),
        Growth("jobs", "idempotency", registrations),
        Growth("jobs", "outbox", registrations),
        Growth("jobs", "people", registrations // 3),
        Growth("jobs", "fairs", registrations // 30),
        Growth("jobs", "seats", registrations // 30),
        Growth("gateway", "accepted", partners),
        Growth("gateway", "outbox", partners),
        Growth("notify", "messages", registrations),
        Growth("notify", "guests", registrations),
        Growth("notify", "readers", registrations // 3),
        Growth("notify", "inbox", registrations),
        Growth("insight", "inbox", events),
        *(Growth("insight", name, partners) for name in marks),
    ]
    added = {f"{one.service}.{one.collection}": float(_grow(stack, one)) for one in wanted}
    stack.admin().admin.command("fsync")
    return added


def _grow(stack: Stack, growth: Growth) -> int:
    stored = stack.store(growth.service)[growth.collection]
    collection: Collection[RawBSONDocument] = stored.with_options(
        CodecOptions(document_class=RawBSONDocument), write_concern=WriteConcern(1, j=False)
    )
    added = 0
    for rows, weight in _copies(_templates(collection), growth.wanted):
        collection.insert_many(rows, ordered=False)
        added += weight
    return added


def _templates(collection: Collection[RawBSONDocument]) -> list[Template]:
    """The newest rows, those of some thousand events or things."""
    templates: list[Template] = []
    weight = 0
    for document in collection.find().sort("_id", DESCENDING):
        templates.append(Template(document))
        weight += templates[-1].weight
        if weight >= TEMPLATES:
            break
    return templates


def _copies(
    templates: Sequence[Template], wanted: int
) -> Iterator[tuple[list[RawBSONDocument], int]]:
    """Batches of copies with the number of rows that they count as."""
    rows: list[RawBSONDocument] = []
    copy = size = weight = made = 0
    while templates and made < wanted:
        copy += 1
        # The same in every collection, so that references fit.
        salt = random.Random(copy).getrandbits(48)
        for template in templates:
            rows.append(template.copied(salt))
            size += len(template.raw)
            weight += template.weight
            made += template.weight
            if size > BYTES_AT_ONCE:
                yield rows, weight
                rows, size, weight = [], 0, 0
            if made >= wanted:
                break
    if rows:
        yield rows, weight


class Template:
    """A stored row, and where its ids are."""

    def __init__(self, document: RawBSONDocument) -> None:
        self.raw = document.raw
        self.weight = len(document.get("events") or document.get("keys") or "1")
        self._ids = [(m.start(), int(m[0], 16)) for m in _RANDOM.finditer(self.raw)]

    def copied(self, salt: int) -> RawBSONDocument:
        copy = bytearray(self.raw)
        for at, number in self._ids:
            copy[at : at + 12] = b"%012x" % (number ^ salt)
        return RawBSONDocument(bytes(copy))
