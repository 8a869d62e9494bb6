"""The bodies by the name that the command takes."""

from __future__ import annotations

from conformance.bodies import Body
from conformance.bodies.loans import Bank, Guarantor, LabourBureau
from conformance.bodies.training import TrainingProvider

BODIES: dict[str, Body] = {
    body.name: body for body in (Bank(), Guarantor(), LabourBureau(), TrainingProvider())
}
