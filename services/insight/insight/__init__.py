"""Insight: every target of the programme against its actual figures, from events alone."""
