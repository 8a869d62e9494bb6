"""The bodies by name."""

from __future__ import annotations

from simulators.bodies import Body
from simulators.bodies.bank import Bank
from simulators.bodies.training_provider import TrainingProvider
from simulators.bodies.verdicts import Guarantor, LabourBureau

BODIES: dict[str, type[Body]] = {
    "bank": Bank,
    "guarantor": Guarantor,
    "labour-bureau": LabourBureau,
    "training-provider": TrainingProvider,
}
