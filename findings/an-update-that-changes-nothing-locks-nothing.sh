#!/usr/bin/env bash
# Whether an update inside a transaction reserves the document that it matched.
#
# Versions: MongoDB 6.0.5, pymongo 4.20.0.
# Guess: whatever a transaction updates is reserved for it, as by SELECT FOR UPDATE, so setting a
#   marker field guards a decision that was made from the document.
# Real: setting a field to the value that it has writes nothing and reserves nothing: another
#   transaction changes the document meanwhile and both commit. A marker must differ every time.
# Source: MongoDB manual, "Production Considerations" of transactions (write conflicts, stale reads).
# Seen:
#> same value: matched 1, modified 0, the other one committed, both committed
#> new value: matched 1, modified 1, the other one got WriteConflict
. "$(dirname "$0")/lib.sh"
packages pymongo==4.20.0
mongod
tried <<'END'
import os

from pymongo import MongoClient
from pymongo.errors import OperationFailure

client = MongoClient(os.environ["MONGO_URI"])
things = client.db.things
for name, marker in (("same value", 1), ("new value", 2)):
    things.replace_one({"_id": 1}, {"marker": 1, "places": 1}, upsert=True)
    with client.start_session() as mine, client.start_session() as other:
        mine.start_transaction()
        done = things.update_one({"_id": 1}, {"$set": {"marker": marker}}, session=mine)
        counted = f"{name}: matched {done.matched_count}, modified {done.modified_count}"
        other.start_transaction()
        try:
            things.update_one({"_id": 1}, {"$inc": {"places": -1}}, session=other)
            other.commit_transaction()
            mine.commit_transaction()
            print(f"{counted}, the other one committed, both committed")
        except OperationFailure as failure:
            print(f"{counted}, the other one got {failure.details['codeName']}")
END
