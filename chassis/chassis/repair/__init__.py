"""Parked events: listing, changing, replaying and discarding them, alone or in jobs."""
