"""Events that partners send."""
