"""Wraps data keys again after a new master key was put first.

The data keys stay the same, so no sealed text is touched. When no data key is left under an old
master key, that one may be destroyed, and with it every backup of the keys that it wrapped.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from chassis.sealing.master import MasterKeys

STEP = 500


def rewrap(work: Any, *, masters: MasterKeys) -> int:
    """Wrap up to STEP data keys of `work.keys` with the master key in use; returns how many.

    If a key is shredded meanwhile, the step is a Conflict and runs again without that key. Raises
    MasterUnknown when the master key of one is no longer given.
    """
    old = work.keys.all({"master": {"$ne": masters.current}}, limit=STEP)
    for key in old:
        opened = masters.unwrap(key.master, key.wrapped, key.owner)
        master, wrapped = masters.wrap(opened, key.owner)
        work.keys.put(replace(key, master=master, wrapped=wrapped))
    return len(old)


def left(work: Any, *, masters: MasterKeys) -> int:
    """How many data keys are wrapped by other master keys."""
    return int(work.keys.count({"master": {"$ne": masters.current}}))
