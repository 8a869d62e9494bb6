"""Authentication: access tokens of identity providers, API keys, local accounts."""
