"""How events become figures: pure values and decisions, no store and no transport."""
