"""Partners: who they are, what they may send, their API keys and their accounts on the broker."""
