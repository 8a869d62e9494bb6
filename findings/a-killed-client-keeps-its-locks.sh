#!/usr/bin/env bash
# What a killed client's open MongoDB transaction does to the others.
#
# Versions: MongoDB 6.0.5, pymongo 4.20.0.
# Guess: the server aborts the transaction when the killed client's connection breaks, so the next
#   writer gets in at once.
# Real: a transaction belongs to a session, not to a connection. It stays open until
#   transactionLifetimeLimitSeconds (60 by default, 5 here). Meanwhile a write in a transaction
#   fails at once with WriteConflict, while a write outside of any transaction waits.
# Source: MongoDB manual, "Production Considerations" of transactions (runtime limit; in-progress
#   transactions and write conflicts).
# Seen:
#> in a transaction: WriteConflict, at once: True
#> outside of one: written, after 2 to 30 s: True
. "$(dirname "$0")/lib.sh"
packages pymongo==4.20.0
mongod --setParameter transactionLifetimeLimitSeconds=5
tried <<'END'
import os
import subprocess
import sys
import time

from pymongo import MongoClient
from pymongo.errors import OperationFailure

URI = os.environ["MONGO_URI"]
ONE = {"_id": 1}
MORE = {"$inc": {"n": 1}}
LEFT_OPEN = f"""
import time
from pymongo import MongoClient
client = MongoClient({URI!r})
session = client.start_session()
session.start_transaction()
client.db.things.update_one({ONE!r}, {MORE!r}, session=session)
print("open", flush=True)
time.sleep(60)
"""
client = MongoClient(URI)
things = client.db.things
things.insert_one({**ONE, "n": 0})
child = subprocess.Popen([sys.executable, "-c", LEFT_OPEN], stdout=subprocess.PIPE)
child.stdout.readline()
child.kill()
child.wait()
begun = time.monotonic()
try:
    with client.start_session() as session, session.start_transaction():
        things.update_one(ONE, MORE, session=session)
    print("in a transaction: written")
except OperationFailure as failure:
    at_once = time.monotonic() - begun < 1
    print(f"in a transaction: {failure.details['codeName']}, at once: {at_once}")
things.update_one(ONE, MORE)
print("outside of one: written, after 2 to 30 s:", 2 < time.monotonic() - begun < 30)
END
