"""Those who use the platform from outside: people at its HTTP door, partner systems by events."""
