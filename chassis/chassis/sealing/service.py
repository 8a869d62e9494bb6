"""A service that seals personal text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chassis.config import Settings
from chassis.rpc.server import rpc
from chassis.sealing.master import MasterKeys
from chassis.sealing.rewrapping import STEP, left, rewrap
from chassis.service.base import Service
from chassis.service.timer import every
from chassis.telemetry import log

STEPS_A_TURN = 50
_log = log.get(__name__)


@dataclass(frozen=True, kw_only=True)
class SealingSettings(Settings):
    """`master_keys` wrap the data keys. If they are lost, the sealed text is lost."""

    master_keys: MasterKeys


class SealingService(Service):
    """A service whose Work declares `keys = data_keys()`."""

    settings_type = SealingSettings
    settings: SealingSettings

    @property
    def masters(self) -> MasterKeys:
        return self.settings.master_keys

    @every(seconds=30)
    def rewrap_keys(self) -> None:
        """Wrap data keys with the master key in use, some thousands at a time."""
        for _ in range(STEPS_A_TURN):
            wrapped = self.store.commit(rewrap, masters=self.masters)
            if wrapped:
                _log.info("keys.rewrapped", keys=wrapped, master=self.masters.current)
            if wrapped < STEP:
                return

    @rpc()
    def key_state(self) -> dict[str, Any]:
        """The name of the master key in use, and how many data keys others still wrap."""
        masters = self.masters
        return {"in_use": masters.current, "left": self.store.read(left, masters=masters)}
