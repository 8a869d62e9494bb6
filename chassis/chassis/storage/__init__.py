"""MongoDB: transactions, outbox, inbox, waiting events, leases, idempotency, audit records."""
