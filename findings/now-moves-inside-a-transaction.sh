#!/usr/bin/env bash
# What $$NOW is in the statements of one MongoDB transaction.
#
# Versions: MongoDB 6.0.5, pymongo 4.20.0.
# Guess: one moment for the whole transaction, as now() in PostgreSQL.
# Real: each statement has its own, although all read one snapshot: rows of a transaction bear
#   different times unless the time is taken once and passed in.
# Source: MongoDB manual, "Variables in Aggregation Expressions" ($$NOW).
# Seen:
#> two documents of one statement: same
#> two statements of one transaction: at least 200 ms apart
. "$(dirname "$0")/lib.sh"
packages pymongo==4.20.0
mongod
tried <<'END'
import os
import time

from pymongo import MongoClient

client = MongoClient(os.environ["MONGO_URI"])
things = client.db.things
things.insert_many({"_id": i} for i in range(3))
NOW = [{"$set": {"at": "$$NOW"}}]
with client.start_session() as session, session.start_transaction():
    things.update_many({"_id": {"$lt": 2}}, NOW, session=session)
    time.sleep(0.25)
    things.update_one({"_id": 2}, NOW, session=session)
first, second, third = (row["at"] for row in things.find().sort("_id"))
print("two documents of one statement:", "same" if first == second else "different")
apart = (third - first).total_seconds() >= 0.2
print("two statements of one transaction:", "at least 200 ms apart" if apart else "same")
END
