"""`yunling`, the operator's command."""
