"""A service whose one handler writes down which process handled which step of what."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from typing import Any

import eventlet
from marshmallow import Schema, fields

from chassis.consumer import on, repartitioning
from chassis.domain import Work, records
from chassis.rpc.policy import Policy
from chassis.service import Service

# What a person would wait for half a minute is waited for here for a moment.
repartitioning.QUIET_S = repartitioning.SETTLE_S = 1.0

TYPES = os.environ["SPREAD_TYPES"].split()
PARTITIONS = int(os.environ["SPREAD_PARTITIONS"])
WAITS_S, WORKS_S = float(os.environ["SPREAD_WAITS_S"]), float(os.environ["SPREAD_WORKS_S"])


@dataclass(frozen=True)
class Trail:
    """The steps of a subject in the order of their handling, and by which process each was."""

    subject_id: str
    steps: tuple[int, ...] = ()
    by: tuple[int, ...] = ()


class SpreadWork(Work):
    trails = records(Trail, "trails", key="subject_id")


class Step(Schema):
    step = fields.Integer(required=True)


class SpreadService(Service):
    name = "spread"
    work = SpreadWork
    policy = Policy({})

    @on(dict.fromkeys(TYPES, Step), partitions=PARTITIONS, batch=50)
    def on_step(self, work: Any, events: Any) -> None:
        eventlet.sleep(WAITS_S * len(events))
        end = time.process_time() + WORKS_S * len(events)
        while time.process_time() < end:
            pass
        work.trails.all({"subject_id": {"$in": list({event.subject for event in events})}})
        for event in work.handling(events):
            trail = work.trails.find(event.subject) or Trail(event.subject)
            steps, by = (*trail.steps, event.data["step"]), (*trail.by, os.getpid())
            work.trails.put(replace(trail, steps=steps, by=by))
