"""What every service has: a store, probes, settings, and the doors for its operators."""

from __future__ import annotations

from typing import Any, ClassVar

from marshmallow import Schema, fields
from marshmallow.validate import Range
from nameko.extensions import DependencyProvider

from chassis import amqp, outbox, policy, waiting
from chassis.config import Settings
from chassis.mongo import OUTBOX, WAITING
from chassis.operating import Operated
from chassis.policy import Policy
from chassis.probes import Probes
from chassis.rpc import rpc
from chassis.store import Store, StoreDependency
from chassis.work import Work


class OutboxPage(Schema):
    after = fields.String(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=500, validate=Range(1, 1000))


class SettingsDependency(DependencyProvider):
    """Hands the typed settings to each worker as `self.settings`."""

    def get_dependency(self, worker_ctx: Any) -> Settings:
        return self.container.config["settings"]


class Service(Operated):
    """The base of a nameko service. A subclass names itself, its `work` and its settings; its
    `policy` is the one in its package."""

    name: ClassVar[str]
    work: ClassVar[type[Work]]
    policy: ClassVar[Policy]
    settings_type: ClassVar[type[Settings]] = Settings

    store: Store = StoreDependency()
    settings: Settings = SettingsDependency()
    probes = Probes()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "policy" not in vars(cls):
            cls.policy = policy.read(cls.__module__.partition(".")[0])

    @rpc()
    def flow(self) -> dict[str, Any]:
        """What has gone through: events published and handled by type, what waits, what is
        parked. Two services agree when each binding has handled what was published for it."""
        db = self.store.db
        unsent = outbox.count_unsent(db[OUTBOX])
        handled: dict[str, dict[str, int]] = {on.name: {} for on in self.store.handlers}
        handled |= self.store.flow.handled()
        return {
            "published": self.store.flow.published(),
            "unsent": unsent,
            "handled": handled,
            "bindings": {
                on.name: sorted(on.schemas)
                for on in self.store.handlers
                if on.exchange == amqp.EVENTS
            },
            "waiting": db[WAITING].count_documents({"state": waiting.TO_BE_WAITED}),
            "parked": db[WAITING].count_documents({"state": waiting.TO_BE_REPAIRED}),
            **self.flow_more(),
        }

    def flow_more(self) -> dict[str, Any]:
        """What else a service tells of its flow."""
        return {}

    @rpc(OutboxPage)
    def read_outbox(self, query: dict[str, Any]) -> dict[str, Any]:
        """Stored events in the order of their storing, sent or not, for a consumer that
        rebuilds itself: whole CloudEvents, and the `next` to go on after (None at the end)."""
        rows, last = outbox.read(self.store.db[OUTBOX], query["after"], query["limit"])
        return {"rows": rows, "next": last}
