"""The broker: connections, the publisher, the relay from outbox to exchange, partitions."""
