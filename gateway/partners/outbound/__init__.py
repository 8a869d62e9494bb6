"""Events that partners are sent: subscriptions, deliveries, replays, signed statements."""
