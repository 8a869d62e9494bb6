"""Registered partners, their API keys and their accounts on the broker."""
