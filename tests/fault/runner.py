"""Run one service as `python -m chassis` does, in a build that can be made to die or to err.

    YUNLING_FAULT_ORDERS=<file> python -m tests.fault.runner jobs.service:JobsService --config ...

The file holds orders as JSON: `point` and `after` (die by SIGKILL at the n-th time that this
point of `chassis.failpoints` is reached) and `clock_s` (how far the wall clock is off). It is read
ten times a second, so that a service can be given orders while it runs.
"""

# Guarded as a whole, as in chassis.__main__: only the process that is started is patched.
if __name__ == "__main__":
    import eventlet

    eventlet.monkey_patch()

    import os
    from pathlib import Path

    from chassis import failpoints
    from chassis.service.run import main
    from tests.fault.orders import Obedient

    obedient = Obedient(Path(os.environ["YUNLING_FAULT_ORDERS"]))
    failpoints.reached = obedient.reached
    eventlet.spawn_n(obedient.listen, eventlet.sleep)
    main()
