"""The HTTP side of the intake: partner events read from requests."""
