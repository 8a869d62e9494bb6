"""What stands behind the gateway: services over RPC, and requests that ask several of them."""
