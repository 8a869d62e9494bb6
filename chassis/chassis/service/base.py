"""What every service has: a store, probes, settings, and calls for its operators."""

from __future__ import annotations

from typing import Any, ClassVar

from nameko.extensions import DependencyProvider

from chassis.config import Settings
from chassis.domain import personal_data
from chassis.domain.personal_data import InventoryEntry
from chassis.domain.unit_of_work import Work
from chassis.fields import Command, ref, text, whole
from chassis.messaging import amqp
from chassis.rpc import policy
from chassis.rpc.policy import Policy
from chassis.rpc.server import rpc
from chassis.service.operator_api import Operated
from chassis.service.probes import Probes
from chassis.service.timer import every
from chassis.storage import outbox, waiting
from chassis.storage.mongo import OUTBOX, WAITING
from chassis.store import Store, StoreDependency
from chassis.telemetry import log

_log = log.get(__name__)


class PersonId(Command):
    person_id = ref()


class OutboxPage(Command):
    after = text(required=False, load_default=None, allow_none=True)
    limit = whole(1, 1000, required=False, load_default=500)


class SettingsDependency(DependencyProvider):
    """Hands the typed settings to each worker as `self.settings`."""

    def get_dependency(self, worker_ctx: Any) -> Settings:
        return self.container.config["settings"]


class Service(Operated):
    """The base of a nameko service. A subclass declares its name, its `work` and its settings; its
    `policy` is read from its package."""

    name: ClassVar[str]
    work: ClassVar[type[Work]]
    policy: ClassVar[Policy]
    settings_type: ClassVar[type[Settings]] = Settings
    inventory: ClassVar[tuple[InventoryEntry, ...]] = ()

    store: Store = StoreDependency()
    settings: Settings = SettingsDependency()
    probes = Probes()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # What has no name yet is a base for services.
        if "name" in vars(cls) and "policy" not in vars(cls):
            cls.policy = policy.read(cls.__module__.partition(".")[0])

    @rpc()
    def flow(self) -> dict[str, Any]:
        """What has passed through: events published and handled by type, and how many wait or are
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
        """More that a service tells of its flow."""
        return {}

    @rpc(PersonId)
    def export_person(self, query: dict[str, Any]) -> Any:
        """What is kept of a person, by entry of the inventory; a worker sees its own data only."""
        return self.store.read(self.exported, **query)

    def exported(self, work: Work, *, person_id: str) -> dict[str, Any]:
        """The answer to export_person; a service with sealed data opens it here."""
        personal_data.check_own(work, person_id)
        return personal_data.export(work, self.inventory, person_id)

    @every(seconds=3600)
    def enforce_retention(self) -> None:
        """Remove what the data inventory no longer allows to keep."""
        for one in self.inventory:
            removed = personal_data.sweep(self.store, one)
            if removed:
                _log.info("retention.removed", entry=one.store, rows=removed)

    @rpc(OutboxPage)
    def read_outbox(self, query: dict[str, Any]) -> dict[str, Any]:
        """Stored events in the order of their storing, sent or not, for a consumer that
        rebuilds itself: whole CloudEvents, and the `next` to go on after (None at the end)."""
        rows, last = outbox.read(self.store.db[OUTBOX], query["after"], query["limit"])
        return {"rows": rows, "next": last}
