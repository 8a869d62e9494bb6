"""The platform does what its document says: some seconds of `make schemathesis`."""

import random

from tests.http.run import run
from yunling.services import NAMES

SECONDS = 10
TAGS = ("ops", *sorted(NAMES))


def test_requests_made_of_the_document_find_nothing(platform):
    """Two services a run, at random by the run's seed, so that all have their turn."""
    tags = random.sample(TAGS, 2)
    done = run(platform, SECONDS, "examples,coverage", tags)
    assert done.returncode == 0, f"{tags}: {done.stdout[-20_000:]}{done.stderr[-2_000:]}"
