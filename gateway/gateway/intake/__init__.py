"""Events from partners: read, checked, stored once, and passed on by the relay."""
