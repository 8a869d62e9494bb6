"""Work beside the calls goes on, whatever a step comes to."""

from collections import defaultdict
from unittest.mock import create_autospec

import eventlet
import pytest
from pymongo.collection import Collection
from pymongo.errors import AutoReconnect

from chassis.storage.leased_job import LeasedJob


class Steps(LeasedJob):
    """Takes its steps from a list; an exception in it is raised."""

    name = "steps"
    look_every_s = 0.01

    def __init__(self, *steps):
        collection = create_autospec(Collection, instance=True)
        super().__init__(defaultdict(lambda: collection))
        self.steps = list(steps)

    def advance(self):
        if not self.steps:
            self.stop()
            return False
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return step


@pytest.mark.parametrize("trouble", [AutoReconnect("away"), KeyError("a bug")])
def test_a_step_that_fails_is_followed_by_the_next(trouble):
    job = Steps(True, trouble, True)
    with eventlet.Timeout(5):
        job.run()
    assert job.steps == []


def test_who_is_told_to_stop_does_not_wait_for_the_next_look():
    job = Steps(False)
    job.look_every_s = 60
    running = eventlet.spawn(job.run)
    eventlet.sleep(0)
    job.stop()
    with eventlet.Timeout(5):
        running.wait()
