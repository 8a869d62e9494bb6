"""Logs, Prometheus metrics and trace spans."""
