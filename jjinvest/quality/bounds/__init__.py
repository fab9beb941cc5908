"""Exact bounds of what was not published, by an integer programme over the unknown ledger."""
