"""The cluster of deploy/cluster on this machine, as a project of its own, with traffic on it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from tests.cluster.audit import Figures, audit
from tests.cluster.nodes import Nodes
from tests.cluster.traffic import Ledger, Traffic
from tests.integration.containers import (
    COMPOSE_FILE,
    ROOT,
    Compose,
    compose_command,
    free_port,
    run,
)
from tests.integration.door import Door
from tests.integration.making import a_fair
from tests.integration.tokens import mint

OVERLAY = ROOT / "deploy/cluster/compose.yaml"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - containers come in by the address of a bridge
DOORS = [f"{door}{node}" for door in ("AMQP_PORT", "RABBITMQ_UI_PORT") for node in ("", "_2", "_3")]


@pytest.fixture(scope="session")
def compose(tmp_path_factory: pytest.TempPathFactory, mail_port: int) -> Compose:
    folder = tmp_path_factory.mktemp("cluster")
    settings, secrets = folder / "env", folder / "secrets"
    chosen = {
        **{door: free_port() for door in ["GATEWAY_PORT", *DOORS]},
        "NOTIFY_SMTP_PORT": mail_port,
        "NOTIFY_SMTP_SECURITY": "none",
        "YUNLING_VERSION": "cluster-test",
        "YUNLING_SECRETS": secrets,
        # The tests speak for everybody, from one address.
        "GATEWAY_RATE_LIMITS": "read=600000/60 write=600000/60 public=600000/60 heavy=600000/60",
    }
    settings.write_text("".join(f"{name}={value}\n" for name, value in chosen.items()))
    make_env = str(ROOT / "deploy/compose/make_env.py")
    run(sys.executable, make_env, "--env", str(settings), "--secrets", str(secrets))
    return Compose(compose_command(), "yunling-cluster-test", settings, (COMPOSE_FILE, OVERLAY))


@pytest.fixture(scope="session")
def mail_port() -> Iterator[int]:
    server = Controller(Sink(), hostname=EVERYWHERE, port=free_port())
    server.start()
    yield server.port
    server.stop()


@pytest.fixture(scope="session")
def nodes(compose: Compose) -> Iterator[Nodes]:
    """The whole platform, ready, and gone afterwards."""
    compose("down", "--volumes", "--timeout", "5")
    compose("build", "people", timeout_s=600)
    compose("build", timeout_s=600)
    try:
        compose("up", "--detach", "--wait", "--wait-timeout", "240")
        yield Nodes(compose)
    finally:
        kept = ROOT / ".run" / "test-cluster.log"
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(compose("ps", "--all") + compose("logs", "--no-color"))
        compose("down", "--volumes", "--timeout", "10")


@pytest.fixture(scope="session")
def as_(compose: Compose, nodes: Nodes) -> Callable[..., Door]:
    """`as_("partner", partner_id="venues")`: the door with a token of that role."""
    url = f"http://127.0.0.1:{compose.setting('GATEWAY_PORT')}"
    issuer = Path(compose.setting("YUNLING_SECRETS")) / "issuer.jwk"
    return lambda role, **claims: Door(url, mint(issuer, role, **claims))


@pytest.fixture(scope="session")
def fairs(as_: Callable[..., Door]) -> list[str]:
    admin = as_("admin")
    return [a_fair(admin, capacity=50_000) for _ in range(4)]


@pytest.fixture(scope="session")
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def traffic(
    as_: Callable[..., Door], fairs: list[str], ledger: Ledger
) -> AbstractContextManager[Traffic]:
    def doors() -> tuple[Door, Door]:
        return as_("admin"), as_("partner", partner_id="venues")

    return Traffic(doors, fairs, ledger).running()


@pytest.fixture
def audited(nodes: Nodes, as_: Callable[..., Door], ledger: Ledger) -> Iterator[None]:
    """Afterwards, the stores and the broker hold what was acknowledged, once, and nothing stays."""
    yield
    nodes.await_brokers()
    nodes.await_members()
    figures = audit(nodes, as_("admin"), ledger)
    assert figures == Figures(lost=0, twice=0, held=0, unhandled=0, gaps=0)


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Print a figure past pytest's capture."""

    def tell(text: str) -> None:
        with capsys.disabled():
            print(f"\n  {text}", end="", flush=True)  # noqa: T201 - the figure is the product

    return tell
