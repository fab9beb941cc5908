"""A year simulated from a ledger: hazards, conversion, new business, funds."""
