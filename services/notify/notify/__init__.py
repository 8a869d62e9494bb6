"""Turns what happened into messages that people read."""
