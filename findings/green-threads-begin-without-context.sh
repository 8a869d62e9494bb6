#!/usr/bin/env bash
# Whether a green thread has the context variables of whoever spawned it.
#
# Versions: eventlet 0.41.3, greenlet 3.5.6, Python 3.11.
# Guess: yes, as a task of asyncio: a trace id that is bound before spawn is there afterwards.
# Real: every green thread, and a real thread of eventlet.tpool, begins with an empty context; trace
#   and log bindings end at each spawn unless the function runs in a copied context. tpool's real
#   threads keep theirs from call to call, so what one call sets the next on that thread finds.
# Source: greenlet documentation, "Context Variables"; eventlet/eventlet, eventlet/tpool.py.
# Seen:
#> asyncio's task: bound
#> spawn: None
#> GreenPool: None
#> spawn_after: None
#> tpool: None
#> spawn in a copied context: bound
#> tpool, after calls that set it: found by some
. "$(dirname "$0")/lib.sh"
packages eventlet==0.41.3 greenlet==3.5.6
tried <<'END'
import asyncio
import contextvars

import eventlet
from eventlet import tpool

TRACE = contextvars.ContextVar("trace", default=None)
TRACE.set("bound")


async def read():
    return TRACE.get()


async def in_a_task():
    return await asyncio.create_task(read())


print("asyncio's task:", asyncio.run(in_a_task()))
print("spawn:", eventlet.spawn(TRACE.get).wait())
print("GreenPool:", eventlet.GreenPool().spawn(TRACE.get).wait())
print("spawn_after:", eventlet.spawn_after(0, TRACE.get).wait())
print("tpool:", tpool.execute(TRACE.get))
copied = contextvars.copy_context()
print("spawn in a copied context:", eventlet.spawn(copied.run, TRACE.get).wait())


def leave():
    TRACE.set("left behind")


for _ in range(40):
    tpool.execute(leave)
found = [tpool.execute(TRACE.get) for _ in range(40)]
print("tpool, after calls that set it: found by", "some" if "left behind" in found else "none")
END
