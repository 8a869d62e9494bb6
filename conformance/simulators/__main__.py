"""`python -m simulators FILE`: a body's system, with the settings in a JSON file, until SIGTERM."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from pathlib import Path

from simulators import settings as reading
from simulators.system import System


def main() -> int:
    parser = argparse.ArgumentParser(prog="simulators", description=__doc__)
    parser.add_argument("settings", type=Path, help="the JSON file")
    given = parser.parse_args()
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr
    )
    try:
        settings = reading.read(given.settings)
        system = System(settings)
    except (OSError, ValueError, KeyError) as wrong:
        sys.stderr.write(f"{given.settings}: {wrong}\n")
        return 1
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: system.stop())
    system.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
