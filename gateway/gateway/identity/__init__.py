"""Who asks: access tokens of identity providers, API keys of partners, accounts of our own."""
