"""Clerical errors in a typed ledger: put into a clean sheet one by one, with a record of each."""
