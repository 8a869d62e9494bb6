"""Why insight says no. The gateway gives each code its status and its text."""

from chassis.domain import Refusal


class TargetNotServedByPartners(Refusal):
    code = "target_not_served_by_partners"


class RebuildRunning(Refusal):
    code = "rebuild_running"


class NotBuilding(Refusal):
    code = "not_building"


class NeverRebuilt(Refusal):
    code = "never_rebuilt"
