"""Quotas of callers, shared by all replicas of a process."""
