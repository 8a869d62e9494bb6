"""How often a caller may ask: quotas that all replicas of the gateway share."""
