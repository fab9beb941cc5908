"""Rules for a single row: dates, stages, amounts, currencies, cumulative totals."""
