#!/usr/bin/env bash
# When two amounts in Decimal128 are the same.
#
# Versions: MongoDB 6.0.5, pymongo 4.20.0.
# Guess: 0.1 and 0.10 are the same everywhere, and a double 0.1 is the same as a decimal 0.1.
# Real: the server takes 0.1 and 0.10 for equal (unique index, $group), pymongo's Decimal128 does
#   not. A double 0.1 is another key beside them, and one double among decimals brings its binary
#   digits into the sum. $set of 0.10 over 0.1 counts as a change all the same.
# Source: MongoDB manual, "Comparison/Sort Order" and "$sum"; pymongo API, bson.decimal128.
# Seen:
#> Decimal128("0.10") beside 0.1: duplicate key; equal in Python: False
#> 0.1 as a double beside 0.1: inserted
#> $set of 0.10 over 0.1: modified 1
#> groups of 0.10, 0.1, 0.100: 1
#> 0.10 and a double 0.2: 0.3000000000000000111022302462515654
. "$(dirname "$0")/lib.sh"
packages pymongo==4.20.0
mongod
tried <<'END'
import os

from bson.decimal128 import Decimal128
from pymongo import MongoClient
from pymongo.errors import DuplicateKeyError

db = MongoClient(os.environ["MONGO_URI"]).db
amounts = db.amounts
amounts.create_index("a", unique=True)
amounts.insert_one({"_id": 1, "a": Decimal128("0.1")})


def inserted(value):
    try:
        amounts.insert_one({"a": value})
    except DuplicateKeyError:
        return "duplicate key"
    return "inserted"


same = Decimal128("0.1") == Decimal128("0.10")
print(f'Decimal128("0.10") beside 0.1: {inserted(Decimal128("0.10"))}; equal in Python: {same}')
print("0.1 as a double beside 0.1:", inserted(0.1))
done = amounts.update_one({"_id": 1}, {"$set": {"a": Decimal128("0.10")}})
print("$set of 0.10 over 0.1: modified", done.modified_count)
db.equal.insert_many({"a": Decimal128(text)} for text in ("0.10", "0.1", "0.100"))
print("groups of 0.10, 0.1, 0.100:", len(list(db.equal.aggregate([{"$group": {"_id": "$a"}}]))))
db.mixed.insert_many([{"a": Decimal128("0.10")}, {"a": 0.2}])
(total,) = db.mixed.aggregate([{"$group": {"_id": None, "sum": {"$sum": "$a"}}}])
print("0.10 and a double 0.2:", total["sum"])
END
