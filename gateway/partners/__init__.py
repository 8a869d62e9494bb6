"""Partner systems: who they are, what they send, what they are sent, and where they try it.

Runs in the gateway's process and knows nothing of the gateway.
"""
