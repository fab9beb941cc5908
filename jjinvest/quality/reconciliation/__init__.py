"""Reconciliation of published figures: the checks as facts and frames; figures against the ledger."""
