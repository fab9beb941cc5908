"""Everything computed for one district and period: each number once, looked up by fact id."""
