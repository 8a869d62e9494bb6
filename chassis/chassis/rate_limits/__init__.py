"""Quotas of callers, which all replicas of a process share."""
