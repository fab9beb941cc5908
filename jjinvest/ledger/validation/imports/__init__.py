"""A ledger beside its earlier imports: other lists, running totals, new rates, moved totals."""
