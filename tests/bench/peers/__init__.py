"""The same work as others would write it, for comparison."""
