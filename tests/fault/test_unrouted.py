"""What nobody wanted is kept, and can be given back."""

from __future__ import annotations

import os
import subprocess
import sys

import kombu

from tests.fault.stage import Demo, Infra, until
from tests.fault.test_backbone import an_event, copied


def unrouted(infra: Infra) -> int:
    with kombu.Connection(infra.amqp_uri) as connection:
        declared = connection.channel().queue_declare("yunling.unrouted", passive=True)
        return int(declared.message_count)


def test_an_event_from_before_its_handlers_first_start_is_given_back(demo: Demo, infra: Infra):
    demo.start_ready()
    demo.kill()
    infra.clear()
    infra.publish(*(an_event(f"e{n}", "t1", str(n)) for n in range(3)))
    until(lambda: unrouted(infra) == 3)
    demo.start_ready()

    done = subprocess.run(
        [sys.executable, "-m", "chassis.messaging.unrouted"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "AMQP_URI": infra.amqp_uri},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert done.stdout == "given back: 3\n"
    until(lambda: copied(infra) == {"t1": ["0", "1", "2"]})
    assert unrouted(infra) == 0
