"""What training decides: pure values and decisions, no store and no transport."""
