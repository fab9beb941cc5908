"""Exact bounds of unpublished statistics, by an integer programme over the unknown ledger."""
