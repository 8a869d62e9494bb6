"""Many at once: a bounded crew of threads works through a list and stops at the first failure."""

import threading
from collections.abc import Callable, Iterable
from typing import TypeVar

Task = TypeVar("Task")


def work_through(
    tasks: Iterable[Task], work: Callable[[Task], object], hands: int, done: Callable[[], object]
) -> None:
    """Call ``work`` on every task with at most ``hands`` at once, in order of the tasks.

    ``done`` is called after each. The first exception stops the crew and is raised here; tasks that
    were under way are finished first.
    """
    waiting = iter(tasks)
    lock = threading.Lock()
    failures: list[BaseException] = []

    def hand() -> None:
        while not failures:
            with lock:
                try:
                    task = next(waiting)
                except StopIteration:
                    return
            try:
                work(task)
            except BaseException as failure:  # noqa: BLE001 - raised again by the caller's thread
                failures.append(failure)
            else:
                done()

    crew = [threading.Thread(target=hand, daemon=True) for _ in range(hands)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    if failures:
        raise failures[0]
