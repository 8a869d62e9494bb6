"""The same tests against two platforms: `--stack local` (make up) and `--stack compose`.

Tests in `compose/` need containers, those in `checkout/` the commands of the local stack; each is
left out on the other platform. A platform that does not serve is a failure, never a skip.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox

from tests import leaks
from tests.integration.containers import COMPOSE_FILE, Compose, compose_command, free_port, run
from tests.integration.door import Door
from tests.integration.local import ROOT, local_platform
from tests.integration.target import Platform
from tests.integration.tokens import mint

COMPOSE_ONLY = Path(__file__).parent / "compose"
LOCAL_ONLY = Path(__file__).parent / "checkout"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - containers come in by the address of a bridge


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--stack", choices=["local", "compose"], default="local")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    foreign = LOCAL_ONLY if config.getoption("--stack") == "compose" else COMPOSE_ONLY
    left_out = [item for item in items if foreign in item.path.parents]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def platform(request: pytest.FixtureRequest) -> Platform:
    if request.config.getoption("--stack") == "local":
        return local_platform()
    return request.getfixturevalue("compose_platform")


@pytest.fixture(scope="session", autouse=True)
def no_log_holds_what_it_may_not(platform: Platform) -> Iterator[None]:
    """Looked at when all tests are over, whatever they made the processes log."""
    yield
    assert leaks.found(platform.logs()) == []


@pytest.fixture(scope="session")
def compose(tmp_path_factory: pytest.TempPathFactory, maildir: tuple[Path, int]) -> Compose:
    """A project with settings, secrets and ports of its own, beside any other on the machine."""
    folder = tmp_path_factory.mktemp("compose")
    settings = folder / "env"
    chosen = {
        "GATEWAY_PORT": free_port(),
        "AMQP_PORT": free_port(),
        "RABBITMQ_UI_PORT": free_port(),
        "NOTIFY_SMTP_PORT": maildir[1],
        "NOTIFY_SMTP_SECURITY": "none",
        # The tests speak for everybody, from one address.
        "GATEWAY_RATE_LIMITS": "read=60000/60 write=60000/60 public=60000/60 heavy=60000/60",
        "YUNLING_VERSION": "test",
        "YUNLING_SECRETS": folder / "secrets",
    }
    settings.write_text("".join(f"{name}={value}\n" for name, value in chosen.items()))
    make_env = str(ROOT / "deploy/compose/make_env.py")
    run(sys.executable, make_env, "--env", str(settings), "--secrets", str(folder / "secrets"))
    return Compose(compose_command(), "yunling-test", settings)


@pytest.fixture(scope="session")
def maildir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """A mail server of the tests, which containers reach through the host: folder and port."""
    folder = tmp_path_factory.mktemp("mail") / "box"
    server = Controller(Mailbox(str(folder)), hostname=EVERYWHERE, port=free_port())
    server.start()
    yield folder, server.port
    server.stop()


@pytest.fixture(scope="session")
def docker_compose_command(compose: Compose) -> str:
    return f"{compose.command} --env-file {compose.settings}"


@pytest.fixture(scope="session")
def docker_compose_file() -> str:
    return str(COMPOSE_FILE)


@pytest.fixture(scope="session")
def docker_compose_project_name(compose: Compose) -> str:
    return compose.project


@pytest.fixture(scope="session")
def docker_setup() -> list[str]:
    """Clean up after a run that was killed; then one image first, whose layers the others share."""
    return ["down --volumes --timeout 5", "build people", "build"]


@pytest.fixture(scope="session")
def docker_cleanup() -> list[str]:
    return ["down --volumes --timeout 10"]


@pytest.fixture(scope="session")
def compose_platform(
    docker_services: Any, compose: Compose, maildir: tuple[Path, int]
) -> Iterator[Platform]:
    settings = dict(
        line.split("=", 1) for line in compose.settings.read_text().splitlines() if "=" in line
    )
    password = settings["RABBITMQ_PASSWORD"]
    secrets = Path(settings["YUNLING_SECRETS"])
    platform = Platform(
        url=f"http://127.0.0.1:{settings['GATEWAY_PORT']}",
        amqp_uri=f"amqp://yunling:{password}@127.0.0.1:{settings['AMQP_PORT']}/yunling",
        issuer=secrets / "issuer.jwk",
        maildir=maildir[0],
        partners=json.loads((secrets / "partners.json").read_text()),
        logs=lambda: compose("logs", "--no-color", "--no-log-prefix"),
    )
    try:
        compose("up", "--detach", "--wait", "--wait-timeout", "180")
        yield platform
    finally:
        kept = ROOT / ".run" / "test-compose.log"
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(compose("ps", "--all") + platform.logs())


@pytest.fixture(scope="session")
def nobody(platform: Platform) -> Door:
    """The door without a token."""
    return Door(platform.url)


@pytest.fixture(scope="session")
def as_(platform: Platform) -> Any:
    """`as_("officer", region="530100")`: the door with a token of that role."""
    return lambda role, **claims: Door(platform.url, mint(platform.issuer, role, **claims))


@pytest.fixture(scope="session")
def admin(as_: Any) -> Door:
    return as_("admin")


@pytest.fixture(scope="session")
def officer(as_: Any) -> Door:
    return as_("officer", region="530000")
