#!/usr/bin/env bash
# Which queries use a partial index whose filter is a $type.
#
# Versions: MongoDB 6.0.5, pymongo 4.20.0.
# Guess: an equality with a text implies {$type: "string"}, so the planner takes the partial index,
#   as it does for {$exists: true}.
# Real: with $type it scans the collection, unless the query repeats the $type itself. With $exists,
#   or with {$gt: ""}, the same query takes the index. Uniqueness is kept either way, so nothing but
#   the time of the query shows it.
# Source: MongoDB manual, "Partial Indexes" (lists $type beside $exists; query coverage).
# Seen:
#> $type: equality COLLSCAN, equality and the filter FETCH
#> $exists: equality FETCH, equality and the filter FETCH
#> $gt: equality FETCH, equality and the filter FETCH
. "$(dirname "$0")/lib.sh"
packages pymongo==4.20.0
mongod
tried <<'END'
import os

from pymongo import MongoClient

db = MongoClient(os.environ["MONGO_URI"]).db
for name, value in (("$type", "string"), ("$exists", True), ("$gt", "")):
    things = db[name.strip("$")]
    condition = {"ref": {name: value}}
    things.insert_many([{"ref": str(i)} for i in range(100)] + [{}])
    things.create_index("ref", unique=True, partialFilterExpression=condition)

    def stage(query):
        return things.find(query).explain()["queryPlanner"]["winningPlan"]["stage"]

    equal = {"ref": "5"}
    both = {"$and": [equal, condition]}
    print(f"{name}: equality {stage(equal)}, equality and the filter {stage(both)}")
END
