"""Accounts of our own: the local issuer, for places that have no identity provider."""
