"""The answer of the event intake; its requests are CloudEvents, see contracts/events/partners."""

from gateway.schemas.base import View, whole


class AcceptedView(View):
    """Stored by a majority; a repeated event counts as accepted again."""

    accepted = whole(example=500)
