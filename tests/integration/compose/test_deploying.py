"""One service is upgraded alone; the rest serves on."""

import threading

from tests.integration.containers import run
from tests.integration.making import a_fair, a_loan
from tests.integration.target import eventually


def test_loans_is_upgraded_alone_while_jobs_serves(compose, admin, platform):
    loan_id, fair_id = a_loan(admin), a_fair(admin)
    before = compose.containers()
    run("docker", "tag", "yunling/loans:test", "yunling/loans:test-next")
    compose.set("LOANS_VERSION", "test-next")
    asked: list[int] = []
    done = threading.Event()

    def ask_jobs() -> None:
        while not done.wait(0.05):
            asked.append(admin.get(f"/v1/fairs/{fair_id}").status)

    asking = threading.Thread(target=ask_jobs)
    asking.start()
    try:
        compose("up", "--detach", "--wait", "--wait-timeout", "90", "loans")
    finally:
        done.set()
        asking.join()
    after = compose.containers()
    changed = {name for name, container in before.items() if after[name] != container}
    assert changed == {"loans", "loans-mongo-setup"}
    assert set(asked) == {200}
    eventually(lambda: admin.get(f"/v1/loans/{loan_id}").status == 200, 30)
