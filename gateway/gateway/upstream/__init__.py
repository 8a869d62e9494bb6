"""Calls to the services over RPC, and requests that ask several of them."""
