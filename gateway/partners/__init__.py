"""Partner systems: who they are, what they send, what they are sent, and their sandbox.

Runs in the gateway's process and knows nothing of the gateway.
"""
