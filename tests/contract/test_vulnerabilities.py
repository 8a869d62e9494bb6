"""The check for known vulnerabilities, against an index of the test's own."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HASH = f"--hash=sha256:{'0' * 64}"
BAD = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fixed_in": ["1.1"], "withdrawn": None}
ANSWERS = {
    "/good/1.0/json": [],
    "/bad/1.0/json": [BAD],
    "/taken-back/1.0/json": [BAD | {"withdrawn": "2026-01-01T00:00:00Z"}],
}


class Index(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        known = ANSWERS.get(self.path)
        self.send_response(404 if known is None else 200)
        self.end_headers()
        self.wfile.write(json.dumps({"vulnerabilities": known or []}).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def index() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Index)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def check(index: str, folder: Path, *names: str, allowed: str = "[]") -> tuple[int, str]:
    lock, known = folder / "lock.txt", folder / "known.yml"
    lock.write_text("".join(f"{name}==1.0 {HASH}\n" for name in names))
    known.write_text(allowed)
    script = [sys.executable, str(ROOT / "requirements" / "vulnerabilities.py")]
    done = subprocess.run(
        [*script, str(lock), "--index", index, "--allowed", str(known)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def an_entry(until: str, reason: str = "We do not call what is broken.") -> str:
    return f"[{{id: CVE-2026-1, package: Bad, until: {until}, reason: {reason!r}}}]"


def test_packages_without_known_vulnerabilities_pass(index: str, tmp_path: Path) -> None:
    code, said = check(index, tmp_path, "good", "taken-back")
    assert (code, said) == (0, "2 packages asked for, 0 vulnerabilities, 0 not allowed\n")


def test_a_known_vulnerability_is_named_with_its_remedy(index: str, tmp_path: Path) -> None:
    code, said = check(index, tmp_path, "good", "bad")
    assert code == 1
    assert "bad 1.0: PYSEC-2026-1, CVE-2026-1 (fixed in 1.1)" in said


def test_one_that_is_allowed_passes_until_its_day(index: str, tmp_path: Path) -> None:
    assert check(index, tmp_path, "bad", allowed=an_entry("2999-01-01"))[0] == 0
    assert check(index, tmp_path, "bad", allowed=an_entry("2026-01-01"))[0] == 1


def test_an_entry_without_a_reason_is_refused(index: str, tmp_path: Path) -> None:
    code, said = check(index, tmp_path, "bad", allowed=an_entry("2999-01-01", ""))
    assert code == 1
    assert "needs package, until and reason" in said


def test_a_package_of_which_nothing_is_known_does_not_pass(index: str, tmp_path: Path) -> None:
    code, said = check(index, tmp_path, "good", "unknown")
    assert code == 75
    assert "no answer for 1: unknown" in said
