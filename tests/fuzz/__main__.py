"""Fuzzing led by coverage (libFuzzer through atheris), a process for each target.

python -m tests.fuzz --seconds 60 --keep .run/fuzz [TARGET...]

What was found to reach new code is kept in the folder and is where the next run begins. Ends with
1 when a target failed; the bytes that did it are in `<folder>/<target>/crash-...`.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import subprocess
import sys
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--keep", type=Path, default=Path(".run/fuzz"))
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        fuzz(given.one, given.seconds, given.keep)
        return
    from tests.fuzz.targets import all_targets

    known = all_targets()
    names = given.targets or list(known)
    if unknown := set(names) - known.keys():
        sys.exit(f"no such target: {sorted(unknown)}; there are {', '.join(known)}")
    failed = [name for name in names if not _ran(name, given)]
    if failed:
        sys.exit(f"failed: {', '.join(failed)}; see {given.keep}")


def _ran(name: str, given: argparse.Namespace) -> bool:
    command = [sys.executable, "-m", "tests.fuzz", "--one", name]
    command += ["--seconds", str(given.seconds), "--keep", str(given.keep)]
    done = subprocess.run(command, timeout=given.seconds + 120, check=False)
    return done.returncode == 0


def fuzz(name: str, seconds: int, keep: Path) -> None:
    """Fuzz one target in this process, which libFuzzer ends."""
    import atheris
    import structlog

    # What is refused is logged, some twenty thousand times a second here.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with atheris.instrument_imports(include=["chassis", "gateway"]):
        from tests.fuzz.targets import all_targets

        target = all_targets()[name]
    corpus = keep / name / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in target.seeds:
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    sys.stdout.write(f"{name}: {seconds} s, {len(target.seeds)} seeds\n")
    sys.stdout.flush()
    options = [f"-max_total_time={seconds}", f"-artifact_prefix={keep / name}/", "-verbosity=0"]
    atheris.Setup(
        [sys.argv[0], *options, "-print_final_stats=1", "-max_len=8192", str(corpus)], target.run
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
