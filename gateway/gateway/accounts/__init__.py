"""Local accounts and their issuer, for places without an identity provider."""
