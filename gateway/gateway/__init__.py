"""The public door: who may do what, and the one place that speaks HTTP to the outside."""
