"""Contract tests: what producers, consumers and documents promise one another, both ways."""
