#!/usr/bin/env bash
# What a Decimal, a moment or a UUID is in kombu's JSON, which nameko's events and calls use.
#
# Versions: kombu 5.7.0.
# Guess: texts, or a TypeError, as with the standard library's json.
# Real: objects with __type__ and __value__, still labelled application/json. kombu reads them back
#   as what they were; a reader in another language gets an object where it expects a text.
# Source: celery/kombu, kombu/utils/json.py (register_type).
# Seen:
#> application/json {"amount": {"__type__": "decimal", "__value__": "0.10"}}
#> application/json {"at": {"__type__": "datetime", "__value__": "2025-03-01T08:00:00+00:00"}}
#> application/json {"id": {"__type__": "uuid", "__value__": {"hex": "00000000000000000000000000000001"}}}
#> read by kombu: Decimal('0.10')
. "$(dirname "$0")/lib.sh"
packages kombu==5.7.0
tried <<'END'
import uuid
from datetime import UTC, datetime
from decimal import Decimal

from kombu.serialization import dumps, loads

for value in (
    {"amount": Decimal("0.10")},
    {"at": datetime(2025, 3, 1, 8, tzinfo=UTC)},
    {"id": uuid.UUID(int=1)},
):
    content_type, encoding, text = dumps(value, "json")
    print(content_type, text)
content_type, encoding, text = dumps({"amount": Decimal("0.10")}, "json")
print("read by kombu:", repr(loads(text, content_type, encoding)["amount"]))
END
